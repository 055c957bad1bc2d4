"""Services, the categories of personal data they involve, where data comes from, and the systems that hold it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked

from .offices import Brand
from .parts import Part
from .places import Country


class Service(Tracked):
    """What a brand offers, as the privacy statement names it (3.1)."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="services", verbose_name=_("brand"))
    key = models.SlugField(_("key"), max_length=60, help_text=_("Names it in imports and never changes."))
    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("description"), blank=True)
    is_without_data = models.BooleanField(
        _("involves no personal data of its own"),
        default=False,
        help_text=_("Stated, so that no category is missing. The description says why."),
    )
    note = models.TextField(_("note"), blank=True)

    history = Trail(personal=["description", "note"], kept=["brand", "key", "name", "is_without_data"])

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["brand__ordering", "name"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_service_key_once_per_brand",
                fields=["brand", "key"],
                violation_error_message=_("This brand has a service with this key already."),
            ),
            models.UniqueConstraint(
                "brand",
                Lower("name"),
                name="organisation_service_name_once_per_brand",
                violation_error_message=_("This brand has a service of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """“None” and a category exclude each other.

        Raises:
            ValidationError: it states no personal data, and categories are linked to it.
        """
        if self.is_without_data and self.pk and self.data_links.current().exists():
            raise ValidationError(
                {"is_without_data": _("Categories of personal data are linked to this service: end those links first.")}
            )


class DataCategory(Tracked):
    """A category of personal data, in the words of the privacy statement."""

    key = models.SlugField(_("key"), max_length=60, help_text=_("Names it in imports and never changes."))
    name = models.CharField(_("name"), max_length=150)
    definition = models.CharField(_("definition"), max_length=600, blank=True)
    is_special = models.BooleanField(_("special category (GDPR Art. 9)"), default=False)

    history = Trail(kept=["key", "name", "definition", "is_special"])

    class Meta:
        verbose_name = _("category of personal data")
        verbose_name_plural = _("categories of personal data")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_datacategory_key_once",
                fields=["key"],
                violation_error_code="unique",
                violation_error_message=_("There is a category with this key already."),
            ),
            models.UniqueConstraint(
                Lower("name"),
                name="organisation_datacategory_name_once",
                violation_error_message=_("There is a category of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceData(Part):
    """That a service involves a category of personal data of end users."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="data_links", verbose_name=_("service"))
    category = models.ForeignKey(
        DataCategory, models.PROTECT, related_name="service_links", verbose_name=_("category of personal data")
    )
    is_optional = models.BooleanField(_("optional"), default=False)
    wording = models.CharField(
        _("wording"),
        max_length=300,
        blank=True,
        help_text=_("How the privacy statement puts it for this service, where it differs from the name."),
    )

    history = Trail(kept=["service", "category", "is_optional", "wording", "removed_at"], part_of="service")

    class Meta:
        verbose_name = _("category of a service")
        verbose_name_plural = _("categories of services")
        ordering = ["service", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_servicedata_linked_once",
                fields=["service", "category"],
                condition=Q(removed_at=None),
                violation_error_message=_("This category is linked to this service already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.category}"

    def clean(self) -> None:
        """A service that states “none” has no categories.

        Raises:
            ValidationError: it does state so, or the link has ended.
        """
        super().clean()
        if self.service_id is not None and self.service.is_without_data:
            raise ValidationError(
                _("%(service)s states that it involves no personal data of its own: change that first."),
                params={"service": self.service},
            )


class DataSource(Tracked):
    """Where personal data comes from when not from the person (3.2; GDPR Art. 14(2)(f))."""

    key = models.SlugField(_("key"), max_length=60, help_text=_("Names it in imports and never changes."))
    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("description"), blank=True)

    history = Trail(personal=["description"], kept=["key", "name"])

    class Meta:
        verbose_name = _("source of personal data")
        verbose_name_plural = _("sources of personal data")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_datasource_key_once",
                fields=["key"],
                violation_error_code="unique",
                violation_error_message=_("There is a source with this key already."),
            ),
            models.UniqueConstraint(
                Lower("name"),
                name="organisation_datasource_name_once",
                violation_error_message=_("There is a source of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class System(Tracked):
    """A system in which personal data lives. It belongs to the brands whose services it serves, often to several."""

    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("what it is for"), blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="systems", verbose_name=_("country of its data")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="systems",
        verbose_name=_("owner"),
        help_text=_("Who searches it when somebody asks for their data."),
    )

    history = Trail(personal=["description"], kept=["name", "country", "owner"])

    class Meta:
        verbose_name = _("system")
        verbose_name_plural = _("systems")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="organisation_system_name_once",
                violation_error_message=_("There is a system of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class SystemService(Part):
    """That a system serves a service, and so is searched when its data is asked for."""

    system = models.ForeignKey(System, models.PROTECT, related_name="service_links", verbose_name=_("system"))
    service = models.ForeignKey(Service, models.PROTECT, related_name="system_links", verbose_name=_("service"))

    history = Trail(kept=["system", "service", "removed_at"], part_of="system")

    class Meta:
        verbose_name = _("service of a system")
        verbose_name_plural = _("services of systems")
        ordering = ["system", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_systemservice_linked_once",
                fields=["system", "service"],
                condition=Q(removed_at=None),
                violation_error_message=_("This system serves this service already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.system}: {self.service}"


class SystemData(Part):
    """That a system holds a category of personal data."""

    system = models.ForeignKey(System, models.PROTECT, related_name="data_links", verbose_name=_("system"))
    category = models.ForeignKey(
        DataCategory, models.PROTECT, related_name="system_links", verbose_name=_("category of personal data")
    )

    history = Trail(kept=["system", "category", "removed_at"], part_of="system")

    class Meta:
        verbose_name = _("category in a system")
        verbose_name_plural = _("categories in systems")
        ordering = ["system", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_systemdata_linked_once",
                fields=["system", "category"],
                condition=Q(removed_at=None),
                violation_error_message=_("This system holds this category already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.system}: {self.category}"
