"""Countries, the dated decisions on their adequacy, and supervisory authorities."""

import datetime
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from .parts import web_address


class Country(Tracked):
    """A country or territory by its ISO 3166-1 code, and whether it belongs to the EU and the EEA today."""

    code = models.CharField(
        _("ISO code"), max_length=2, validators=[RegexValidator("^[A-Z]{2}$", _("Two capital letters, as in NL."))]
    )
    name = models.CharField(_("name"), max_length=100)
    is_eea = models.BooleanField(_("in the European Economic Area"), default=False)
    is_eu = models.BooleanField(_("in the European Union"), default=False)
    note = models.TextField(_("note"), blank=True)

    history = Trail(personal=["note"], kept=["code", "name", "is_eea", "is_eu"])

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_country_code_once",
                fields=["code"],
                violation_error_code="unique",
                violation_error_message=_("There is a country with this code already."),
            ),
            models.CheckConstraint(
                name="organisation_country_in_the_eu_is_in_the_eea",
                condition=Q(is_eu=False) | Q(is_eea=True),
                violation_error_message=_("A country of the European Union is in the European Economic Area too."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AdequacyQuerySet(TrackedQuerySet):
    def covering(self, day: datetime.date) -> "AdequacyQuerySet":
        """Decisions in force on this day; their last day still counts."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class AdequacyDecision(Tracked):
    """A dated decision that a country or international organisation protects personal data well enough (GDPR Art. 45).

    One renewed or extended is a record of its own, so that each day is answered by what was in force on it.
    """

    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="adequacy_decisions", verbose_name=_("country")
    )
    international_organisation = models.CharField(
        _("international organisation"), max_length=150, blank=True, help_text=_("Where it is about no country.")
    )
    number = models.CharField(_("number"), max_length=60, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Its last day. Empty while no end is set.")
    )
    scope = models.CharField(_("scope"), max_length=300, blank=True)
    needs_certification = models.BooleanField(
        _("needs certification"), default=False, help_text=_("It covers recipients only that are certified themselves.")
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects: ClassVar[Any] = AdequacyQuerySet.as_manager()
    history = Trail(
        personal=["note"],
        kept=[
            *("country", "international_organisation", "number", "adopted_on", "valid_from", "valid_until"),
            *("scope", "needs_certification", "source"),
        ],
        part_of="country",
    )

    class Meta:
        verbose_name = _("adequacy decision")
        verbose_name_plural = _("adequacy decisions")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="organisation_adequacydecision_about_a_country_or_organisation",
                condition=Q(Q(country=None) & ~Q(international_organisation=""))
                | Q(country__isnull=False, international_organisation=""),
                violation_error_message=_("Name either a country or an international organisation."),
            ),
            models.CheckConstraint(
                name="organisation_adequacydecision_ends_after_its_start",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("A decision cannot end before it begins: look at both dates."),
            ),
            models.CheckConstraint(
                name="organisation_adequacydecision_in_force_after_its_adoption",
                condition=Q(adopted_on=None) | Q(adopted_on__lte=F("valid_from")),
                violation_error_message=_("A decision is not in force before it is adopted: look at both dates."),
            ),
            models.UniqueConstraint(
                name="organisation_adequacydecision_of_a_country_once",
                fields=["country", "number", "valid_from"],
                violation_error_message=_("This decision on this country, from this day, is there already."),
            ),
            models.UniqueConstraint(
                name="organisation_adequacydecision_of_an_organisation_once",
                fields=["international_organisation", "number", "valid_from"],
                condition=Q(country=None),
                violation_error_message=_("This decision on this organisation, from this day, is there already."),
            ),
        ]

    def __str__(self) -> str:
        about = self.country.name if self.country else self.international_organisation
        return f"{about}: {self.number or self.valid_from.isoformat()}"


class SupervisoryAuthority(Tracked):
    """Whom people may complain to about the handling of their data in a country."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="authorities", verbose_name=_("country"))
    name = models.CharField(_("name"), max_length=200)
    website = models.URLField(_("website"), blank=True, validators=[web_address])
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    note = models.TextField(_("note"), blank=True)

    history = Trail(personal=["address", "note"], kept=["country", "name", "website", "email"])

    class Meta:
        verbose_name = _("supervisory authority")
        verbose_name_plural = _("supervisory authorities")
        ordering = ["country__name", "name"]
        constraints = [
            models.UniqueConstraint(
                "country",
                Lower("name"),
                name="organisation_supervisoryauthority_once_per_country",
                violation_error_message=_("There is an authority of this name in this country already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
