"""Announcements in the admin: two people bring one from what waits to being sent, and its page says all of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.publications.models import Announcement, NoticeTerms
from tests.announcing import a_brand_that_writes, a_subscriber, terms
from tests.backoffice.pages import told
from tests.backoffice.test_steps import a_confirmed
from tests.builders import a_brand, a_client, a_colleague, a_contact, a_customer, a_listing_in


@pytest.fixture
def brand(db):
    brand = a_brand_that_writes(a_brand())
    terms(brand)
    a_contact(customer=a_customer(brand=brand))
    a_subscriber(brand=brand)
    return brand


def step(client, announcement, name: str, **values: str):
    address = reverse("admin:publications_announcement_step", args=[announcement.pk, name])
    return client.post(address, values, follow=True)


def test_two_people_bring_what_waits_to_being_sent_by_the_pages(brand):
    a_listing_in("approved", brand=brand)
    ada, bob = a_confirmed("ada", "privacy"), a_confirmed("bob", "dpo")
    today = timezone.localdate().isoformat()

    gathered = ada.post(
        reverse("admin:publications_gather"), {"brand": brand.pk, "topic": "subprocessors"}, follow=True
    )
    draft = Announcement.objects.get()
    done = [told(step(ada, draft, "plan", send_on=today)), told(step(ada, draft, "ask"))]
    own = step(ada, draft, "approve")
    done.append(told(step(bob, draft, "approve")))
    done.append(told(step(ada, draft, "send-now")))

    assert "becomes a subprocessor" in gathered.content.decode()
    assert own.status_code == 403
    assert done == [["Done: Choose the day."], ["Done: Ask for approval."], ["Done: Approve."], ["Done: Send now."]]
    assert Announcement.objects.get().status == "sending"


def test_the_page_shows_findings_dates_people_and_every_letter(brand):
    a_customer("Initech", brand=brand)
    a_listing_in("approved", brand=brand)
    ada = a_client(a_colleague("ada", "legal"))
    ada.post(reverse("admin:publications_gather"), {"brand": brand.pk, "topic": "subprocessors"})
    draft = Announcement.objects.get()
    step(ada, draft, "plan", send_on=timezone.localdate().isoformat())

    page = ada.get(reverse("admin:publications_announcement_change", args=[draft.pk])).content.decode()
    letters = ada.get(reverse("admin:publications_announcement_letters", args=[draft.pk])).content.decode()

    wanted = ["Initech: nobody there could be told", "that day is day 0", "Confirmed subscribers", "30 days of notice"]
    assert [words for words in wanted if words not in page] == []
    assert letters.count("<iframe") == 4
    assert "You may object until the end of" in letters


def test_nothing_waiting_is_said(brand):
    ada = a_client(a_colleague("ada", "legal"))

    page = ada.post(reverse("admin:publications_gather"), {"brand": brand.pk, "topic": "subprocessors"}, follow=True)

    assert told(page) == ["Nothing waits to be announced."]


def test_who_may_not_announce_sees_no_gathering(brand):
    client = a_client(a_colleague("eve", "auditor"))

    assert client.get(reverse("admin:publications_gather")).status_code == 403
    assert client.post(reverse("admin:publications_gather"), {}).status_code == 403


def test_terms_are_added_on_their_page(brand):
    client = a_client(a_colleague("ada", "legal"))
    values = {"brand": brand.pk, "contract_template": "2026", "signed_from": "2026-01-01", "notice_days": "45"}

    client.post(reverse("admin:publications_noticeterms_add"), values)

    assert NoticeTerms.objects.get(contract_template="2026").notice_days == 45
