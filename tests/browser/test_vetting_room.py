"""From a published list to an approved recipient, as legal counsel and a second person do it, and what expires then."""

import datetime
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect
from time_machine import travel

from apps.accounts.models import User
from apps.organisation.models import Purpose
from apps.publications import services as publications
from apps.publications.models import Announcement
from apps.subprocessors import services
from apps.subprocessors.models import Listing, ThirdParty
from tests.browser.test_first_room import PASSWORD, people, sign_in

__all__ = ["people"]

FIRST = """\
Subprocessor,Purpose,Location
Example Support Ltd,Customer support ticketing,"Ireland,</br>France"
Globex Mail,Sending of mail,Germany
"""
NEXT = """\
Subprocessor,Purpose,Location
Example Support Ltd,Customer support ticketing,"France, Ireland and India"
Globex International Mail (formerly Globex Mail),Sending of mail,Germany
"""


def make_known() -> None:
    """What an office knows of a company before it vets it."""
    party = ThirdParty.objects.get(legal_name="Example Support Ltd")
    services.change_third_party(
        party,
        country=Listing.objects.get(third_party=party).locations.get(country__code="IE").country,
        registered_address="1 Harbour Street, Dublin",
        contact_name="Kim Doe",
        contact_email="kim@example.org",
        by="command:build",
    )


def read_list(page: Page, file: Path) -> None:
    page.goto("/admin/subprocessors/listsource/read/")
    page.get_by_label("Brand").select_option(label="MessageBird")
    page.get_by_label("Source").fill("Website")
    page.get_by_label("File").set_input_files(file)
    purpose = page.get_by_label("Purpose of new recipients")
    purpose.select_option(label=str(Purpose.objects.get(key="use")))
    page.get_by_role("button", name="Read it").click()


def add_evidence(page: Page, party: ThirdParty, kind: str, until: str, file: Path) -> None:
    page.goto(f"/admin/subprocessors/thirdparty/{party.pk}/change/")
    page.get_by_role("link", name="Add evidence").click()
    page.get_by_label("Kind").select_option(label=kind)
    page.get_by_label("Valid until").fill(until)
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Result").select_option(label="Good")
    page.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_text("Done: Add evidence.")).to_be_visible()


def do(page: Page, listing: Listing, step: str) -> None:
    """Take a step of a listing, from its page."""
    page.goto(f"/admin/subprocessors/listing/{listing.pk}/change/")
    page.get_by_role("link", name=step, exact=True).click()
    if page.get_by_role("button", name="Go on").count():
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name=step, exact=True).click()


def read_and_accept(page: Page, first: Path, following: Path) -> None:
    """Two versions of a list; of the changes of the second, the one of a country is left out."""
    first.write_text(FIRST)
    following.write_text(NEXT)
    read_list(page, first)
    expect(page.locator(".office-change")).to_have_count(2)
    assert Listing.objects.count() == 0
    page.get_by_role("button", name="Accept 2 changes as chosen").click()
    expect(page.get_by_text("Accepted: 2 changes.")).to_be_visible()

    read_list(page, following)
    expect(page.locator(".office-change h2")).to_have_text(
        ["Location added Example Support Ltd", "Renamed Globex International Mail (formerly Globex Mail)"]
    )
    expect(page.get_by_text("+ India")).to_be_visible()
    page.locator("select[name='take-0']").select_option(label="Leave out for now")
    page.get_by_role("button", name="Accept 2 changes as chosen").click()
    expect(page.get_by_text("Accepted: 1 change.")).to_be_visible()


def test_a_list_is_read_reviewed_vetted_and_approved_and_evidence_expires(
    page: Page, people: None, tmp_path: Path
) -> None:
    contract, soon = tmp_path / "contract.txt", timezone.localdate() + datetime.timedelta(days=40)
    contract.write_text("The agreement of the two companies.")

    sign_in(page, "legal")
    read_and_accept(page, tmp_path / "first.csv", tmp_path / "next.csv")
    listing = Listing.objects.get(third_party__legal_name="Example Support Ltd")
    make_known()
    do(page, listing, "Start vetting")
    expect(page.get_by_text("lacks a data processing agreement").first).to_be_visible()
    add_evidence(page, listing.third_party, "Data processing agreement", "2099-12-31", contract)
    add_evidence(page, listing.third_party, "Security questionnaire", soon.isoformat(), contract)
    do(page, listing, "Ask for approval")
    expect(page.get_by_text("Done: Ask for approval.")).to_be_visible()

    sign_in(page, "dpo")
    do(page, listing, "Approve")
    expect(page.get_by_text("Done: Approve.")).to_be_visible()
    page.goto("/admin/subprocessors/listing/")
    expect(page.get_by_role("row", name="Example Support Ltd")).not_to_contain_text("Evidence stale")

    with travel(timezone.now() + datetime.timedelta(days=41), tick=True):
        sign_in(page, "legal")
        page.goto("/admin/subprocessors/listing/")
        expect(page.get_by_role("row", name="Example Support Ltd")).to_contain_text("Evidence stale")
        do(page, listing, "Put into the next announcement")
        draft, legal = Announcement.objects.get(), User.objects.get(email="legal@example.org")
        publications.plan_announcement(draft, send_on=timezone.localdate(), by=legal)
        page.goto(f"/admin/publications/announcement/{draft.pk}/change/")
        expect(page.get_by_text("lacks proof of technical and organisational safeguards").first).to_be_visible()
