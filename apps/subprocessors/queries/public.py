"""What is public, what an approval binds, and what a listing must say at the least."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from ..choices import ListingStatus, RecipientKind, RecipientRole
from ..models import Evidence, Listing, Location, Transfer, TransferAssessment


@dataclass(frozen=True)
class PublicListing:
    """One row of the public page. ``from_on`` is set while it is announced, ``until_on`` when its end is planned."""

    reference: str
    brand: str
    service: str
    name: str
    function: str
    kind: str
    role: str
    locations: tuple[str, ...]
    is_optional: bool
    conditions: str
    country: str
    website: str
    from_on: datetime.date | None
    until_on: datetime.date | None

    def get_kind_display(self) -> str:
        return str(RecipientKind(self.kind).label)

    def get_role_display(self) -> str:
        return str(RecipientRole(self.role).label)


def public_listings(brand: Any | None = None) -> list[PublicListing]:
    """Exactly what is in force, and what is announced, for one brand or for all; in two queries.

    Kinds and roles are codes, locations names. The order is fixed: brand, service (all services first), name, function.
    """
    places = Prefetch("locations", Location.objects.current().select_related("country"), to_attr="current_places")
    listings = Listing.objects.public().select_related("brand", "service", "third_party__country")
    if brand is not None:
        listings = listings.filter(brand=brand)
    rows = [_public(listing) for listing in listings.prefetch_related(places)]
    return sorted(rows, key=lambda row: (row.brand, row.service, row.name.casefold(), row.function, row.reference))


def _public(listing: Listing) -> PublicListing:
    places: dict[str, bool] = {}
    for place in listing.current_places:  # type: ignore[attr-defined]
        places[place.country.name] = places.get(place.country.name, True) and place.is_selectable
    return PublicListing(
        reference=listing.reference,
        brand=listing.brand.name,
        service=listing.service.name if listing.service else "",
        name=listing.third_party.legal_name,
        function=listing.function,
        kind=listing.kind,
        role=listing.role,
        locations=tuple(
            f"{name} ({_('as selected by the customer')})" if selectable else name
            for name, selectable in sorted(places.items())
        ),
        is_optional=listing.is_optional,
        conditions=listing.conditions,
        country=listing.third_party.country.name if listing.third_party.country else "",
        website=listing.third_party.website,
        from_on=listing.effective_on if listing.status == ListingStatus.ANNOUNCED else None,
        until_on=listing.ending_on if listing.status == ListingStatus.ENDING else None,
    )


def approved_content(listing: Listing) -> dict[str, Any]:
    """Everything that takes effect with an approval: the listing, the third party as it stands, and the places."""
    party = listing.third_party
    names = [
        "brand_id",
        "service_id",
        "function",
        "kind",
        "role",
        "purpose_id",
        "is_optional",
        "is_hosting",
        "conditions",
    ]
    return {
        **{name: getattr(listing, name) for name in [*names, "conduit_reason", "replaces_id", "effective_on"]},
        "third_party": {
            name: getattr(party, name) for name in ["id", "legal_name", "registration_number", "country_id"]
        },
        "places": sorted([place.country_id, place.kind, place.is_selectable] for place in listing.locations.current()),
    }


def vetted_content(listing: Listing) -> dict[str, Any]:
    """What an approval after vetting binds: the content, and every document, transfer and assessment it rests on."""
    party = listing.third_party_id
    resting = {
        "evidence": Evidence.objects.current().exclude(result="").filter(third_party=party),
        "transfers": Transfer.objects.current().filter(listing=listing),
        "assessments": TransferAssessment.objects.current().filter(third_party=party),
    }
    return approved_content(listing) | {
        name: list(records.order_by("pk").values_list("pk", flat=True))  # what is reviewed or recorded stays as it is
        for name, records in resting.items()
    }


def shortcomings(listing: Listing) -> list[str]:
    """What a listing lacks before anybody can be asked to approve it; each says where and how to mend it."""
    missing = []
    if listing.purpose_id is None:
        missing.append(_("%(listing)s has no purpose: choose one.") % {"listing": listing.reference})
    if not listing.locations.current().exists():
        missing.append(_("%(listing)s has no location: add where the data goes.") % {"listing": listing.reference})
    return missing


def counts_by_status() -> dict[str, int]:
    """How many listings stand in each status."""
    return dict(Counter(Listing.objects.values_list("status", flat=True)))
