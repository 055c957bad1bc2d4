"""Reads of the organisation: what its registers lack, which systems to search, and adequacy on a day."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.trail.acts import object_name
from apps.trail.models import Act, Tracked

from .choices import LawfulBasis
from .models import (
    AdequacyDecision,
    Brand,
    Country,
    Customer,
    DataCategory,
    NoticeContact,
    Office,
    Purpose,
    Service,
    ServiceData,
    System,
    SystemData,
    SystemService,
)
from .models.purposes import ANSWERED, QUESTIONS


@dataclass(frozen=True)
class Gap:
    """What the privacy statement demands of a record and the register lacks. ``field`` says where to mend it."""

    record: Tracked
    field: str
    words: Any


@dataclass(frozen=True)
class SystemToSearch:
    """A system in which data of some services lives, the services it serves among them, and what it holds."""

    system: System
    services: list[Service]
    categories: list[DataCategory]


@dataclass(frozen=True)
class LocalAddress:
    """Where people of a country may write to."""

    country: str
    address: str


@dataclass(frozen=True)
class PublicContact:
    """Whom people may ask, write to and complain to; what the registers lack is empty."""

    email: str
    address: str
    offices: tuple[LocalAddress, ...]
    authority: str
    authority_url: str


Check = tuple[QuerySet, str, Any]


def gaps(*, on: datetime.date | None = None) -> list[Gap]:
    """Every gap of the registers on a day (today): one query per rule, however many records there are."""
    return [Gap(record, name, words) for found, name, words in _checks(on) for record in found]


def count_gaps(*, on: datetime.date | None = None) -> int:
    """How many gaps there are, without reading them."""
    return sum(found.count() for found, _name, _words in _checks(on))


def is_adequate(country: Country, day: datetime.date, *, is_certified: bool = False) -> bool:
    """Whether a decision in force on this day covers a recipient in the country (GDPR Art. 45).

    Where the decision covers certified recipients only, ``is_certified`` says whether this one was, on that day.
    A country of the EEA needs no decision and has none; what a decision leaves out stands in its ``scope``.
    """
    covering = AdequacyDecision.objects.covering(day).filter(country=country)
    return covering.exists() if is_certified else covering.filter(needs_certification=False).exists()


def end_to_take_back(decision: AdequacyDecision) -> Any | None:
    """The version of a decision before the end that was recorded last, while that end stands; else None.

    A last day that somebody changed by hand since then is theirs, and is not taken back.
    """
    kinds = ["organisation.decision_ended", "organisation.decision_restored"]
    last = Act.objects.filter(about=object_name(decision), kind__in=kinds).first()
    if last is None or last.kind != "organisation.decision_ended":
        return None
    versions = AdequacyDecision.past.objects.filter(id=decision.pk)
    ended = versions.filter(act_id=last.pk).first()
    if ended is None or ended.valid_until != decision.valid_until:
        return None
    return versions.filter(version__lt=ended.version).order_by("-version").first()


def public_contact(brand: Brand | None = None) -> PublicContact:
    """What public pages and letters say of a brand, or of the whole group (15): two queries, one more for the group.

    A brand without an address of its own answers at the group's.
    """
    email = brand.privacy_email if brand else ""
    if not email:
        known = Brand.objects.active().exclude(privacy_email="")
        email = known.values_list("privacy_email", flat=True).first() or ""
    headquarters = Office.objects.headquarters().select_related("supervisory_authority").first()
    local = Office.objects.local().exclude(address="").select_related("country").order_by("country__name", "name")
    authority = headquarters.supervisory_authority if headquarters else None
    return PublicContact(
        email=email,
        address=headquarters.address if headquarters else "",
        offices=tuple(LocalAddress(office.country.name, office.address) for office in local),
        authority=authority.name if authority else "",
        authority_url=authority.website if authority else "",
    )


def systems_to_search(services: Iterable[Service]) -> list[SystemToSearch]:
    """The systems that hold data of these services, by name, each with its owner: three queries at most."""
    links = SystemService.objects.current().filter(service__in=list(services)).select_related("service")
    serving: dict[int, list[Service]] = defaultdict(list)
    for link in links.order_by("service__name"):
        serving[link.system_id].append(link.service)
    holding: dict[int, list[DataCategory]] = defaultdict(list)
    held = SystemData.objects.current().filter(system__in=list(serving)).select_related("category")
    for holds in held.order_by("category__name"):
        holding[holds.system_id].append(holds.category)
    systems = System.objects.filter(pk__in=list(serving)).select_related("owner", "country")
    return [SystemToSearch(system, serving[system.pk], holding[system.pk]) for system in systems]


def _checks(on: datetime.date | None) -> Iterator[Check]:
    yield from _office_checks()
    yield from _brand_checks()
    yield from _data_checks()
    yield from _purpose_checks()
    yield from _customer_checks(timezone.localdate() if on is None else on)


def _office_checks() -> Iterator[Check]:
    offices = Office.objects.all()
    yield offices.filter(address=""), "address", _("has no address, and people are promised one to write to")
    yield (
        offices.filter(supervisory_authority=None),
        "supervisory_authority",
        _("names no supervisory authority to complain to"),
    )
    yield offices.filter(legal_entity=None), "legal_entity", _("belongs to no legal entity")
    yield offices.filter(time_zone=""), "time_zone", _("has no time zone, and legal days begin and end in it")


def _brand_checks() -> Iterator[Check]:
    brands = Brand.objects.active()
    yield brands.filter(legal_entity=None), "legal_entity", _("names no legal entity, so nobody answers for it")
    yield brands.filter(privacy_email=""), "privacy_email", _("has no address for questions about privacy")
    yield (
        brands.filter(~_has(Service, "brand")),
        "services",
        _("offers no service, though the privacy statement covers its services"),
    )


def _data_checks() -> Iterator[Check]:
    yield (
        Service.objects.filter(~_has(ServiceData, "service", removed_at=None), is_without_data=False),
        "data_links",
        _("names no category of personal data, nor states that it involves none"),
    )
    systems = System.objects.all()
    yield (
        systems.filter(Q(owner=None) | Q(owner__is_active=False)),
        "owner",
        _("has no owner with an active account, so nobody would search it"),
    )
    yield systems.filter(country=None), "country", _("does not say in which country its data lives")
    yield (
        systems.filter(~_has(SystemService, "system", removed_at=None)),
        "service_links",
        _("serves no service, so it would never be searched"),
    )


def _purpose_checks() -> Iterator[Check]:
    yield Purpose.objects.filter(lawful_basis=""), "lawful_basis", _("has no lawful basis")
    interests = Purpose.objects.filter(lawful_basis=LawfulBasis.LEGITIMATE_INTEREST)
    yield interests.exclude(ANSWERED), QUESTIONS[0], _("rests on a legitimate interest without all three answers")
    says_no = Q(*((question, False) for question in QUESTIONS), _connector=Q.OR)
    yield interests.filter(says_no), "lawful_basis", _("has an answer that speaks against its legitimate interest")
    yield (
        interests.filter(ANSWERED, assessed_on=None),
        "assessed_on",
        _("has three answers and no assessment on file: no day, and nobody who made it"),
    )


def _customer_checks(on: datetime.date) -> Iterator[Check]:
    customers = Customer.objects.under_contract(on)
    yield (
        customers.filter(contract_template=""),
        "contract_template",
        _("has no contract template to read periods from"),
    )
    yield (
        customers.filter(~_has(NoticeContact, "customer", removed_at=None)),
        "contacts",
        _("has no notice contact, so nobody there would be told of a change"),
    )


def _has(model: type[Tracked], link: str, **conditions: Any) -> Exists:
    """Whether a record of ``model`` points to the row at hand."""
    return Exists(model._base_manager.filter(**{link: OuterRef("pk")}, **conditions))
