"""A subscription from its first form to its end, as people have it; and a browser that only looks changes nothing."""

import pytest
from playwright.sync_api import Page, expect

from apps.publications import services
from apps.publications.models import Subscriber
from tests.browser.test_pages import faults, sticks_out
from tests.publications.mail import a_subscriber, asks, letters, link_to, links_of
from tests.publications.test_scanners import digests


@pytest.fixture
def office(seeded: None) -> None:
    """The office as it begins."""


def standing() -> list[tuple[str, str, str]]:
    return list(Subscriber.objects.order_by("brand__key", "topic").values_list("brand__key", "topic", "status"))


def test_somebody_subscribes_confirms_changes_and_leaves(page: Page, office: None) -> None:
    page.goto("/messagebird/subprocessors/")
    page.get_by_role("link", name="Be told of changes").click()
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Changes of the privacy statement").check()
    page.get_by_role("button", name="Send me the e-mail").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    services.take_sign_ups()

    page.goto(link_to("confirm", letters()[0]))
    page.get_by_role("button", name="Yes, subscribe me").click()
    expect(page.get_by_role("heading", name="You are subscribed")).to_be_visible()
    assert standing() == [("messagebird", "statement", "confirmed"), ("messagebird", "subprocessors", "confirmed")]

    page.goto(link_to("preferences", letters("subscribed")[0]))
    page.get_by_label("Changes of the privacy statement").first.uncheck()
    page.get_by_label("Your name, if you like").fill("Ada")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert standing() == [("messagebird", "statement", "unsubscribed"), ("messagebird", "subprocessors", "confirmed")]

    leave = [link for link in links_of(letters("subscribed")[0]) if "/leave/" in link]
    page.goto(leave[-1])
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="You are not subscribed")).to_be_visible()
    assert standing() == [
        ("messagebird", "statement", "unsubscribed"),
        ("messagebird", "subprocessors", "unsubscribed"),
    ]


def test_nothing_that_was_typed_is_lost_where_the_address_is_none(page: Page, office: None) -> None:
    page.goto("/messagebird/subscribe/")
    page.get_by_label("E-mail address").fill("ada@example")
    page.get_by_label("Your name, if you like").fill("Ada")

    page.keyboard.press("Enter")

    expect(page.get_by_text("Enter a valid email address.")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_have_value("ada@example")
    expect(page.get_by_label("Your name, if you like")).to_have_value("Ada")


def test_a_browser_that_opens_every_link_changes_nothing(page: Page, office: None) -> None:
    a_subscriber("ada@example.org")
    asks("bob@example.org")
    before = digests()

    for link in dict.fromkeys(link for letter in letters() for link in links_of(letter)):
        page.goto(link, wait_until="networkidle")
        page.wait_for_timeout(300)

    assert digests() == before


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_subscriptions_have_no_fault(page: Page, office: None, width: int) -> None:
    subscriber = a_subscriber("ada@example.org")
    asks("bob@example.org")
    in_letter = links_of(letters("subscribed")[0])
    paths = [
        *("/group/subscribe/", f"/{subscriber.brand.key}/subscribe/", f"/{subscriber.brand.key}/subscribe/asked/"),
        *(link_to("confirm", letters("confirm")[-1]), link_to("confirm", letters("confirm")[0]), *in_letter),
    ]
    page.set_viewport_size({"width": width, "height": 900})

    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for path in paths:
            page.goto(path)
            found |= {f"{scheme} {path}": one for one in [faults(page), sticks_out(page)] if one}

    assert found == {}
