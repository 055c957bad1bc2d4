"""What the annex of a customer holds: who processes their data on a day, as the register said at the end of that day.

Plain values; ``as_of`` reads them, and ``gaps`` tells what is missing.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.organisation.models import AdequacyDecision, Brand, Country, Customer
from apps.publications.models import NoticeTerms
from apps.trail.models import Tracked

from ..choices import CLAUSES, ListingStatus
from ..models import DESCRIBED, ChainMember, Evidence, ListChange, Listing, Location, Transfer


@dataclass(frozen=True)
class Identity:
    """Who a company is (SCC 2021/914, annex III): a third party or a company of the group; empty is not on record.

    Of what ``is_erased`` the address and the contact were on record, and nobody can read them any more.
    """

    record: Tracked
    name: str
    number: str
    country: Country | None
    address: str
    contact: tuple[str, str, str]
    is_erased: bool

    @property
    def is_group(self) -> bool:
        """Whether it is an entry that stands for several companies, and so has no seat of its own."""
        return bool(getattr(self.record, "stands_for_group", False))


@dataclass(frozen=True)
class Ground:
    """One mechanism under which data gets to a place, and what secures it; ``measures`` are those of the assessment."""

    transfer: Transfer
    importer: str
    exporter: str
    decision: AdequacyDecision | None
    holds: bool
    measures: tuple[str, ...]
    are_measures_erased: bool


@dataclass(frozen=True)
class Whereabouts:
    """One place of an entry. Outside the EEA either ``adequacy`` covers it, or ``grounds`` do, or nothing on record."""

    location: Location
    country: Country
    adequacy: AdequacyDecision | None
    grounds: tuple[Ground, ...]

    @property
    def is_covered(self) -> bool:
        return self.country.is_eea or self.adequacy is not None or any(ground.holds for ground in self.grounds)


@dataclass(frozen=True)
class Below:
    """A processor in the chain; ``above`` is the name of who engages it, ``country`` where it processes."""

    member: ChainMember
    above: str
    identity: Identity
    country: Country | None


@dataclass(frozen=True)
class AnnexEntry:
    """One subprocessor. ``recorded_on`` is set where the register knew of it only after the day of the annex."""

    listing: Listing
    identity: Identity
    service: str
    purpose: str
    places: tuple[Whereabouts, ...]
    group: tuple[Identity, ...]
    chain: tuple[Below, ...]
    certificates: tuple[Evidence, ...]
    changes: tuple[ListChange, ...]
    recorded_on: datetime.date | None

    @property
    def is_pending(self) -> bool:
        """Announced, and not yet in force."""
        return self.listing.status == ListingStatus.ANNOUNCED


@dataclass(frozen=True)
class Annex:
    """The annex of a customer for a day: what is in force, and what is announced to come."""

    customer: Customer
    day: datetime.date
    brand: Brand
    processor: Identity | None
    terms: NoticeTerms | None
    entries: tuple[AnnexEntry, ...]


@dataclass(frozen=True)
class Gap:
    """Something that an annex asks for and that is not on record: of which record and field, in words."""

    record: Tracked
    field: str
    about: str
    words: str


def gaps(annex: Annex) -> list[Gap]:
    """Everything that the annex cannot say, in its order; each thing once."""
    found = [*_whole(annex), *(gap for entry in annex.entries for gap in _of_entry(entry))]
    once = {(gap.record._meta.label, gap.record.pk, gap.field): gap for gap in found}
    return list(once.values())


def _whole(annex: Annex) -> Iterator[Gap]:
    customer, brand = annex.customer, annex.brand
    if annex.processor is None:
        yield Gap(brand, "legal_entity", str(brand), _("legal entity of the brand"))
    else:
        yield from _of_company(annex.processor, str(brand), contact=False)
    if not customer.contract_template:
        yield Gap(customer, "contract_template", str(customer), _("contract template"))
    if annex.terms is None:
        yield Gap(brand, "notice_terms", str(brand), _("notice terms of contracts like this one"))


def _of_entry(entry: AnnexEntry) -> Iterator[Gap]:
    listing, about = entry.listing, entry.identity.name
    yield from _of_company(entry.identity, about, contact=True)
    for name in DESCRIBED:
        if not getattr(listing, name):
            yield Gap(listing, name, about, str(getattr(Listing._meta.get_field(name), "verbose_name", name)))
    if not entry.purpose:
        yield Gap(listing, "purpose", about, _("purpose"))
    if not entry.places:
        yield Gap(listing, "locations", about, _("locations"))
    for place in entry.places:
        yield from _of_place(place, about)
    if entry.identity.is_group and not entry.group:
        yield Gap(entry.identity.record, "group_members", about, _("companies of the group that it stands for"))
    for company in entry.group:
        yield from _of_company(company, f"{about}: {company.name}", contact=False)
    for below in entry.chain:
        within = f"{about}: {below.identity.name}"
        yield from _of_company(below.identity, within, contact=True)
        if below.country is None:
            yield Gap(below.member, "country", within, _("country of processing"))


def _of_company(identity: Identity, about: str, *, contact: bool) -> Iterator[Gap]:
    """What is missing of name, address and contact; what was erased is no gap that anybody could fill."""
    record, (name, position, email) = identity.record, identity.contact
    if not identity.is_group and identity.country is None:
        yield Gap(record, "country", about, _("country of establishment"))
    if identity.is_erased:
        return
    wanted = [] if identity.is_group else [("registered_address", identity.address, _("registered address"))]
    if contact:
        wanted += [
            ("contact_name", name, _("contact person")),
            ("contact_position", position, _("position of the contact person")),
            ("contact_email", email, _("contact details")),
        ]
    for field, value, words in wanted:
        if not value:
            yield Gap(record, field, about, words)


def _of_place(place: Whereabouts, about: str) -> Iterator[Gap]:
    country = {"country": place.country.name}
    if not place.is_covered:
        yield Gap(place.location, "country", about, _("mechanism of the transfer to %(country)s") % country)
    for ground in place.grounds:
        transfer = ground.transfer
        if transfer.mechanism in CLAUSES and not transfer.authorisation:
            words = _("option of clause 9 for the transfer to %(country)s") % country
            yield Gap(transfer, "authorisation", about, words)
