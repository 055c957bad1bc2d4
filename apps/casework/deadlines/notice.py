"""The notice period of a change: until when customers may object, and from when the change may take effect."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .moments import ONE_DAY, CannotReckon, first_moment_of, local
from .places import Place
from .results import Deadline
from .rules import CalendarDays, DayOfEvent, EveryDayCounts, StartOfNextDay

LONGEST = 3650
SENT = DayOfEvent(gettext_lazy("The notice was sent"))
IN_EFFECT = StartOfNextDay(gettext_lazy("What was announced may take effect"), "GDPR Art. 28(2)")


@dataclass(frozen=True)
class NoticePeriod(Deadline):
    """A running notice: ``last_objection_day`` and ``earliest_effective_at``."""

    @property
    def last_objection_day(self) -> datetime.date:
        return self.dates["last_objection_day"]

    @property
    def earliest_effective_at(self) -> datetime.datetime:
        return self.moments["earliest_effective_at"]

    def is_in_time(self, moment: datetime.datetime) -> bool:
        """Whether an objection of this moment came before the last day for it was over, in the office's zone."""
        over = first_moment_of(self.last_objection_day + ONE_DAY, self.office.zone)
        # Two moments of one zone would be compared by what its clock shows, which may show it twice.
        return local(moment, self.office.zone).astimezone(datetime.UTC) < over.astimezone(datetime.UTC)


def notice_period(
    *, sent_at: datetime.datetime, days: int, office: Place, objection_days: int | None = None
) -> NoticePeriod:
    """So many days of notice from a moment; objections end with them unless they have days of their own.

    Nothing takes effect while somebody may still object (GDPR Art. 28(2)), so the longer of the two periods counts.

    Raises:
        CannotReckon: the moment has no offset or an absurd year, or a number of days is negative or absurd.
    """
    for count in (days, objection_days or 0):
        _ensure_sensible(count)
    sent_on, sent = SENT.apply(sent_at, office)
    noticed_on, noticed = CalendarDays(days, _("The notice period")).apply(sent_on, office)
    steps, last_objection_day = [sent, noticed], noticed_on
    if objection_days is not None:
        own = CalendarDays(objection_days, _("The time to object"))
        last_objection_day, objected = own.apply(sent_on, office)
        steps.append(objected)
    last_day, stays = EveryDayCounts().apply(max(noticed_on, last_objection_day), office)
    effective_at, effective = IN_EFFECT.apply(last_day, office)
    given: dict[str, datetime.date | int | str] = {"sent_at": local(sent_at, office.zone), "days": days}
    if objection_days is not None:
        given["objection_days"] = objection_days
    return NoticePeriod(
        law="notice",
        office=office,
        given=given,
        dates={"last_objection_day": last_objection_day},
        moments={"earliest_effective_at": effective_at},
        derivation=(*steps, stays, effective),
    )


def _ensure_sensible(days: int) -> None:
    if not 0 <= days <= LONGEST:
        words = _("A notice of %(days)s days is not possible: give a number from 0 to %(longest)s.")
        raise CannotReckon(words % {"days": days, "longest": LONGEST})
