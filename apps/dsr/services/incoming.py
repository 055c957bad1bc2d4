"""Requests and answers that come by mail."""

from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from apps.casework.files import ensure_acceptable
from apps.mailroom.choices import HeldFor
from apps.mailroom.composing import NotALetter, clean_address
from apps.mailroom.models import InboundMessage
from apps.mailroom.reading_mail import Mail, MailFile
from apps.mailroom.receiving import Held

from ..choices import Channel
from ..models import Entry, Ticket
from ..queries.mail import brand_of, group_of, is_known, is_one_of_ours, opened_lately, thread_of
from ..suggesting import language_of, suggested_rights
from .correspondence import add_file, add_incoming
from .tickets import Arrival, Asked, Person, open_ticket

#: So much of a mail stands on the ticket itself; its entry has more, and the message all.
LONGEST_WORDS = 20_000


def take_mail(message: InboundMessage, mail: Mail, *, by: Any) -> Ticket | None:
    """Put a mail on the ticket that it answers, or open one; none where a machine wrote it about no ticket.

    Raises:
        Held: its sender opened too many today, or no brand is named.
    """
    if thread := thread_of(message, mail):
        add_mail(thread.ticket, message=message, mail=mail, is_from_stranger=thread.is_from_stranger, by=by)
        return thread.ticket
    if mail.is_automatic:
        return None
    if opened_lately(address_of(mail)) >= settings.INBOUND_A_DAY:
        words = _("This address opened %(count)d requests by mail today already: see whether this is one.")
        raise Held(words % {"count": settings.INBOUND_A_DAY}, HeldFor.STORM)
    return open_from_mail(message, mail, by=by)


def open_from_mail(message: InboundMessage, mail: Mail, *, by: Any) -> Ticket:
    """Open a ticket of a mail: received when this office took it, whatever its own date says.

    Who wrote gets a receipt, unless that would answer a machine or ourselves.

    Raises:
        Held: no brand is named.
        NoOffice: there is no office whose calendar could count.
    """
    brand = brand_of(message, mail)
    if brand is None:
        raise Held(
            _("It is of no brand: add ?brand= to its mailbox, or the brand’s privacy address."), HeldFor.NO_PLACE
        )
    ticket = open_ticket(
        brand,
        person=Person(
            group=group_of(mail.sender),
            name=mail.sender_name,
            email=address_of(mail),
            language=language_of(mail.text),
        ),
        asked=[Asked(right) for right in suggested_rights(mail.subject, mail.text)],
        arrival=Arrival(channel=Channel.EMAIL, at=message.received_at, words=mail.text[:LONGEST_WORDS]),
        tells=not mail.is_automatic and not is_one_of_ours(mail.sender),
        by=by,
    )
    add_mail(ticket, message=message, mail=mail, is_from_stranger=False, by=by)
    return ticket


def join_mail(message: InboundMessage, mail: Mail, reference: str, *, by: Any) -> Ticket | None:
    """Put a mail on the ticket of a reference, as a person decided; none where there is no such ticket."""
    ticket = Ticket.objects.filter(reference__iexact=reference).first()
    if ticket is not None:
        add_mail(ticket, message=message, mail=mail, is_from_stranger=not is_known(ticket, mail.sender), by=by)
    return ticket


def add_mail(ticket: Ticket, *, message: InboundMessage, mail: Mail, is_from_stranger: bool, by: Any) -> Entry:
    """Put a mail into the story of a ticket, also of one that is over; files that are not kept are named in it."""
    files = judged(mail.files)
    entry = add_incoming(
        ticket,
        text="\n\n".join(filter(None, [mail.text, *files.refused])),
        channel=Channel.EMAIL,
        sender=mail.sender,
        subject=mail.subject,
        at=message.received_at,
        inbound=message,
        is_from_stranger=is_from_stranger,
        by=by,
    )
    for one in files.kept:
        add_file(ticket, file=one, entry=entry, by=by)
    return entry


def address_of(mail: Mail) -> str:
    """The address that the sender can be written to; empty where a letter could not go there."""
    try:
        return clean_address(mail.sender)
    except NotALetter:
        return ""


class Judged(NamedTuple):
    """The files of a mail that may be kept, and words about those that may not."""

    kept: list[ContentFile]
    refused: list[str]


def judged(files: tuple[MailFile, ...]) -> Judged:
    """Tell the files of a mail apart by whether anybody should open them; the message keeps them all."""
    found = Judged([], [])
    for one in files:
        file = ContentFile(one.content, name=one.name)
        try:
            ensure_acceptable(file)
        except Exception as fault:  # whatever is made of its bytes, it is only not kept apart
            why = str(fault) or type(fault).__name__
            found.refused.append(
                _("[Only in the message as it came: %(name)s. %(why)s]") % {"name": one.name, "why": why}
            )
        else:
            found.kept.append(file)
    return found
