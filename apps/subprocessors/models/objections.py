"""Objections: what a customer says against announced changes, whether in time, and what was decided."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.publications.models import AnnouncedChange, Announcement
from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import OBJECTION_DECIDED, OBJECTION_OPEN, Channel, ObjectionStatus


class ObjectionQuerySet(TrackedQuerySet):
    def open(self) -> "ObjectionQuerySet":
        """Neither decided nor over: a customer waits for us, or we for a customer."""
        return self.filter(status__in=OBJECTION_OPEN)

    def to_answer(self) -> "ObjectionQuerySet":
        """No letter with a decision has left yet."""
        return self.filter(status__in=[ObjectionStatus.RECEIVED, ObjectionStatus.ASSESSING])

    def holding(self) -> "ObjectionQuerySet":
        """Open ones that keep what was announced from taking effect."""
        return self.open().filter(holds=True)


class Objection(Tracked):
    """What one customer has against announced changes (GDPR Art. 28(2)); its status moves only in ``services``.

    ``last_day`` and ``in_time`` follow from ``derivation``, the sentences of the notice rule, one a line. ``holds`` says
    that the customer's terms let it keep the change from taking effect for all.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    announcement = models.ForeignKey(
        Announcement, models.PROTECT, related_name="objections", verbose_name=_("announcement")
    )
    customer = models.ForeignKey(
        "organisation.Customer", models.PROTECT, related_name="objections", verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        "organisation.NoticeContact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name=_("notice contact"),
    )
    name = models.CharField(_("who objects"), max_length=150)
    address = models.EmailField(_("e-mail address for the answer"), blank=True)
    language = models.CharField(
        _("language of the answer"), max_length=10, default="en", choices=[("en", _("English")), ("nl", _("Dutch"))]
    )
    channel = models.CharField(_("how it came"), max_length=20, choices=Channel)
    received_at = models.DateTimeField(_("received"))
    grounds = models.TextField(_("grounds"), max_length=5000)

    last_day = models.DateField(_("last day to object"), null=True, editable=False)
    in_time = models.BooleanField(_("in time"), editable=False)
    derivation = models.TextField(_("why"), editable=False)
    holds = models.BooleanField(_("holds the change"), default=False, editable=False)
    answer_due_on = models.DateField(_("answer due"), editable=False)

    status = models.CharField(
        _("status"), max_length=20, choices=ObjectionStatus, default=ObjectionStatus.RECEIVED, editable=False
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("looked after by"),
    )
    decision = models.TextField(_("decision"), blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    objects: ClassVar[Any] = ObjectionQuerySet.as_manager()
    history = Trail(
        personal=["name", "address", "grounds", "derivation", "decision"],
        kept=[
            *["reference", "announcement", "customer", "contact", "language", "channel", "received_at", "last_day"],
            *["in_time", "holds", "answer_due_on", "status", "assigned_to", "decided_by", "decided_at"],
        ],
        part_of="announcement",
    )

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "answer_due_on", "id"], name="subprocessors_objection_due"),
            models.Index(fields=["-received_at", "-id"], name="subprocessors_objection_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="subprocessors_objection_open_once_per_customer",
                fields=["announcement", "customer"],
                condition=Q(status__in=OBJECTION_OPEN),
                violation_error_message=_("An objection of this customer to this announcement is open already."),
            ),
            models.CheckConstraint(
                name="subprocessors_objection_holds_only_in_time", condition=Q(holds=False) | Q(in_time=True)
            ),
            models.CheckConstraint(
                name="subprocessors_objection_out_of_time_came_late",
                condition=~Q(status=ObjectionStatus.OUT_OF_TIME) | Q(in_time=False),
                violation_error_message=_("It came in time, so it is answered on its grounds."),
            ),
            models.CheckConstraint(
                name="subprocessors_objection_in_time_until_a_day",
                condition=Q(in_time=False) | Q(last_day__isnull=False),
            ),
            models.CheckConstraint(
                name="subprocessors_objection_by_link_is_a_contacts",
                condition=~Q(channel=Channel.LINK) | Q(contact__isnull=False),
            ),
            models.CheckConstraint(
                name="subprocessors_objection_decided_by_and_at_together",
                condition=Q(status__in=OBJECTION_DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | ~Q(status__in=OBJECTION_DECIDED) & Q(decided_by=None, decided_at=None),
            ),
            models.CheckConstraint(
                name="subprocessors_objection_decided_in_words_until_erased",
                condition=~Q(status__in=OBJECTION_DECIDED) | ~Q(decision="") | Q(name="", grounds=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.status in OBJECTION_OPEN


class ObjectedChange(Tracked):
    """One announced change that an objection is about."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="changes", verbose_name=_("objection"))
    change = models.ForeignKey(
        AnnouncedChange, models.PROTECT, related_name="objections", verbose_name=_("announced change")
    )

    history = Trail(kept=["objection", "change"], part_of="objection")

    class Meta:
        verbose_name = _("change objected to")
        verbose_name_plural = _("changes objected to")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="subprocessors_objectedchange_once", fields=["objection", "change"]),
        ]

    def __str__(self) -> str:
        return f"{self.objection}: {self.change}"
