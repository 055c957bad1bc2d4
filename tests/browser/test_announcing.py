"""Two people announce a change; the letters that leave lead a customer to object and a subscriber off the list."""

import re

from playwright.sync_api import Browser, Page, expect

from apps.mailroom.composing import content_of
from apps.mailroom.models import Letter
from apps.mailroom.sending import drain
from apps.mailroom.services import sealed_bytes
from apps.organisation import services as organisation
from apps.organisation.models import Brand
from apps.publications import services as publications
from apps.publications.models import Announcement, Notice, Subscriber
from apps.subprocessors.models import Objection
from tests.announcing import a_brand_that_writes, a_subscriber, terms
from tests.browser.test_first_room import PASSWORD, people, sign_in
from tests.browser.test_pages import faults, sticks_out
from tests.builders import BUILDER, a_contact, a_customer, a_listing_in

__all__ = ["people"]


def take_step(page: Page, announcement: Announcement, name: str) -> None:
    """A step of the announcement, as it stands on its page, and its button."""
    page.goto(f"/admin/publications/announcement/{announcement.pk}/change/")
    page.get_by_role("link", name=name, exact=True).click()
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(f"Done: {name}.")).to_be_visible()


def link_in_letter_to(address: str, part: str) -> str:
    """The path of the link in somebody's letter that holds this part."""
    text = content_of(sealed_bytes(Letter.objects.get(to_address=address))).text
    return next(link for link in re.findall(r"https?://[^/\s]+(/\S*)", text) if part in link)


def announced_by_two(page: Page, brand: Brand) -> Announcement:
    sign_in(page, "legal")
    page.goto("/admin/publications/announcement/gather/")
    page.get_by_label("Brand").select_option(label=brand.name)
    page.get_by_role("button", name="Gather").click()
    expect(page.get_by_text("Choose the day on which it is sent.").first).to_be_visible()
    announcement = Announcement.objects.get()
    take_step(page, announcement, "Choose the day")
    take_step(page, announcement, "Ask for approval")
    sign_in(page, "dpo")
    take_step(page, announcement, "Approve")
    return announcement


def test_a_change_is_announced_by_two_people_and_its_letters_lead_on(
    page: Page, browser: Browser, live_server, people: None
) -> None:
    brand = a_brand_that_writes(Brand.objects.get(key="messagebird"))
    organisation.change(brand.legal_entity, registered_address="Keizersgracht 1, Amsterdam", by=BUILDER)
    terms(brand)
    a_contact("dana@globex.example", customer=a_customer("Globex", brand=brand))
    a_subscriber("sam@example.net", brand=brand)
    a_listing_in("approved", brand=brand)

    announcement = announced_by_two(page, brand)
    publications.send_due()
    drain()
    page.goto(f"/admin/publications/announcement/{announcement.pk}/change/")
    assert [(faults(page), sticks_out(page))] == [({}, False)]
    announcement.refresh_from_db()
    assert (announcement.status, Notice.objects.count(), Letter.objects.filter(status="shown").count()) == (
        *("running", 2),
        2,
    )

    visitor = browser.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    visitor.goto(link_in_letter_to("dana@globex.example", "/objections/"))
    visitor.get_by_label("On which grounds?").fill("Our data must stay here.")
    visitor.get_by_label("Your name").fill("Dana Doe")
    visitor.get_by_role("button", name="Send the objection").click()
    expect(visitor.get_by_role("heading", name="Your objection is on record")).to_be_visible()
    visitor.goto(link_in_letter_to("sam@example.net", "/leave/"))
    visitor.get_by_role("button").first.click()

    assert (Objection.objects.get().in_time, Subscriber.objects.get().status) == (True, "unsubscribed")
