"""Published versions: what the public could read from a moment on, never changed after."""

import json
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.trail.models import Ledger

from ..choices import DocumentKind, Format


class PublishedVersionQuerySet(models.QuerySet):
    def effective(self, moment: datetime) -> "PublishedVersionQuerySet":
        """What was in effect at this moment, or before."""
        return self.filter(effective_at__lte=moment)


class PublishedVersion(Ledger):
    """One version of a document of a brand: its content, hashed, and from when it is the one in effect.

    ``content`` is canonical JSON; what it holds is the kind's own business. It holds nothing personal, as a ledger
    never forgets. ``part`` names what of the brand the document is about, such as a site; empty: the whole brand.
    """

    added_later: ClassVar[dict[str, Any]] = {"part": ""}

    kind = models.CharField(_("document"), max_length=20, choices=DocumentKind, editable=False)
    brand = models.ForeignKey(
        "organisation.Brand", models.PROTECT, related_name="versions", editable=False, verbose_name=_("brand")
    )
    part = models.CharField(_("part"), max_length=253, default="", db_default="", editable=False)
    number = models.PositiveIntegerField(_("version"), editable=False)
    effective_at = models.DateTimeField(_("in effect from"), editable=False)
    is_substantial = models.BooleanField(_("affects people's rights"), default=False, editable=False)
    content = models.TextField(editable=False)
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, editable=False)

    objects: ClassVar[Any] = PublishedVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="publications_version_number_once", fields=["kind", "brand", "part", "number"]
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "brand", "part", "-effective_at", "-id"], name="publications_version_effective"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.part or self.brand}, {self.number}"

    @property
    def said(self) -> dict[str, Any]:
        """The content, read."""
        return json.loads(self.content)


class Rendition(Ledger):
    """A published version as people read it: the very bytes, in one format and language; made once."""

    version = models.ForeignKey(PublishedVersion, models.PROTECT, related_name="renditions", editable=False)
    format = models.CharField(_("format"), max_length=10, choices=Format, editable=False)
    language = models.CharField(_("language"), max_length=10, editable=False)
    body = models.BinaryField(editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="publications_rendition_made_once", fields=["version", "format", "language"]),
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.format}, {self.language})"
