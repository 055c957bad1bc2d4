"""What each third party does for which brand and service, where, and who stands below it."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import (
    ANNOUNCED_ROLES,
    APPROVED_ONCE,
    CLOSED,
    IN_FORCE,
    SHOWN,
    STARTED,
    ListingStatus,
    LocationKind,
    RecipientKind,
    RecipientRole,
)
from .parties import ThirdParty


class ListingQuerySet(TrackedQuerySet):
    def open(self) -> "ListingQuerySet":
        """Neither rejected nor ended."""
        return self.exclude(status__in=CLOSED)

    def in_force(self) -> "ListingQuerySet":
        return self.filter(status__in=IN_FORCE)

    def public(self) -> "ListingQuerySet":
        """What the public page shows: in force or announced, and no mere conduit (privacy statement 4.1)."""
        return self.filter(status__in=SHOWN).exclude(role=RecipientRole.CARRIER_CONDUIT)


#: What annexes tell of the processing, beside what a second person approves (SCC 2021/914, annexes I.B and III).
DESCRIBED = ("subject_matter", "nature", "duration", "responsibilities")


def role_fits_kind() -> Q:
    """Privacy statement 4.1 to 4.4: who may be what in law."""
    controllers = [RecipientRole.INDEPENDENT_CONTROLLER, RecipientRole.JOINT_CONTROLLER]
    return (
        (~Q(kind=RecipientKind.PAYMENT) | Q(role__in=controllers))
        & (~Q(role=RecipientRole.CARRIER_CONDUIT) | Q(kind=RecipientKind.COMMUNICATIONS))
        & (~Q(role=RecipientRole.AFFILIATE_SUBPROCESSOR) | Q(kind=RecipientKind.AFFILIATE))
    )


class Listing(Tracked):
    """What one third party does for a service of a brand. Its status moves only in ``services``."""

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    brand = models.ForeignKey("organisation.Brand", models.PROTECT, related_name="listings", verbose_name=_("brand"))
    service = models.ForeignKey(
        "organisation.Service",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="listings",
        verbose_name=_("service"),
        help_text=_("Empty: all services of the brand."),
    )
    third_party = models.ForeignKey(ThirdParty, models.PROTECT, related_name="listings", verbose_name=_("third party"))
    function = models.CharField(
        _("function"), max_length=300, help_text=_("What it does with the data, in plain words.")
    )
    kind = models.CharField(_("kind of recipient"), max_length=20, choices=RecipientKind)
    role = models.CharField(_("role"), max_length=30, choices=RecipientRole)
    purpose = models.ForeignKey(
        "organisation.Purpose",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="listings",
        verbose_name=_("purpose"),
        help_text=_("Needed before approval: nobody receives data without a purpose."),
    )
    is_optional = models.BooleanField(
        _("optional"), default=False, help_text=_("Data goes there only when the customer uses the feature.")
    )
    conditions = models.CharField(
        _("conditions"), max_length=300, blank=True, help_text=_("As in “as selected by customer”.")
    )
    is_hosting = models.BooleanField(
        _("hosts data"),
        default=False,
        help_text=_("It keeps our data on its servers, so it must hold ISO/IEC 27001 and SOC 2 Type II."),
    )
    conduit_reason = models.CharField(
        _("why it is a mere conduit"),
        max_length=300,
        blank=True,
        help_text=_("For a carrier: why it is no subprocessor."),
    )
    subject_matter = models.CharField(
        _("subject matter"),
        max_length=500,
        blank=True,
        help_text=_("What the processing is about, as in “delivery of e-mail that the customer sends”."),
    )
    nature = models.CharField(
        _("nature of the processing"),
        max_length=500,
        blank=True,
        help_text=_("What is done with the data, as in “storing, sending, erasing”."),
    )
    duration = models.CharField(
        _("duration"),
        max_length=500,
        blank=True,
        help_text=_("As in “as long as the contract runs, and 30 days after”."),
    )
    responsibilities = models.CharField(
        _("who is responsible for what"),
        max_length=500,
        blank=True,
        help_text=_("What it does, and what stays with us or with others: Annex III asks for a clear split."),
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    source = models.CharField(_("source"), max_length=100, blank=True, editable=False)
    status = models.CharField(
        _("status"), max_length=20, choices=ListingStatus, default=ListingStatus.PROPOSED, editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    announcement = models.ForeignKey(
        "publications.Announcement",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("announcement"),
    )
    effective_on = models.DateField(_("in force from"), null=True, editable=False)
    started_on = models.DateField(_("started"), null=True, editable=False)
    ending_on = models.DateField(_("ends"), null=True, editable=False)
    ended_on = models.DateField(_("ended"), null=True, editable=False)
    evidence = models.TextField(_("evidence of taking over"), blank=True, editable=False)
    note = models.TextField(_("reason of the last decision"), blank=True, editable=False)

    objects: ClassVar[Any] = ListingQuerySet.as_manager()
    history = Trail(
        personal=["evidence", "note"],
        kept=[
            *["reference", "brand", "service", "third_party", "function", "kind", "role", "purpose", "is_optional"],
            *[
                "is_hosting",
                "conditions",
                "conduit_reason",
                *DESCRIBED,
                "replaces",
                "source",
                "status",
                "approved_by",
                "approved_at",
            ],
            *["announcement", "effective_on", "started_on", "ending_on", "ended_on"],
        ],
    )

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        ordering = ["brand", "third_party__legal_name", "pk"]
        indexes = [
            models.Index(fields=["status", "brand", "id"], name="subprocessors_listing_status"),
            models.Index(fields=["brand", "status", "id"], name="subprocessors_listing_brand"),
        ]
        constraints = [
            models.CheckConstraint(
                name="subprocessors_listing_has_kind_role_and_function",
                condition=~Q(kind="") & ~Q(role="") & ~Q(function=""),
            ),
            models.CheckConstraint(
                name="subprocessors_listing_conduit_has_a_reason",
                condition=~Q(role=RecipientRole.CARRIER_CONDUIT) | ~Q(conduit_reason=""),
                violation_error_message=_("Say why this carrier is a mere conduit, and so no subprocessor."),
            ),
            models.CheckConstraint(
                name="subprocessors_listing_role_fits_its_kind",
                condition=role_fits_kind(),
                violation_error_message=_(
                    "This role does not fit the kind of recipient: a payment provider is a controller, only a "
                    "communications provider is a carrier, and only an affiliate is an affiliate as subprocessor."
                ),
            ),
            models.CheckConstraint(
                name="subprocessors_listing_approved_by_and_at_together",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="subprocessors_listing_approved_before_it_goes_on",
                condition=~Q(status__in=APPROVED_ONCE) | Q(approved_at__isnull=False, purpose__isnull=False),
            ),
            models.CheckConstraint(
                name="subprocessors_listing_announced_for_a_day",
                condition=~Q(status=ListingStatus.ANNOUNCED) | Q(effective_on__isnull=False),
            ),
            models.CheckConstraint(
                name="subprocessors_listing_started_on_a_day_it_is_in_force",
                condition=~Q(status__in=STARTED)
                | Q(started_on__isnull=False, effective_on__isnull=False, started_on__gte=F("effective_on")),
            ),
            models.CheckConstraint(
                name="subprocessors_listing_ending_on_a_day",
                condition=~Q(status=ListingStatus.ENDING) | Q(ending_on__isnull=False),
            ),
            models.CheckConstraint(
                name="subprocessors_listing_ended_on_a_day",
                condition=~Q(status=ListingStatus.ENDED) | Q(ended_on__isnull=False),
            ),
            models.UniqueConstraint(
                F("brand"),
                Coalesce(F("service"), 0),
                F("third_party"),
                Lower("function"),
                name="subprocessors_listing_open_once",
                condition=~Q(status__in=CLOSED),
                violation_error_message=_("This third party is listed already for this brand, service and function."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.third_party}"

    @property
    def is_announced_first(self) -> bool:
        """Whether customers are told before it starts."""
        return self.role in ANNOUNCED_ROLES

    def has_to_end(self, today: datetime.date) -> bool:
        """Its end was planned, and the day has come."""
        return self.status == ListingStatus.ENDING and self.ending_on is not None and self.ending_on <= today


class LocationQuerySet(TrackedQuerySet):
    def current(self) -> "LocationQuerySet":
        return self.filter(removed_at=None)


class Location(Tracked):
    """A country where a listed third party stores, processes, reaches or supports the data."""

    listing = models.ForeignKey(Listing, models.PROTECT, related_name="locations", verbose_name=_("listing"))
    country = models.ForeignKey("organisation.Country", models.PROTECT, related_name="+", verbose_name=_("country"))
    kind = models.CharField(_("kind"), max_length=20, choices=LocationKind, default=LocationKind.PROCESSING)
    is_selectable = models.BooleanField(_("selected by the customer"), default=False)
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)

    objects: ClassVar[Any] = LocationQuerySet.as_manager()
    history = Trail(kept=["listing", "country", "kind", "is_selectable", "removed_at"], part_of="listing")

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["country__name", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="subprocessors_location_current_once",
                fields=["listing", "country", "kind"],
                condition=Q(removed_at=None),
                violation_error_message=_("This location is listed already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.country} ({self.get_kind_display()})"
