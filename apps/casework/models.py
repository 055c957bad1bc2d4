"""Counters of references, and approvals by two people."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from .choices import ApprovalStatus, FourEyes

DECIDED = [ApprovalStatus.APPROVED, ApprovalStatus.REFUSED]


class Counter(models.Model):
    """The last number used in a series of references."""

    series = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class ApprovalQuerySet(TrackedQuerySet):
    def pending(self) -> "ApprovalQuerySet":
        return self.filter(status=ApprovalStatus.PENDING)

    def about(self, subject: models.Model) -> "ApprovalQuerySet":
        return self.filter(subject_model=subject._meta.label_lower, subject_id=subject.pk)


class Approval(Tracked):
    """One person asks, another decides: bound to the exact content and version of what it is about."""

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    kind = models.CharField(_("what for"), max_length=30, choices=FourEyes, editable=False)
    subject_model = models.CharField(max_length=100, editable=False)
    subject_id = models.BigIntegerField(editable=False)
    subject_version = models.PositiveIntegerField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    status = models.CharField(
        _("status"), max_length=20, choices=ApprovalStatus, default=ApprovalStatus.PENDING, editable=False
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("asked by")
    )
    requested_at = models.DateTimeField(_("asked"), editable=False)
    expires_at = models.DateTimeField(_("expires"), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)

    objects: ClassVar[Any] = ApprovalQuerySet.as_manager()
    history = Trail(
        personal=["reason"],
        kept=[
            "reference",
            "kind",
            "subject_model",
            "subject_id",
            "subject_version",
            "content_hash",
            "status",
            "requested_by",
            "requested_at",
            "expires_at",
            "decided_by",
            "decided_at",
        ],
    )

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(fields=["subject_model", "subject_id"], name="casework_approval_subject"),
            models.Index(fields=["status", "-requested_at", "-id"], name="casework_approval_status"),
        ]
        constraints = [
            models.CheckConstraint(
                name="casework_approval_decided_by_and_at_together",
                condition=Q(status__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | Q(~Q(status__in=DECIDED), decided_by=None, decided_at=None),
            ),
            models.CheckConstraint(
                name="casework_approval_decided_by_a_second_person",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
            ),
            models.UniqueConstraint(
                name="casework_approval_pending_once_per_subject",
                fields=["kind", "subject_model", "subject_id"],
                condition=Q(status=ApprovalStatus.PENDING),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject_name(self) -> str:
        """How the trail names the record it is about."""
        return f"{self.subject_model}:{self.subject_id}"
