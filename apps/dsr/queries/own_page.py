"""What a requester sees on their own page: the same dates as staff, what was said to and fro, the answer; never a note."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from apps.publications.tokens import digest

from ..choices import ON_SUBSTANCE, TICKETS, Channel, CheckOutcome, EntryKind, Status
from ..laws import article_for, terms_of, words_for
from ..links import named_by
from ..models import Entry, Item, PageSession, Ticket, TicketFile
from .answers import answer_files, complaint_route

#: The person wrote from the address themselves; what staff typed is theirs once they are verified.
FROM_THE_PERSON = [Channel.FORM, Channel.EMAIL, Channel.API]


@dataclass(frozen=True)
class AskedRight:
    """One right as its law calls it, with its dates and why they are what they are; its decision once that was told."""

    item: Item
    words: str
    article: str
    is_told: bool

    def why(self) -> list[str]:
        return self.item.derivation.splitlines()


def ticket_behind(token: str) -> Ticket | None:
    """The ticket of a requester's page; none where the token was forged or leads nowhere any more."""
    public_id = named_by(token)
    found = Ticket.objects.filter(public_id=public_id) if public_id else Ticket.objects.none()
    return found.select_related("brand", "office__supervisory_authority", "country").first()


def is_open_to(ticket: Ticket, secret: str) -> bool:
    """Whether a session stands that this secret opened, for this very ticket."""
    now = timezone.now()
    sessions = PageSession.objects.filter(ticket=ticket, session_hash=digest(secret), session_until__gt=now)
    return bool(secret) and sessions.exists()


def address_of_page(ticket: Ticket) -> str:
    """Where a code may be sent: an address that is known to be the person's; empty where none is."""
    is_theirs = ticket.email_confirmed_at is not None or ticket.is_verified or ticket.channel in FROM_THE_PERSON
    return ticket.email if is_theirs else ""


def may_be_downloaded(ticket: Ticket, file: TicketFile) -> bool:
    """Whether a file belongs to an answer that was given, and its time is not over."""
    is_answered = ticket.status in [Status.ANSWERED, Status.CLOSED]
    in_time = ticket.answer_until is not None and timezone.now() <= ticket.answer_until
    return is_answered and in_time and any(one.pk == file.pk for one in answer_files(ticket))


def shown_on_page(ticket: Ticket) -> dict[str, Any]:
    """Everything that the page tells, in the active language."""
    is_answered = ticket.status in [Status.ANSWERED, Status.CLOSED]
    files = answer_files(ticket) if is_answered else []
    return {
        "ticket": ticket,
        "law": terms_of(ticket.regime).law,
        "asked": [_asked(ticket, item, is_answered=is_answered) for item in ticket.items.all()],
        "is_answered": is_answered,
        "story": _story(ticket),
        "files": files,
        "is_in_time": ticket.answer_until is not None and timezone.now() <= ticket.answer_until,
        "proof": proof_asked(ticket),
        "may_withdraw": TICKETS.allows(ticket.status, Status.WITHDRAWN),
        "route": complaint_route(ticket),
    }


def proof_asked(ticket: Ticket) -> str:
    """By what the person is asked to show who they are, as long as that is waited for; else empty."""
    checks = ticket.identity_checks.filter(outcome=CheckOutcome.OPEN, asked_at__isnull=False)
    newest = checks.order_by("-pk").first() if ticket.is_open else None
    return newest.method if newest else ""


def _asked(ticket: Ticket, item: Item, *, is_answered: bool) -> AskedRight:
    words, article = words_for(ticket.regime, item.right), article_for(ticket.regime, item.right)
    return AskedRight(item, words, article, is_told=is_answered and item.decision in ON_SUBSTANCE)


def _story(ticket: Ticket) -> list[Entry]:
    """What was said to and fro, oldest first; notes, and what happened to letters, are for staff."""
    said = Entry.objects.filter(ticket=ticket, kind__in=[EntryKind.INCOMING, EntryKind.OUTGOING])
    return list(said.prefetch_related("files"))
