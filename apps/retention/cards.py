"""Holds on the home page: each figure is the length of the list that it leads to, for the person who looks."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.registers import Card

from .models import Hold
from .queries import visible

PLACE = ("admin:retention_hold_changelist", "retention.view_hold")

CARDS = [
    Card(
        _("Holds touched by a request"),
        lambda user: visible(Hold.objects.touched(), user).count(),
        *PLACE,
        _("Somebody on hold asks something of us: see to it that nothing is erased, and say that you looked."),
        "which=touched",
        is_urgent=True,
    ),
    Card(
        _("Holds to review"),
        lambda user: visible(Hold.objects.to_review(timezone.localdate()), user).count(),
        *PLACE,
        _("Is it still needed? Say so, or ask to lift it."),
        "which=review",
        is_urgent=True,
    ),
]
