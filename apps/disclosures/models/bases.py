"""Legal bases of requests, as dated reference data: what they allow, whose silence they bring, which clock they run."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import DataCategory, Family


class LegalBasisQuerySet(TrackedQuerySet):
    def in_force(self, day: datetime.date) -> "LegalBasisQuerySet":
        ended = Q(valid_until__isnull=False, valid_until__lt=day)
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day)).exclude(ended)


class LegalBasis(Tracked):
    """A provision on which an authority may rest a request.

    ``allows`` are the categories of data that it reaches, separated by blanks. With ``secrecy`` (the article) everybody
    addressed is silent by statute. ``clock`` is a law of the deadline engine.
    """

    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    citation = models.CharField(_("citation"), max_length=200)
    country = models.ForeignKey(
        "organisation.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("country"),
        help_text=_("Empty for law of the European Union and of treaties."),
    )
    family = models.CharField(_("instrument"), max_length=20, choices=Family)
    allows = models.CharField(_("reaches"), max_length=120, blank=True)
    issuers = models.CharField(_("issued by"), max_length=200, blank=True)
    secrecy = models.CharField(_("silence by statute"), max_length=200, blank=True, help_text=_("The article."))
    tells_by_itself = models.BooleanField(
        _("the authority tells the person"),
        default=False,
        help_text=_("We keep order and data confidential, and the authority informs (Regulation 2023/1543 Art. 13)."),
    )
    clock = models.CharField(_("clock"), max_length=40, blank=True)
    is_order = models.BooleanField(_("is an order"), default=True, help_text=_("Enforceable; a mere letter is none."))
    is_counted = models.BooleanField(
        _("counts in the report"), default=True, help_text=_("Automated queries of a closed system do not.")
    )
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("in force until"), null=True, blank=True)

    objects: ClassVar[Any] = LegalBasisQuerySet.as_manager()
    history = Trail(
        kept=[
            *["code", "title", "citation", "country", "family", "allows", "issuers", "secrecy", "tells_by_itself"],
            *["clock", "is_order", "is_counted", "valid_from", "valid_until"],
        ]
    )

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ["country", "code"]
        constraints = [
            models.UniqueConstraint(
                name="disclosures_legalbasis_once_a_day",
                fields=["code", "valid_from"],
                violation_error_message=_("This basis is on record from this day already."),
            ),
            models.UniqueConstraint(
                name="disclosures_legalbasis_once_from_ever",
                fields=["code"],
                condition=Q(valid_from=None),
                violation_error_message=_(
                    "This basis is on record already: give the day from which this one is in force."
                ),
            ),
            models.CheckConstraint(
                name="disclosures_legalbasis_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("It cannot end before it begins: look at both dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.citation})"

    @property
    def categories(self) -> frozenset[str]:
        """The categories of data that it reaches."""
        return frozenset(self.allows.split()) & frozenset(DataCategory.values)

    @property
    def is_emergency(self) -> bool:
        return self.family == Family.EMERGENCY

    @property
    def is_preservation(self) -> bool:
        return self.family == Family.PRESERVATION
