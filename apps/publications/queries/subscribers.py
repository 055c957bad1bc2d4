"""Reads of subscribers: who is told, what a link in a letter leads to, and what is held about somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from apps.mailroom.composing import clean_address
from apps.mailroom.models import Letter
from apps.organisation.models import Brand
from apps.trail.acts import object_name

from ..choices import WORDINGS, SubscriberStatus
from ..models import Subscriber
from ..tokens import digest, read


def address_key(email: str) -> str:
    """The form of an address under which it stands on a list once, however it is typed.

    Raises:
        NotALetter: it is none that can be written to.
    """
    return clean_address(email).lower()


def audience(brand: Brand, topic: str) -> Any:
    """Everybody who confirmed that they want to be told, by key; dicts of what a letter to them takes."""
    confirmed = Subscriber.objects.confirmed().filter(brand=brand, topic=topic)
    return confirmed.order_by("pk").values("pk", "email", "name", "language", "public_id")


def subscriptions_of(email_key: str) -> Any:
    """Every subscription of an address, in the order of brands; none of an address that was erased."""
    found = Subscriber.objects.filter(email_key=email_key).exclude(email_key="")
    return found.select_related("brand").order_by("brand__ordering", "brand__name", "topic")


# --- Links ---


@dataclass(frozen=True)
class ConfirmLink:
    """What a link to confirm leads to at a moment: the subscriptions that its letter asked about."""

    subscribers: list[Subscriber]
    now: datetime

    @property
    def waiting(self) -> list[Subscriber]:
        """What can be confirmed by it now."""
        pending = [one for one in self.subscribers if one.status == SubscriberStatus.PENDING]
        return [one for one in pending if one.confirm_until and one.confirm_until >= self.now]

    @property
    def confirmed(self) -> list[Subscriber]:
        return [one for one in self.subscribers if one.status == SubscriberStatus.CONFIRMED]

    @property
    def is_late(self) -> bool:
        """Nobody confirmed in time, so it can be asked anew."""
        over = (SubscriberStatus.PENDING, SubscriberStatus.EXPIRED)
        return not self.waiting and any(one.status in over for one in self.subscribers)


def behind_confirm_link(secret: str, *, now: datetime | None = None) -> ConfirmLink:
    """What the link of this secret leads to; nothing where it was forged, replaced by a newer one, or erased."""
    asked = Subscriber.objects.filter(confirm_hash=digest(secret)).select_related("brand")
    return ConfirmLink(list(asked.order_by("pk")), now or timezone.now())


def behind_leave_link(token: str) -> Subscriber | None:
    return _behind("leave", token)


def behind_preferences_link(token: str) -> Subscriber | None:
    return _behind("preferences", token)


def _behind(purpose: str, token: str) -> Subscriber | None:
    """The subscriber whom a signed link names; none where it is forged or they were erased."""
    public_id = read(purpose, token)
    known = Subscriber.objects.filter(public_id=public_id).exclude(status=SubscriberStatus.ERASED)
    return known.select_related("brand").first() if public_id else None


# --- What we hold ---


def what_we_hold(subscriber: Subscriber) -> dict[str, Any]:
    """Everything on record about the subscriptions of an address, as plain values (GDPR Art. 15)."""
    subscriptions = list(subscriptions_of(subscriber.email_key))
    letters = Letter.objects.filter(about__in=[object_name(one) for one in subscriptions]).order_by("pk")
    return {
        "address": subscriber.email,
        "subscriptions": [_held(one) for one in subscriptions],
        "letters": [
            {"kind": letter.kind_label, "subject": letter.subject, "written": letter.queued_at.isoformat()}
            for letter in letters
        ],
    }


def _held(subscriber: Subscriber) -> dict[str, Any]:
    moments = ("requested_at", "mailed_at", "confirm_until", "confirmed_at", "ended_at")
    texts = ("email", "name", "organisation", "language", "requested_from", "user_agent", "confirmed_from", "reason")
    return {
        "brand": subscriber.brand.name,
        "topic": subscriber.get_topic_display(),
        "status": subscriber.get_status_display(),
        "source": subscriber.get_source_display(),
        "agreed_to": str(WORDINGS.get(subscriber.wording, "")),
        **{name: getattr(subscriber, name) for name in texts},
        **{name: moment.isoformat() if (moment := getattr(subscriber, name)) else None for name in moments},
    }
