"""The demo company's own records beside the reference data: a few customers and where data lives."""

import datetime
from typing import NamedTuple

from apps.accounts.choices import Right
from apps.accounts.models import User

from . import services
from .models import Brand, Country, Customer, DataCategory, NoticeContact, Service, System


class CustomerRow(NamedTuple):
    brand: str
    reference: str
    name: str
    template: str
    signed_on: datetime.date
    contact: str
    email: str
    language: str = "en"


#: Invented companies on domains that can never receive mail (RFC 2606).
CUSTOMERS = [
    CustomerRow("messagebird", "MB-1001", "Example Retail B.V.", "DPA 2024", datetime.date(2025, 2, 3), "R. Visser",
                "privacy@retail.example", "nl"),
    CustomerRow("messagebird", "MB-1002", "Example Logistics GmbH", "DPA 2019", datetime.date(2021, 6, 14), "K. Braun",
                "datenschutz@logistics.example"),
    CustomerRow("sparkpost", "SP-2001", "Example News Inc.", "DPA 2024", datetime.date(2025, 9, 1), "J. Doe",
                "privacy@news.example"),
    CustomerRow("pusher", "PU-3001", "Example Games Ltd", "", datetime.date(2023, 11, 20), "", ""),
]  # fmt: skip

#: Name, what it is for, country, the services it serves, the categories it holds (by their keys).
SYSTEMS = [
    (
        "Message store",
        "Messages and their delivery records, for as long as the retention rules say.",
        "NL",
        ["SMS", "Voice"],
    ),
    ("Inbox database", "Conversations of the customers' agents.", "IE", ["Inbox", "Omnichannel Widget"]),
    ("Mail platform", "Sending of e-mail and its events.", "US", ["Email Services"]),
]


def load() -> dict[str, int]:
    """The demo customers and systems that are missing; how many were made."""
    by = User.objects.active().holding(Right.PRIVACY).first()
    if by is None:
        return {"customers": 0, "systems": 0}
    return {
        "customers": sum(_load_customer(row, by=by) for row in CUSTOMERS),
        "systems": sum(_load_system(*row, by=by) for row in SYSTEMS),
    }


def _load_customer(row: CustomerRow, *, by: User) -> bool:
    brand = Brand.objects.get(key=row.brand)
    if Customer.objects.filter(brand=brand, account_reference=row.reference).exists():
        return False
    customer = services.add(
        Customer,
        by=by,
        brand=brand,
        account_reference=row.reference,
        name=row.name,
        contract_template=row.template,
        signed_on=row.signed_on,
    )
    if row.email:
        told = {"name": row.contact, "email": row.email, "language": row.language}
        services.add(NoticeContact, by=by, customer=customer, **told)
    return True


def _load_system(name: str, description: str, country: str, served: list[str], *, by: User) -> bool:
    if System.objects.filter(name=name).exists():
        return False
    place = Country.objects.get(code=country)
    system = services.add(System, by=by, name=name, description=description, country=place, owner=by)
    for service in Service.objects.filter(name__in=served):
        services.link_system(system, service, by=by)
    held = DataCategory.objects.filter(service_links__service__name__in=served, service_links__removed_at=None)
    for category in held.distinct():
        services.record_holding(system, category, by=by)
    return True


DEMO = [load]
