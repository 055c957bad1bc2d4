"""The register on the home page."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.registers import Card

from .choices import APPROVED_ONCE, ListingStatus
from .models import ListChange, Listing, Objection
from .queries import ending_soon, held_back, stale, uncovered


def standing(*statuses: ListingStatus) -> Any:
    return lambda _user: Listing.objects.filter(status__in=statuses).count()


def approved() -> Any:
    """Listings that were approved and have not closed."""
    return Listing.objects.filter(status__in=APPROVED_ONCE).open()


CARDS = [
    Card(
        title=_("Objections to answer"),
        figure=lambda _user: Objection.objects.to_answer().count(),
        url="admin:subprocessors_objection_changelist",
        query="stands=answer",
        permission="subprocessors.view_objection",
        hint=_("Customers who object to an announced change, and have no answer yet."),
    ),
    Card(
        title=_("Transfers invalid"),
        figure=lambda _user: approved().filter(uncovered(timezone.localdate())).count(),
        url="admin:subprocessors_listing_changelist",
        query="wrong=uncovered",
        permission="subprocessors.view_listing",
        hint=_("Approved listings with a country to which nothing lets data go today."),
    ),
    Card(
        title=_("Evidence stale"),
        figure=lambda _user: approved().filter(stale(timezone.localdate())).count(),
        url="admin:subprocessors_listing_changelist",
        query="wrong=stale",
        permission="subprocessors.view_listing",
        hint=_("Approved listings that lack a document today that approval asks for."),
    ),
    Card(
        title=_("Announced and held back"),
        figure=lambda _user: held_back(timezone.localdate()).count(),
        url="admin:subprocessors_listing_changelist",
        query="wrong=held_back",
        permission="subprocessors.view_listing",
        hint=_("Their day has come, and something keeps them from starting."),
    ),
    Card(
        title=_("Evidence due soon"),
        figure=lambda _user: ending_soon(timezone.localdate()).count(),
        url="admin:subprocessors_evidence_changelist",
        query="ask=soon",
        permission="subprocessors.view_evidence",
        hint=_("Documents that end or are due within the reminders, with nothing newer in their place."),
    ),
    Card(
        title=_("Proposals and vetting"),
        figure=standing(ListingStatus.PROPOSED, ListingStatus.VETTING),
        url="admin:subprocessors_listing_changelist",
        query="status__in=proposed,vetting",
        permission="subprocessors.view_listing",
        hint=_("Listings that nobody has approved yet."),
    ),
    Card(
        title=_("Approved, not announced"),
        figure=standing(ListingStatus.APPROVED),
        url="admin:subprocessors_listing_changelist",
        query="status__exact=approved",
        permission="subprocessors.view_listing",
        hint=_("Customers are told before these may start."),
    ),
    Card(
        title=_("In force"),
        figure=standing(ListingStatus.ACTIVE, ListingStatus.ENDING),
        url="admin:subprocessors_listing_changelist",
        query="status__in=active,ending",
        permission="subprocessors.view_listing",
        hint=_("What the public page shows, beside what is announced."),
    ),
    Card(
        title=_("Changes that wait"),
        figure=lambda _user: ListChange.objects.waiting().count(),
        url="admin:subprocessors_listchange_changelist",
        query="status__in=accepted,approved",
        permission="subprocessors.view_listchange",
        hint=_("Accepted from a list, and not yet in the register."),
    ),
]
