"""Transfers out of the EEA: on what each rests on a day, told of a place and found over all listings alike."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.organisation import services as organisation
from apps.organisation.models import AdequacyDecision
from apps.subprocessors import services
from apps.subprocessors.choices import CLAUSES, SUPPLEMENTS, Mechanism, RecipientKind
from apps.subprocessors.models import Listing, Transfer
from apps.subprocessors.queries import places_with_cover, uncovered
from tests.builders import BUILDER, a_country, a_legal_entity, a_listing, a_third_party
from tests.evidence import LONG_AGO, a_certified_transfer, a_transfer, an_assessment

DPF = "(EU) 2023/1795"
DAY = datetime.date(2026, 3, 2)


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def is_covered(listing: Listing, day: datetime.date) -> bool:
    """Whether all places are covered, as both ways of asking say."""
    told = all(place.is_covered for place in places_with_cover(listing, day))
    found = not Listing.objects.filter(uncovered(day), pk=listing.pk).exists()
    assert told == found
    return told


def words(listing: Listing, day: datetime.date) -> list[tuple[str, datetime.date | None]]:
    return [(str(place.words), place.until) for place in places_with_cover(listing, day)]


def the_framework() -> AdequacyDecision:
    return AdequacyDecision.objects.get(number=DPF)


@pytest.mark.parametrize(
    ("code", "day", "covered"),
    [
        ("NL", "2026-03-02", True),
        ("NO", "2026-03-02", True),
        ("GB", "2021-06-27", False),
        ("GB", "2021-06-28", True),
        ("GB", "2025-06-27", True),
        ("GB", "2025-06-28", True),
        ("GB", "2025-12-27", True),
        ("GB", "2025-12-28", True),
        ("GB", "2031-12-27", True),
        ("GB", "2031-12-28", False),
        ("BR", "2026-01-20", False),
        ("BR", "2026-01-26", False),
        ("BR", "2026-01-28", True),
        ("CH", "2026-03-02", True),
        ("IN", "2026-03-02", False),
        ("US", "2026-03-02", False),
    ],
)
def test_the_country_alone_is_asked_of_the_day(code, day, covered, seeded):
    assert is_covered(a_listing(code), on(day)) is covered


@pytest.mark.parametrize(
    ("values", "day", "covered"),
    [
        ({}, "2026-03-02", True),
        ({"certified_from": on("2026-03-03")}, "2026-03-02", False),
        ({"certified_until": on("2026-03-01")}, "2026-03-01", True),
        ({"certified_until": on("2026-03-01")}, "2026-03-02", False),
        ({"covers_non_hr": False, "covers_hr": True}, "2026-03-02", False),
        ({"valid_from": on("2026-03-03")}, "2026-03-02", False),
        ({"valid_until": on("2026-03-01")}, "2026-03-02", False),
        ({}, "2023-07-09", False),
        ({}, "2023-07-10", True),
    ],
)
def test_a_certificate_of_the_framework_covers_on_its_days_and_for_its_data(values, day, covered, seeded):
    listing = a_listing("US")
    a_certified_transfer(listing, a_country("US"), the_framework(), **values)

    assert is_covered(listing, on(day)) is covered


def test_a_certificate_for_employees_covers_a_processor_for_our_own_purposes(seeded):
    listing = a_listing("US", role="processor_own")
    a_certified_transfer(listing, a_country("US"), the_framework(), covers_non_hr=False, covers_hr=True)

    assert is_covered(listing, DAY)


def test_a_lapsed_certificate_is_caught_by_clauses_with_an_assessment_alone(seeded):
    listing, day = a_listing("US"), on("2026-03-02")
    a_certified_transfer(listing, a_country("US"), the_framework(), certified_until=on("2026-03-01"))
    told = words(listing, day)
    lapsed = is_covered(listing, day)
    a_transfer(listing, a_country("US"))
    without_assessment = is_covered(listing, day)
    an_assessment(listing.third_party, a_country("US"))

    assert told[0][0].startswith("A mechanism is on record but does not hold")
    assert (lapsed, without_assessment, is_covered(listing, day)) == (False, False, True)
    assert words(listing, day) == [(Mechanism.SCC_M3.label, on("2099-12-31"))]


@pytest.mark.parametrize(
    ("values", "covered"),
    [
        ({}, True),
        ({"review_on": DAY}, True),
        ({"review_on": DAY - datetime.timedelta(days=1)}, False),
        ({"assessed_on": DAY}, True),
        ({"assessed_on": DAY + datetime.timedelta(days=1)}, False),
        ({"conclusion": "insufficient"}, False),
        ({"conclusion": "equivalent"}, True),
    ],
)
def test_clauses_hold_while_their_assessment_does(values, covered, db):
    listing = a_listing("US")
    a_transfer(listing, a_country("US"))
    an_assessment(listing.third_party, a_country("US"), **values)

    assert is_covered(listing, DAY) is covered


def test_an_assessment_is_of_the_importer_and_the_country(db):
    listing, us = a_listing("US"), a_country("US")
    importer = a_third_party("Importer Inc.")
    a_transfer(listing, us, importer=importer)
    an_assessment(listing.third_party, us)
    an_assessment(importer, a_country("IN"))
    others = is_covered(listing, DAY)

    an_assessment(importer, us)

    assert (others, is_covered(listing, DAY)) == (False, True)


@pytest.mark.parametrize("mechanism", SUPPLEMENTS)
def test_what_supplements_clauses_holds_nothing_by_itself(mechanism, db):
    listing = a_listing("US")
    an_assessment(listing.third_party, a_country("US"))
    a_transfer(listing, a_country("US"), mechanism)

    assert is_covered(listing, DAY) is False


def test_a_withdrawn_mechanism_or_assessment_holds_no_more(db):
    listing, us = a_listing("US"), a_country("US")
    transfer, assessment = a_transfer(listing, us), an_assessment(listing.third_party, us)
    before = is_covered(listing, DAY)

    services.withdraw_assessment(assessment, by=BUILDER)
    without_assessment = is_covered(listing, DAY)
    an_assessment(listing.third_party, us)
    services.withdraw_transfer(transfer, by=BUILDER)

    assert (before, without_assessment, is_covered(listing, DAY)) == (True, False, False)
    with pytest.raises(services.NoTransfer, match="withdrawn already"):
        services.withdraw_transfer(transfer, by=BUILDER)
    with pytest.raises(services.EvidenceFixed, match="withdrawn already"):
        services.withdraw_assessment(assessment, by=BUILDER)


def test_a_decision_about_another_country_covers_nothing(seeded):
    listing = a_listing("IN")
    a_transfer(listing, a_country("IN"), Mechanism.ADEQUACY, decision=the_framework())

    assert is_covered(listing, DAY) is False


def test_a_decision_that_falls_takes_what_rests_on_it_along(seeded):
    listing = a_listing("US", "GB")
    a_certified_transfer(listing, a_country("US"), the_framework())
    organisation.end_decision(the_framework(), last_day=DAY, reason="Judgment.", by=BUILDER)

    assert (is_covered(listing, DAY), is_covered(listing, DAY + datetime.timedelta(days=1))) == (True, False)


def test_what_a_place_rests_on_is_told_with_its_last_day(seeded):
    listing, us = a_listing("US", "GB", "NL"), a_country("US")
    a_certified_transfer(listing, us, the_framework(), certified_until=on("2026-06-30"))
    a_transfer(listing, us, valid_until=on("2027-01-31"))
    an_assessment(listing.third_party, us, review_on=on("2026-12-31"))

    assert words(listing, DAY) == [
        (Mechanism.NONE_EEA.label, None),
        ("Adequacy decision (EU) 2021/1772, renewed", on("2031-12-27")),
        (Mechanism.SCC_M3.label, on("2026-12-31")),
    ]


# --- What is recorded -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"mechanism": "none_eea"}, "Inside the European Economic Area there is no transfer"),
        ({"mechanism": "adequacy"}, "Choose the adequacy decision for adequacy"),
        ({"mechanism": "adequacy_dpf", "decision": DPF}, "say from when the importer is certified"),
        ({"mechanism": "art49", "decision": DPF}, "Choose the adequacy decision for adequacy"),
        *[({"mechanism": str(one)}, "Clauses have two parties") for one in CLAUSES],
        ({"mechanism": "art49", "authorisation": "general"}, "names the days of notice"),
        ({"mechanism": "art49", "valid_until": on("2019-12-31")}, "cannot end before it begins"),
    ],
    ids=lambda one: str(one)[:60],
)
def test_a_transfer_says_what_its_mechanism_needs(values, reason, seeded):
    listing = a_listing("US")
    given: dict[str, Any] = {"valid_from": LONG_AGO} | values
    if "decision" in given:
        given["decision"] = the_framework()

    with pytest.raises(ValidationError, match=reason):
        services.record_transfer(listing, country=a_country("US"), by=BUILDER, **given)


def test_no_transfer_is_recorded_inside_the_eea_or_where_no_data_goes(db):
    listing = a_listing("NL", "US")

    with pytest.raises(services.NoTransfer, match="is in the European Economic Area"):
        a_transfer(listing, a_country("NL"))
    with pytest.raises(services.NoTransfer, match="has no location in IN: add the location first"):
        a_transfer(listing, a_country("IN"))


def test_several_countries_are_recorded_together_or_not_at_all(db):
    listing, given = a_listing("US", "IN"), {"mechanism": "scc_m2", "exporter": a_legal_entity(), "valid_from": DAY}
    countries = [a_country("US"), a_country("IN")]

    with pytest.raises(services.NoTransfer):
        services.record_transfers(listing, countries=[*countries, a_country("NL")], by=BUILDER, **given)
    refused = Transfer.objects.count()
    services.record_transfers(listing, countries=countries, by=BUILDER, **given)

    assert (refused, Transfer.objects.count()) == (0, 2)
    assert {one.importer for one in Transfer.objects.all()} == {listing.third_party}


def test_a_payment_provider_in_the_eea_with_a_place_outside_needs_a_ground_too(db):
    listing = a_listing("NL", "US", role="independent_controller", kind=RecipientKind.PAYMENT)

    assert is_covered(listing, DAY) is False
