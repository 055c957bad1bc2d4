"""To which request, to whom and to which brand a mail belongs."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from apps.mailroom.models import InboundMessage, Letter
from apps.mailroom.reading_mail import Mail
from apps.organisation.models import Brand, NoticeContact
from apps.trail.acts import object_name

from ..choices import Channel, Group
from ..links import named_by_address
from ..models import Ticket

LABEL = "dsr.ticket"


class Thread(NamedTuple):
    """The ticket that a mail is about, and whether somebody else than its correspondent wrote it."""

    ticket: Ticket
    is_from_stranger: bool


def thread_of(message: InboundMessage, mail: Mail) -> Thread | None:
    """By the tag in an address that the mail went to, else by the letter that its correspondent answers.

    Never by a number in the subject, which anybody can write.
    """
    for address in (message.envelope_to, *mail.addressed_to):
        if public_id := named_by_address(address):
            ticket = Ticket.objects.filter(public_id=public_id).first()
            if ticket is not None:
                return Thread(ticket, not is_known(ticket, mail.sender))
    ticket = _answered(mail)
    return Thread(ticket, is_from_stranger=False) if ticket else None


def _answered(mail: Mail) -> Ticket | None:
    letters = Letter.objects.filter(message_id__in=mail.answers, about__startswith=f"{LABEL}:")
    named = [one.about for one in letters if mail.sender and one.to_address.casefold() == mail.sender.casefold()]
    return Ticket.objects.filter(pk=named[0].partition(":")[2]).first() if named else None


def is_known(ticket: Ticket, sender: str) -> bool:
    """Whether a sender is the person of a ticket, or was written to about it."""
    address = sender.strip().casefold()
    if not address:
        return False
    written = Letter.objects.filter(about=object_name(ticket)).values_list("to_address", flat=True)
    return address == ticket.email_key or address in {one.casefold() for one in written}


def brand_of(message: InboundMessage, mail: Mail) -> Brand | None:
    """The brand of the mailbox, else the one whose privacy address the mail went to, else the only one there is."""
    if message.brand is not None:
        return message.brand
    wanted = {untagged(address) for address in (message.envelope_to, *mail.addressed_to)}
    brands = list(Brand.objects.order_by("pk"))
    named = [one for one in brands if one.privacy_email and one.privacy_email.casefold() in wanted]
    return next(iter(named), brands[0] if len(brands) == 1 else None)


def untagged(address: str) -> str:
    local, _at, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def is_one_of_ours(sender: str) -> bool:
    """Whether a mailbox of this office wrote: it is read as any other, and never answered by itself."""
    addresses: Iterable[str] = Brand.objects.values_list("privacy_email", flat=True)
    ours = {one.casefold() for one in addresses if one} | {one.user.casefold() for one in settings.INBOUND_MAIL}
    return untagged(sender) in ours | {settings.DEFAULT_FROM_EMAIL.casefold()}


def opened_lately(sender: str) -> int:
    """How many requests an address opened by mail within a day."""
    since = timezone.now() - datetime.timedelta(days=1)
    key = sender.strip().casefold()
    return Ticket.objects.filter(email_key=key, channel=Channel.EMAIL, received_at__gte=since).count()


def group_of(sender: str) -> str:
    """Who somebody is who only wrote: a customer where a contract names the address, else a visitor until it is known."""
    is_contact = bool(sender) and NoticeContact.objects.filter(email__iexact=sender, removed_at=None).exists()
    return Group.CUSTOMER if is_contact else Group.VISITOR
