"""What is decided about a request, and how it is pushed back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail

from ..choices import Outcome
from ..choices import PushBack as PushBackKind
from .demands import Demand
from .unguessable import Unguessable, UnguessablePart


class Decision(UnguessablePart):
    """A decision as one person words it; it stands once a second has decided the same (``decided_at``).

    ``scope`` are the categories that may leave. It ends (``removed_at``) once it is declined or taken back.
    """

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="decisions", verbose_name=_("demand"))
    outcome = models.CharField(_("outcome"), max_length=24, choices=Outcome, editable=False)
    scope = models.CharField(_("what may leave"), max_length=120, blank=True, editable=False)
    words = models.TextField(_("reasons"), editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"), editable=False)
    approval = models.ForeignKey(
        "casework.Approval", models.PROTECT, editable=False, related_name="+", verbose_name=_("approval")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    history = Trail(
        personal=["words"],
        kept=[
            *["demand", "outcome", "scope", "asked_by", "asked_at", "approval", "decided_by", "decided_at"],
            "removed_at",
        ],
        part_of="demand",
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["demand", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="disclosures_decision_one_at_a_time", fields=["demand"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(
                name="disclosures_decision_by_two_people",
                condition=Q(decided_by=None, decided_at=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class PushedBack(Unguessable):
    """A letter by which a request was pushed back, and on what ground."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="push_backs", verbose_name=_("demand"))
    kind = models.CharField(_("kind"), max_length=20, choices=PushBackKind, editable=False)
    words = models.TextField(_("what we say"), editable=False)
    letter = models.ForeignKey(
        "mailroom.Letter", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("letter")
    )
    sent_at = models.DateTimeField(_("sent"), editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )

    history = Trail(personal=["words"], kept=["demand", "kind", "letter", "sent_at", "sent_by"], part_of="demand")

    class Meta:
        verbose_name = _("push-back")
        verbose_name_plural = _("push-backs")
        ordering = ["demand", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
