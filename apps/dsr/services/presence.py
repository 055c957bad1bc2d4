"""Who has a ticket open: noted without an act, as it changes no record and is forgotten within a day."""

import datetime
from typing import Any

from django.utils import timezone

from ..models import Ticket, Viewing

#: What was seen so long ago tells nobody anything.
FORGOTTEN_AFTER = datetime.timedelta(days=1)


def note_viewing(ticket: Ticket, *, by: Any) -> None:
    """Note that a person has a ticket open now; twice at once is once."""
    now = timezone.now()
    if Viewing.objects.filter(ticket=ticket, person=by).update(seen_at=now):
        return
    Viewing.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()
    Viewing.objects.bulk_create([Viewing(ticket=ticket, person=by, seen_at=now)], ignore_conflicts=True)
