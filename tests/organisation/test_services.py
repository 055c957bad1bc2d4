"""What staff change in the registers: the rules it obeys and the story it leaves."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.organisation import services
from apps.organisation.choices import LawfulBasis, OfficeKind
from apps.organisation.models import Brand, LegalEntity, NoticeContact, Office, OfficeClosure, ServiceData
from apps.organisation.queries import LocalAddress, PublicContact, public_contact
from apps.organisation.services import Answer
from apps.trail.errors import Conflict
from apps.trail.models import Act
from apps.trail.queries import story
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
NO = Answer(holds=False, explanation="It profiles children.")


def told(record):
    """The story of a record but for how it was built: by sentence, who it was, and each field before and after."""
    tellings, _has_older = story(record)
    return {
        one.sentence: (
            one.who,
            {change.label: (change.before, change.after) for row in one.rows for change in row.fields},
        )
        for one in tellings
        if one.act.actor != BUILDER
    }


def test_a_changed_record_tells_who_changed_what(db):
    ada = a_user("ada")
    brand = services.add(Brand, key="acme", name="Acme", by=ada)
    services.change(brand, name="Acme Global", support_email="help@example.org", by=ada)

    assert told(brand) == {
        "added the brand": (
            "ada",
            {"Key": (None, "acme"), "Name": (None, "Acme"), "Active": (None, "yes"), "Order": (None, "0")},
        ),
        "changed the brand": (
            "ada",
            {"Name": ("Acme", "Acme Global"), "Support address": ("—", "help@example.org")},
        ),
    }


def test_a_change_of_nothing_writes_nothing(db):
    brand = a_brand(name="Acme")
    acts = Act.objects.count()

    services.change(brand, name="Acme", by=BUILDER)

    assert (Act.objects.count(), Brand.objects.get().version) == (acts, 1)


def test_a_change_of_what_somebody_else_changed_is_refused(db):
    brand = a_brand()
    services.change(brand, name="First", version=1, by=BUILDER)

    with pytest.raises(Conflict):
        services.change(brand, name="Second", version=1, by=BUILDER)

    assert Brand.objects.get().name == "First"


def test_a_key_never_changes(db):
    brand = a_brand("acme")

    with pytest.raises(services.FixedValue, match=r"The key “acme” stays as it is"):
        services.change(brand, key="other", by=BUILDER)

    assert services.change(brand, key="acme", name="New name", by=BUILDER).name == "New name"


@pytest.mark.parametrize(
    ("record", "field"),
    [(a_customer, "ended_on"), (a_contact, "removed_at"), (an_office, "kind"), (a_purpose, "assessed_on")],
)
def test_what_has_a_service_of_its_own_is_no_plain_value(db, record, field):
    record = record()

    with pytest.raises(TypeError, match=f"{type(record).__name__}: {field} is written by a service of its own"):
        services.change(record, by=BUILDER, **{field: None})


def test_a_category_is_linked_and_unlinked_in_the_story_of_its_service(db):
    ada, service = a_user("ada"), a_service()
    link = services.link_category(service, a_category("Phone number"), is_optional=True, by=ada)
    services.unlink_category(link, by=ada)

    linked, unlinked = (
        "linked the category “Phone number” to the service",
        "ended the link of the category “Phone number” to the service",
    )
    assert set(told(service)) == {linked, unlinked}
    assert told(service)[linked] == (
        "ada",
        {"Category of personal data": (None, "Phone number"), "Optional": (None, "yes")},
    )
    assert list(told(service)[unlinked][1]) == ["Ended"]


def test_a_part_that_ended_stays_and_can_be_made_anew(db):
    link = services.link_category(a_service(), a_category(), by=BUILDER)
    services.unlink_category(link, by=BUILDER)
    link.refresh_from_db()

    with pytest.raises(services.EndedAlready, match="This ended already, on "):
        services.unlink_category(link, by=BUILDER)
    with pytest.raises(ValidationError, match="This has ended and stays as it was"):
        services.change(link, is_optional=True, by=BUILDER)
    services.link_category(link.service, link.category, by=BUILDER)

    assert (ServiceData.objects.count(), ServiceData.objects.current().count()) == (2, 1)


def test_a_service_that_states_none_has_no_categories(db):
    numbers, linked, category = a_service("Numbers", is_without_data=True), a_service("SMS"), a_category()
    services.link_category(linked, category, by=BUILDER)

    with pytest.raises(ValidationError, match="Numbers states that it involves no personal data of its own"):
        services.link_category(numbers, category, by=BUILDER)
    with pytest.raises(ValidationError, match="end those links first"):
        services.change(linked, is_without_data=True, by=BUILDER)


def test_systems_and_what_they_hold_stand_in_their_story(db):
    ada, system = a_user("ada"), a_system("Store")
    link = services.link_system(system, a_service("Inbox"), by=ada)
    holds = services.record_holding(system, a_category("Name"), by=ada)
    services.unlink_system(link, by=ada)
    services.end_holding(holds, by=ada)

    assert set(told(system)) == {
        "recorded that the system serves “Inbox”",
        "recorded that the system holds “Name”",
        "recorded that the system no longer serves “Inbox”",
        "recorded that the system no longer holds “Name”",
    }


def test_the_headquarters_moves_in_one_act(db):
    delft, utrecht, ada = an_office("Delft"), an_office("Utrecht"), a_user("ada")
    services.move_headquarters(delft, by=ada)
    services.move_headquarters(utrecht, by=ada)
    services.move_headquarters(utrecht, by=ada)

    assert {office.name: office.kind for office in Office.objects.all()} == {
        "Delft": OfficeKind.LOCAL,
        "Utrecht": OfficeKind.HEADQUARTERS,
    }
    assert told(delft) == {
        "moved the headquarters to “Delft”": ("ada", {"Kind": ("Local office", "Headquarters")}),
        "moved the headquarters to “Utrecht”": ("ada", {"Kind": ("Headquarters", "Local office")}),
    }


def test_a_closing_day_is_no_working_day_until_it_is_taken_back(db):
    office = an_office(country=a_country("NL"))
    friday = datetime.date(2026, 3, 6)
    assert office.calendar().is_working_day(friday)

    closure = services.close_day(office, day=friday, reason="Moving.", by=BUILDER)
    closed = office.calendar().next_working_day(friday)
    services.reopen_day(closure, by=BUILDER)

    assert (closed, office.calendar().next_working_day(friday)) == (datetime.date(2026, 3, 9), friday)
    assert OfficeClosure.objects.current().count() == 0


def test_public_holidays_are_those_of_the_region(db):
    bavaria = an_office("Munich", country=a_country("DE"), region="BY")
    berlin = an_office("Berlin", country=a_country("DE"), region="BE")
    epiphany = datetime.date(2026, 1, 6)

    assert [office.calendar().is_working_day(epiphany) for office in (bavaria, berlin)] == [False, True]


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"time_zone": "Amsterdam"}, "time_zone", "“Amsterdam” is no time zone"),
        ({"time_zone": "Europe"}, "time_zone", "“Europe” is no time zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone", "is no time zone"),
        ({"region": "XX"}, "region", "No public holidays are known for NL XX"),
    ],
)
def test_an_office_that_no_calendar_fits_is_refused(db, values, field, message):
    with pytest.raises(ValidationError) as refusal:
        an_office(**values)

    assert message in refusal.value.message_dict[field][0]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org", "data:text/html,x"])
def test_a_website_is_an_address_that_a_browser_may_be_sent_to(db, address):
    with pytest.raises(ValidationError) as refusal:
        a_brand(website=address)

    assert list(refusal.value.message_dict) == ["website"]


def test_parents_of_companies_never_go_round_in_a_circle(db):
    top = a_legal_entity("Top")
    middle = a_legal_entity("Middle", parent=top)
    bottom = a_legal_entity("Bottom", parent=middle)

    with pytest.raises(ValidationError, match="parents go upward"):
        services.change(top, parent=bottom, by=BUILDER)

    assert LegalEntity.objects.get(name="Top").parent is None


def test_a_contact_ends_without_its_name_in_an_act(db):
    contact = a_contact("dana@example.com", name="Dana Doe")
    services.end_contact(contact, by=a_user("ada"))

    assert list(NoticeContact.objects.current()) == []
    assert set(told(contact.customer)) == {f"ended the notice contact number {contact.pk}"}
    assert [one.facts for one in Act.objects.all() if "Dana" in one.facts or "dana" in one.facts] == []


def test_an_address_is_free_again_once_its_contact_has_ended(db):
    contact = a_contact("dana@example.com")
    services.end_contact(contact, by=BUILDER)

    again = a_contact("DANA@example.com", customer=contact.customer)

    assert list(NoticeContact.objects.current()) == [again]


def test_personal_values_stand_in_no_history_row(db):
    customer = a_customer()
    services.add(NoticeContact, customer=customer, email="dana@example.com", name="Dana Doe", by=a_user("ada"))

    [row] = NoticeContact.past.objects.values()

    assert not {"name", "email"} & set(row)
    assert b"dana" not in bytes(row["sealed"]).lower()
    assert told(customer) == {
        "added a notice contact": (
            "ada",
            {
                "Name": (None, "Dana Doe"),
                "E-mail address": (None, "dana@example.com"),
                "Language of the letters": (None, "English"),
            },
        )
    }


def test_a_contract_ends_on_its_day_and_can_be_resumed(db):
    customer, ada = a_customer(signed_on=DAY), a_user("ada")
    services.end_customer(customer, ended_on=datetime.date(2026, 12, 31), by=ada)
    days = [datetime.date(2026, 12, 31), datetime.date(2027, 1, 1)]
    kept = [type(customer).objects.under_contract(day).count() for day in days]
    services.resume_customer(customer, by=ada)

    assert kept == [1, 0]
    assert told(customer) == {
        "recorded that the contract ends on 31 Dec 2026": ("ada", {"Ended on": ("—", "31 Dec 2026")}),
        "took back the end of the contract": ("ada", {"Ended on": ("31 Dec 2026", "—")}),
    }
    customer.refresh_from_db()
    assert customer.ended_on is None


def test_an_assessment_answers_three_questions_each_with_why(db):
    ada = a_user("ada")
    purpose = a_purpose(lawful_basis=LawfulBasis.LEGITIMATE_INTEREST)

    with pytest.raises(services.AnswerUnexplained):
        services.assess_interest(
            purpose, risk=YES, categories=YES, rights=Answer(holds=True, explanation=" "), assessed_on=DAY, by=ada
        )
    unassessed = purpose.is_assessed
    assessed = services.assess_interest(purpose, risk=YES, categories=YES, rights=NO, assessed_on=DAY, by=ada)

    assert unassessed is False
    assert (assessed.is_assessed, assessed.may_rest_on_interest) == (True, False)
    assert (assessed.assessed_on, assessed.assessed_by, assessed.rights_explanation) == (DAY, ada, NO.explanation)
    assert set(told(purpose)) == {"assessed the legitimate interest"}


def test_only_a_legitimate_interest_is_assessed(db):
    purpose = a_purpose(lawful_basis=LawfulBasis.CONSENT)

    with pytest.raises(services.NotOnInterest):
        services.assess_interest(purpose, risk=YES, categories=YES, rights=YES, assessed_on=DAY, by=a_user("ada"))


def test_another_basis_takes_the_answers_back(db):
    ada = a_user("ada")
    purpose = a_purpose(lawful_basis=LawfulBasis.LEGITIMATE_INTEREST)
    services.assess_interest(purpose, risk=YES, categories=YES, rights=YES, assessed_on=DAY, by=ada)

    with pytest.raises(ValidationError, match="The three answers belong to a legitimate interest alone"):
        services.change(purpose, lawful_basis=LawfulBasis.CONSENT, by=ada)
    changed = services.change_basis(purpose, basis=LawfulBasis.CONSENT, by=ada)

    assert (changed.lawful_basis, changed.is_assessed, changed.assessed_by) == (LawfulBasis.CONSENT, False, None)
    assert set(told(purpose)) == {"assessed the legitimate interest", "changed the lawful basis to: Consent"}


def test_public_contact_shows_headquarters_authority_and_the_local_addresses_there_are(db):
    authority = an_authority("Autoriteit", website="https://example.org")
    headquarters = an_office("Utrecht", address="Oudegracht 1", supervisory_authority=authority)
    services.move_headquarters(headquarters, by=BUILDER)
    an_office("Berlin", country=a_country("DE", name="Germany"), address="Unter den Linden 1")
    an_office("Singapore", country=a_country("SG"))
    own = a_brand("own", name="Own", privacy_email="own@example.org", ordering=2)
    group = a_brand("first", name="First", privacy_email="privacy@example.org", ordering=1)
    without = a_brand("without", name="Without")

    local = (LocalAddress("Germany", "Unter den Linden 1"),)
    addresses = {"own@example.org": own, "privacy@example.org": group}
    for email, brand in [*addresses.items(), ("privacy@example.org", None), ("privacy@example.org", without)]:
        assert public_contact(brand) == PublicContact(email, "Oudegracht 1", local, "Autoriteit", "https://example.org")


def test_public_contact_of_an_empty_office_is_empty(db):
    assert public_contact() == PublicContact("", "", (), "", "")


def test_ended_parts_say_when(db):
    before = timezone.now()
    contact = services.end_contact(a_contact(), by=BUILDER)

    assert before <= contact.removed_at <= timezone.now()
    assert contact.is_current is False
