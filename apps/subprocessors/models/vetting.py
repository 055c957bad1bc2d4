"""What vetting rests on: documents of a third party, and assessments of the law where it processes data."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import (
    EXPIRING,
    PASSED,
    SUFFICIENT,
    AssessmentConclusion,
    EvidenceKind,
    EvidenceResult,
)
from .listings import Listing
from .parties import ThirdParty


def is_listed() -> Exists:
    """Of a third party with a listing that is neither rejected nor ended."""
    return Exists(Listing.objects.open().filter(third_party=OuterRef("third_party")))


class EvidenceQuerySet(TrackedQuerySet):
    def current(self) -> "EvidenceQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def valid_on(self, day: datetime.date) -> "EvidenceQuerySet":
        """Reviewed, good enough, and in its time on this day; its last day still counts."""
        return self.current().filter(
            Q(valid_until=None) | Q(valid_until__gte=day),
            Q(next_due_on=None) | Q(next_due_on__gte=day),
            result__in=PASSED,
            valid_from__lte=day,
        )

    def due_by(self, last: datetime.date) -> "EvidenceQuerySet":
        """Reviewed, of a third party that is listed, ending or due by this day, and with nothing newer in its place."""
        newer = (
            type(self)(self.model)
            .current()
            .exclude(result="")
            .filter(
                Q(valid_until=None) | Q(valid_until__gt=last),
                Q(next_due_on=None) | Q(next_due_on__gt=last),
                third_party=OuterRef("third_party"),
                kind=OuterRef("kind"),
            )
        )
        due = Q(valid_until__lte=last) | Q(next_due_on__lte=last)
        return self.current().exclude(result="").filter(due, is_listed(), ~Exists(newer))

    def not_reminded(self, days: int) -> "EvidenceQuerySet":
        """Of which nobody was reminded yet at so many days before the end."""
        return self.filter(Q(reminded_days=None) | Q(reminded_days__gt=days))

    def blocking(self) -> "EvidenceQuerySet":
        """What a reviewer found to speak against the third party."""
        return self.current().filter(result=EvidenceResult.BLOCKER)


class Evidence(Tracked):
    """A document about a third party: its contract, a certificate, a report. The file is kept encrypted."""

    third_party = models.ForeignKey(ThirdParty, models.PROTECT, related_name="evidence", verbose_name=_("third party"))
    kind = models.CharField(_("kind"), max_length=20, choices=EvidenceKind)
    issuer = models.CharField(
        _("issuer"), max_length=200, blank=True, help_text=_("Who certified, audited or signed it.")
    )
    number = models.CharField(_("number"), max_length=100, blank=True, help_text=_("Of the certificate or contract."))
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    period_from = models.DateField(_("period from"), null=True, blank=True, help_text=_("What a report looks at."))
    period_until = models.DateField(_("period until"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Its last day. A contract without an end has none.")
    )
    next_due_on = models.DateField(
        _("next due on"), null=True, blank=True, help_text=_("The last day on which it counts without a new look.")
    )
    kept_at = models.CharField(
        _("kept at"), max_length=300, blank=True, help_text=_("Where the original is, if no file is here.")
    )
    file = models.FileField(_("file"), max_length=100, blank=True, editable=False)
    file_name = models.CharField(_("name of the file"), max_length=255, blank=True, editable=False)
    file_size = models.PositiveBigIntegerField(_("size in bytes"), null=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    result = models.CharField(_("result"), max_length=20, choices=EvidenceResult, blank=True, editable=False)
    findings = models.TextField(_("findings"), blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, editable=False)
    reminded_days = models.PositiveSmallIntegerField(_("last reminded, days before"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects: ClassVar[Any] = EvidenceQuerySet.as_manager()
    history = Trail(
        personal=["kept_at", "file", "file_name", "findings"],
        kept=[
            *["third_party", "kind", "issuer", "number", "issued_on", "period_from", "period_until", "valid_from"],
            *["valid_until", "next_due_on", "file_size", "sha256", "result", "reviewed_by", "reviewed_at"],
            *["reminded_days", "withdrawn_at"],
        ],
        part_of="third_party",
    )

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["third_party__legal_name", "kind", "-valid_from", "-pk"]
        indexes = [
            models.Index(fields=["third_party", "kind", "valid_until"], name="subprocessors_evidence_party"),
            models.Index(fields=["valid_until", "id"], name="subprocessors_evidence_ends"),
        ]
        constraints = [
            models.CheckConstraint(
                name="subprocessors_evidence_ends_after_its_start",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("It cannot end before it begins: look at both dates."),
            ),
            models.CheckConstraint(
                name="subprocessors_evidence_period_ends_after_its_start",
                condition=Q(period_from=None) | Q(period_until=None) | Q(period_until__gte=F("period_from")),
                violation_error_message=_("The period cannot end before it begins: look at both dates."),
            ),
            models.CheckConstraint(
                name="subprocessors_evidence_that_expires_has_a_last_day",
                condition=~Q(kind__in=EXPIRING) | Q(valid_until__isnull=False),
                violation_error_message=_("Evidence of this kind expires: say until when it is valid."),
            ),
            models.CheckConstraint(
                name="subprocessors_evidence_reviewed_by_and_at_together",
                condition=Q(result="", reviewed_by=None, reviewed_at=None)
                | (~Q(result="") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.third_party}"

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it counts: that of its own or of the next look, whichever comes first; none without."""
        return min((day for day in (self.valid_until, self.next_due_on) if day), default=None)

    @property
    def stands(self) -> bool:
        """Whether it is not withdrawn."""
        return self.withdrawn_at is None


class AssessmentQuerySet(TrackedQuerySet):
    def current(self) -> "AssessmentQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def valid_on(self, day: datetime.date) -> "AssessmentQuerySet":
        """Good enough, and within its review date."""
        return self.current().filter(conclusion__in=SUFFICIENT, assessed_on__lte=day, review_on__gte=day)

    def due_by(self, last: datetime.date) -> "AssessmentQuerySet":
        """Of a third party that is listed, due for review by this day, and with nothing newer in its place."""
        newer = (
            type(self)(self.model)
            .current()
            .filter(third_party=OuterRef("third_party"), country=OuterRef("country"), review_on__gt=last)
        )
        return self.current().filter(~Exists(newer), is_listed(), review_on__lte=last)

    def not_reminded(self, days: int) -> "AssessmentQuerySet":
        """Of which nobody was reminded yet at so many days before the end."""
        return self.filter(Q(reminded_days=None) | Q(reminded_days__gt=days))


class TransferAssessment(Tracked):
    """A transfer impact assessment: whether law and practice of a country let an importer keep its word (SCC cl. 14)."""

    third_party = models.ForeignKey(
        ThirdParty, models.PROTECT, related_name="transfer_assessments", verbose_name=_("importer")
    )
    country = models.ForeignKey("organisation.Country", models.PROTECT, related_name="+", verbose_name=_("country"))
    assessed_on = models.DateField(_("assessed on"))
    review_on = models.DateField(_("review by"), help_text=_("The last day on which it counts without a new look."))
    conclusion = models.CharField(_("conclusion"), max_length=20, choices=AssessmentConclusion)
    assessor = models.CharField(_("assessor"), max_length=150)
    law = models.TextField(_("law and practice that were looked at"))
    technical = models.TextField(_("technical measures"), blank=True)
    contractual = models.TextField(_("contractual measures"), blank=True)
    organisational = models.TextField(_("organisational measures"), blank=True)
    document = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    reminded_days = models.PositiveSmallIntegerField(_("last reminded, days before"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects: ClassVar[Any] = AssessmentQuerySet.as_manager()
    history = Trail(
        personal=["assessor", "law", "technical", "contractual", "organisational"],
        kept=[
            "third_party",
            "country",
            "assessed_on",
            "review_on",
            "conclusion",
            "document",
            "reminded_days",
            "withdrawn_at",
        ],
        part_of="third_party",
    )

    class Meta:
        verbose_name = _("transfer impact assessment")
        verbose_name_plural = _("transfer impact assessments")
        ordering = ["third_party__legal_name", "country__name", "-assessed_on", "-pk"]
        indexes = [models.Index(fields=["third_party", "country", "review_on"], name="subprocessors_assessment_of")]
        constraints = [
            models.CheckConstraint(
                name="subprocessors_transferassessment_reviewed_after_it_was_made",
                condition=Q(review_on__gt=F("assessed_on")),
                violation_error_message=_("The next review comes after the assessment: look at both dates."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.third_party}: {self.country}"

    @property
    def stands(self) -> bool:
        """Whether it is not withdrawn."""
        return self.withdrawn_at is None
