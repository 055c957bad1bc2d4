"""A record's history reads as a story: who did what, on which grounds, and which fields before and after."""

import datetime

import pytest
from django.utils import translation

from apps.accounts import services as accounts
from apps.casework.choices import FourEyes
from apps.organisation import services as organisation
from apps.organisation.choices import LawfulBasis
from apps.organisation.models import Customer, LegalEntity, NoticeContact
from apps.trail.acts import FACT_WORDS, SENTENCES, act
from apps.trail.models import Act
from apps.trail.queries import changes_since, fact_words, sentence_of, story, tell
from tests.builders import (
    BUILDER,
    a_contact,
    a_country,
    a_customer,
    a_legal_entity,
    a_listing,
    a_purpose,
    a_user,
    an_office,
)

KIND = "organisation.legalentity_changed"
pytestmark = pytest.mark.django_db


def newest(record):
    return story(record)[0][0]


def fields_of(row) -> list[tuple[str, str | None, str]]:
    return [(one.label, one.before, one.after) for one in row.fields]


# --- Sentences -------------------------------------------------------------------------------------------------------


def test_act_reads_as_a_sentence_after_the_name_of_who_did_it():
    ada, office = a_user("ada"), an_office("Utrecht")

    organisation.close_day(office, day=datetime.date(2026, 3, 2), reason="Moving.", by=ada)

    told = newest(office)
    assert (told.who, told.sentence, told.facts) == ("ada", "closed the office on 2 Mar 2026", [])


ACTORS = [
    ("visitor", "A visitor"),
    ("worker", "The worker"),
    ("command:seed", "The command seed"),
    ("user:4711", "user 4711"),
]


@pytest.mark.parametrize(("actor", "words"), ACTORS)
def test_every_actor_has_a_name(actor, words):
    with act(KIND, by=actor):
        pass

    assert [one.who for one in tell(Act.objects.all())] == [words]


def test_facts_that_the_sentence_does_not_say_are_told_beside_it():
    entity = a_legal_entity()

    with act(KIND, by=BUILDER, about=entity, legal_ground="merger", agreed=True, on=datetime.date(2026, 3, 1)):
        pass

    assert newest(entity).facts == [("Agreed", "yes"), ("Legal ground", "merger"), ("On", "1 Mar 2026")]


def test_acts_within_an_act_are_told_as_sentences():
    asker = a_user("asker")
    listing = a_listing()

    with act(KIND, by=asker, about=listing), act("accounts.grant_made", by=asker, right="dpo"):
        pass

    assert newest(listing).within == ["granted, as the second person: Data protection officer"]


def test_many_acts_within_an_act_are_told_by_their_number():
    entity = a_legal_entity()

    with act(KIND, by=BUILDER, about=entity):
        for _number in range(30):
            with act("organisation.brand_changed", by=BUILDER):
                pass

    assert newest(entity).within == ["30 times: changed the brand"]


def test_sentence_whose_fact_is_missing_still_reads():
    assert sentence_of("accounts.grant_made", {}) == "granted, as the second person: —"


def test_kind_that_no_app_names_any_more_is_told_by_its_name():
    assert sentence_of("cookies.banner_retired", {}) == "cookies.banner_retired"


def test_sentence_is_told_in_the_language_of_the_reader(monkeypatch):
    monkeypatch.setitem(SENTENCES, "accounts.grant_made", translation.gettext_lazy("Yes"))

    with translation.override("nl"):
        assert sentence_of("accounts.grant_made", {}) == "Ja"


WORDS = [
    ("what", "grant", FourEyes.GRANT.label),
    ("basis", "consent", LawfulBasis.CONSENT.label),
    ("basis", "unheard of", "unheard of"),
    ("ground", "grant", "grant"),
    ("ground", "", "—"),
    ("ground", None, "—"),
    ("count", 0, "0"),
    ("agreed", False, "no"),
    ("kinds", ["a", "b"], "a, b"),
    ("kinds", {"a": 1, "b": None}, "a: 1; b: —"),
    ("day", "2026-03-01", "1 Mar 2026"),
    ("moment", "2026-03-01T23:30:00.000000+00:00", "2 Mar 2026, 00:30"),
    ("day", "2026-02-30", "2026-02-30"),
    ("address", "1012 AB Amsterdam", "1012 AB Amsterdam"),
    ("number", "2026010112345", "2026010112345"),
    ("number", "2026-W01-1", "2026-W01-1"),
    ("words", "2026-03-01 was the day", "2026-03-01 was the day"),
    ("name", "{count}", "{count}"),
]


@pytest.mark.parametrize(("name", "value", "words"), WORDS)
def test_fact_is_told_in_words(name, value, words):
    assert fact_words(name, value) == words


def test_every_code_among_the_facts_has_its_words():
    assert {name: words for name, words in FACT_WORDS.items() if not all(words.labels)} == {}


# --- Before and after ------------------------------------------------------------------------------------------------


def test_new_record_is_told_without_its_empty_fields():
    entity = a_legal_entity("Acme", country=a_country("NL", name="Netherlands"))

    row = newest(entity).rows[0]

    assert (row.what, row.is_new, row.version) == ("Legal entity", True, 1)
    assert fields_of(row) == [("Name", None, "Acme"), ("Country", None, "Netherlands")]


def test_changed_record_is_told_before_and_after():
    entity = a_legal_entity("Acme", country=a_country("NL", name="Netherlands"), registration_number="7")
    organisation.change(
        entity,
        by=BUILDER,
        country=a_country("DE", name="Germany"),
        registration_number="",
        parent=a_legal_entity("Top"),
    )

    row = newest(entity).rows[0]

    assert (row.is_new, row.version) == (False, 2)
    assert fields_of(row) == [
        ("Country", "Netherlands", "Germany"),
        ("Registration number", "7", "—"),
        ("Parent company", "—", "Top"),
    ]


def test_codes_days_and_answers_are_told_in_words():
    purpose = a_purpose(lawful_basis=LawfulBasis.LEGITIMATE_INTEREST)
    ada = a_user("ada")
    answer = organisation.Answer(True, "Because.")
    organisation.assess_interest(
        purpose, risk=answer, categories=answer, rights=answer, assessed_on=datetime.date(2026, 3, 1), by=ada
    )

    told = {label: (before, after) for label, before, after in fields_of(newest(purpose).rows[0])}

    assert told["Assessed on"] == ("—", "1 Mar 2026")
    assert told["Assessed by"] == ("—", "ada")
    assert set(told.values()) >= {("—", "yes"), ("—", "Because.")}
    assert ("Lawful basis", None, "Legitimate interest") in fields_of(story(purpose)[0][-1].rows[0])


def test_two_changes_in_one_act_are_told_one_after_the_other():
    entity = a_legal_entity("Acme")
    with act(KIND, by=BUILDER, about=entity):
        for name in ("One", "Two"):
            entity.name = name
            entity.save()

    assert [fields_of(row) for row in newest(entity).rows] == [[("Name", "Acme", "One")], [("Name", "One", "Two")]]


def test_act_about_a_record_that_changed_nothing_is_told_too():
    entity = a_legal_entity()

    with act("backoffice.exported", by=BUILDER, about=entity, register="x", rows=1, format="csv"):
        pass

    assert newest(entity).rows == []
    assert len(story(entity)[0]) == 2


def test_story_is_of_its_record_alone():
    one = a_legal_entity("Acme")
    organisation.change(a_legal_entity("Globex"), name="Globex Global", by=BUILDER)

    assert [telling.sentence for telling in story(one)[0]] == ["added the legal entity"]


# --- Parts -----------------------------------------------------------------------------------------------------------


def test_parts_of_a_record_are_told_in_its_story():
    customer = a_customer()
    contact = a_contact("dana@example.com", customer=customer)
    organisation.change(contact, name="Dana", by=BUILDER)
    organisation.end_contact(contact, by=BUILDER)

    told = [(telling.sentence, [row.what for row in telling.rows]) for telling in story(customer)[0]]

    assert told == [
        (f"ended the notice contact number {contact.pk}", ["Notice contact"]),
        ("changed a notice contact", ["Notice contact"]),
        ("added a notice contact", ["Notice contact"]),
        ("added the customer", ["Customer"]),
    ]


def test_part_has_a_story_of_its_own():
    contact = a_contact("dana@example.com")

    assert [telling.sentence for telling in story(contact)[0]] == ["added a notice contact"]


def test_what_was_granted_to_a_person_is_told_in_their_story():
    ada = a_user("ada", "web")
    accounts.end_grant(ada.grants.get(), by=BUILDER)

    told = [(telling.who, telling.sentence) for telling in story(ada)[0]]

    assert told == [
        ("The command build", "ended the grant: Web"),
        ("granter", "granted, as the second person: Web"),
        ("proposer", "proposed to grant: Web"),
        ("The command build", "invited a person"),
    ]


def test_story_of_a_record_with_more_parts_than_a_statement_has_conditions():
    customer = a_customer()
    with act("organisation.customer_changed", by=BUILDER, about=customer):
        for number in range(1100):
            NoticeContact(customer=customer, email=f"{number}@example.com").save()

    assert len(newest(customer).rows) == 1100


# --- Order, pages, cost ----------------------------------------------------------------------------------------------


def renamed(entity: LegalEntity, times: int) -> None:
    for number in range(times):
        organisation.change(entity, name=f"Name {number}", by=a_user(f"person{number % 5}"))


def test_story_is_newest_first_however_fast_it_happened():
    entity = a_legal_entity("Acme")
    for number in range(20):
        with act(KIND, by="worker", about=entity, number=number):
            pass

    numbers = [dict(telling.facts).get("Number") for telling in story(entity)[0]]
    assert numbers == [*(str(number) for number in reversed(range(20))), None]


def test_story_is_told_by_pages():
    entity = a_legal_entity("Acme")
    renamed(entity, 4)

    first, has_older = story(entity, length=3)
    second, has_oldest = story(entity, start=3, length=3)

    after = [fields_of(row)[0][2] for telling in [*first, *second] for row in telling.rows]
    assert after == ["Name 3", "Name 2", "Name 1", "Name 0", "Acme"]
    assert (has_older, has_oldest) == (True, False)


@pytest.mark.parametrize("acts", [5, 50])
def test_story_costs_as_many_queries_however_long_it_is(django_assert_num_queries, acts):
    entity = a_legal_entity("Acme", registered_address="Kanaalweg 1")
    renamed(entity, acts)

    with django_assert_num_queries(6):  # acts, people, rows, rows before, keys, countries
        tellings, _older = story(entity, length=acts + 1)

    assert len(tellings) == acts + 1


@pytest.mark.parametrize("others", [2, 9])
def test_story_costs_as_many_queries_however_many_records_it_names(django_assert_num_queries, others):
    listing = a_listing()
    for other in [a_listing() for _number in range(others)]:
        with act("subprocessors.listing_changed", by=BUILDER, about=listing):
            listing.replaces = other
            listing.save()

    # acts, rows, rows before, brand, third party, purpose, what it replaces; its places: 3; its other parts: 1 each
    with django_assert_num_queries(13):
        story(listing)


# --- What another did meanwhile --------------------------------------------------------------------------------------


def test_changes_since_a_version_tell_who_and_what_oldest_first():
    customer = a_customer("Globex")
    organisation.change(customer, name="Globex Ltd", by=a_user("ada"))
    organisation.change(customer, contract_template="2026", by=a_user("bob"))
    organisation.change(customer, name="Globex plc", by=a_user("ada"))
    customer = Customer.objects.get()

    def since(version: int) -> list[tuple[str, str, str | None, str]]:
        return [(who, one.label, one.before, one.after) for who, one in changes_since(customer, version)]

    last = ("ada", "Name", "Globex Ltd", "Globex plc")
    assert since(4) == []
    assert since(3) == [last]
    assert since(1) == [("ada", "Name", "Globex", "Globex Ltd"), ("bob", "Contract template", "—", "2026"), last]


def test_changes_since_a_version_are_found_behind_newer_acts_about_its_parts():
    customer = a_customer("Globex")
    organisation.change(customer, name="Globex Ltd", by=a_user("ada"))
    for number in range(5):
        a_contact(f"{number}@example.com", customer=customer)

    changes = changes_since(Customer.objects.get(), 1)

    assert [(who, one.label, one.after) for who, one in changes] == [("ada", "Name", "Globex Ltd")]


def test_changes_since_a_version_within_one_act_are_told_from_there():
    entity = a_legal_entity("Acme")
    with act(KIND, by="worker", about=entity):
        for name in ("One", "Two", "Three"):
            entity.name = name
            entity.save()

    assert [(one.before, one.after) for _who, one in changes_since(entity, 2)] == [("One", "Two"), ("Two", "Three")]
