"""The whole story of a request: filed and confirmed, verified, searched, reviewed by another, answered, downloaded."""

import pathlib
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.dsr import services
from apps.dsr.links import page_path
from apps.dsr.models import Ticket
from apps.mailroom.models import Letter
from apps.organisation import services as organisation
from apps.organisation.models import Brand, Service
from tests.browser.test_filing import ASK, fill_in, office
from tests.browser.test_own_page import come_in
from tests.browser.test_triage import sign_in
from tests.builders import BUILDER, a_colleague, a_system
from tests.dsr.filings import letters, link_in
from tests.dsr.test_identity import the_code
from tests.publications.mail import text_of

__all__ = ["office"]

FOUND = b"All we hold about Ada."


@pytest.fixture
def desk(office: None) -> None:
    """Two officers, and a system that holds data of a service."""
    olga, _paul = a_colleague("olga", "privacy"), a_colleague("paul", "privacy")
    inbox = Service.objects.filter(brand=Brand.objects.get(key="messagebird")).first()
    store = a_system(owner=olga)
    organisation.link_system(store, service=inbox, by=BUILDER)


def step(page: Page, ticket: Ticket, name: str, **fields: str) -> None:
    """Open a step from the page of the request, fill it in, and do it."""
    page.goto(f"/admin/dsr/ticket/{ticket.pk}/change/")
    page.locator(".office-desk-next").get_by_role("link", name=name, exact=True).click()
    for label, value in fields.items():
        field = page.get_by_label(label.replace("_", " "))
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(f"Done: {name}.")).to_be_visible()


def file_and_confirm(person: Page) -> Ticket:
    fill_in(person)
    person.get_by_label("Delete my data").uncheck()
    person.get_by_label("Country where you live").select_option(label="Netherlands")
    person.get_by_role("button", name="Send the request").click()
    expect(person.get_by_role("heading", name="One step is left")).to_be_visible()
    services.take_filings()
    person.goto(link_in(letters()[0]))
    person.get_by_role("button", name="Yes, this was me").click()
    expect(person.get_by_role("heading", name="We have your request")).to_be_visible()
    return Ticket.objects.get()


def verify(officer: Page, person: Page, ticket: Ticket) -> None:
    """The officer asks; the person enters the code of the letter on their page, which it opens too."""
    step(officer, ticket, "Ask for proof of identity")
    person.goto(page_path(ticket.public_id))
    person.get_by_label("Code").fill(the_code(ticket))
    person.get_by_role("button", name="Open my request").click()
    expect(person.get_by_text(ticket.reference).first).to_be_visible()
    person.get_by_role("button", name="Close this page").click()


def search(officer: Page, ticket: Ticket) -> None:
    officer.goto(f"/admin/dsr/ticket/{ticket.pk}/step/plan-tasks/")
    service = ticket.brand.services.first()
    officer.get_by_label(service.name, exact=True).check()
    officer.get_by_role("button", name="Plan the searches").click()
    officer.get_by_role("link", name="Message store").click()
    officer.get_by_role("link", name="Answer the task").click()
    officer.get_by_label("Answer", exact=False).first.fill("One record, by the address.")
    officer.get_by_role("button", name="Answer the task").click()
    expect(officer.get_by_text("Done: Answer the task.")).to_be_visible()


def test_a_request_goes_from_the_form_to_the_download(page: Page, browser: Browser, live_server, desk: None) -> None:
    person = browser.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    ticket = file_and_confirm(person)
    sign_in(page, "olga")

    page.goto("/admin/dsr/ticket/?view=unassigned")
    page.get_by_role("link", name=ticket.reference).click()
    expect(page.get_by_role("heading", name="What can happen next")).to_be_visible()
    step(page, ticket, "Take")
    step(page, ticket, "Decide our role", Our_role="Controller")
    verify(page, person, ticket)
    search(page, ticket)
    page.goto(f"/admin/dsr/ticket/{ticket.pk}/step/add-answer-file/")
    page.get_by_label("File").set_input_files({"name": "data.txt", "mimeType": "text/plain", "buffer": FOUND})
    page.get_by_role("button", name="Add a file to the answer").click()

    page.context.clear_cookies()
    sign_in(page, "paul")
    page.goto(f"/admin/dsr/ticket/{ticket.pk}/change/")
    page.get_by_role("link", name="data.txt").click()
    page.get_by_label("Why do you open it?").fill("To look it through.")
    with page.expect_download() as reading:
        page.get_by_role("button", name="Download the file").click()
    assert pathlib.Path(reading.value.path()).read_bytes() == FOUND
    page.goto(f"/admin/dsr/ticket/{ticket.pk}/change/")
    step(page, ticket, "State that the answer was looked through", What_you_looked_for="Nobody else is named.")
    step(page, ticket, "Decide", In_words="Here is all that we hold.")
    expect(page.get_by_text("Before it can be answered:")).to_have_count(0)
    step(page, ticket, "Answer")

    told = Letter.objects.get(kind="dsr/answered")
    assert "Here is all that we hold." in text_of(told)
    come_in(person, ticket)
    expect(person.get_by_text("Here is all that we hold.").first).to_be_visible()
    with person.expect_download() as downloading:
        person.get_by_role("button", name="Download data.txt").click()
    assert pathlib.Path(downloading.value.path()).read_bytes() == FOUND
    page.goto(f"/admin/dsr/ticket/{ticket.pk}/change/")
    expect(page.get_by_role("heading", name="Downloads")).to_be_visible()
    kinds = Letter.objects.exclude(kind="dsr/task_chase").order_by("pk").values_list("kind", flat=True)
    assert re.sub(r"dsr/", "", " ".join(kinds)) == "confirm received identity answered page_code"
    assert ASK.startswith(f"/{ticket.brand.key}/")
