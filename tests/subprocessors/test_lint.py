"""Lint: each finding, of which record and field, and whether it blocks."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.organisation import services as organisation
from apps.subprocessors import services
from apps.subprocessors.choices import EvidenceKind, ListingStatus
from apps.subprocessors.models import Listing
from apps.subprocessors.queries import blockers, lint, lint_all, published, words_of
from tests.builders import BUILDER, a_country, a_legal_entity, a_listing, a_listing_in, a_third_party, a_user
from tests.evidence import a_document, an_assessment, vetted

TODAY = timezone.localdate()


def found(listing: Listing, day: datetime.date = TODAY) -> set[tuple[str, str, bool]]:
    """Model, field and weight of each finding."""
    return {(one.record._meta.model_name, one.field, one.is_blocker) for one in lint(listing, on=day)}


def complete(*codes: str, **values) -> Listing:
    return vetted(a_listing(*codes, **({"function": "Storage"} | values)), reviewer=a_user("ada"))


def test_nothing_is_found_where_nothing_is_missing(db):
    assert lint(complete("NL", "US"), on=TODAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "Hosting [name]",
        "Hosting [Insert here]",
        "{{ function }}",
        "{% block %}",
        "<insert>",
        "Storage, TBD",
        "TODO",
        "FIXME: words",
        "XXX",
        "OPERATOR_REQUIRED",
        "lorem ipsum dolor",
        "to be confirmed",
        "N/A",
        "draft",
        "???",
        "--",
    ],
)
def test_marks_of_a_template_block(text, db):
    assert ("listing", "function", True) in found(complete(function=text))


@pytest.mark.parametrize("text", ["Testing of links", "Draft contracts", "Name resolution", "Storage (N. America)"])
def test_plain_words_do_not(text, db):
    assert found(complete(function=text)) == set()


@pytest.mark.parametrize("field", ["brand_name", "registered_address", "contact_name", "contact_position"])
def test_marks_in_what_is_told_of_the_company_block(field, db):
    party = a_third_party("Acme Ltd", **{field: "TBD"})

    assert ("thirdparty", field, True) in found(complete(third_party=party))


@pytest.mark.parametrize("field", ["country", "registered_address", "contact_name", "contact_email"])
@pytest.mark.parametrize(("role", "blocks"), [("subprocessor", True), ("independent_controller", False)])
def test_who_a_subprocessor_is_must_be_known(field, role, blocks, db):
    party = a_third_party("Acme Ltd", **{field: None if field == "country" else ""})

    assert found(complete(third_party=party, role=role)) == {("thirdparty", field, blocks)}


def test_a_listing_without_purpose_or_place_is_blocked(db):
    listing = complete()
    services.change_listing(listing, purpose=None, by=BUILDER)
    services.remove_location(listing.locations.get(), by=BUILDER)

    listing = Listing.objects.get()
    assert found(listing) == {("listing", "purpose", True), ("listing", "locations", True)}


@pytest.mark.parametrize(
    ("function", "findings"),
    [
        ("Cloud hosting", {("listing", "is_hosting", True)}),
        ("Hosted databases", {("listing", "is_hosting", True)}),
        ("Infrastructure of the network", {("listing", "is_hosting", False)}),
        ("Ghostwriting", set()),
    ],
)
def test_hosting_without_the_mark_blocks_and_what_may_be_hosting_is_pointed_at(function, findings, db):
    assert found(complete(function=function)) == findings


def test_who_hosts_is_not_approved_without_both_certificates(db):
    """What vetting needs of everybody is there, ISO/IEC 27001 as its proof of safeguards."""
    listing, ada = complete(function="Cloud hosting"), a_user("ada")
    services.start_vetting(listing, by=ada)
    with pytest.raises(services.Unready, match="speaks of hosting, but is not marked"):
        services.ask_approval(listing, by=ada)

    services.change_listing(listing, is_hosting=True, by=ada)
    with pytest.raises(services.Unready, match="lacks SOC 2 Type II, as it hosts data"):
        services.ask_approval(listing, by=ada)
    a_document(listing.third_party, EvidenceKind.SOC2_T2, reviewer=ada)

    assert services.ask_approval(listing, by=ada).status == ListingStatus.VETTING


def test_each_missing_document_is_told_by_its_line(db):
    assert found(a_listing(function="Storage", is_hosting=True)) == {
        ("thirdparty", f"evidence:{line}", True)
        for line in ("contract", "safeguards", "hosting_iso27001", "hosting_soc2_t2")
    }


def test_a_document_that_ends_within_a_month_is_told_and_does_not_block(db):
    listing = a_listing(function="Storage")
    a_document(listing.third_party, reviewer=a_user("ada"))
    ends = TODAY + datetime.timedelta(days=30)
    a_document(listing.third_party, EvidenceKind.ISO27001, valid_until=ends, reviewer=a_user("ada"))

    assert found(listing) == {("evidence", "valid_until", False)}
    assert found(listing, TODAY - datetime.timedelta(days=1)) == set()
    assert ("thirdparty", "evidence:safeguards", True) in found(listing, ends + datetime.timedelta(days=1))


def test_what_a_reviewer_found_against_a_company_blocks(db):
    listing = complete(function="Storage")
    document = a_document(listing.third_party, EvidenceKind.PENTEST)
    services.review_evidence(document, result="blocker", findings="Open doors.", by=a_user("ada"))

    assert found(listing) == {("evidence", "result", True)}


def test_a_place_without_a_ground_blocks(db):
    listing = complete("NL", function="Storage")
    services.add_location(listing, country=a_country("US"), by=BUILDER)
    an_assessment(listing.third_party, a_country("US"))

    assert found(listing) == {("location", "country", True)}
    assert "No mechanism is on record." in words_of(blockers(listing, on=TODAY))


def test_limits_of_a_decision_are_told(seeded):
    listing = complete("JP", function="Storage")

    assert found(listing) == {("location", "country", False)}


def test_members_of_a_chain_are_known_too(db):
    listing = complete(function="Storage")
    below = a_third_party("Below Ltd", contact_name="")
    services.add_chain_member(listing, third_party=below, function="Power", by=BUILDER)

    assert found(listing) == {("thirdparty", "contact_name", False), ("chainmember", "country", False)}


def test_an_entry_for_a_group_names_its_companies_and_their_addresses(db):
    group = a_third_party("Affiliates", stands_for_group=True)
    listing = complete(third_party=group, role="affiliate_subprocessor", function="Storage")
    unnamed = found(listing)

    services.add_group_member(group, legal_entity=a_legal_entity("Acme UK Ltd"), by=BUILDER)
    bare = found(listing)
    member = group.group_members.get()
    organisation.change(member.legal_entity, registered_address="Street 1", by=BUILDER)

    assert unnamed == {("thirdparty", "group_members", True)}
    assert bare == {("legalentity", "registered_address", False)}
    assert found(listing) == set()


def test_a_listing_that_was_to_start_and_did_not_is_told(db):
    listing = a_listing_in("announced", function="Storage")
    day = listing.effective_on

    assert found(listing, day) == set()
    assert found(listing, day + datetime.timedelta(days=1)) == {("listing", "effective_on", False)}


def test_what_was_approved_and_has_not_closed_is_looked_at(db):
    for status in ListingStatus.values:
        listing = a_listing_in(status, third_party=a_third_party(f"Party {status}"), function="Storage")
        services.change_third_party(listing.third_party, contact_name="", by=BUILDER)

    looked_at = {listing.status for listing, _findings in lint_all(published(), on=TODAY)}

    assert looked_at == {"approved", "announced", "active", "suspended", "ending"}


def test_lint_of_all_listings_costs_as_many_queries_for_many_as_for_one(db):
    costs = []
    for count in (1, 9):
        for number in range(count):
            a_listing_in("active", "US", "NL", third_party=a_third_party(f"Party {count}-{number}", contact_email=""))
        with CaptureQueriesContext(connection) as queries:
            found = list(lint_all(published(), on=timezone.localdate()))
        costs.append((len(found), len(queries)))

    assert [listings for listings, _queries in costs] == [1, 10]
    assert costs[0][1] == costs[1][1] <= 10
