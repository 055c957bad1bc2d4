"""Listings as proposals: what is proposed, changed and placed while nobody has approved it yet."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.references import next_reference
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import CLOSED, EDITABLE, LocationKind
from ..models import DESCRIBED, Listing, Location, ThirdParty


class NotEditable(RuleBroken):
    """A second person approved this content; it does not change under their name."""


class Unready(RuleBroken):
    """Something is missing that the next step needs."""


class Place(NamedTuple):
    """Where data is stored, processed, reached or supported: an ``organisation.Country`` and how."""

    country: Any
    kind: LocationKind = LocationKind.PROCESSING
    is_selectable: bool = False


def propose_listing(*, third_party: ThirdParty, places: Iterable[Place] = (), by: Any, **values: Any) -> Listing:
    """A new proposal, with its places.

    Raises:
        ValidationError: by field; the same third party, service and function are listed already.
    """
    with act("subprocessors.listing_proposed", by=by) as this:
        reference = next_reference("SUB", year=timezone.localdate().year)
        listing = Listing(reference=reference, third_party=third_party, **values)
        listing.full_clean()
        listing.save()
        this.about, this.facts["reference"] = listing, reference
        for place in places:
            _place(listing, place)
    return listing


def change_listing(listing: Listing, *, by: Any, version: int | None = None, **values: Any) -> Listing:
    """Change a proposal; where nothing differs, nothing is written.

    Raises:
        NotEditable: it is approved, or closed.
        Conflict, ValidationError: as for every record.
    """
    with act("subprocessors.listing_changed", by=by, about=listing) as this:
        listing = lock(listing, version=version)
        changed = {name: value for name, value in values.items() if getattr(listing, name) != value}
        if not changed:
            this.discard()
            return listing
        ensure_editable(listing)
        for name, value in changed.items():
            setattr(listing, name, value)
        listing.full_clean()
        listing.save()
    return listing


def describe_processing(listing: Listing, *, by: Any, version: int | None = None, **told: str) -> Listing:
    """Say what annexes tell of the processing (``DESCRIBED``); where nothing differs, nothing is written.

    It describes what a second person approved and changes nothing of that, so it may be written at any time.

    Raises:
        NotEditable: the listing is closed.
        Conflict, ValidationError: as for every record.
    """
    with act("subprocessors.processing_described", by=by, about=listing) as this:
        listing = lock(listing, version=version)
        changed = {name: told[name] for name in DESCRIBED if name in told and told[name] != getattr(listing, name)}
        if not changed:
            this.discard()
            return listing
        if listing.status in CLOSED:
            raise NotEditable(_("%(listing)s is closed and stays as it was.") % {"listing": listing.reference})
        for name, value in changed.items():
            setattr(listing, name, value)
        listing.full_clean()
        listing.save()
    return listing


def add_location(
    listing: Listing,
    *,
    country: Any,
    kind: LocationKind = LocationKind.PROCESSING,
    is_selectable: bool = False,
    by: Any,
) -> Location:
    """One more place of a proposal.

    Raises:
        NotEditable: the listing is approved, or closed.
        ValidationError: the place is listed already.
    """
    with act("subprocessors.location_added", by=by, about=listing, country=country.name, use=kind):
        listing = lock(listing)
        ensure_editable(listing)
        return _place(listing, Place(country, kind, is_selectable))


def remove_location(location: Location, *, by: Any) -> Location:
    """Take a place out of a proposal; its row stays, as part of the history.

    Raises:
        NotEditable: the listing is approved, or closed.
    """
    facts: dict[str, Any] = {"country": location.country.name, "use": location.kind}
    with act("subprocessors.location_removed", by=by, about=location.listing, **facts) as this:
        ensure_editable(lock(location.listing))
        location = lock(location)
        if location.removed_at is not None:
            this.discard()
            return location
        location.removed_at = timezone.now()
        location.save()
    return location


def set_locations(listing: Listing, places: Iterable[Place], *, by: Any) -> bool:
    """Make the current places of a proposal these; whether anything changed.

    Raises:
        NotEditable: they differ, and the listing is approved or closed.
    """
    wanted = {(place.country.pk, str(place.kind)): place for place in places}
    current = {(one.country_id, one.kind): one for one in listing.locations.current()}
    differing = [
        key for key, one in current.items() if key in wanted and one.is_selectable != wanted[key].is_selectable
    ]
    leaving = [one for key, one in current.items() if key not in wanted or key in differing]
    coming = [place for key, place in wanted.items() if key not in current or key in differing]
    if not leaving and not coming:
        return False
    with act("subprocessors.listing_changed", by=by, about=listing):
        for location in leaving:
            remove_location(location, by=by)
        for place in coming:
            add_location(listing, country=place.country, kind=place.kind, is_selectable=place.is_selectable, by=by)
    return True


def ensure_editable(listing: Listing) -> None:
    if listing.status not in EDITABLE:
        raise NotEditable(
            _(
                "%(listing)s is %(status)s: its content is fixed. Open the vetting again, or propose a listing "
                "that replaces it."
            )
            % {"listing": listing.reference, "status": listing.get_status_display().lower()}
        )


def _place(listing: Listing, place: Place) -> Location:
    location = Location(listing=listing, country=place.country, kind=place.kind, is_selectable=place.is_selectable)
    location.full_clean()
    location.save()
    return location
