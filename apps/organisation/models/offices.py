"""Legal entities, the brands they trade under, and offices with their calendars."""

import zoneinfo
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.casework.calendars import NoCalendar, WorkingCalendar
from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import OfficeKind
from .parts import Part, web_address
from .places import Country, SupervisoryAuthority


class LegalEntity(Tracked):
    """A company of the group, as it is registered."""

    name = models.CharField(_("name"), max_length=200)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    registration_number = models.CharField(_("registration number"), max_length=60, blank=True)
    registered_address = models.TextField(_("registered address"), blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subsidiaries", verbose_name=_("parent company")
    )

    history = Trail(personal=["registered_address"], kept=["name", "country", "registration_number", "parent"])

    class Meta:
        verbose_name = _("legal entity")
        verbose_name_plural = _("legal entities")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "country",
                Lower("name"),
                name="organisation_legalentity_name_once_per_country",
                violation_error_message=_("There is a legal entity of this name in this country already."),
            ),
            models.UniqueConstraint(
                name="organisation_legalentity_number_once_per_country",
                fields=["country", "registration_number"],
                condition=~Q(registration_number=""),
                violation_error_message=_("There is a legal entity with this registration number already."),
            ),
            models.CheckConstraint(
                name="organisation_legalentity_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
                violation_error_message=_("A company is not its own parent: choose another one, or none."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A company belongs to none that belongs to it.

        Raises:
            ValidationError: the parents go round in a circle.
        """
        seen, above = {self.pk} - {None}, self.parent
        while above is not None:
            if above.pk in seen:
                raise ValidationError(
                    {"parent": _("This company belongs to the other one already: parents go upward.")}
                )
            seen.add(above.pk)
            above = above.parent


class BrandQuerySet(TrackedQuerySet):
    def active(self) -> "BrandQuerySet":
        return self.filter(is_active=True)


class Brand(Tracked):
    """A name that the group trades under. Every promise, listing, request and letter belongs to one."""

    key = models.SlugField(_("key"), max_length=40, help_text=_("Stands in web addresses and never changes."))
    name = models.CharField(_("name"), max_length=100)
    legal_entity = models.ForeignKey(
        LegalEntity, models.PROTECT, null=True, blank=True, related_name="brands", verbose_name=_("legal entity")
    )
    website = models.URLField(_("website"), blank=True, validators=[web_address])
    privacy_email = models.EmailField(_("privacy address"), blank=True)
    support_email = models.EmailField(_("support address"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    ordering = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[Any] = BrandQuerySet.as_manager()
    history = Trail(
        kept=[
            *("key", "name", "legal_entity", "website", "privacy_email", "support_email", "is_active", "ordering"),
        ]
    )

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        ordering = ["ordering", "name"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_brand_key_once",
                fields=["key"],
                violation_error_code="unique",
                violation_error_message=_("There is a brand with this key already."),
            ),
            models.UniqueConstraint(
                Lower("name"),
                name="organisation_brand_name_once",
                violation_error_message=_("There is a brand of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfficeQuerySet(TrackedQuerySet):
    def headquarters(self) -> "OfficeQuerySet":
        return self.filter(kind=OfficeKind.HEADQUARTERS)

    def local(self) -> "OfficeQuerySet":
        return self.filter(kind=OfficeKind.LOCAL)


class Office(Tracked):
    """A place of the group where people can write to, with the calendar its deadlines run by.

    Which one is the headquarters moves only in ``services``.
    """

    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind, default=OfficeKind.LOCAL, editable=False)
    legal_entity = models.ForeignKey(
        LegalEntity, models.PROTECT, null=True, blank=True, related_name="offices", verbose_name=_("legal entity")
    )
    country = models.ForeignKey(Country, models.PROTECT, related_name="offices", verbose_name=_("country"))
    region = models.CharField(
        _("region"),
        max_length=3,
        blank=True,
        validators=[RegexValidator("^[A-Z0-9]{1,3}$", _("The part after the hyphen of its ISO 3166-2 code."))],
        help_text=_("ISO 3166-2, without the country: as in BY for DE-BY. Public holidays depend on it."),
    )
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, help_text=_("As in Europe/Amsterdam."))
    address = models.TextField(_("address"), blank=True)
    supervisory_authority = models.ForeignKey(
        SupervisoryAuthority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offices",
        verbose_name=_("supervisory authority"),
    )

    objects: ClassVar[Any] = OfficeQuerySet.as_manager()
    history = Trail(
        personal=["address"],
        kept=["name", "kind", "legal_entity", "country", "region", "time_zone", "supervisory_authority"],
    )

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="organisation_office_name_once",
                violation_error_message=_("There is an office of this name already."),
            ),
            models.UniqueConstraint(
                name="organisation_office_one_headquarters",
                fields=["kind"],
                condition=Q(kind=OfficeKind.HEADQUARTERS),
                violation_error_message=_("There is one headquarters: move it to this office instead."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """An office has a calendar, and its time zone is one.

        Raises:
            ValidationError: no public holidays are known for the country and region, or no zone of this name.
        """
        if self.time_zone:
            self._ensure_time_zone()
        if self.country_id is not None:
            try:
                WorkingCalendar(self.country.code, self.region)
            except NoCalendar as error:
                raise ValidationError({"region" if self.region else "country": str(error)}) from error

    def _ensure_time_zone(self) -> None:
        try:
            zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            message = _("“%(name)s” is no time zone: name it by region and city, as in Europe/Amsterdam.")
            raise ValidationError({"time_zone": message % {"name": self.time_zone}}) from error

    def calendar(self) -> WorkingCalendar:
        """The working days of this office: the public holidays of its place, and its own closing days."""
        closed = self.closures.current().values_list("day", flat=True)
        return WorkingCalendar(self.country.code, self.region, frozenset(closed))


class OfficeClosure(Part):
    """A day on which an office is closed beside weekends and public holidays."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="closures", verbose_name=_("office"))
    day = models.DateField(_("day"))
    reason = models.TextField(_("reason"))

    history = Trail(personal=["reason"], kept=["office", "day", "removed_at"], part_of="office")

    class Meta:
        verbose_name = _("closing day")
        verbose_name_plural = _("closing days")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_officeclosure_once_per_day",
                fields=["office", "day"],
                condition=Q(removed_at=None),
                violation_error_message=_("The office is closed on this day already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.day.isoformat()}"
