"""A gap is what the privacy statement demands of a record and a register lacks."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts import services as accounts
from apps.organisation import services
from apps.organisation.cards import CARDS
from apps.organisation.choices import LawfulBasis
from apps.organisation.queries import count_gaps, gaps, systems_to_search
from apps.organisation.services import Answer
from tests.builders import (
    BUILDER,
    a_brand,
    a_category,
    a_contact,
    a_country,
    a_customer,
    a_legal_entity,
    a_purpose,
    a_service,
    a_system,
    a_user,
    an_authority,
    an_office,
)

DAY = datetime.date(2026, 3, 2)
YES = Answer(holds=True, explanation="Looked at.")


def found() -> set[tuple[str, str]]:
    return {(str(gap.record), gap.field) for gap in gaps(on=DAY)}


def test_an_office_needs_address_authority_company_and_time_zone(db):
    an_office("Delft")
    an_office(
        "Utrecht",
        address="Oudegracht 1",
        supervisory_authority=an_authority(),
        legal_entity=a_legal_entity(),
        time_zone="Europe/Amsterdam",
    )

    assert found() == {
        ("Delft", "address"),
        ("Delft", "supervisory_authority"),
        ("Delft", "legal_entity"),
        ("Delft", "time_zone"),
    }


def test_an_active_brand_needs_a_company_a_privacy_address_and_a_service(db):
    a_brand("acme", name="Acme")
    a_brand("closed", name="Closed", is_active=False)
    whole = a_brand("whole", name="Whole", legal_entity=a_legal_entity(), privacy_email="privacy@example.org")
    a_service("Inbox", brand=whole, is_without_data=True)

    assert found() == {("Acme", "legal_entity"), ("Acme", "privacy_email"), ("Acme", "services")}


def test_a_service_needs_its_categories_unless_it_states_none(db):
    brand = a_brand("whole", legal_entity=a_legal_entity(), privacy_email="privacy@example.org")
    a_service("Bare", brand=brand)
    a_service("Numbers", brand=brand, is_without_data=True)
    linked = services.link_category(a_service("Linked", brand=brand), a_category(), by=BUILDER)
    ended = services.link_category(a_service("Unlinked", brand=brand), linked.category, by=BUILDER)
    services.unlink_category(ended, by=BUILDER)

    assert found() == {("Bare", "data_links"), ("Unlinked", "data_links")}


def test_a_system_needs_an_active_owner_a_country_and_a_service(db):
    ada, bob = a_user("ada"), a_user("bob")
    brand = a_brand("whole", legal_entity=a_legal_entity(), privacy_email="privacy@example.org")
    service = a_service("Inbox", brand=brand, is_without_data=True)
    a_system("Bare")
    for name, owner in [("Whole", ada), ("Orphaned", bob)]:
        services.link_system(a_system(name, owner=owner, country=a_country()), service, by=BUILDER)
    accounts.deactivate_person(bob, by=ada)

    assert found() == {("Bare", "owner"), ("Bare", "country"), ("Bare", "service_links"), ("Orphaned", "owner")}


def test_a_purpose_needs_a_basis_and_a_legitimate_interest_its_assessment(db):
    ada, interest = a_user("ada"), LawfulBasis.LEGITIMATE_INTEREST
    a_purpose("bare", text="Bare", lawful_basis="")
    a_purpose("contract", text="Contract", lawful_basis=LawfulBasis.CONTRACT)
    a_purpose("open", text="Open", lawful_basis=interest)
    good, bad = (a_purpose(key, text=key.title(), lawful_basis=interest) for key in ("good", "bad"))
    services.assess_interest(good, risk=YES, categories=YES, rights=YES, assessed_on=DAY, by=ada)
    no = Answer(holds=False, explanation="It profiles children.")
    services.assess_interest(bad, risk=YES, categories=YES, rights=no, assessed_on=DAY, by=ada)

    assert found() == {("Bare", "lawful_basis"), ("Open", "is_not_high_risk"), ("Bad", "lawful_basis")}


def test_a_customer_under_contract_needs_a_template_and_a_current_contact(db):
    brand = a_brand("whole", legal_entity=a_legal_entity(), privacy_email="privacy@example.org")
    a_service(brand=brand, is_without_data=True)
    a_customer("Bare", brand=brand)
    whole, left = (a_customer(name, brand=brand, contract_template="DPA 2024") for name in ("Whole", "Left"))
    a_contact("dana@example.com", customer=whole)
    services.end_contact(a_contact("erin@example.com", customer=left), by=BUILDER)
    services.end_customer(a_customer("Gone", brand=brand), ended_on=DAY - datetime.timedelta(days=1), by=BUILDER)
    a_customer("Future", brand=brand, signed_on=DAY + datetime.timedelta(days=1))

    assert found() == {("Bare", "contract_template"), ("Bare", "contacts"), ("Left", "contacts")}


def test_the_seeded_office_shows_what_the_statement_does_not_say(seeded):
    by_field: dict[tuple[str, str], set[str]] = {}
    for gap in gaps(on=DAY):
        by_field.setdefault((gap.record._meta.model_name, gap.field), set()).add(str(gap.record))

    purposes = by_field.pop(("purpose", "is_not_high_risk"))
    assert {text.split()[1] for text in purposes} == {"verify", "enforce", "protect"}
    undated = by_field.pop(("purpose", "assessed_on"))
    assert {text.split()[1] for text in undated} == {"share"}
    local = {"USA", "Singapore", "Germany", "China", "Colombia", "Australia", "UK"}
    assert by_field == {
        ("office", "address"): local,
        ("office", "legal_entity"): local,
        ("office", "supervisory_authority"): {"USA", "Germany", "China"},
        ("office", "time_zone"): {"USA", "Australia"},
        ("brand", "legal_entity"): {"SparkPost", "Pusher", "24sessions", "Telvox"},
        ("brand", "services"): {"Telvox"},
    }


def queries_of(function) -> int:
    with CaptureQueriesContext(connection) as captured:
        function()
    return len(captured)


def test_gaps_cost_as_many_queries_however_many_there_are(seeded):
    few = queries_of(lambda: [str(gap.record) for gap in gaps()])
    for number in range(12):
        a_customer(f"Customer {number}")
        a_system(f"System {number}")
        a_service(f"Service {number}")

    assert queries_of(lambda: [str(gap.record) for gap in gaps()]) == few


def test_the_card_counts_every_gap(seeded):
    [card] = CARDS

    assert (card.figure(a_user("ada")), count_gaps(on=DAY)) == (len(gaps()), len(gaps(on=DAY)))


@pytest.fixture
def searchable(db):
    """Two systems behind one service, one of them behind another; a third link has ended."""
    inbox, voice = a_service("Inbox"), a_service("Voice")
    archive, store, legacy = a_system("Archive", owner=a_user("ada")), a_system("Store"), a_system("Legacy")
    for system, service in [(archive, inbox), (store, inbox), (store, voice)]:
        services.link_system(system, service, by=BUILDER)
    services.unlink_system(services.link_system(legacy, inbox, by=BUILDER), by=BUILDER)
    services.record_holding(store, a_category("Phone number"), by=BUILDER)
    services.end_holding(services.record_holding(store, a_category("Name"), by=BUILDER), by=BUILDER)
    return inbox, voice


def test_systems_to_search_are_those_that_serve_the_services_now(searchable):
    inbox, voice = searchable

    def told(chosen):
        return [
            (
                str(one.system),
                [str(service) for service in one.services],
                [str(category) for category in one.categories],
            )
            for one in systems_to_search(chosen)
        ]

    assert told([inbox, voice]) == [("Archive", ["Inbox"], []), ("Store", ["Inbox", "Voice"], ["Phone number"])]
    assert told([voice]) == [("Store", ["Voice"], ["Phone number"])]
    assert told([]) == []


def test_systems_to_search_cost_three_queries(searchable):
    assert queries_of(lambda: [str(one.system.owner) for one in systems_to_search(searchable)]) == 3
