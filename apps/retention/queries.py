"""What holds cover, and who may know of them. Every hold counts for what is erased; only some are there for everybody."""

import contextlib
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import CharField, Model, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.encoding import punycode

from apps.accounts.choices import PERMISSIONS, GrantStatus
from apps.accounts.models import User
from apps.casework.registers import Holdable, Veil, collect
from apps.casework.veils import in_view
from apps.trail.acts import object_name
from apps.trail.envelopes import blind_index, open_text_under, present_key
from apps.trail.models import ObjectKey

from .choices import Scope
from .models import Hold, HoldQuerySet

#: Numbers are written with and without a country code: their last digits tell them apart well enough to keep something.
LAST_DIGITS, FEWEST_DIGITS = 9, 7
#: What the selector of a person is sealed for.
PURPOSE = "retention.selector"

NAME = re.compile(r"([a-z]+\.[a-z]+):([0-9]{1,18})")

#: What a hold covers, or by what one finds a record: a scope or the kind of an index, and its value.
Mark = tuple[str, str]
ADDRESS, PHONE = "address", "phone"


# --- By what a hold finds a record ---


def address_index(address: str) -> str:
    """The blind index of an e-mail address, however it is typed; empty for none."""
    local, at, domain = address.strip().casefold().rpartition("@")
    with contextlib.suppress(UnicodeError):  # a domain that is none has an index too
        domain = domain if domain.isascii() else punycode(domain)
    return blind_index("retention.hold/address", f"{local}{at}{domain}").hex() if domain else ""


def phone_index(number: str) -> str:
    """The blind index of a telephone number, with a country code or without; empty where it is none."""
    digits = re.sub(r"[^0-9]", "", number)
    return blind_index("retention.hold/phone", digits[-LAST_DIGITS:]).hex() if len(digits) >= FEWEST_DIGITS else ""


@cache
def _holdables() -> dict[str, Holdable]:
    return {one.model: one for one in collect("holdable", "HOLDABLE")}


def marks_of(record: Model) -> set[Mark]:
    """Everything by which a hold may cover a record: itself, its class, its cases and its people."""
    marks = {(Scope.RECORD.value, object_name(record)), (Scope.CLASS.value, record._meta.label_lower)}
    waiting: list[Model | str] = [record]
    while waiting:
        one = waiting.pop()
        marks.add((Scope.CASE.value, object_name(one)))
        if not isinstance(one, str):
            marks |= _people_in(one)
            waiting += _above(one)
    return marks


def _people_in(record: Model) -> set[Mark]:
    known = _holdables().get(record._meta.label_lower, Holdable(""))
    found = [(ADDRESS, address_index(getattr(record, name))) for name in known.addresses]
    found += [(PHONE, phone_index(getattr(record, name))) for name in known.phones]
    return {(kind, index) for kind, index in found if index}


def _above(record: Model) -> list[Model | str]:
    """The records, or their names, to which this one belongs."""
    trail = getattr(record, "trail", None)
    known = _holdables().get(record._meta.label_lower, Holdable(""))
    names = [*known.cases, *([trail.part_of] if trail and trail.part_of else [])]
    return [one for name in names if (one := getattr(record, name))]


# --- What is held ---


def reaching(marks: Iterable[Mark], among: HoldQuerySet | None = None) -> HoldQuerySet:
    """The standing holds that cover something with one of these marks."""
    by_kind = defaultdict(set)
    for kind, value in marks:
        by_kind[kind].add(value)
    named = Q()
    for scope in (Scope.RECORD, Scope.CASE, Scope.CLASS):
        named |= Q(scope=scope, subject__in=by_kind[scope.value])
    people = Q(address_index__in=by_kind[ADDRESS]) | Q(phone_index__in=by_kind[PHONE])
    return (Hold.objects.all() if among is None else among).standing().filter(named | Q(scope=Scope.PERSON) & people)


def held(records: Sequence[Any], among: HoldQuerySet | None = None) -> set[int]:
    """The keys of those records, all of one model, that a standing hold covers. Every hold counts, and none is told.

    One query, and those that ``part_of`` takes where the records were not read with what they are part of.
    """
    marks = {record.pk: marks_of(record) for record in records}
    columns = ("scope", "subject", "address_index", "phone_index")
    rows = reaching(set().union(*marks.values()), among).values_list(*columns)
    covered = {mark for row in rows for mark in _covered(*row)}
    return {pk for pk, own in marks.items() if not own.isdisjoint(covered)}


def _covered(scope: str, subject: str, address: str, phone: str) -> list[Mark]:
    """The marks of what a hold covers."""
    if scope != Scope.PERSON:
        return [(scope, subject)]
    return [(kind, index) for kind, index in ((ADDRESS, address), (PHONE, phone)) if index]


def case_is_held(case: Model) -> bool:
    """Whether a hold covers a case, or somebody whom it is about: then not all that is known of them may be erased.

    One on the record alone, or on its class, keeps the record, and not what systems know of the person.
    """
    alone = (Scope.RECORD.value, Scope.CLASS.value)
    return reaching(mark for mark in marks_of(case) if mark[0] not in alone).exists()


def holds_on(record: Model, user: Any) -> HoldQuerySet:
    """The standing holds that cover a record, as far as they are there for this person."""
    return visible(reaching(marks_of(record)), user)


def held_back(user: Any, records: Sequence[Any]) -> int:
    """How many of these records, all of one model, are kept by a hold that is there for this person."""
    return len(held(records, visible(Hold.objects.all(), user)))


class WatchedPerson(NamedTuple):
    """A person on hold, as they were typed."""

    hold: Hold
    email: str
    phone: str


def watched_people() -> list[WatchedPerson]:
    """Everybody on hold, for the worker that looks for requests of theirs: two queries."""
    holds = list(Hold.objects.standing().filter(scope=Scope.PERSON))
    keys = ObjectKey.of(Hold._meta.label_lower, [one.pk for one in holds]) if holds else {}
    return [WatchedPerson(one, **selector_under(keys[one.pk].open(), one)) for one in holds]


def held_person(hold: Hold) -> str:
    """The address and the number of a person on hold, for who may see the hold; empty where they were erased."""
    if not hold.selector:
        return ""
    return ", ".join(typed for typed in selector_under(present_key(hold), hold).values() if typed)


def selector_under(key: bytes, hold: Hold) -> dict[str, str]:
    """What was typed of a person, opened: ``email`` and ``phone``."""
    return json.loads(open_text_under(key, hold, PURPOSE, bytes.fromhex(hold.selector)))


# --- Who may know of it ---


def visible(queryset: HoldQuerySet, user: Any) -> HoldQuerySet:
    """Those holds that are there for this person: open ones, and those that come from a record which is there for them.

    Where nobody says who may see the record that a hold comes from, nobody may.
    """
    there = Q(clearance="")
    for veil in _veils():
        there |= Q(clearance__startswith=f"{veil.model}:") & ~Q(clearance__in=_hidden_names(veil, user))
    return queryset.filter(there)


def hidden(user: Any) -> Any:
    """The keys of the holds that do not exist for this person."""
    return Hold.objects.exclude(pk__in=visible(Hold.objects.all(), user).values("pk")).values("pk")


def _veils() -> list[Veil]:
    """Those of records that a hold may come from."""
    return [veil for veil in collect("veils", "VEILS") if veil.hidden and veil.model != Hold._meta.label_lower]


def _hidden_names(veil: Any, user: Any) -> Any:
    rows = apps.get_model(veil.model)._base_manager.filter(pk__in=veil.hidden(user))
    name = Concat(Value(f"{veil.model}:"), Cast("pk", CharField()), output_field=CharField())
    return rows.annotate(veiled_name=name).values("veiled_name")


def is_hidden(record: Model, user: Any) -> bool:
    """Whether a record does not exist for this person."""
    return not in_view(type(record)._default_manager.filter(pk=record.pk), user).exists()


def people_who_may_own() -> Any:
    """Everybody who may look after holds."""
    roles = PERMISSIONS["retention.change_hold"]
    return User.objects.active().filter(grants__right__in=roles, grants__status=GrantStatus.CURRENT).distinct()


# --- What may be held ---


def holdable_classes() -> list[tuple[str, str]]:
    """The models that a hold on a class may name, each with its words, in their order."""
    models = {name for one in collect("retention", "RECORD_CLASSES") for name in one.models}
    return sorted(((name, _words_of(name)) for name in models), key=lambda one: one[1])


def _words_of(label: str) -> str:
    meta = apps.get_model(label)._meta
    return f"{meta.app_config.verbose_name}: {meta.verbose_name_plural}"


def cases() -> list[str]:
    """The models whose records people call by a reference, and so offer a hold on their page."""
    return [one.model for one in collect("evidence", "EVIDENCE") if one.find]


def record_named(text: str, *, among: Collection[str]) -> Model | None:
    """The record of these models with a reference, as on its page, or with a name (``app.model:id``)."""
    if found := NAME.fullmatch(text):
        label, pk = found.groups()
        return apps.get_model(label)._base_manager.filter(pk=pk).first() if label in among else None
    sources = (one for one in collect("evidence", "EVIDENCE") if one.find and one.model in among)
    return next((record for one in sources if (record := one.find(text)) is not None), None)
