"""A version of a list, read against the register as it stands now. Nothing is saved."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from apps.casework.spreadsheets import read_grid
from apps.organisation.models import Brand, Country
from apps.trail.canonical import canonical, plain

from ..choices import ChangeKind, ListingStatus
from ..models import ListChange, Listing, ListSource, Location, ThirdParty
from ..reading import ReadPlace, country_codes
from ..reading.comparing import Difference, compare
from ..reading.likeness import key_of
from ..reading.lists import Entry, ReadList, Refused, read_list, under_headers
from ..reading.wanted import PLACE_KINDS, with_wanted

#: So long a name or a function may be.
LONGEST = {"name": ThirdParty._meta.get_field("legal_name").max_length or 0, "function": 300}


@dataclass(frozen=True)
class Version:
    """A version of the list of a source: what was read of it, and what it changes in the register as of now.

    ``fingerprint`` is the same as long as the same file changes the same. ``unlisted`` are entries of the brand that
    stand in no list that was read: they stay as they are. ``adopted`` are those that this list names for the first time.
    """

    brand: Brand
    source: str
    read: ReadList
    differences: tuple[Difference, ...]
    unlisted: tuple[Listing, ...]
    adopted: tuple[Listing, ...]
    fingerprint: str


class Table(NamedTuple):
    """The table of a list: its headers, and the rows under them."""

    headers: list[str]
    rows: list[Sequence[object]]


def table_of(data: bytes) -> Table:
    """The table in a file (CSV or XLSX), wherever its headers stand.

    Raises:
        SheetRefused: the file cannot be read as a table.
    """
    return Table(*under_headers(read_grid(data)))


def read_version(table: Table, *, brand: Brand, source: str, columns: Mapping[str, str] | None = None) -> Version:
    """Read the table of a list, and compare it with the register.

    ``columns`` says which header is which; without it, what is saved for the source, else what the headers say.

    Raises:
        MissingColumn: nothing says who the third parties are, or what each does.
    """
    known = ListSource.objects.filter(brand=brand, name=source).first()
    mapping = columns if columns is not None else (known.mapping if known else None) or None
    brands = [name for pair in Brand.objects.values_list("key", "name") for name in pair]
    read = read_list(table.headers, table.rows, mapping, country_codes(country_names()), brands=brands)
    _refuse_too_long(read)
    return _compared(read, brand, source)


def compared_again(version: Version) -> Version:
    """What was read, compared with the register as it stands now."""
    return _compared(version.read, version.brand, version.source)


def _refuse_too_long(read: ReadList) -> None:
    """Names and functions that no record can hold, told like rows that cannot be read."""
    for entry in list(read.entries):
        for name, longest in LONGEST.items():
            if len(getattr(entry, name)) > longest:
                words = _("“%(start)s…” has more than %(count)d characters: shorten it.")
                reason = words % {"start": getattr(entry, name)[:40], "count": longest}
                read.refused.append(Refused(0, name, reason))
                read.present.add(entry.name)
                read.entries.remove(entry)
                break


def _compared(read: ReadList, brand: Brand, source: str) -> Version:
    listings = list(open_listings(brand))
    listed = {_key(entry) for entry in read.entries}
    entries = entries_of(listings)
    if "locations" not in read.columns:  # a list that says nothing of places takes none away
        entries = [replace(entry, places=frozenset()) for entry in entries]
    owned = [entry for entry in entries if entry.key.source == source]
    others = [entry for entry in entries if entry.key.source != source and _key(entry) in listed]
    differences = tuple(compare([*owned, *others], read.entries, read.present))
    compared = {entry.key.pk for entry in [*owned, *others]}
    return Version(
        brand=brand,
        source=source,
        read=read,
        differences=differences,
        unlisted=tuple(one for one in listings if one.pk not in compared and not one.source),
        adopted=tuple(entry.key for entry in others if not entry.key.source),
        fingerprint=_fingerprint(differences),
    )


def _key(entry: Entry) -> tuple[str, str, str]:
    return key_of(entry.service), key_of(entry.name), key_of(entry.function)


def _fingerprint(differences: Sequence[Difference]) -> str:
    """What two people must have seen alike: the changes and the versions of the listings that they are about."""
    told = [
        [one.kind, plain(one.before), plain(one.after), [[old.key.pk, old.key.version] for old in one.olds]]
        for one in differences
    ]
    return hashlib.sha256(canonical(told)).hexdigest()


def open_listings(brand: Brand) -> QuerySet:
    """The listings of a brand that are neither rejected nor ended, nor about to end, with all that an entry needs."""
    places = Prefetch("locations", Location.objects.current().select_related("country"), to_attr="current_places")
    waiting = Prefetch("changes", ListChange.objects.waiting().order_by("pk"), to_attr="waiting_changes")
    return (
        Listing.objects.open()
        .filter(brand=brand)
        .exclude(status=ListingStatus.ENDING)
        .select_related("service", "third_party__country")
        .prefetch_related(places, waiting)
        .order_by("pk")
    )


def entries_of(listings: Sequence[Listing]) -> list[Entry]:
    """What the register says of these listings, with the changes that were accepted and still wait."""
    entries: dict[int, Entry | None] = {one.pk: entry_of(one) for one in listings}
    for listing in listings:
        for change in listing.waiting_changes:  # type: ignore[attr-defined]
            entries[listing.pk] = with_wanted(entries[listing.pk], change.effect)
            entries |= dict.fromkeys(change.effect.get("closes", []))
    return [entry for entry in entries.values() if entry is not None]


def entry_of(listing: Listing) -> Entry:
    """What the register says of a listing, as a list would say it."""
    party = listing.third_party
    return Entry(
        name=party.legal_name,
        function=listing.function,
        service=listing.service.name if listing.service else "",
        places=frozenset(
            ReadPlace(place.country.code, place.kind, place.is_selectable)
            for place in listing.current_places  # type: ignore[attr-defined]
        ),
        corporate=party.country.code if party.country else "",
        is_optional=listing.is_optional,
        conditions=listing.conditions,
        website=party.website,
        key=listing,
    )


def country_names() -> dict[str, str]:
    """The names of countries by their codes."""
    return dict(Country.objects.values_list("code", "name"))


def in_words(kind: str, value: Any, names: Mapping[str, str]) -> Any:
    """A value of a change with countries by name: ``IN (support)`` is ``India (support)``; all else as it is."""
    if kind in PLACE_KINDS:
        return sorted(country_in_words(one, names) for one in value or [])
    if kind == ChangeKind.CORPORATE_LOCATION_CHANGED:
        return ", ".join(country_in_words(one, names) for one in str(value).split(", "))
    if isinstance(value, dict):
        named: dict[str, Any] = {
            "locations": sorted(country_in_words(one, names) for one in value.get("locations", []))
        }
        if value.get("corporate"):
            named["corporate"] = country_in_words(value["corporate"], names)
        return value | named
    return value


def country_in_words(label: str, names: Mapping[str, str]) -> str:
    """A label of a place with the name of its country."""
    code, space, kind = label.partition(" ")
    return f"{names.get(code, code)}{space}{kind}"
