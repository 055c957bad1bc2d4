"""A person opens their request with a code, downloads the answer, and writes back; without a script."""

import pathlib

from playwright.sync_api import Browser, Page, expect

from apps.dsr.choices import EntryKind
from apps.dsr.links import page_path
from apps.dsr.models import Download
from tests.browser.test_objecting import looks_well
from tests.builders import an_authority
from tests.dsr.answers import an_answered_ticket
from tests.dsr.test_own_page import code_of

HOSTILE = '"><script>alert(1)</script>'


def come_in(page: Page, ticket) -> None:
    page.goto(page_path(ticket.public_id))
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_text("a letter with a code is on its way")).to_be_visible()
    page.get_by_label("Code").fill(code_of(ticket))
    page.get_by_role("button", name="Open my request").click()
    expect(page.get_by_text(ticket.reference).first).to_be_visible()


def test_a_person_downloads_the_answer_and_writes_back(page: Page, browser: Browser, live_server) -> None:
    an_authority("Autoriteit Persoonsgegevens", website="https://ap.example.org")
    ticket = an_answered_ticket()
    scriptless = browser.new_context(base_url=live_server.url, java_script_enabled=False).new_page()

    come_in(scriptless, ticket)
    with scriptless.expect_download() as downloading:
        scriptless.get_by_role("button", name="Download data.txt").click()
    assert pathlib.Path(downloading.value.path()).read_text() == "All we hold about Ada."
    scriptless.get_by_label("Your message").fill(f"Thank you. {HOSTILE}")
    scriptless.get_by_role("button", name="Send", exact=True).click()
    expect(scriptless.get_by_text(HOSTILE)).to_be_visible()

    come_in(page, ticket)
    assert looks_well(page) == [({}, False)] * 2
    assert Download.objects.count() == 1
    assert ticket.entries.filter(kind=EntryKind.INCOMING).count() == 1
