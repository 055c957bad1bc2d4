"""Who is told: confirmed subscribers of the list, and the notice contacts of customers under contract."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.organisation.models import NoticeContact

from ..choices import Stream
from ..models import Announcement, Notice, Subscriber
from .cohorts import customers_under_contract


@dataclass(frozen=True)
class Audience:
    """How many people belong to an announcement, and how many of them have their notice."""

    subscribers: int
    contacts: int
    customers: int
    noticed: int
    skipped: int

    @property
    def all(self) -> int:
        return self.subscribers + self.contacts


def list_audience(announcement: Announcement) -> QuerySet:
    """Confirmed subscribers; once it is being sent, those who had confirmed by then."""
    found = Subscriber.objects.confirmed().filter(brand=announcement.brand_id, topic=announcement.topic)
    return found.filter(confirmed_at__lte=announcement.sending_at) if announcement.sending_at else found


def contract_audience(announcement: Announcement) -> QuerySet:
    """Notice contacts, as they stand, of customers under contract on the day of sending; leaving a list changes nothing."""
    day = announcement.send_on or timezone.localdate()
    customers = customers_under_contract(announcement.brand_id, day)
    return NoticeContact.objects.current().filter(customer__in=customers)


def without_notice(people: QuerySet, announcement: Announcement, stream: Stream) -> QuerySet:
    """Those of them who have no notice of this announcement yet, in a fixed order."""
    name = "subscriber" if stream == Stream.LIST else "contact"
    notices = Notice.objects.filter(announcement=announcement, **{name: OuterRef("pk")})
    return people.filter(~Exists(notices)).order_by("pk")


def late_subscribers(announcement: Announcement) -> QuerySet:
    """Who confirmed after it was sent, while it runs, and was not told of it yet."""
    found = Subscriber.objects.confirmed().filter(brand=announcement.brand_id, topic=announcement.topic)
    return without_notice(found.filter(confirmed_at__gt=announcement.sending_at), announcement, Stream.LIST)


def audience_of(announcement: Announcement) -> Audience:
    """The figures of its audience as they stand."""
    contacts = contract_audience(announcement)
    notices = Notice.objects.filter(announcement=announcement)
    return Audience(
        subscribers=list_audience(announcement).count(),
        contacts=contacts.count(),
        customers=contacts.values("customer").distinct().count(),
        noticed=notices.count(),
        skipped=notices.filter(~Q(skipped="")).count(),
    )
