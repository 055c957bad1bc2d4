"""What waits for a second person, on the home page."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.trail.models import Act, Verification
from apps.trail.queries import faults_told, oldest_unsealed

from .models import Approval
from .registers import Card
from .veils import hidden_names, in_view, may_count

#: So long an act may wait to be sealed before somebody is told.
UNSEALED = datetime.timedelta(seconds=60)


def waiting_for(user: Any) -> int:
    """Requests that this person may decide: pending, in time, and asked by somebody else."""
    open_now = Approval.objects.pending().filter(expires_at__gt=timezone.now())
    return in_view(open_now, user).exclude(requested_by=user).count()


def faults_of_the_trail(user: Any) -> int:
    """What the last verification found, and one more where acts wait too long to be sealed or nothing was verified."""
    last = Verification.objects.first()
    waiting = oldest_unsealed(in_view(Act.objects.all(), user))
    held_up = waiting is not None and waiting > UNSEALED
    found = len(_faults(last, user)) or int(last.code != 0) if last else 1
    return found + held_up


def _faults(verification: Verification, user: Any) -> list[dict[str, str]]:
    return faults_told(verification, hidden=lambda names: hidden_names(names, user), counts=may_count(user))


CARDS = [
    Card(
        title=_("Faults of the trail"),
        figure=faults_of_the_trail,
        url="admin:trail_verification_changelist",
        permission="trail.view_verification",
        hint=_("What the last verification found, or that acts wait to be sealed."),
        is_urgent=True,
    ),
    Card(
        title=_("Waiting for a second person"),
        figure=waiting_for,
        url="admin:casework_approval_changelist",
        query="status__exact=pending",
        permission="casework.view_approval",
        hint=_("Requests of others that you can look at and decide."),
        is_urgent=True,
    ),
]
