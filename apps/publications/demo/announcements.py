"""The demo company's notice terms and subscribers, and an announcement that runs; every address can never receive mail."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.organisation import services as organisation
from apps.organisation.models import Brand
from apps.trail.acts import act

from .. import services
from ..choices import SubscriberSource, SubscriberStatus, Topic
from ..models import Announcement, NoticeTerms, Subscriber

#: Brand, contract template (none: all others), days of notice, days to object, whether an objection holds the change.
TERMS = [
    ("messagebird", "DPA 2024", 30, None, True),
    ("messagebird", "DPA 2019", 14, 10, False),
    ("sparkpost", "", 30, 14, False),
]
SUBSCRIBERS = [
    ("messagebird", "privacy@retail.example", "R. Visser", "nl"),
    ("messagebird", "watch@consultants.example", "", "en"),
    ("sparkpost", "privacy@news.example", "J. Doe", "en"),
]


#: As the privacy statement gives it.
ADDRESS = "Trompenburgstraat 2C, 1079 TX Amsterdam, the Netherlands"


def load() -> dict[str, int]:
    """What is missing of the terms and subscribers; how many were made of each."""
    by = User.objects.active().holding(Right.LEGAL).first()
    if by is None:
        return {"notice terms": 0, "subscribers": 0}
    return {
        "notice terms": sum(_load_terms(*row, by=by) for row in TERMS),
        "subscribers": sum(_load_subscriber(*row, by=by) for row in SUBSCRIBERS),
    }


def _load_terms(key: str, template: str, days: int, objection: int | None, holds: bool, *, by: User) -> bool:
    brand = Brand.objects.get(key=key)
    if NoticeTerms.objects.filter(brand=brand, contract_template=template).exists():
        return False
    given: dict[str, Any] = {
        "contract_template": template,
        "notice_days": days,
        "objection_days": objection,
        "holds": holds,
    }
    services.add_terms(brand=brand, by=by, **given)
    return True


def _load_subscriber(key: str, email: str, name: str, language: str, *, by: User) -> bool:
    brand, now = Brand.objects.get(key=key), timezone.now()
    if Subscriber.objects.filter(brand=brand, topic=Topic.SUBPROCESSORS, email_key=email).exists():
        return False
    with act("publications.demo_subscriber_added", by=by) as this:
        subscriber = Subscriber(
            brand=brand,
            email=email,
            email_key=email,
            name=name,
            language=language,
            status=SubscriberStatus.CONFIRMED,
            source=SubscriberSource.STAFF,
            requested_at=now,
            confirmed_at=now,
        )
        subscriber.save()
        this.about = subscriber
    return True


@transaction.atomic
def announce(key: str, subjects: Sequence[str]) -> dict[str, int]:
    """These records of a brand announced today, and what else waits as a draft; once."""
    asks, decides = (User.objects.active().holding(right).first() for right in (Right.LEGAL, Right.DPO))
    brand = Brand.objects.get(key=key)
    if asks is None or decides is None or Announcement.objects.filter(brand=brand).exists():
        return {"announcements": 0}
    if brand.legal_entity is not None and not brand.legal_entity.registered_address:
        organisation.change(brand.legal_entity, registered_address=ADDRESS, by=asks)
    draft = services.gather(brand, Topic.SUBPROCESSORS, only=set(subjects), by=asks)
    if draft is None:
        return {"announcements": 0}
    draft = services.plan_announcement(draft, send_on=timezone.localdate(), by=asks)
    services.ask_announcement(draft, by=asks)
    services.begin_sending(services.approve_announcement(draft, by=decides), by=asks)
    services.fan_out(draft, by="worker")
    further = services.gather(brand, Topic.SUBPROCESSORS, by=asks)
    if further is not None:
        services.plan_announcement(further, send_on=timezone.localdate(), by=asks)
    return {"announcements": 1 + (further is not None)}
