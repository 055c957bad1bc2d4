"""What was served, as it came: sealed, with its SHA-256, and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail

from ..choices import OriginalKind
from .demands import Demand
from .unguessable import Unguessable


class Original(Unguessable):
    """One file of a request. It is written once; its bytes are sealed under its own key."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="originals", verbose_name=_("demand"))
    kind = models.CharField(_("kind"), max_length=12, choices=OriginalKind, default=OriginalKind.ORIGINAL)
    file = models.FileField(_("file"), max_length=100, editable=False)
    file_name = models.CharField(_("name"), max_length=255, editable=False)
    file_size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    added_at = models.DateTimeField(_("added"), editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )

    history = Trail(
        personal=["file", "file_name"],
        kept=["demand", "kind", "file_size", "sha256", "added_at", "added_by"],
        part_of="demand",
    )

    class Meta:
        verbose_name = _("original")
        verbose_name_plural = _("originals")
        ordering = ["demand", "added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="disclosures_original_each_file_once",
                fields=["demand", "sha256"],
                violation_error_message=_("This very file is on record already."),
            ),
            models.CheckConstraint(name="disclosures_original_has_its_bytes", condition=Q(file_size__gte=1)),
        ]

    def __str__(self) -> str:
        return self.file_name or self.get_kind_display()
