"""Vetting and transfers on a day: which documents a listing lacks, and on what its places rest.

Computed from dated records whenever it is asked, never stored, so that a lapsed certificate or a decision that falls
changes a listing without anybody editing it, and taking either back restores it exactly.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.organisation.models import AdequacyDecision, Country
from apps.trail.models import Tracked

from ..choices import BY_DECISION, CHECKLIST, SUPPLEMENTS, ListingStatus, Mechanism, RecipientRole, Requirement
from ..models import Evidence, ListChange, Listing, Location, Transfer, TransferAssessment


def with_overlays(listings: QuerySet, day: datetime.date) -> QuerySet:
    """Listings that know, for this day, ``is_stale`` (vetting incomplete or lapsed) and ``is_uncovered`` (a place
    without a valid transfer): no further query per listing.
    """
    return listings.annotate(is_stale=_truth(stale(day)), is_uncovered=_truth(uncovered(day)))


def stale(day: datetime.date) -> Q:
    """Listings that lack a document of the checklist on this day, or about whose company a reviewer found a blocker."""
    lacking = Q(Exists(Evidence.objects.blocking().filter(third_party=OuterRef("third_party"))))
    for requirement in CHECKLIST:
        lacking |= _applies(requirement) & ~Q(Exists(_documents(requirement, day)))
    return lacking


def held_back(day: datetime.date) -> QuerySet:
    """Listings whose announced day has passed, or has come while they lack what they need: the worker starts the others."""
    announced = Listing.objects.filter(status=ListingStatus.ANNOUNCED)
    return announced.filter(Q(effective_on__lt=day) | (Q(effective_on=day) & (stale(day) | uncovered(day))))


def uncovered(day: datetime.date, *, without: AdequacyDecision | None = None) -> Q:
    """Listings with a current place that no transfer covers on this day; ``without`` is a decision taken as fallen."""
    places = Location.objects.current().filter(listing=OuterRef("pk")).exclude(covered(day, without=without))
    return Q(Exists(places))


def covered(day: datetime.date, *, without: AdequacyDecision | None = None) -> Q:
    """Locations in the EEA, under an adequacy decision in force, or with a transfer that holds on this day."""
    by_adequacy = decisions_in_force(day, without).filter(country=OuterRef("country"), needs_certification=False)
    recorded = holding_transfers(day, without=without)
    of_place = recorded.filter(listing=OuterRef("listing"), country=OuterRef("country"))
    return Q(country__is_eea=True) | Q(Exists(by_adequacy)) | Q(Exists(of_place))


def decisions_in_force(day: datetime.date, without: AdequacyDecision | None = None) -> QuerySet:
    """Adequacy decisions in force on a day, but for one that is taken as fallen."""
    decisions = AdequacyDecision.objects.covering(day)
    return decisions if without is None else decisions.exclude(pk=without.pk)


def holding_transfers(day: datetime.date, *, without: AdequacyDecision | None = None) -> QuerySet:
    """Transfers that hold on a day: on a decision in force, or with an assessment of the country within its review.

    A certificate for the data of employees alone covers nobody else's; what supplements clauses for the United Kingdom
    or Switzerland holds nothing by itself.
    """
    decisions = decisions_in_force(day, without).filter(pk=OuterRef("decision"), country=OuterRef("country"))
    assessments = TransferAssessment.objects.valid_on(day).filter(
        third_party=OuterRef("importer"), country=OuterRef("country")
    )
    fit = Q(covers_non_hr=True) | Q(covers_hr=True, listing__role=RecipientRole.PROCESSOR_OWN)
    by_decision = Q(Exists(decisions), mechanism=Mechanism.ADEQUACY) | (
        Q(Exists(decisions), mechanism=Mechanism.ADEQUACY_DPF) & fit
    )
    by_contract = ~Q(mechanism__in=[*BY_DECISION, *SUPPLEMENTS]) & Q(Exists(assessments))
    return Transfer.objects.in_time(day).filter(by_decision | by_contract)


def uncovered_gains(change: ListChange, day: datetime.date) -> list[Country]:
    """The countries that an accepted change adds to its listing, and to which nothing lets data go on this day."""
    codes = {code for code, *_rest in change.effect.get("gained", [])}
    adequate = decisions_in_force(day).filter(country=OuterRef("pk"), needs_certification=False)
    holding = holding_transfers(day).filter(listing=change.listing_id, country=OuterRef("pk"))
    countries = Country.objects.filter(code__in=codes, is_eea=False).exclude(Q(Exists(adequate)) | Q(Exists(holding)))
    return list(countries.order_by("name"))


@dataclass(frozen=True)
class CheckLine:
    """One line of a listing's checklist: what is needed, the document that meets it on the day, or none."""

    requirement: Requirement
    evidence: Evidence | None

    @property
    def is_met(self) -> bool:
        return self.evidence is not None


def checklist(listing: Listing, day: datetime.date) -> list[CheckLine]:
    """What this listing needs, and the document that lasts longest of those that meet each line; in one query."""
    needed = [one for one in CHECKLIST if one.applies_to(listing)]
    there = list(Evidence.objects.valid_on(day).filter(third_party=listing.third_party_id))
    far = datetime.date.max
    lasting = sorted(there, key=lambda one: min(one.valid_until or far, one.next_due_on or far), reverse=True)
    return [
        CheckLine(requirement, next((one for one in lasting if one.kind in requirement.kinds), None))
        for requirement in needed
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


def places_with_cover(listing: Listing, day: datetime.date) -> list[PlaceCover]:
    """Each current place of a listing with what it rests on and how long, in five queries."""
    places = listing.locations.current().select_related("country").annotate(is_covered=_truth(covered(day)))
    decisions = {one.country_id: one for one in decisions_in_force(day).filter(needs_certification=False)}
    holding: dict[int, tuple[datetime.date, Transfer]] = {}
    assessed = _assessed_until(listing, day)
    recorded = holding_transfers(day).filter(listing=listing).select_related("decision", "listing", "country")
    for one in recorded.order_by("-valid_from", "-pk"):
        until = _last_day(one, assessed)
        if one.country_id not in holding or holding[one.country_id][0] < until:
            holding[one.country_id] = until, one  # of several, the one that lasts longest
    on_file = {one.country_id for one in Transfer.objects.current().filter(listing=listing)}
    return [_cover_of(place, decisions, holding, on_file) for place in places]


def _assessed_until(listing: Listing, day: datetime.date) -> dict[tuple[int, int], datetime.date]:
    """Until when the law of a country is assessed for an importer of this listing."""
    importers = Transfer.objects.current().filter(listing=listing).values("importer")
    assessments = TransferAssessment.objects.valid_on(day).filter(third_party__in=importers).order_by("review_on")
    return {(one.third_party_id, one.country_id): one.review_on for one in assessments}


def _last_day(transfer: Transfer, assessed: dict[tuple[int, int], datetime.date]) -> datetime.date:
    """The last day on which a transfer that holds today will hold, as far as is known."""
    ends = [transfer.valid_until, transfer.certified_until]
    if transfer.decision is not None:
        ends.append(transfer.decision.valid_until)
    else:
        ends.append(assessed.get((transfer.importer_id, transfer.country_id)))
    return min((one for one in ends if one), default=datetime.date.max)


def _cover_of(place: Any, decisions: dict[int, Any], holding: dict[int, Any], on_file: set[int]) -> PlaceCover:
    if place.country.is_eea:
        return PlaceCover(place, is_covered=True, words=Mechanism.NONE_EEA.label)
    if decision := decisions.get(place.country_id):
        words = _("Adequacy decision %(number)s") % {"number": decision.number}
        return PlaceCover(place, place.is_covered, words, decision.valid_until, decision.scope, decision)
    if place.country_id in holding:
        until, transfer = holding[place.country_id]
        known = None if until == datetime.date.max else until
        return PlaceCover(place, place.is_covered, transfer.get_mechanism_display(), known, record=transfer)
    if place.country_id in on_file:
        return PlaceCover(place, is_covered=False, words=LAPSED)
    return PlaceCover(place, is_covered=False, words=NOTHING)


NOTHING = gettext_lazy("No mechanism is on record.")
LAPSED = gettext_lazy("A mechanism is on record but does not hold: its decision, certificate or assessment has lapsed.")


def _applies(requirement: Requirement) -> Q:
    fits = Q()
    if requirement.roles:
        fits &= Q(role__in=requirement.roles)
    if requirement.recipient_kinds:
        fits &= Q(kind__in=requirement.recipient_kinds)
    if requirement.is_hosting:
        fits &= Q(is_hosting=True)
    return fits


def _documents(requirement: Requirement, day: datetime.date) -> QuerySet:
    return Evidence.objects.valid_on(day).filter(third_party=OuterRef("third_party"), kind__in=requirement.kinds)


def _truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
