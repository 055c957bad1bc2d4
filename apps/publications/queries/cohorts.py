"""Cohorts: customers whose contracts promise the same notice. Each customer under contract is in exactly one."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from apps.organisation.models import Customer, NoticeContact

from ..models import NoticeTerms

#: The cohort of those who subscribed: no contract stands behind it.
SUBSCRIBERS_COHORT = "subscribers"
#: The cohort of customers where a topic informs and promises no days.
CUSTOMERS_COHORT = "customers"


@dataclass(frozen=True)
class Cohort:
    """People who are given the same days. ``key`` is that of its terms, or names one that rests on a setting.

    ``objection_days`` are none where nobody of it may object.
    """

    key: str
    name: str
    notice_days: int
    objection_days: int | None
    holds: bool

    @property
    def is_contract(self) -> bool:
        return self.key != SUBSCRIBERS_COHORT

    def told(self) -> dict[str, Any]:
        """As plain values."""
        return {
            name: getattr(self, name)
            for name in ("key", "name", "notice_days", "objection_days", "holds", "is_contract")
        }


def with_terms(customers: QuerySet) -> QuerySet:
    """Customers that know ``terms_id``: the newest terms of their template by the day they signed, else of any template."""
    current = NoticeTerms.objects.filter(
        brand=OuterRef("brand"), ended_at=None, signed_from__lte=OuterRef("signed_on")
    ).order_by("-signed_from", "-pk")
    own = current.filter(contract_template=OuterRef("contract_template"))
    return customers.annotate(
        terms_id=Coalesce(
            Subquery(own.values("pk")[:1]), Subquery(current.filter(contract_template="").values("pk")[:1])
        )
    )


def customers_under_contract(brand: Any, on: datetime.date) -> QuerySet:
    return Customer.objects.under_contract(on).filter(brand=brand)


def cohorts(brand: Any, on: datetime.date) -> list[Cohort]:
    """The cohorts of a brand's customers on a day, and that of its subscribers, which is always there."""
    counted = with_terms(customers_under_contract(brand, on)).exclude(terms_id=None).order_by()
    used = counted.values("terms_id").annotate(customers=Count("pk"))
    terms = NoticeTerms.objects.filter(pk__in=[row["terms_id"] for row in used])
    contract = [
        Cohort(
            key=str(one.pk),
            name=one.contract_template or _("other contracts"),
            notice_days=one.notice_days,
            objection_days=one.notice_days if one.objection_days is None else one.objection_days,
            holds=one.holds,
        )
        for one in terms.order_by("contract_template", "signed_from", "pk")
    ]
    return [*contract, subscribers_cohort(settings.NOTICE_DAYS)]


def subscribers_cohort(days: int) -> Cohort:
    return Cohort(SUBSCRIBERS_COHORT, _("subscribers"), days, None, holds=False)


def informed_cohorts(days: int) -> list[Cohort]:
    """Where a topic informs: customers and subscribers alike."""
    return [Cohort(CUSTOMERS_COHORT, _("customers"), days, None, holds=False), subscribers_cohort(days)]


def customers_without_terms(brand: Any, on: datetime.date) -> QuerySet:
    """Customers under contract of whom nothing says how long before they are told."""
    return with_terms(customers_under_contract(brand, on)).filter(terms_id=None).order_by("name", "pk")


def customers_without_contacts(brand: Any, on: datetime.date) -> QuerySet:
    """Customers under contract whom nobody could tell."""
    contacts = NoticeContact.objects.current().filter(customer=OuterRef("pk"))
    return customers_under_contract(brand, on).exclude(Exists(contacts)).order_by("name", "pk")
