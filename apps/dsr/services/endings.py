"""How a ticket ends without an answer on the substance, and why one is late."""

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import CheckOutcome, ClockKind, Decision, Status
from ..models import ClockEvent, Team, Ticket
from ..proof import NEEDS_NO_PROOF
from ..queries.offices import is_late
from .correspondence import tell
from .identity import give_up_checks
from .tasks import cancel_open_tasks
from .tickets import end_items, lock_open, move_ticket


class NoReason(RuleBroken):
    """What ends without an answer says why."""


class TooEarlyToLapse(RuleBroken):
    """The person still has time to answer, or nobody asked them anything."""


class NotLate(RuleBroken):
    """Only what is late says why."""


def end_ticket(ticket: Ticket, *, status: str, decision: Decision, words: str = "", by: Any) -> Ticket:
    """End a locked, open ticket in the act under way: its items, its tasks, what it waits for, and its status."""
    end_items(ticket, decision)
    cancel_open_tasks(ticket, by=by)
    give_up_checks(ticket)
    ticket.ending = words.strip()
    return move_ticket(ticket, status, by=by)


def withdraw_ticket(ticket: Ticket, *, words: str = "", by: Any) -> Ticket:
    """The person takes the request back; they get a letter that confirms it.

    Raises:
        TicketEnded: it is answered or over.
    """
    with act("dsr.ticket_withdrawn", by=by, about=ticket):
        ticket = lock_open(ticket)
        ticket = end_ticket(ticket, status=Status.WITHDRAWN, decision=Decision.WITHDRAWN, words=words, by=by)
        tell(ticket, "dsr/withdrawn", {}, by=by)
    return ticket


def not_a_request(ticket: Ticket, *, words: str, by: Any) -> Ticket:
    """What came is no request of a data subject; who wrote is told why, and can answer.

    Raises:
        TicketEnded: it is answered or over.
        NoReason: nothing says why.
    """
    _ensure_said(words)
    with act("dsr.ticket_no_request", by=by, about=ticket):
        ticket = lock_open(ticket)
        ticket = end_ticket(ticket, status=Status.NOT_A_REQUEST, decision=Decision.ELSEWHERE, words=words, by=by)
        tell(ticket, "dsr/not_a_request", {"words": words.strip()}, text=words.strip(), by=by)
    return ticket


def lapse_ticket(ticket: Ticket, *, words: str, by: Any) -> Ticket:
    """End a ticket whose person never gave the proof or the answer that was asked for; they are told, and may ask anew.

    Raises:
        TooEarlyToLapse: their days are not over, nothing was asked, or a right is open that needs nothing of them.
        NoReason: nothing says what was waited for.
    """
    _ensure_said(words)
    with act("dsr.ticket_lapsed", by=by, about=ticket):
        ticket = lock_open(ticket)
        _ensure_may_lapse(ticket)
        ticket = end_ticket(ticket, status=Status.LAPSED, decision=Decision.LAPSED, words=words, by=by)
        tell(ticket, "dsr/lapsed", {"words": words.strip()}, text=words.strip(), by=by)
    return ticket


def _ensure_said(words: str) -> None:
    if not words.strip():
        raise NoReason(_("Say why: the person is told, and it is part of the proof."))


def _ensure_may_lapse(ticket: Ticket) -> None:
    asked = asked_last(ticket)
    if asked is None:
        raise TooEarlyToLapse(_("Nothing is waited for: only what waits for the person can lapse."))
    lapses_at = asked + datetime.timedelta(days=settings.DSR_LAPSE_DAYS)
    if timezone.now() < lapses_at:
        words = _("The person has until %(day)s to answer.")
        raise TooEarlyToLapse(words % {"day": date_format(timezone.localtime(lapses_at))})
    free = ticket.items.open().filter(right__in=NEEDS_NO_PROOF).first()
    if free is not None and ticket.status == Status.VERIFYING:
        words = _("“%(item)s” needs no proof of identity: decide it first.")
        raise TooEarlyToLapse(words % {"item": free.get_right_display()})


def asked_last(ticket: Ticket) -> datetime.datetime | None:
    """Since when the ticket waits for the person; none where it does not."""
    if ticket.status == Status.VERIFYING:
        check = ticket.identity_checks.filter(outcome=CheckOutcome.OPEN).first()
        return check.asked_at if check else None
    if ticket.status == Status.CLARIFYING:
        asked = ClockEvent.objects.filter(item__ticket=ticket, kind=ClockKind.CLARIFICATION_REQUESTED)
        entry = ticket.entries.filter(letter__kind="dsr/clarification").last()
        last = asked.order_by("pk").last()
        return last.moment if last else entry.at if entry else None
    return None


def record_lateness(ticket: Ticket, *, words: str, team: Team | None = None, by: Any) -> Ticket:
    """Say why a ticket is late, and where it lay; it cannot be answered before.

    Raises:
        NotLate: it is in time, or over.
        NoReason: nothing says why.
    """
    if not words.strip():
        raise NoReason(_("Say why it is late."))
    with act("dsr.lateness_recorded", by=by, about=ticket):
        ticket = lock(ticket)
        if not is_late(ticket) or not (ticket.is_open or ticket.status == Status.ANSWERED):
            raise NotLate(_("%(reference)s is in time, or over: there is nothing to explain.") % {"reference": ticket})
        ticket.lateness, ticket.late_team = words.strip(), team
        ticket.save()
    return ticket
