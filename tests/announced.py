"""Announcements for tests, as they stand at each point of their way, with terms, changes, and notices that were sent."""

import datetime
import json
from typing import Any

from django.utils import timezone

from apps.casework import services as casework
from apps.casework.choices import FourEyes
from apps.casework.references import next_reference
from apps.mailroom import services as mailroom
from apps.mailroom.composing import kinds
from apps.organisation.models import Brand, Customer, NoticeContact
from apps.publications.choices import AnnouncementStatus, Stream, SubscriberSource, SubscriberStatus
from apps.publications.models import AnnouncedChange, Announcement, Notice, NoticeTerms, Subscriber
from apps.trail.acts import act
from apps.trail.canonical import canonical
from tests.builders import BUILDER, a_brand, a_contact, a_customer, a_user

#: Any act will do: what makes these records is not what their tests are about.
KIND = "publications.announcement_released"
SENT_AT = datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.UTC)


def a_change(announcement: Announcement, number: int = 1, *, is_open: bool = True, **said: Any) -> AnnouncedChange:
    heading = said.pop("heading", f"Example Cloud {number} B.V. becomes a subprocessor")
    rows = said.pop("rows", [["Service", "Inbox"], ["What it does", "Cloud hosting"], ["Locations", "Netherlands"]])
    told = {"reference": f"SUB-2026-{number:04}", "said": {"en": {"heading": heading, "rows": rows}}} | said
    return _saved(
        AnnouncedChange(
            announcement=announcement,
            subject=f"subprocessors.listing:{announcement.pk}{number:03}",
            kind="added",
            materiality="notice_required",
            snapshot=canonical(told).decode(),
            is_open=is_open,
        )
    )


def some_terms(brand: Brand | None = None, **values: Any) -> NoticeTerms:
    return _saved(NoticeTerms(brand=brand or a_brand(), **({"notice_days": 30} | values)))


def an_announcement(
    status: str = "running", *, brand: Brand | None = None, changes: int = 2, sent_at: Any = SENT_AT, **values: Any
) -> Announcement:
    """An announcement of a brand in this status, whose sending began at a moment, with so many changes."""
    brand = brand or a_brand()
    with act(KIND, by=BUILDER):
        announcement = Announcement(
            reference=next_reference("ANN", year=2026),
            brand=brand,
            content=canonical({"brand": brand.name, "note": "", "changes": changes}).decode(),
        )
        announcement.save()
        for number in range(changes):
            a_change(announcement, number, is_open=status not in {"effective", "closed", "cancelled"})
    for step in WAY[status]:
        _take(announcement, step, sent_at)
    if values:
        with act(KIND, by=BUILDER):
            for name, value in values.items():
                setattr(announcement, name, value)
            announcement.save()
    return announcement


#: From a draft to each status.
WAY = {
    "draft": [],
    "cancelled": ["cancelled"],
    "scheduled": ["scheduled"],
    "sending": ["scheduled", "sending"],
    "running": ["scheduled", "sending", "running"],
    "held": ["scheduled", "sending", "running", "held"],
    "effective": ["scheduled", "sending", "running", "effective"],
    "closed": ["scheduled", "sending", "running", "effective", "closed"],
}


def _take(announcement: Announcement, step: str, sent_at: datetime.datetime) -> None:
    with act(KIND, by=BUILDER):
        if step == "scheduled":
            approver, names = a_user("approver"), {"subject": announcement, "content": {}}
            casework.request_approval(FourEyes.ANNOUNCEMENT, by=a_user("asker"), **names)
            casework.give_approval(FourEyes.ANNOUNCEMENT, by=approver, **names)
            announcement.approved_by, announcement.approved_at = approver, sent_at - datetime.timedelta(hours=1)
        elif step == "sending":
            announcement.sending_at = sent_at
            announcement.effective_on = timezone.localdate(sent_at) + datetime.timedelta(days=32)
            announcement.earliest_effective_at = sent_at + datetime.timedelta(days=31)
            announcement.cohorts = json.dumps([{"template": "", "notice_days": 30}])
        elif step == "running":
            announcement.sent_at = sent_at + datetime.timedelta(minutes=5)
        announcement.status = AnnouncementStatus(step)
        announcement.save()


def a_notice(
    announcement: Announcement, who: Subscriber | NoticeContact, *, skipped: str = "", **values: Any
) -> Notice:
    """That this subscriber or contact was written to, or why not."""
    is_contact = isinstance(who, NoticeContact)
    with act(KIND, by=BUILDER):
        letter = None
        if not skipped:
            letter = mailroom.queue_letter(
                "subprocessors/evidence_due",
                to=who.email,
                brand=announcement.brand,
                about=announcement,
                context=kinds()["subprocessors/evidence_due"].example,
                by=BUILDER,
            )
        return Notice.objects.create(
            announcement=announcement,
            stream=Stream.CONTRACT if is_contact else Stream.LIST,
            **{"contact" if is_contact else "subscriber": who},
            letter=letter,
            skipped=skipped,
            **values,
        )


def a_subscriber(email: str = "sam@example.net", *, status: str = "confirmed", **values: Any) -> Subscriber:
    at = values.pop("confirmed_at", SENT_AT - datetime.timedelta(days=30))
    return _saved(
        Subscriber(
            brand=values.pop("brand", None) or a_brand(),
            email=email,
            email_key=email.lower(),
            status=SubscriberStatus(status),
            source=SubscriberSource.SELF,
            requested_at=at - datetime.timedelta(hours=1),
            confirmed_at=None if status == "pending" else at,
            **values,
        )
    )


def a_told_customer(announcement: Announcement, name: str = "Globex", **values: Any) -> tuple[Customer, NoticeContact]:
    """A customer whose one contact was written to."""
    customer = a_customer(name, brand=announcement.brand, **values)
    contact = a_contact(f"dana@{name.lower().replace(' ', '-')}.example", customer=customer, name="Dana Doe")
    a_notice(announcement, contact)
    return customer, contact


def _saved(record: Any) -> Any:
    with act(KIND, by=BUILDER):
        record.save()
    return record
