"""An officer works through the day with the keyboard, in light and dark, on a desktop and a phone."""

import datetime
import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.dsr import services
from apps.dsr.choices import Right
from tests.browser.test_pages import faults, sticks_out
from tests.builders import PASSWORD, a_colleague
from tests.dsr.tickets import a_ticket


def sign_in(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/admin/$"))


def keys_work(page: Page) -> None:
    """Wait for the script of the page, which shows this button."""
    expect(page.get_by_role("button", name="Keys")).to_be_visible()


def test_an_officer_takes_notes_and_goes_on_by_single_keys_and_is_warned_of_a_colleague(page: Page) -> None:
    a_colleague("ada", "privacy")
    bob = a_colleague("bob", "privacy")
    first = a_ticket(Right.CHILDREN, name="Charlie Child")
    second = a_ticket(Right.ACCESS, Right.ERASURE, at=timezone.now() - datetime.timedelta(days=28), name="Grace Hopper")
    services.note_viewing(second, by=bob)
    sign_in(page, "ada")

    page.goto("/admin/dsr/ticket/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#searchbar")).to_be_focused()
    page.locator("#searchbar").blur()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{first.pk}/change/"))
    keys_work(page)

    page.keyboard.press("t")
    page.get_by_role("button", name="Take").click()
    expect(page.get_by_text("Done: Take.")).to_be_visible()
    keys_work(page)
    page.keyboard.press("n")
    page.get_by_label("Note").fill("Called the parents; jt?n are letters here.")
    page.get_by_role("button", name="Add a note").click()
    expect(page.get_by_text("Called the parents; jt?n are letters here.")).to_be_visible()

    page.goto(f"/admin/dsr/ticket/{second.pk}/change/")
    expect(page.get_by_role("status")).to_contain_text("Open at this moment with: bob")
    told = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            for address in (f"/admin/dsr/ticket/{second.pk}/change/", "/admin/dsr/ticket/", "/admin/dsr/team/"):
                page.goto(address)
                told[scheme, width, address] = (faults(page), sticks_out(page))
    assert {at: what for at, what in told.items() if what != ({}, False)} == {}
