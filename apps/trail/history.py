"""``Trail``: the history every tracked model keeps, on django-simple-history.

Kept fields stand in it as plain columns. Personal fields stand in it as one ciphertext per row under the object's own
key, so destroying the key erases a person from history while history never changes and every digest still holds.
"""

import decimal
import hashlib
import json
import uuid
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple, cast

from django.db import connection, models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from .acts import current_act
from .bulk import insert_rows
from .canonical import canonical, leaf_hash, plain, quoted, spelt
from .errors import Conflict
from .guards import HasHistoryRow
from .keyring import decrypt, encrypt
from .models import ObjectKey, RecordT, Tracked

#: Every tracked model, in the order in which they were loaded.
TRACKED: list[type[Tracked]] = []

#: Columns that history adds to a model's own.
RESERVED = {"act", "key_name", "sealed", "covers"}


class Trail(HistoricalRecords):
    """Declares which fields of a model are personal, which are kept, and of which record it is a part.

    ``part_of`` names the foreign key to the record whose story tells this one's changes too.
    """

    def __init__(self, *, personal: Sequence[str] = (), kept: Sequence[str] = (), part_of: str = "") -> None:
        self.personal, self.kept, self.part_of = list(personal), list(kept), part_of
        super().__init__(excluded_fields=self.personal, history_id_field=models.BigAutoField())

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if sender is not self.cls:
            return
        named = {*self.personal, *self.kept}
        present = {field.name for field in sender._meta.fields} - {"id", "version"}
        if RESERVED & present:
            raise TypeError(f"{sender.__name__}: history uses these names itself: {sorted(RESERVED & present)}")
        if named != present or set(self.personal) & set(self.kept):
            raise TypeError(f"{sender.__name__}: name each field once as personal or kept: {sorted(named ^ present)}")
        model = cast("type[Tracked]", sender)
        model.trail, model.past = self, sender.history.model
        name = f"{model._meta.label_lower.replace('.', '_')}_has_its_history"
        guard = HasHistoryRow(history=model.past._meta.db_table, name=name)
        model._meta.constraints = [*model._meta.constraints, guard]
        model._meta.original_attrs["constraints"] = model._meta.constraints  # where migrations look for it
        TRACKED.append(model)

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        once = models.UniqueConstraint(fields=["id", "version"], name=f"{model._meta.model_name}_version_once")
        act = models.Index(fields=["act"], name=f"{model._meta.model_name}_act"[:30])
        return super().get_meta_options(model) | {"constraints": [once], "indexes": [act]}

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field]:
        fields = super().copy_fields(model)
        fields["version"].__class__ = models.PositiveIntegerField  # in history it counts no further
        return fields

    def get_extra_fields(self, model: type[models.Model], fields: dict[str, models.Field]) -> dict[str, Any]:
        return super().get_extra_fields(model, fields) | {
            "act": models.ForeignKey("trail.Act", models.DO_NOTHING, related_name="+", db_index=False),
            "key_name": models.CharField(max_length=64),
            "sealed": models.BinaryField(),
            "covers": models.CharField(max_length=2000),
        }

    def _get_history_user_fields(self) -> dict[str, Any]:
        """Who did it stands in the Act."""
        return {"history_user": property(_actor_of, _ignore_actor)}

    def post_delete(self, instance: models.Model, using: str | None = None, **kwargs: Any) -> None:
        """Rows leave when their retention is over, with an act of its own; there is no row to write here."""

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        self.write([instance], history_type)

    def write(self, instances: Sequence[Tracked], history_type: str) -> None:
        """History rows of these saved instances, in constant queries; the act under way signs for each."""
        this = current_act()
        self._put(self.rows(instances, history_type, [this.id] * len(instances)))

    def _put(self, rows: Sequence["NewRow"]) -> None:
        insert_rows(self.cls.past._meta.db_table, self.columns, [row.values for row in rows])
        current_act().sign_for(*(row.hash for row in rows))

    def create(self, instances: Sequence[Tracked]) -> None:
        """New records, their keys and their history. What both tables hold is made ready for the database once."""
        set_by_themselves = [one for one in self.cls._meta.concrete_fields if type(one).pre_save is not PLAIN_PRE_SAVE]
        for instance, pk in zip(instances, new_ids(self.cls, len(instances)), strict=True):
            for field in set_by_themselves:
                field.pre_save(instance, True)
            instance.pk, instance._state.adding = pk, False
        rows = self.rows(instances, "+", [current_act().id] * len(instances))
        ready = [Ready(one) for one in self._personal_fields]
        columns = [str(one.column) for one in (*self._kept_fields, *self._personal_fields)]
        live = [
            [*row.values[len(ADDED) : -2], *(one.of(instance).stored for one in ready)]
            for row, instance in zip(rows, instances, strict=True)
        ]
        insert_rows(self.cls._meta.db_table, columns, live)
        self._put(rows)

    def rows(self, instances: Sequence[Tracked], history_type: str, act_ids: Sequence[uuid.UUID]) -> list["NewRow"]:
        """The history rows of these saved instances, each of its own act; keys that they want are made and written."""
        personal = [Ready(one) for one in self._personal_fields]
        opened = [self._personal_values(personal, one) for one in instances]
        wanting = [one for one, values in zip(instances, opened, strict=True) if values]
        keys = self._keys(wanting, history_type)
        label, now, made = self.cls._meta.label_lower, timezone.now(), []
        added = [Ready(one) for one in self._fields[: len(ADDED)]]
        kept = [Ready(one) for one in self._kept_fields]
        for instance, secrets, act_id in zip(instances, opened, act_ids, strict=True):
            key_name, sealed = "", b""
            if secrets:
                key, context = keys[instance.pk], sealed_context(label, instance.pk, instance.version)
                key_name, sealed = key.name, encrypt(key.open(), canonical(secrets), context)
            given = zip(added, (now, history_type, act_id, key_name), strict=True)
            values = [*(one.value(value) for one, value in given), *(one.of(instance) for one in kept)]
            stored = [one.stored for one in values]
            made.append(NewRow([*stored, sealed, self._covers], self._hashed.joined(values, sealed)))
        return made

    @cached_property
    def columns(self) -> list[Any]:
        """The columns of a history row that are written, in their order."""
        return [one.column for one in self._fields] + ["sealed", "covers"]

    @cached_property
    def _personal_fields(self) -> list[models.Field]:
        return [self.cls._meta.get_field(name) for name in self.personal]

    @cached_property
    def _kept_fields(self) -> list[models.Field]:
        return [one for one in self.cls._meta.concrete_fields if one.name not in self.personal]

    @cached_property
    def _fields(self) -> list[models.Field]:
        """The fields of history that its hash covers: what history adds, then what is kept."""
        names = [*ADDED, *(one.name for one in self._kept_fields)]
        return [self.cls.past._meta.get_field(name) for name in names]

    @cached_property
    def _covers(self) -> str:
        return ",".join(one.attname for one in self._fields)

    @cached_property
    def _hashed(self) -> "RowHash":
        return RowHash(self.cls, self._covers, self._covers.split(","))

    def _keys(self, wanting: Sequence[Tracked], history_type: str) -> dict[int, ObjectKey]:
        """The keys of these objects, made and written where there is none yet."""
        label = self.cls._meta.label_lower
        keys = {one.pk: one.key_at_hand for one in wanting if one.key_at_hand}
        others = [one.pk for one in wanting if one.pk not in keys]
        if others and history_type != "+":
            keys |= ObjectKey.of(label, others)
        made = {pk: ObjectKey.make(label, pk) for pk in others if pk not in keys}
        if made:
            rows = [[key.name, key.model, key.object_id, key.wrapped] for key in made.values()]
            insert_rows(ObjectKey._meta.db_table, ["name", "model", "object_id", "wrapped"], rows)
        return keys | made

    def _personal_values(self, fields: Sequence["Ready"], instance: Tracked) -> dict[str, Any]:
        """The personal fields as canonical values; empty when none is filled."""
        values = {one.field.name: plain(one.of(instance).settled) for one in fields}
        return values if any(value not in (None, "") for value in values.values()) else {}


class ReadyValue(NamedTuple):
    """A value as the database gives it back, as it takes it, and as canonical JSON spells it."""

    settled: Any
    stored: Any
    spelt: str


class Ready:
    """The values of one field in a set of records, made ready once each: most columns of a set say few things."""

    def __init__(self, field: models.Field) -> None:
        self.field, self.attname = field, field.attname
        self.known: dict[Any, ReadyValue] = {}

    def of(self, instance: models.Model) -> ReadyValue:
        return self.value(getattr(instance, self.attname))

    def value(self, given: Any) -> ReadyValue:
        """The same for equal values of one type: 1 and True are equal and no type of both."""
        key = (given.__class__, given)
        try:
            return self.known[key]
        except KeyError:
            made = self.known[key] = self._made(given)
            return made
        except TypeError:  # no hash, as of what can change
            return self._made(given)

    def _made(self, given: Any) -> ReadyValue:
        value = settled_value(self.field, given)
        return ReadyValue(value, self.field.get_db_prep_save(value, connection), spelt(value))


class NewRow(NamedTuple):
    """A history row that is not written yet: its values as the database takes them, and its hash."""

    values: list[Any]
    hash: bytes


#: What most fields do before they are written: nothing.
PLAIN_PRE_SAVE = models.Field.pre_save

#: What history adds to the kept fields and its hash covers too.
ADDED = ("history_date", "history_type", "act", "key_name")


class RowHash:
    """The hash of a history row from its values in the order of ``names``: what ``row_hash`` gives, without an instance.

    The canonical text around the values is laid out once for all rows that cover the same columns.

    Raises:
        ValueError: the row covers a column that is not there.
    """

    def __init__(self, model: type[Tracked], covers: str, names: Sequence[str]) -> None:
        named = sorted(covers.split(","))
        self.places = [names.index(name) for name in named]
        kept = ",".join(f"{_literal(name)}:%s" for name in named)
        row = _literal(model._meta.label_lower)
        self.text = f'{{"covers":{_literal(covers)},"kept":{{{kept}}},"row":{row},"sealed":"%s"}}'

    def __call__(self, values: Sequence[Any], sealed: bytes) -> bytes:
        return self._of([spelt(values[place]) for place in self.places], sealed)

    def joined(self, values: Sequence["ReadyValue"], sealed: bytes) -> bytes:
        """The same, of values that are spelt already."""
        return self._of([values[place].spelt for place in self.places], sealed)

    def _of(self, kept: Sequence[str], sealed: bytes) -> bytes:
        return leaf_hash((self.text % (*kept, hashlib.sha256(sealed).hexdigest())).encode())


def _literal(text: str) -> str:
    return quoted(text).replace("%", "%%")


def create_many(instances: Sequence[RecordT]) -> Sequence[RecordT]:
    """Write new records of one model, their keys and their history, set by set, inside the act under way.

    What a loop of saves would leave, at a fraction of its time; like every bulk write it sends no signals.

    Raises:
        WrittenOutsideAct: no act is under way.
    """
    current_act()
    if instances:
        type(instances[0]).trail.create(instances)
    return instances


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Keys for new rows, as the table would give them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = f"pg_get_serial_sequence('\"{table}\"', 'id')"
            cursor.execute(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [count])  # noqa: S608
            return [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]  # nobody else writes before this transaction ends
        return list(range(last + 1, last + count + 1))


def change_many(instances: Sequence[RecordT], *, fields: Sequence[str]) -> Sequence[RecordT]:
    """Write these fields of records of one model, each its next version, and their history, inside the act under way.

    The records are whole and were read under ``lock_many``.

    Raises:
        WrittenOutsideAct: no act is under way.
        Conflict: somebody saved one of them since it was read; the act must not go on.
    """
    current_act()
    if not instances:
        return instances
    model: Any = type(instances[0])
    written = [model._meta.get_field(name) for name in fields]
    quote, rows = connection.ops.quote_name, []
    for instance in instances:
        values = [field.get_db_prep_save(getattr(instance, field.attname), connection) for field in written]
        rows.append([*values, instance.version + 1, instance.pk, instance.version])
        instance.version += 1
    settings = ", ".join(f"{quote(field.column)} = %s" for field in written)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {settings}, version = %s WHERE id = %s AND version = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
        if cursor.rowcount != len(rows):
            raise Conflict(instances[0])
    model.trail.write(instances, "~")
    return instances


def lock_many(model: type[RecordT], ids: Sequence[int]) -> list[RecordT]:
    """Read these records under a lock, in the order of their keys: two who lock the same ones wait, and do not deadlock."""
    current_act()
    locked = model._base_manager.select_for_update(no_key=True)  # others may still refer to the rows
    return list(locked.filter(pk__in=ids).order_by("pk"))


def _actor_of(row: Any) -> str:
    return row.act.actor


def _ignore_actor(row: Any, value: Any) -> None:
    """The library would set it; the Act knows."""


def settled(field: models.Field, instance: models.Model) -> Any:
    """The value as the database gives it back: or a hash would differ later, as 12.5 from 12.50.

    Raises:
        ValueError: an expression such as ``F()``, of which only the database knows the value.
    """
    return settled_value(field, getattr(instance, field.attname))


def settled_value(field: models.Field, given: Any) -> Any:
    """As ``settled``, of a value that was read."""
    if hasattr(given, "resolve_expression"):
        raise ValueError(f"{field}: history cannot tell what an expression comes to; work the value out under lock().")
    value = field.to_python(given)
    if isinstance(field, models.DecimalField) and value is not None:
        return value.quantize(decimal.Decimal(1).scaleb(-field.decimal_places))
    return value


def sealed_context(label: str, pk: int, version: int) -> str:
    """What a row's ciphertext is bound to: ``app.model:id:version``."""
    return f"{label}:{pk}:{version}"


def row_body(model: type[Tracked], row: Any) -> dict[str, Any]:
    """What the hash of a history row covers. ``covers`` names its columns, so a later migration breaks no old proof."""
    return {
        "row": model._meta.label_lower,
        "covers": row.covers,
        "sealed": hashlib.sha256(bytes(row.sealed)).hexdigest(),
        "kept": {name: plain(getattr(row, name)) for name in row.covers.split(",")},
    }


def row_hash(model: type[Tracked], row: Any) -> bytes:
    return leaf_hash(canonical(row_body(model, row)))


def personal_values(model: type[Tracked], row: Any, key: bytes) -> dict[str, Any]:
    """The personal values of a history row, opened with the key it names."""
    return json.loads(decrypt(key, row.sealed, sealed_context(model._meta.label_lower, row.id, row.version)))
