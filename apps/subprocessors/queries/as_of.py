"""The annex of a customer as the register stood at the end of a day.

Read from history, so a past day stays what it was. What was taken over only later as in force since before is told as
it was first on record, with the day of that. Which adequacy decisions were in force is asked of their own dates.
"""

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.organisation.models import AdequacyDecision, Brand, Country, Customer, LegalEntity, Purpose, Service
from apps.publications.models import NoticeTerms
from apps.trail.errors import RuleBroken
from apps.trail.queries import AsItStood, PastRecords

from ..choices import (
    ANNOUNCED_ROLES,
    BY_DECISION,
    CERTIFICATES,
    IN_FORCE,
    PASSED,
    STARTED,
    SUFFICIENT,
    SUPPLEMENTS,
    ChangeStatus,
    ListingStatus,
    Mechanism,
)
from ..models import (
    ChainMember,
    Evidence,
    GroupMember,
    ListChange,
    Listing,
    Location,
    ThirdParty,
    Transfer,
    TransferAssessment,
)
from .annex import Annex, AnnexEntry, Below, Ground, Identity, Whereabouts

SHOWN = [*IN_FORCE, ListingStatus.ANNOUNCED]
JUST_AFTER = datetime.timedelta(microseconds=1)


class NoSuchDay(RuleBroken):
    """Nobody knows yet what the register will say on a day to come."""


def annex_of(customer: Customer, day: datetime.date) -> Annex:
    """The annex of a customer as the register stood at the end of a day; of today, as it stands now.

    Raises:
        NoSuchDay: the day has not come.
        KeyringUnusable: addresses and contacts cannot be read here.
    """
    if day > timezone.localdate():
        raise NoSuchDay(_("What the register will say on a day to come is not known: choose today or an earlier day."))
    register = RegisterThen(customer.brand_id, day)
    return Annex(
        customer=customer,
        day=day,
        brand=register.brand,
        processor=register.processor,
        terms=_terms(customer, register.moment),
        entries=tuple(sorted(register.entries(), key=_order)),
    )


def _order(entry: AnnexEntry) -> tuple[Any, ...]:
    return entry.is_pending, entry.identity.name.casefold(), entry.service, entry.listing.reference


def _terms(customer: Customer, moment: datetime.datetime) -> NoticeTerms | None:
    """The notice terms of the customer's cohort: those of their template, else those of all others; the latest fit."""
    past = PastRecords(NoticeTerms, brand=customer.brand_id)
    fit = [
        one.record
        for one in past.of("brand_id", customer.brand_id, moment)
        if one.record.ended_at is None
        and one.record.signed_from <= customer.signed_on
        and one.record.contract_template in {customer.contract_template, ""}
    ]
    return max(fit, key=lambda one: (bool(one.contract_template), one.signed_from), default=None)


class RegisterThen:
    """What the register of a brand said at the end of a day; each kind of record is read once for all entries."""

    def __init__(self, brand_id: int, day: datetime.date) -> None:
        self.brand_id, self.day = brand_id, day
        end = timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))
        self.moment = min(end, timezone.now() + JUST_AFTER)
        ids = Listing.past.objects.filter(brand=brand_id).values("id")
        self.listings = PastRecords(Listing, id__in=ids)
        self.locations = PastRecords(Location, listing__in=ids)
        self.transfers = PastRecords(Transfer, listing__in=ids)
        self.chains = PastRecords(ChainMember, listing__in=ids)
        approved_once = ListChange.past.objects.filter(listing__in=ids, status=ChangeStatus.APPROVED).values("id")
        self.changes = PastRecords(ListChange, id__in=approved_once)

    # --- What is read when it is asked for ---

    @cached_property
    def parties(self) -> PastRecords[ThirdParty]:
        listed, below = self.listings.values("third_party_id"), self.chains.values("third_party_id")
        return PastRecords(ThirdParty, id__in=listed | below | self.transfers.values("importer_id"))

    @cached_property
    def members(self) -> PastRecords[GroupMember]:
        return PastRecords(GroupMember, third_party__in=self.listings.values("third_party_id"))

    @cached_property
    def companies(self) -> PastRecords[LegalEntity]:
        """Of the group: who exports, who is an affiliate, and whose brand it is."""
        ours = {self.brand.legal_entity_id} - {None}
        named = self.members.values("legal_entity_id") | self.transfers.values("exporter_id")
        return PastRecords(LegalEntity, id__in=ours | named)

    @cached_property
    def documents(self) -> PastRecords[Evidence]:
        return PastRecords(Evidence, third_party__in=self.listings.values("third_party_id"))

    @cached_property
    def assessments(self) -> PastRecords[TransferAssessment]:
        return PastRecords(TransferAssessment, third_party__in=self.transfers.values("importer_id"))

    @cached_property
    def services(self) -> PastRecords[Service]:
        return PastRecords(Service, id__in=self.listings.values("service_id"))

    @cached_property
    def purposes(self) -> PastRecords[Purpose]:
        return PastRecords(Purpose, id__in=self.listings.values("purpose_id"))

    @cached_property
    def countries(self) -> dict[int, Country]:
        return Country.objects.in_bulk()

    @cached_property
    def decisions(self) -> dict[int, AdequacyDecision]:
        """Those in force on the day, by their number."""
        return AdequacyDecision.objects.covering(self.day).in_bulk()

    @cached_property
    def adequate(self) -> dict[int | None, AdequacyDecision]:
        """By country, the decision in force that needs no certificate."""
        return {one.country_id: one for one in self.decisions.values() if not one.needs_certification}

    @cached_property
    def brand(self) -> Brand:
        return _or_first(PastRecords(Brand, id=self.brand_id), self.brand_id, self.moment).record

    @property
    def processor(self) -> Identity | None:
        """The company whose brand it is."""
        company = self.brand.legal_entity_id
        return None if company is None else self._company(_or_first(self.companies, company, self.moment))

    # --- Entries ---

    def entries(self) -> Iterator[AnnexEntry]:
        for pk in self.listings:
            stood = self.listings.at(pk, self.moment)
            if stood is None or stood.record.status not in STARTED:
                late = self.listings.first(pk, self._was_in_force)
                if late is not None:
                    yield self._entry(late.record, late.written_at + JUST_AFTER, timezone.localdate(late.written_at))
                    continue
            if stood is not None and self._belongs(stood.record) and stood.record.status in SHOWN:
                yield self._entry(stood.record, self.moment, None)

    def _belongs(self, listing: Any) -> bool:
        return listing.brand_id == self.brand_id and listing.role in ANNOUNCED_ROLES

    def _was_in_force(self, row: Any) -> bool:
        """Whether a later version says that data went there on the day already."""
        return self._belongs(row) and row.status in STARTED and row.started_on <= self.day

    def _entry(self, listing: Listing, moment: datetime.datetime, recorded_on: datetime.date | None) -> AnnexEntry:
        service = self.services.at(listing.service_id, moment)
        purpose = self.purposes.at(listing.purpose_id, moment)
        return AnnexEntry(
            listing=listing,
            identity=self._party(_or_first(self.parties, listing.third_party_id, moment)),
            service=service.record.name if service else "",
            purpose=purpose.record.text if purpose else "",
            places=tuple(self._places(listing, moment)),
            group=tuple(self._group(listing, moment)),
            chain=tuple(self._chain(listing, moment)),
            certificates=tuple(self._certificates(listing, moment)),
            changes=tuple(self._changes(listing, moment)),
            recorded_on=recorded_on,
        )

    def _places(self, listing: Listing, moment: datetime.datetime) -> Iterator[Whereabouts]:
        current = [one.record for one in self.locations.of("listing_id", listing.pk, moment)]
        there = [(self.countries[one.country_id], one) for one in current if one.removed_at is None]
        grounds = [one for one in self._transfers(listing, moment) if one.transfer.withdrawn_at is None]
        for country, location in sorted(there, key=lambda one: (one[0].name, one[1].kind)):
            fit = [one for one in grounds if one.transfer.country_id == country.pk] if not country.is_eea else []
            yield Whereabouts(location, country, self.adequate.get(country.pk), tuple(fit))

    def _transfers(self, listing: Listing, moment: datetime.datetime) -> Iterator[Ground]:
        for stood in self.transfers.of("listing_id", listing.pk, moment):
            transfer: Transfer = stood.record
            starts = [transfer.valid_from, transfer.certified_from]
            ends = [transfer.valid_until, transfer.certified_until]
            if all(one <= self.day for one in starts if one) and all(one >= self.day for one in ends if one):
                yield self._ground(transfer, moment)

    def _ground(self, transfer: Transfer, moment: datetime.datetime) -> Ground:
        decision = self.decisions.get(transfer.decision_id or 0)
        assessment = self._assessment(transfer, moment)
        if transfer.mechanism in BY_DECISION:
            fits = decision is not None and decision.country_id == transfer.country_id
            holds = fits and (transfer.mechanism != Mechanism.ADEQUACY_DPF or transfer.covers_non_hr)
        else:
            holds = assessment is not None and transfer.mechanism not in SUPPLEMENTS
        importer = self.parties.at(transfer.importer_id, moment)
        exporter = self.companies.at(transfer.exporter_id, moment)
        told = assessment.record if assessment else None
        measures = (told.technical, told.contractual, told.organisational) if told else ()
        return Ground(
            transfer=transfer,
            importer=importer.record.legal_name if importer else "",
            exporter=exporter.record.name if exporter else "",
            decision=decision,
            holds=holds,
            measures=tuple(one for one in measures if one),
            are_measures_erased=assessment is not None and assessment.is_erased,
        )

    def _assessment(self, transfer: Transfer, moment: datetime.datetime) -> AsItStood | None:
        """The assessment of the law there that counts on the day, the newest of several."""
        fit = [
            one
            for one in self.assessments.of("third_party_id", transfer.importer_id, moment)
            if one.record.country_id == transfer.country_id
            and one.record.withdrawn_at is None
            and one.record.conclusion in SUFFICIENT
            and one.record.assessed_on <= self.day <= one.record.review_on
        ]
        return max(fit, key=lambda one: (one.record.assessed_on, one.record.pk), default=None)

    def _group(self, listing: Listing, moment: datetime.datetime) -> Iterator[Identity]:
        for stood in self.members.of("third_party_id", listing.third_party_id, moment):
            company = self.companies.at(stood.record.legal_entity_id, moment)
            if stood.record.removed_at is None and company is not None:
                yield self._company(company)

    def _chain(self, listing: Listing, moment: datetime.datetime) -> Iterator[Below]:
        """Each member under the one that engages it."""
        stood = [one.record for one in self.chains.of("listing_id", listing.pk, moment)]
        current = {one.pk: one for one in stood if one.removed_at is None}
        waiting = [one for one in reversed(current.values()) if one.parent_id is None]
        while waiting:
            member = waiting.pop()
            party, above = _or_first(self.parties, member.third_party_id, moment), current.get(member.parent_id)
            engager = _or_first(self.parties, above.third_party_id if above else listing.third_party_id, moment)
            country = self.countries.get(member.country_id)
            yield Below(member, engager.record.legal_name, self._party(party), country)
            waiting += [one for one in reversed(current.values()) if one.parent_id == member.pk]

    def _certificates(self, listing: Listing, moment: datetime.datetime) -> list[Evidence]:
        """Certificates and reports of the third party that count on the day."""
        stood = [one.record for one in self.documents.of("third_party_id", listing.third_party_id, moment)]
        fit = [
            one
            for one in stood
            if one.kind in CERTIFICATES
            and one.withdrawn_at is None
            and one.result in PASSED
            and one.valid_from <= self.day <= (one.last_day or datetime.date.max)
        ]
        return sorted(fit, key=lambda one: (one.kind, one.pk))

    def _changes(self, listing: Listing, moment: datetime.datetime) -> list[ListChange]:
        """Changes of it that are approved for a day to come."""
        stood = [one.record for one in self.changes.of("listing_id", listing.pk, moment)]
        pending = [one for one in stood if one.status == ChangeStatus.APPROVED and one.effective_on > self.day]
        return sorted(pending, key=lambda one: (one.effective_on, one.pk))

    # --- Companies ---

    def _party(self, stood: AsItStood) -> Identity:
        party: ThirdParty = stood.record
        return Identity(
            record=party,
            name=party.legal_name,
            number=party.registration_number,
            country=self.countries.get(party.country_id or 0),
            address=party.registered_address,
            contact=(party.contact_name, party.contact_position, party.contact_email),
            is_erased=stood.is_erased,
        )

    def _company(self, stood: AsItStood) -> Identity:
        company: LegalEntity = stood.record
        return Identity(
            record=company,
            name=company.name,
            number=company.registration_number,
            country=self.countries.get(company.country_id),
            address=company.registered_address,
            contact=("", "", self.brand.privacy_email),
            is_erased=stood.is_erased,
        )


def _or_first(past: PastRecords, pk: int, moment: datetime.datetime) -> AsItStood:
    """As it stood, or as it was first on record where that was later.

    Raises:
        LookupError: it has no history at all, which the database refuses.
    """
    stood = past.at(pk, moment) or past.first(pk, lambda _row: True)
    if stood is None:
        raise LookupError(f"{past.model._meta.label}:{pk} has no history")
    return stood
