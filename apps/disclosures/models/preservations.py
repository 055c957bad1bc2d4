"""Data that is kept because an authority asked to preserve it."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import TrackedQuerySet

from ..choices import PreservationStatus
from .demands import Demand
from .unguessable import Unguessable


class PreservationQuerySet(TrackedQuerySet):
    def active(self) -> "PreservationQuerySet":
        return self.filter(status=PreservationStatus.ACTIVE)

    def over(self, day: datetime.date) -> "PreservationQuerySet":
        """Active still, though the last day is past."""
        return self.active().filter(until__lt=day)


class Preservation(Unguessable):
    """That data of a request is preserved through ``until``, by which clock, and extended how often."""

    demand = models.OneToOneField(Demand, models.PROTECT, related_name="preservation", verbose_name=_("demand"))
    status = models.CharField(
        _("status"), max_length=8, choices=PreservationStatus, default=PreservationStatus.ACTIVE, editable=False
    )
    law = models.CharField(_("clock"), max_length=40, editable=False)
    since = models.DateField(_("since"), editable=False)
    until = models.DateField(_("through"), editable=False)
    extended_on = models.DateField(_("extended on"), null=True, editable=False)
    is_confirmed = models.BooleanField(
        _("until it is produced"), default=False, editable=False, help_text=_("A request to produce was announced.")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    ending = models.TextField(_("why it ended"), blank=True, editable=False)

    objects: ClassVar[Any] = PreservationQuerySet.as_manager()
    history = Trail(
        personal=["ending"],
        kept=["demand", "status", "law", "since", "until", "extended_on", "is_confirmed", "ended_at", "ended_by"],
        part_of="demand",
    )

    class Meta:
        verbose_name = _("preservation")
        verbose_name_plural = _("preservations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="disclosures_preservation_ends_after_it_begins", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="disclosures_preservation_ended_at_a_moment",
                condition=Q(status=PreservationStatus.ACTIVE, ended_at=None)
                | Q(status=PreservationStatus.ENDED, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()
