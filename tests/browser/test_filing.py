"""A person files a request and confirms it, without a script and on any screen; the pages have no fault."""

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.dsr import services
from apps.dsr.models import Ticket
from tests.browser.test_pages import faults, sticks_out
from tests.dsr.filings import PDF, letters, link_in

ASK = "/messagebird/privacy-request/"


@pytest.fixture
def office(seeded: None) -> None:
    """The office as it begins."""


def fill_in(page: Page) -> None:
    page.goto(ASK)
    page.get_by_label("See my data").check()
    page.get_by_label("Delete my data").check()
    page.get_by_label("Tell us more, if you like").fill("Everything since 2019.")
    page.get_by_label("A customer, or somebody who may become one").check()
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Files, if you have some").set_input_files(
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )


def test_a_person_files_a_request_and_confirms(page: Page, browser: Browser, live_server, office: None) -> None:
    scriptless = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    person = scriptless.new_page()
    fill_in(person)
    person.get_by_role("button", name="Send the request").click()
    expect(person.get_by_role("alert")).to_contain_text("Country where you live")
    person.get_by_role("link", name="Country where you live").click()
    person.get_by_label("Country where you live").select_option(label="Netherlands")
    person.get_by_label("Files, if you have some").set_input_files(
        {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    person.get_by_role("button", name="Send the request").click()
    expect(person.get_by_role("heading", name="One step is left")).to_be_visible()
    services.take_filings()

    person.goto(link_in(letters()[0]))
    person.get_by_role("button", name="Yes, this was me").click()

    ticket = Ticket.objects.get()
    expect(person.get_by_role("heading", name="We have your request")).to_be_visible()
    expect(person.get_by_text(ticket.reference)).to_be_visible()
    assert (ticket.name, ticket.words, ticket.files.count()) == ("Ada Lovelace", "Everything since 2019.", 1)
    assert sorted(ticket.items.values_list("right", flat=True)) == ["access", "erasure"]
    assert scriptless.cookies() == []
    scriptless.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_the_form_have_no_fault(page: Page, office: None, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    fill_in(page)
    page.get_by_label("Country where you live").select_option("NL")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", name="One step is left")).to_be_visible()
    services.take_filings()
    link = link_in(letters()[0])

    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for path in ("/group/privacy-request/", ASK, f"{ASK}asked/", link):
            page.goto(path)
            found |= {f"{scheme} {path}": one for one in [faults(page), sticks_out(page)] if one}
        page.goto(ASK)
        page.get_by_role("button", name="Send the request").click()
        expect(page.get_by_role("alert")).to_be_visible()
        found |= {f"{scheme} with errors": one for one in [faults(page), sticks_out(page)] if one}

    assert found == {}
