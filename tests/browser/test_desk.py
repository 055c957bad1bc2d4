"""Two of the legal team work a request from its letter to its hand-over, once under secrecy and once in an emergency."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.choices import Right
from apps.casework.models import AccessEntry
from apps.disclosures.choices import ContactKind, NoticeStatus, Status
from apps.disclosures.models import Demand
from tests.browser.test_pages import faults, sticks_out
from tests.browser.test_triage import sign_in
from tests.builders import PASSWORD, a_brand, a_colleague, a_legal_entity, an_office
from tests.disclosures.demands import a_basis, a_directory_entry, a_secret_basis, a_told_customer

#: The theme’s look-up names its box and not the text in it.
THEMES_OWN = {"aria-input-field-name"}


@pytest.fixture
def desk(db: Any) -> None:
    """Two who hold the clearance for secrecy, and what a request is logged with."""
    for name in ("carla", "dirk"):
        a_colleague(name, Right.LEGAL, Right.SECRECY)
    a_brand()
    a_legal_entity()
    an_office(time_zone="Europe/Amsterdam")
    a_directory_entry()
    a_directory_entry(kind=ContactKind.PHONE)
    a_told_customer()
    a_secret_basis()
    a_basis("emergency_2702", family="emergency", title="Emergency disclosure")


def look_up(page: Page, label: str, words: str) -> None:
    """Choose a record in one of the theme’s look-ups."""
    page.locator(f"#id_{label} + .select2 .select2-selection").click()
    page.locator(".select2-search__field").fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def log(page: Page, basis: str, *, urgency: str = "Normal") -> Demand:
    """A request, logged on its one page."""
    page.goto("/admin/disclosures/demand/add/")
    page.get_by_label("How it came").select_option(label="E-mail")
    page.get_by_label("Served", exact=False).first.fill(timezone.localtime().strftime("%Y-%m-%dT%H:%M:00"))
    page.get_by_label("Brand").select_option(label="Acme")
    page.get_by_label("Company served").select_option(label="Acme B.V.")
    page.get_by_label("Originals").set_input_files(
        {"name": "order.txt", "mimeType": "text/plain", "buffer": b"We order the records of this number."}
    )
    look_up(page, "authority", "Police of Utrecht")
    option = page.locator("#id_legal_basis option", has_text=basis)
    page.locator("#id_legal_basis").select_option(value=option.get_attribute("value"))
    page.locator("#id_urgency").select_option(label=urgency)
    if page.get_by_label("dirk").count():
        page.get_by_label("dirk").check()
    page.get_by_label("Traffic data").check()
    page.get_by_label("Data from").fill("2026-05-01T00:00")
    page.get_by_label("Data until").fill("2026-05-31T00:00")
    page.get_by_label("Targets, one a line").fill("+31 6 1234 5678")
    look_up(page, "customer", "Globex")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="What can happen next")).to_be_visible()
    return Demand.objects.get()


def take_step(page: Page, name: str) -> None:
    """Go to a step from the page of the request; who decides says who they are first."""
    page.get_by_role("link", name=name, exact=True).click()
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()


def do_step(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(f"Done: {name}.")).to_be_visible()


def review(page: Page, contact: str) -> None:
    """Call back, and record every test in one go."""
    take_step(page, "Verify the sender")
    page.get_by_label(contact).check()
    page.get_by_label("Verified", exact=True).check()
    page.get_by_label("Whom you spoke to").fill("Called back; the desk confirms order and officer.")
    do_step(page, "Verify the sender")
    for result in page.locator("select[name^=result_]").all():
        result.select_option(label="Pass")
    page.get_by_role("button", name="Record the tests").click()
    expect(page.get_by_text("complete, and every one passes")).to_be_visible()


def as_second(page: Page, demand: Demand) -> None:
    """The colleague signs in, finds what waits for them, and opens it, for a reason where it is secret."""
    page.context.clear_cookies()
    sign_in(page, "dirk")
    page.goto("/admin/disclosures/demand/?view=decide")
    page.get_by_role("link", name=demand.reference).click()
    if demand.is_secret and page.get_by_label("Why do you open it?").count():
        page.get_by_label("Why do you open it?").fill("To decide it.")
        page.get_by_role("button", name="Open the request").click()


def as_first(page: Page, demand: Demand) -> None:
    page.context.clear_cookies()
    sign_in(page, "carla")
    page.goto(f"/admin/disclosures/demand/{demand.pk}/change/")


def decide(page: Page, demand: Demand, outcome: str) -> None:
    take_step(page, "Propose a decision")
    page.get_by_label("Outcome").select_option(label=outcome)
    page.get_by_label("Reasons").fill("The request is sound, and asks no more than it needs.")
    do_step(page, "Propose a decision")
    as_second(page, demand)
    take_step(page, "Decide so")
    do_step(page, "Decide so")


def release(page: Page, demand: Demand) -> None:
    """One collects and asks, the other releases, and it is handed over."""
    as_first(page, demand)
    take_step(page, "Put a file into the package")
    page.get_by_label("File", exact=False).first.set_input_files(
        {"name": "records.csv", "mimeType": "text/csv", "buffer": b"number,start\n31612345678,2026-05-03\n"}
    )
    page.get_by_label("Category").select_option(label="Traffic data")
    page.get_by_label("Rows").fill("1")
    page.get_by_label("Fields").fill("number, start")
    do_step(page, "Put a file into the package")
    take_step(page, "Ask to release the package")
    page.get_by_label("How it is encrypted").fill("PGP, their key of 2026")
    do_step(page, "Ask to release the package")
    as_second(page, demand)
    take_step(page, "Release the package")
    do_step(page, "Release the package")
    take_step(page, "Record the hand-over")
    page.get_by_label("How, and to whom").fill("By their portal, to the desk.")
    do_step(page, "Record the hand-over")


def wrong_with(page: Page, addresses: list[str]) -> dict[Any, Any]:
    """What is wrong with some pages, in light and dark, on a desktop and a phone."""
    told = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            for address in addresses:
                page.goto(address)
                found = {name: where for name, where in faults(page).items() if name not in THEMES_OWN}
                told[scheme, width, address] = (found, sticks_out(page))
    page.set_viewport_size({"width": 1280, "height": 900})
    return {at: what for at, what in told.items() if what != ({}, False)}


def test_a_secret_request_goes_from_its_letter_to_its_hand_over_by_two_people(page: Page, desk: None) -> None:
    sign_in(page, "carla")
    demand = log(page, "126nd")
    expect(page.get_by_text("Under secrecy").first).to_be_visible()
    expect(page.get_by_text("Withheld", exact=True)).to_be_visible()

    review(page, "E-mail: desk@police.example")
    decide(page, demand, "Disclosed, all that was asked")
    release(page, demand)
    take_step(page, "Close the request")
    do_step(page, "Close the request")

    demand.refresh_from_db()
    assert (demand.status, demand.notice.status) == (Status.CLOSED, NoticeStatus.WITHHELD)
    assert set(AccessEntry.objects.values_list("user__name", "why")) == {
        ("carla", "Logged it."),
        ("dirk", "To decide it."),
    }
    place = "/admin/disclosures/demand/"
    pages = [place, f"{place}add/", f"{place}{demand.pk}/change/", "/admin/disclosures/legalbasis/"]
    assert wrong_with(page, pages) == {}


def test_an_emergency_is_called_back_told_and_released_without_waiting(page: Page, desk: None) -> None:
    sign_in(page, "carla")
    demand = log(page, "Emergency disclosure", urgency="Emergency: danger to life or of serious injury")
    expect(page.get_by_role("heading", name="Danger to life: call back first")).to_be_visible()
    place = f"/admin/disclosures/demand/{demand.pk}/"
    assert wrong_with(page, [f"{place}change/", f"{place}step/verify/"]) == {}
    page.goto(f"{place}change/")

    review(page, "Telephone: +31 30 123 4567")
    decide(page, demand, "Emergency: disclosed")
    take_step(page, "Tell the customer")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("heading", name="This would leave")).to_be_visible()
    do_step(page, "Tell the customer")
    release(page, demand)

    demand.refresh_from_db()
    assert (demand.status, demand.notice.status, demand.notice.hold_until) == (Status.RELEASED, NoticeStatus.SENT, None)
    expect(page).to_have_url(re.compile(f"/{demand.pk}/change/"))
