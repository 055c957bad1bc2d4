"""Customers with their contract, and the people there who are told of changes."""

import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet

from .offices import Brand
from .parts import Part


class CustomerQuerySet(TrackedQuerySet):
    def under_contract(self, day: datetime.date) -> "CustomerQuerySet":
        """Customers whose contract runs on this day; its last day still counts."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), signed_on__lte=day)


class Customer(Tracked):
    """A company with a contract. The template it was made from and the day it was signed on fix its notice periods."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="customers", verbose_name=_("brand"))
    name = models.CharField(_("name"), max_length=200)
    account_reference = models.CharField(_("account reference"), max_length=60)
    contract_template = models.CharField(_("contract template"), max_length=100, blank=True)
    signed_on = models.DateField(_("signed on"))
    ended_on = models.DateField(_("ended on"), null=True, editable=False)

    objects: ClassVar[Any] = CustomerQuerySet.as_manager()
    history = Trail(kept=["brand", "name", "account_reference", "contract_template", "signed_on", "ended_on"])

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name", "id"], name="organisation_customer_name")]
        constraints = [
            models.UniqueConstraint(
                name="organisation_customer_reference_once_per_brand",
                fields=["brand", "account_reference"],
                violation_error_message=_("This brand has a customer with this account reference already."),
            ),
            models.CheckConstraint(
                name="organisation_customer_ended_after_signing",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("signed_on")),
                violation_error_message=_("A contract cannot end before it is signed: look at both dates."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NoticeContact(Part):
    """A person at a customer to whom contractual notices go. No subscription: it is a duty, and ends only by them."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contacts", verbose_name=_("customer"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(
        _("language of the letters"), max_length=10, default="en", choices=[("en", _("English")), ("nl", _("Dutch"))]
    )

    history = Trail(personal=["name", "email"], kept=["customer", "language", "removed_at"], part_of="customer")

    class Meta:
        verbose_name = _("notice contact")
        verbose_name_plural = _("notice contacts")
        ordering = ["customer", "pk"]
        constraints = [
            models.UniqueConstraint(
                "customer",
                Lower("email"),
                name="organisation_noticecontact_address_once_per_customer",
                condition=Q(removed_at=None),
                violation_error_message=_("This customer has a notice contact with this address already."),
            ),
            models.CheckConstraint(
                name="organisation_noticecontact_current_has_an_address",
                condition=Q(removed_at__isnull=False) | ~Q(email=""),
                violation_error_message=_("A notice needs an address to go to: fill it in."),
            ),
            models.CheckConstraint(
                name="organisation_noticecontact_language_is_one_of_letters",
                condition=Q(language__in=["en", "nl"]),
                violation_error_message=_("Letters are written in English (en) or Dutch (nl): choose one."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email
