"""What a provider took, and what it tells of letters afterwards: two ledgers without a word about anybody."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.trail.models import Ledger

from ..choices import Told
from .letters import Letter


class Acceptance(Ledger):
    """A provider took a letter, under an identifier of its own: its events are found again by it."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="acceptances", editable=False)
    provider = models.CharField(_("provider"), max_length=20, editable=False)
    provider_id = models.CharField(_("identifier there"), max_length=200, editable=False)

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        ordering = ["pk"]
        indexes = [models.Index(fields=["provider", "provider_id"], name="mailroom_acceptance_id")]

    def __str__(self) -> str:
        return f"{self.provider}: {self.provider_id}"


class ProviderEvent(Ledger):
    """One thing that a provider told of a letter, once: a repeated telling has the same ``key``.

    Without a letter it was about none of ours, or about another address than the one it went to.
    """

    provider = models.CharField(_("provider"), max_length=20, editable=False)
    key = models.CharField(max_length=32, editable=False)
    told = models.CharField(_("what it told"), max_length=20, choices=Told, editable=False)
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, related_name="told_events", editable=False, verbose_name=_("letter")
    )
    happened_at = models.DateTimeField(_("happened"), null=True, editable=False)
    code = models.CharField(_("code"), max_length=20, blank=True, editable=False)

    class Meta:
        verbose_name = _("event of a provider")
        verbose_name_plural = _("events of providers")
        ordering = ["-moment", "-pk"]
        indexes = [
            models.Index(fields=["-moment", "-id"], name="mailroom_event_at"),
            models.Index(fields=["told", "-moment", "-id"], name="mailroom_event_told"),
        ]
        constraints = [models.UniqueConstraint(name="mailroom_event_is_taken_once", fields=["key"])]

    def __str__(self) -> str:
        return f"{self.provider}: {self.get_told_display()}"
