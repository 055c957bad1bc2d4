"""The annex of a customer: who processes their data on a day, as the register said then, and what it cannot say."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.publications.models import NoticeTerms
from apps.subprocessors import services
from apps.subprocessors.choices import EvidenceKind, RecipientRole
from apps.subprocessors.models import DESCRIBED, Listing, ThirdParty
from apps.subprocessors.queries import Annex, NoSuchDay, annex_of, gaps
from apps.trail.acts import act
from apps.trail.services import erase
from tests.builders import (
    BUILDER,
    SINCE,
    a_brand,
    a_country,
    a_customer,
    a_legal_entity,
    a_listing,
    a_listing_in,
    a_third_party,
    a_user,
    brought,
)
from tests.evidence import FAR_AHEAD, LONG_AGO, a_document, a_transfer, an_assessment

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def today() -> datetime.date:
    return timezone.localdate()


def an_annex(day: datetime.date | None = None, **values: Any) -> Annex:
    return annex_of(a_customer(**values), day or today())


def names(annex: Annex) -> list[str]:
    return [entry.identity.name for entry in annex.entries]


def the_entry(annex: Annex) -> Any:
    [entry] = annex.entries
    return entry


def missing(annex: Annex) -> list[tuple[str, str]]:
    return [(gap.record._meta.model_name, gap.field) for gap in gaps(annex)]


def terms(days: int, **values: Any) -> NoticeTerms:
    """What contracts say of notice; written as any record is, inside an act."""
    with act("backoffice.imported", by=BUILDER):
        made = NoticeTerms(brand=a_brand(), notice_days=days, **values)
        made.save()
    return made


# --- Who stands in it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        *[(status, False) for status in ("proposed", "vetting", "approved", "rejected", "suspended", "ended")],
        *[(status, True) for status in ("announced", "active", "ending")],
    ],
)
def test_what_is_in_force_or_announced_stands_in_it(status, stands):
    a_listing_in(status)

    assert names(an_annex()) == (["Example Cloud B.V."] if stands else [])


@pytest.mark.parametrize("role", RecipientRole.values)
def test_only_subprocessors_and_affiliates_stand_in_it(role):
    reason = {"conduit_reason": "Transmits only."} if role == RecipientRole.CARRIER_CONDUIT else {}
    a_listing_in("active", role=role, **reason)

    expected = role in {RecipientRole.SUBPROCESSOR, RecipientRole.AFFILIATE_SUBPROCESSOR}
    assert len(an_annex().entries) == expected


def test_those_of_another_brand_do_not():
    a_listing_in("active", brand=a_brand("other"), third_party=a_third_party("Other Ltd"))

    assert names(an_annex()) == []


def test_what_is_announced_comes_last_and_says_so():
    a_listing_in("announced", third_party=a_third_party("Alpha Ltd"))
    a_listing_in("active", third_party=a_third_party("Beta Ltd"))

    annex = an_annex()

    assert [(entry.identity.name, entry.is_pending) for entry in annex.entries] == [
        ("Beta Ltd", False),
        ("Alpha Ltd", True),
    ]


# --- As of a day -----------------------------------------------------------------------------------------------------


def test_a_past_day_stays_what_it_was_whatever_is_written_later():
    party = a_third_party("Old name Ltd")
    with time_machine.travel("2026-03-01 12:00Z"):
        brought(a_listing(third_party=party), "active")
        customer = a_customer()
        before = annex_of(customer, today())

    with time_machine.travel("2026-04-01 12:00Z"):
        listing = Listing.objects.get()
        services.change_third_party(party, legal_name="New name Ltd", contact_name="Sam", by=BUILDER)
        services.describe_processing(listing, nature="Sending", by=BUILDER)
        services.suspend_listing(listing, reason="An incident.", by=a_user("ada"))

        assert annex_of(customer, today()).entries == ()
        assert annex_of(customer, datetime.date(2026, 3, 31)).entries == before.entries
        assert names(before) == ["Old name Ltd"]


def test_the_last_moment_of_a_day_belongs_to_it():
    with time_machine.travel("2026-03-01 22:59:59Z"):  # 23:59:59 in Amsterdam
        listing = brought(a_listing(), "active")
    with time_machine.travel("2026-03-01 23:00:00Z"):
        services.suspend_listing(listing, reason="An incident.", by=a_user("ada"))
        customer = a_customer()

        assert len(annex_of(customer, datetime.date(2026, 3, 1)).entries) == 1
        assert annex_of(customer, datetime.date(2026, 3, 2)).entries == ()


def test_what_was_in_force_before_the_register_knew_is_told_with_the_day_on_which_it_was_recorded():
    a_listing_in("active")

    entry, early = the_entry(an_annex(SINCE)), an_annex(SINCE - DAY)

    assert (entry.recorded_on, [place.country.code for place in entry.places]) == (today(), ["NL"])
    assert early.entries == ()
    assert the_entry(an_annex()).recorded_on is None


def test_what_was_only_announced_on_the_day_is_told_as_announced():
    with time_machine.travel("2026-03-01 12:00Z"):
        listing = brought(a_listing(), "announced")
        customer = a_customer()
    with time_machine.travel(f"{listing.effective_on} 12:00Z"):
        services.activate_listing(listing, by=a_user("ada"))

        assert the_entry(annex_of(customer, today())).is_pending is False
        assert the_entry(annex_of(customer, datetime.date(2026, 3, 2))).is_pending is True


def test_a_day_to_come_is_refused():
    with pytest.raises(NoSuchDay, match="choose today or an earlier day"):
        an_annex(today() + DAY)


def test_what_was_erased_since_is_erased_in_every_annex():
    listing = a_listing_in("active")
    with time_machine.travel(timezone.now() + DAY):
        erase(listing.third_party, ground="art-17", by=BUILDER)
        past = the_entry(an_annex(today() - DAY)).identity

    assert (past.is_erased, past.name, past.address, past.contact) == (True, "Example Cloud B.V.", "", ("", "", ""))


# --- Places, and on what they rest -----------------------------------------------------------------------------------


def test_a_place_says_what_it_rests_on_with_the_parties_and_measures():
    listing, party = a_listing("NL", "US"), a_third_party()
    an_assessment(party, a_country("US"), technical="Keys in the Union.")
    a_transfer(listing, a_country("US"), authorisation="general", notice_days=30)
    brought(listing, "active")

    home, abroad = the_entry(an_annex()).places

    assert (home.country.code, home.is_covered, home.grounds) == ("NL", True, ())
    [ground] = abroad.grounds
    assert (abroad.country.code, abroad.is_covered, ground.holds) == ("US", True, True)
    assert (ground.exporter, ground.importer, ground.measures) == (
        *("Exporter B.V.", party.legal_name),
        ("Keys in the Union.",),
    )


def test_a_mechanism_whose_assessment_is_overdue_is_told_and_does_not_hold():
    listing, party = a_listing("US"), a_third_party()
    an_assessment(party, a_country("US"), review_on=today())
    a_transfer(listing, a_country("US"), authorisation="specific")
    brought(listing, "active")
    customer = a_customer(contract_template="DPA 2024")

    with time_machine.travel(timezone.now() + DAY):
        annex = annex_of(customer, today())

    [place] = the_entry(annex).places
    assert ([ground.holds for ground in place.grounds], place.is_covered) == ([False], False)
    assert ("location", "country") in missing(annex)


def test_certificates_that_count_on_the_day_are_named():
    listing, ada = a_listing(), a_user("ada")
    a_document(listing.third_party, EvidenceKind.ISO27001, reviewer=ada)
    a_document(listing.third_party, EvidenceKind.SOC2_T2, valid_until=LONG_AGO + DAY, reviewer=ada)
    a_document(listing.third_party, EvidenceKind.SOC2_T1)
    brought(listing, "active")

    assert [(one.kind, one.valid_until) for one in the_entry(an_annex()).certificates] == [
        (EvidenceKind.ISO27001, FAR_AHEAD)
    ]


# --- The chain and the group -----------------------------------------------------------------------------------------


def test_the_chain_stands_below_each_under_the_one_that_engages_it():
    listing, made = a_listing(), {}
    for name, above in [("One", None), ("Two", "One"), ("Three", "Two"), ("Other", None)]:
        told = {"third_party": a_third_party(name), "function": "Power", "parent": made.get(above)}
        made[name] = services.add_chain_member(listing, country=a_country("DE"), by=BUILDER, **told)
    gone = services.add_chain_member(listing, third_party=a_third_party("Gone"), function="Power", by=BUILDER)
    services.remove_chain_member(gone, by=BUILDER)
    brought(listing, "active")

    chain = the_entry(an_annex()).chain

    assert [(below.member.level, below.identity.name, below.above) for below in chain] == [
        (1, "One", "Example Cloud B.V."),
        (2, "Two", "One"),
        (3, "Three", "Two"),
        (1, "Other", "Example Cloud B.V."),
    ]


def test_a_group_is_told_company_by_company():
    group = a_third_party("Affiliates", stands_for_group=True)
    for name in ("Acme Ltd", "Acme Pte. Ltd."):
        company = a_legal_entity(name, registered_address="Quay 1")
        services.add_group_member(group, legal_entity=company, by=BUILDER)
    a_listing_in("active", third_party=group, role="affiliate_subprocessor")

    assert [(one.name, one.address) for one in the_entry(an_annex()).group] == [
        ("Acme Ltd", "Quay 1"),
        ("Acme Pte. Ltd.", "Quay 1"),
    ]


# --- Notice ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "signed_on", "days"),
    [
        ("DPA 2024", datetime.date(2024, 6, 1), 31),
        ("DPA 2024", datetime.date(2025, 6, 1), 14),
        ("DPA 2019", datetime.date(2024, 6, 1), 30),
        ("", datetime.date(2024, 6, 1), 30),
    ],
)
def test_notice_is_that_of_the_template_and_day_of_signing_else_that_of_all_others(template, signed_on, days):
    terms(30)
    terms(31, contract_template="DPA 2024")
    terms(14, contract_template="DPA 2024", signed_from=datetime.date(2025, 1, 1))

    found = an_annex(contract_template=template, signed_on=signed_on).terms

    assert found is not None
    assert found.notice_days == days


# --- What is missing -------------------------------------------------------------------------------------------------


def complete(**values: Any) -> Annex:
    """The annex of a customer about whom, and about whose one subprocessor, everything is on record."""
    company = a_legal_entity(registered_address="Quay 1")
    brand = a_brand(legal_entity=company)
    terms(30)
    a_listing_in("active", **values)
    return annex_of(a_customer(brand=brand, contract_template="DPA 2024"), today())


def test_nothing_is_missing_where_everything_is_on_record():
    assert missing(complete()) == []


@pytest.mark.parametrize("field", ["registered_address", "contact_name", "contact_position", "contact_email"])
def test_each_missing_field_of_a_company_is_named(field):
    party = a_third_party("Acme Ltd", **{field: ""})

    assert missing(complete(third_party=party)) == [("thirdparty", field)]


@pytest.mark.parametrize("field", DESCRIBED)
def test_each_missing_word_about_the_processing_is_named(field):
    assert missing(complete(**{field: ""})) == [("listing", field)]


def test_what_is_missing_down_the_chain_is_named():
    annex = complete()
    below = a_third_party("Below", registered_address="")
    services.add_chain_member(Listing.objects.get(), third_party=below, function="Power", by=BUILDER)

    found = [(gap.about, gap.field) for gap in gaps(annex_of(annex.customer, today()))]

    assert found == [
        ("Example Cloud B.V.: Below", "registered_address"),
        ("Example Cloud B.V.: Below", "country"),
    ]


def test_what_is_missing_around_the_contract_is_named():
    assert missing(an_annex()) == [
        ("brand", "legal_entity"),
        ("customer", "contract_template"),
        ("brand", "notice_terms"),
    ]


def test_a_gap_that_was_filled_in_later_stays_a_gap_of_the_past_day():
    annex = complete(third_party=a_third_party("Acme Ltd", contact_name=""))

    with time_machine.travel(timezone.now() + DAY):
        services.change_third_party(ThirdParty.objects.get(), contact_name="Kim", by=BUILDER)

        assert missing(annex_of(annex.customer, today())) == []
        assert missing(annex_of(annex.customer, today() - DAY)) == [("thirdparty", "contact_name")]


# --- At any size -----------------------------------------------------------------------------------------------------


def test_many_entries_cost_as_many_queries_as_one():
    customer, spent = a_customer(), []
    for number in range(4):
        listing = a_listing("NL", "US", third_party=a_third_party(f"Party {number}"))
        below = a_third_party(f"Below {number}")
        services.add_chain_member(listing, third_party=below, function="Power", by=BUILDER)
        brought(listing, "active")
        with CaptureQueriesContext(connection) as queries:
            annex = annex_of(customer, today())
        spent.append((len(annex.entries), len(queries)))

    assert [count for count, _queries in spent] == [1, 2, 3, 4]
    assert len({queries for _count, queries in spent}) == 1
