"""Mail that came in: stored as it is before anybody reads it, and what became of it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import HeldFor, InboundStatus


class InboundQuerySet(TrackedQuerySet):
    def stored(self) -> "InboundQuerySet":
        """What waits to be read, as it came."""
        return self.filter(status=InboundStatus.STORED).order_by("received_at", "pk")

    def held(self) -> "InboundQuerySet":
        """What needs a person."""
        return self.filter(status=InboundStatus.HELD)


class InboundMessage(Tracked):
    """One mail, whichever way and however often it came: its bytes sealed under its own key, and what became of it.

    ``key`` is the blind index by which it is known again. ``received_at`` is when this office took it; what its Date
    header claims stands in its bytes alone. ``about`` names the record that it became, or was put on.
    """

    source = models.CharField(_("came by"), max_length=20, editable=False)
    mailbox = models.CharField(_("mailbox"), max_length=200, blank=True, editable=False)
    brand = models.ForeignKey(
        "organisation.Brand",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("brand of the mailbox"),
    )
    envelope_to = models.CharField(_("delivered to"), max_length=320, blank=True, editable=False)
    received_at = models.DateTimeField(_("received"), editable=False)
    key = models.CharField(max_length=32, editable=False)
    file = models.FileField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("SHA-256 of the message"), max_length=64, editable=False)

    status = models.CharField(
        _("status"), max_length=20, choices=InboundStatus, default=InboundStatus.STORED, editable=False
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    held_for = models.CharField(_("quarantined as"), max_length=20, choices=HeldFor, blank=True, editable=False)
    note = models.CharField(_("why"), max_length=300, blank=True, editable=False)
    is_automatic = models.BooleanField(_("automatic"), default=False, editable=False)
    message_id = models.CharField(_("Message-ID"), max_length=320, blank=True, editable=False)
    sender = models.CharField(_("from"), max_length=320, blank=True, editable=False)
    subject = models.CharField(_("subject"), max_length=255, blank=True, editable=False)
    about = models.CharField(_("became"), max_length=100, blank=True, editable=False)

    objects: ClassVar[Any] = InboundQuerySet.as_manager()
    history = Trail(
        personal=["envelope_to", "file", "note", "message_id", "sender", "subject"],
        kept=[
            *["source", "mailbox", "brand", "received_at", "key", "size", "sha256", "status", "attempts", "held_for"],
            *["is_automatic", "about"],
        ],
    )

    class Meta:
        verbose_name = _("mail that came in")
        verbose_name_plural = _("mail that came in")
        ordering = ["status", "-received_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "-received_at", "-id"], name="mailroom_inbound_status"),
            models.Index(fields=["about"], name="mailroom_inbound_about"),
        ]
        constraints = [
            models.UniqueConstraint(name="mailroom_inbound_is_taken_once", fields=["key"]),
            models.CheckConstraint(
                name="mailroom_inbound_is_quarantined_for_a_reason",
                condition=Q(status=InboundStatus.HELD) & ~Q(held_for="")
                | ~Q(status=InboundStatus.HELD) & Q(held_for=""),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.source}: {self.sha256[:8]}"


class MailboxCheck(models.Model):
    """How a mailbox of this office was found the last time; ``failing_since`` is empty while it can be read."""

    mailbox = models.CharField(_("mailbox"), max_length=200, unique=True, editable=False)
    checked_at = models.DateTimeField(_("last asked"), editable=False)
    failing_since = models.DateTimeField(_("cannot be read since"), null=True, editable=False)
    error = models.CharField(_("why"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ["mailbox"]
        constraints = [
            models.CheckConstraint(
                name="mailroom_mailbox_fails_for_a_reason",
                condition=Q(failing_since=None, error="") | Q(failing_since__isnull=False) & ~Q(error=""),
            )
        ]

    def __str__(self) -> str:
        return self.mailbox
