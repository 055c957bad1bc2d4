"""What was looked at and is let be, for a time: a finding of the lint, or a difference between scans and registry."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.organisation.models.parts import Part, PartQuerySet
from apps.trail.history import Trail


class Waiver(Part):
    """One finding let be until a day, by a person, with a reason. ``about`` names what it is a finding about."""

    site = models.ForeignKey("cookies.Site", models.PROTECT, related_name="waivers", verbose_name=_("site"))
    rule = models.CharField(_("finding"), max_length=60, editable=False)
    about = models.CharField(_("about"), max_length=600, editable=False)
    reason = models.CharField(_("why"), max_length=300)
    until_on = models.DateField(_("until"))
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )

    objects: ClassVar[Any] = PartQuerySet.as_manager()
    history = Trail(kept=["site", "rule", "about", "reason", "until_on", "waived_by", "removed_at"], part_of="site")

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["until_on", "pk"]
        constraints = [
            models.CheckConstraint(name="cookies_waiver_gives_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="cookies_waiver_once_at_a_time",
                fields=["site", "rule", "about"],
                condition=Q(removed_at=None),
                violation_error_message=_("This finding is let be already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.about}"
