"""Scans: what a browser was seen to keep, when, without its values."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Ledger, Tracked

from ..choices import Party, Phase, SameSite, ScanStatus, Storage


class Scan(Tracked):
    """One look at a site by a tool. A failed one, or one that met no page, proves nothing."""

    site = models.ForeignKey("cookies.Site", models.PROTECT, related_name="scans", verbose_name=_("site"))
    status = models.CharField(_("status"), max_length=10, choices=ScanStatus, editable=False)
    scanned_at = models.DateTimeField(_("scanned"))
    tool = models.CharField(_("tool"), max_length=100)
    tool_version = models.CharField(_("version of the tool"), max_length=60, blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True, editable=False)
    phases = models.CharField(_("phases"), max_length=60, blank=True, help_text=_("What was looked at, in order."))
    pages = models.PositiveIntegerField(_("pages"), default=0)
    problem = models.CharField(_("what went wrong"), max_length=500, blank=True)

    history = Trail(
        kept=["site", "status", "scanned_at", "tool", "tool_version", "sha256", "phases", "pages", "problem"]
    )

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["-scanned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="cookies_scan_of_a_file_once",
                fields=["site", "sha256"],
                condition=~Q(sha256=""),
                violation_error_message=_("This file was read for this site already."),
            ),
            models.CheckConstraint(
                name="cookies_scan_complete_met_a_page",
                condition=~Q(status=ScanStatus.COMPLETE) | Q(pages__gt=0),
            ),
            models.CheckConstraint(
                name="cookies_scan_failed_says_why", condition=~Q(status=ScanStatus.FAILED) | ~Q(problem="")
            ),
        ]
        indexes = [models.Index(fields=["site", "-scanned_at", "-id"], name="cookies_scan_of_site")]

    def __str__(self) -> str:
        return f"{self.site}, {self.scanned_at:%Y-%m-%d %H:%M}"


class Sighting(Ledger):
    """Something that a browser kept in one phase of a scan: its name and nature, never its value."""

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="sightings", editable=False)
    phase = models.CharField(_("when"), max_length=10, choices=Phase, editable=False)
    storage = models.CharField(_("kind"), max_length=20, choices=Storage, editable=False)
    name = models.CharField(_("name"), max_length=255, editable=False)
    domain = models.CharField(_("domain"), max_length=253, blank=True, editable=False)
    path = models.CharField(_("path"), max_length=200, blank=True, editable=False)
    party = models.CharField(_("party"), max_length=10, choices=Party, editable=False)
    is_session = models.BooleanField(_("ends with the session of the browser"), editable=False)
    lifetime = models.BigIntegerField(_("lifetime, in seconds"), null=True, editable=False)
    http_only = models.BooleanField("HttpOnly", null=True, editable=False)
    secure = models.BooleanField("Secure", null=True, editable=False)
    same_site = models.CharField("SameSite", max_length=10, choices=SameSite, blank=True, editable=False)
    is_partitioned = models.BooleanField("Partitioned", null=True, editable=False)
    set_by = models.CharField(_("set by"), max_length=300, blank=True, editable=False)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="cookies_sighting_once_per_phase", fields=["scan", "phase", "storage", "name", "domain", "path"]
            ),
        ]

    def __str__(self) -> str:
        return self.name
