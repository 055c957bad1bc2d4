"""The register on the home page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import Card

from .choices import ListingStatus
from .models import Listing


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
]
