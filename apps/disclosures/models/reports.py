"""Transparency reports: counted, frozen, published by two people."""

import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.choices import Right
from apps.trail.history import Trail
from apps.trail.models import TrackedQuerySet

from ..choices import BandOption, ReportStatus, Scope
from ..transparency.suppression import THRESHOLD
from .unguessable import Unguessable

_S = ReportStatus


class TransparencyReportQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> "TransparencyReportQuerySet":
        """All of them for who is cleared for secrecy; for others what is published."""
        if Right.SECRECY in getattr(user, "rights", ()):
            return self
        return self.filter(status__in=[_S.PUBLISHED, _S.REPLACED])

    def hidden_from(self, user: Any) -> "TransparencyReportQuerySet":
        """Those of which somebody learns nothing by the trail, as it tells what was counted before it was published."""
        return self.none() if Right.SECRECY in getattr(user, "rights", ()) else self

    def drafts(self) -> "TransparencyReportQuerySet":
        return self.filter(status=_S.DRAFT)

    def published(self) -> "TransparencyReportQuerySet":
        return self.filter(status=_S.PUBLISHED)


class TransparencyReport(Unguessable):
    """The figures of a half-year or a year, frozen when they were counted. Its status moves only in ``services``.

    ``figures`` are the tables as they are published, small counts left out, as canonical JSON: exact counts are kept
    nowhere. ``corrects`` is the published report of the same period that it replaces.
    """

    brand = models.ForeignKey(
        "organisation.Brand",
        models.PROTECT,
        related_name="+",
        verbose_name=_("brand"),
        help_text=_("At whose address it is published."),
    )
    scope = models.CharField(
        _("counts"),
        max_length=5,
        choices=Scope,
        default=Scope.BRAND,
        help_text=_("For one period either each brand tells its own, or one tells those of all brands."),
    )
    period = models.CharField(
        _("period"), max_length=7, help_text=_("A half-year as in 2026-H1, or a year whose halves are published: 2026.")
    )
    option = models.PositiveSmallIntegerField(
        _("national-security orders"),
        choices=BandOption,
        null=True,
        blank=True,
        help_text=_("Under which option of 50 USC 1874 they are told; empty: not at all."),
    )
    threshold = models.PositiveSmallIntegerField(
        _("small below"), default=THRESHOLD, help_text=_("Counts below this are joined to others or left blank.")
    )
    status = models.CharField(_("status"), max_length=9, choices=ReportStatus, default=_S.DRAFT, editable=False)
    note = models.TextField(
        _("note"), max_length=2000, blank=True, help_text=_("Why it is corrected; it is published.")
    )
    figures = models.TextField(_("figures"), editable=False)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="corrections", verbose_name=_("corrects")
    )
    counted_at = models.DateTimeField(_("counted"), editable=False)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("asked by"),
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_as = models.ForeignKey(
        "publications.PublishedVersion",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published version"),
    )

    objects: ClassVar[Any] = TransparencyReportQuerySet.as_manager()
    history = Trail(
        personal=["note", "figures"],
        kept=[
            *["brand", "scope", "period", "option", "threshold", "status", "corrects", "counted_at", "counted_by"],
            *["asked_by", "published_by", "published_at", "published_as"],
        ],
    )

    class Meta:
        verbose_name = _("transparency report")
        verbose_name_plural = _("transparency reports")
        ordering = ["-period", "brand", "-counted_at", "-pk"]
        constraints = [
            *(
                models.UniqueConstraint(
                    name=f"disclosures_transparencyreport_{status}_once",
                    fields=["brand", "scope", "period"],
                    condition=Q(status=status),
                    violation_error_message=_("There is such a report of this period already: look at that one."),
                )
                for status in (_S.DRAFT.value, _S.PUBLISHED.value)
            ),
            models.UniqueConstraint(
                name="disclosures_transparencyreport_of_all_brands_once",
                fields=["period"],
                condition=Q(status=_S.PUBLISHED, scope=Scope.ALL),
            ),
            models.CheckConstraint(
                name="disclosures_transparencyreport_published_by_two_people",
                condition=Q(published_by=None, published_at=None, published_as=None)
                | Q(published_by__isnull=False, published_at__isnull=False, published_as__isnull=False)
                & Q(asked_by__isnull=False)
                & ~Q(published_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="disclosures_transparencyreport_published_is_what_was_published",
                condition=Q(status__in=[_S.PUBLISHED, _S.REPLACED], published_at__isnull=False)
                | Q(status__in=[_S.DRAFT, _S.WITHDRAWN], published_at=None),
            ),
            models.CheckConstraint(
                name="disclosures_transparencyreport_keeps_small_counts_back",
                condition=Q(threshold__gte=THRESHOLD),
                violation_error_message=_("Counts below five are never told: choose five or more."),
            ),
            models.CheckConstraint(
                name="disclosures_transparencyreport_correction_says_why",
                condition=Q(corrects=None) | ~Q(note=""),
                violation_error_message=_("This period is published already: say why it is corrected."),
            ),
            models.CheckConstraint(
                name="disclosures_transparencyreport_option_is_known",
                condition=Q(option=None) | Q(option__in=BandOption.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}, {self.brand}"

    @property
    def said(self) -> dict[str, Any]:
        """The figures, read."""
        return json.loads(self.figures)
