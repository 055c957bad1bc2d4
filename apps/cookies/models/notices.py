"""The notice of a site: drafted from the registry, published as it was drafted, and never changed after."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked

from ..choices import OFFERED, Category, Language, NoticeStatus, Verdict


class CategoryText(Tracked):
    """What a category is called, what belongs to it, and what follows from accepting or refusing it (9.1, 9.2)."""

    category = models.CharField(
        _("category"), max_length=20, choices=[(one.value, one.label) for one in OFFERED], editable=False
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, editable=False)
    title = models.CharField(_("title"), max_length=100)
    description = models.CharField(_("what belongs to it"), max_length=1000)
    implications = models.CharField(_("what accepting or refusing it means"), max_length=1000)

    history = Trail(kept=["category", "language", "title", "description", "implications"])

    class Meta:
        verbose_name = _("text of a category")
        verbose_name_plural = _("texts of categories")
        ordering = ["category", "language"]
        constraints = [
            models.UniqueConstraint(name="cookies_categorytext_once", fields=["category", "language"]),
            models.CheckConstraint(
                name="cookies_categorytext_of_what_is_offered", condition=~Q(category=Category.UNCLASSIFIED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} ({self.language})"


class CookieNotice(Tracked):
    """A draft of a site's notice, and the record of its publication.

    ``content`` is the canonical JSON that the published version holds. ``revision`` counts how often visitors were asked
    anew; ``reasons`` (JSON) are the rules that gave the verdict; ``explanation`` is why a changed purpose did not change in
    meaning, in the words of whoever publishes.
    """

    site = models.ForeignKey("cookies.Site", models.PROTECT, related_name="notices", verbose_name=_("site"))
    status = models.CharField(
        _("status"), max_length=12, choices=NoticeStatus, default=NoticeStatus.DRAFT, editable=False
    )
    content = models.TextField(editable=False)
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, editable=False)
    verdict = models.CharField(_("what it means for visitors"), max_length=12, choices=Verdict, editable=False)
    reasons = models.TextField(editable=False)
    explanation = models.CharField(_("why it is not asked again"), max_length=500, blank=True, editable=False)
    revision = models.PositiveIntegerField(_("how often visitors were asked anew"), editable=False)
    published = models.OneToOneField(
        "publications.PublishedVersion",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="cookie_notice",
        verbose_name=_("published version"),
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("drafted by"),
    )
    drafted_at = models.DateTimeField(_("drafted"), editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    history = Trail(
        personal=["content", "reasons"],
        kept=[
            *["site", "status", "sha256", "verdict", "explanation", "revision", "published"],
            *["drafted_by", "drafted_at", "published_by", "published_at"],
        ],
    )

    class Meta:
        verbose_name = _("cookie notice")
        verbose_name_plural = _("cookie notices")
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="cookies_cookienotice_one_draft_of_a_site",
                fields=["site"],
                condition=Q(status=NoticeStatus.DRAFT),
                violation_error_message=_("There is a draft for this site already."),
            ),
            models.CheckConstraint(
                name="cookies_cookienotice_published_with_its_version",
                condition=Q(status=NoticeStatus.PUBLISHED, published__isnull=False, published_at__isnull=False)
                | (~Q(status=NoticeStatus.PUBLISHED) & Q(published=None, published_at=None, published_by=None)),
            ),
            models.CheckConstraint(name="cookies_cookienotice_revision_counts_from_one", condition=Q(revision__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.get_status_display()}"

    @property
    def said(self) -> dict[str, Any]:
        """The content, read."""
        return json.loads(self.content)
