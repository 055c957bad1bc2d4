"""Requests of authorities, and whom they are about."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.choices import GrantStatus, Right
from apps.casework.searching import TextIndex
from apps.trail.history import Trail
from apps.trail.models import TrackedQuerySet

from ..choices import (
    OPEN,
    Channel,
    DataCategory,
    Holder,
    OurRole,
    Outcome,
    Status,
    TargetKind,
    Timing,
    Urgency,
    Verification,
)
from .unguessable import Unguessable, UnguessablePart, new_reference

CURRENT = GrantStatus.CURRENT


def _known_to(user: Any) -> Q:
    """Which requests under secrecy exist for somebody who holds the clearance: those for which they are cleared.

    For a data protection officer also those that would exist for nobody, as whoever was cleared lost the clearance or left.
    """
    from .silences import Cleared

    cleared = Cleared.objects.current()
    known = Q(pk__in=cleared.filter(user=user).values("demand"))
    if Right.DPO in user.rights:
        holding = {"user__is_active": True, "user__grants__right": Right.SECRECY, "user__grants__status": CURRENT}
        known |= Q(~Exists(cleared.filter(demand=OuterRef("pk"), **holding)))
    return known


class DemandQuerySet(TrackedQuerySet):
    def visible_to(self, user: Any) -> "DemandQuerySet":
        """What exists for somebody: a request under secrecy only for who is cleared for it, and still holds clearance."""
        if Right.SECRECY not in getattr(user, "rights", ()):
            return self.filter(is_secret=False)
        return self.filter(Q(is_secret=False) | _known_to(user))

    def hidden_from(self, user: Any) -> "DemandQuerySet":
        """The others."""
        secret = self.filter(is_secret=True)
        return secret.exclude(_known_to(user)) if Right.SECRECY in getattr(user, "rights", ()) else secret

    def open(self) -> "DemandQuerySet":
        return self.filter(status__in=OPEN)

    def overdue(self, now: datetime.datetime) -> "DemandQuerySet":
        return self.open().filter(due_at__lt=now)


class Demand(Unguessable):
    """What one authority asks about somebody. Its status moves only in ``services``.

    ``is_secret`` says that it exists for nobody but those who are cleared; it follows from the silence in force.
    ``due_at`` is the end of the period that steers, ``latest_at`` the end where a rule may extend it.
    """

    reference = models.CharField(_("reference"), max_length=15, unique=True, default=new_reference, editable=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RECEIVED, editable=False)
    is_secret = models.BooleanField(_("under secrecy"), default=True, editable=False)
    urgency = models.CharField(_("urgency"), max_length=12, choices=Urgency, default=Urgency.NORMAL)

    brand = models.ForeignKey("organisation.Brand", models.PROTECT, related_name="+", verbose_name=_("brand"))
    legal_entity = models.ForeignKey(
        "organisation.LegalEntity", models.PROTECT, related_name="+", verbose_name=_("company served")
    )
    office = models.ForeignKey(
        "organisation.Office",
        models.PROTECT,
        related_name="+",
        verbose_name=_("office"),
        help_text=_("By whose calendar its days are counted."),
    )
    channel = models.CharField(_("how it came"), max_length=20, choices=Channel)
    received_at = models.DateTimeField(_("served"))
    received_on = models.DateField(_("served on"), editable=False)
    logged_at = models.DateTimeField(_("logged"), editable=False)
    service_proof = models.CharField(_("proof of service"), max_length=300, blank=True)
    their_reference = models.CharField(_("their reference"), max_length=100, blank=True)
    earlier_reference = models.CharField(
        _("earlier reference"), max_length=100, blank=True, editable=False, help_text=_("Before it was taken over.")
    )
    language = models.CharField(_("language"), max_length=10, default="en", help_text=_("As in en, nl, de."))
    translation = models.TextField(_("translation"), max_length=20000, blank=True)
    summary = models.TextField(_("what is asked"), max_length=20000, blank=True)

    authority = models.ForeignKey(
        "disclosures.Authority",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="demands",
        verbose_name=_("authority"),
        help_text=_("From the directory; a new one is put there first."),
    )
    officer = models.CharField(_("officer"), max_length=200, blank=True)
    officer_badge = models.CharField(_("badge or number"), max_length=60, blank=True)
    officer_email = models.CharField(_("e-mail address of the officer"), max_length=254, blank=True)
    verification = models.CharField(
        _("sender"), max_length=12, choices=Verification, default=Verification.OPEN, editable=False
    )
    verified_at = models.DateTimeField(_("sender judged"), null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    verified_with = models.ForeignKey(
        "disclosures.AuthorityContact",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("called back at"),
    )
    verification_words = models.TextField(_("how the sender was verified"), blank=True, editable=False)

    legal_basis = models.ForeignKey(
        "disclosures.LegalBasis", models.PROTECT, related_name="demands", verbose_name=_("legal basis")
    )
    is_notified = models.BooleanField(
        _("the enforcing authority was notified"),
        default=False,
        help_text=_("Regulation 2023/1543 Art. 8: nothing leaves before the period ends, or before it agrees."),
    )
    enforcing_agreed_at = models.DateTimeField(_("the enforcing authority agreed"), null=True, editable=False)
    asks_silence = models.BooleanField(_("asks us to keep silent"), default=False)
    silence_ground = models.CharField(
        _("ground that it cites for silence"), max_length=300, blank=True, help_text=_("The article or the order.")
    )
    categories = models.CharField(_("categories asked"), max_length=120, blank=True)
    period_from = models.DateTimeField(_("data from"), null=True, blank=True)
    period_to = models.DateTimeField(_("data until"), null=True, blank=True)
    timing = models.CharField(_("stored or future"), max_length=12, choices=Timing, default=Timing.STORED)
    holder = models.CharField(_("whose data"), max_length=20, choices=Holder, default=Holder.ACCOUNT_HOLDER)
    our_role = models.CharField(_("our role"), max_length=12, choices=OurRole, default=OurRole.CONTROLLER)
    customer = models.ForeignKey(
        "organisation.Customer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
        help_text=_("Whose account it is about, or whose end user."),
    )
    return_on = models.DateField(_("asked back by"), null=True, blank=True, help_text=_("The day the order names."))
    related = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="follow_ups",
        verbose_name=_("earlier"),
    )

    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("looked after by"),
    )
    due_at = models.DateTimeField(_("due"), null=True, editable=False)
    latest_at = models.DateTimeField(_("at the latest"), null=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=24, choices=Outcome, blank=True, editable=False)
    is_narrowed = models.BooleanField(_("narrowed"), default=False, editable=False)
    is_challenged = models.BooleanField(_("challenged"), default=False, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    released_at = models.DateTimeField(_("released"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closing_words = models.TextField(_("at the end"), blank=True, editable=False)

    objects: ClassVar[Any] = DemandQuerySet.as_manager()
    search = TextIndex("reference", "their_reference", "officer")
    history = Trail(
        personal=[
            *["service_proof", "their_reference", "earlier_reference", "translation", "summary", "officer"],
            *["officer_badge", "officer_email", "verification_words", "silence_ground", "closing_words"],
        ],
        kept=[
            *["reference", "status", "is_secret", "urgency", "brand", "legal_entity", "office", "channel"],
            *["received_at", "received_on", "logged_at", "language", "authority", "verification", "verified_at"],
            *["verified_by", "verified_with", "legal_basis", "is_notified", "enforcing_agreed_at", "asks_silence"],
            *["categories", "period_from", "period_to", "timing", "holder", "our_role", "customer", "return_on"],
            *["related", "assignee", "due_at", "latest_at", "outcome", "is_narrowed", "is_challenged", "decided_at"],
            *["released_at", "closed_at"],
        ],
    )

    class Meta:
        verbose_name = _("government request")
        verbose_name_plural = _("government requests")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="disclosures_demand_at"),
            models.Index(
                fields=["-received_at", "-id"], condition=Q(is_secret=False), name="disclosures_demand_plain_at"
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(status__in=OPEN, is_secret=False),
                name="disclosures_demand_plain_due",
            ),
            models.Index(fields=["due_at", "id"], condition=Q(status__in=OPEN), name="disclosures_demand_due"),
            models.Index(
                fields=["-received_at", "-id"], condition=Q(status__in=OPEN), name="disclosures_demand_open_at"
            ),
            models.Index(fields=["status", "-received_at", "-id"], name="disclosures_demand_status"),
            models.Index(fields=["outcome", "-received_at", "-id"], name="disclosures_demand_outcome"),
            models.Index(fields=["brand", "-received_at", "-id"], name="disclosures_demand_brand"),
            # not unique: a refusal would tell of a request that somebody may not know of
            models.Index(fields=["earlier_reference"], name="disclosures_demand_earlier"),
        ]
        constraints = [
            models.CheckConstraint(
                name="disclosures_demand_logged_after_it_was_served",
                condition=Q(logged_at__gte=F("received_at")),
                violation_error_message=_("It cannot be served in the future: look at the moment again."),
            ),
            models.CheckConstraint(
                name="disclosures_demand_period_ends_after_it_begins",
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_to__gte=F("period_from")),
                violation_error_message=_("The period asked cannot end before it begins: look at both moments."),
            ),
            models.CheckConstraint(
                name="disclosures_demand_decided_has_an_outcome",
                condition=Q(status__in=[Status.RECEIVED, Status.IN_REVIEW], outcome="", decided_at=None)
                | ~Q(status__in=[Status.RECEIVED, Status.IN_REVIEW]) & ~Q(outcome="") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosures_demand_released_at_a_moment",
                condition=Q(status__in=[Status.RECEIVED, Status.IN_REVIEW, Status.DECIDED], released_at=None)
                | Q(status=Status.RELEASED, released_at__isnull=False)
                | Q(status=Status.CLOSED),
            ),
            models.CheckConstraint(
                name="disclosures_demand_released_by_a_verified_sender",
                condition=Q(released_at=None) | Q(verification=Verification.VERIFIED),
            ),
            models.CheckConstraint(
                name="disclosures_demand_closed_at_a_moment",
                condition=Q(status=Status.CLOSED, closed_at__isnull=False)
                | ~Q(status=Status.CLOSED) & Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="disclosures_demand_sender_judged_at_a_moment",
                condition=Q(verification=Verification.OPEN, verified_at=None)
                | ~Q(verification=Verification.OPEN) & Q(verified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosures_demand_verified_through_the_directory",
                condition=~Q(verification=Verification.VERIFIED) | Q(verified_with__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_emergency(self) -> bool:
        return self.urgency == Urgency.EMERGENCY

    @property
    def asked(self) -> frozenset[str]:
        """The categories of data that are asked for."""
        return frozenset(self.categories.split()) & frozenset(DataCategory.values)


class Target(UnguessablePart):
    """Whom a request is about, as the authority names them: sealed, and found again by a keyed index alone."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="targets", verbose_name=_("demand"))
    kind = models.CharField(_("kind"), max_length=12, choices=TargetKind)
    value_sealed = models.BinaryField(null=True, editable=False)
    key = models.CharField(max_length=64, db_index=True, editable=False)
    port = models.PositiveIntegerField(_("port"), null=True, blank=True)
    seen_at = models.DateTimeField(_("at"), null=True, blank=True, help_text=_("The moment of an IP address."))

    history = Trail(
        personal=["value_sealed", "key"], kept=["demand", "kind", "port", "seen_at", "removed_at"], part_of="demand"
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["demand", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="disclosures_target_once",
                fields=["demand", "key"],
                condition=Q(removed_at=None) & ~Q(key=""),
                violation_error_message=_("This target is on record already."),
            ),
            models.CheckConstraint(
                name="disclosures_target_port_exists",
                condition=Q(port=None) | Q(port__gte=1, port__lte=65535),
                violation_error_message=_("A port is a number from 1 to 65535."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
