"""Records for tests, made by the services that staff use. Each takes what matters to the test and fills in the rest."""

import datetime
from itertools import count
from typing import Any

from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.organisation import services as organisation
from apps.organisation.choices import LawfulBasis
from apps.organisation.models import (
    Brand,
    Country,
    Customer,
    DataCategory,
    LegalEntity,
    NoticeContact,
    Office,
    Purpose,
    Service,
    SupervisoryAuthority,
    System,
)

#: Who makes what a test only needs to be there.
BUILDER = "command:build"

_numbers = count(1)


def a_user(name: str, *rights: str) -> User:
    """A person at ``<name>@example.org`` with these rights, each proposed by one colleague and granted by another."""
    user = _person(name)
    for right in rights:
        grant = accounts.propose_grant(user=user, right=right, by=_person("proposer"))
        accounts.make_grant(grant, by=_person("granter"))
    return User.objects.get(pk=user.pk)


def _person(name: str) -> User:
    email = f"{name.lower().replace(' ', '.')}@example.org"
    if not User.objects.filter(email=email).exists():
        accounts.invite_person(email=email, name=name, by=BUILDER)
    return User.objects.get(email=email)


def a_country(code: str = "NL", **values: Any) -> Country:
    """The country of this code, made where it is missing."""
    known = Country.objects.filter(code=code).first()
    return known or organisation.add(Country, by=BUILDER, code=code, name=values.pop("name", code), **values)


def a_legal_entity(name: str = "Acme B.V.", **values: Any) -> LegalEntity:
    country = values.pop("country", None) or a_country()
    return organisation.add(LegalEntity, by=BUILDER, name=name, country=country, **values)


def an_authority(name: str = "Data Protection Authority", **values: Any) -> SupervisoryAuthority:
    country = values.pop("country", None) or a_country()
    return organisation.add(SupervisoryAuthority, by=BUILDER, name=name, country=country, **values)


def a_brand(key: str = "acme", **values: Any) -> Brand:
    """The brand of this key, made where it is missing."""
    known = Brand.objects.filter(key=key).first()
    return known or organisation.add(Brand, by=BUILDER, key=key, name=values.pop("name", key.title()), **values)


def an_office(name: str = "Utrecht", **values: Any) -> Office:
    """A local office; ``services.move_headquarters`` makes one the headquarters."""
    country = values.pop("country", None) or a_country()
    return organisation.add(Office, by=BUILDER, name=name, country=country, **values)


def a_customer(name: str = "Globex", **values: Any) -> Customer:
    """A customer under contract since 2024, without contacts."""
    return organisation.add(
        Customer,
        by=BUILDER,
        brand=values.pop("brand", None) or a_brand(),
        name=name,
        account_reference=values.pop("account_reference", f"A-{next(_numbers)}"),
        signed_on=values.pop("signed_on", datetime.date(2024, 1, 15)),
        **values,
    )


def a_contact(email: str = "dana@example.com", **values: Any) -> NoticeContact:
    customer = values.pop("customer", None) or a_customer()
    return organisation.add(NoticeContact, by=BUILDER, customer=customer, email=email, **values)


def a_service(name: str = "Inbox", **values: Any) -> Service:
    return organisation.add(
        Service,
        by=BUILDER,
        brand=values.pop("brand", None) or a_brand(),
        key=values.pop("key", name.lower().replace(" ", "-")),
        name=name,
        **values,
    )


def a_category(name: str = "Phone number", **values: Any) -> DataCategory:
    key = values.pop("key", name.lower().replace(" ", "-"))
    return organisation.add(DataCategory, by=BUILDER, key=key, name=name, **values)


def a_system(name: str = "Message store", **values: Any) -> System:
    return organisation.add(System, by=BUILDER, name=name, **values)


def a_purpose(key: str = "billing", **values: Any) -> Purpose:
    return organisation.add(
        Purpose,
        by=BUILDER,
        key=key,
        text=values.pop("text", f"For {key}."),
        lawful_basis=values.pop("lawful_basis", LawfulBasis.CONTRACT),
        **values,
    )
