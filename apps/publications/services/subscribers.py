"""Where a subscription stands, however it came to be: begun, left, changed, ended by what mail told, erased."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.organisation.models import Brand
from apps.trail.acts import act
from apps.trail.envelopes import erased_values
from apps.trail.errors import RuleBroken
from apps.trail.models import lock
from apps.trail.services import key_destroyed

from ..choices import LEAVING, SUBSCRIBERS, WORDING, SubscriberSource, SubscriberStatus, Topic
from ..models import Subscriber
from ..queries.subscribers import address_key
from .sending import tell_late

_S = SubscriberStatus


class SubscribedAlready(RuleBroken):
    """Somebody who confirmed is never asked to confirm again."""


@dataclass(frozen=True)
class Person:
    """What a subscriber tells of themselves."""

    name: str = ""
    organisation: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Visit:
    """From where a visitor came, kept as proof."""

    place: str | None = None
    user_agent: str = field(default="", repr=False)


def subscriptions_locked(email_key: str) -> list[Subscriber]:
    """Every subscription of an address under a row lock, always in the same order, so that two never wait crosswise."""
    rows = Subscriber._base_manager.select_for_update(no_key=True).filter(email_key=email_key)
    return list(rows.exclude(email_key="").order_by("pk")) if email_key else []


def begin(subscriber: Subscriber, *, person: Person, source: str, **asked: Any) -> Subscriber:
    """Have a subscription wait for confirmation, in the act under way: a new one, or the same row again.

    What it was before stays in its history. ``asked`` is what is on record of who asked.
    """
    if subscriber.pk and subscriber.status != _S.PENDING:
        SUBSCRIBERS.ensure(subscriber.status, _S.PENDING)
    subscriber.status, subscriber.source = _S.PENDING, source
    subscriber.name, subscriber.organisation, subscriber.language = person.name, person.organisation, person.language
    fresh = {"requested_at": timezone.now(), "requested_from": None, "user_agent": "", "wording": ""}
    nothing_yet = dict.fromkeys(
        ["mailed_at", "ask_after", "confirm_until", "confirmed_at", "confirmed_from", "ended_at"]
    )
    for name, value in (nothing_yet | {"confirm_hash": "", "reason": ""} | fresh | asked).items():
        setattr(subscriber, name, value)
    subscriber.save()
    return subscriber


def is_confirmed_by(subscriber: Subscriber, visit: Visit) -> None:
    """Set what is on record once somebody confirmed; the caller saves."""
    SUBSCRIBERS.ensure(subscriber.status, _S.CONFIRMED)
    subscriber.status, subscriber.confirmed_at, subscriber.confirmed_from = _S.CONFIRMED, timezone.now(), visit.place
    subscriber.wording = subscriber.wording or WORDING
    subscriber.confirm_until = subscriber.ask_after = subscriber.ended_at = None


# --- By staff ---


def add_by_staff(brand: Brand, *, topic: str = Topic.SUBPROCESSORS, email: str, person: Person, by: Any) -> Subscriber:
    """Put an address on a list for somebody who asked; like everybody, they are asked to confirm.

    Raises:
        NotALetter: the address is none that can be written to.
        SubscribedAlready: it stands there, and is confirmed.
    """
    with act("publications.subscriber_added", by=by) as this:
        key = address_key(email)
        known = {(one.brand_id, one.topic): one for one in subscriptions_locked(key)}
        subscriber = known.get((brand.pk, topic)) or Subscriber(brand=brand, topic=topic, email_key=key)
        if subscriber.pk and subscriber.status == _S.CONFIRMED:
            raise SubscribedAlready(
                _("“%(address)s” is subscribed already: nothing is left to do.") % {"address": email}
            )
        subscriber.email = email
        this.about = begin(subscriber, person=person, source=SubscriberSource.STAFF)
    return subscriber


def suppress(subscriber: Subscriber, *, reason: str = "", by: Any) -> Subscriber:
    """Keep a subscriber from being written to, until staff add them again."""
    with act("publications.subscriber_suppressed", by=by, about=subscriber):
        subscriber = lock(subscriber)
        _end(subscriber, _S.SUPPRESSED, reason=reason)
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


# --- By the subscriber ---


def leave(subscriber: Subscriber, *, reason: str = "", by: Any = "visitor") -> Subscriber:
    """End a subscription at once; where it has ended already, nothing is left to do.

    ``reason`` is what staff note when they do it for somebody. Notices that a contract demands go on.
    """
    with act("publications.subscriber_left", by=by, about=subscriber) as this:
        subscriber = lock(subscriber)
        if subscriber.status in LEAVING:
            _end(subscriber, _S.UNSUBSCRIBED, reason=reason)
        else:
            this.discard()
    return subscriber


def change_preferences(
    subscriber: Subscriber, *, wanted: set[tuple[int, str]], person: Person, visit: Visit, by: Any = "visitor"
) -> list[Subscriber]:
    """Have the address of a subscriber told of exactly what is wanted, pairs of brand and topic, and nothing else.

    Their link came by mail to that address alone, so what they add needs no confirmation by mail.
    """
    with act("publications.preferences_changed", by=by, about=subscriber) as this:
        known = subscriptions_locked(subscriber.email_key)
        before = [one.version for one in known]
        confirmed = {one.pk for one in known if one.status == _S.CONFIRMED}
        for one in known:
            _apply(one, (one.brand_id, one.topic) in wanted, person, visit)
        missing = wanted - {(one.brand_id, one.topic) for one in known} if known else set()
        for brand, topic in sorted(missing):
            added = Subscriber(brand_id=brand, topic=topic, email=subscriber.email, email_key=subscriber.email_key)
            _apply(added, True, person, visit)
            known.append(added)
        if before == [one.version for one in known]:
            this.discard()
    for one in known:
        if one.pk not in confirmed and one.status == _S.CONFIRMED:
            tell_late(one, by="worker")
    return known


def _apply(subscriber: Subscriber, is_wanted: bool, person: Person, visit: Visit) -> None:
    """Bring one subscription to what is wanted; where nothing differs, nothing is written."""
    told = (person.name, person.organisation, person.language)
    differs = told != (subscriber.name, subscriber.organisation, subscriber.language)
    subscriber.name, subscriber.organisation, subscriber.language = told
    if is_wanted and subscriber.status != _S.CONFIRMED:
        if subscriber.pk is None or subscriber.status != _S.PENDING:
            asked = {"requested_from": visit.place, "user_agent": visit.user_agent, "wording": WORDING}
            begin(subscriber, person=person, source=SubscriberSource.SELF, **asked)
        is_confirmed_by(subscriber, visit)
        subscriber.save()
    elif not is_wanted and subscriber.status in LEAVING:
        _end(subscriber, _S.UNSUBSCRIBED)
    elif differs:
        subscriber.save()


# --- By what mail told ---


def bounce(email: str, *, by: Any = "worker") -> int:
    """The address does not exist: end all its subscriptions; how many there were."""
    return _end_all(email, _S.BOUNCED, kind="publications.subscriber_bounced", by=by)


def complain(email: str, *, by: Any = "worker") -> int:
    """A letter was reported as unwanted: end all subscriptions of the address; how many there were."""
    return _end_all(email, _S.COMPLAINED, kind="publications.subscriber_complained", by=by)


def leave_all(email: str, *, by: Any = "worker") -> int:
    """Somebody unsubscribed where their mail is kept: end all subscriptions of the address; how many there were."""
    return _end_all(email, _S.UNSUBSCRIBED, kind="publications.subscriber_left", by=by)


def _end_all(email: str, status: str, *, kind: str, by: Any) -> int:
    with act(kind, by=by) as this:
        live = [one for one in subscriptions_locked(address_key(email)) if one.status in LEAVING]
        for one in live:
            this.about = this.about or one
            _end(one, status)
        if not live:
            this.discard()
    return len(live)


def _end(subscriber: Subscriber, status: str, *, reason: str = "") -> None:
    SUBSCRIBERS.ensure(subscriber.status, status)
    subscriber.status, subscriber.ended_at, subscriber.reason = status, timezone.now(), reason
    subscriber.confirm_until = subscriber.ask_after = None
    subscriber.save()
