"""On what transfers rest: recorded per listing and country, withdrawn, never changed."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..models import Listing, ThirdParty, Transfer


class NoTransfer(RuleBroken):
    """Data does not go there, does not leave the European Economic Area by it, or the record was withdrawn."""


def record_transfer(
    listing: Listing, *, country: Any, mechanism: str, importer: ThirdParty | None = None, by: Any, **values: Any
) -> Transfer:
    """Put on record under which mechanism a listed recipient gets data into a country (GDPR chapter V).

    ``importer`` is the listed third party where it is not said. Another mechanism for the same country may stand beside
    it: what falls with one then rests on the other.

    Raises:
        NoTransfer: the listing has no place in this country, nor does an accepted change bring one, or the country is
            in the European Economic Area.
        ValidationError: by field.
    """
    facts: dict[str, Any] = {"mechanism": mechanism, "country": country.name}
    with act("subprocessors.transfer_recorded", by=by, about=listing, **facts):
        listing = lock(listing)
        _ensure_leaves(listing, country)
        party = importer or listing.third_party
        lock(party)  # an approval under way sees it whole, or not at all
        transfer = Transfer(listing=listing, country=country, mechanism=mechanism, importer=party, **values)
        transfer.full_clean()
        transfer.save()
    return transfer


def record_transfers(listing: Listing, *, countries: Iterable[Any], by: Any, **values: Any) -> list[Transfer]:
    """The same mechanism for several countries of a listing, as one act of each.

    Raises:
        NoTransfer, ValidationError: as for one; then none is recorded.
    """
    with act("subprocessors.transfers_recorded", by=by, about=listing, mechanism=values.get("mechanism")):
        return [record_transfer(listing, country=country, by=by, **values) for country in countries]


def _ensure_leaves(listing: Listing, country: Any) -> None:
    names = {"country": country, "listing": listing.reference}
    if country.is_eea:
        raise NoTransfer(
            _("%(country)s is in the European Economic Area: data does not leave it by going there.") % names
        )
    coming = {code for change in listing.changes.waiting() for code, *_rest in change.effect.get("gained", [])}
    if country.code not in coming and not listing.locations.current().filter(country=country).exists():
        raise NoTransfer(_("%(listing)s has no location in %(country)s: add the location first.") % names)


def withdraw_transfer(transfer: Transfer, *, by: Any) -> Transfer:
    """A mechanism no longer holds, as when clauses were ended or a certificate was revoked; it stays on record.

    Raises:
        NoTransfer: it was withdrawn already.
    """
    facts: dict[str, Any] = {"mechanism": transfer.mechanism, "country": transfer.country.name}
    with act("subprocessors.transfer_withdrawn", by=by, about=transfer.listing, **facts):
        lock(transfer.listing)
        transfer = lock(transfer)
        if not transfer.stands:
            raise NoTransfer(_("This was withdrawn already."))
        transfer.withdrawn_at = timezone.now()
        transfer.save()
    return transfer
