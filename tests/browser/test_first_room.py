"""The first room as its people use it: a list comes in, two people put it in force, everybody can read it."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from apps.subprocessors.choices import ListingStatus
from apps.subprocessors.models import Listing
from tests.builders import a_user

PASSWORD = "four words of no kinship"

LIST = """\
Name of Subprocessor,Description of Processing,Location of Processing,Corporate Location
Amazon Web Services EMEA SARL,Cloud hosting,"Ireland,</br>France, and Japan",Luxembourg
Example Support Ltd,Customer support ticketing,UK,UK
"""


@pytest.fixture
def people(seeded: None) -> None:
    """The reference data and one person per role that takes part."""
    for right in ("legal", "dpo", "auditor", "web"):
        user = a_user(right, right)
        user.set_password(PASSWORD)
        user.must_change_password = False
        user.save()


def sign_in(page: Page, name: str) -> None:
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/admin/$"))


def import_list(page: Page, file: Path, brand: str, purpose: str) -> None:
    page.goto("/admin/subprocessors/listing/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Format").select_option(label="csv")
    page.get_by_label("Brand").select_option(label=brand)
    page.get_by_label("Purpose", exact=True).select_option(label=purpose)
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Confirm import").click()


def choose_all_and(page: Page, action: str) -> None:
    page.goto("/admin/subprocessors/listing/")
    page.locator("#action-toggle, .action-toggle, th input[type=checkbox]").first.check()
    page.locator("select[name=action]").select_option(label=action)
    page.get_by_role("button", name="Run").first.click()


def test_a_list_comes_in_and_two_people_put_it_in_force(page: Page, people: None, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST)

    sign_in(page, "legal")
    import_list(page, file, "MessageBird", "To facilitate access and use of the services in line with the Terms.")
    expect(page.get_by_text("Example Support Ltd").first).to_be_visible()
    assert Listing.objects.filter(status=ListingStatus.PROPOSED).count() == 2

    choose_all_and(page, "Ask to take over as in force")
    page.get_by_label("In force since").fill("2024-12-22")
    page.get_by_label("Evidence").fill("Stood on our public list.")
    page.get_by_role("button", name="Ask to take over as in force").click()
    expect(page.get_by_text("2 records are done.")).to_be_visible()

    sign_in(page, "dpo")
    listing = Listing.objects.get(third_party__legal_name="Example Support Ltd")
    page.goto(f"/admin/subprocessors/listing/{listing.pk}/change/")
    page.get_by_role("link", name="Approve the taking over").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Approve the taking over").click()
    expect(page.get_by_text("Done: Approve the taking over.")).to_be_visible()

    page.goto("/messagebird/subprocessors/")
    row = page.get_by_role("row", name="Example Support Ltd")
    expect(row).to_contain_text("United Kingdom")
    expect(page.get_by_text("Amazon Web Services")).to_have_count(0)

    page.goto(f"/admin/subprocessors/listing/{listing.pk}/history/")
    expect(page.locator(".office-story-head").first).to_have_text(
        "dpo took over the listing as in force since 22 Dec 2024, as the second person."
    )
    listing.refresh_from_db()
    assert (listing.status, listing.started_on) == (ListingStatus.ACTIVE, datetime.date(2024, 12, 22))


def test_the_person_who_asked_cannot_approve(page: Page, people: None, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    sign_in(page, "dpo")
    import_list(page, file, "MessageBird", "To facilitate access and use of the services in line with the Terms.")
    choose_all_and(page, "Ask to take over as in force")
    page.get_by_label("In force since").fill("2024-12-22")
    page.get_by_label("Evidence").fill("Stood on our public list.")
    page.get_by_role("button", name="Ask to take over as in force").click()

    page.goto(f"/admin/subprocessors/listing/{Listing.objects.latest('pk').pk}/change/")

    expect(page.get_by_text("a second person decides")).to_have_count(2)
    expect(page.get_by_role("link", name="Approve the taking over")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "sees", "misses"),
    [
        ("legal", "Listings", "People"),
        ("auditor", "People", "Import"),
        ("web", "Listings", "Approvals"),
    ],
)
def test_each_role_sees_its_own_navigation(page: Page, people: None, name: str, sees: str, misses: str) -> None:
    sign_in(page, name)

    sidebar = page.get_by_role("link")  # each link's name ends with its title, behind the name of its icon
    expect(sidebar.filter(has_text=re.compile(rf"\b{sees}\s*$")).first).to_be_visible()
    expect(sidebar.filter(has_text=re.compile(rf"\b{misses}\s*$"))).to_have_count(0)


def test_a_second_editor_sees_the_conflict(page: Page, people: None, browser: Any, live_server: Any) -> None:
    sign_in(page, "legal")
    page.goto("/admin/subprocessors/thirdparty/add/")
    page.get_by_label("Legal name").fill("Example Ltd")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/admin/subprocessors/thirdparty/")
    page.get_by_role("link", name="Example Ltd").click()
    address = page.url

    other = browser.new_context(base_url=live_server.url).new_page()
    sign_in(other, "dpo")
    other.goto(address)
    other.get_by_label("Known as").fill("Theirs")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_text("was changed successfully")).to_be_visible()
    other.context.close()

    page.get_by_label("Known as").fill("Mine")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("dpo changed Known as from “—” to “Theirs”.")).to_be_visible()
    expect(page.get_by_label("Known as")).to_have_value("Mine")

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def test_public_page_works_without_javascript_on_a_phone(browser: Any, live_server: Any, people: None) -> None:
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()

    page.goto("/")

    expect(page).to_have_url(f"{live_server.url}/group/subprocessors/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Subprocessors of the group")
    expect(page.get_by_text("Autoriteit Persoonsgegevens")).to_be_visible()
    assert context.cookies() == []
    context.close()
