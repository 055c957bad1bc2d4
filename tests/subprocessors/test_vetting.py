"""Vetting: which documents count on a day, who reviews them, and that nothing goes on without them."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone

from apps.accounts import services as accounts
from apps.casework.files import FileRefused
from apps.mailroom.models import Letter
from apps.mailroom.services import open_letter
from apps.publications import services as publications
from apps.publications.services import NotReady
from apps.subprocessors import services
from apps.subprocessors.choices import EXPIRING, EvidenceKind, ListingStatus, RecipientKind, RecipientRole, Standing
from apps.subprocessors.models import Evidence, Listing
from apps.subprocessors.queries import (
    assessment_standing,
    assessments_that_are,
    checklist,
    ending_soon,
    evidence_standing,
    evidence_that_is,
    places_with_cover,
    stale,
    uncovered,
)
from apps.trail.errors import RuleBroken
from apps.trail.models import Act
from apps.trail.services import erase
from tests.announcing import announced
from tests.builders import BUILDER, a_country, a_listing, a_listing_in, a_third_party, a_user
from tests.evidence import LONG_AGO, a_document, a_transfer, an_assessment, vetted

DAY = datetime.date(2026, 3, 2)
ONE = datetime.timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"


def a_file(name: str = "contract.pdf", data: bytes = PDF) -> ContentFile:
    return ContentFile(data, name)


def met(listing: Listing, day: datetime.date = DAY) -> dict[str, bool]:
    return {line.requirement.key: line.is_met for line in checklist(listing, day)}


# --- What is needed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "kind", "is_hosting", "needed"),
    [
        ("subprocessor", "technology", False, {"contract", "safeguards"}),
        ("subprocessor", "technology", True, {"contract", "safeguards", "hosting_iso27001", "hosting_soc2_t2"}),
        ("affiliate_subprocessor", "affiliate", False, {"contract", "safeguards"}),
        ("processor_own", "technology", False, {"contract", "safeguards"}),
        ("independent_controller", "payment", False, {"arrangement", "safeguards", "payments"}),
        ("joint_controller", "technology", False, {"arrangement", "safeguards"}),
        ("carrier_conduit", "communications", False, {"arrangement", "safeguards"}),
    ],
)
def test_the_checklist_follows_role_kind_and_hosting(role, kind, is_hosting, needed, db):
    reason = {"conduit_reason": "Carries."} if role == RecipientRole.CARRIER_CONDUIT else {}
    listing = a_listing(role=role, kind=RecipientKind(kind), is_hosting=is_hosting, **reason)

    assert set(met(listing)) == needed


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({}, True),
        ({"valid_from": DAY}, True),
        ({"valid_from": DAY + ONE}, False),
        ({"valid_until": DAY}, True),
        ({"valid_until": DAY - ONE}, False),
        ({"next_due_on": DAY}, True),
        ({"next_due_on": DAY - ONE}, False),
        ({"valid_until": None}, True),
    ],
)
def test_a_document_counts_from_its_first_to_its_last_day(values, counts, db):
    listing = a_listing()
    a_document(listing.third_party, reviewer=a_user("ada"), **values)

    assert met(listing)["contract"] is counts


def test_a_document_counts_once_it_is_reviewed_and_until_it_is_withdrawn(db):
    listing, ada = a_listing(), a_user("ada")
    evidence = a_document(listing.third_party)
    before = met(listing)["contract"]

    services.review_evidence(evidence, result="ok_with_findings", findings="No audit right.", by=ada)
    reviewed = met(listing)["contract"]
    services.withdraw_evidence(evidence, reason="Ended.", by=ada)

    assert (before, reviewed, met(listing)["contract"]) == (False, True, False)


def test_a_blocker_never_counts_and_makes_every_listing_of_the_company_stale(db):
    listing, ada = a_listing(), a_user("ada")
    vetted(listing, reviewer=ada)
    good = Listing.objects.filter(stale(timezone.localdate())).exists()

    found = services.review_evidence(
        a_document(listing.third_party, EvidenceKind.PENTEST), result="blocker", findings="Open doors.", by=ada
    )

    assert (good, Listing.objects.filter(stale(timezone.localdate())).exists()) == (False, True)
    services.withdraw_evidence(found, reason="Mended.", by=ada)
    assert not Listing.objects.filter(stale(timezone.localdate())).exists()


def test_of_several_documents_the_one_that_lasts_longest_meets_a_line(db):
    listing, ada = a_listing(), a_user("ada")
    until = [DAY + ONE * days for days in (10, 300, 20)]
    for day in until:
        a_document(listing.third_party, EvidenceKind.ISO27001, valid_until=day, reviewer=ada)

    [line] = [one for one in checklist(listing, DAY) if one.requirement.key == "safeguards"]

    assert line.evidence.valid_until == until[1]


# --- Documents --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EXPIRING)
def test_what_grows_old_says_its_last_day(kind, db):
    with pytest.raises(ValidationError, match="Evidence of this kind expires"):
        services.add_evidence(a_third_party(), kind=kind, valid_from=DAY, by=BUILDER)


def test_a_document_is_added_with_its_file_and_reviewed_in_one_act(db):
    party, ada = a_third_party(), a_user("ada")
    count = Act.objects.count()

    evidence = services.add_evidence(party, kind="dpa", valid_from=DAY, file=a_file(), result="ok", by=ada)

    assert Act.objects.count() == count + 1
    assert (evidence.file_name, evidence.file_size, evidence.result) == ("contract.pdf", len(PDF), "ok")
    assert b"".join(services.open_evidence(evidence, by=ada)) == PDF
    with evidence.file.open("rb") as stored:
        assert PDF[:20] not in stored.read()


def test_that_a_file_was_opened_is_an_act(db):
    ada = a_user("ada")
    evidence = services.add_evidence(a_third_party(), kind="dpa", valid_from=DAY, file=a_file(), by=ada)

    services.open_evidence(evidence, by=ada)

    assert (Act.objects.first().kind, Act.objects.first().actor) == ("subprocessors.evidence_opened", f"user:{ada.pk}")


def test_an_erased_file_opens_no_more(db):
    ada = a_user("ada")
    evidence = services.add_evidence(a_third_party(), kind="dpa", valid_from=DAY, file=a_file(), by=ada)

    erase(evidence, ground="retention", by=ada)

    evidence.refresh_from_db()
    with pytest.raises(services.NothingToReview):
        services.open_evidence(evidence, by=ada)


def test_a_file_that_is_refused_leaves_no_document(db):
    with pytest.raises(FileRefused):
        services.add_evidence(a_third_party(), kind="dpa", valid_from=DAY, file=a_file("x.exe", b"MZ"), by=BUILDER)

    assert not Evidence.objects.exists()


def test_nothing_is_reviewed_without_a_file_or_a_place(db):
    evidence = services.add_evidence(a_third_party(), kind="dpa", valid_from=DAY, by=BUILDER)

    with pytest.raises(services.NothingToReview, match="There is nothing to review"):
        services.review_evidence(evidence, result="ok", by=a_user("ada"))


@pytest.mark.parametrize("result", ["ok_with_findings", "blocker"])
def test_a_result_that_speaks_of_findings_says_them(result, db):
    with pytest.raises(RuleBroken, match="Say what was found"):
        services.review_evidence(a_document(a_third_party()), result=result, by=a_user("ada"))


def test_what_was_reviewed_stays_as_it_is(db):
    ada = a_user("ada")
    evidence = a_document(a_third_party(), reviewer=ada)

    for write in (
        lambda: services.change_evidence(evidence, issuer="Another", by=ada),
        lambda: services.file_evidence(evidence, file=a_file(), by=ada),
        lambda: services.review_evidence(evidence, result="ok", by=ada),
    ):
        with pytest.raises(services.EvidenceFixed):
            write()

    evidence.refresh_from_db()
    assert (evidence.issuer, evidence.file_name, evidence.version) == ("", "", 2)


def test_a_document_is_withdrawn_once_and_keeps_both_findings_and_reason(db):
    ada = a_user("ada")
    evidence = services.review_evidence(
        a_document(a_third_party()), result="ok_with_findings", findings="No audit right.", by=ada
    )
    evidence = services.withdraw_evidence(evidence, reason="Superseded.", by=ada)

    assert evidence.findings == "No audit right.\n\nSuperseded."
    with pytest.raises(services.EvidenceFixed, match="withdrawn already"):
        services.withdraw_evidence(evidence, reason="Again.", by=ada)


def test_reminders_are_noted_once_for_each_number_of_days(db, settings):
    settings.EVIDENCE_REMINDER_DAYS = [60, 30]
    listing, ada = a_listing_in("active"), a_user("ada")
    for evidence in Evidence.objects.all():
        services.withdraw_evidence(evidence, reason="For the test.", by=ada)
    a_document(listing.third_party, valid_until=DAY + 60 * ONE, reviewer=ada)
    made = []
    for day in (DAY - ONE, DAY, DAY, DAY + 30 * ONE, DAY + 31 * ONE):
        with time_machine.travel(datetime.datetime.combine(day, datetime.time(9), datetime.UTC)):
            made.append(services.remind())

    assert made == [0, 1, 0, 1, 0]


def test_each_reminder_writes_to_everybody_of_the_legal_team(db, settings):
    settings.EVIDENCE_REMINDER_DAYS = [60]
    listing, people = a_listing_in("active"), [a_user("lena", "legal"), a_user("leo", "legal"), a_user("dora", "dpo")]
    accounts.deactivate_person(a_user("gone", "legal"), by=people[0])
    for evidence in Evidence.objects.all():
        services.withdraw_evidence(evidence, reason="For the test.", by=people[0])
    document = a_document(listing.third_party, valid_until=DAY + 60 * ONE, reviewer=people[0])
    assessment = an_assessment(listing.third_party, a_country("US"), review_on=DAY + 30 * ONE)
    with time_machine.travel(datetime.datetime.combine(DAY, datetime.time(9), datetime.UTC)):
        assert (services.remind(), services.remind()) == (2, 0)

    letters = Letter.objects.order_by("pk")

    assert [(one.to_address, one.kind, one.about) for one in letters] == [
        (f"{name}@example.org", "subprocessors/evidence_due", f"subprocessors.{about}")
        for about in (f"evidence:{document.pk}", f"transferassessment:{assessment.pk}")
        for name in ("lena", "leo")
    ]
    content = open_letter(letters[0], by="worker")
    page = f"{settings.SITE_URL}/admin/subprocessors/evidence/{document.pk}/change/"
    for text in (content.text, content.html):
        assert page in text
        assert "Example Cloud B.V." in text
    assert "Transfer impact assessment of Example Cloud B.V." in open_letter(letters[2], by="worker").text


def test_a_name_that_no_header_can_hold_keeps_nobody_from_being_reminded(db, settings):
    settings.EVIDENCE_REMINDER_DAYS = [60]
    listing, lena = a_listing_in("active"), a_user("lena", "legal")
    accounts.change_person(lena, name="Lena\r\nBcc: eve@example.org", by=lena)
    a_document(listing.third_party, valid_until=DAY + 60 * ONE, reviewer=lena)
    an_assessment(listing.third_party, a_country("US"), review_on=DAY + 30 * ONE)
    with time_machine.travel(datetime.datetime.combine(DAY, datetime.time(9), datetime.UTC)):
        services.remind()

    assert {one.to_name for one in Letter.objects.all()} == {"Lena Bcc: eve@example.org"}


# --- Standing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "result", "withdrawn", "standing"),
    [
        ({}, "ok", False, "valid"),
        ({"valid_until": None}, "ok", False, "valid"),
        ({}, "", False, "unreviewed"),
        ({"valid_until": DAY - ONE}, "", False, "unreviewed"),
        ({}, "blocker", False, "against"),
        ({"valid_until": DAY - ONE}, "ok", False, "lapsed"),
        ({"next_due_on": DAY - ONE}, "ok", False, "lapsed"),
        ({"valid_until": DAY}, "ok", False, "due"),
        ({"next_due_on": DAY + 60 * ONE}, "ok", False, "due"),
        ({"valid_until": DAY + 61 * ONE}, "ok", False, "valid"),
        ({"valid_from": DAY + ONE}, "ok", False, "coming"),
        ({}, "ok", True, "withdrawn"),
    ],
)
def test_what_a_document_is_worth_is_told_and_found_alike(values, result, withdrawn, standing, db):
    ada = a_user("ada")
    evidence = a_document(a_third_party(), **values)
    if result:
        evidence = services.review_evidence(evidence, result=result, findings="Some.", by=ada)
    if withdrawn:
        evidence = services.withdraw_evidence(evidence, reason="Ended.", by=ada)

    found = [one.value for one in Standing if evidence_that_is(one, DAY).exists()]

    assert (evidence_standing(evidence, DAY), found) == (standing, [standing])


@pytest.mark.parametrize(
    ("values", "standing"),
    [
        ({}, "valid"),
        ({"conclusion": "insufficient"}, "against"),
        ({"review_on": DAY - ONE}, "lapsed"),
        ({"review_on": DAY}, "due"),
        ({"review_on": DAY + 61 * ONE}, "valid"),
        ({"assessed_on": DAY + ONE}, "coming"),
    ],
)
def test_what_an_assessment_is_worth_is_told_and_found_alike(values, standing, db):
    assessment = an_assessment(a_third_party(), a_country("US"), **values)

    found = [one.value for one in Standing if assessments_that_are(one, DAY).exists()]

    assert (assessment_standing(assessment, DAY), found) == (standing, [standing])


def test_what_is_to_be_asked_for_is_of_a_listed_company_and_has_nothing_newer(db):
    ada = a_user("ada")
    listed = a_listing().third_party
    due = a_document(listed, EvidenceKind.ISO27001, valid_until=DAY + 5 * ONE, reviewer=ada)
    a_document(a_third_party("Nobody Ltd"), EvidenceKind.ISO27001, valid_until=DAY + 5 * ONE, reviewer=ada)

    before = list(ending_soon(DAY))
    a_document(listed, EvidenceKind.ISO27001, valid_until=DAY + 400 * ONE, reviewer=ada)

    assert (before, list(ending_soon(DAY))) == ([due], [])


# --- Gates ------------------------------------------------------------------------------------------------------


def no_longer_vetted(listing: Listing) -> Listing:
    """The listing after its contract was withdrawn."""
    contract = Evidence.objects.current().get(third_party=listing.third_party, kind="dpa")
    services.withdraw_evidence(contract, reason="Ended.", by=BUILDER)
    return listing


LACKING = "lacks a data processing agreement"


def test_approval_is_not_asked_without_vetting(db):
    listing = no_longer_vetted(a_listing_in("vetting"))

    with pytest.raises(services.Unready, match=LACKING):
        services.ask_approval(listing, by=a_user("ada"))


def test_what_was_asked_is_not_approved_once_a_document_is_gone(db):
    listing = a_listing_in("vetting")
    services.ask_approval(listing, by=a_user("ada"))

    with pytest.raises(services.Unready, match=LACKING):
        services.approve_listing(no_longer_vetted(listing), by=a_user("bob"))


def test_what_lapses_before_the_announced_day_is_not_announced(db):
    listing, ada = a_listing_in("approved"), a_user("ada")
    day = timezone.localdate() + 40 * ONE
    no_longer_vetted(listing)
    a_document(listing.third_party, valid_until=day - ONE, reviewer=ada)

    with pytest.raises(NotReady, match=LACKING):
        announced(listing, effective_on=day)
    assert announced(listing, effective_on=day - ONE).status == "running"


def test_a_due_listing_that_lost_its_ground_stays_announced_until_it_has_one(db):
    with time_machine.travel(datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)):
        listing = no_longer_vetted(a_listing_in("announced"))
    with time_machine.travel(datetime.datetime.combine(listing.effective_on, datetime.time(9), datetime.UTC)):
        held = publications.put_due()
        with pytest.raises(services.Unready, match=LACKING):
            services.start_announced(listing, by=a_user("ada"))
        a_document(listing.third_party, reviewer=a_user("ada"))
        started = publications.put_due()

    assert (held, started, Listing.objects.get().status) == (0, 1, ListingStatus.ACTIVE)


def test_a_suspended_listing_is_not_resumed_without_vetting(db):
    with pytest.raises(services.Unready, match=LACKING):
        services.resume_listing(no_longer_vetted(a_listing_in("suspended")), by=a_user("ada"))


def test_what_was_in_force_before_is_taken_over_without_vetting_and_is_stale(db):
    listing = a_listing()
    services.ask_taking_over(listing, since=DAY, evidence="The list.", by=a_user("ada"))
    services.approve_taking_over(listing, by=a_user("bob"))

    assert Listing.objects.filter(stale(timezone.localdate()), status="active").count() == 1


# --- Both ways of asking agree ----------------------------------------------------------------------------------


def some_listings() -> None:
    """Listings of every role and with every lack, from a table of what each has."""
    ada, number = a_user("ada"), 0
    for code in ("NL", "GB", "US"):
        for role in ("subprocessor", "independent_controller"):
            for is_hosting in (False, True):
                for lack in ("nothing", "contract", "all", "transfer", "blocker"):
                    number += 1
                    party = a_third_party(f"Party {number}")
                    listing = a_listing(code, third_party=party, role=role, is_hosting=is_hosting)
                    _fill(listing, code, lack, ada)


def _fill(listing: Listing, code: str, lack: str, reviewer) -> None:
    party, ends = listing.third_party, {"valid_until": DAY + ONE * (len(lack) % 3)}
    for kind in ("dpa", "agreement", "iso27001", "soc2_t2"):
        if lack != "all" and not (lack == "contract" and kind in {"dpa", "agreement"}):
            a_document(party, kind, reviewer=reviewer, **(ends if kind == "iso27001" else {}))
    if lack == "blocker":
        services.review_evidence(a_document(party, "pentest"), result="blocker", findings="Bad.", by=reviewer)
    if lack != "transfer" and code != "NL":
        an_assessment(party, a_country(code), assessed_on=LONG_AGO, review_on=DAY + ONE)
        a_transfer(listing, a_country(code), valid_from=DAY - ONE)


def test_page_and_overlay_agree_on_every_listing_and_day(seeded):
    some_listings()
    wrong = []
    for day in (DAY - 2 * ONE, DAY, DAY + ONE, DAY + 2 * ONE, DAY + 3 * ONE):
        lacking = set(Listing.objects.filter(stale(day)).values_list("pk", flat=True))
        bare = set(Listing.objects.filter(uncovered(day)).values_list("pk", flat=True))
        for listing in Listing.objects.all():
            blocked = Evidence.objects.blocking().filter(Q(third_party=listing.third_party_id)).exists()
            told = blocked or not all(line.is_met for line in checklist(listing, day))
            open_places = not all(place.is_covered for place in places_with_cover(listing, day))
            if (told, open_places) != (listing.pk in lacking, listing.pk in bare):
                wrong.append((listing.pk, day))

    assert wrong == []
