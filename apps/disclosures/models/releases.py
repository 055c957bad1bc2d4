"""What leaves: the package of a release and each of its files."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail

from ..choices import Channel, DataCategory
from .demands import Demand, Target
from .unguessable import UnguessablePart


class Release(UnguessablePart):
    """A package for an authority: collected by one, released by a second person who saw exactly these files."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="releases", verbose_name=_("demand"))
    recipient = models.CharField(_("recipient"), max_length=200, editable=False)
    channel = models.CharField(_("by"), max_length=20, choices=Channel, editable=False)
    encryption = models.CharField(_("encryption"), max_length=200, editable=False)
    content_hash = models.CharField(_("SHA-256 of the package"), max_length=64, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), editable=False)
    approval = models.ForeignKey(
        "casework.Approval", models.PROTECT, editable=False, related_name="+", verbose_name=_("approval")
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("released by"),
    )
    released_at = models.DateTimeField(_("released"), null=True, editable=False)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, editable=False)
    handed_over_words = models.TextField(_("hand-over"), blank=True, editable=False)
    opened_at = models.DateTimeField(_("opened by the recipient"), null=True, editable=False)
    destroy_on = models.DateField(_("our copy goes on"), null=True, editable=False)

    history = Trail(
        personal=["recipient", "handed_over_words"],
        kept=[
            *["demand", "channel", "encryption", "content_hash", "asked_by", "asked_at", "approval", "released_by"],
            *["released_at", "handed_over_at", "opened_at", "destroy_on", "removed_at"],
        ],
        part_of="demand",
    )

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["demand", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="disclosures_release_one_at_a_time", fields=["demand"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(
                name="disclosures_release_by_two_people",
                condition=Q(released_by=None, released_at=None)
                | Q(released_at__isnull=False, released_by__isnull=False) & ~Q(released_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Release"))


class PackageFile(UnguessablePart):
    """One file of the package: sealed, and inside instrument, category, period and target."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="package_files", verbose_name=_("demand"))
    target = models.ForeignKey(Target, models.PROTECT, related_name="+", verbose_name=_("target"))
    category = models.CharField(_("category"), max_length=24, choices=DataCategory)
    period_from = models.DateTimeField(_("data from"))
    period_to = models.DateTimeField(_("data until"))
    rows = models.PositiveIntegerField(_("rows"), help_text=_("How many records it holds about the target."))
    fields = models.CharField(_("fields"), max_length=500, help_text=_("What each row says, as in number, start, end."))
    file = models.FileField(_("file"), max_length=100, blank=True, editable=False)
    file_name = models.CharField(_("name"), max_length=255, blank=True, editable=False)
    file_size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    added_at = models.DateTimeField(_("added"), editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )

    history = Trail(
        personal=["file", "file_name"],
        kept=[
            *["demand", "target", "category", "period_from", "period_to", "rows", "fields", "file_size", "sha256"],
            *["added_at", "added_by", "removed_at"],
        ],
        part_of="demand",
    )

    class Meta:
        verbose_name = _("file of a release")
        verbose_name_plural = _("files of releases")
        ordering = ["demand", "added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="disclosures_packagefile_each_once",
                fields=["demand", "sha256"],
                condition=Q(removed_at=None),
                violation_error_message=_("This very file is in the package already."),
            ),
            models.CheckConstraint(
                name="disclosures_packagefile_period_ends_after_it_begins",
                condition=Q(period_to__gte=F("period_from")),
                violation_error_message=_("The period cannot end before it begins: look at both moments."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or self.get_category_display()
