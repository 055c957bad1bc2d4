"""Requests about data that we hold for a customer go to that customer, and we help (GDPR Art. 28(3)(e))."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.mailroom.composing import LANGUAGES, LONGEST_NAME, legible
from apps.mailroom.services import queue_letter
from apps.organisation.models import Customer
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import Decision, EntryKind, OurRole, Status
from ..laws import words_for
from ..models import Entry, Ticket
from .correspondence import NothingSaid, tell
from .endings import end_ticket
from .tickets import NotForwardable, decide_role, lock_open

#: Contacts are people of companies, of whom no language is known.
LANGUAGE = "en"


class NotForwarded(RuleBroken):
    """Assistance is given to a controller to whom the request went."""


def forward_ticket(ticket: Ticket, *, customer: Customer, words: str = "", by: Any) -> Ticket:
    """Send a request to the customer who is the controller, with what they need to answer it; the person is told.

    We are its processor from then on. Where we hold data as a controller too, our own part stays open and is answered.

    Raises:
        TicketEnded: it is answered or over.
        NotForwardable: the customer is of another brand, or has no notice contact to write to.
    """
    with act("dsr.ticket_forwarded", by=by, about=ticket, customer=customer.pk):
        ticket = lock_open(ticket)
        is_both = ticket.our_role == OurRole.BOTH
        role = OurRole.BOTH if is_both else OurRole.PROCESSOR
        ticket = lock_open(decide_role(ticket, role=role, customer=customer, by=by))
        _write_to_controller(ticket, customer, words.strip(), by=by)
        if not is_both:
            ticket = end_ticket(ticket, status=Status.FORWARDED, decision=Decision.ELSEWHERE, words=words, by=by)
        context = {"customer": customer.name, "stays": is_both, "words": words.strip()}
        tell(ticket, "dsr/forwarded", context, text=words.strip(), by=by)
    return ticket


def _write_to_controller(ticket: Ticket, customer: Customer, words: str, *, by: Any) -> None:
    contacts = list(customer.contacts.current().exclude(email=""))
    if not contacts:
        raise NotForwardable(
            _("%(customer)s has no notice contact: add whom to write to there first.") % {"customer": customer}
        )
    context = _needed(ticket, customer, words)
    for contact in contacts:
        letter = queue_letter(
            "dsr/forwarded_to_controller",
            to=contact.email,
            name=legible(contact.name, LONGEST_NAME),
            brand=ticket.brand,
            language=LANGUAGE,
            about=ticket,
            context=context,
            by=by,
        )
        _enter(ticket, letter.subject, words, letter=letter, by=by)


def _needed(ticket: Ticket, customer: Customer, words: str) -> dict[str, Any]:
    """What a controller needs to know whom it is about and what they ask: no more, and no document."""
    with override(LANGUAGES[LANGUAGE]):
        rights = [words_for(ticket.regime, item.right) for item in ticket.items.open()]
    return {
        "reference": ticket.reference,
        "customer": customer.name,
        "received_on": ticket.received_on,
        "rights": rights,
        "name": ticket.name,
        "email": ticket.email,
        "account": ticket.account,
        "asked": ticket.words,
        "words": words,
    }


def log_assistance(ticket: Ticket, *, text: str, by: Any) -> Entry:
    """Put on record how we helped the controller, as long as that takes.

    Raises:
        NotForwarded: the request went to no controller.
        NothingSaid: there are no words.
    """
    if not text.strip():
        raise NothingSaid(_("Say what was done for the controller."))
    with act("dsr.assistance_logged", by=by, about=ticket):
        ticket = lock(ticket)
        if not may_assist(ticket):
            raise NotForwarded(_("%(reference)s went to no controller: forward it first.") % {"reference": ticket})
        return _enter(ticket, "", text.strip(), by=by)


def may_assist(ticket: Ticket) -> bool:
    """Whether a controller has the request, wholly or in part."""
    return ticket.status == Status.FORWARDED or (
        ticket.our_role == OurRole.BOTH and ticket.entries.filter(kind=EntryKind.ASSISTANCE).exists()
    )


def _enter(ticket: Ticket, subject: str, text: str, *, letter: Any = None, by: Any) -> Entry:
    author = None if isinstance(by, str) else by
    kind = EntryKind.ASSISTANCE
    with act("dsr.entry_added", by=by, about=ticket, entry=kind.value):
        entry = Entry(ticket=ticket, kind=kind, at=timezone.now(), author=author)
        entry.subject, entry.text, entry.letter = subject, text, letter
        entry.save()
    return entry
