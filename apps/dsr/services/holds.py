"""Requests of people on hold: whoever owns the hold is told, by the worker, so that no page takes longer for one."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.utils import timezone

from apps.retention.models import Hold
from apps.retention.queries import phone_index, watched_people
from apps.retention.services import note_touches
from apps.trail.acts import object_name

from ..choices import OPEN
from ..models import Ticket
from .tickets import key_of_address

#: Also a request that was over at once is told, where the worker was down for no longer.
RECENT = datetime.timedelta(days=7)


def note_touched_holds() -> int:
    """Note, at each hold on a person, the requests of theirs that are open or came lately; how many were new.

    Asked from the side of the few who are on hold, so that a changed address and a new hold are found alike.
    """
    people = watched_people()
    by_address = _grouped((key_of_address(one.email), one.hold) for one in people)
    by_number = _grouped((phone_index(one.phone), one.hold) for one in people)
    touched: dict[Hold, set[str]] = defaultdict(set)
    for pk, holds in [*_addressed(by_address), *_called(by_number)]:
        for hold in holds:
            touched[hold].add(object_name(Ticket(pk=pk)))
    return note_touches(touched, by="worker")


def _grouped(pairs: Iterable[tuple[str, Hold]]) -> dict[str, list[Hold]]:
    """The holds of each key; no key finds nobody."""
    found: dict[str, list[Hold]] = defaultdict(list)
    for key, hold in pairs:
        if key:
            found[key].append(hold)
    return found


def _lately() -> Q:
    return Q(status__in=OPEN) | Q(logged_at__gte=timezone.now() - RECENT)


def _addressed(holds: dict[str, list[Hold]]) -> Iterator[tuple[int, list[Hold]]]:
    rows = Ticket.objects.filter(_lately(), email_key__in=holds).values_list("pk", "email_key")
    return ((pk, holds[key]) for pk, key in rows)


def _called(holds: dict[str, list[Hold]]) -> Iterator[tuple[int, list[Hold]]]:
    """Few requests come with a number, which everybody writes otherwise: each is compared."""
    if not holds:
        return iter(())
    rows = Ticket.objects.filter(_lately()).exclude(phone="").values_list("pk", "phone")
    return ((pk, found) for pk, phone in rows.iterator() if (found := holds.get(phone_index(phone))))
