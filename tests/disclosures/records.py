"""A government request and what belongs to it, each with parents of its own."""

from typing import Any

from apps.disclosures import services
from apps.disclosures.models import Authority, Demand, LegalBasis
from tests.builders import BUILDER, _letters, a_brand, a_country, a_legal_entity, an_office
from tests.disclosures.demands import (
    a_basis,
    a_demand,
    a_directory_entry,
    a_file,
    a_secret_basis,
    asked_to_release,
    collected,
    counsel,
    decided,
    fresh,
    verified,
)


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


def a_demand_with_everything() -> Demand:
    """One that asks to preserve, and one under secrecy that waits for its release, with all that can belong to them."""
    letter = a_basis("letter", family="preservation", clock="us_preservation")
    services.begin_preservation(verified(a_demand(legal_basis=letter)), by=counsel())
    demand = a_demand(legal_basis=a_secret_basis(), originals=[a_file("order.txt", b"We order.")])
    demand = decided(demand)
    services.push_back(demand, kind="clarify", words="Which number?", by=counsel())
    services.record_cost(fresh(demand), hours=2, by=counsel())
    collected(fresh(demand))
    asked_to_release(demand)
    return fresh(demand)
