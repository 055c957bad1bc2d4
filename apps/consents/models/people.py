"""Who a subject is, apart from the proof: erased with the person, while the events stay."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked

from ..choices import IdentityKind


class ConsentIdentity(Tracked):
    """An address or number that staff entered, sealed, and the pseudonym that the log has for it."""

    subject = models.UUIDField(_("subject"), unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=IdentityKind, editable=False)
    value_sealed = models.BinaryField(null=True, editable=False)
    scan_name = models.CharField(max_length=100, blank=True, editable=False)

    history = Trail(personal=["subject", "value_sealed", "scan_name"], kept=["kind"])

    class Meta:
        verbose_name = _("identity of a consent")
        verbose_name_plural = _("identities of consents")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
