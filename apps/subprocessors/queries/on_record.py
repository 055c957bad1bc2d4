"""What listings stand on, on a day: the document of each line of the checklist, and what each place rests on."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.trail.models import Tracked

from ..choices import CHECKLIST, Mechanism, Requirement
from ..models import ChainMember, Evidence, GroupMember, Listing, Location, Transfer, TransferAssessment
from .cover import covered, decisions_in_force, holding_transfers, truth

RecordT = TypeVar("RecordT")
FAR = datetime.date.max


class OnRecord:
    """What is on record around some listings, for a day: each kind of record is read once for all of them, when asked."""

    def __init__(self, listings: Iterable[Listing], day: datetime.date) -> None:
        self.day = day
        self.listings = {one.pk for one in listings}
        self.parties = {one.third_party_id for one in listings}

    @cached_property
    def evidence(self) -> dict[int, list[Evidence]]:
        """By third party, the documents that count on the day, those that last longest first."""
        there = Evidence.objects.valid_on(self.day).filter(third_party__in=self.parties).select_related("third_party")
        lasting = sorted(there, key=lambda one: one.last_day or FAR, reverse=True)
        return _by(lasting, "third_party_id")

    @cached_property
    def blocking(self) -> dict[int, list[Evidence]]:
        """By third party, the documents that speak against it."""
        return _by(Evidence.objects.blocking().filter(third_party__in=self.parties), "third_party_id")

    @cached_property
    def places(self) -> dict[int, list[Location]]:
        """By listing, its current places, each with whether it is covered."""
        current = Location.objects.current().filter(listing__in=self.listings).select_related("country", "listing")
        return _by(current.annotate(is_covered=truth(covered(self.day))), "listing_id")

    @cached_property
    def decisions(self) -> dict[int, Any]:
        """By country, the adequacy decision in force that needs no certificate."""
        return {one.country_id: one for one in decisions_in_force(self.day).filter(needs_certification=False)}

    @cached_property
    def transfers(self) -> dict[int, list[Transfer]]:
        """By listing, the transfers that hold, the newest first."""
        holding = holding_transfers(self.day).filter(listing__in=self.listings)
        related = holding.select_related("decision", "listing", "country").order_by("-valid_from", "-pk")
        return _by(related, "listing_id")

    @cached_property
    def on_file(self) -> set[tuple[int, int]]:
        """The listings and countries with a transfer on record, whether it holds or not."""
        recorded = Transfer.objects.current().filter(listing__in=self.listings)
        return set(recorded.values_list("listing_id", "country_id"))

    @cached_property
    def assessed(self) -> dict[tuple[int, int], datetime.date]:
        """By importer and country, until when the law there is assessed."""
        importers = Transfer.objects.current().filter(listing__in=self.listings).values("importer")
        valid = TransferAssessment.objects.valid_on(self.day).filter(third_party__in=importers).order_by("review_on")
        return {(one.third_party_id, one.country_id): one.review_on for one in valid}

    @cached_property
    def chains(self) -> dict[int, list[ChainMember]]:
        """By listing, who stands below its recipient."""
        members = ChainMember.objects.current().filter(listing__in=self.listings)
        return _by(members.select_related("third_party__country"), "listing_id")

    @cached_property
    def members(self) -> dict[int, list[GroupMember]]:
        """By third party, the companies of the group for which it stands."""
        current = GroupMember.objects.current().filter(third_party__in=self.parties)
        return _by(current.select_related("legal_entity"), "third_party_id")


def _by(records: Iterable[RecordT], name: str) -> dict[int, list[RecordT]]:
    found: dict[int, list[RecordT]] = defaultdict(list)
    for record in records:
        found[getattr(record, name)].append(record)
    return found


@dataclass(frozen=True)
class CheckLine:
    """One line of a listing's checklist: what is needed, the document that meets it on the day, or none."""

    requirement: Requirement
    evidence: Evidence | None

    @property
    def is_met(self) -> bool:
        return self.evidence is not None


def checklist(listing: Listing, day: datetime.date, *, known: OnRecord | None = None) -> list[CheckLine]:
    """What this listing needs, and the document that lasts longest of those that meet each line; in one query."""
    there = (known or OnRecord([listing], day)).evidence.get(listing.third_party_id, [])
    return [
        CheckLine(requirement, next((one for one in there if one.kind in requirement.kinds), None))
        for requirement in CHECKLIST
        if requirement.applies_to(listing)
    ]


@dataclass(frozen=True)
class PlaceCover:
    """A place of a listing: what it rests on, in words, until when, or why nothing holds."""

    location: Location
    is_covered: bool
    words: Any
    until: datetime.date | None = None
    #: The scope of the decision that covers it, where the decision limits it.
    scope: str = ""
    #: The decision or transfer that it rests on.
    record: Tracked | None = None


def places_with_cover(listing: Listing, day: datetime.date, *, known: OnRecord | None = None) -> list[PlaceCover]:
    """Each current place of a listing with what it rests on and how long, in five queries."""
    known = known or OnRecord([listing], day)
    holding: dict[int, tuple[datetime.date, Transfer]] = {}
    for one in known.transfers.get(listing.pk, []):
        until = _last_day(one, known)
        if one.country_id not in holding or holding[one.country_id][0] < until:
            holding[one.country_id] = until, one  # of several, the one that lasts longest
    return [_cover_of(place, holding, known) for place in known.places.get(listing.pk, [])]


def _last_day(transfer: Transfer, known: OnRecord) -> datetime.date:
    """The last day on which a transfer that holds today will hold, as far as is known."""
    ends = [transfer.valid_until, transfer.certified_until]
    if transfer.decision is not None:
        ends.append(transfer.decision.valid_until)
    else:
        ends.append(known.assessed.get((transfer.importer_id, transfer.country_id)))
    return min((one for one in ends if one), default=FAR)


def _cover_of(place: Any, holding: dict[int, tuple[datetime.date, Transfer]], known: OnRecord) -> PlaceCover:
    if place.country.is_eea:
        return PlaceCover(place, is_covered=True, words=Mechanism.NONE_EEA.label)
    if decision := known.decisions.get(place.country_id):
        words = _("Adequacy decision %(number)s") % {"number": decision.number}
        return PlaceCover(place, place.is_covered, words, decision.valid_until, decision.scope, decision)
    if place.country_id in holding:
        until, transfer = holding[place.country_id]
        last = None if until == FAR else until
        return PlaceCover(place, place.is_covered, transfer.get_mechanism_display(), last, record=transfer)
    is_on_file = (place.listing_id, place.country_id) in known.on_file
    return PlaceCover(place, is_covered=False, words=LAPSED if is_on_file else NOTHING)


NOTHING = gettext_lazy("No mechanism is on record.")
LAPSED = gettext_lazy("A mechanism is on record but does not hold: its decision, certificate or assessment has lapsed.")
