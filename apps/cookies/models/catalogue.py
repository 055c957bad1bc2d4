"""A public catalogue of known cookies: suggestions for what is found on our sites, never a decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked

from ..choices import Category, Match


class CatalogueEntry(Tracked):
    """A row of the catalogue as it was published, with what we read of it.

    ``category`` is what the word of the catalogue suggests, or what a person decided since (``decided_by``), which no
    later import overwrites. It is never strictly necessary: that is said of a cookie of a site, by a person.
    """

    key = models.CharField(_("number in the catalogue"), max_length=64, unique=True)
    platform = models.CharField(_("platform"), max_length=200, blank=True)
    word = models.CharField(_("category, as published"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=255)
    match = models.CharField(_("matches"), max_length=10, choices=Match)
    domains = models.CharField(
        _("domains"), max_length=500, blank=True, help_text=_("One a line. None: of the first party.")
    )
    description = models.CharField(_("description"), max_length=1000, blank=True)
    retention = models.CharField(_("how long, as published"), max_length=200, blank=True)
    is_session = models.BooleanField(_("ends with the session of the browser"), default=False)
    lifetime = models.PositiveBigIntegerField(_("lifetime, in seconds"), null=True)
    controller = models.CharField(_("controller"), max_length=200, blank=True)
    privacy_url = models.CharField(_("privacy statement"), max_length=500, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    is_suggestion = models.BooleanField(_("a person has to decide"), default=False)
    remarks = models.CharField(_("what is odd about it"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    history = Trail(
        kept=[
            *["key", "platform", "word", "name", "match", "domains", "description", "retention", "is_session"],
            *["lifetime", "controller", "privacy_url", "category", "is_suggestion", "remarks"],
            *["decided_by", "decided_at"],
        ]
    )

    class Meta:
        verbose_name = _("entry of the catalogue")
        verbose_name_plural = _("entries of the catalogue")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="cookies_catalogueentry_never_strictly_necessary",
                condition=~Q(category=Category.STRICTLY_NECESSARY),
            ),
            models.CheckConstraint(
                name="cookies_catalogueentry_decided_at_and_by_together",
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["match", "name", "id"], name="cookies_catalogueentry_by_name")]

    def __str__(self) -> str:
        return f"{self.name}*" if self.match == Match.PREFIX else self.name
