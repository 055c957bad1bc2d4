"""Builders of government requests."""

import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.disclosures import services
from apps.disclosures.choices import ContactKind, Outcome, Result, Status, Verification
from apps.disclosures.models import Authority, AuthorityContact, Demand, LegalBasis, Notice, TransparencyReport
from apps.disclosures.queries.review import tests_of
from apps.organisation.models import Customer, LegalEntity, Office
from tests.builders import BUILDER, a_brand, a_contact, a_country, a_customer, a_legal_entity, a_user, an_office

SERVED = datetime.datetime(2026, 9, 1, 10, 0, tzinfo=datetime.UTC)
FROM, UNTIL = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC), datetime.datetime(2026, 5, 31, tzinfo=datetime.UTC)
NUMBER = "+31 6 1234 5678"


def counsel(name: str = "carla") -> User:
    """Somebody of the legal team who holds the clearance for secrecy."""
    known = User.objects.filter(email=f"{name}@example.org").first()
    return known or a_user(name, Right.LEGAL, Right.SECRECY)


def a_basis(code: str = "order_2703d", **values: Any) -> LegalBasis:
    """The legal basis of this code, made where it is missing."""
    if known := LegalBasis.objects.filter(code=code).first():
        return known
    made = {"title": code, "citation": code, "family": "court_order", "allows": "subscriber traffic"} | values
    return services.add_basis(code=code, by=BUILDER, **made)


def a_secret_basis() -> LegalBasis:
    return a_basis("126nd", secrecy="Sv art. 126bb(5)", country=a_country("NL"))


def a_directory_entry(name: str = "Police of Utrecht", kind: str = ContactKind.EMAIL) -> AuthorityContact:
    """An authority with a contact of a kind that we found out ourselves."""
    authority = Authority.objects.filter(name=name).first() or services.add_authority(
        name=name, country=a_country("NL"), body="police", by=BUILDER
    )
    return authority.contacts.current().filter(kind=kind).first() or services.add_contact(
        authority,
        kind=kind,
        value="desk@police.example" if kind == ContactKind.EMAIL else "+31 30 123 4567",
        source="Register of the state",
        verified_on=datetime.date(2026, 1, 5),
        by=BUILDER,
    )


def a_demand(**values: Any) -> Demand:
    """A request that names one number, logged by counsel; with a customer who has a contact."""
    by = values.pop("by", None) or counsel()
    given: dict[str, Any] = {
        "brand": values.pop("brand", None) or a_brand(),
        "legal_entity": LegalEntity.objects.filter(name="Acme B.V.").first() or a_legal_entity(),
        "office": Office.objects.filter(name="Utrecht").first() or an_office(),
        "channel": "email",
        "received_at": SERVED,
        "legal_basis": a_basis(),
        "authority": a_directory_entry().authority,
        "categories": "subscriber traffic",
        "period_from": FROM,
        "period_to": UNTIL,
        "targets": [services.Named("msisdn", NUMBER)],
    }
    if "customer" not in values:
        given["customer"] = a_told_customer()
    return services.log_demand(**(given | values), by=by)


def a_told_customer() -> Any:
    customer = Customer.objects.filter(name="Globex").first() or a_customer(brand=a_brand())
    if not customer.contacts.current().exists():
        a_contact(customer=customer)
    return customer


def fresh(demand: Demand) -> Demand:
    return Demand.objects.get(pk=demand.pk)


def verified(demand: Demand, *, by: Any = None) -> Demand:
    """Called back through the directory: in an emergency by telephone."""
    contact = a_directory_entry(kind=ContactKind.PHONE if demand.is_emergency else ContactKind.EMAIL)
    return services.verify_sender(
        demand, verification=Verification.VERIFIED, contact=contact, words="Called back.", by=by or counsel()
    )


def reviewed(demand: Demand, *, by: Any = None) -> Demand:
    """Verified, and every test passed."""
    by = by or counsel()
    demand = verified(demand, by=by)
    for test in tests_of(demand):
        services.record_check(demand, test=test, result=Result.PASS, by=by)
    return fresh(demand)


def decided(demand: Demand, outcome: str = Outcome.DISCLOSED_FULL, *, by: Any = None, second: Any = None) -> Demand:
    """Decided by two, after a review."""
    by, second = by or counsel(), second or counsel("dirk")
    _both_cleared(demand, by, second)
    demand = demand if demand.status == Status.IN_REVIEW else reviewed(demand, by=by)
    services.ask_decision(demand, outcome=outcome, words="The order is sound.", by=by)
    return services.approve_decision(fresh(demand), by=second)


def _both_cleared(demand: Demand, first: Any, second: Any) -> None:
    if demand.is_secret:
        services.clear_person(demand, user=second, by=first)


def a_file(name: str = "records.csv", content: bytes = b"number,start\n31612345678,2026-05-03\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def collected(demand: Demand, *, by: Any = None, **values: Any) -> Any:
    """A file of the package that lies inside what may leave."""
    given: dict[str, Any] = {
        "file": a_file(),
        "target": demand.targets.current().first(),
        "category": "traffic",
        "period_from": FROM,
        "period_to": UNTIL,
        "rows": 1,
        "fields": "number, start",
    }
    return services.collect_file(demand, **(given | values), by=by or counsel())


def noticed(demand: Demand, *, by: Any = None) -> Notice:
    return services.send_notice(demand, text="An authority asked for your data.", by=by or counsel())


def asked_to_release(demand: Demand, *, by: Any = None) -> Any:
    return services.ask_release(
        fresh(demand), recipient="Police of Utrecht", channel="portal", encryption="PGP", by=by or counsel()
    )


def a_report_apart(number: int) -> TransparencyReport:
    """A published report of a brand of its own, which everybody who looks after requests may see."""
    report = services.draft_report(brand=a_brand(f"brand-{number}"), period="2025-H1", by=counsel())
    return services.publish_report(services.ask_publication(report, by=counsel()), by=counsel("dirk"))
