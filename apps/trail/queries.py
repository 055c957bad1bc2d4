"""Reading the trail: the story of a record, act by act, and records as they stood at a moment."""

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple

from django.contrib.auth import get_user_model
from django.db import models
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .acts import FACT_WORDS, SENTENCES, object_name
from .errors import KeyringUnusable
from .history import TRACKED, personal_values
from .models import Act, ObjectKey, RecordT, Tracked, Unsealed, Verification

#: How ``plain`` writes a moment and a date.
AS_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\.\d{6}\+00:00)?")

#: Leaves out of rows of any model those of which somebody may not know.
Shown = Callable[[models.QuerySet], models.QuerySet]

#: A value that is not there.
EMPTY = "—"

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


def everything(rows: models.QuerySet) -> models.QuerySet:
    return rows


def story(
    record: Tracked | models.Model, *, start: int = 0, length: int = 25, shown: Shown = everything
) -> tuple[list[Telling], bool]:
    """The acts about a record and its parts, newest first, and whether there are older ones.

    A constant number of queries, whatever the record and however long its story. ``shown`` leaves out of acts, and of
    records that are named, those of which the reader may not know.
    """
    acts = list(shown(acts_of(record))[start : start + length + 1])
    return _told(record, acts[:length], _models_told(record), shown), len(acts) > length


def acts_of(record: Tracked | models.Model) -> models.QuerySet[Act]:
    """The acts about a record and its parts, newest first."""
    told = _models_told(record)
    # A union, each part by its own index: an OR would read every act there is.
    ids = Act.objects.filter(about=object_name(record)).order_by().values("pk")
    ids = ids.union(
        *(model.past.objects.filter(**{link: record.pk}).order_by().values("act_id") for model, link in told)
    )
    return Act.objects.filter(pk__in=ids)


def oldest_unsealed(among: models.QuerySet[Act] | None = None) -> datetime.timedelta | None:
    """The age of the oldest act, or of these acts, that waits to be sealed; None when none waits."""
    acts = Act.objects.all() if among is None else among
    waiting = Unsealed.objects.filter(act__in=acts.order_by().values("pk"))
    moment = waiting.order_by("id").values_list("act__moment", flat=True).first()
    return None if moment is None else timezone.now() - moment


def changes_since(record: Tracked, version: int) -> list[tuple[str, FieldChange]]:
    """What happened to the record itself after a version: who, and which field before and after; oldest first."""
    model = type(record)
    since = model.past.objects.filter(id=record.pk, version__gt=version).values("act_id")
    tellings = _told(record, Act.objects.filter(pk__in=since), [(model, "id")], everything)
    rows = [(row, telling.who) for telling in tellings for row in telling.rows if row.version > version]
    return [(who, change) for row, who in sorted(rows, key=lambda one: one[0].version) for change in row.fields]


def tell(acts: Sequence[Act]) -> list[Telling]:
    """Acts as sentences, without the records they touched."""
    names = _actor_names(acts)
    return [_telling(one, names) for one in acts]


#: In where a fault is: what it names, and a place of the log, whose number counts every act.
NAMES = re.compile(r"\b[a-z]+\.[a-z]+:-?\d+\b|(?<=\bact )[0-9a-f-]{36}\b")
PLACE = re.compile(r"(entry|entries|checkpoint|anchor|row|day)\b")


def faults_told(
    verification: Verification, *, hidden: Callable[[set[str]], set[str]], counts: bool
) -> list[dict[str, str]]:
    """What a verification found, as far as somebody may know of it.

    ``hidden`` gives, of names of records and acts, those which are hidden from them; places of the log are told where
    they may see what ``counts`` hidden acts too.
    """
    named = [(one, set(NAMES.findall(one["where"]))) for one in verification.told]
    secret = hidden(set().union(*(names for _one, names in named)))
    shown = [one for one, names in named if not names & secret]
    return [one if counts or not PLACE.match(one["where"]) else one | {"where": EMPTY} for one in shown]


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


def _told(
    record: models.Model, acts: Iterable[Act], told: Iterable[tuple[type[Tracked], str]], shown: Shown
) -> list[Telling]:
    """These acts with what each did to the record and its parts."""
    acts = list(acts)
    names = _actor_names(acts)
    tellings = {one.pk: _telling(one, names) for one in acts}
    for model, link in told:
        _tell_rows(model, link, record, tellings, shown)
    return list(tellings.values())


def _actor_names(acts: Iterable[Act]) -> dict[str, str]:
    ids = {one.actor.partition(":")[2] for one in acts if one.actor.startswith("user:")}
    return {f"user:{person.pk}": str(person) for person in get_user_model()._base_manager.filter(pk__in=ids)}


def _telling(one: Act, names: dict[str, str]) -> Telling:
    facts = one.stated
    within = [_inner_sentence(**inner) for inner in facts.pop("within", [])]
    kind, _colon, rest = one.actor.partition(":")
    who = names.get(one.actor) or f"{ACTORS.get(kind, kind)} {rest}".strip()
    template = str(SENTENCES.get(one.kind, one.kind))
    shown = [
        (capfirst(name.replace("_", " ")), fact_words(name, value))
        for name, value in facts.items()
        if name != "about" and f"{{{name}}}" not in template
    ]
    return Telling(one, who, sentence_of(one.kind, facts), shown, within)


def _inner_sentence(kind: str, facts: dict[str, Any], times: int = 1) -> str:
    sentence = sentence_of(kind, facts)
    return sentence if times == 1 else _("%(times)d times: %(sentence)s") % {"times": times, "sentence": sentence}


class _Facts(dict):
    def __missing__(self, key: str) -> str:
        return EMPTY


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
    """A moment or a date as ``plain`` wrote it; whatever else begins with digits stays the text that it is."""
    if not isinstance(value, str) or not AS_PLAIN.fullmatch(value):
        return value
    try:
        return parse_date(value) if len(value) == 10 else parse_datetime(value)
    except ValueError:
        return value


def _shown(value: Any) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(value)


def _tell_rows(
    model: type[Tracked], link: str, record: models.Model, tellings: dict[Any, Telling], shown: Shown
) -> None:
    """Add what each act did to the rows of one model: two queries, and one per table that they refer to."""
    rows = list(model.past.objects.filter(**{link: record.pk}, act_id__in=list(tellings)).order_by("id", "version"))
    if not rows:
        return
    before = model.past.objects.filter(id__in={row.id for row in rows}, version__in={row.version - 1 for row in rows})
    earlier = {(row.id, row.version): row for row in before}
    all_rows = [*rows, *earlier.values()]
    read = _Reading(model, all_rows, shown)
    told = [one for one in model._meta.concrete_fields if one.name not in {"id", "version", model.trail.part_of}]
    for row in rows:
        former = earlier.get((row.id, row.version - 1))
        change = RowChange(capfirst(str(model._meta.verbose_name)), former is None, row.version)
        for one in told:
            after, was = read.words(one, row), None if former is None else read.words(one, former)
            if after != was and not (former is None and after == EMPTY):
                change.fields.append(FieldChange(capfirst(str(one.verbose_name)), was, after))
        tellings[row.act_id].rows.append(change)


class _Reading:
    """History rows of one model in words: personal values opened, foreign keys named."""

    def __init__(self, model: type[Tracked], rows: Sequence[Any], shown: Shown) -> None:
        self.model, self.shown = model, shown
        names = {row.key_name for row in rows if row.key_name}
        self.keys = {key.name: key for key in ObjectKey.objects.filter(name__in=names)}
        self.opened = {row.history_id: self._open(row) for row in rows}
        self.labels = {one.name: self._labels(one, rows) for one in model._meta.concrete_fields if one.is_relation}

    def words(self, one: Any, row: Any) -> str:
        """The value that this field had."""
        personal = self.opened[row.history_id]
        if one.name not in self.model.trail.personal:
            value = getattr(row, one.attname)
        elif isinstance(personal, str):
            return personal
        else:
            stored = personal.get(one.name)
            if isinstance(one, models.BinaryField):  # sealed under its own key: the bytes tell nobody anything
                return _("sealed") if stored else EMPTY
            value = one.to_python(stored)
        if one.is_relation and value is not None:
            return self.labels[one.name].get(value, str(value))
        if one.flatchoices:
            return str(dict(one.flatchoices).get(value, _shown(value)))
        return _shown(value)

    def _open(self, row: Any) -> dict[str, Any] | str:
        """The personal values of a row; where they cannot be read, the words that say so."""
        if not row.key_name:
            return {}
        if row.key_name not in self.keys:
            return _("erased")
        try:
            return personal_values(self.model, row, self.keys[row.key_name].open())
        except KeyringUnusable as error:
            return f"⚠ {error}"

    def _labels(self, one: Any, rows: Iterable[Any]) -> dict[Any, str]:
        """What a foreign key points to; one that is hidden from the reader looks as if there were none."""
        if one.name in {self.model.trail.part_of, *self.model.trail.personal}:
            return {}
        ids = {getattr(row, one.attname) for row in rows} - {None}
        targets = one.related_model._default_manager.select_related()  # which their words may be taken from
        found = targets.filter(pk__in=ids)
        shown = self.shown(found)
        hidden = set() if shown is found else ids - set(shown.values_list("pk", flat=True))
        return {target.pk: EMPTY if target.pk in hidden else str(target) for target in found}


class AsItStood(NamedTuple):
    """A record as history tells it, not to be saved; its personal fields are empty where ``is_erased``."""

    record: Any
    is_erased: bool
    written_at: datetime.datetime


class PastRecords(Generic[RecordT]):
    """Some records of one model with all their versions, read at once; each can be asked for as it stood at a moment.

    ``narrowed`` are the lookups of the history rows. Personal values are opened where they are asked for.
    """

    def __init__(self, model: type[RecordT], **narrowed: Any) -> None:
        self.model = model
        self._versions: dict[int, list[Any]] = defaultdict(list)
        self._parts: dict[str, dict[Any, list[int]]] = {}
        for row in model.past.objects.filter(**narrowed).order_by("id", "version"):
            self._versions[row.id].append(row)
        names = {row.key_name for rows in self._versions.values() for row in rows} - {""}
        self._keys = ObjectKey.objects.in_bulk(names)

    def __iter__(self) -> Iterator[int]:
        return iter(self._versions)

    def values(self, name: str) -> set[Any]:
        """Every value that a kept column ever had."""
        return {getattr(row, name) for rows in self._versions.values() for row in rows} - {None}

    def at(self, pk: int | None, before: datetime.datetime) -> AsItStood | None:
        """The newest version that was written before a moment; None where there was none yet."""
        rows = self._versions.get(pk, []) if pk is not None else []
        row = next((one for one in reversed(rows) if one.history_date < before), None)
        return self._stood(row) if row else None

    def of(self, link: str, pk: int, before: datetime.datetime) -> list[AsItStood]:
        """The records whose column ``link`` held this number then, by their own numbers."""
        if link not in self._parts:
            parts: dict[Any, list[int]] = defaultdict(list)
            for own, rows in self._versions.items():
                for value in {getattr(row, link) for row in rows}:
                    parts[value].append(own)
            self._parts[link] = parts
        stood = (self.at(own, before) for own in self._parts[link].get(pk, []))
        return [one for one in stood if one is not None and getattr(one.record, link) == pk]

    def first(self, pk: int, holds: Callable[[Any], bool]) -> AsItStood | None:
        """The first version of which something holds, judged by its kept columns."""
        row = next((one for one in self._versions.get(pk, []) if holds(one)), None)
        return self._stood(row) if row else None

    def _stood(self, row: Any) -> AsItStood:
        trail, fields = self.model.trail, self.model._meta.concrete_fields
        kept = {one.attname: getattr(row, one.attname) for one in fields if one.name not in trail.personal}
        record, is_erased = self.model(**kept), bool(row.key_name) and row.key_name not in self._keys
        if row.key_name and not is_erased:
            values = personal_values(self.model, row, self._keys[row.key_name].open())
            for name in trail.personal:
                one: Any = self.model._meta.get_field(name)
                setattr(record, one.attname, one.to_python(values.get(name)))
        return AsItStood(record, is_erased, row.history_date)
