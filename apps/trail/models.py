"""The rows of the trail: what happened, the keys of objects, and the base of every tracked record."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.conf import settings
from django.db import IntegrityError, connection, models
from django.db.models.functions import Now
from django.utils.encoding import force_str

from .acts import current_act, time_ordered_id
from .canonical import plain, quoted
from .errors import Conflict, KeyringMissing, WrittenOutsideAct
from .keyring import make_keyring, new_data_key, open_data_key

#: What a guard says when a save did not take the next version (see ``guards``).
NEXT_VERSION = "a change takes the next version"


class Act(models.Model):
    """One thing that happened: who, what, when (the database's clock), on which facts, and the digest of its rows.

    Written by ``act()`` alone and never changed; it is the leaf of the log.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_id, editable=False)
    kind = models.CharField(max_length=80, editable=False)
    actor = models.CharField(max_length=60, editable=False)
    moment = models.DateTimeField(db_default=Now(), editable=False)
    about = models.CharField(max_length=100, blank=True, db_default="", editable=False)
    facts = models.TextField(editable=False)
    rows = models.PositiveIntegerField(editable=False)
    digest = models.CharField(max_length=64, editable=False)

    LEAF = ("id", "kind", "actor", "moment", "facts", "rows", "digest")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["about", "id"], name="trail_act_about"),
            models.Index(fields=["actor", "id"], name="trail_act_actor"),
            models.Index(fields=["kind", "id"], name="trail_act_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.actor}"

    @property
    def stated(self) -> dict[str, Any]:
        """The facts, read."""
        return json.loads(self.facts)

    def leaf(self) -> bytes:
        """The bytes that the log signs for."""
        return leaf_bytes(*(getattr(self, name) for name in self.LEAF))


def leaf_bytes(id: Any, kind: str, actor: str, moment: Any, facts: str, rows: int, digest: str) -> bytes:  # noqa: A002
    """The leaf of an act: canonical JSON of its row, one fixed function of it. Another shape is another ``v``.

    ``facts`` is the signed text. ``id`` and ``moment`` may be given as text already. Spelt out, as a verification makes
    millions of them.
    """
    when = moment if isinstance(moment, str) else plain(moment)
    return (
        f'{{"actor":{quoted(actor)},"digest":{quoted(digest)},"facts":{quoted(facts)},"id":"{id}",'
        f'"kind":{quoted(kind)},"moment":"{when}","rows":{rows},"v":1}}'
    ).encode()


class ObjectKey(models.Model):
    """The data key of one object, wrapped. Its name is the hash of the key: a history row binds the key it used."""

    name = models.CharField(max_length=64, primary_key=True, editable=False)
    model = models.CharField(max_length=100, editable=False)
    object_id = models.BigIntegerField(editable=False)
    wrapped = models.BinaryField(editable=False)

    #: The bytes of a key that was made just now.
    secret: bytes | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "object_id"], name="trail_objectkey_once_per_object"),
        ]

    def __str__(self) -> str:
        return f"key of {self.model}:{self.object_id}"

    @classmethod
    def make(cls, model: str, object_id: int) -> Self:
        """A new key, not yet saved. The first of all makes the keyring of a new office, and no later one does.

        Raises:
            KeyringMissing: keys were made before, so the keyring that opens them has gone.
        """
        try:
            name, secret, wrapped = new_data_key()
        except KeyringMissing:
            if cls.objects.exists():
                raise
            make_keyring(settings.TRAIL_KEYRING)
            name, secret, wrapped = new_data_key()
        key = cls(name=name, model=model, object_id=object_id, wrapped=wrapped)
        key.secret = secret
        return key

    @classmethod
    def of(cls, model: str, object_ids: Iterable[int]) -> dict[int, Self]:
        """The present keys of these objects, in plain SQL: it is on the path of every save."""
        ids = list(object_ids)
        marks = ", ".join(["%s"] * len(ids))
        query = "SELECT name, model, object_id, wrapped FROM trail_objectkey WHERE model = %s AND object_id IN "
        with connection.cursor() as cursor:
            cursor.execute(f"{query} ({marks})", [model, *ids])
            return {row[2]: cls(*row) for row in cursor.fetchall()}

    def open(self) -> bytes:
        """The 32 bytes of the key."""
        return self.secret or open_data_key(self.name, bytes(self.wrapped))


class Unsealed(models.Model):
    """What the sealer has still to take: an act, or a row of a ledger. Filled by triggers, emptied by the sealer."""

    act = models.ForeignKey(Act, models.DO_NOTHING, null=True, related_name="+", editable=False)
    ledger = models.CharField(max_length=100, null=True, editable=False)
    row = models.BigIntegerField(null=True, editable=False)
    row_uuid = models.UUIDField(null=True, editable=False)

    def __str__(self) -> str:
        return f"{self.ledger}:{self.row or self.row_uuid}" if self.ledger else str(self.act_id)


class Entry(models.Model):
    """One leaf of the log: the place of an act, counted from 0 without a gap, and the hash of its leaf."""

    seq = models.BigIntegerField(primary_key=True, editable=False)
    act = models.OneToOneField(Act, models.DO_NOTHING, related_name="entry", editable=False)
    leaf_hash = models.BinaryField(editable=False)

    def __str__(self) -> str:
        return f"entry {self.seq}"


class Checkpoint(models.Model):
    """A signed root of the log at a size: the frontier to go on from, and the note that anybody can check."""

    size = models.BigIntegerField(primary_key=True, editable=False)
    frontier = models.TextField(editable=False)
    note = models.TextField(editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"


class Anchor(models.Model):
    """The checkpoint that was given away on a day, padded so that its size tells nothing of the day's work."""

    day = models.DateField(unique=True, editable=False)
    size = models.BigIntegerField(editable=False)
    note = models.TextField(editable=False)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"anchor of {self.day}"


#: Every ledger: append-only tables without history, covered by segment acts.
LEDGERS: list[type["Ledger"]] = []


class Ledger(models.Model):
    """Rows that are only ever added, without history; the sealer covers them by acts that name their ids.

    A column that an upgrade adds stands in ``added_later`` with what it is in rows of before: where a row has just that,
    its hash is over the other columns, as it was when the row was covered. The key is a number, or a UUID.
    """

    added_later: ClassVar[dict[str, Any]] = {}

    moment = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        LEDGERS.append(cls)

    @classmethod
    def has_uuids(cls) -> bool:
        """Whether its rows are named by a UUID."""
        return isinstance(cls._meta.pk, models.UUIDField)

    @classmethod
    def hashed(cls, kept: dict[str, Any]) -> dict[str, Any]:
        """Of plain values of all columns, those that the hash of the row is over."""
        later = cls.added_later
        return {name: value for name, value in kept.items() if name not in later or value != later[name]}


class Verification(Ledger):
    """What one verification of the trail found: an exit code of ``verify_trail``, how much it read, and the faults."""

    code = models.PositiveSmallIntegerField(editable=False)
    records = models.BigIntegerField(editable=False)
    size = models.BigIntegerField(editable=False)
    seconds = models.FloatField(editable=False)
    faults = models.TextField(editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"verification {self.pk}: {self.code}"

    @property
    def told(self) -> list[dict[str, str]]:
        """The faults, read: kind, where and words of each."""
        return json.loads(self.faults)


class VersionField(models.PositiveIntegerField):
    """1 on insert, one more with every save: the database refuses any other step, and so a lost update."""

    def pre_save(self, model_instance: models.Model, add: bool) -> int:
        version = 1 if add else getattr(model_instance, self.attname) + 1
        setattr(model_instance, self.attname, version)
        return version


class TrackedQuerySet(models.QuerySet):
    """Reads only: a bulk write would leave no history, so it is refused here, early; the database refuses it too."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise WrittenOutsideAct(
            f"{self.model._meta.verbose_name}: records of the trail change one by one, in a service inside act()."
        )

    update = bulk_create = bulk_update = delete = _refuse


@cache
def _labels(field: Any) -> dict[Any, Any]:
    """What each choice of a field is called, still to be translated."""
    return dict(field.flatchoices)


_KEY_OF_ROW = ", ".join(
    f"(SELECT {column} FROM trail_objectkey WHERE model = %s AND object_id = %s)"  # noqa: S608 - own names
    for column in ("name", "wrapped")
)


class Tracked(models.Model):
    """A record whose every version stands in its history. Saved inside ``act()`` only, never deleted."""

    version = VersionField(default=0, editable=False)

    objects: ClassVar[Any] = TrackedQuerySet.as_manager()

    trail: ClassVar[Any]
    past: ClassVar[Any]

    #: The record's key, while it is saved.
    key_at_hand: ObjectKey | None = None

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save the next version. ``update_fields`` alone go onto the newest row, whose history then tells it whole.

        Raises:
            WrittenOutsideAct: no act is under way.
            Conflict: somebody saved the same version before.
            TypeError: the record was read without its version.
        """
        current_act()
        if "version" in self.get_deferred_fields():
            raise TypeError(f"{self._meta.label}: read it with its version, which tells whether somebody was faster.")
        if update_fields is not None:
            self._save_fields(update_fields, *args, **kwargs)
            return
        before = self.version
        try:
            super().save(*args, **kwargs)
        except IntegrityError as error:
            self.version = before
            if NEXT_VERSION in str(error):
                raise Conflict(self) from error
            raise
        finally:
            self.key_at_hand = None

    def _do_update(
        self, base_qs: Any, using: Any, pk_val: Any, values: Any, *rest: Any
    ) -> Any:  # whether a row was there
        """On PostgreSQL the record's key comes back with the UPDATE: a round trip less on the path of every save.

        It is the key of before the UPDATE. Who destroys a key changes the record too, so that a writer who waited for
        it is refused by its version; who had none at hand looks again.
        """
        if connection.vendor != "postgresql" or not self.trail.personal:
            return super()._do_update(base_qs, using, pk_val, values, *rest)
        query = base_qs.filter(pk=pk_val).query.chain(models.sql.UpdateQuery)
        query.add_update_fields(values)
        sql, params = query.get_compiler(using).as_sql()
        label = self._meta.label_lower
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} RETURNING {_KEY_OF_ROW}", [*params, *[label, pk_val] * 2])
            found = cursor.fetchone()
        if found and found[0]:
            self.key_at_hand = ObjectKey(name=found[0], model=label, object_id=pk_val, wrapped=found[1])
        return found is not None

    def _save_fields(self, names: Iterable[str], *args: Any, **kwargs: Any) -> None:
        fresh = lock(self, version=self.version)
        for name in names:
            field: Any = self._meta.get_field(name)
            setattr(fresh, field.attname, getattr(self, field.attname))
        fresh.save(*args, **kwargs)
        self.version = fresh.version

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802 - the name that Django calls
        """As Django's, which translates every choice of a field for each row: a quarter of the time of a list's page."""
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Records leave when their retention is over, never by deletion."""
        raise WrittenOutsideAct(f"{self}: records are not deleted; end, withdraw or supersede it instead.")


RecordT = TypeVar("RecordT", bound=Tracked)


def lock(record: RecordT, *, version: int | None = None) -> RecordT:
    """Read a record again under a row lock, to be judged and changed inside the act under way.

    Raises:
        Conflict: ``version`` is given and is no longer the newest.
    """
    current_act()
    locked = type(record)._base_manager.select_for_update(no_key=True)  # others may still refer to the row
    fresh = locked.get(pk=record.pk)
    if version is not None and fresh.version != version:
        raise Conflict(fresh)
    return fresh
