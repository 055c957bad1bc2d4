"""A customer objects by the link in their notice, without a script; staff meet it; the proof shows both."""

import datetime

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from apps.mailroom.models import Letter
from apps.organisation.models import Brand
from apps.subprocessors.models import Objection
from apps.subprocessors.objecting import link_token
from tests.announced import a_told_customer, an_announcement, some_terms
from tests.browser.test_first_room import people, sign_in
from tests.browser.test_pages import faults, sticks_out

__all__ = ["people"]

HOSTILE = '"><script>alert(1)</script>'


def object_by_link(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("You may object until the end of")).to_be_visible()
    page.get_by_role("button", name="Send the objection").click()
    expect(page.get_by_text("Say in a few words why you object.")).to_be_visible()
    page.get_by_label("Example Cloud 1 B.V. becomes a subprocessor").uncheck()
    page.get_by_label("On which grounds?").fill(f"Our data must stay here. {HOSTILE}")
    page.get_by_label("Your name").fill("Dana Doe")
    page.get_by_role("button", name="Send the objection").click()
    expect(page.get_by_role("heading", name="Your objection is on record")).to_be_visible()
    expect(page.get_by_text(HOSTILE)).to_be_visible()


def looks_well(page: Page) -> list:
    told = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        told.append((faults(page), sticks_out(page)))
    return told


def test_a_customer_objects_and_staff_meet_it(page: Page, browser: Browser, live_server, people: None) -> None:
    brand = Brand.objects.get(key="messagebird")
    some_terms(brand, holds=True)
    announcement = an_announcement(brand=brand, sent_at=timezone.now() - datetime.timedelta(days=1))
    customer, contact = a_told_customer(announcement)
    address = f"/objections/{link_token(announcement, contact)}/"
    scriptless = browser.new_context(base_url=live_server.url, java_script_enabled=False)

    object_by_link(scriptless.new_page(), address)
    page.goto(address)
    assert looks_well(page) == [({}, False)] * 2
    announcement.refresh_from_db()
    assert (Objection.objects.count(), announcement.status) == (1, "held")

    sign_in(page, "legal")
    page.goto("/admin/subprocessors/objection/?stands=answer")
    page.get_by_role("link", name=Objection.objects.get().reference).click()
    assert looks_well(page) == [({}, False)] * 2
    page.get_by_role("link", name="Assess").click()
    page.get_by_role("button", name="Assess").click()
    page.get_by_role("link", name="Meet it by measures").click()
    page.get_by_label("What the customer is told").fill("Your data stays in the Union.")
    page.get_by_role("button", name="Meet it by measures").click()
    expect(page.get_by_text("Done: Meet it by measures.")).to_be_visible()

    page.goto(f"/admin/publications/announcement/{announcement.pk}/proof/")
    assert looks_well(page) == [({}, False)] * 2
    expect(page.get_by_role("link", name=Objection.objects.get().reference)).to_be_visible()
    announcement.refresh_from_db()
    assert (Objection.objects.get().status, announcement.status) == ("mitigated", "running")
    assert [one.to_address for one in Letter.objects.filter(kind="subprocessors/objection_decided")] == [contact.email]

    page.goto("/admin/publications/announcement/sent-to/")
    page.get_by_label("E-mail address").fill(contact.email)
    page.get_by_role("button", name="Look it up").click()
    expect(page.get_by_text(f"Notice contact of {customer.name}")).to_be_visible()
    assert looks_well(page) == [({}, False)] * 2
    scriptless.close()
