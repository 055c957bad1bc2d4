"""Announcements: what changes, who must be told how long before, and who was."""

import datetime
import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Ledger, Tracked, TrackedQuerySet

from ..choices import UNDER_WAY, UNSENT, AnnouncementStatus, Skipped, Stream, Topic
from .subscribers import Subscriber
from .versions import PublishedVersion

#: Terms of contracts whatever the day on which they were signed.
FOR_ALL_DAYS = datetime.date(1970, 1, 1)
_A = AnnouncementStatus
_SENT_ONCE = [_A.SENDING, _A.RUNNING, _A.HELD, _A.EFFECTIVE, _A.CLOSED]


class NoticeTerms(Tracked):
    """What contracts of one template, signed from a day on, say of notice (GDPR Art. 28(2)): a cohort of customers.

    An empty template means customers whose template has no terms of its own. ``objection_days`` empty: as long as the
    notice. ``holds`` says that an objection in time keeps the change from taking effect for all.
    """

    brand = models.ForeignKey(
        "organisation.Brand", models.PROTECT, related_name="notice_terms", verbose_name=_("brand")
    )
    contract_template = models.CharField(_("contract template"), max_length=100, blank=True)
    signed_from = models.DateField(_("signed on or after"), default=FOR_ALL_DAYS)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"))
    objection_days = models.PositiveSmallIntegerField(_("days to object"), null=True, blank=True)
    holds = models.BooleanField(_("an objection holds the change"), default=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    history = Trail(
        kept=["brand", "contract_template", "signed_from", "notice_days", "objection_days", "holds", "ended_at"]
    )

    class Meta:
        verbose_name = _("notice terms")
        verbose_name_plural = _("notice terms")
        ordering = ["brand", "contract_template", "signed_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="publications_noticeterms_once_per_template_and_day",
                fields=["brand", "contract_template", "signed_from"],
                condition=Q(ended_at=None),
                violation_error_message=_("There are terms for this template and day already."),
            ),
            models.CheckConstraint(
                name="publications_noticeterms_days_make_sense",
                condition=Q(notice_days__lte=3650) & (Q(objection_days=None) | Q(objection_days__lte=3650)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand}: {self.contract_template or _('other contracts')}"


class AnnouncementQuerySet(TrackedQuerySet):
    def unsent(self) -> "AnnouncementQuerySet":
        return self.filter(status__in=UNSENT)

    def under_way(self) -> "AnnouncementQuerySet":
        """Told, and not yet in effect."""
        return self.filter(status__in=UNDER_WAY)


class Announcement(Tracked):
    """Changes that people are told of together, in words made from a frozen snapshot; its status moves in ``services``.

    ``content`` is the snapshot and ``cohorts`` what each cohort of customers is given, both canonical JSON.
    ``earliest_effective_at`` is the end of the longest notice, reckoned from the day on which it is sent.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    brand = models.ForeignKey(
        "organisation.Brand", models.PROTECT, related_name="announcements", verbose_name=_("brand")
    )
    topic = models.CharField(_("topic"), max_length=20, choices=Topic, default=Topic.SUBPROCESSORS, editable=False)
    status = models.CharField(
        _("status"), max_length=20, choices=AnnouncementStatus, default=AnnouncementStatus.DRAFT, editable=False
    )
    note = models.TextField(_("note of staff"), blank=True)
    content = models.TextField(editable=False)
    cohorts = models.TextField(editable=False, blank=True)
    version_shown = models.ForeignKey(
        PublishedVersion,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published version"),
    )
    send_on = models.DateField(_("to be sent on"), null=True, editable=False)
    effective_on = models.DateField(_("takes effect on"), null=True, editable=False)
    earliest_effective_at = models.DateTimeField(_("earliest effect"), null=True, editable=False)
    is_emergency = models.BooleanField(_("emergency replacement"), default=False, editable=False)
    reason = models.TextField(_("reason of the emergency or of the last decision"), blank=True, editable=False)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="corrections", verbose_name=_("corrects")
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
    sending_at = models.DateTimeField(_("sending began"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sending ended"), null=True, editable=False)
    paused_at = models.DateTimeField(_("paused"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects: ClassVar[Any] = AnnouncementQuerySet.as_manager()
    history = Trail(
        personal=["note", "content", "cohorts", "reason"],
        kept=[
            *["reference", "brand", "topic", "status", "version_shown", "send_on", "effective_on"],
            *["earliest_effective_at", "is_emergency", "corrects", "approved_by", "approved_at", "sending_at"],
            *["sent_at", "paused_at", "ended_at"],
        ],
    )

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["brand", "topic", "status", "id"], name="publications_ann_status")]
        constraints = [
            models.CheckConstraint(
                name="publications_announcement_approved_by_and_at_together",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="publications_announcement_sent_after_approval_for_a_day",
                condition=~Q(status__in=_SENT_ONCE)
                | Q(approved_at__isnull=False, sending_at__isnull=False)
                & Q(effective_on__isnull=False, earliest_effective_at__isnull=False),
            ),
            models.CheckConstraint(
                name="publications_announcement_emergency_has_a_reason",
                condition=Q(is_emergency=False) | ~Q(reason=""),
                violation_error_message=_("Say why this cannot wait."),
            ),
            models.CheckConstraint(
                name="publications_announcement_does_not_correct_itself",
                condition=Q(corrects=None) | ~Q(corrects=F("id")),
            ),
            models.UniqueConstraint(
                name="publications_announcement_one_draft_per_brand_and_topic",
                fields=["brand", "topic"],
                condition=Q(status=_A.DRAFT),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def said(self) -> dict[str, Any]:
        """The snapshot, read."""
        return json.loads(self.content) if self.content else {}

    @property
    def promised(self) -> list[dict[str, Any]]:
        """What each cohort is given, read."""
        return json.loads(self.cohorts) if self.cohorts else []


class AnnouncedChangeQuerySet(TrackedQuerySet):
    def standing(self) -> "AnnouncedChangeQuerySet":
        """What its announcement still says."""
        return self.filter(is_dropped=False)


class AnnouncedChange(Tracked):
    """One change of an announcement: of which record, of what kind, and what is said of it.

    ``subject`` names the record as the trail does (``app.model:id``). While ``is_open``, no other announcement may
    carry the same record. ``is_dropped`` says that it left: the draft, or, with a correction, the announcement.
    """

    announcement = models.ForeignKey(
        Announcement, models.PROTECT, related_name="changes", verbose_name=_("announcement")
    )
    subject = models.CharField(_("about"), max_length=100, editable=False)
    kind = models.CharField(_("kind"), max_length=40, editable=False)
    materiality = models.CharField(_("who is told"), max_length=20, editable=False)
    snapshot = models.TextField(editable=False)
    is_open = models.BooleanField(default=True, editable=False)
    is_dropped = models.BooleanField(_("taken out"), default=False, editable=False)

    objects: ClassVar[Any] = AnnouncedChangeQuerySet.as_manager()
    history = Trail(
        personal=["snapshot"],
        kept=["announcement", "subject", "kind", "materiality", "is_open", "is_dropped"],
        part_of="announcement",
    )

    class Meta:
        verbose_name = _("announced change")
        verbose_name_plural = _("announced changes")
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject"], name="publications_change_subject")]
        constraints = [
            models.UniqueConstraint(
                name="publications_announcedchange_open_once_per_record",
                fields=["subject"],
                condition=Q(is_open=True),
            ),
            models.CheckConstraint(
                name="publications_announcedchange_taken_out_is_not_open",
                condition=Q(is_dropped=False) | Q(is_open=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement}: {self.kind}"

    @property
    def said(self) -> dict[str, Any]:
        """The snapshot, read."""
        return json.loads(self.snapshot)


class Notice(Ledger):
    """That somebody belonged to the audience of an announcement: with their letter, or why there is none.

    Nothing personal stands here: subscriber, contact and letter are named by key.
    """

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="notices", editable=False)
    stream = models.CharField(_("why"), max_length=10, choices=Stream, editable=False)
    subscriber = models.ForeignKey(Subscriber, models.PROTECT, null=True, related_name="notices", editable=False)
    contact = models.ForeignKey(
        "organisation.NoticeContact", models.PROTECT, null=True, related_name="notices", editable=False
    )
    terms = models.ForeignKey(
        NoticeTerms, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("notice terms")
    )
    letter = models.ForeignKey("mailroom.Letter", models.PROTECT, null=True, related_name="+", editable=False)
    skipped = models.CharField(_("not written to"), max_length=20, choices=Skipped, blank=True, editable=False)
    is_late = models.BooleanField(_("joined while it ran"), default=False, editable=False)
    last_objection_on = models.DateField(_("last day to object"), null=True, editable=False)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["pk"]
        indexes = [models.Index(fields=["announcement", "stream", "id"], name="publications_notice_stream")]
        constraints = [
            models.UniqueConstraint(
                name="publications_notice_once_per_subscriber", fields=["announcement", "subscriber"]
            ),
            models.UniqueConstraint(name="publications_notice_once_per_contact", fields=["announcement", "contact"]),
            models.CheckConstraint(
                name="publications_notice_is_to_a_subscriber_or_a_contact",
                condition=Q(stream=Stream.LIST, subscriber__isnull=False, contact=None)
                | Q(stream=Stream.CONTRACT, subscriber=None, contact__isnull=False),
            ),
            models.CheckConstraint(
                name="publications_notice_has_a_letter_or_a_reason",
                condition=Q(letter__isnull=False, skipped="") | Q(letter=None) & ~Q(skipped=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement}: {self.pk}"
