"""Programs that bring requests in, as the privacy dashboards of customers do, and what they were answered."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from .tickets import Ticket


class ApiClientQuerySet(TrackedQuerySet):
    def current(self) -> "ApiClientQuerySet":
        return self.filter(revoked_at=None)


class ApiClient(Tracked):
    """A program that may bring in requests of one brand. Of its token only the digest is kept."""

    name = models.CharField(_("name"), max_length=100, help_text=_("Which program it is, and of whom."))
    brand = models.ForeignKey("organisation.Brand", models.PROTECT, related_name="+", verbose_name=_("brand"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    added_at = models.DateTimeField(_("added"), editable=False)
    revoked_at = models.DateTimeField(_("access taken back"), null=True, editable=False)

    objects: ClassVar[Any] = ApiClientQuerySet.as_manager()
    history = Trail(kept=["name", "brand", "token_hash", "added_at", "revoked_at"])

    #: The token, right after it was made; it is nowhere else.
    token = ""

    class Meta:
        verbose_name = _("program with access")
        verbose_name_plural = _("programs with access")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_current(self) -> bool:
        return self.revoked_at is None


class ApiCall(models.Model):
    """What a program was answered under one of its keys: the same call again, as after a lost answer, gets the same."""

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="calls", editable=False)
    key = models.CharField(max_length=200, editable=False)
    body_mac = models.BinaryField(max_length=32, editable=False)
    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="call", editable=False)
    answer = models.JSONField(editable=False)
    answered_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("answer to a program")
        verbose_name_plural = _("answers to programs")
        ordering = ["pk"]
        indexes = [models.Index(fields=["client", "-answered_at"], name="dsr_apicall_latest")]
        constraints = [models.UniqueConstraint(name="dsr_apicall_key_once_per_client", fields=["client", "key"])]

    def __str__(self) -> str:
        return f"{self.client}: {self.ticket}"
