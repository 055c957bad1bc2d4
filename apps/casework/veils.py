"""What somebody may know of: whatever names a record that is hidden from them is left out, by the database itself."""

import operator
from collections import defaultdict
from functools import reduce
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, Case, Exists, F, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Substr

from apps.trail.acts import object_name

from .registers import Secret, Veil, collect

VEILS = [
    Veil("casework.approval", pair=("subject_model", "subject_id"), is_named=False),
    Veil("casework.accessentry", about="case", is_named=False),
    Veil("trail.act", about="about", actor="actor", rank=9, is_named=False),
]


def veils() -> dict[str, Secret | Veil]:
    """What every app declares, by the model that is veiled."""
    return {one.model: one for one in collect("veils", "VEILS")}


def in_view(rows: QuerySet, user: Any) -> QuerySet:
    """Those of ``rows`` of which ``user`` may know; all of them, where the model has no veil.

    Each row is judged by the key of the record that it names, so that a page costs the same however many rows and hidden
    records there are.
    """
    veil = veils().get(rows.model._meta.label_lower)
    if isinstance(veil, Secret):
        return veil.shown(rows, user)
    return rows if veil is None else _narrowed(rows, veil, user)


def is_secret(record: Model | str) -> bool:
    """Whether a record, or one that is named so, is one of which not everybody may know."""
    label, _colon, number = object_name(record).partition(":")
    veil = veils().get(label)
    return isinstance(veil, Secret) and bool(number) and veil.is_secret(int(number))


def secret_behind(record: Model) -> str:
    """The name of the record with which this one is hidden: itself, or what it is a part of or names; empty if none is."""
    veil = veils().get(record._meta.label_lower)
    if veil is None:
        return ""
    if isinstance(veil, Secret) or veil.hidden:
        return object_name(record)
    if veil.link:
        over = getattr(record, veil.link)
        return secret_behind(over) if over is not None else ""
    kind, number = (getattr(record, one) for one in veil.pair) if veil.pair else named_in(getattr(record, veil.about))
    return f"{kind}:{number}" if kind in veils() else ""


def named_in(name: str) -> tuple[str, str]:
    """The model and the number of a name (``app.model:id``)."""
    label, _colon, number = name.partition(":")
    return label, number


def secret_register(register: str) -> str | None:
    """What an act is about that counts the records of a register (``app.model``): the register, where some are secret."""
    return register if isinstance(veils().get(register), Secret) else None


def hidden_names(names: set[str], user: Any) -> set[str]:
    """Those of these names, of records or numbers of acts, that are hidden from somebody."""
    numbers = defaultdict(set)
    for name in names:
        label, _colon, number = name.rpartition(":")
        numbers[label or "trail.act"].add(number)
    hidden = set()
    for label, some in numbers.items():
        if veil := veils().get(label):
            found = _hidden(veil, user).filter(pk__in=some).values_list("pk", flat=True)
            hidden |= {f"{label}:{pk}" if label != "trail.act" else str(pk) for pk in found}
    return hidden


def may_count(user: Any) -> bool:
    """Whether somebody may be shown numbers that count what is hidden too, as the size of the log."""
    return all(one.may_count(user) for one in veils().values() if isinstance(one, Secret))


def _narrowed(rows: QuerySet, veil: Veil, user: Any) -> QuerySet:
    if veil.hidden:
        return rows.exclude(pk__in=veil.hidden(user).values("pk"))
    rows, signs = _signs(rows, veil, user)
    return rows.filter(*(~sign for sign in signs))


def _hidden(veil: Secret | Veil, user: Any) -> QuerySet:
    """The rows under a veil of which somebody may not know."""
    if veil.hidden:
        return veil.hidden(user)
    rows, signs = _signs(apps.get_model(veil.model)._base_manager.all(), veil, user)
    return rows.filter(reduce(operator.or_, signs))


def _signs(rows: QuerySet, veil: Veil, user: Any) -> tuple[QuerySet, list[Any]]:
    """The rows with what they name as a number, and each condition under which one of them is hidden."""
    if veil.link:
        link: Any = rows.model._meta.get_field(veil.link)
        over = veils()[link.related_model._meta.label_lower]
        return rows, [Exists(_hidden(over, user).filter(pk=OuterRef(link.attname)))]
    signs: list[Any] = []
    for over in veils().values():
        if isinstance(over, Secret) and veil.actor:
            signs.append(Q(**{veil.about: over.model}) & ~Q(**{veil.actor: f"user:{getattr(user, 'pk', None)}"}))
        if isinstance(over, Secret) or (over.is_named and over.rank < veil.rank):
            alias = f"named_{over.model.replace('.', '_')}"
            rows = rows.alias(**{alias: _number(veil, over.model)})
            signs.append(Exists(_hidden(over, user).filter(pk=OuterRef(alias))))
    return rows, signs


def _number(veil: Veil, model: str) -> Case:
    """The number of the record that a row names, where it is of this model; a number is read only there."""
    if veil.pair:
        kind, number = veil.pair
        return Case(When(**{kind: model}, then=F(number)), default=None)
    prefix = f"{model}:"
    named = Cast(Substr(veil.about, Value(len(prefix) + 1)), BigIntegerField())
    return Case(When(**{f"{veil.about}__startswith": prefix}, then=named), default=None)
