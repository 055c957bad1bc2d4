"""Questions to the person without which a request cannot be answered; the clock stops where its law lets it."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.deadlines.dsr_events import ENDS
from apps.casework.deadlines.dsr_inputs import Wait
from apps.casework.deadlines.dsr_laws import DSR_LAWS
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..choices import TICKETS, Channel, ClockKind, EntryKind, Identity, Status
from ..models import Item, Ticket
from ..queries.clock import events_of
from ..queries.offices import day_at
from .clock import NobodyTold, record_event
from .correspondence import NothingSaid, add_incoming, tell
from .tickets import lock_open, move_ticket


class NothingAwaited(RuleBroken):
    """Nobody waits for a clarification."""


def ask_clarification(ticket: Ticket, *, words: str, version: int | None = None, by: Any) -> Ticket:
    """Ask the person what they mean, by a letter; the clock of each item stops where its law lets it.

    Raises:
        NothingSaid: there is no question.
        NobodyTold: no e-mail address is known.
        TransitionNotAllowed: the office waits for the person already.
        TicketEnded: it is answered or over.
    """
    if not words.strip():
        raise NothingSaid(_("Write what the person is asked."))
    with act("dsr.clarification_asked", by=by, about=ticket):
        ticket = lock_open(ticket, version=version)
        TICKETS.ensure(ticket.status, Status.CLARIFYING)
        letter = tell(ticket, "dsr/clarification", {"words": words.strip()}, text=words.strip(), by=by)
        if letter is None:
            raise NobodyTold(_("The person is asked in writing: enter an e-mail address first."))
        today = day_at(ticket.office, timezone.now())
        for item in ticket.items.open():
            if Wait.CLARIFICATION in DSR_LAWS[item.law].pauses:
                record_event(item, ClockKind.CLARIFICATION_REQUESTED, on=today, letter=letter, by=by)
        ticket.refresh_from_db()
        move_ticket(ticket, Status.CLARIFYING, by=by)
    return ticket


def record_clarification(
    ticket: Ticket,
    *,
    text: str = "",
    channel: str = Channel.OTHER,
    on: datetime.date | None = None,
    version: int | None = None,
    by: Any,
) -> Ticket:
    """Put the answer of the person on record and go on; the clocks that stopped run again from its day.

    ``text`` may be empty where the answer stands in the correspondence already.

    Raises:
        NothingAwaited: nobody asked.
        NothingSaid: neither a text is given, nor did anything come in since the question.
        CannotReckon: the day lies before the question, or in the future.
        TicketEnded: it is answered or over.
    """
    with act("dsr.clarification_recorded", by=by, about=ticket):
        ticket = lock_open(ticket, version=version)
        if ticket.status != Status.CLARIFYING:
            raise NothingAwaited(_("Nobody waits for a clarification of %(ticket)s.") % {"ticket": ticket})
        today = day_at(ticket.office, timezone.now())
        _ensure_said(ticket, text)
        if on is not None and on > today:
            raise NothingAwaited(_("The day of the answer lies in the future: look at it again."))
        if text.strip():
            add_incoming(ticket, text=text.strip(), channel=channel, sender=ticket.name, by=by)
        for item in ticket.items.open():
            if _waits(item):
                record_event(item, ClockKind.CLARIFICATION_RECEIVED, on=on or today, by=by)
        ticket.refresh_from_db()
        is_asked = ticket.identity == Identity.ASKED
        move_ticket(ticket, Status.VERIFYING if is_asked else Status.WORKING, by=by)
    return ticket


def _ensure_said(ticket: Ticket, text: str) -> None:
    """An answer was typed, or came in after the last letter that went out."""
    if text.strip():
        return
    newest = ticket.entries.exclude(kind=EntryKind.NOTE).order_by("-at", "-pk").first()
    if newest is None or newest.kind != EntryKind.INCOMING:
        raise NothingSaid(_("Write what the person answered: nothing came in since the question."))


def _waits(item: Item) -> bool:
    """Whether the clock of an item waits for a clarification."""
    told = [event.kind for event in events_of(item) if event.kind in _OF_A_QUESTION]
    return bool(told) and told[-1] == ClockKind.CLARIFICATION_REQUESTED


_OF_A_QUESTION = {
    ClockKind.CLARIFICATION_REQUESTED,
    *(kind for kind, wait in ENDS.items() if wait == Wait.CLARIFICATION),
}
