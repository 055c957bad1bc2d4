"""What the privacy statement says of the organisation, with the brands and the address that it gives.

What it does not say is left empty and shows as a gap; where a choice had to be made, the note says which and why.
"""

from typing import Any

from ..choices import LawfulBasis, OfficeKind
from ..models import (
    Brand,
    Country,
    DataCategory,
    DataSource,
    LegalEntity,
    Office,
    Purpose,
    Service,
    ServiceData,
    SupervisoryAuthority,
)
from ..services import Counts, Seeded, make_missing
from .tables import CATEGORIES, OFFICES, PURPOSES, SERVICES, SOURCES

PRIVACY_EMAIL = "privacy@messagebird.com"
ENTITY = "MessageBird B.V."

#: Key, name, website and support address, as far as the statement gives them.
BRANDS = (
    ("messagebird", "MessageBird", "https://messagebird.com", "support@messagebird.com"),
    ("sparkpost", "SparkPost", "https://sparkpost.com", ""),
    ("pusher", "Pusher", "", ""),
    ("24sessions", "24sessions", "", ""),
    ("telvox", "Telvox", "", ""),
)

HEADQUARTERS_ADDRESS = """MessageBird B.V.
attn. Legal Department (Data Protection)
Trompenburgstraat 2C
1079 TX Amsterdam
The Netherlands"""

ASSESSED = (
    "The privacy statement says so of every legitimate interest it relies on (2.1). The assessment itself is to be put "
    "on file."
)


def seed_statement(*, by: Any) -> Counts:
    """The organisation as the privacy statement describes it."""
    places = {country.code: country for country in Country.objects.all()}
    entity = {"name": ENTITY, "country": places["NL"]}
    entities = make_missing(LegalEntity, key=("name",), rows=[entity])
    brands = _seed_brands(entities.records[ENTITY])
    categories = make_missing(DataCategory, key=("key",), rows=[_row(DATA_CATEGORY, row) for row in CATEGORIES])
    services = _seed_services(brands.records)
    return {
        "organisation.legalentity": entities.counts,
        "organisation.brand": brands.counts,
        "organisation.office": _seed_offices(places, entities.records[ENTITY]).counts,
        "organisation.datacategory": categories.counts,
        "organisation.service": services.counts,
        "organisation.servicedata": _seed_links(brands.records, services.records, categories.records).counts,
        "organisation.datasource": make_missing(
            DataSource, key=("key",), rows=[_row(DATA_SOURCE, row) for row in SOURCES]
        ).counts,
        "organisation.purpose": _seed_purposes().counts,
    }


DATA_CATEGORY = ("key", "name", "definition")
DATA_SOURCE = ("key", "name", "description")


def _row(names: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(names, values, strict=True))


def _seed_brands(entity: LegalEntity) -> Seeded:
    """The statement names the company of one brand alone; one privacy address serves them all (8.1, 15)."""
    rows = [
        {
            **_row(("key", "name", "website", "support_email"), brand),
            "legal_entity": entity if brand[0] == "messagebird" else None,
            "privacy_email": PRIVACY_EMAIL,
            "ordering": number,
        }
        for number, brand in enumerate(BRANDS, start=1)
    ]
    return make_missing(Brand, key=("key",), rows=rows)


def _seed_offices(places: dict[str, Country], entity: LegalEntity) -> Seeded:
    """The headquarters, and the countries with local addresses: which those are, the statement does not give."""
    authorities = {one.country_id: one for one in SupervisoryAuthority.objects.order_by("-pk")}
    rows = []
    for code, name, time_zone, has_one_authority in OFFICES:
        is_headquarters = code == "NL"
        rows.append(
            {
                "name": name,
                "kind": OfficeKind.HEADQUARTERS if is_headquarters else OfficeKind.LOCAL,
                "legal_entity": entity if is_headquarters else None,
                "country": places[code],
                "time_zone": time_zone,
                "address": HEADQUARTERS_ADDRESS if is_headquarters else "",
                "supervisory_authority": authorities.get(places[code].pk) if has_one_authority else None,
            }
        )
    return make_missing(Office, key=("country",), rows=rows)


def _seed_services(brands: dict[str, Brand]) -> Seeded:
    rows = [
        {
            "brand": brands[service.brand],
            "key": service.key,
            "name": service.name,
            "description": service.description,
            "is_without_data": not service.categories,
            "note": service.note,
        }
        for service in SERVICES
    ]
    return make_missing(Service, key=("brand", "key"), rows=rows)


def _seed_links(brands: dict[str, Brand], services: dict[Any, Service], categories: dict[str, DataCategory]) -> Seeded:
    rows = [
        {
            "service": services[brands[service.brand].pk, service.key],
            "category": categories[key],
            "is_optional": key in service.optional,
            "wording": service.wordings.get(key, ""),
        }
        for service in SERVICES
        for key in service.categories
    ]
    return make_missing(ServiceData, key=("service", "category"), rows=rows)


def _seed_purposes() -> Seeded:
    rows = []
    for purpose in PURPOSES:
        row: dict[str, Any] = {
            "key": purpose.key,
            "text": purpose.text,
            "lawful_basis": purpose.basis,
            "note": purpose.note,
        }
        if purpose.basis == LawfulBasis.LEGITIMATE_INTEREST and purpose.is_stated:
            row |= {
                "is_not_high_risk": True,
                "risk_explanation": ASSESSED,
                "has_no_special_categories": True,
                "categories_explanation": ASSESSED,
                "has_no_rights_violation": True,
                "rights_explanation": ASSESSED,
            }
        rows.append(row)
    return make_missing(Purpose, key=("key",), rows=rows)
