"""The public list follows the register: what changes it publishes it, in the same transaction."""

from typing import Any

from apps.organisation.models import Brand
from apps.publications.choices import DocumentKind
from apps.publications.services import publish_later

from ..models import Listing, ThirdParty


def publish_list_later(brand: Brand) -> None:
    """Have the act under way publish the list of a brand before it ends, if it says something else then."""
    publish_later(DocumentKind.SUBPROCESSORS, brand)


def publish_lists_of(third_party: ThirdParty) -> None:
    """The same for every brand on whose list a third party stands."""
    shown: Any = Listing.objects.public().filter(third_party=third_party)
    for brand in Brand.objects.filter(pk__in=shown.values("brand")):
        publish_list_later(brand)
