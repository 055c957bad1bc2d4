"""Announcements for tests, made by the services that staff use: gathered, planned, let go by two people, and sent."""

import datetime
from typing import Any

from django.utils import timezone

from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.organisation import services as organisation
from apps.organisation.models import Brand, Country, LegalEntity
from apps.publications import services
from apps.publications.choices import Topic
from apps.publications.models import Announcement, NoticeTerms, Subscriber
from apps.trail.acts import act, object_name

BUILDER = "command:build"
TOPIC = Topic.SUBPROCESSORS
ONE = datetime.timedelta(days=1)


def a_brand_that_writes(brand: Brand) -> Brand:
    """The brand with all that a letter says of it."""
    if brand.legal_entity_id and brand.privacy_email:
        return brand
    country = Country.objects.first() or organisation.add(Country, by=BUILDER, code="NL", name="NL", is_eea=True)
    entity = LegalEntity.objects.filter(name="Writing B.V.").first() or organisation.add(
        LegalEntity, by=BUILDER, name="Writing B.V.", country=country, registered_address="Keizersgracht 1, Amsterdam"
    )
    values = {"legal_entity": entity, "privacy_email": "privacy@example.org"}
    return organisation.change(Brand.objects.get(pk=brand.pk), by=BUILDER, **values)


def a_signatory(name: str = "signs") -> User:
    """Somebody who may let an announcement go."""
    email = f"{name}@example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        accounts.invite_person(email=email, name=name, by=BUILDER)
        user = User.objects.get(email=email)
        people = [_somebody("proposer"), _somebody("granter")]
        accounts.make_grant(accounts.propose_grant(user=user, right="legal", by=people[0]), by=people[1])
    return User.objects.get(pk=user.pk)


def _somebody(name: str) -> User:
    email = f"{name}@example.org"
    if not User.objects.filter(email=email).exists():
        accounts.invite_person(email=email, name=name, by=BUILDER)
    return User.objects.get(email=email)


def terms(brand: Brand, days: int = 30, template: str = "", **values: Any) -> NoticeTerms:
    return services.add_terms(brand=brand, notice_days=days, contract_template=template, by=BUILDER, **values)


def a_subscriber(email: str = "sam@example.com", *, brand: Brand, topic: str = TOPIC, **values: Any) -> Subscriber:
    """Somebody who asked for a topic and confirmed it."""
    now = timezone.now()
    given = {"status": "confirmed", "source": "self", "requested_at": now, "confirmed_at": now} | values
    with act("publications.terms_added", by=BUILDER, days=0):
        subscriber = Subscriber(brand=brand, topic=topic, email=email, email_key=email.lower(), **given)
        subscriber.save()
    return subscriber


def gathered(brand: Brand, *records: Any, topic: str = TOPIC) -> Announcement:
    """The draft with these records, or with all that waits."""
    only = {object_name(record) for record in records} if records else None
    draft = services.gather(a_brand_that_writes(brand), topic, only=only, by=BUILDER)
    assert draft is not None
    return draft


def scheduled(draft: Announcement, *, send_on: datetime.date | None = None, **plan: Any) -> Announcement:
    """A draft that two people let go, for today or another day."""
    asks = _somebody("asks")
    draft = services.plan_announcement(draft, send_on=send_on or timezone.localdate(), by=asks, **plan)
    services.ask_announcement(draft, by=asks)
    return services.approve_announcement(draft, by=a_signatory())


def running(draft: Announcement, **plan: Any) -> Announcement:
    """A draft that was let go and sent today; no letter has left yet."""
    announcement = services.begin_sending(scheduled(draft, **plan), by="worker")
    services.fan_out(announcement, by="worker")
    return Announcement.objects.get(pk=announcement.pk)


def announced(*records: Any, brand: Brand | None = None, **plan: Any) -> Announcement:
    """These records announced today, and running."""
    return running(gathered(brand or records[0].brand, *records), **plan)
