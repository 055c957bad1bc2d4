"""Every page people meet: no fault that axe finds, no error in the console, nothing that sticks out on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from apps.accounts.services import open_office
from apps.casework.registers import collect
from apps.mailroom.models import Letter
from apps.organisation.models import AdequacyDecision
from apps.publications.models import PublishedVersion
from apps.subprocessors.models import Evidence, Listing, ThirdParty
from tests.browser.test_first_room import PASSWORD, sign_in
from tests.builders import a_letter, a_user

PUBLIC = [
    *("/group/subprocessors/", "/messagebird/subprocessors/", "/accounts/login/", "/accounts/password/reset/"),
    *("/messagebird/subprocessors/versions/", "/messagebird/subprocessors/versions/1/?lang=nl"),
    *("/messagebird/subprocessors/versions/1..2/", "/messagebird/privacy-statement/"),
    *("/messagebird/privacy-statement/versions/1/", "/messagebird/privacy-statement/versions/1..2/"),
]
STAFF = [
    *("/admin/", "/admin/subprocessors/listing/", "/admin/subprocessors/listing/import/"),
    *("/admin/subprocessors/listing/{listing}/change/", "/admin/subprocessors/listing/{listing}/history/"),
    *("/admin/subprocessors/listing/{listing}/step/add-location/", "/admin/subprocessors/thirdparty/add/"),
    *("/admin/subprocessors/listing/lint/", "/admin/subprocessors/evidence/", "/admin/subprocessors/evidence/add/"),
    *("/admin/subprocessors/evidence/{evidence}/change/", "/admin/subprocessors/thirdparty/{group}/change/"),
    "/admin/subprocessors/thirdparty/{group}/step/add-evidence/",
    *("/admin/subprocessors/transfer/", "/admin/subprocessors/transferassessment/"),
    *("/admin/subprocessors/listing/{listing}/step/record-transfer/",),
    *("/admin/subprocessors/listing/{listing}/step/add-to-chain/", "/admin/subprocessors/listing/{chained}/change/"),
    "/admin/subprocessors/listing/what-if/?decision={decision}&day=2026-11-25",
    *("/admin/mailroom/letter/", "/admin/mailroom/letter/{letter}/change/", "/admin/mailroom/letter/{letter}/content/"),
    *("/admin/publications/publishedversion/", "/admin/publications/publishedversion/{version}/change/"),
    *("/admin/publications/publishedversion/add/", "/admin/publications/publishedversion/{version}/step/publish-next/"),
    *("/admin/organisation/brand/gaps/", "/admin/organisation/purpose/", "/admin/casework/approval/"),
]
#: The theme gives each of its scrolling areas the same name.
THEMES_OWN = {"landmark-unique"}


@pytest.fixture
def lived_in(seeded: None) -> None:
    """The demo office, and somebody of the legal team who can sign in."""
    open_office(demo=True)
    for load in collect("demo", "DEMO"):
        load()
    user = a_user("tester", "legal", "dpo")
    user.set_password(PASSWORD)
    user.must_change_password = False
    user.save()
    a_letter("lena@example.org", name="Lena Legal")


def faults(page: Page) -> dict[str, str]:
    found = Axe().run(page).response["violations"]
    return {one["id"]: one["nodes"][0]["html"] for one in found if one["id"] not in THEMES_OWN}


def sticks_out(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_pages_have_no_fault_on_desktop_and_phone(page: Page, lived_in: None) -> None:
    shown = {
        "listing": Listing.objects.filter(third_party__legal_name="Example Helpdesk Inc.").earliest("pk").pk,
        "chained": Listing.objects.filter(third_party__legal_name="Example Observability GmbH").earliest("pk").pk,
        "evidence": Evidence.objects.exclude(sha256="").first().pk,
        "group": ThirdParty.objects.get(stands_for_group=True).pk,
        "version": PublishedVersion.objects.filter(kind="statement").latest("pk").pk,
        "letter": Letter.objects.get(to_address="lena@example.org").pk,
        "decision": AdequacyDecision.objects.get(number="(EU) 2023/1795").pk,
    }
    told = {}
    for addresses in (PUBLIC, STAFF):
        if addresses is STAFF:
            sign_in(page, "tester")
        for address in addresses:
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                answer = page.goto(address.format(**shown))
                told[address, width] = (answer and answer.status, faults(page), sticks_out(page))

    assert {at: what for at, what in told.items() if what != (200, {}, False)} == {}
