"""On what a transfer of personal data out of the European Economic Area rests (GDPR chapter V)."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import BY_DECISION, CLAUSES, Authorisation, Mechanism
from .listings import Listing
from .parties import ThirdParty
from .vetting import Evidence


class TransferQuerySet(TrackedQuerySet):
    def current(self) -> "TransferQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def in_time(self, day: datetime.date) -> "TransferQuerySet":
        """On file and within their own dates on this day; a last day still counts."""
        return self.current().filter(
            Q(valid_until=None) | Q(valid_until__gte=day),
            Q(certified_until=None) | Q(certified_until__gte=day),
            Q(certified_from=None) | Q(certified_from__lte=day),
            valid_from__lte=day,
        )


class Transfer(Tracked):
    """One mechanism under which a listed recipient gets data into one country. Several may stand side by side."""

    listing = models.ForeignKey(Listing, models.PROTECT, related_name="transfers", verbose_name=_("listing"))
    country = models.ForeignKey("organisation.Country", models.PROTECT, related_name="+", verbose_name=_("country"))
    exporter = models.ForeignKey(
        "organisation.LegalEntity",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("exporter"),
    )
    importer = models.ForeignKey(ThirdParty, models.PROTECT, related_name="+", verbose_name=_("importer"))
    mechanism = models.CharField(_("mechanism"), max_length=30, choices=Mechanism)
    decision = models.ForeignKey(
        "organisation.AdequacyDecision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("adequacy decision"),
    )
    certified_from = models.DateField(_("certified from"), null=True, blank=True)
    certified_until = models.DateField(_("certified until"), null=True, blank=True)
    covers_hr = models.BooleanField(_("certified for data of employees"), default=False)
    covers_non_hr = models.BooleanField(_("certified for other data"), default=False)
    authorisation = models.CharField(
        _("authorisation of subprocessors"),
        max_length=10,
        choices=Authorisation,
        blank=True,
        help_text=_("The option of clause 9 of the standard contractual clauses."),
    )
    notice_days = models.PositiveSmallIntegerField(_("days of notice under clause 9"), null=True, blank=True)
    has_docking_clause = models.BooleanField(_("docking clause"), default=False)
    supervisory_authority = models.ForeignKey(
        "organisation.SupervisoryAuthority",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("competent authority"),
    )
    governing_law = models.ForeignKey(
        "organisation.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("governing law"),
    )
    document = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects: ClassVar[Any] = TransferQuerySet.as_manager()
    history = Trail(
        kept=[
            *["listing", "country", "exporter", "importer", "mechanism", "decision", "certified_from"],
            *["certified_until", "covers_hr", "covers_non_hr", "authorisation", "notice_days", "has_docking_clause"],
            *["supervisory_authority", "governing_law", "document", "valid_from", "valid_until", "withdrawn_at"],
        ],
        part_of="listing",
    )

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["listing", "country__name", "-valid_from", "-pk"]
        indexes = [
            models.Index(fields=["listing", "country"], name="subprocessors_transfer_of"),
            models.Index(fields=["decision", "valid_until"], name="subprocessors_transfer_rests"),
        ]
        constraints = [
            models.CheckConstraint(
                name="subprocessors_transfer_inside_the_eea_needs_no_record",
                condition=~Q(mechanism=Mechanism.NONE_EEA),
                violation_error_message=_("Inside the European Economic Area there is no transfer to record."),
            ),
            models.CheckConstraint(
                name="subprocessors_transfer_by_decision_names_it",
                condition=Q(mechanism__in=BY_DECISION, decision__isnull=False)
                | (~Q(mechanism__in=BY_DECISION) & Q(decision=None)),
                violation_error_message=_("Choose the adequacy decision for adequacy, and none for anything else."),
            ),
            models.CheckConstraint(
                name="subprocessors_transfer_certified_says_since_when_and_for_what",
                condition=~Q(mechanism=Mechanism.ADEQUACY_DPF)
                | (Q(certified_from__isnull=False) & (Q(covers_hr=True) | Q(covers_non_hr=True))),
                violation_error_message=_(
                    "For the Data Privacy Framework say from when the importer is certified, and for which data."
                ),
            ),
            models.CheckConstraint(
                name="subprocessors_transfer_by_clauses_names_the_exporter",
                condition=~Q(mechanism__in=CLAUSES) | Q(exporter__isnull=False),
                violation_error_message=_("Clauses have two parties: choose the company that exports the data."),
            ),
            models.CheckConstraint(
                name="subprocessors_transfer_general_authorisation_has_days",
                condition=~Q(authorisation=Authorisation.GENERAL) | Q(notice_days__isnull=False),
                violation_error_message=_("A general authorisation names the days of notice (clause 9, option 2)."),
            ),
            models.CheckConstraint(
                name="subprocessors_transfer_ends_after_its_start",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("It cannot end before it begins: look at both dates."),
            ),
            models.CheckConstraint(
                name="subprocessors_transfer_certificate_ends_after_its_start",
                condition=Q(certified_until=None)
                | Q(certified_from=None)
                | Q(certified_until__gte=F("certified_from")),
                violation_error_message=_("A certificate cannot end before it begins: look at both dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing.reference} {self.country}: {self.get_mechanism_display()}"

    @property
    def stands(self) -> bool:
        """Whether it is not withdrawn."""
        return self.withdrawn_at is None
