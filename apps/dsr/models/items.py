"""Items: one right that a ticket asks for, with its own clock, decision and answer."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import ERASURES, WITH_A_GROUND, Decision, Ground, Right
from ..grounds import AS_PROMISED
from .tickets import Ticket


class ItemQuerySet(TrackedQuerySet):
    def open(self) -> "ItemQuerySet":
        return self.filter(decision=Decision.OPEN)


class Item(Tracked):
    """One right of one ticket. Its dates follow from its clock events and stand here as the clock last gave them.

    ``law`` names the clock in the deadline engine. ``due_on`` steers: the earlier of what the privacy statement promises
    (``promised_on``) and what the law allows (``legal_limit_on``). ``notice_by`` is the last day to tell of an extension,
    ``derivation`` why the dates are what they are, one sentence a line.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="items", verbose_name=_("request"))
    right = models.CharField(_("right"), max_length=30, choices=Right)
    is_direct_marketing = models.BooleanField(
        _("against direct marketing"), default=False, help_text=_("Cannot be refused (GDPR Art. 21(3)).")
    )
    details = models.TextField(_("what exactly"), max_length=5000, blank=True)

    law = models.CharField(_("clock"), max_length=30, editable=False)
    due_on = models.DateField(_("due"), editable=False)
    promised_on = models.DateField(_("promised"), editable=False)
    legal_limit_on = models.DateField(_("legal limit"), editable=False)
    notice_by = models.DateField(_("extension to be told by"), editable=False)
    acknowledge_by = models.DateField(_("receipt to be confirmed by"), null=True, editable=False)
    calendar = models.CharField(_("calendar"), max_length=40, blank=True, editable=False)
    derivation = models.TextField(_("why these dates"), blank=True, editable=False)

    decision = models.CharField(_("decision"), max_length=20, choices=Decision, default=Decision.OPEN, editable=False)
    ground = models.CharField(_("ground"), max_length=60, choices=Ground, blank=True, editable=False)
    citation = models.CharField(_("Article"), max_length=100, blank=True, editable=False)
    duty = models.CharField(_("duty to keep"), max_length=300, blank=True, editable=False)
    explanation = models.TextField(_("answer in words"), blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    approval = models.ForeignKey(
        "casework.Approval",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("approval of a second person"),
    )

    objects: ClassVar[Any] = ItemQuerySet.as_manager()
    history = Trail(
        personal=["details", "derivation", "explanation"],
        kept=[
            *["ticket", "right", "is_direct_marketing", "law", "due_on", "promised_on", "legal_limit_on", "notice_by"],
            *["acknowledge_by", "calendar", "decision", "ground", "citation", "duty", "decided_at", "decided_by"],
            "approval",
        ],
        part_of="ticket",
    )

    class Meta:
        verbose_name = _("right asked for")
        verbose_name_plural = _("rights asked for")
        ordering = ["ticket", "pk"]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(decision=Decision.OPEN), name="dsr_item_open"),
            models.Index(fields=["right", "ticket"], name="dsr_item_right"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="dsr_item_each_right_once",
                fields=["ticket", "right"],
                violation_error_message=_("This request asks for this right already."),
            ),
            models.CheckConstraint(
                name="dsr_item_refused_on_a_ground",
                condition=Q(decision__in=WITH_A_GROUND) & ~Q(ground="") & ~Q(citation="")
                | ~Q(decision__in=WITH_A_GROUND) & Q(ground=""),
            ),
            models.CheckConstraint(
                name="dsr_item_kept_for_a_named_duty", condition=~Q(ground=Ground.LEGAL_DUTY) | ~Q(duty="")
            ),
            models.CheckConstraint(
                name="dsr_item_direct_marketing_is_never_refused",
                condition=~Q(right=Right.OBJECTION, is_direct_marketing=True) | ~Q(decision__in=WITH_A_GROUND),
            ),
            models.CheckConstraint(
                name="dsr_item_objection_refused_as_promised",
                condition=~Q(right__in=[Right.OBJECTION, Right.RESTRICTION], decision__in=WITH_A_GROUND)
                | Q(ground__in=AS_PROMISED[Right.OBJECTION]),
            ),
            models.CheckConstraint(
                name="dsr_item_withdrawal_kept_from_by_a_duty_alone",
                condition=~Q(right=Right.WITHDRAW_CONSENT, decision__in=WITH_A_GROUND)
                | Q(ground__in=AS_PROMISED[Right.WITHDRAW_CONSENT]),
            ),
            models.CheckConstraint(
                name="dsr_item_only_an_objection_is_against_marketing",
                condition=Q(is_direct_marketing=False) | Q(right=Right.OBJECTION),
            ),
            models.CheckConstraint(
                name="dsr_item_erasure_refused_by_two",
                condition=~Q(right__in=ERASURES, decision=Decision.REFUSED) | Q(approval__isnull=False),
            ),
            models.CheckConstraint(
                name="dsr_item_decided_at_a_moment",
                condition=Q(decision=Decision.OPEN, decided_at=None, decided_by=None)
                | ~Q(decision=Decision.OPEN) & Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket}: {self.get_right_display()}"

    @property
    def is_open(self) -> bool:
        return self.decision == Decision.OPEN
