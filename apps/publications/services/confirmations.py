"""Double opt-in: an address is asked to confirm, at most once a day, and nobody is told of anything before they did."""

import datetime
import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.accounts.services import Limit, take_attempts
from apps.mailroom.services import queue_letter
from apps.mailroom.suppression import suppressed
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..choices import SUBSCRIBERS, SubscriberStatus, Topic
from ..models import Subscriber
from ..queries.subscribers import ConfirmLink, behind_confirm_link
from ..tokens import confirm_link, digest, leave_link, new_secret, preferences_link
from .sending import tell_late
from .subscribers import Visit, is_confirmed_by, subscriptions_locked, suppress

#: Whatever is asked for an address, by whom and how often: it gets one such letter a day.
LETTERS_PER_ADDRESS = Limit("subscription-letter", 1, 24 * 60 * 60)
DAY = datetime.timedelta(seconds=LETTERS_PER_ADDRESS.seconds)
#: So many addresses, or rows, one look of the worker deals with in one go.
BATCH = 100

logger = logging.getLogger(__name__)


def ask_to_confirm() -> int:
    """Ask those who were not asked yet, one letter to each address for all that was asked for it; how many letters."""
    owed = Subscriber.objects.owed_a_question(timezone.now()).order_by("ask_after", "pk")
    addresses = dict.fromkeys(owed.values_list("email_key", flat=True)[:BATCH])
    return sum(_ask_safely(one) for one in addresses)


class WrittenToLately(RuleBroken):
    """The address had its letter of the day."""


def _ask_safely(email_key: str) -> bool:
    """Ask one address; one that cannot be asked today is put off, and holds up no other."""
    try:
        return _ask(email_key)
    except WrittenToLately:
        pass
    except Exception:
        logger.exception("An address cannot be asked to confirm its subscription, and is tried again in a day.")
    _put_off(email_key)
    return False


def _ask(email_key: str) -> bool:
    """Ask one address for all that is owed to it; one that bounced or complained elsewhere is not asked at all.

    Raises:
        WrittenToLately: it is to be put off.
    """
    with act("publications.confirmation_asked", by="worker") as this:
        owed = _owed(email_key)
        if not owed:  # another worker was faster
            this.discard()
            return False
        this.about = owed[0]
        if suppressed([email_key]):
            for one in owed:
                suppress(one, by="worker")
            return False
        if not may_write_to(email_key):
            raise WrittenToLately
        secret, now = new_secret(), timezone.now()
        for one in owed:
            one.confirm_hash, one.mailed_at, one.ask_after = digest(secret), now, None
            one.confirm_until = now + datetime.timedelta(days=settings.SUBSCRIPTION_CONFIRM_DAYS)
            one.save()
        write("publications/confirm", owed, link=confirm_link(secret), until=owed[0].confirm_until)
    return True


def _owed(email_key: str) -> list[Subscriber]:
    rows = subscriptions_locked(email_key)
    return [one for one in rows if one.status == SubscriberStatus.PENDING and one.mailed_at is None]


def _put_off(email_key: str) -> None:
    with act("publications.confirmation_put_off", by="worker") as this:
        for one in _owed(email_key):
            this.about, one.ask_after = this.about or one, timezone.now() + DAY
            one.save()


def may_write_to(email_key: str) -> bool:
    """Take the one letter of the day for an address, in the transaction under way; whether there was one to take."""
    return take_attempts((LETTERS_PER_ADDRESS, email_key))


def write(kind: str, subscribers: Sequence[Subscriber], **values: Any) -> None:
    """One letter to the address of these subscribers. Their name stays out of it: whoever filled the form in wrote it."""
    first = subscribers[0]
    listed: list[dict[str, Any]] = [
        {"brand": one.brand.name, "topic": Topic(one.topic).label, "leave": leave_link(one.public_id)}
        for one in subscribers
    ]
    queue_letter(
        kind,
        to=first.email,
        brand=first.brand,
        language=first.language,
        about=first,
        context={"brand": ", ".join(dict.fromkeys(one["brand"] for one in listed)), "subscriptions": listed, **values},
        by="worker",
    )


def confirm(secret: str, *, visit: Visit, by: Any = "visitor") -> ConfirmLink:
    """Confirm what the letter with this secret asked about; a second click finds it done, and does nothing."""
    found = behind_confirm_link(secret)
    if not found.waiting:
        return found
    first = found.waiting[0]
    with act("publications.subscriber_confirmed", by=by, about=first) as this:
        rows = [one for one in subscriptions_locked(first.email_key) if one.confirm_hash == first.confirm_hash]
        waiting = ConfirmLink(rows, found.now).waiting
        if not waiting:
            this.discard()
        for one in waiting:
            is_confirmed_by(one, visit)
            one.save()
        if waiting:
            write("publications/subscribed", waiting, preferences=preferences_link(waiting[0].public_id))
    for one in waiting:
        tell_late(one, by="worker")
    return behind_confirm_link(secret)


def expire_unconfirmed() -> int:
    """The job of the hour: end what nobody confirmed in time; how many subscriptions. The rows stay, as proof."""
    total = 0
    while ids := list(Subscriber.objects.unconfirmed(timezone.now()).values_list("pk", flat=True)[:BATCH]):
        total += _expire(ids)
    return total


def _expire(ids: list[int]) -> int:
    with act("publications.subscribers_expired", by="worker", count=len(ids)) as this:
        rows = Subscriber.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        over = [one for one in rows if one.confirm_until and one.confirm_until < timezone.now()]
        this.facts["count"] = len(over)
        for one in over:
            SUBSCRIBERS.ensure(one.status, SubscriberStatus.EXPIRED)
            one.status, one.ended_at, one.confirm_until = SubscriberStatus.EXPIRED, timezone.now(), None
            one.save()
        if not over:
            this.discard()
    return len(over)
