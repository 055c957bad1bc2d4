"""A government request and what belongs to it, each with parents of its own."""

from typing import Any

from apps.disclosures import services
from apps.disclosures.models import Authority, Demand, LegalBasis
from tests.builders import BUILDER, _letters, a_brand, a_country, a_legal_entity, an_office
from tests.disclosures.demands import a_basis, a_demand, a_directory_entry, counsel


def an_authority_apart(number: int) -> Authority:
    name, country = f"Police {number}", a_country(_letters(number))
    known = Authority.objects.filter(name=name).first()
    return known or services.add_authority(name=name, country=country, body="police", by=BUILDER)


def a_contact_apart(number: int) -> Any:
    return a_directory_entry(an_authority_apart(number).name)


def a_basis_apart(number: int) -> LegalBasis:
    return a_basis(f"basis-{number}", country=a_country(_letters(number)))


def a_demand_apart(number: int) -> Demand:
    """Not under secrecy: everybody of the desk may know of it."""
    return a_demand(
        brand=a_brand(f"brand-{number}"),
        legal_entity=a_legal_entity(f"Entity {number}", country=a_country(_letters(number))),
        office=an_office(f"Office {number}"),
        authority=an_authority_apart(number),
        legal_basis=a_basis_apart(number),
        officer=f"Officer {number}",
        customer=None,
        by=counsel(f"carla {number}"),
    )
