"""Closing: an answered ticket is over once its confirmation has arrived, or staff say how the person was told instead."""

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.mailroom.choices import LetterStatus, Told
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import Channel, EntryKind, Status
from ..models import Entry, Ticket
from ..queries.answers import NOT_THERE, missing_to_close
from .tickets import move_ticket

#: A letter that came back does so within this time; after it, one that was handed over has arrived.
COMES_BACK_WITHIN = datetime.timedelta(days=3)


class NotClosable(RuleBroken):
    """Something is left to do, told one by one, or it is not certain that the person has the answer."""


def close_ticket(ticket: Ticket, *, words: str = "", by: Any) -> Ticket:
    """Close an answered ticket; a second click changes nothing.

    Where the confirmation did not arrive, ``words`` say how the person was told instead, or why that was given up.

    Raises:
        NotClosable: it is not answered, something is left to do, or nobody knows whether the answer arrived.
    """
    with act("dsr.ticket_closed", by=by, about=ticket) as this:
        ticket = lock(ticket)
        if ticket.status == Status.CLOSED:
            this.discard()
            return ticket
        if missing := _missing(ticket, words):
            raise NotClosable(" ".join(missing))
        ticket.ending = words.strip()
        return move_ticket(ticket, Status.CLOSED, by=by)


def _missing(ticket: Ticket, words: str) -> list[str]:
    if ticket.status != Status.ANSWERED:
        return [_("Only what is answered is closed.")]
    missing = missing_to_close(ticket)
    if not words.strip() and not _arrived(timezone.now()).filter(pk=ticket.pk).exists():
        missing.append(_("The confirmation has not arrived: say how the person was told instead, or wait."))
    return missing


def _arrived(now: datetime.datetime) -> Any:
    """Answered tickets whose confirmation was delivered, or handed over long enough ago and never came back.

    An office that sends nothing shows its letters here: there is nothing to wait for.
    """
    handed = Q(confirmation__status=LetterStatus.HANDED_OVER, confirmation__handed_over_at__lte=now - COMES_BACK_WITHIN)
    shown = Q(confirmation__status=LetterStatus.SHOWN)
    answered = Ticket.objects.filter(status=Status.ANSWERED, confirmation__isnull=False)
    return answered.filter(
        Q(confirmation__reached=Told.DELIVERED) | (handed | shown) & ~Q(confirmation__reached__in=NOT_THERE)
    )


def close_arrived() -> int:
    """The job that closes what was answered and has arrived; how many. What is left to do keeps its ticket as it is."""
    closed = 0
    for ticket in _arrived(timezone.now()).exclude(our_role="").order_by("pk"):
        if missing_to_close(ticket):
            continue
        closed += close_ticket(ticket, by="worker").status == Status.CLOSED
    return closed


def came_back(ticket: Ticket, *, told: str, by: Any) -> Entry:
    """Put in the story that a letter to the person did not get there, unread: somebody finds another way."""
    with act("dsr.entry_added", by=by, about=ticket, entry=EntryKind.EVENT.value):
        entry = Entry(
            ticket=ticket,
            kind=EntryKind.EVENT,
            channel=Channel.EMAIL,
            at=timezone.now(),
            subject=_("A letter did not get there"),
            text=_("%(what)s. Look at the address, and find another way to reach the person.")
            % {"what": Told(told).label},
            is_unread=True,
        )
        entry.save()
    return entry
