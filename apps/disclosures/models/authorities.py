"""The directory of authorities: how they are reached is found out by ourselves, never from a letter of theirs."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.organisation.models.parts import Part
from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from ..choices import AuthorityKind, ContactKind


class AuthorityQuerySet(TrackedQuerySet):
    def active(self) -> "AuthorityQuerySet":
        return self.filter(is_active=True)


class Authority(Tracked):
    """A body that may send a request: a unit of the police, a court, a prosecutor's office."""

    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    country = models.ForeignKey("organisation.Country", models.PROTECT, related_name="+", verbose_name=_("country"))
    body = models.CharField(_("kind"), max_length=20, choices=AuthorityKind)
    source = models.URLField(
        _("source"), blank=True, help_text=_("Where we found it ourselves: a register or a site of the state.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects: ClassVar[Any] = AuthorityQuerySet.as_manager()
    history = Trail(kept=["name", "unit", "country", "body", "source", "is_active"])

    class Meta:
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")
        ordering = ["name", "unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                "country",
                Lower("name"),
                Lower("unit"),
                name="disclosures_authority_once_per_country",
                violation_error_message=_("The directory has this authority already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}" if self.unit else self.name


class AuthorityContact(Part):
    """How an authority is reached, and who of us found that out, when and where. Calls back go here alone."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="contacts", verbose_name=_("authority"))
    kind = models.CharField(_("kind"), max_length=12, choices=ContactKind)
    value = models.CharField(_("number or address"), max_length=254)
    source = models.CharField(
        _("where we found it"), max_length=300, help_text=_("Never the letter that is to be verified.")
    )
    verified_on = models.DateField(_("verified on"))
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("by")
    )

    history = Trail(
        personal=["value"],
        kept=["authority", "kind", "source", "verified_on", "verified_by", "removed_at"],
        part_of="authority",
    )

    class Meta:
        verbose_name = _("contact of an authority")
        verbose_name_plural = _("contacts of authorities")
        ordering = ["authority", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="disclosures_authoritycontact_once",
                fields=["authority", "kind", "value"],
                condition=Q(removed_at=None) & ~Q(value=""),
                violation_error_message=_("The directory has this contact already."),
            ),
            models.CheckConstraint(
                name="disclosures_authoritycontact_found_somewhere",
                condition=~Q(source=""),
                violation_error_message=_("Say where we found it ourselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"
