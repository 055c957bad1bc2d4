"""Who opened what, when and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.trail.models import Ledger

from ..choices import Access


class AccessEntry(Ledger):
    """One opening or taking away of what is secret or about a person. Rows are only added, and acts cover them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("who")
    )
    what = models.CharField(_("what"), max_length=16, choices=Access, editable=False)
    about = models.CharField(_("which"), max_length=100, editable=False)
    demand = models.ForeignKey(
        "disclosures.Demand", models.PROTECT, editable=False, related_name="accesses", verbose_name=_("demand")
    )
    why = models.CharField(_("why"), max_length=300, editable=False)

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("accesses")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["demand", "user", "moment"], name="disclosures_access_of")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.about}"
