"""The pages of vetting and transfers: what a listing shows, how a document comes in and goes out, what forms ask for."""

import datetime
import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.subprocessors import services
from apps.subprocessors.choices import Standing
from apps.subprocessors.models import Evidence, Listing, ThirdParty, Transfer, TransferAssessment
from apps.trail.models import Act
from apps.trail.services import erase
from tests.backoffice.pages import address, errors_of, form_data, told
from tests.builders import (
    BUILDER,
    a_brand,
    a_client,
    a_colleague,
    a_country,
    a_legal_entity,
    a_listing,
    a_listing_in,
    a_third_party,
    a_user,
)
from tests.evidence import FAR_AHEAD, a_document, a_transfer, an_assessment, vetted

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"
TODAY = timezone.localdate()


def keeper(right: str = "legal"):
    return a_client(a_colleague("ada", right))


def a_filed(name: str = "contract.pdf") -> Evidence:
    file = ContentFile(PDF, name)
    return services.add_evidence(a_third_party(), kind="dpa", valid_from=TODAY, file=file, by=BUILDER)


def file_page(evidence: Evidence) -> str:
    return reverse("admin:subprocessors_evidence_file", args=[evidence.pk])


# --- The file ---------------------------------------------------------------------------------------------------


def test_a_file_comes_out_as_it_came_in_and_no_browser_runs_it(db):
    evidence, client = a_filed(), keeper("auditor")

    answer = client.get(file_page(evidence))

    assert b"".join(answer.streaming_content) == PDF
    assert {name: answer.headers[name] for name in ("Content-Type", "Content-Disposition", "Content-Length")} == {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": 'attachment; filename="contract.pdf"',
        "Content-Length": str(len(PDF)),
    }
    assert (answer.headers["Content-Security-Policy"], answer.headers["X-Content-Type-Options"]) == (
        "sandbox",
        "nosniff",
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert Act.objects.first().kind == "subprocessors.evidence_opened"


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ('a"b.pdf', 'attachment; filename="a\\"b.pdf"'),
        ("Vertrag Müller.pdf", "attachment; filename*=utf-8''Vertrag%20M%C3%BCller.pdf"),
        ("\u202efdp.pdf", 'attachment; filename="fdp.pdf"'),
        ("a\r\nX: y.pdf", 'attachment; filename="aX: y.pdf"'),
    ],
)
def test_the_name_of_a_file_breaks_no_header(name, sent, db):
    answer = keeper().get(file_page(a_filed(name)))

    assert answer.headers["Content-Disposition"] == sent
    assert b"".join(answer.streaming_content) == PDF


@pytest.mark.parametrize(("right", "status"), [("legal", 200), ("auditor", 200), ("web", 403), ("administrator", 403)])
def test_a_file_is_opened_by_whom_the_table_names(right, status, db):
    evidence, client = a_filed(), keeper(right)
    count = Act.objects.count()

    answer = client.get(file_page(evidence))

    assert (answer.status_code, Act.objects.count() - count) == (status, int(status == 200))
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content])


@pytest.mark.parametrize("method", ["post", "head", "put", "delete", "patch"])
def test_a_file_is_read_and_nothing_else(method, db):
    assert getattr(keeper(), method)(file_page(a_filed())).status_code == 405


def test_a_document_without_a_file_or_that_is_not_there_is_not_found(db):
    evidence, client = a_document(a_third_party()), keeper()
    absent = [reverse("admin:subprocessors_evidence_file", args=[name]) for name in ("0", "x", "9" * 30)]

    assert {client.get(page).status_code for page in (file_page(evidence), *absent)} == {404}


def test_an_erased_file_is_told_as_gone(db):
    evidence, client = a_filed(), keeper()
    erase(evidence, ground="retention", by=a_user("bob"))

    answer = client.get(file_page(evidence))

    assert answer.status_code == 410
    assert "This file cannot be opened any more" in answer.content.decode()


# --- Documents --------------------------------------------------------------------------------------------------


def added(client, **values):
    page = address(Evidence, "add")
    given = {"third_party": a_third_party().pk, "kind": "dpa", "valid_from": "2026-01-01"}
    return client.post(page, {**form_data(client.get(page)), **given, **values})


def test_a_document_is_added_with_its_file_and_reviewed_at_once(db):
    client = keeper()
    a_third_party()
    count = Act.objects.count()

    added(client, upload=SimpleUploadedFile("c.pdf", PDF), outcome="ok_with_findings", remarks="No audit right.")

    evidence = Evidence.objects.get()
    assert (evidence.file_name, evidence.result, evidence.findings) == ("c.pdf", "ok_with_findings", "No audit right.")
    assert (evidence.sha256, Act.objects.count()) == (hashlib.sha256(PDF).hexdigest(), count + 1)


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"kind": "iso27001"}, ["valid_until: Evidence of this kind expires: say until when it is valid."]),
        (
            {"outcome": "ok"},
            ["kept_at: Choose the file, or say where the original is kept: without either there is nothing to review."],
        ),
        (
            {"outcome": "blocker", "kept_at": "Archive"},
            ["remarks: Say what was found: the result speaks of findings."],
        ),
    ],
)
def test_what_a_document_lacks_is_told_beside_the_field(values, errors, db):
    answer = added(keeper(), **values)

    assert errors_of(answer) == errors
    assert not Evidence.objects.exists()


def test_a_file_that_is_refused_is_told_in_the_form_and_leaves_nothing(db):
    answer = added(keeper(), upload=SimpleUploadedFile("c.pdf", b"MZ\x90\x00"))

    assert "is none of the files that are kept" in errors_of(answer)[0]
    assert not Evidence.objects.exists()


def test_what_was_reviewed_is_shown_and_not_edited(db):
    evidence, client = a_document(a_third_party(), reviewer=a_user("bob")), keeper()

    page = client.get(address(Evidence, "change", evidence.pk))
    answer = client.post(address(Evidence, "change", evidence.pk), {"issuer": "Another"})

    assert 'name="_save"' not in page.content.decode()
    assert [one["step"].name for one in page.context["record_steps"]] == ["withdraw"]
    assert answer.status_code == 403


def test_a_document_is_filed_reviewed_and_withdrawn_by_its_steps(db):
    client, evidence = keeper(), services.add_evidence(a_third_party(), kind="dpa", valid_from=TODAY, by=BUILDER)

    def step(name: str, **values):
        return client.post(address(Evidence, "step", evidence.pk, name), values, follow=True)

    early = step("review", result="ok")
    done = [
        told(step("put-file", file=SimpleUploadedFile("c.pdf", PDF))),
        told(step("review", result="ok")),
        told(step("withdraw", reason="Superseded.")),
    ]

    assert early.status_code == 409
    assert done == [["Done: Put the file on record."], ["Done: Review."], ["Done: Withdraw."]]
    evidence.refresh_from_db()
    assert (evidence.file_name, evidence.result, evidence.findings) == ("c.pdf", "ok", "Superseded.")


@pytest.mark.parametrize("standing", list(Standing))
def test_the_list_of_documents_is_filtered_by_what_they_are_worth_today(standing, db):
    day, ada = datetime.timedelta(days=1), a_user("bob")
    made = {
        "valid": {},
        "due": {"valid_until": TODAY},
        "lapsed": {"valid_until": TODAY - day},
        "coming": {"valid_from": TODAY + day},
        "unreviewed": {},
        "against": {},
        "withdrawn": {},
    }
    for name, values in made.items():
        reviewer = None if name in {"unreviewed", "against"} else ada
        evidence = a_document(a_third_party(f"Party {name}"), reviewer=reviewer, **values)
        if name == "against":
            services.review_evidence(evidence, result="blocker", findings="Bad.", by=ada)
        if name == "withdrawn":
            services.withdraw_evidence(evidence, reason="Ended.", by=ada)

    page = keeper().get(address(Evidence, "changelist"), {"standing": standing.value})

    assert [str(one.third_party) for one in page.context["cl"].result_list] == [f"Party {standing.value}"]


@pytest.mark.parametrize(("holds", "shown"), [("yes", ["US"]), ("no", ["IN"]), ("withdrawn", ["SG"])])
def test_the_list_of_transfers_is_filtered_by_whether_they_hold(holds, shown, db):
    listing = a_listing("US", "IN", "SG")
    for code in ("US", "IN", "SG"):
        a_transfer(listing, a_country(code))
    an_assessment(listing.third_party, a_country("US"))
    services.withdraw_transfer(Transfer.objects.get(country__code="SG"), by=BUILDER)

    page = keeper().get(address(Transfer, "changelist"), {"holds": holds})

    assert [one.country.code for one in page.context["cl"].result_list] == shown


# --- Steps of a third party and a listing -----------------------------------------------------------------------


def test_a_third_party_is_given_evidence_and_an_assessment_by_its_steps(db):
    client, party = keeper(), a_third_party()
    us = a_country("US")
    document = {"kind": "tia", "valid_from": "2026-01-01", "kept_at": "Archive", "result": "ok"}
    client.post(address(ThirdParty, "step", party.pk, "add-evidence"), document)
    given = {"country": us.pk, "conclusion": "equivalent", "assessed_on": TODAY, "review_on": FAR_AHEAD}
    given |= {"assessor": "Ada", "law": "All.", "document": Evidence.objects.get().pk}

    done = client.post(address(ThirdParty, "step", party.pk, "add-assessment"), given)

    assert done.headers["Location"] == address(ThirdParty, "change", party.pk)
    assert (TransferAssessment.objects.get().document, TransferAssessment.objects.get().country) == (
        Evidence.objects.get(),
        us,
    )


def test_only_a_group_is_asked_for_its_companies(db):
    client, one, group = keeper(), a_third_party("One Ltd"), a_third_party("Affiliates", stands_for_group=True)
    company = a_legal_entity("Acme UK Ltd")

    done = client.post(address(ThirdParty, "step", group.pk, "add-group-member"), {"legal_entity": company.pk})
    offered = [
        [step["step"].name for step in client.get(address(ThirdParty, "change", party.pk)).context["record_steps"]]
        for party in (one, group)
    ]

    assert done.status_code == 302
    assert ["add-group-member" in names for names in offered] == [False, True]
    assert [member.legal_entity for member in group.group_members.all()] == [company]


def recording(client, listing, **values):
    page = address(Listing, "step", listing.pk, "record-transfer")
    form = client.get(page).context["form"]
    given = {}
    for name in form.fields:
        value = form[name].value()
        if value is not None and value is not False and value != "":
            given[name] = value
    return client.post(page, given | values)


def test_the_form_of_a_transfer_proposes_what_is_known(db):
    entity = a_legal_entity()
    listing = a_listing("US", "IN", "NL", brand=a_brand("globex", legal_entity=entity))
    a_transfer(listing, a_country("IN"))
    an_assessment(listing.third_party, a_country("IN"))

    form = keeper().get(address(Listing, "step", listing.pk, "record-transfer")).context["form"]

    assert [country.code for country in form.fields["countries"].queryset] == ["IN", "US"]
    assert (form["countries"].value(), form["exporter"].value(), form["importer"].value()) == (
        [a_country("US").pk],
        entity.pk,
        listing.third_party_id,
    )


def test_clauses_are_recorded_for_several_countries_with_little_typed(db):
    listing, client = a_listing("US", "IN", brand=a_brand("globex", legal_entity=a_legal_entity())), keeper()
    count = Act.objects.count()

    answer = recording(client, listing, mechanism="scc_m3")

    assert answer.status_code == 302
    assert Act.objects.count() == count + 1
    assert {(one.country.code, one.mechanism, one.covers_non_hr) for one in listing.transfers.all()} == {
        ("IN", "scc_m3", False),
        ("US", "scc_m3", False),
    }


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"mechanism": "adequacy"}, ["decision"]),
        ({"mechanism": "adequacy_dpf"}, ["certified_from", "decision"]),
        ({"mechanism": "scc_m2", "exporter": ""}, ["exporter"]),
        ({"mechanism": "scc_m2", "authorisation": "general"}, ["notice_days"]),
        ({"mechanism": ""}, ["mechanism"]),
        ({"mechanism": "none_eea"}, ["mechanism"]),
        ({"mechanism": "art49", "valid_until": "2020-01-01"}, ["__all__"]),
    ],
    ids=str,
)
def test_the_form_of_a_transfer_says_what_to_fill_in(values, fields, db):
    listing = a_listing("US", brand=a_brand("globex", legal_entity=a_legal_entity()))

    answer = recording(keeper(), listing, **values)

    assert (answer.status_code, sorted(answer.context["form"].errors)) == (200, fields)
    assert not Transfer.objects.exists()
    folded = [group for group in answer.context["form"].groups() if any(field.errors for field in group["fields"])]
    assert all(group["is_open"] for group in folded)


def test_a_chain_grows_by_a_step_and_offers_its_own_members_alone(db):
    listing, other, client = a_listing(), a_listing(), keeper()
    services.add_chain_member(other, third_party=a_third_party("Elsewhere"), function="Power", by=BUILDER)
    page = address(Listing, "step", listing.pk, "add-to-chain")
    first = {"third_party": a_third_party("One").pk, "function": "Power"}
    client.post(page, first)

    offered = list(client.get(page).context["form"].fields["parent"].queryset)
    client.post(page, {"third_party": a_third_party("Two").pk, "function": "Cooling", "parent": offered[0].pk})

    assert [str(member) for member in offered] == ["One"]
    assert [(str(member), member.level) for member in listing.chain.all()] == [("One", 1), ("Two", 2)]


# --- What a listing shows ---------------------------------------------------------------------------------------


def test_a_listing_shows_what_it_rests_on_and_what_it_lacks(db):
    listing = vetted(a_listing("US", "NL", function="Storage"), reviewer=a_user("bob"))
    services.add_location(listing, country=a_country("IN"), by=BUILDER)

    context = keeper().get(address(Listing, "change", listing.pk)).context

    assert [(str(line["document"]), line["until"]) for line in context["vetting_lines"]] == [
        ("Data processing agreement", FAR_AHEAD),
        ("ISO/IEC 27001", FAR_AHEAD),
    ]
    assert ["url" in place for place in context["vetting_places"]] == [False, True, True]
    [finding] = context["vetting_findings"]
    assert finding["url"] == address(Listing, "step", listing.pk, "record-transfer")


@pytest.mark.parametrize(
    ("status", "shown"), [("proposed", True), ("active", True), ("rejected", False), ("ended", False)]
)
def test_a_closed_listing_shows_no_vetting(status, shown, db):
    page = keeper().get(address(Listing, "change", a_listing_in(status).pk))

    assert ("Vetting and transfers" in page.content.decode()) is shown


def test_the_page_of_a_listing_costs_the_same_at_any_length_of_chain_and_places(db):
    listing, client, costs = a_listing("US"), keeper(), []
    for codes in (["US"], ["IN", "SG", "ZA", "AU", "CN"]):
        parent = None
        for code in codes:
            if code != "US":
                services.add_location(listing, country=a_country(code), by=BUILDER)
            a_transfer(listing, a_country(code))
            an_assessment(listing.third_party, a_country(code))
            company = a_third_party(f"Below {code}", country=a_country(code))
            parent = services.add_chain_member(
                listing, third_party=company, function="Power", country=a_country(code), parent=parent, by=BUILDER
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(address(Listing, "change", listing.pk))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_what_keeps_a_listing_from_approval_stands_in_the_way_by_name(db):
    listing = services.start_vetting(a_listing(function="Storage"), by=BUILDER)
    client = keeper()

    answer = client.post(address(Listing, "step", listing.pk, "ask-approval"))

    assert answer.status_code == 409
    assert "lacks a data processing agreement" in str(answer.context["obstacle"])


@pytest.mark.parametrize(
    ("wrong", "shown"), [("stale", ["Stale Ltd"]), ("uncovered", ["Bare Ltd"]), ("held_back", []), ("x", None)]
)
def test_the_list_tells_and_filters_what_is_wrong_today(wrong, shown, db):
    a_listing_in("active", third_party=a_third_party("Fine Ltd"))
    stale = a_listing_in("active", third_party=a_third_party("Stale Ltd"))
    services.withdraw_evidence(Evidence.objects.get(third_party=stale.third_party, kind="dpa"), reason="x", by=BUILDER)
    bare = a_listing_in("active", "US", third_party=a_third_party("Bare Ltd"))
    services.withdraw_transfer(bare.transfers.get(), by=BUILDER)
    a_listing("US", third_party=a_third_party("Proposed Ltd"))

    page = keeper().get(address(Listing, "changelist"), {"wrong": wrong} if shown is not None else {})
    text, names = page.content.decode(), [str(one.third_party) for one in page.context["cl"].result_list]

    assert sorted(names) == sorted(
        shown if shown is not None else ["Bare Ltd", "Fine Ltd", "Proposed Ltd", "Stale Ltd"]
    )
    assert (text.count(">Evidence stale</span>"), text.count(">Transfer invalid</span>")) == {
        "stale": (1, 0),
        "uncovered": (0, 1),
        "held_back": (0, 0),
        "x": (1, 1),
    }[wrong]


def test_the_home_page_counts_what_its_links_show(db):
    stale = a_listing_in("active", third_party=a_third_party("Stale Ltd"))
    services.withdraw_evidence(Evidence.objects.get(third_party=stale.third_party, kind="dpa"), reason="x", by=BUILDER)
    bare = a_listing_in("active", "US", third_party=a_third_party("Bare Ltd"))
    services.withdraw_transfer(bare.transfers.get(), by=BUILDER)
    a_document(bare.third_party, "pentest", valid_until=TODAY, reviewer=a_user("bob"))
    client = keeper()

    cards = {str(one["card"].title): one for one in client.get(reverse("admin:index")).context["cards"]}

    names = ["Transfers invalid", "Evidence stale", "Announced and held back", "Evidence due soon"]
    assert [cards[name]["figure"] for name in names] == [1, 1, 0, 1]
    assert [client.get(cards[name]["url"]).context["cl"].result_count for name in names] == [1, 1, 0, 1]


def test_a_step_of_a_part_leads_back_to_its_record(db):
    listing, client = a_listing("US"), keeper()
    transfer = a_transfer(listing, a_country("US"))

    done = client.post(address(Transfer, "step", transfer.pk, "withdraw"))

    assert done.headers["Location"] == address(Listing, "change", listing.pk)
    assert Transfer.objects.get().stands is False
