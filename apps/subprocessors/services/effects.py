"""What changes of lists do to the register: entries that come, go, and say something else than before."""

import re
from typing import Any

from django.utils import timezone

from apps.organisation import services as organisation
from apps.organisation.models import Brand, Country, Service
from apps.publications.queries import is_told
from apps.publications.services import withdraw_subject
from apps.trail.acts import object_name
from apps.trail.models import lock

from ..choices import SHOWN, ChangeKind, ListingStatus, RecipientKind, RecipientRole
from ..models import Listing, Location, ThirdParty
from ..queries.lint import HOSTING
from ..reading.likeness import key_of
from ..reading.wanted import places_from
from . import moves
from .listings import Place, propose_listing
from .publishing import publish_list_later
from .third_parties import change_third_party, third_party_named

_S = ListingStatus

#: An entry that is a company of our own group, or stands for several.
AFFILIATE = re.compile(r"\b(?:affiliates?|subsidiar(?:y|ies)|group compan(?:y|ies))\b", re.IGNORECASE)
SEVERAL = re.compile(r"\b(?:affiliates|subsidiaries|group companies)\b", re.IGNORECASE)


def add_entry(entry: dict[str, Any], *, brand: Brand, source: str, terms: Any, by: Any) -> Listing:
    """A new entry of a list as a proposal; one that was about to end is kept instead.

    Its kind and role are those of ``terms``, but for companies of the group, and a place that hosts is marked so.
    """
    country = _country(entry["corporate"]) if entry["corporate"] else None
    party = third_party_named(entry["name"], by=by, country=country, website=entry["website"])
    service = _service(brand, entry["service"], by=by)
    if ending := _ending(brand, service, party, entry["function"]):
        if not is_told(object_name(ending), ChangeKind.REMOVED):
            return moves.cancel_ending(ending, by=by)
        moves.end_now(ending, by=by)  # people were told that it goes, so it comes with a notice of its own
    is_ours = bool(AFFILIATE.search(f"{entry['name']} {entry['function']}"))
    if SEVERAL.search(entry["name"]) and not party.stands_for_group:
        party = change_third_party(party, stands_for_group=True, by=by)
    return propose_listing(
        brand=brand,
        service=service,
        third_party=party,
        function=entry["function"],
        kind=RecipientKind.AFFILIATE if is_ours else terms.kind,
        role=RecipientRole.AFFILIATE_SUBPROCESSOR if is_ours else terms.role,
        purpose=terms.purpose,
        is_optional=entry["is_optional"],
        is_hosting=bool(HOSTING.search(entry["function"])),
        conditions=entry["conditions"][:300],
        source=source,
        places=[Place(_country(one.code), one.kind, one.is_selectable) for one in places_from(entry["places"])],
        by=by,
    )


def _ending(brand: Brand, service: Service | None, party: ThirdParty, function: str) -> Listing | None:
    found = Listing.objects.filter(brand=brand, service=service, third_party=party, status=_S.ENDING)
    return next((one for one in found if key_of(one.function) == key_of(function)), None)


def _service(brand: Brand, name: str, *, by: Any) -> Service | None:
    """The service of a brand by its name, added where the register does not know it; none for all of them."""
    if not name:
        return None
    for service in brand.services.all():
        if key_of(service.name) == key_of(name):
            return service
    keys = set(brand.services.values_list("key", flat=True))
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:30] or "service"
    key = next(one for number in range(len(keys) + 1) if (one := f"{stem}-{number}" if number else stem) not in keys)
    return organisation.add(Service, brand=brand, name=name, key=key, by=by)


def _country(code: str) -> Country:
    return Country.objects.get(code=code)


def make_so(listing: Listing, wanted: dict[str, Any], *, reason: str, terms: Any, by: Any) -> Listing:
    """Do to a listing what an accepted change wants; see ``wanted.wanted_of``. What it wants already is left alone."""
    listing = lock(listing)
    if wanted.get("ends"):
        return close(listing, reason=reason, by=by)
    for pk in wanted.get("closes", []):
        close(lock(Listing.objects.get(pk=pk)), reason=reason, by=by)
    listing = _say(listing, wanted, by=by)
    _move_places(listing, wanted)
    if listing.status in SHOWN:
        publish_list_later(listing.brand)
    for entry in wanted.get("adds", []):
        add_entry(entry, brand=listing.brand, source=listing.source, terms=terms, by=by)
    return listing


def close(listing: Listing, *, reason: str, by: Any) -> Listing:
    """End what is on no list any more, in the way that fits where it stands: no data goes there from today."""
    if listing.status in {_S.APPROVED, _S.ANNOUNCED}:
        withdraw_subject(object_name(listing), reason=reason, by=by)
        listing = lock(listing)
    if listing.status == _S.ANNOUNCED:
        listing = moves.withdraw_announcement(listing, reason=reason, by=by)
    if listing.status in {_S.PROPOSED, _S.VETTING, _S.APPROVED}:
        return moves.reject_listing(listing, reason=reason, by=by)
    if listing.status == _S.ACTIVE:
        return moves.plan_ending(listing, ending_on=timezone.localdate(), reason=reason, by=by)
    if listing.status == _S.SUSPENDED:
        return moves.end_listing(listing, reason=reason, by=by)
    return listing


#: What a change sets of the listing itself.
SAID = ("function", "is_optional", "conditions")


def _say(listing: Listing, wanted: dict[str, Any], *, by: Any) -> Listing:
    """Name, country and the listing's own fields as wanted; where nothing differs, nothing is written."""
    party = listing.third_party
    if "name" in wanted:
        party = _renamed(party, wanted["name"], is_another=wanted.get("is_another", False), by=by)
    if wanted.get("corporate"):
        party = change_third_party(party, country=_country(wanted["corporate"]), by=by)
    said = {"third_party": party} | {name: wanted[name] for name in SAID if name in wanted}
    changed = {name: value for name, value in said.items() if getattr(listing, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(listing, name, value)
        listing.full_clean()
        listing.save()
    return listing


def _renamed(party: ThirdParty, name: str, *, is_another: bool, by: Any) -> ThirdParty:
    """The third party under its new name: the record of that name where there is one, else this one, renamed.

    One that may be another company gets a record of its own, so that no evidence of the old one counts for it.
    """
    known = ThirdParty.objects.filter(legal_name__iexact=name).first()
    if known is not None and known.pk != party.pk:
        return known
    if is_another:
        return third_party_named(name, country=party.country, by=by)
    return change_third_party(party, legal_name=name, by=by)


def _move_places(listing: Listing, wanted: dict[str, Any]) -> None:
    """Places lost, gained, and left to the customer or no longer."""
    current = {(one.country.code, one.kind): one for one in listing.locations.current().select_related("country")}
    for place in places_from([*wanted.get("lost", []), *wanted.get("selectable", [])]):
        if location := current.pop((place.code, str(place.kind)), None):
            location = lock(location)
            location.removed_at = timezone.now()
            location.save()
    for place in places_from([*wanted.get("gained", []), *wanted.get("selectable", [])]):
        if (place.code, str(place.kind)) not in current:
            Location.objects.create(
                listing=listing, country=_country(place.code), kind=place.kind, is_selectable=place.is_selectable
            )
