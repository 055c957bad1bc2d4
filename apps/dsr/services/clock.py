"""The clock of each item: events are added, and its dates follow from them by the deadline engine."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.calendars import WorkingCalendar
from apps.casework.deadlines.dsr import DsrDeadline
from apps.casework.deadlines.dsr_events import ClockEvent as Event
from apps.mailroom.models import Letter
from apps.organisation.models import Office
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import ON_SUBSTANCE, OPEN, ClockKind, Decision, DelayGround
from ..models import ClockEvent, Item, Ticket
from ..queries.clock import deadline_of
from ..queries.offices import day_at


class ClockStopped(RuleBroken):
    """The item is decided: its clock has ended and its dates stay."""


class NobodyTold(RuleBroken):
    """A clock stops or is extended only when the person is told."""


def begin_clock(item: Item) -> None:
    """Save a new item with its dates; its clock runs from the day of receipt."""
    ticket = item.ticket
    _date(item, deadline_of_new(item))
    item.full_clean()
    item.save()
    ClockEvent.objects.create(item=item, kind=ClockKind.RECEIVED, on=ticket.received_on)


def deadline_of_new(item: Item) -> DsrDeadline:
    """The dates of an item of which only the receipt is known."""
    return deadline_of(item, more=[Event(ClockKind.RECEIVED, item.ticket.received_on)])


def record_event(
    item: Item,
    kind: str,
    *,
    on: datetime.date,
    reason: str = "",
    letter: Letter | None = None,
    is_before_take_over: bool = False,
    by: Any,
) -> Item:
    """Add an event to the clock of an open item, and date item and ticket anew.

    Raises:
        ClockStopped: the item is decided.
        CannotReckon: the event does not follow what is recorded, or the law does not know it: see the engine.
    """
    with act("dsr.clock_event_recorded", by=by, about=item.ticket, clock=kind, right=item.right):
        ticket, item = lock(item.ticket), lock(item)
        if not item.is_open:
            raise ClockStopped(_("“%(item)s” is decided: its clock has ended.") % {"item": item})
        _date(item, deadline_of(item, more=[Event(ClockKind(kind), on)]))
        ClockEvent.objects.create(
            item=item, kind=kind, on=on, reason=reason, letter=letter, is_before_take_over=is_before_take_over
        )
        item.save()
        date_ticket(ticket)
    return item


def extend_deadline(item: Item, *, reason: str, letter: Letter | None, on: datetime.date, by: Any) -> Item:
    """Take the longer time that promise and law allow, told with its reason before the first due date (Art. 12(3)).

    Raises:
        ExtensionTooLate: the last day to tell of it is over.
        CannotReckon: it was extended already, or the law knows no extension.
        NobodyTold: there is no letter that tells the person.
    """
    if letter is None:
        raise NobodyTold(_("The person is told of an extension in writing: no e-mail address is known to write to."))
    with act("dsr.deadline_extended", by=by, about=item.ticket, delay=reason, right=item.right):
        return record_event(
            item, ClockKind.EXTENSION_NOTICE_SENT, on=on, reason=DelayGround(reason), letter=letter, by=by
        )


def stop_clock(item: Item, *, on: datetime.date, letter: Letter | None) -> None:
    """End the clock of a decided item with the answer, inside the act that gives it; its dates stay.

    Raises:
        CannotReckon: the answer does not follow what is recorded.
    """
    deadline_of(item, more=[Event(ClockKind.ANSWERED, on)])
    ClockEvent.objects.create(item=item, kind=ClockKind.ANSWERED, on=on, letter=letter)


def restart_clock(item: Item, *, law: str, by: Any) -> Item:
    """Date an open item by another law, from the same events; inside the act that decided so."""
    item = lock(item)
    if item.law == law:
        return item
    item.law = law
    today = day_at(item.ticket.office, timezone.now())
    _date(item, deadline_of(item))
    ClockEvent.objects.create(item=item, kind=ClockKind.JURISDICTION_CHANGED, on=today)
    item.save()
    return item


def date_ticket(ticket: Ticket) -> None:
    """Give a locked ticket the earliest dates of its open items; it is saved only where they differ."""
    if set_dates(ticket):
        ticket.save()


def set_dates(ticket: Ticket) -> bool:
    """Put the earliest dates of its items on a ticket, unsaved; what is over keeps its last. Whether they differ.

    What is decided steers too, until the person has the answer.
    """
    if ticket.status not in OPEN:
        return False
    before = ticket.due_on, ticket.legal_limit_on
    steers = Q(decision__in=[Decision.OPEN, *ON_SUBSTANCE])
    found = ticket.items.aggregate(due=Min("due_on", filter=steers), limit=Min("legal_limit_on", filter=steers))
    ticket.due_on, ticket.legal_limit_on = found["due"] or before[0], found["limit"] or before[1]
    return (ticket.due_on, ticket.legal_limit_on) != before


def _date(item: Item, deadline: DsrDeadline) -> None:
    item.due_on, item.promised_on = deadline.due_on, deadline.promised_on
    item.legal_limit_on, item.notice_by = deadline.legal_limit_on, deadline.notice_by
    item.acknowledge_by = deadline.acknowledge_by
    item.calendar = deadline.office.calendar_version
    item.derivation = "\n".join(deadline.sentences)


# --- A calendar that changes ---


@dataclass(frozen=True)
class Move:
    """An open item that another calendar dates otherwise."""

    item: Item
    due_on: datetime.date
    legal_limit_on: datetime.date

    @property
    def is_moved(self) -> bool:
        return (self.item.due_on, self.item.legal_limit_on) != (self.due_on, self.legal_limit_on)


def deadlines_moved_by(office: Office, *, calendar: WorkingCalendar | None = None) -> list[Move]:
    """The open items of an office that its calendar as it is now, or another one, would date otherwise."""
    open_items = Item.objects.open().filter(ticket__office=office, ticket__status__in=OPEN)
    open_items = open_items.select_related("ticket__office__country").prefetch_related("clock_events")
    calendar, moves = calendar or office.calendar(), []
    for item in open_items.order_by("due_on", "pk").iterator(chunk_size=500):
        deadline = deadline_of(item, calendar=calendar)
        moves.append(Move(item, deadline.due_on, deadline.legal_limit_on))
    return [move for move in moves if move.is_moved]


def apply_calendar(office: Office, *, by: Any) -> list[Move]:
    """Date the open items of an office by its calendar as it is now; what is decided keeps its dates.

    The event stands in the ledger of each item that it moves.
    """
    with act("dsr.deadlines_moved", by=by, about=office) as this:
        moves = deadlines_moved_by(office)
        today = day_at(office, timezone.now())
        for move in moves:
            _move(move.item, today)
        this.facts["count"] = len(moves)
        if not moves:
            this.discard()
    return moves


def _move(item: Item, today: datetime.date) -> None:
    ticket, item = lock(item.ticket), lock(item)
    if not item.is_open:
        return
    _date(item, deadline_of(item))
    ClockEvent.objects.create(item=item, kind=ClockKind.CALENDAR_CHANGED, on=today)
    item.save()
    date_ticket(ticket)
