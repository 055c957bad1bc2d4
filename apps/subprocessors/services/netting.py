"""What came to nothing before anybody was told: accepted changes that later ones take back are cancelled."""

from typing import Any

from django.utils.translation import gettext as _

from apps.publications.services import withdraw_subject
from apps.trail.acts import object_name

from ..choices import ChangeStatus
from ..models import ListChange, Listing
from ..queries.versions import entry_of, open_listings
from ..reading.lists import Entry
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
    waiting = known.waiting_changes if known else []
    if known is None or len(waiting) < 2 or {one.status for one in waiting} != {ChangeStatus.ACCEPTED}:
        return 0
    before = entry_of(known)
    after: Entry | None = before
    for change in waiting:
        after = with_wanted(after, change.effect)
    if before != after:
        return 0
    for change in waiting:
        cancel_change(change, reason=_("Taken back by a later version of the list."), by=by)
    return len(waiting)
