"""Requests that programs bring in: who may, each call answered once, and a sign-in taken as proof of identity."""

import datetime
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.services import Limit, take_attempts
from apps.publications.tokens import digest, new_secret
from apps.trail.acts import act
from apps.trail.envelopes import signature
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import Channel, Identity
from ..models import ApiCall, ApiClient, Ticket
from .tickets import Arrival, Asked, Person, lock_open, open_ticket

#: As many calls as people of one dashboard make; more is a fault in a program.
CALLS_PER_CLIENT = Limit("request-api", 120, 60)


class CalledTooOften(RuleBroken):
    """A program calls more often than people ask."""


class KeyUsedOtherwise(RuleBroken):
    """The key of a call stands for another body."""


class AccessTakenBack(RuleBroken):
    """The program has no access any more."""


def add_api_client(*, by: Any, **values: Any) -> ApiClient:
    """Give a program access; its token is ``client.token``, here and nowhere else.

    Raises:
        ValidationError: by field, where a value cannot be kept.
    """
    token = new_secret()
    with act("dsr.api_client_added", by=by) as this:
        client = ApiClient(token_hash=digest(token), added_at=timezone.now(), **values)
        client.full_clean()
        client.save()
        this.about = client
    client.token = token
    return client


def revoke_api_client(client: ApiClient, *, by: Any) -> ApiClient:
    """Take the access of a program back, from now on; a second click changes nothing."""
    with act("dsr.api_client_revoked", by=by, about=client) as this:
        client = lock(client)
        if not client.is_current:
            this.discard()
            return client
        client.revoked_at = timezone.now()
        client.save()
    return client


def client_of(token: str) -> ApiClient | None:
    """The program with this token. It is found by its digest, so how long that takes tells nothing of any token."""
    known = digest(token)
    client = ApiClient.objects.current().select_related("brand").filter(token_hash=known).first()
    return client if client and hmac.compare_digest(client.token_hash, known) else None


def count_call(client: ApiClient) -> None:
    """Take one call of a program.

    Raises:
        CalledTooOften: it has none left in this minute.
    """
    if not take_attempts((CALLS_PER_CLIENT, str(client.pk))):
        raise CalledTooOften(_("Too many calls: wait a minute, then go on."))


@dataclass(frozen=True)
class Brought:
    """A request as a program brings it: who asks for what, when, and when they had signed in to their account."""

    person: Person
    asked: list[Asked]
    asked_at: datetime.datetime
    words: str = ""
    signed_in_at: datetime.datetime | None = None


def take_request(client: ApiClient, *, brought: Brought, key: str, body: bytes) -> Mapping[str, Any]:
    """Open a ticket for what a program brings, once for each of its keys, and say what it is answered.

    Raises:
        KeyUsedOtherwise: this key stands for another body.
        AccessTakenBack: the access ended in this moment.
        ValidationError: by field, where a value cannot be kept.
    """
    mac = signature("dsr.api", body.hex())
    with act("dsr.request_taken_by_api", by="visitor", about=client) as this:
        client = lock(client)  # calls of one program one after the other: two with one key at once open one ticket
        if not client.is_current:
            raise AccessTakenBack(_("This access was taken back."))
        if known := ApiCall.objects.filter(client=client, key=key).first():
            this.discard()
            return _same(known, mac)
        arrival = Arrival(Channel.API, at=brought.asked_at, words=brought.words)
        ticket = open_ticket(client.brand, person=brought.person, asked=brought.asked, arrival=arrival, by="visitor")
        this.facts["reference"] = ticket.reference
        if brought.signed_in_at:
            identity_asserted(ticket, at=brought.signed_in_at, by="visitor")
        answer = answer_of(ticket)
        ApiCall.objects.create(
            client=client, key=key, body_mac=mac, ticket=ticket, answer=answer, answered_at=timezone.now()
        )
    return answer


def _same(known: ApiCall, mac: bytes) -> Mapping[str, Any]:
    if not hmac.compare_digest(bytes(known.body_mac), mac):
        raise KeyUsedOtherwise(
            _(
                "This Idempotency-Key was used for another request: use a new key for each request, and it again to repeat."
            )
        )
    return known.answer


def answer_of(ticket: Ticket) -> dict[str, Any]:
    """What a program is told of a ticket of its own: nothing that it did not bring, save how it stands."""
    return {
        "reference": ticket.reference,
        "status": ticket.status,
        "received_on": ticket.received_on.isoformat(),
        "due_on": ticket.due_on.isoformat() if ticket.due_on else None,
        "rights": [
            {"right": item.right, "decision": item.decision, "due_on": item.due_on.isoformat()}
            for item in ticket.items.order_by("pk")
        ],
        "status_url": f"{settings.SITE_URL}/api/privacy-requests/{ticket.reference}/",
    }


def ticket_of(client: ApiClient, reference: str) -> Ticket | None:
    """A ticket that this program brought in; what others brought is as unknown to it as what is not there."""
    call = ApiCall.objects.select_related("ticket").filter(client=client, ticket__reference=reference).first()
    return call.ticket if call else None


def identity_asserted(ticket: Ticket, *, at: datetime.datetime, by: Any) -> Ticket:
    """Take the sign-in to the person's account, which a program of ours vouches for, as proof of who asks.

    Raises:
        ValidationError: the sign-in lies in the future.
        TicketEnded: the ticket is answered or over.
    """
    if at > timezone.now():
        raise ValidationError(_("A sign-in cannot lie in the future."))
    with act("dsr.identity_asserted", by=by, about=ticket):
        ticket = lock_open(ticket)
        ticket.identity, ticket.identity_at = Identity.VERIFIED, at
        ticket.save()
    return ticket
