"""What stands beside a decision: a refusal that waits for a second person, and recipients of the data who are told."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.organisation.models.parts import Part
from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import Ground, RecipientOutcome
from .items import Item


class ProposedRefusal(Part):
    """A refusal in whole, as one person words it for a second to approve. It ends once that is decided or taken back."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="proposed_refusals", verbose_name=_("right asked for"))
    ground = models.CharField(_("ground"), max_length=60, choices=Ground, editable=False)
    citation = models.CharField(_("Article"), max_length=100, editable=False)
    duty = models.CharField(_("duty to keep"), max_length=300, blank=True, editable=False)
    explanation = models.TextField(_("answer in words"), editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("asked by")
    )
    approval = models.ForeignKey(
        "casework.Approval", models.PROTECT, editable=False, related_name="+", verbose_name=_("approval")
    )

    history = Trail(
        personal=["explanation"],
        kept=["item", "ground", "citation", "duty", "proposed_by", "approval", "removed_at"],
        part_of="item",
    )

    class Meta:
        verbose_name = _("proposed refusal")
        verbose_name_plural = _("proposed refusals")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="dsr_proposedrefusal_one_at_a_time", fields=["item"], condition=Q(removed_at=None)
            ),
            models.CheckConstraint(name="dsr_proposedrefusal_on_a_ground", condition=~Q(ground="") & ~Q(citation="")),
            models.CheckConstraint(
                name="dsr_proposedrefusal_for_a_named_duty", condition=~Q(ground=Ground.LEGAL_DUTY) | ~Q(duty="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_ground_display()}"


class RecipientNoticeQuerySet(TrackedQuerySet):
    def of_ticket(self, ticket: Any) -> "RecipientNoticeQuerySet":
        return self.filter(item__ticket=ticket).select_related("item", "recipient")


class RecipientNotice(Tracked):
    """That a recipient of the data was told of a rectification, an erasure or a restriction, or why not (GDPR Art. 19).

    ``words`` are its proof: to whom, by which message; or what makes it impossible or out of proportion.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="recipient_notices", verbose_name=_("right asked for"))
    recipient = models.ForeignKey(
        "subprocessors.ThirdParty", models.PROTECT, related_name="+", verbose_name=_("recipient")
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=RecipientOutcome, editable=False)
    told_on = models.DateField(_("told on"), null=True, editable=False)
    words = models.TextField(_("proof, or reason"), editable=False)
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    objects: ClassVar[Any] = RecipientNoticeQuerySet.as_manager()
    history = Trail(
        personal=["words"],
        kept=["item", "recipient", "outcome", "told_on", "recorded_at", "recorded_by"],
        part_of="item",
    )

    class Meta:
        verbose_name = _("notice to a recipient")
        verbose_name_plural = _("notices to recipients")
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="dsr_recipientnotice_each_recipient_once",
                fields=["item", "recipient"],
                violation_error_message=_("This recipient is on record already."),
            ),
            models.CheckConstraint(
                name="dsr_recipientnotice_told_on_a_day",
                condition=Q(outcome=RecipientOutcome.TOLD, told_on__isnull=False)
                | ~Q(outcome=RecipientOutcome.TOLD) & Q(told_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.recipient}"
