"""When what is announced may take effect: the longest notice of all cohorts, from the day on which it is sent."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.casework.deadlines.moments import ONE_DAY, first_moment_of
from apps.casework.deadlines.notice import NoticePeriod, notice_period
from apps.casework.deadlines.places import Place, place

from .cohorts import Cohort

NOON = datetime.time(12)


def office_place() -> Place:
    """The clock and the calendar of this office."""
    return place(settings.TIME_ZONE)


def period_of(cohort: Cohort, sent_at: datetime.datetime) -> NoticePeriod:
    """The notice of a cohort that was told at this moment."""
    return notice_period(
        sent_at=sent_at, days=cohort.notice_days, objection_days=cohort.objection_days, office=office_place()
    )


@dataclass(frozen=True)
class Dates:
    """What follows from a day of sending: ``earliest_on`` is the first day on which it may take effect.

    ``promised`` is what each cohort is given, as plain values; ``sentences`` say how the day was reckoned.
    """

    send_on: datetime.date
    earliest_on: datetime.date
    promised: list[dict[str, Any]]
    sentences: list[str]

    def start_of(self, day: datetime.date) -> datetime.datetime:
        """The first moment of a day here."""
        return first_moment_of(day, office_place().zone)


def dates_of(cohorts: Sequence[Cohort], send_on: datetime.date, *, margin: int | None = None) -> Dates:
    """Reckon from a day of sending: each cohort's notice, the longest of them, and the margin of the office.

    The margin lets a letter that is put off overnight still give its full notice.
    """
    margin = settings.ANNOUNCE_MARGIN_DAYS if margin is None else margin
    sent_at = datetime.datetime.combine(send_on, NOON, office_place().zone)
    periods = [(cohort, period_of(cohort, sent_at)) for cohort in cohorts]
    longest, period = max(periods, key=lambda pair: pair[1].earliest_effective_at)
    noticed_on = period.earliest_effective_at.date()
    earliest_on = noticed_on + margin * ONE_DAY
    promised = [
        cohort.told()
        | {
            "last_objection_on": its.last_objection_day.isoformat() if cohort.objection_days is not None else "",
            "earliest_on": its.earliest_effective_at.date().isoformat(),
            "derivation": its.sentences,
        }
        for cohort, its in periods
    ]
    sentences = [_("The longest notice is that of: %(name)s.") % {"name": longest.name}, *period.sentences]
    if margin:
        words = ngettext(
            "%(count)d day is added, so that a letter put off overnight still gives its full notice: %(day)s.",
            "%(count)d days are added, so that a letter put off overnight still gives its full notice: %(day)s.",
            margin,
        )
        sentences.append(words % {"count": margin, "day": date_format(earliest_on, "l j F Y")})
    return Dates(send_on, earliest_on, promised, sentences)
