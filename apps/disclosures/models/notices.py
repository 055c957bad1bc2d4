"""The notice to the customer: before anything is disclosed, unless the law forbids it (privacy statement 4.5)."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import TrackedQuerySet

from ..choices import NoNotice, NoticeForm, NoticeStatus, Objection
from .demands import Demand
from .silences import Silence
from .unguessable import Unguessable


class NoticeQuerySet(TrackedQuerySet):
    def to_be_drafted(self, day: datetime.date) -> "NoticeQuerySet":
        """Withheld, though no silence about the request stands on this day any more."""
        standing = Silence.objects.standing().exclude(expires_on__lt=day).filter(demand=OuterRef("demand"))
        return self.filter(~Exists(standing), status=NoticeStatus.WITHHELD)


class Notice(Unguessable):
    """What the customer is told of a request: one for each. Its status moves only in ``services``.

    ``hold_until`` keeps a release back after the notice, so that the customer may object; ``prohibition`` is what forbade
    it, as cited.
    """

    demand = models.OneToOneField(Demand, models.PROTECT, related_name="notice", verbose_name=_("demand"))
    status = models.CharField(
        _("status"), max_length=12, choices=NoticeStatus, default=NoticeStatus.DUE, editable=False
    )
    form = models.CharField(_("says"), max_length=12, choices=NoticeForm, default=NoticeForm.EXISTENCE, editable=False)
    not_needed = models.CharField(_("why none"), max_length=20, choices=NoNotice, blank=True, editable=False)
    prohibition = models.CharField(_("forbidden by"), max_length=300, blank=True, editable=False)
    earliest_on = models.DateField(_("lawful from"), null=True, editable=False)
    text = models.TextField(_("text"), blank=True, editable=False)
    drafted_at = models.DateTimeField(_("drafted"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )
    letter = models.ForeignKey(
        "mailroom.Letter", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("letter")
    )
    hold_until = models.DateTimeField(_("release waits until"), null=True, editable=False)
    objection = models.CharField(_("objection"), max_length=12, choices=Objection, blank=True, editable=False)
    objected_at = models.DateTimeField(_("objected"), null=True, editable=False)
    objection_words = models.TextField(_("what the customer says"), blank=True, editable=False)
    objection_answer = models.TextField(_("what we make of it"), blank=True, editable=False)

    objects: ClassVar[Any] = NoticeQuerySet.as_manager()
    history = Trail(
        personal=["prohibition", "text", "objection_words", "objection_answer"],
        kept=[
            *["demand", "status", "form", "not_needed", "earliest_on", "drafted_at", "sent_at", "sent_by", "letter"],
            *["hold_until", "objection", "objected_at"],
        ],
        part_of="demand",
    )

    class Meta:
        verbose_name = _("notice to a customer")
        verbose_name_plural = _("notices to customers")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["status"], condition=Q(status=NoticeStatus.WITHHELD), name="disclosures_notice_held"),
            models.Index(
                fields=["status"],
                condition=Q(status__in=[NoticeStatus.DUE, NoticeStatus.DRAFTED]),
                name="disclosures_notice_to_send",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="disclosures_notice_sent_at_a_moment",
                condition=Q(status=NoticeStatus.SENT, sent_at__isnull=False, letter__isnull=False)
                | ~Q(status=NoticeStatus.SENT) & Q(sent_at=None),
            ),
            models.CheckConstraint(
                name="disclosures_notice_withheld_by_a_cited_prohibition",
                condition=~Q(status=NoticeStatus.WITHHELD) | ~Q(prohibition=""),
                violation_error_message=_("A notice is withheld only where a cited prohibition stands."),
            ),
            models.CheckConstraint(
                name="disclosures_notice_not_needed_for_a_reason",
                condition=Q(status=NoticeStatus.NONE_NEEDED) & ~Q(not_needed="")
                | ~Q(status=NoticeStatus.NONE_NEEDED) & Q(not_needed=""),
            ),
            models.CheckConstraint(
                name="disclosures_notice_objected_to_at_a_moment",
                condition=Q(objection="", objected_at=None) | ~Q(objection="") & Q(objected_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_status_display()
