"""Who stands below a recipient, down the whole chain (GDPR Art. 28(4); EDPB Opinion 22/2024)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from apps.organisation.models.parts import Part
from apps.trail.history import Trail

from .listings import Listing
from .parties import ThirdParty


class ChainMember(Part):
    """A processor that a listed recipient engages, or that stands below such a one. ``level`` 1 is engaged directly."""

    listing = models.ForeignKey(Listing, models.PROTECT, related_name="chain", verbose_name=_("listing"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="engages", verbose_name=_("engaged by")
    )
    level = models.PositiveSmallIntegerField(_("level"), editable=False)
    third_party = models.ForeignKey(ThirdParty, models.PROTECT, related_name="+", verbose_name=_("third party"))
    function = models.CharField(_("function"), max_length=300)
    country = models.ForeignKey(
        "organisation.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("country of processing"),
    )

    history = Trail(
        kept=["listing", "parent", "level", "third_party", "function", "country", "removed_at"], part_of="listing"
    )

    class Meta:
        verbose_name = _("member of the chain")
        verbose_name_plural = _("chain below")
        ordering = ["listing", "level", "pk"]
        constraints = [
            models.CheckConstraint(
                name="subprocessors_chainmember_first_level_has_no_parent",
                condition=Q(level=1, parent=None) | Q(level__gte=2, parent__isnull=False),
            ),
            models.CheckConstraint(
                name="subprocessors_chainmember_has_a_function",
                condition=~Q(function=""),
            ),
            models.UniqueConstraint(
                "listing",
                Coalesce("parent", 0),
                "third_party",
                Lower("function"),
                name="subprocessors_chainmember_current_once",
                condition=Q(removed_at=None),
                violation_error_message=_("This company stands here with this function already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.third_party)
