"""What waits for a second person, on the home page."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import Approval
from .registers import Card


def waiting_for(user: Any) -> int:
    """Requests that this person may decide: pending, in time, and asked by somebody else."""
    return Approval.objects.pending().filter(expires_at__gt=timezone.now()).exclude(requested_by=user).count()


CARDS = [
    Card(
        title=_("Waiting for a second person"),
        figure=waiting_for,
        url="admin:casework_approval_changelist",
        query="status__exact=pending",
        permission="casework.view_approval",
        hint=_("Requests of others that you can look at and decide."),
    )
]
