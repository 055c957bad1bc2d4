"""Every write of the organisation: plain registers, the links and parts that end, and what has a rule of its own."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from apps.casework import services as casework
from apps.casework.registers import collect
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import Tracked, lock

from .choices import FIXED, LawfulBasis, OfficeKind
from .models import (
    AdequacyDecision,
    Customer,
    DataCategory,
    NoticeContact,
    Office,
    OfficeClosure,
    Purpose,
    Service,
    ServiceData,
    System,
    SystemData,
    SystemService,
)
from .models.parts import Part
from .models.purposes import QUESTIONS
from .queries import end_to_take_back

RecordT = TypeVar("RecordT", bound=Tracked)
PartT = TypeVar("PartT", bound=Part)

#: By the label of a model, how many records the seeds made and how many were there.
Counts = dict[str, tuple[int, int]]


class FixedValue(RuleBroken):
    """A key was to be changed, and other records hold on to it."""


class EndedAlready(RuleBroken):
    """The link or part has ended; a new one is added instead."""


class NoEndThere(RuleBroken):
    """The decision ends already by then, or there is no recorded end to take back."""


class NotOnInterest(RuleBroken):
    """The purpose rests on another basis, so there is no legitimate interest to assess."""


class AnswerUnexplained(RuleBroken):
    """An answer of an assessment says nothing about why."""


class SeedConflict(RuleBroken):
    """Reference data cannot be made, as somebody made a record that looks like it."""


class Answer(NamedTuple):
    """One answer of a legitimate-interest assessment: whether it speaks for the interest, and why."""

    holds: bool
    explanation: str


class Seeded(NamedTuple):
    """The records of a seed by their natural key, and how many of them were made now."""

    records: dict[Any, Any]
    made: int

    @property
    def counts(self) -> tuple[int, int]:
        """How many were made, and how many were there."""
        return self.made, len(self.records) - self.made


def add(model: type[RecordT], *, by: Any, **values: Any) -> RecordT:
    """A new record of a register, as the act ``organisation.<model>_added``.

    Raises:
        ValidationError: by field, where a value cannot be kept.
    """
    _ensure_writable(model, values)
    return casework.add_record(model, kind=_kind(model, "added"), by=by, **values)


def change(record: RecordT, *, by: Any, version: int | None = None, **values: Any) -> RecordT:
    """Change fields of a record, as the act ``organisation.<model>_changed``; where nothing differs, nothing happens.

    Raises:
        Conflict: ``version`` is the one that was read, and it is no longer the newest.
        FixedValue: a key would change.
        ValidationError: by field, where a value cannot be kept, or the part has ended.
    """
    _ensure_writable(type(record), values)
    for name in FIXED.intersection(values):
        if values[name] != getattr(record, name):
            raise FixedValue(
                _("The %(field)s “%(value)s” stays as it is, as addresses and imports hold on to it: add a new record.")
                % {"field": _field(type(record), name).verbose_name, "value": getattr(record, name)}
            )
    return casework.change_record(record, kind=_kind(type(record), "changed"), by=by, version=version, **values)


def move_headquarters(office: Office, *, by: Any) -> Office:
    """Make this office the headquarters, and the one that was a local office."""
    with act("organisation.headquarters_moved", by=by, about=office, office=office.name) as this:
        former = Office.objects.select_for_update().headquarters().first()
        office = lock(office)
        if former == office:
            this.discard()
            return office
        if former is not None:
            former.kind = OfficeKind.LOCAL
            former.save()
        office.kind = OfficeKind.HEADQUARTERS
        office.full_clean()
        office.save()
    return office


def close_day(office: Office, *, day: datetime.date, reason: str, by: Any) -> OfficeClosure:
    """No working day at this office, so that no deadline ends on it.

    Raises:
        ValidationError: it is closed on that day already, or no reason is given.
    """
    with act("organisation.day_closed", by=by, about=office, day=day):
        return _write(OfficeClosure(office=lock(office), day=day, reason=reason))


def reopen_day(closure: OfficeClosure, *, by: Any) -> OfficeClosure:
    """Take a closing day back.

    Raises:
        EndedAlready: it is taken back already.
    """
    return _end(closure, kind="organisation.day_reopened", by=by, about=closure.office, day=closure.day)


def link_category(
    service: Service, category: DataCategory, *, is_optional: bool = False, wording: str = "", by: Any
) -> ServiceData:
    """State that a service involves a category of personal data.

    Raises:
        ValidationError: it is linked already, or the service states that it involves none.
    """
    with act("organisation.category_linked", by=by, about=service, category=category.name):
        link = ServiceData(service=lock(service), category=category, is_optional=is_optional, wording=wording)
        return _write(link)


def unlink_category(link: ServiceData, *, by: Any) -> ServiceData:
    """State that a service no longer involves a category.

    Raises:
        EndedAlready: the link has ended.
    """
    kind, name = "organisation.category_unlinked", link.category.name
    return _end(link, kind=kind, by=by, about=link.service, category=name)


def link_system(system: System, service: Service, *, by: Any) -> SystemService:
    """State that a system serves a service, and so is searched for its data.

    Raises:
        ValidationError: it is linked already.
    """
    with act("organisation.system_linked", by=by, about=system, service=service.name):
        return _write(SystemService(system=lock(system), service=service))


def unlink_system(link: SystemService, *, by: Any) -> SystemService:
    """State that a system no longer serves a service.

    Raises:
        EndedAlready: the link has ended.
    """
    kind, name = "organisation.system_unlinked", link.service.name
    return _end(link, kind=kind, by=by, about=link.system, service=name)


def record_holding(system: System, category: DataCategory, *, by: Any) -> SystemData:
    """State that a system holds a category of personal data.

    Raises:
        ValidationError: it is stated already.
    """
    with act("organisation.holding_recorded", by=by, about=system, category=category.name):
        return _write(SystemData(system=lock(system), category=category))


def end_holding(link: SystemData, *, by: Any) -> SystemData:
    """State that a system no longer holds a category.

    Raises:
        EndedAlready: the link has ended.
    """
    kind, name = "organisation.holding_ended", link.category.name
    return _end(link, kind=kind, by=by, about=link.system, category=name)


def end_contact(contact: NoticeContact, *, by: Any) -> NoticeContact:
    """Send contractual notices to this person no more.

    Raises:
        EndedAlready: the contact has ended.
    """
    return _end(contact, kind="organisation.contact_ended", by=by, about=contact.customer, number=contact.pk)


def end_customer(customer: Customer, *, ended_on: datetime.date, by: Any, version: int | None = None) -> Customer:
    """Record the last day of a contract; notices still go to its contacts until then.

    Raises:
        Conflict: the customer was changed since ``version``.
        ValidationError: that day is before the contract was signed.
    """
    with act("organisation.customer_ended", by=by, about=customer, ended_on=ended_on):
        customer = lock(customer, version=version)
        customer.ended_on = ended_on
        return _write(customer)


def resume_customer(customer: Customer, *, by: Any, version: int | None = None) -> Customer:
    """Take the end of a contract back.

    Raises:
        Conflict: the customer was changed since ``version``.
    """
    with act("organisation.customer_resumed", by=by, about=customer) as this:
        customer = lock(customer, version=version)
        if customer.ended_on is None:
            this.discard()
            return customer
        customer.ended_on = None
        return _write(customer)


def end_decision(decision: AdequacyDecision, *, last_day: datetime.date, reason: str, by: Any) -> AdequacyDecision:
    """An adequacy decision ends or falls: its last day, with the reason in its note.

    Raises:
        EndedAlready: an end was recorded before; it is taken back first.
        NoEndThere: it ends by then anyhow.
        ValidationError: it would end before it begins.
    """
    with act("organisation.decision_ended", by=by, about=decision, last_day=last_day):
        decision = lock(decision)
        if end_to_take_back(decision) is not None:
            raise EndedAlready(_("An end is on record already: take it back first."))
        if decision.valid_until is not None and decision.valid_until <= last_day:
            raise NoEndThere(_("It ends on %(day)s anyhow.") % {"day": formats.date_format(decision.valid_until)})
        decision.valid_until = last_day
        decision.note = "\n\n".join(filter(None, [decision.note, reason]))
        return _write(decision)


def restore_decision(decision: AdequacyDecision, *, by: Any) -> AdequacyDecision:
    """Take back that a decision ends or falls: its last day, or that it has none, is again what it was before.

    Raises:
        NoEndThere: no end stands that was recorded.
    """
    with act("organisation.decision_restored", by=by, about=decision):
        decision = lock(decision)
        before = end_to_take_back(decision)
        if before is None:
            raise NoEndThere(_("No end is on record that could be taken back."))
        decision.valid_until = before.valid_until
        return _write(decision)


def change_basis(purpose: Purpose, *, basis: LawfulBasis, by: Any, version: int | None = None) -> Purpose:
    """Let a purpose rest on another basis; the answers of a former legitimate interest are taken back.

    Raises:
        Conflict: the purpose was changed since ``version``.
    """
    with act("organisation.basis_changed", by=by, about=purpose, basis=basis) as this:
        purpose = lock(purpose, version=version)
        if purpose.lawful_basis == basis:
            this.discard()
            return purpose
        purpose.lawful_basis = basis
        for question in QUESTIONS:
            setattr(purpose, question, None)
        purpose.risk_explanation = purpose.categories_explanation = purpose.rights_explanation = ""
        purpose.assessed_on = purpose.assessed_by = None
        return _write(purpose)


def assess_interest(
    purpose: Purpose,
    *,
    risk: Answer,
    categories: Answer,
    rights: Answer,
    assessed_on: datetime.date,
    by: Any,
    version: int | None = None,
) -> Purpose:
    """Put a legitimate-interest assessment on file: its three answers, each with why. One that says no is kept too.

    Raises:
        Conflict: the purpose was changed since ``version``.
        NotOnInterest: the purpose rests on another basis.
        AnswerUnexplained: an answer gives no reason.
    """
    answers = (risk, categories, rights)
    said = dict(zip(QUESTIONS, (answer.holds for answer in answers), strict=True))
    with act("organisation.interest_assessed", by=by, about=purpose, **said):
        purpose = lock(purpose, version=version)
        if purpose.lawful_basis != LawfulBasis.LEGITIMATE_INTEREST:
            raise NotOnInterest(
                _("This purpose does not rest on a legitimate interest: change its lawful basis first.")
            )
        if not all(answer.explanation.strip() for answer in answers):
            raise AnswerUnexplained(_("Each of the three answers needs its reason: write down why."))
        for question, holds in said.items():
            setattr(purpose, question, holds)
        purpose.risk_explanation, purpose.categories_explanation, purpose.rights_explanation = (
            answer.explanation for answer in answers
        )
        purpose.assessed_on, purpose.assessed_by = assessed_on, by
        return _write(purpose)


def seed_office(*, by: Any) -> Counts:
    """Make the reference data of every app that is missing, as one act; none where nothing is missing."""
    counts: Counts = {}
    with act("organisation.seeded", by=by) as this:
        for seed in collect("seeds", "SEEDS"):
            counts |= seed(by=by)
        this.facts["count"] = sum(made for made, _present in counts.values())
        if not this.facts["count"]:
            this.discard()
    return counts


def make_missing(model: type[RecordT], *, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Seeded:
    """Make the rows that are missing, inside the act under way.

    A row is there when a record has its natural key, or ever had it: what staff renamed, moved or ended is not made
    again.

    Raises:
        SeedConflict: another record holds what a missing row needs, as its name.
    """
    columns = [_field(model, one).attname for one in key]
    known = _known(model, columns)
    present = model._base_manager.in_bulk(known.values())
    seeded: Seeded = Seeded({}, 0)
    for row in rows:
        record = model(**row)
        name = tuple(getattr(record, column) for column in columns)
        if name in known:
            record = present[known[name]]
        else:
            record = _write_seed(record)
            seeded = seeded._replace(made=seeded.made + 1)
        seeded.records[name if len(name) > 1 else name[0]] = record
    return seeded


def _known(model: type[Tracked], columns: Sequence[str]) -> dict[tuple[Any, ...], int]:
    """The natural keys that records have or had, and whose they are; a present one goes before a former one."""
    known: dict[tuple[Any, ...], int] = {}
    for table in (model.past.objects, model._base_manager):
        for pk, *name in table.order_by("id").values_list("id", *columns):
            known[tuple(name)] = pk
    return known


def _field(model: type[Tracked], name: str) -> Any:
    return model._meta.get_field(name)


def _kind(model: type[Tracked], done: str) -> str:
    return f"organisation.{model._meta.model_name}_{done}"


def _ensure_writable(model: type[Tracked], values: Mapping[str, Any]) -> None:
    """A mistake in the code, not in what was typed: these fields move in services of their own."""
    if closed := [name for name in values if not _field(model, name).editable]:
        raise TypeError(f"{model.__name__}: {', '.join(closed)} is written by a service of its own")


def _write(record: RecordT) -> RecordT:
    record.full_clean()
    record.save()
    return record


def _write_seed(record: RecordT) -> RecordT:
    try:
        return _write(record)
    except ValidationError as error:
        raise SeedConflict(
            _("The %(kind)s “%(record)s” of the reference data cannot be made: %(why)s Change the other record first.")
            % {"kind": record._meta.verbose_name, "record": record, "why": " ".join(error.messages)}
        ) from error


def _end(part: PartT, *, kind: str, by: Any, about: Tracked, **facts: Any) -> PartT:
    with act(kind, by=by, about=about, **facts):
        part = lock(part)
        if not part.is_current:
            moment = formats.date_format(timezone.localtime(part.removed_at), "DATETIME_FORMAT")
            raise EndedAlready(_("This ended already, on %(moment)s: add a new one instead.") % {"moment": moment})
        part.removed_at = timezone.now()
        part.save()
    return part
