"""What is public, what an approval binds, and what a listing must say at the least."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from apps.publications.choices import DocumentKind
from apps.publications.models import PublishedVersion
from apps.publications.queries import in_effect, in_effect_everywhere
from apps.trail.canonical import plain

from ..choices import ListingStatus, RecipientKind, RecipientRole
from ..models import Evidence, Listing, Location, Transfer, TransferAssessment


@dataclass(frozen=True)
class PublicListing:
    """One row of the public page, in words of no language but for the names that the register holds.

    Kinds and roles are codes; ``selectable`` are those of the ``locations`` that the customer selects. ``from_on`` is set
    while it is announced, ``until_on`` when its end is planned.
    """

    reference: str
    brand: str
    service: str
    name: str
    function: str
    kind: str
    role: str
    locations: tuple[str, ...]
    selectable: tuple[str, ...]
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

    def places(self) -> list[str]:
        """The locations as people read them."""
        words = _("as selected by the customer")
        return [f"{name} ({words})" if name in self.selectable else name for name in self.locations]


def public_listings(*brands: Any) -> list[PublicListing]:
    """Exactly what is in force, and what is announced, for these brands, or for all where none is named; in two queries.

    The order is fixed: brand, service (all services first), name, function.
    """
    places = Prefetch("locations", Location.objects.current().select_related("country"), to_attr="current_places")
    listings = Listing.objects.public().select_related("brand", "service", "third_party__country")
    if brands:
        listings = listings.filter(brand__in=brands)
    return in_order(_public(listing) for listing in listings.prefetch_related(places))


def in_order(rows: Iterable[PublicListing]) -> list[PublicListing]:
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
        locations=tuple(sorted(places)),
        selectable=tuple(sorted(name for name, selectable in places.items() if selectable)),
        is_optional=listing.is_optional,
        conditions=listing.conditions,
        country=listing.third_party.country.name if listing.third_party.country else "",
        website=listing.third_party.website,
        from_on=listing.effective_on if listing.status == ListingStatus.ANNOUNCED else None,
        until_on=listing.ending_on if listing.status == ListingStatus.ENDING else None,
    )


def public_content(brand: Any) -> dict[str, Any]:
    """The list of a brand as a version holds it: plain values, days in ISO 8601."""
    return {"listings": [plain(dataclasses.asdict(row)) for row in public_listings(brand)]}


def listings_in(said: dict[str, Any]) -> list[PublicListing]:
    """The rows of a version, as they were published."""
    return [_published(row) for row in said["listings"]]


def _published(row: dict[str, Any]) -> PublicListing:
    days = {name: datetime.date.fromisoformat(row[name]) for name in ("from_on", "until_on") if row[name]}
    places = {name: tuple(row[name]) for name in ("locations", "selectable")}
    return PublicListing(**{**row, **places, **days})


def shown_now(brand: Any) -> tuple[PublishedVersion | None, list[PublicListing]]:
    """What the public page of a brand says: its newest version, or the register where none was published yet."""
    version = in_effect(DocumentKind.SUBPROCESSORS, brand)
    return version, listings_in(version.said) if version else public_listings(brand)


def shown_everywhere() -> list[PublicListing]:
    """What the page of the whole group says: the union of what those of its brands say; in constant queries."""
    versions = in_effect_everywhere(DocumentKind.SUBPROCESSORS)
    unpublished = [brand for brand, version in versions.items() if version is None]
    rows = [row for version in versions.values() if version for row in listings_in(version.said)]
    return in_order([*rows, *(public_listings(*unpublished) if unpublished else [])])


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
