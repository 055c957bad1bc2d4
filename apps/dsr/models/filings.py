"""Filings: what visitors ask by the public form, until their address is confirmed and it becomes a ticket."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import BECAME, FilingStatus, Group, Right
from .tickets import Ticket


class FilingQuerySet(TrackedQuerySet):
    def waiting(self) -> "FilingQuerySet":
        return self.filter(status=FilingStatus.WAITING)

    def owed_a_letter(self, now: datetime.datetime) -> "FilingQuerySet":
        """Their address is to be asked now whether it was them."""
        return self.waiting().filter(ask_after__lte=now)

    def unconfirmed_since(self, moment: datetime.datetime) -> "FilingQuerySet":
        """Filed before this moment, and nobody confirmed."""
        return self.waiting().filter(filed_at__lt=moment)


class Filing(Tracked):
    """What one visitor asked by the form of a brand. Its status moves only in ``services``.

    ``filed_at`` is when the form was sent, and so the receipt of what it becomes. ``ask_after`` is set while its address
    has no letter about it; several filings of one address share the secret of one letter.
    """

    brand = models.ForeignKey("organisation.Brand", models.PROTECT, related_name="+", verbose_name=_("brand"))
    status = models.CharField(
        _("status"), max_length=20, choices=FilingStatus, default=FilingStatus.WAITING, editable=False
    )
    rights = models.CharField(_("rights asked for"), max_length=300, editable=False, help_text=_("With commas."))
    is_direct_marketing = models.BooleanField(_("against direct marketing"), default=False, editable=False)
    group = models.CharField(_("who asks"), max_length=20, choices=Group, editable=False)
    name = models.CharField(_("name"), max_length=200, blank=True, editable=False)
    representative = models.CharField(_("representative"), max_length=200, blank=True, editable=False)
    email = models.CharField(_("e-mail address"), max_length=254, blank=True, editable=False)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    account = models.CharField(_("account or number"), max_length=200, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, editable=False)
    country = models.ForeignKey(
        "organisation.Country", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("country")
    )
    region = models.CharField(_("region"), max_length=3, blank=True, editable=False)
    words = models.TextField(_("in the person’s words"), blank=True, editable=False)
    filed_at = models.DateTimeField(_("filed"), editable=False)
    filed_from = models.GenericIPAddressField(_("filed from"), null=True, editable=False)
    ask_after = models.DateTimeField(_("its letter is due"), null=True, editable=False)
    mailed_at = models.DateTimeField(_("letter written"), null=True, editable=False)
    confirm_hash = models.CharField(max_length=64, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    ticket = models.OneToOneField(
        Ticket, models.PROTECT, null=True, editable=False, related_name="filing", verbose_name=_("request")
    )

    objects: ClassVar[Any] = FilingQuerySet.as_manager()
    history = Trail(
        personal=["name", "representative", "email", "email_key", "account", "words", "filed_from"],
        kept=[
            *["brand", "status", "rights", "is_direct_marketing", "group", "language", "country", "region"],
            *["filed_at", "ask_after", "mailed_at", "confirm_hash", "ended_at", "ticket"],
        ],
    )

    class Meta:
        verbose_name = _("request of the form")
        verbose_name_plural = _("requests of the form")
        ordering = ["-filed_at", "-pk"]
        indexes = [
            models.Index(fields=["-filed_at", "-id"], name="dsr_filing_at"),
            models.Index(fields=["status", "-filed_at", "-id"], name="dsr_filing_status"),
            models.Index(fields=["ask_after", "id"], condition=Q(ask_after__isnull=False), name="dsr_filing_owed"),
            models.Index(fields=["email_key"], name="dsr_filing_email"),
            models.Index(fields=["confirm_hash"], condition=~Q(confirm_hash=""), name="dsr_filing_link"),
        ]
        constraints = [
            models.CheckConstraint(
                name="dsr_filing_became_a_ticket",
                condition=Q(status__in=BECAME, ticket__isnull=False) | ~Q(status__in=BECAME) & Q(ticket=None),
            ),
            models.CheckConstraint(
                name="dsr_filing_ended_at_a_moment",
                condition=Q(status=FilingStatus.WAITING, ended_at=None)
                | ~Q(status=FilingStatus.WAITING) & Q(ended_at__isnull=False, ask_after=None),
            ),
            models.CheckConstraint(
                name="dsr_filing_waits_with_an_address",
                condition=~Q(status=FilingStatus.WAITING) | ~Q(email_key=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand}: {timezone.localtime(self.filed_at):%Y-%m-%d %H:%M}"

    @property
    def lapses_at(self) -> datetime.datetime:
        """When it ends unless somebody confirms it or takes it up."""
        return self.filed_at + datetime.timedelta(days=settings.REQUEST_CONFIRM_DAYS)

    @property
    def rights_told(self) -> list[str]:
        """What is asked, in the words of the register."""
        return [str(Right(right).label) for right in self.rights.split(",")]


class FilingFile(Tracked):
    """A file that came with a filing, sealed under its own key; it moves to the ticket, or is destroyed."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="files", verbose_name=_("request of the form"))
    file = models.FileField(_("file"), max_length=100, blank=True, editable=False)
    file_name = models.CharField(_("name"), max_length=255, blank=True, editable=False)
    file_size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)

    history = Trail(personal=["file", "file_name"], kept=["filing", "file_size", "sha256"], part_of="filing")

    class Meta:
        verbose_name = _("file of a request of the form")
        verbose_name_plural = _("files of requests of the form")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name or self.sha256[:8]
