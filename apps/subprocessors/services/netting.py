"""What came to nothing before anybody was told: accepted changes that later ones take back are cancelled."""

from typing import Any

from django.utils.translation import gettext as _

from apps.publications.services import withdraw_subject
from apps.trail.acts import object_name

from ..choices import ChangeStatus
from ..models import ListChange, Listing
from ..queries.versions import entry_of, open_listings
from ..reading.wanted import with_wanted
from .changes import cancel_change


def take_back_waiting(listing: Listing, wanted: dict[str, Any], *, by: Any) -> bool:
    """Cancel the waiting changes of a listing all of whose new places this one takes away; whether nobody was told.

    Those of an announcement that was sent are withdrawn from it first, with a correction to who was told.
    """
    lost = {tuple(place[:2]) for place in wanted.get("lost", [])}
    gains = [(one, _gained(one)) for one in ListChange.objects.waiting().filter(listing=listing).order_by("pk")]
    undone = [(change, gained) for change, gained in gains if gained and gained <= lost]
    untold = set()
    for change, gained in undone:
        if change.status == ChangeStatus.ACCEPTED:
            untold |= gained
        reason = _("Taken back by a later version of the list.")
        withdraw_subject(object_name(change), reason=reason, by=by)
        cancel_change(change, reason=reason, by=by)
    return bool(lost) and untold == lost and set(wanted) <= {"lost", "gained"} and not wanted.get("gained")


def _gained(change: ListChange) -> set[tuple[Any, ...]]:
    effect = change.effect
    others = {name for name, value in effect.items() if value} - {"gained", "lost"}
    return set() if others or effect.get("lost") else {tuple(place[:2]) for place in effect.get("gained", [])}


def cancel_netted(listing: Listing, *, by: Any) -> int:
    """Cancel the waiting changes of a listing that nobody was told of and that together change nothing; how many."""
    known = open_listings(listing.brand).filter(pk=listing.pk).first()
    accepted = [one for one in known.waiting_changes if one.status == ChangeStatus.ACCEPTED] if known else []
    if len(accepted) < 2 or len(accepted) != len(known.waiting_changes):
        return 0
    before = after = entry_of(known)
    for change in accepted:
        after = with_wanted(after, change.effect)
    if before != after:
        return 0
    for change in accepted:
        cancel_change(change, reason=_("Taken back by a later version of the list."), by=by)
    return len(accepted)
