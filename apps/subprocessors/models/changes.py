"""Lists as they were read, version by version, and the changes that were accepted from them."""

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import ChangeKind, ChangeStatus, Materiality
from .listings import Listing


class ListSource(Tracked):
    """Where versions of a list come from, and in which of its columns we find what."""

    brand = models.ForeignKey(
        "organisation.Brand", models.PROTECT, related_name="list_sources", verbose_name=_("brand")
    )
    name = models.CharField(_("name"), max_length=100)
    columns = models.TextField(_("columns"), blank=True, editable=False)

    history = Trail(personal=["columns"], kept=["brand", "name"])

    class Meta:
        verbose_name = _("source of lists")
        verbose_name_plural = _("sources of lists")
        ordering = ["brand", "name"]
        constraints = [
            models.UniqueConstraint(
                name="subprocessors_listsource_once_per_brand",
                fields=["brand", "name"],
                violation_error_message=_("This brand has a source of this name already."),
            ),
            models.CheckConstraint(name="subprocessors_listsource_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.brand}: {self.name}"

    @property
    def mapping(self) -> dict[str, str]:
        """Our names of columns, and what they are called there."""
        return json.loads(self.columns) if self.columns else {}


class ListReading(Tracked):
    """One version of a list that was read and accepted: the file, encrypted, and how much of it was read."""

    source = models.ForeignKey(ListSource, models.PROTECT, related_name="readings", verbose_name=_("source"))
    read_at = models.DateTimeField(_("read"), editable=False)
    rows = models.PositiveIntegerField(_("rows"), editable=False)
    refused = models.PositiveIntegerField(_("rows refused"), editable=False)
    file = models.FileField(_("file"), max_length=100, blank=True, editable=False)
    file_name = models.CharField(_("name of the file"), max_length=255, blank=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)

    history = Trail(personal=["file", "file_name"], kept=["source", "read_at", "rows", "refused", "sha256"])

    class Meta:
        verbose_name = _("version of a list")
        verbose_name_plural = _("versions of lists")
        ordering = ["-read_at", "-pk"]
        indexes = [models.Index(fields=["source", "read_at"], name="subprocessors_reading_of")]

    def __str__(self) -> str:
        return f"{self.source}, {self.read_at:%Y-%m-%d}"


class ListChangeQuerySet(TrackedQuerySet):
    def waiting(self) -> "ListChangeQuerySet":
        """Accepted, and not yet in the register."""
        return self.filter(status__in=[ChangeStatus.ACCEPTED, ChangeStatus.APPROVED])


class ListChange(Tracked):
    """One change that was accepted from a version of a list: what was before, what is after, and when."""

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    reading = models.ForeignKey(ListReading, models.PROTECT, related_name="changes", verbose_name=_("version"))
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="changes", verbose_name=_("listing"))
    kind = models.CharField(_("kind"), max_length=30, choices=ChangeKind, editable=False)
    found_kind = models.CharField(_("read as"), max_length=30, choices=ChangeKind, editable=False)
    materiality = models.CharField(_("who is told"), max_length=20, choices=Materiality, editable=False)
    name = models.CharField(_("name"), max_length=300, editable=False)
    before = models.TextField(_("before"), editable=False)
    after = models.TextField(_("after"), editable=False)
    wanted = models.TextField(_("what it does to the listing"), editable=False)
    reason = models.TextField(_("reason"), blank=True, editable=False)
    status = models.CharField(
        _("status"), max_length=20, choices=ChangeStatus, default=ChangeStatus.ACCEPTED, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    decided_at = models.DateTimeField(_("accepted"), editable=False)
    effective_on = models.DateField(_("takes effect on"), null=True, editable=False)

    objects: ClassVar[Any] = ListChangeQuerySet.as_manager()
    history = Trail(
        personal=["before", "after", "wanted", "reason"],
        kept=[
            *["reference", "reading", "listing", "kind", "found_kind", "materiality", "name", "status", "decided_by"],
            *["decided_at", "effective_on"],
        ],
        part_of="listing",
    )

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-decided_at", "-pk"]
        indexes = [
            models.Index(fields=["listing", "status", "id"], name="subprocessors_change_listing"),
            models.Index(fields=["status", "effective_on", "id"], name="subprocessors_change_due"),
        ]
        constraints = [
            models.CheckConstraint(
                name="subprocessors_listchange_in_force_since_a_day",
                condition=~Q(status__in=[ChangeStatus.APPROVED, ChangeStatus.EFFECTIVE])
                | Q(effective_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.get_kind_display()}: {self.name}"

    @property
    def was(self) -> Any:
        """What stood before, read."""
        return json.loads(self.before) if self.before else None

    @property
    def becomes(self) -> Any:
        """What stands after, read."""
        return json.loads(self.after) if self.after else None

    @property
    def effect(self) -> dict[str, Any]:
        """What it does to the listing, read; see ``wanted.wanted_of``."""
        return json.loads(self.wanted) if self.wanted else {}
