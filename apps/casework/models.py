"""Counters of references, approvals by two people, the ledger of accesses, and tables that wait to be imported."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Ledger, Tracked, TrackedQuerySet

from .choices import AccessKind, ApprovalStatus, FourEyes, Outcome

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


class AccessEntryQuerySet(models.QuerySet):
    def of(self, case: models.Model) -> "AccessEntryQuerySet":
        """Everything that was opened of a case."""
        return self.filter(case=f"{case._meta.label_lower}:{case.pk}")


class AccessEntry(Ledger):
    """One opening or taking away of what is secret or about a person: who, what, when and why. Rows are only added.

    ``about`` and ``case`` are the names of the record and of the case that it belongs to, as in ``app.model:id``.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("who")
    )
    what = models.CharField(_("what"), max_length=20, choices=AccessKind, editable=False)
    about = models.CharField(_("which"), max_length=100, editable=False)
    case = models.CharField(_("of"), max_length=100, editable=False)
    why = models.CharField(_("why"), max_length=300, editable=False)

    objects: ClassVar[Any] = AccessEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("accesses")
        ordering = ["-moment", "-pk"]
        indexes = [
            models.Index(fields=["case", "user", "moment"], name="casework_access_of_case"),
            models.Index(fields=["-moment", "-id"], name="casework_access_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.about}"


def new_staged_name() -> str:
    """A name that nobody guesses."""
    return get_random_string(32)


class StagedFile(models.Model):
    """An uploaded table whose rows wait here, between preview and confirmation, for an hour at most.

    ``register`` is the model that it is for, ``headers`` its columns. Whole only once ``is_read``.
    """

    name = models.CharField(max_length=32, primary_key=True, default=new_staged_name, editable=False)
    register = models.CharField(max_length=100, editable=False)
    actor = models.CharField(max_length=60, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    is_read = models.BooleanField(default=False, editable=False)

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="casework_staged_made")]

    def __str__(self) -> str:
        return f"{self.register}: {self.name}"


#: So many values of a row can be staged.
MOST_VALUES = 12


class StagedRow(models.Model):
    """One row of a staged file: its values as text, each as the register takes it, and what becomes of it.

    ``outcome`` is empty until the row was judged. A refused row says which column is wrong, and why.
    """

    file = models.ForeignKey(StagedFile, models.CASCADE, related_name="rows", db_index=False, editable=False)
    number = models.PositiveIntegerField(editable=False)
    v0 = models.TextField(null=True, editable=False)
    v1 = models.TextField(null=True, editable=False)
    v2 = models.TextField(null=True, editable=False)
    v3 = models.TextField(null=True, editable=False)
    v4 = models.TextField(null=True, editable=False)
    v5 = models.TextField(null=True, editable=False)
    v6 = models.TextField(null=True, editable=False)
    v7 = models.TextField(null=True, editable=False)
    v8 = models.TextField(null=True, editable=False)
    v9 = models.TextField(null=True, editable=False)
    v10 = models.TextField(null=True, editable=False)
    v11 = models.TextField(null=True, editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome, default="", editable=False)
    record = models.BigIntegerField(null=True, editable=False)
    record_version = models.PositiveIntegerField(null=True, editable=False)
    wrong_column = models.CharField(max_length=200, default="", editable=False)
    wrong = models.TextField(default="", editable=False)

    class Meta:
        indexes = [models.Index(fields=["file", "outcome", "number"], name="casework_staged_outcome")]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.number}"
