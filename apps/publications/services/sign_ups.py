"""What visitors ask by the form: written down at once, dealt with by a worker, so that no answer tells who is known."""

import datetime
import ipaddress
import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.services import Limit, take_attempts
from apps.mailroom.suppression import suppressed
from apps.organisation.models import Brand
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..choices import WORDING, SubscriberSource, SubscriberStatus
from ..models import SignUp, Subscriber
from ..queries.subscribers import address_key
from ..tokens import preferences_link
from .confirmations import BATCH, DAY, ask_to_confirm, may_write_to, write
from .subscribers import Person, Visit, begin, subscriptions_locked

#: From one place, with one page that was shown, and of everybody together.
SIGN_UPS_PER_PLACE = Limit("subscribe-from", 20, 60 * 60)
SIGN_UPS_PER_FORM = Limit("subscribe-form", 3, 24 * 60 * 60)
SIGN_UPS_IN_ALL = Limit("subscribe", 2000, 60 * 60)
#: After each fault a sign-up waits twice as long, up to this.
LONGEST_WAIT = datetime.timedelta(hours=1)

_S = SubscriberStatus
logger = logging.getLogger(__name__)


class AskedTooOften(RuleBroken):
    """So many sign-ups from one place, with one form or of everybody are no people any more."""


@dataclass(frozen=True)
class Wish:
    """What a visitor asks for: an address, and the topics that it is to be told of."""

    email: str
    topics: tuple[str, ...]
    person: Person


def request_subscription(brand: Brand, *, wish: Wish, visit: Visit, form: str, by: Any = "visitor") -> SignUp:
    """Write down what a visitor asks with a form. Nothing is looked up, so it takes as long for an address that is known.

    Raises:
        AskedTooOften: a limit is reached; none depends on the address.
    """
    counted = (SIGN_UPS_PER_PLACE, network(visit.place)), (SIGN_UPS_PER_FORM, form), (SIGN_UPS_IN_ALL, "")
    if not take_attempts(*counted):
        raise AskedTooOften(_("Too many people subscribe from here at this moment. Please try again in an hour."))
    with act("publications.subscription_requested", by=by, about=brand, brand=brand.key):
        now = timezone.now()
        return SignUp.objects.create(
            brand=brand,
            topics=",".join(sorted(wish.topics)),
            email=wish.email,
            name=wish.person.name,
            organisation=wish.person.organisation,
            language=wish.person.language,
            wording=WORDING,
            asked_at=now,
            asked_from=visit.place,
            user_agent=visit.user_agent,
            next_try_at=now,
        )


def network(place: str | None) -> str:
    """The place that a limit counts for: one address of IPv4, of IPv6 the network of one household."""
    address = ipaddress.ip_address(place or "0.0.0.0")  # noqa: S104 - nobody listens on it
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


def take_sign_ups() -> int:
    """What the worker does every second: deal with what visitors asked, and ask addresses to confirm; how many of both."""
    due = SignUp.objects.due(timezone.now()).order_by("next_try_at", "pk")
    return sum(_take_safely(pk) for pk in list(due.values_list("pk", flat=True)[:BATCH])) + ask_to_confirm()


def _take_safely(pk: int) -> bool:
    """Deal with one sign-up, whole or not at all; one that cannot be dealt with is put off and holds up no other."""
    try:
        return _take(pk)
    except IntegrityError:  # two workers began the same subscription: there is one now
        SignUp.objects.filter(pk=pk).update(next_try_at=timezone.now() + datetime.timedelta(seconds=1))
    except Exception:
        logger.exception("Sign-up %s cannot be dealt with, and is tried again.", pk)
        faults = SignUp.objects.filter(pk=pk).values_list("faults", flat=True).first() or 0
        wait = min(LONGEST_WAIT, datetime.timedelta(seconds=2 ** min(faults, 12)))
        SignUp.objects.filter(pk=pk).update(next_try_at=timezone.now() + wait, faults=faults + 1)
    return False


def _take(pk: int) -> bool:
    """Turn a sign-up into subscriptions that wait for confirmation; the row leaves with the same commit."""
    with act("publications.sign_up_taken", by="worker") as this:
        asked = SignUp.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        if asked is None:  # another worker has it
            this.discard()
            return False
        key = address_key(asked.email)
        known = subscriptions_locked(key)
        if not suppressed([key]) and not any(one.is_kept_silent_by_staff for one in known):
            mine = {one.topic: one for one in known if one.brand_id == asked.brand_id}
            wanted = [mine.get(topic) or _unknown(asked, key, topic) for topic in asked.topics.split(",")]
            for one in wanted:
                _begin_again(one, asked)
            _tell_those_confirmed(wanted)
            this.about = wanted[0]
        asked.delete()
    return True


def _unknown(asked: SignUp, key: str, topic: str) -> Subscriber:
    return Subscriber(brand_id=asked.brand_id, topic=topic, email_key=key)


def _begin_again(subscriber: Subscriber, asked: SignUp) -> None:
    """Have a subscription wait for confirmation, unless it is confirmed, or was asked within the last day."""
    is_asked = subscriber.mailed_at is not None and subscriber.mailed_at > asked.asked_at - DAY
    if subscriber.status == _S.CONFIRMED or (subscriber.status == _S.PENDING and is_asked):
        return
    waits_until = subscriber.ask_after
    subscriber.email = asked.email
    begin(
        subscriber,
        person=Person(asked.name, asked.organisation, asked.language),
        source=SubscriberSource.SELF,
        requested_at=asked.asked_at,
        requested_from=asked.asked_from,
        user_agent=asked.user_agent,
        wording=asked.wording,
        ask_after=waits_until,
    )


def _tell_those_confirmed(wanted: list[Subscriber]) -> None:
    """Who asks for what they have already is told so, with the link to change it."""
    is_all_there = all(one.status == _S.CONFIRMED for one in wanted)
    if is_all_there and may_write_to(wanted[0].email_key):
        write("publications/already", wanted, preferences=preferences_link(wanted[0].public_id))


def drop_old_sign_ups() -> int:
    """Forget what could not be dealt with for as long as a link to confirm would have stood; how many there were."""
    before = timezone.now() - datetime.timedelta(days=settings.SUBSCRIPTION_CONFIRM_DAYS)
    with act("publications.sign_ups_dropped", by="worker", count=0) as this:
        this.facts["count"] = SignUp.objects.filter(asked_at__lt=before).delete()[0]
        if not this.facts["count"]:
            this.discard()
    return this.facts["count"]
