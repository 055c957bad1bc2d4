"""The drill: an adequacy decision falls on a day. What rests on it alone, and whom it concerns.

Nothing is written: the register is asked as if the decision were not there, so there is nothing to undo.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from apps.organisation.models import AdequacyDecision, Country, Customer

from ..choices import APPROVED_ONCE
from ..models import Listing, Location
from .cover import covered


@dataclass(frozen=True)
class Affected:
    """A listing, and the countries to which nothing but the decision lets its data go."""

    listing: Listing
    countries: tuple[Country, ...]


@dataclass(frozen=True)
class Fall:
    """What would follow if a decision fell on a day; ``customers`` are those under contract then with brands affected."""

    decision: AdequacyDecision
    on: datetime.date
    affected: tuple[Affected, ...]
    customers: tuple[Customer, ...]

    @property
    def contact_count(self) -> int:
        """How many people the customers' contracts promise to tell."""
        return sum(customer.contact_count for customer in self.customers)  # type: ignore[attr-defined]

    @property
    def brands(self) -> list[str]:
        return sorted({one.listing.brand.name for one in self.affected})


def fall_of(decision: AdequacyDecision, *, on: datetime.date) -> Fall:
    """What rests on a decision alone on a day, among listings that were approved and have not ended: three queries."""
    resting = Location.objects.current().filter(covered(on)).exclude(covered(on, without=decision))
    listings = (
        Listing.objects.open()
        .filter(status__in=APPROVED_ONCE, pk__in=resting.values("listing"))
        .select_related("brand", "service", "third_party")
        .prefetch_related(Prefetch("locations", resting.select_related("country"), to_attr="resting"))
    )
    affected = tuple(Affected(one, countries_of(one.resting)) for one in listings)
    brands = {one.listing.brand_id for one in affected}
    told = Count("contacts", filter=Q(contacts__removed_at=None))
    customers = Customer.objects.under_contract(on).filter(brand__in=brands).annotate(contact_count=told)
    customers = customers.select_related("brand")
    return Fall(decision, on, affected, tuple(customers.order_by("brand", "name", "pk")))


def countries_of(places: Sequence[Location]) -> tuple[Country, ...]:
    """The countries of places, each once, by name."""
    return tuple(sorted({place.country for place in places}, key=lambda country: country.name))
