"""Silence: why nobody may know of a request, until when, and who may."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import TrackedQuerySet

from ..choices import Covers
from ..choices import Silence as SilenceKind
from .demands import Demand
from .unguessable import Unguessable, UnguessablePart


class SilenceQuerySet(TrackedQuerySet):
    def standing(self) -> "SilenceQuerySet":
        """Neither lifted nor over."""
        return self.filter(ended_at=None)

    def over(self, day: datetime.date) -> "SilenceQuerySet":
        """Standing still, though its last day is past."""
        return self.standing().filter(expires_on__lt=day)


class Silence(Unguessable):
    """One prohibition to speak of a request.

    It ends with ``expires_on``, its last day; where no day is known it is looked at every ``review_every_days`` and stands
    until it is lifted in writing or by law. ``citation`` is the article, or the order.
    """

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="silences", verbose_name=_("demand"))
    kind = models.CharField(_("kind"), max_length=20, choices=SilenceKind)
    citation = models.CharField(_("ground"), max_length=300, help_text=_("The article, or the order and its date."))
    extent = models.CharField(_("covers"), max_length=12, choices=Covers, default=Covers.BOTH)
    starts_on = models.DateField(_("from"))
    expires_on = models.DateField(_("last day"), null=True, blank=True)
    review_every_days = models.PositiveSmallIntegerField(_("looked at every … days"), null=True, blank=True)
    review_on = models.DateField(_("to be looked at"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    ending = models.TextField(_("why it ended"), blank=True, editable=False)

    objects: ClassVar[Any] = SilenceQuerySet.as_manager()
    history = Trail(
        personal=["citation", "ending"],
        kept=[
            *["demand", "kind", "extent", "starts_on", "expires_on", "review_every_days", "review_on", "ended_at"],
            "ended_by",
        ],
        part_of="demand",
    )

    class Meta:
        verbose_name = _("silence")
        verbose_name_plural = _("silences")
        ordering = ["demand", "starts_on", "pk"]
        indexes = [models.Index(fields=["expires_on"], condition=Q(ended_at=None), name="disclosures_silence_ends")]
        constraints = [
            models.UniqueConstraint(
                name="disclosures_silence_one_at_a_time", fields=["demand"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="disclosures_silence_cites_its_ground",
                condition=Q(ended_at__isnull=False) | ~Q(citation=""),
                violation_error_message=_("Cite the ground: the article, or the order (privacy statement 4.5)."),
            ),
            models.CheckConstraint(
                name="disclosures_silence_ends_or_is_looked_at",
                condition=Q(expires_on__isnull=False) | Q(review_every_days__gte=1),
                violation_error_message=_("Give its last day, or after how many days it is looked at again."),
            ),
            models.CheckConstraint(
                name="disclosures_silence_ends_after_it_begins",
                condition=Q(expires_on=None) | Q(expires_on__gte=F("starts_on")),
                violation_error_message=_("Its last day cannot come before its first."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Cleared(UnguessablePart):
    """That somebody is cleared for one request; it counts only while they hold the clearance for secrecy as well."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="clearances", verbose_name=_("demand"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))

    history = Trail(kept=["demand", "user", "removed_at"], part_of="demand")

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        ordering = ["demand", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="disclosures_cleared_once",
                fields=["demand", "user"],
                condition=Q(removed_at=None),
                violation_error_message=_("This person is cleared already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
