"""Vetting and transfers on a day: which documents a listing lacks, and on what its places rest.

Computed from dated records whenever it is asked, never stored, so that a lapsed certificate or a decision that falls
changes a listing without anybody editing it, and taking either back restores it exactly.
"""

import datetime
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from apps.organisation.models import AdequacyDecision, Country

from ..choices import BY_DECISION, CHECKLIST, SUPPLEMENTS, ListingStatus, Mechanism, RecipientRole, Requirement
from ..models import Evidence, ListChange, Listing, Location, Transfer, TransferAssessment


def with_overlays(listings: QuerySet, day: datetime.date) -> QuerySet:
    """Listings that know, for this day, ``is_stale`` (vetting incomplete or lapsed) and ``is_uncovered`` (a place
    without a valid transfer): no further query per listing.
    """
    return listings.annotate(is_stale=truth(stale(day)), is_uncovered=truth(uncovered(day)))


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
    lawful = _lawful(day, listing=OuterRef("listing"), country=OuterRef("country"), without=without)
    return Q(country__is_eea=True) | lawful


def _lawful(day: datetime.date, *, listing: Any, country: Any, without: AdequacyDecision | None = None) -> Q:
    """Whether data of a listing may leave the EEA for a country on a day: by adequacy, or by a transfer that holds."""
    adequate = decisions_in_force(day, without).filter(country=country, needs_certification=False)
    recorded = holding_transfers(day, without=without).filter(listing=listing, country=country)
    return Q(Exists(adequate)) | Q(Exists(recorded))


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
    lawful = _lawful(day, listing=change.listing_id, country=OuterRef("pk"))
    return list(Country.objects.filter(code__in=codes, is_eea=False).exclude(lawful).order_by("name"))


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


def truth(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
