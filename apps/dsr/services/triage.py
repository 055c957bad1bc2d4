"""What an officer does with a ticket between its arrival and its answer: who works on it, in which order, since when."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..choices import ClockKind, Priority, Right
from ..models import Entry, Team, Ticket
from ..queries.offices import day_at
from ..queries.worklists import stands_in_for
from .clock import record_event
from .correspondence import add_note
from .tickets import lock_open


class TakenAlready(RuleBroken):
    """Somebody else looks after the ticket."""


class ChildrenFirst(RuleBroken):
    """Nothing comes before what is asked for a child (privacy statement 10)."""


class NotADayOfReceipt(RuleBroken):
    """On this day it cannot have arrived."""


def take_ticket(ticket: Ticket, *, by: Any) -> Ticket:
    """Look after a ticket oneself; who takes it a second time changes nothing.

    Raises:
        TakenAlready: somebody else does, who is not away with ``by`` in their place.
        TicketEnded: it is answered or over.
    """
    with act("dsr.ticket_assigned", by=by, about=ticket) as this:
        ticket = lock_open(ticket)
        if ticket.assignee_id == by.pk:
            this.discard()
            return ticket
        if ticket.assignee_id is not None and ticket.assignee_id not in stands_in_for(by, timezone.localdate()):
            words = _("%(who)s looks after %(ticket)s already: ask them, or give it to somebody.")
            raise TakenAlready(words % {"who": ticket.assignee, "ticket": ticket})
        ticket.assignee = by
        ticket.save()
    return ticket


def assign_ticket(
    ticket: Ticket, *, to: Any = None, team: Team | None = None, version: int | None = None, by: Any
) -> Ticket:
    """Give a ticket to a person, a team or both; with neither it waits for somebody to take it.

    Raises:
        Conflict: ``version`` is given and is no longer the newest.
        TicketEnded: it is answered or over.
    """
    with act("dsr.ticket_assigned", by=by, about=ticket) as this:
        ticket = lock_open(ticket, version=version)
        if (ticket.assignee, ticket.team) == (to, team or ticket.team):
            this.discard()
            return ticket
        ticket.assignee, ticket.team = to, team or ticket.team
        ticket.save()
    return ticket


def set_priority(ticket: Ticket, *, priority: str, version: int | None = None, by: Any) -> Ticket:
    """Say what comes before what, before due dates are looked at.

    Raises:
        ChildrenFirst: it asks for the deletion of a child's data and would come later.
        Conflict: ``version`` is given and is no longer the newest.
        TicketEnded: it is answered or over.
    """
    with act("dsr.priority_set", by=by, about=ticket, priority=priority) as this:
        ticket = lock_open(ticket, version=version)
        if priority != Priority.CHILDREN and ticket.items.open().filter(right=Right.CHILDREN).exists():
            words = _("%(ticket)s is about the data of a child, which comes first (privacy statement 10).")
            raise ChildrenFirst(words % {"ticket": ticket})
        if ticket.priority == priority:
            this.discard()
            return ticket
        ticket.priority = Priority(priority)
        ticket.save()
    return ticket


def mark_read(ticket: Ticket, *, by: Any) -> int:
    """Say that what came in was read; how much it was. A second click finds nothing."""
    with act("dsr.entries_read", by=by, about=ticket) as this:
        unread = list(Entry.objects.select_for_update().filter(ticket=ticket, is_unread=True).order_by("pk"))
        for entry in unread:
            entry.is_unread = False
            entry.save()
        this.facts["count"] = len(unread)
        if not unread:
            this.discard()
    return len(unread)


def correct_receipt(ticket: Ticket, *, on: datetime.date, reason: str, version: int | None = None, by: Any) -> Ticket:
    """Put right the day on which it arrived: the clock of each open item runs from the true one.

    Raises:
        NotADayOfReceipt: it lies after the day on which it was logged, or is the day on record.
        NothingSaid: there is no reason.
        Conflict: ``version`` is given and is no longer the newest.
        TicketEnded: it is answered or over.
    """
    with act("dsr.receipt_corrected", by=by, about=ticket, received_on=on):
        ticket = lock_open(ticket, version=version)
        _ensure_arrived(ticket, on)
        ticket.received_on, ticket.received_at = on, _moment_on(ticket, on)
        ticket.save()
        for item in ticket.items.open():
            record_event(item, ClockKind.RECEIPT_CORRECTED, on=on, by=by)
        add_note(ticket, text=reason, by=by)
        ticket.refresh_from_db()
    return ticket


def _ensure_arrived(ticket: Ticket, on: datetime.date) -> None:
    logged_on = day_at(ticket.office, ticket.logged_at)
    if on > logged_on:
        words = _("It was logged on %(day)s and cannot have arrived later: look at the day again.")
        raise NotADayOfReceipt(words % {"day": logged_on.isoformat()})
    if on == ticket.received_on:
        raise NotADayOfReceipt(_("That is the day of receipt on record: there is nothing to correct."))


def _moment_on(ticket: Ticket, on: datetime.date) -> datetime.datetime:
    """Noon of the day, of which the hour is not known; never after it was logged."""
    zone = ZoneInfo(ticket.office.time_zone or settings.TIME_ZONE)
    return min(datetime.datetime.combine(on, datetime.time(12), zone), ticket.logged_at)
