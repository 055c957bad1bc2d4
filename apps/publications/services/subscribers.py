"""Where a subscription stands, however it came to be: begun, left, suppressed, erased."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.organisation.models import Brand
from apps.trail.acts import act
from apps.trail.envelopes import erased_values
from apps.trail.errors import RuleBroken
from apps.trail.models import lock
from apps.trail.services import key_destroyed

from ..choices import SUBSCRIBERS, SubscriberSource, SubscriberStatus, Topic
from ..models import Subscriber
from ..queries.subscribers import address_key

_S = SubscriberStatus


class SubscribedAlready(RuleBroken):
    """Somebody who confirmed is never asked to confirm again."""


@dataclass(frozen=True)
class Person:
    """What a subscriber tells of themselves."""

    name: str = ""
    organisation: str = ""
    language: str = "en"


def add_by_staff(
    brand: Brand, *, topic: str = Topic.SUBPROCESSORS, email: str, person: Person = Person(), by: Any
) -> Subscriber:
    """Put an address on a list for somebody who asked; like everybody, they are asked to confirm.

    Raises:
        NotALetter: the address is none that can be written to.
        SubscribedAlready: it stands there, and is confirmed.
    """
    with act("publications.subscriber_added", by=by) as this:
        key = address_key(email)
        rows = Subscriber._base_manager.select_for_update(no_key=True)
        subscriber = rows.filter(brand=brand, topic=topic, email_key=key).first()
        subscriber = subscriber or Subscriber(brand=brand, topic=topic, email_key=key)
        if subscriber.pk and subscriber.status == _S.CONFIRMED:
            raise SubscribedAlready(
                _("“%(address)s” is subscribed already: nothing is left to do.") % {"address": email}
            )
        if subscriber.pk and subscriber.status != _S.PENDING:
            SUBSCRIBERS.ensure(subscriber.status, _S.PENDING)
        subscriber.email, subscriber.status, subscriber.source = email, _S.PENDING, SubscriberSource.STAFF
        subscriber.name, subscriber.organisation = person.name, person.organisation
        subscriber.language, subscriber.requested_at = person.language, timezone.now()
        subscriber.confirmed_at = subscriber.ended_at = subscriber.mailed_at = None
        subscriber.save()
        this.about = subscriber
    return subscriber


def suppress(subscriber: Subscriber, *, reason: str, by: Any) -> Subscriber:
    """Keep a subscriber from being written to, until staff add them again."""
    with act("publications.subscriber_suppressed", by=by, about=subscriber):
        subscriber = lock(subscriber)
        _end(subscriber, _S.SUPPRESSED)
    return subscriber


def erase_subscriber(subscriber: Subscriber, *, ground: str, by: Any) -> Subscriber:
    """Destroy the key of a subscriber and empty what is personal; that somebody subscribed stays on record (Art. 17)."""
    with key_destroyed(subscriber, ground=ground, by=by) as subscriber:
        SUBSCRIBERS.ensure(subscriber.status, _S.ERASED)
        for name, empty in erased_values(Subscriber, Subscriber.trail.personal).items():
            setattr(subscriber, name, empty)
        subscriber.status, subscriber.confirm_hash, subscriber.confirm_until = _S.ERASED, "", None
        subscriber.ended_at = subscriber.ended_at or timezone.now()
        subscriber.save()
    return subscriber


def leave(subscriber: Subscriber, *, reason: str = "", by: Any = "visitor") -> Subscriber:
    """End a subscription at once; where it has ended already, nothing is left to do.

    ``reason`` is what staff note when they do it for somebody. Notices that a contract demands go on.
    """
    with act("publications.subscriber_left", by=by, about=subscriber) as this:
        subscriber = lock(subscriber)
        if subscriber.status in (_S.PENDING, _S.CONFIRMED):
            _end(subscriber, _S.UNSUBSCRIBED)
        else:
            this.discard()
    return subscriber


def _end(subscriber: Subscriber, status: str) -> None:
    SUBSCRIBERS.ensure(subscriber.status, status)
    subscriber.status, subscriber.ended_at, subscriber.confirm_until = status, timezone.now(), None
    subscriber.save()
