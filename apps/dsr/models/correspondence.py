"""What was said about a ticket, by whom, and the files on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked

from ..choices import Channel, EntryKind, FileKind
from .tickets import Ticket


class Entry(Tracked):
    """One entry in the story of a ticket: from the person, to the person, or an internal note."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="entries", verbose_name=_("ticket"))
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind, editable=False)
    channel = models.CharField(_("how it came or went"), max_length=20, choices=Channel, blank=True, editable=False)
    at = models.DateTimeField(_("when"), editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("who wrote it"),
    )
    sender = models.CharField(_("from"), max_length=320, blank=True, editable=False)
    subject = models.CharField(_("subject"), max_length=255, blank=True, editable=False)
    text = models.TextField(_("text"), blank=True, editable=False)
    letter = models.ForeignKey(
        "mailroom.Letter",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("letter"),
    )
    inbound = models.ForeignKey(
        "mailroom.InboundMessage",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("mail that it came as"),
    )
    is_from_stranger = models.BooleanField(_("from somebody else"), default=False, editable=False)
    is_unread = models.BooleanField(_("not read yet"), default=False, editable=False)

    history = Trail(
        personal=["sender", "subject", "text"],
        kept=["ticket", "kind", "channel", "at", "author", "letter", "inbound", "is_from_stranger", "is_unread"],
        part_of="ticket",
    )

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("correspondence and notes")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["ticket", "at", "id"], name="dsr_entry_story")]
        constraints = [
            models.CheckConstraint(
                name="dsr_entry_note_has_an_author", condition=~Q(kind=EntryKind.NOTE) | Q(author__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket}: {self.get_kind_display()}"


class TicketFile(Tracked):
    """A file on a ticket, sealed under its own key. What its owner called it stands beside it."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="files", verbose_name=_("ticket"))
    entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, editable=False, related_name="files", verbose_name=_("entry")
    )
    kind = models.CharField(_("for"), max_length=20, choices=FileKind, editable=False)
    file = models.FileField(_("file"), max_length=100, blank=True, editable=False)
    file_name = models.CharField(_("name"), max_length=255, blank=True, editable=False)
    file_size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    added_at = models.DateTimeField(_("added"), editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    redacted_of = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="redacted", verbose_name=_("redacted copy of")
    )

    history = Trail(
        personal=["file", "file_name"],
        kept=["ticket", "entry", "kind", "file_size", "sha256", "added_at", "added_by", "redacted_of"],
        part_of="ticket",
    )

    class Meta:
        verbose_name = _("file of a ticket")
        verbose_name_plural = _("files of tickets")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name or f"{self.ticket}: {self.sha256[:8]}"
