"""Each rule that the database keeps, broken once: a clear sentence for staff, and a refusal of the database anyway."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models

from apps.organisation import services
from apps.organisation.choices import LawfulBasis, OfficeKind
from apps.organisation.models import (
    AdequacyDecision,
    Brand,
    Country,
    Customer,
    DataCategory,
    DataSource,
    LegalEntity,
    NoticeContact,
    Office,
    OfficeClosure,
    Purpose,
    Service,
    ServiceData,
    SupervisoryAuthority,
    System,
    SystemData,
    SystemService,
)
from apps.trail.acts import act
from apps.trail.guards import HasHistoryRow
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
EVE = datetime.date(2026, 3, 1)


def its_own_parent() -> LegalEntity:
    entity = a_legal_entity()
    entity.parent = entity
    return entity


def second_registration_number() -> LegalEntity:
    country = a_legal_entity(registration_number="123").country
    return LegalEntity(country=country, name="Other", registration_number="123")


def second_headquarters() -> Office:
    services.move_headquarters(an_office(), by=BUILDER)
    return Office(name="Delft", country=a_country(), kind=OfficeKind.HEADQUARTERS)


def closed_twice() -> OfficeClosure:
    office = an_office()
    services.close_day(office, day=DAY, reason="Moving.", by=BUILDER)
    return OfficeClosure(office=office, day=DAY, reason="Strike.")


def second_decision() -> AdequacyDecision:
    values = {"country": a_country("CH"), "number": "2000/518/EC", "valid_from": DAY}
    services.add(AdequacyDecision, by=BUILDER, **values)
    return AdequacyDecision(**values)


def second_decision_on_an_organisation() -> AdequacyDecision:
    values = {"international_organisation": "European Patent Organisation", "valid_from": DAY}
    services.add(AdequacyDecision, by=BUILDER, **values)
    return AdequacyDecision(**values)


def second_source(**values: str) -> DataSource:
    services.add(DataSource, by=BUILDER, key="colleagues", name="Colleagues")
    return DataSource(**values)


def linked_twice() -> ServiceData:
    link = services.link_category(a_service(), a_category(), by=BUILDER)
    return ServiceData(service=link.service, category=link.category, is_optional=True)


def served_twice() -> SystemService:
    link = services.link_system(a_system(), a_service(), by=BUILDER)
    return SystemService(system=link.system, service=link.service)


def held_twice() -> SystemData:
    link = services.record_holding(a_system(), a_category(), by=BUILDER)
    return SystemData(system=link.system, category=link.category)


def second_contact() -> NoticeContact:
    contact = a_contact("dana@example.com")
    return NoticeContact(customer=contact.customer, email="Dana@Example.com")


def second_customer() -> Customer:
    customer = a_customer()
    return Customer(brand=customer.brand, name="Other", account_reference=customer.account_reference, signed_on=DAY)


def ended_before_signing() -> Customer:
    customer = a_customer(signed_on=DAY)
    customer.ended_on = EVE
    return customer


def answers_on_a_contract() -> Purpose:
    purpose = a_purpose(lawful_basis=LawfulBasis.CONTRACT)
    purpose.is_not_high_risk = False
    return purpose


def an_interest(**values: Any) -> Purpose:
    return Purpose(key="identity", text="Identity.", lawful_basis=LawfulBasis.LEGITIMATE_INTEREST, **values)


ANSWERS = {"is_not_high_risk": True, "has_no_special_categories": True, "has_no_rights_violation": True}

BROKEN: dict[str, Callable[[], models.Model]] = {
    "organisation_country_code_once": lambda: Country(code=a_country("NL").code, name="Other"),
    "organisation_country_in_the_eu_is_in_the_eea": lambda: Country(code="NL", name="Netherlands", is_eu=True),
    "organisation_adequacydecision_about_a_country_or_organisation": lambda: AdequacyDecision(valid_from=DAY),
    "organisation_adequacydecision_ends_after_its_start": lambda: AdequacyDecision(
        country=a_country("CH"), valid_from=DAY, valid_until=EVE
    ),
    "organisation_adequacydecision_in_force_after_its_adoption": lambda: AdequacyDecision(
        country=a_country("CH"), adopted_on=DAY, valid_from=EVE
    ),
    "organisation_adequacydecision_of_a_country_once": second_decision,
    "organisation_adequacydecision_of_an_organisation_once": second_decision_on_an_organisation,
    "organisation_supervisoryauthority_once_per_country": lambda: SupervisoryAuthority(
        country=an_authority("Authority").country, name="AUTHORITY"
    ),
    "organisation_legalentity_name_once_per_country": lambda: LegalEntity(
        country=a_legal_entity("Acme B.V.").country, name="ACME b.v."
    ),
    "organisation_legalentity_number_once_per_country": second_registration_number,
    "organisation_legalentity_is_not_its_own_parent": its_own_parent,
    "organisation_brand_key_once": lambda: Brand(key=a_brand("acme").key, name="Other"),
    "organisation_brand_name_once": lambda: Brand(key="other", name=a_brand("acme").name.upper()),
    "organisation_office_name_once": lambda: Office(name=an_office("Delft").name.upper(), country=a_country()),
    "organisation_office_one_headquarters": second_headquarters,
    "organisation_officeclosure_once_per_day": closed_twice,
    "organisation_customer_reference_once_per_brand": second_customer,
    "organisation_customer_ended_after_signing": ended_before_signing,
    "organisation_noticecontact_address_once_per_customer": second_contact,
    "organisation_noticecontact_current_has_an_address": lambda: NoticeContact(customer=a_customer(), email=""),
    "organisation_noticecontact_language_is_one_of_letters": lambda: NoticeContact(
        customer=a_customer(), email="dana@example.com", language="fr"
    ),
    "organisation_service_key_once_per_brand": lambda: Service(
        brand=a_service(key="inbox").brand, key="inbox", name="Other"
    ),
    "organisation_service_name_once_per_brand": lambda: Service(brand=a_service("Inbox").brand, key="x", name="INBOX"),
    "organisation_datacategory_key_once": lambda: DataCategory(key=a_category().key, name="Other"),
    "organisation_datacategory_name_once": lambda: DataCategory(key="x", name=a_category().name.upper()),
    "organisation_servicedata_linked_once": linked_twice,
    "organisation_datasource_key_once": lambda: second_source(key="colleagues", name="Other"),
    "organisation_datasource_name_once": lambda: second_source(key="other", name="COLLEAGUES"),
    "organisation_system_name_once": lambda: System(name=a_system().name.upper()),
    "organisation_systemservice_linked_once": served_twice,
    "organisation_systemdata_linked_once": held_twice,
    "organisation_purpose_key_once": lambda: Purpose(key=a_purpose().key, text="Other."),
    "organisation_purpose_answers_only_with_legitimate_interest": answers_on_a_contract,
    "organisation_purpose_assessed_with_all_three_answers": lambda: an_interest(
        **(ANSWERS | {"has_no_rights_violation": None}), assessed_on=DAY, assessed_by=a_user("ada")
    ),
    "organisation_purpose_assessed_on_and_by_together": lambda: an_interest(**ANSWERS, assessed_on=DAY),
}


def constraint_named(name: str) -> models.BaseConstraint:
    return next(one for model in its_models() for one in model._meta.constraints if one.name == name)


def its_models() -> list[type[models.Model]]:
    return list(apps.get_app_config("organisation").get_models())


def refused_by(error: IntegrityError, constraint: models.BaseConstraint) -> bool:
    """Whether this rule refused it: SQLite names checks, but of unique columns only the table."""
    if connection.vendor == "postgresql":
        return error.__cause__.diag.constraint_name == constraint.name
    if isinstance(constraint, models.UniqueConstraint):
        return str(error).startswith("UNIQUE constraint failed")
    return str(error) == f"CHECK constraint failed: {constraint.name}"


def test_every_rule_of_the_database_is_broken_here_once():
    rules = [one for model in its_models() for one in model._meta.constraints if not isinstance(one, HasHistoryRow)]
    history = [one.name for one in rules if one.name.endswith("_version_once")]

    assert sorted(one.name for one in rules) == sorted([*BROKEN, *history])
    assert [one.name for one in rules if len(one.name) > 63] == []  # where PostgreSQL cuts a name off


@pytest.mark.parametrize("name", BROKEN)
def test_staff_are_told_which_rule_they_would_break(db, name):
    record = BROKEN[name]()

    with pytest.raises(ValidationError) as refusal:
        record.validate_constraints()

    assert refusal.value.messages == [str(constraint_named(name).violation_error_message)]


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_refuses_what_nobody_checked(db, name):
    record = BROKEN[name]()

    with pytest.raises(IntegrityError) as refusal, act("organisation.seeded", by=BUILDER):
        record.save()

    assert refused_by(refusal.value, constraint_named(name))
