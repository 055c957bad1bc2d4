"""More time to answer: told to the person with its reason, before the first date is over (GDPR Art. 12(3))."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.casework.deadlines.dsr import NoExtensionInLaw
from apps.casework.deadlines.dsr_events import ClockEvent as Event
from apps.casework.deadlines.dsr_laws import DSR_LAWS
from apps.mailroom.composing import LANGUAGES
from apps.trail.acts import act

from ..choices import ClockKind, DelayGround
from ..models import Item, Ticket
from ..queries.clock import deadline_of, events_of
from ..queries.offices import day_at
from .clock import NobodyTold, extend_deadline
from .correspondence import tell
from .tickets import lock_open


def extend_ticket(ticket: Ticket, *, reason: str, words: str, version: int | None = None, by: Any) -> Ticket:
    """Take the longer time for each open item whose law knows one, and tell the person by when and why.

    Raises:
        ExtensionTooLate: the last day to tell of it, which is named, is over for one of the items.
        NoExtensionInLaw: no open item could be extended, or all were before.
        NobodyTold: no e-mail address is known.
        Conflict: ``version`` is given and is no longer the newest.
        TicketEnded: it is answered or over.
    """
    with act("dsr.ticket_extended", by=by, about=ticket, delay=reason):
        ticket = lock_open(ticket, version=version)
        items, today = extendable(ticket), day_at(ticket.office, timezone.now())
        if not items:
            raise NoExtensionInLaw(_("No open right of this request can be extended, or each was already."))
        until = _until(ticket, items, today)
        if not ticket.email:
            raise NobodyTold(_("The person is told of an extension in writing: enter an e-mail address first."))
        with override(LANGUAGES[ticket.language]):
            ground = str(DelayGround(reason).label)
        context = {"until": until, "ground": ground, "words": words.strip()}
        letter = tell(ticket, "dsr/extended", context, text=words.strip(), by=by)
        for item in items:
            extend_deadline(item, reason=reason, letter=letter, on=today, by=by)
        ticket.refresh_from_db()
    return ticket


def extendable(ticket: Ticket) -> list[Item]:
    """The open items of a ticket that were not extended yet, under a law that knows it."""
    open_items = ticket.items.open().select_related("ticket__office__country").prefetch_related("clock_events")
    return [
        item
        for item in open_items
        if DSR_LAWS[item.law].extended
        and ClockKind.EXTENSION_NOTICE_SENT not in {event.kind for event in events_of(item)}
    ]


def _until(ticket: Ticket, items: list[Item], today: datetime.date) -> datetime.date:
    """The date that the letter gives: the earliest of all that are open, once the extension counts."""
    extended = {item.pk: _extended(item, today) for item in items}
    return min(extended.get(item.pk, item.due_on) for item in ticket.items.open())


def _extended(item: Item, today: datetime.date) -> datetime.date:
    return deadline_of(item, more=[Event(ClockKind.EXTENSION_NOTICE_SENT, today)]).due_on
