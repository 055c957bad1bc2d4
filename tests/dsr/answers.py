"""Answers for tests: a ticket of which it is known who asks, decided, with files."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.accounts.models import User
from apps.dsr import services
from apps.dsr.choices import Decision, Identity, OurRole, Right
from apps.dsr.models import Ticket
from apps.trail.acts import act
from apps.trail.models import lock
from tests.builders import BUILDER, a_user
from tests.dsr.tickets import a_ticket


def an_officer(name: str = "olga") -> User:
    return User.objects.filter(email=f"{name}@example.org").first() or a_user(name, "privacy")


def verified(ticket: Ticket) -> Ticket:
    """The same ticket, with its person known."""
    with act("dsr.ticket_changed", by=BUILDER):
        ticket = lock(ticket)
        ticket.identity, ticket.identity_at = Identity.VERIFIED, timezone.now()
        ticket.save()
    return ticket


def a_known_ticket(*rights: Any, **values: Any) -> Ticket:
    """A ticket of somebody whom we know, and of which we are the controller."""
    ticket = verified(a_ticket(*rights, **values))
    return services.decide_role(ticket, role=OurRole.CONTROLLER, by=BUILDER)


def a_file(name: str = "data.txt", content: bytes = b"All we hold about Ada.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def an_answered_ticket(*, content: bytes = b"All we hold about Ada.", **values: Any) -> Ticket:
    """A granted access, with one file that was looked through, answered."""
    ticket, olga = a_known_ticket(Right.ACCESS, **values), an_officer()
    services.add_answer_file(ticket, file=a_file(content=content), by=olga)
    services.decide_item(ticket.items.get(), decision=Decision.GRANTED, explanation="Here it is.", by=olga)
    services.review_answer(ticket, words="Nobody else is in it.", by=olga)
    return services.answer_ticket(ticket, by=olga)
