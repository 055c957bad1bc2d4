"""Reading the trail: the story of a record, act by act."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .acts import FACT_WORDS, SENTENCES, object_name
from .errors import KeyringUnusable
from .history import TRACKED, personal_values
from .models import Act, ObjectKey, Tracked, Unsealed

ACTORS = {
    "visitor": gettext_lazy("A visitor"),
    "worker": gettext_lazy("The worker"),
    "command": gettext_lazy("The command"),
}


@dataclass
class FieldChange:
    """One field before and after; ``before`` is None for a new record."""

    label: str
    before: str | None
    after: str


@dataclass
class RowChange:
    """What one act did to one record: the record itself, or a part of it."""

    what: str
    is_new: bool
    version: int
    fields: list[FieldChange] = field(default_factory=list)


@dataclass
class Telling:
    """One act as a sentence, with what it did. ``facts`` are the remaining grounds: label and value."""

    act: Act
    who: str
    sentence: str
    facts: list[tuple[str, str]]
    within: list[str]
    rows: list[RowChange] = field(default_factory=list)


def story(record: Tracked | models.Model, *, start: int = 0, length: int = 25) -> tuple[list[Telling], bool]:
    """The acts about a record and its parts, newest first, and whether there are older ones.

    A constant number of queries, whatever the record and however long its story.
    """
    models_told = _models_told(record)
    about = Q(about=object_name(record))
    for model, link in models_told:
        about |= Q(pk__in=model.past.objects.filter(**{link: record.pk}).values("act_id"))
    acts = list(Act.objects.filter(about)[start : start + length + 1])
    shown = acts[:length]
    names = _actor_names(shown)
    tellings = {one.pk: _telling(one, names) for one in shown}
    for model, link in models_told:
        _tell_rows(model, link, record, tellings)
    return list(tellings.values()), len(acts) > length


def oldest_unsealed() -> datetime.timedelta | None:
    """The age of the oldest act that waits to be sealed; None when none waits."""
    moment = Unsealed.objects.exclude(act=None).order_by("id").values_list("act__moment", flat=True).first()
    return None if moment is None else timezone.now() - moment


def changes_since(record: Tracked, version: int) -> list[tuple[str, FieldChange]]:
    """What happened to the record itself after a version: who, and which field before and after; oldest first."""
    told = [
        (telling.who, row)
        for telling in story(record, length=record.version - version)[0]
        for row in telling.rows
        if row.version > version and row.what == capfirst(str(record._meta.verbose_name))
    ]
    return [(who, change) for who, row in reversed(told) for change in row.fields]


def tell(acts: Sequence[Act]) -> list[Telling]:
    """Acts as sentences, without the records they touched."""
    names = _actor_names(acts)
    return [_telling(one, names) for one in acts]


def _models_told(record: models.Model) -> list[tuple[type[Tracked], str]]:
    """The tracked models in a record's story, each with the column that holds the record's id."""
    told: list[tuple[type[Tracked], str]] = []
    if type(record) in TRACKED:
        told.append((type(record), "id"))  # type: ignore[arg-type]
    for model in TRACKED:
        if model.trail.part_of:
            link: Any = model._meta.get_field(model.trail.part_of)
            if link.related_model is type(record):
                told.append((model, link.attname))
    return told


def _actor_names(acts: Iterable[Act]) -> dict[str, str]:
    ids = {one.actor.partition(":")[2] for one in acts if one.actor.startswith("user:")}
    return {f"user:{person.pk}": str(person) for person in get_user_model()._base_manager.filter(pk__in=ids)}


def _telling(one: Act, names: dict[str, str]) -> Telling:
    facts = one.stated
    within = [sentence_of(inner["kind"], inner["facts"]) for inner in facts.pop("within", [])]
    kind, _colon, rest = one.actor.partition(":")
    who = names.get(one.actor) or f"{ACTORS.get(kind, kind)} {rest}".strip()
    template = str(SENTENCES.get(one.kind, one.kind))
    shown = [
        (capfirst(name.replace("_", " ")), fact_words(name, value))
        for name, value in facts.items()
        if name != "about" and f"{{{name}}}" not in template
    ]
    return Telling(one, who, sentence_of(one.kind, facts), shown, within)


class _Facts(dict):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence_of(kind: str, facts: dict[str, Any]) -> str:
    """What an act reads as, after the name of who did it."""
    words = _Facts({name: fact_words(name, value) for name, value in facts.items()})
    return str(SENTENCES.get(kind, kind)).format_map(words)


def fact_words(name: str, value: Any) -> str:
    """A fact for people: the label of a code, a date in words, a list with commas."""
    if isinstance(value, list):
        return ", ".join(fact_words(name, one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {fact_words(key, inner)}" for key, inner in value.items())
    words = FACT_WORDS.get(name)
    if words is not None and value in words.values:
        return str(words(value).label)
    return _shown(_read_moment(value))


def _read_moment(value: Any) -> Any:
    if isinstance(value, str) and value[:4].isdigit() and len(value) >= 10:
        try:
            return parse_datetime(value) if len(value) > 10 else parse_date(value) or value
        except ValueError:
            return value
    return value


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(value)


def _tell_rows(model: type[Tracked], link: str, record: models.Model, tellings: dict[Any, Telling]) -> None:
    """Add what each act did to the rows of one model: two queries, and one per table that they refer to."""
    rows = list(model.past.objects.filter(**{link: record.pk}, act_id__in=list(tellings)).order_by("id", "version"))
    if not rows:
        return
    wanted = Q(pk__in=[])
    for row in rows:
        wanted |= Q(id=row.id, version=row.version - 1)
    earlier = {(row.id, row.version): row for row in model.past.objects.filter(wanted)}
    everything = [*rows, *earlier.values()]
    opened, labels = _opened(model, everything), _labels(model, everything)
    told = [one for one in model._meta.concrete_fields if one.name not in {"id", "version", model.trail.part_of}]
    for row in rows:
        before = earlier.get((row.id, row.version - 1))
        change = RowChange(capfirst(str(model._meta.verbose_name)), before is None, row.version)
        for one in told:
            after_value, before_value = (
                _value(one, version, opened, labels) if version is not None else None for version in (row, before)
            )
            if after_value != before_value and not (before is None and after_value == "—"):
                change.fields.append(FieldChange(capfirst(str(one.verbose_name)), before_value, str(after_value)))
        tellings[row.act_id].rows.append(change)


def _opened(model: type[Tracked], rows: Iterable[Any]) -> dict[Any, dict[str, Any] | None]:
    """The personal values of each row by its history id: None where their key was destroyed."""
    keys = {key.name: key for key in ObjectKey.objects.filter(name__in={row.key_name for row in rows if row.key_name})}
    opened: dict[Any, dict[str, Any] | None] = {}
    for row in rows:
        if not row.key_name:
            opened[row.history_id] = {}
        elif row.key_name not in keys:
            opened[row.history_id] = None
        else:
            try:
                opened[row.history_id] = personal_values(model, row, keys[row.key_name].open())
            except KeyringUnusable as error:
                opened[row.history_id] = dict.fromkeys(model.trail.personal, f"⚠ {error}")
    return opened


def _labels(model: type[Tracked], rows: Iterable[Any]) -> dict[tuple[str, Any], str]:
    """What the foreign keys of these rows point to, in words; a record outside its scope stays a number."""
    labels = {}
    for one in model._meta.concrete_fields:
        if one.is_relation and one.name not in {model.trail.part_of, *model.trail.personal}:
            ids = {getattr(row, one.attname) for row in rows} - {None}
            for pk, target in one.related_model._default_manager.in_bulk(ids).items():
                labels[one.name, pk] = str(target)
    return labels


def _value(one: Any, row: Any, opened: dict[Any, Any], labels: dict[tuple[str, Any], str]) -> str:
    if not hasattr(row, one.attname):  # personal: it is in the ciphertext
        values = opened[row.history_id]
        return _("erased") if values is None else _shown(_read_moment(values.get(one.name)))
    value = getattr(row, one.attname)
    if one.is_relation and value is not None:
        return labels.get((one.name, value), str(value))
    if one.flatchoices:
        return str(dict(one.flatchoices).get(value, _shown(value)))
    return _shown(value)
