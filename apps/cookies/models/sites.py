"""Sites: the domains of a brand, each with a notice and a banner of its own."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

#: A name as browsers send it: lower case, no port, no path; international names in their ASCII form.
DOMAIN = RegexValidator(
    r"\A(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\Z",
    _("Enter the domain alone, in lower case, such as www.example.com."),
)
#: A choice is asked for again after so many days at the latest, and at the earliest.
LONGEST_CHOICE, SHORTEST_CHOICE = 395, 30


def new_public_id() -> str:
    """What a banner calls its site by: 16 hexadecimal digits."""
    return secrets.token_hex(8)


class SiteQuerySet(TrackedQuerySet):
    def active(self) -> "SiteQuerySet":
        return self.filter(is_active=True)


class Site(Tracked):
    """A domain of a brand on which visitors are asked for their choice."""

    brand = models.ForeignKey("organisation.Brand", models.PROTECT, related_name="sites", verbose_name=_("brand"))
    domain = models.CharField(_("domain"), max_length=253, validators=[DOMAIN])
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Whose task it is to classify what is found here."),
    )
    origins = models.CharField(
        _("further origins"),
        max_length=1000,
        blank=True,
        help_text=_(
            "Where the banner may send choices from besides https:// and the domain: one origin a line, "
            "such as https://shop.example.com."
        ),
    )
    choice_days = models.PositiveSmallIntegerField(
        _("a choice stands, in days"),
        default=182,
        validators=[MinValueValidator(SHORTEST_CHOICE), MaxValueValidator(LONGEST_CHOICE)],
        help_text=_("Then visitors are asked again."),
    )
    honours_gpc = models.BooleanField(_("honours Global Privacy Control"), default=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar[Any] = SiteQuerySet.as_manager()
    history = Trail(
        kept=["brand", "domain", "public_id", "owner", "origins", "choice_days", "honours_gpc", "is_active"]
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(
                name="cookies_site_domain_once",
                fields=["domain"],
                violation_error_message=_("There is a site with this domain already."),
            ),
            models.CheckConstraint(
                name="cookies_site_choice_stands_for_a_month_to_thirteen",
                condition=Q(choice_days__gte=SHORTEST_CHOICE, choice_days__lte=LONGEST_CHOICE),
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    def allowed_origins(self) -> set[str]:
        """From where the banner of this site may send choices: scheme, host and port."""
        return {f"https://{self.domain}", *(line.strip() for line in self.origins.splitlines() if line.strip())}
