"""Requests that staff put on record: what came by post or by telephone, and what was open before the office kept them."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.deadlines.dsr_events import BEGINS, ENDS
from apps.casework.deadlines.dsr_inputs import Wait
from apps.organisation.models import Brand, Office
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..choices import Channel, ClockKind, DelayGround, FileKind, Identity, Status
from ..models import Ticket
from ..queries.offices import day_at, office_for
from .clock import record_event
from .correspondence import add_file
from .filings import asked_of
from .tickets import Arrival, Asked, Person, acknowledge, lock_open, move_ticket, open_ticket

_NOON = datetime.time(12)


class NotBeforeNow(RuleBroken):
    """What is taken over, or logged, has happened already."""


def log_request(
    *,
    brand: Brand,
    channel: str,
    received_on: datetime.date,
    rights: Sequence[str],
    is_direct_marketing: bool = False,
    words: str = "",
    scan: Any = None,
    by: Any,
    **person: Any,
) -> Ticket:
    """Put a request on record that came by post, by telephone or in another way, with the day on which it arrived.

    ``person`` is as the fields of ``Person``. Who has an e-mail address gets a receipt; for others it is printed.

    Raises:
        ValidationError: by field, where a value cannot be kept, as a day that has not come yet.
        FileRefused: the scan is none that is kept.
        NothingAsked: there is no right.
    """
    office = office_for(person.get("country"))
    try:
        at = moment_on(received_on, office)
    except NotBeforeNow as refused:
        raise ValidationError({"received_on": str(refused)}) from refused
    with act("dsr.request_logged", by=by) as this:
        ticket = open_ticket(
            brand,
            person=Person(**person),
            asked=asked_of(rights, is_direct_marketing=is_direct_marketing),
            arrival=Arrival(channel, at=at, office=office, words=words),
            by=by,
        )
        this.about, this.facts["reference"] = ticket, ticket.reference
        if scan is not None:
            add_file(ticket, file=scan, kind=FileKind.SCAN, by=by)
    return ticket


def moment_on(day: datetime.date, office: Office) -> datetime.datetime:
    """A moment of a day in the office's own calendar, where only the day is known: its noon, or now if that is earlier.

    Raises:
        NotBeforeNow: the day has not come yet.
    """
    now = timezone.now()
    if day > day_at(office, now):
        raise NotBeforeNow(_("It cannot arrive in the future: give the day on which it arrived, today at the latest."))
    zone = ZoneInfo(office.time_zone or settings.TIME_ZONE)
    return min(now, datetime.datetime.combine(day, _NOON, zone))


# --- Taking over -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waited:
    """The office asked for something and waited for it; without ``until`` it waits still."""

    wait: Wait
    since: datetime.date
    until: datetime.date | None = None


@dataclass(frozen=True)
class Earlier:
    """How a request was called before it was taken over, and what happened to it, by days of the office's own calendar."""

    reference: str = ""
    acknowledged_on: datetime.date | None = None
    extended_on: datetime.date | None = None
    delay: str = ""
    waited: Sequence[Waited] = ()

    def events(self) -> list[tuple[datetime.date, ClockKind, str]]:
        """As events of the clock, in the order of their days; on one day what began comes before what ended."""
        return sorted(self._events(), key=lambda event: event[0])

    def _events(self) -> Iterator[tuple[datetime.date, ClockKind, str]]:
        begins, ends = ({wait: kind for kind, wait in table.items()} for table in (BEGINS, ENDS))
        if self.acknowledged_on:
            yield self.acknowledged_on, ClockKind.ACKNOWLEDGED, ""
        for one in self.waited:
            yield one.since, begins[one.wait], ""
            if one.until:
                yield one.until, ends[one.wait], ""
        if self.extended_on:
            yield self.extended_on, ClockKind.EXTENSION_NOTICE_SENT, DelayGround(self.delay).value

    @property
    def still_waits_for(self) -> set[Wait]:
        return {one.wait for one in self.waited if one.until is None}


def take_over_ticket(
    brand: Brand,
    *,
    person: Person,
    asked: Sequence[Asked],
    received_on: datetime.date,
    channel: str = Channel.OTHER,
    earlier: Earlier | None = None,
    office: Office | None = None,
    words: str = "",
    tells: bool = False,
    by: Any,
) -> Ticket:
    """Take over a request that was open before the office kept it, with its true receipt and what happened since.

    Every right has the same earlier events. Nobody is written to unless ``tells``: they had their letters.

    Raises:
        NotBeforeNow: the receipt, or an event, lies in the future.
        ExtensionTooLate: the extension was told after the last day for it, so the first date stands: leave it out.
        CannotReckon: the events do not follow each other, or the law knows no extension.
        RuleBroken: an extension without a ground.
        NothingAsked: there is no right, or one twice.
    """
    earlier, office = earlier or Earlier(), office or office_for(person.country)
    _ensure_grounded(earlier)
    arrival = Arrival(
        channel,
        at=moment_on(received_on, office),
        office=office,
        words=words,
        is_taken_over=True,
        extra={"earlier_reference": earlier.reference},
    )
    with act("dsr.ticket_taken_over", by=by) as this:
        ticket = open_ticket(brand, person=person, asked=asked, arrival=arrival, tells=False, by=by)
        this.about, this.facts["reference"] = ticket, ticket.reference
        _record(ticket, earlier, by=by)
        ticket = _stand(ticket, earlier, by=by)
        if tells:
            acknowledge(ticket, by=by)
    return ticket


def _ensure_grounded(earlier: Earlier) -> None:
    if earlier.extended_on and earlier.delay not in DelayGround.values:
        grounds = ", ".join(DelayGround.values)
        raise RuleBroken(_("Say on which ground the time was extended: one of %(grounds)s.") % {"grounds": grounds})


def _record(ticket: Ticket, earlier: Earlier, *, by: Any) -> None:
    today = day_at(ticket.office, timezone.now())
    for on, kind, reason in earlier.events():
        if on > today:
            words = _("“%(event)s” on %(day)s has not happened yet: give days until today only.")
            raise NotBeforeNow(words % {"event": kind.label, "day": on.isoformat()})
        for item in ticket.items.all():
            record_event(item, kind, on=on, reason=reason, is_before_take_over=True, by=by)


def _stand(ticket: Ticket, earlier: Earlier, *, by: Any) -> Ticket:
    """Where the ticket stands by what it still waits for."""
    ticket = lock_open(ticket)
    if Wait.IDENTITY in earlier.still_waits_for:
        ticket.identity = Identity.ASKED
        return move_ticket(ticket, Status.VERIFYING, by=by)
    if Wait.CLARIFICATION in earlier.still_waits_for:
        return move_ticket(ticket, Status.CLARIFYING, by=by)
    return ticket
