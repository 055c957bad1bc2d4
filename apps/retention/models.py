"""Legal holds: what must not be erased, why and until it is looked at again; and requests that touch one."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from .choices import HoldGround, HoldStatus, Scope


class HoldQuerySet(TrackedQuerySet):
    def standing(self) -> "HoldQuerySet":
        return self.filter(status=HoldStatus.PLACED)

    def to_review(self, day: Any) -> "HoldQuerySet":
        """In force, and to be looked at again by this day."""
        return self.standing().filter(review_on__lte=day)

    def touched(self) -> "HoldQuerySet":
        """In force, and touched by a request that nobody looked at yet."""
        return self.standing().filter(Q(pk__in=HoldTouch.objects.unseen().values("hold")))


class Hold(Tracked):
    """What must not be erased until two people lift it. Its reference tells nothing of how many there are.

    ``subject`` names a record or case (``app.model:id``), or a model for a class. A person is found by blind indexes of
    address and number; what was typed is sealed in ``selector``. ``clearance`` names the secret record that the hold
    comes from: it is not there for whom that record is not there; empty, it is open.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    scope = models.CharField(_("what it covers"), max_length=20, choices=Scope)
    subject = models.CharField(_("record, or class"), max_length=100, blank=True)
    address_index = models.CharField(max_length=32, blank=True, editable=False)
    phone_index = models.CharField(max_length=32, blank=True, editable=False)
    selector = models.TextField(blank=True, editable=False)
    ground_kind = models.CharField(_("kind of ground"), max_length=20, choices=HoldGround)
    ground = models.TextField(
        _("ground"),
        max_length=2000,
        blank=True,
        help_text=_("Which case, letter or law, and what must be kept for it."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="holds",
        verbose_name=_("owner"),
        help_text=_("Who reviews it, and is told of requests that touch it."),
    )
    review_on = models.DateField(_("review on"), help_text=_("When it is asked whether it is still needed."))
    status = models.CharField(_("status"), max_length=20, choices=HoldStatus, default=HoldStatus.PLACED, editable=False)
    placed_at = models.DateTimeField(_("placed"), editable=False)
    lifting_reason = models.TextField(_("why it may be lifted"), blank=True, editable=False)
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)
    approval = models.ForeignKey(
        "casework.Approval",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("approval of its lifting"),
    )
    clearance = models.CharField(max_length=100, blank=True, editable=False)

    objects: ClassVar[Any] = HoldQuerySet.as_manager()
    history = Trail(
        personal=["address_index", "phone_index", "selector", "ground", "lifting_reason"],
        kept=[
            *("reference", "scope", "subject", "ground_kind", "owner", "review_on", "status", "placed_at"),
            *("lifted_at", "approval", "clearance"),
        ],
    )

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-placed_at", "-pk"]
        indexes = [
            models.Index(fields=["subject"], condition=Q(status="placed"), name="retention_hold_subject"),
            models.Index(fields=["address_index"], condition=Q(status="placed"), name="retention_hold_address"),
            models.Index(fields=["phone_index"], condition=Q(status="placed"), name="retention_hold_phone"),
        ]
        constraints = [
            models.CheckConstraint(
                name="retention_hold_covers_a_person_or_a_subject",
                condition=Q(scope=Scope.PERSON, subject="") & (~Q(address_index="") | ~Q(phone_index=""))
                | ~Q(scope=Scope.PERSON) & ~Q(subject="") & Q(address_index="", phone_index="")
                | Q(status=HoldStatus.LIFTED),
                violation_error_message=_(
                    "Say what is held: for a person an address or a number, else the record or the class, and not both."
                ),
            ),
            models.CheckConstraint(
                name="retention_hold_in_force_on_a_ground",
                condition=Q(status=HoldStatus.LIFTED) | ~Q(ground=""),
                violation_error_message=_("Say on what ground it must be kept."),
            ),
            models.CheckConstraint(
                name="retention_hold_lifted_at_a_moment_by_approval",
                condition=Q(status=HoldStatus.PLACED, lifted_at=None, approval=None)
                | Q(status=HoldStatus.LIFTED, lifted_at__isnull=False, approval__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_standing(self) -> bool:
        return self.status == HoldStatus.PLACED

    @property
    def is_to_review(self) -> bool:
        return self.is_standing and self.review_on <= timezone.localdate()


class HoldTouchQuerySet(TrackedQuerySet):
    def unseen(self) -> "HoldTouchQuerySet":
        return self.filter(seen_at=None)


class HoldTouch(Tracked):
    """That a request came from a person on hold: who owns the hold looks at it before anything is erased."""

    hold = models.ForeignKey(Hold, models.PROTECT, related_name="touches", editable=False, verbose_name=_("legal hold"))
    subject = models.CharField(_("request"), max_length=100, editable=False)
    touched_at = models.DateTimeField(_("noted"), editable=False)
    seen_at = models.DateTimeField(_("looked at"), null=True, editable=False)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("looked at by"),
    )

    objects: ClassVar[Any] = HoldTouchQuerySet.as_manager()
    history = Trail(kept=["hold", "subject", "touched_at", "seen_at", "seen_by"], part_of="hold")

    class Meta:
        verbose_name = _("request that touches a hold")
        verbose_name_plural = _("requests that touch a hold")
        ordering = ["-touched_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="retention_holdtouch_noted_once", fields=["hold", "subject"]),
            models.CheckConstraint(
                name="retention_holdtouch_seen_at_and_by_together",
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hold}: {self.subject}"
