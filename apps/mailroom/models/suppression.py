"""Addresses that list mail does not go to any more."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import BOUNCING, SuppressionReason
from .letters import Letter


class SuppressionQuerySet(TrackedQuerySet):
    def current(self) -> "SuppressionQuerySet":
        return self.filter(lifted_at=None)

    def bouncing(self) -> "SuppressionQuerySet":
        """Those whose own mail server, or whose owner, sent a letter back."""
        return self.current().filter(reason__in=BOUNCING)


class Suppression(Tracked):
    """An address that gets no list mail from anybody here, since when and why; letters of a duty still go to it."""

    address = models.EmailField(_("address"))
    address_index = models.CharField(max_length=32, editable=False)
    reason = models.CharField(_("reason"), max_length=20, choices=SuppressionReason, editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Who asked for it, and how."))
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("letter that came back")
    )
    since_at = models.DateTimeField(_("since"), editable=False)
    lifted_at = models.DateTimeField(_("lifted"), null=True, editable=False)
    lifting_note = models.CharField(_("why it was lifted"), max_length=300, blank=True, editable=False)

    objects: ClassVar[Any] = SuppressionQuerySet.as_manager()
    history = Trail(
        personal=["address", "address_index", "note", "lifting_note"],
        kept=["reason", "letter", "since_at", "lifted_at"],
    )

    class Meta:
        verbose_name = _("address without list mail")
        verbose_name_plural = _("addresses without list mail")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["address_index"], name="mailroom_suppression_index"),
            models.Index(fields=["address"], name="mailroom_suppression_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="mailroom_suppression_once_at_a_time",
                fields=["address_index"],
                condition=Q(lifted_at=None),
                violation_error_message=_("This address gets no list mail already."),
            ),
            models.CheckConstraint(
                name="mailroom_suppression_current_has_an_address",
                condition=Q(lifted_at__isnull=False) | ~Q(address="") & ~Q(address_index=""),
                violation_error_message=_("An address is needed: fill it in."),
            ),
            models.CheckConstraint(
                name="mailroom_suppression_lifted_after_it_began",
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("since_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.address or f"{self.get_reason_display()} ({self.pk})"

    @property
    def is_current(self) -> bool:
        return self.lifted_at is None
