"""What is told of a listing: words made from the records, in every language of a letter, and never by hand."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.organisation.models import Country

from ..choices import (
    ANNOUNCED_ROLES,
    IN_FORCE,
    ChangeKind,
    ChangeStatus,
    ListingStatus,
    LocationKind,
    Materiality,
    Mechanism,
)
from ..models import ListChange, Listing, Location
from ..reading.lists import Entry
from ..reading.qualified import ReadPlace
from ..reading.wanted import places_from, with_wanted
from .on_record import OnRecord
from .versions import entry_of

_S, _K = ListingStatus, ChangeKind
#: The languages of what is told, by the names that Django gives them.
LANGUAGES = {"en": "en-gb", "nl": "nl"}
#: So long after it took effect, a change for information is still told.
RECENT = datetime.timedelta(days=30)
#: What a listing tells by itself, when it comes and when it goes.
OF_THE_LISTING = [_K.ADDED, _K.REMOVED]


@dataclass(frozen=True)
class Telling:
    """One listing with all that may be told of it: its changes, the names of countries, and what transfers rest on."""

    listing: Listing
    changes: list[ListChange]
    countries: dict[str, Country]
    known: OnRecord

    @property
    def ending_since(self) -> datetime.datetime | None:
        """When its end was decided, as far as a change tells."""
        return next((one.decided_at for one in self.listing.going_changes), None)  # type: ignore[attr-defined]

    def said_of_coming(self) -> dict[str, Any]:
        """That it will start."""
        listing = self.listing
        names = {"name": listing.third_party.legal_name, "former": listing.replaces and listing.replaces.third_party}

        def told() -> dict[str, Any]:
            words = _("%(name)s becomes a subprocessor")
            if listing.replaces:
                words = _("%(name)s becomes a subprocessor in place of %(former)s")
            return {"heading": words % names, "rows": self._rows(entry_of(listing))}

        return in_every_language(told)

    def said_of_ending(self) -> dict[str, Any]:
        """That it ends, or has ended."""
        listing = self.listing
        last = listing.ended_on or listing.ending_on

        def told() -> dict[str, Any]:
            words = _("%(name)s is no longer a subprocessor") % {"name": listing.third_party.legal_name}
            rows = [*self._place_in_the_list(listing.function)]
            if last:
                rows.append([_("From"), date_format(last)])
            return {"heading": words, "rows": rows}

        return in_every_language(told)

    def said_of_change(self, before: Entry, after: Entry, changes: Sequence[ListChange]) -> dict[str, Any]:
        """What differs, from the first to the last."""

        def told() -> dict[str, Any]:
            names = {"name": after.name, "before": before.name}
            words = _("%(before)s becomes %(name)s") if before.name != after.name else _("%(name)s: what changes")
            rows = [*self._place_in_the_list(after.function), *self._differing(before, after)]
            if merged := [one for one in changes if one.kind in {_K.MERGED, _K.SPLIT}]:
                rows += [[one.get_kind_display(), one.name] for one in merged]
            return {"heading": words % names, "rows": rows}

        return in_every_language(told)

    def _place_in_the_list(self, function: str) -> list[list[str]]:
        service = self.listing.service.name if self.listing.service else _("All services")
        return [[_("Service"), service], [_("What it does"), function]]

    def _rows(self, entry: Entry) -> list[list[str]]:
        party = self.listing.third_party
        rows = self._place_in_the_list(entry.function)
        rows.append([_("Locations"), self._places(entry)])
        rows.append([_("Transfers rest on"), self._mechanisms(entry)])
        rows.append([_("Established in"), party.country.name if party.country else ""])
        rows.append([_("Address"), " ".join(party.registered_address.split())])
        rows.append([_("Conditions"), self._conditions(entry)])
        return [row for row in rows if row[1]]

    def _differing(self, before: Entry, after: Entry) -> list[list[str]]:
        pairs = [
            (_("Name before"), _("Name from then on"), before.name, after.name),
            (_("What it does now"), _("What it does from then on"), before.function, after.function),
            (_("Locations now"), _("Locations from then on"), self._places(before), self._places(after)),
            (_("Conditions now"), _("Conditions from then on"), self._conditions(before), self._conditions(after)),
            (_("Established in now"), _("From then on"), self._country(before), self._country(after)),
        ]
        rows = [
            row for was, becomes, old, new in pairs if old != new for row in ([was, old or "—"], [becomes, new or "—"])
        ]
        if before.places != after.places:
            rows.append([_("Transfers rest on"), self._mechanisms(after)])
        return [row for row in rows if row[1]]

    def _country(self, entry: Entry) -> str:
        return self._name(entry.corporate) if entry.corporate else ""

    def _name(self, code: str) -> str:
        return self.countries[code].name if code in self.countries else code

    def _places(self, entry: Entry) -> str:
        return ", ".join(sorted(self._place(place) for place in entry.places))

    def _place(self, place: ReadPlace) -> str:
        kind = LocationKind(place.kind)
        notes = [] if kind == LocationKind.PROCESSING else [str(kind.label).lower()]
        notes += [_("as selected by the customer")] if place.is_selectable else []
        return self._name(place.code) + (f" ({', '.join(notes)})" if notes else "")

    def _conditions(self, entry: Entry) -> str:
        words = [_("only when the customer uses the feature")] if entry.is_optional else []
        return "; ".join([*words, *([entry.conditions] if entry.conditions else [])])

    def _mechanisms(self, entry: Entry) -> str:
        """On what data rests that leaves the EEA, country by country."""
        codes = sorted({place.code for place in entry.places})
        told = [(self._name(code), self._mechanism(self.countries[code])) for code in codes if code in self.countries]
        return "; ".join(f"{name}: {words}" for name, words in told if words)

    def _mechanism(self, country: Country) -> str:
        if country.is_eea:
            return ""
        if decision := self.known.decisions.get(country.pk):
            return _("adequacy decision %(number)s") % {"number": decision.number}
        holding = [one for one in self.known.transfers.get(self.listing.pk, []) if one.country_id == country.pk]
        labels = dict.fromkeys(str(Mechanism(one.mechanism).label) for one in holding)
        return " + ".join(labels) or _("nothing on record")


def told_listings(brand: Any) -> list[Telling]:
    """The listings of a brand of which anything may be told, in the order of their references, in few queries."""
    since = timezone.now() - RECENT
    current = Location.objects.current().select_related("country")
    waiting = Q(status__in=[ChangeStatus.ACCEPTED, ChangeStatus.APPROVED], materiality=Materiality.NOTICE_REQUIRED)
    done = Q(status=ChangeStatus.EFFECTIVE, materiality=Materiality.INFORMATIONAL, decided_at__gte=since)
    changes = ListChange.objects.filter(waiting | done).exclude(kind__in=OF_THE_LISTING).order_by("pk")
    going = ListChange.objects.filter(kind=_K.REMOVED).order_by("-pk")
    recently = Q(status=_S.ENDED, ended_on__gte=since.date())
    listings = (
        Listing.objects.filter(brand=brand, role__in=ANNOUNCED_ROLES)
        .filter(Q(status__in=[_S.APPROVED, _S.ANNOUNCED, _S.SUSPENDED, *IN_FORCE]) | recently)
        .select_related("service", "third_party__country", "replaces__third_party")
        .prefetch_related(
            Prefetch("locations", current, to_attr="current_places"),
            Prefetch("changes", changes, to_attr="told_changes"),
            Prefetch("changes", going, to_attr="going_changes"),
        )
        .order_by("reference", "pk")
    )
    found = list(listings)
    known = OnRecord(found, timezone.localdate())
    countries = {country.code: country for country in Country.objects.all()}
    return [Telling(one, _of(one), countries, known) for one in found]


def _of(listing: Any) -> list[ListChange]:
    """What was done before anybody was told of the listing is part of what it is."""
    was_told = listing.status != _S.APPROVED
    return [
        one
        for one in listing.told_changes
        if one.status != ChangeStatus.EFFECTIVE or (was_told and one.decided_at > listing.approved_at)
    ]


def entry_before_and_after(telling: Telling, changes: Sequence[ListChange]) -> tuple[Entry, Entry]:
    """What people were told that the list says, and what it will say with these changes.

    What they are told before and still waits belongs to both; what is in the register and untold is taken back for the
    first.
    """
    before = entry_of(telling.listing)
    first = min((change.pk for change in changes), default=0)
    for change in telling.changes:
        if change.status != ChangeStatus.EFFECTIVE and change not in changes and change.pk < first:
            before = with_wanted(before, change.effect) or before
    after = before
    for change in changes:
        if change.status != ChangeStatus.EFFECTIVE:
            after = with_wanted(after, change.effect) or after
    for change in reversed(changes):
        if change.status == ChangeStatus.EFFECTIVE:
            before = _taken_back(before, change)
    return before, after


def _taken_back(entry: Entry, change: ListChange) -> Entry:
    effect = change.effect
    places = {place[:2]: place for place in entry.places}
    for place in places_from(effect.get("gained", [])):
        places.pop(place[:2], None)
    for place in places_from(effect.get("lost", [])):
        places[place[:2]] = place
    parts = {_K.RENAMED: "name", _K.PURPOSE_CHANGED: "function", _K.CORPORATE_LOCATION_CHANGED: "corporate"}
    values: dict[str, Any] = (
        {parts[_K(change.kind)]: change.was} if change.kind in parts and isinstance(change.was, str) else {}
    )
    return replace(entry, places=frozenset(places.values()), **values)


def in_every_language(told: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The same told in each language of a letter."""
    said = {}
    for code, language in LANGUAGES.items():
        with translation.override(language):
            said[code] = told()
    return said
