"""The register on the home page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import Card

from .choices import ListingStatus
from .models import ListChange, Listing


def standing(*statuses: ListingStatus) -> Any:
    return lambda _user: Listing.objects.filter(status__in=statuses).count()


CARDS = [
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
