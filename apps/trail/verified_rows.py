"""History verified: the digest of each act against its rows, versions, keys, ledgers, and live records."""

import decimal
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from .canonical import leaf_hash, merkle_root, plain, quoted, spelt
from .choices import Fault
from .errors import KeyringUnusable
from .history import TRACKED, personal_values, settled
from .keyring import open_data_key
from .models import LEDGERS, Ledger, Tracked
from .sealing import ledger_hash
from .verified_log import CHUNK, id_text, moment_text, raw, stated, stream

if TYPE_CHECKING:
    from .verification import Report

ERASED, COVERED = "trail.person_erased", "trail.ledger_covered"


def check_rows(report: "Report", since: int) -> set[str]:
    """Each act's number and digest of rows against the history it wrote; gives the names of the keys acts destroyed."""
    destroyed = _destroyed_before(since) if since else set()
    readers = [RowReader(model) for model in TRACKED]
    for batch in _acts_by_id(since):
        report.acts += len(batch)
        hashes: dict[str, list[bytes]] = {}
        for reader in readers:
            for act, row_hash in reader.between(batch[0][0], batch[-1][0]):
                hashes.setdefault(act, []).append(row_hash)
                report.rows += 1
        for act, kind, facts, count, digest, about in batch:
            _check_act(report, act, kind, facts, count, digest, hashes.get(act, []), destroyed)
            if not _is_about(facts, about):
                report.add(Fault.ABOUT, f"act {act} ({kind})")
    return destroyed


def _acts_by_id(since: int) -> Iterator[list[tuple[Any, ...]]]:
    """The acts in the order of their ids, in batches; with ``since`` only those not sealed by then."""
    select = 'SELECT a.id, a.kind, a.facts, a."rows", a.digest, a.about FROM trail_act a'
    if since:
        select += " WHERE NOT EXISTS (SELECT 1 FROM trail_entry e WHERE e.act_id = a.id AND e.seq < %s)"
    batch: list[tuple[Any, ...]] = []
    for act, *rest in stream(f"{select} ORDER BY a.id", [since] if since else []):
        batch.append((id_text(act), *rest))
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch


def _check_act(
    report: "Report",
    act: str,
    kind: str,
    facts: str,
    count: int,
    digest: str,
    hashes: list[bytes],
    destroyed: set[str],
) -> None:
    if ERASED in (kind, *_kinds_within(facts)):
        destroyed.update(_destroyed(kind, stated(facts)))
    if kind == COVERED:
        hashes = _covered_hashes(stated(facts))
    if len(hashes) != count or merkle_root(sorted(hashes)).hex() != digest:
        report.add(Fault.ROWS, f"act {act} ({kind})")


def _is_about(facts: str, about: str) -> bool:
    """Whether the record that an act is filed under is the one of its signed facts; most tell it at a look."""
    if about == "":
        return '"about":' not in facts or stated(facts).get("about", "") == ""
    return facts.startswith(f'{{"about":{quoted(about)}') or stated(facts).get("about") == about


def _destroyed_before(since: int) -> set[str]:
    """The key names that acts destroyed which were verified before."""
    erasures = """
        SELECT a.kind, a.facts FROM trail_act a JOIN trail_entry e ON e.act_id = a.id
        WHERE e.seq < %s AND (a.kind = %s OR a.facts LIKE %s)
    """
    destroyed: set[str] = set()
    for kind, facts in stream(erasures, [since, ERASED, f"%{ERASED}%"]):
        destroyed |= _destroyed(kind, stated(facts))
    return destroyed


def _kinds_within(facts: str) -> list[str]:
    """A quick look, so that not every act's facts are parsed: the one kind of interest, where it is named at all."""
    return [ERASED] if ERASED in facts else []


def _destroyed(kind: str, facts: dict[str, Any]) -> set[str]:
    """The key names that an erasure destroyed, and those of the erasures within the act."""
    names = set(facts.get("destroyed", ())) if kind == ERASED else set()
    for inner in facts.get("within", ()):
        names |= _destroyed(inner["kind"], inner["facts"])
    return names


#: The hash of a history row that names columns which it has not: of no row at all, so that no act has it.
NO_ROW = b"\0" * 32


class RowReader:
    """Reads the history of one model and hashes its rows, without instances: a verification reads millions."""

    def __init__(self, model: type[Tracked]) -> None:
        self.model, self.label = model, quoted(model._meta.label_lower)
        columns = [one for one in model.past._meta.concrete_fields if one.name not in {"covers", "sealed"}]
        self.names = [one.attname for one in columns]
        self.readers = [_reader(one) for one in columns]
        self.table = model.past._meta.db_table
        quoted_columns = ", ".join(raw(connection.ops.quote_name(one.column)) for one in columns)
        self.select = f"SELECT act_id, covers, sealed, {quoted_columns} FROM {self.table}"  # noqa: S608 - own names
        self.plans: dict[str, list[tuple[str, int, Callable[[Any], Any]]]] = {}

    def between(self, first: str, last: str) -> Iterator[tuple[str, bytes]]:
        """The act and the hash of each row of the acts from ``first`` to ``last``."""
        params = [_id_param(first), _id_param(last)]
        for act, covers, sealed, *values in stream(f"{self.select} WHERE act_id >= %s AND act_id <= %s", params):
            yield id_text(act), self._hash(covers, bytes(sealed), values)

    def _hash(self, covers: str, sealed: bytes, values: list[Any]) -> bytes:
        """What ``history.row_hash`` makes of the same row."""
        plan = self.plans.get(covers)
        if plan is None:
            places = {name: place for place, name in enumerate(self.names)}
            named = sorted(covers.split(","))
            plan = self.plans[covers] = [
                (quoted(name), places[name], self.readers[places[name]]) for name in named if name in places
            ]
        if len(plan) != covers.count(",") + 1:
            return NO_ROW
        kept = ",".join(f"{name}:{spelt(read(values[place]))}" for name, place, read in plan)
        body = (
            f'{{"covers":{quoted(covers)},"kept":{{{kept}}},"row":{self.label},'
            f'"sealed":"{hashlib.sha256(sealed).hexdigest()}"}}'
        )
        return leaf_hash(body.encode())


def _id_param(act: str) -> str:
    return act.replace("-", "") if connection.vendor == "sqlite" else act


def _same(value: Any) -> Any:
    return value


def _reader(one: models.Field) -> Callable[[Any], Any]:
    """From what the driver gives for a column to the value that was hashed."""
    kind = one.target_field if isinstance(one, models.ForeignKey) else one
    if isinstance(kind, models.DecimalField):
        places = decimal.Decimal(1).scaleb(-kind.decimal_places)
        return lambda value: None if value is None else decimal.Decimal(str(value)).quantize(places)
    if connection.vendor != "sqlite":
        return _same
    if isinstance(kind, models.DateTimeField):
        return lambda value: None if value is None else moment_text(value)
    if isinstance(kind, models.BooleanField):
        return lambda value: bool(value) if value in (0, 1) else value
    if isinstance(kind, models.UUIDField):
        return lambda value: None if value is None else id_text(value)
    return _same


# --- Ledgers ---


def _ledger(label: str) -> type[Ledger] | None:
    return next((model for model in LEDGERS if model._meta.label_lower == label), None)


def _covered_hashes(facts: dict[str, Any]) -> list[bytes]:
    """The hashes of the ledger rows that a covering act names, as they are now."""
    model: Any = _ledger(facts.get("ledger", ""))
    found: list[bytes] = []
    for first, last in _ranges(facts) if model else []:
        found += [ledger_hash(model, row) for row in model.objects.filter(pk__range=(first, last)).iterator(CHUNK)]
    return found


def _ranges(facts: dict[str, Any]) -> list[list[int]]:
    """The ranges of ids that a covering act names; none where they are nonsense, which its leaf then tells."""
    ranges = facts.get("ranges")
    try:
        return [[int(first), int(last)] for first, last in ranges or []]
    except (TypeError, ValueError):
        return []


def check_ledgers(report: "Report") -> None:
    """Each row of a ledger is covered by an act, or waits in the queue; nothing else waits there."""
    covered: dict[str, list[list[int]]] = {}
    for (facts,) in stream("SELECT facts FROM trail_act WHERE kind = %s", [COVERED]):
        said = stated(facts)
        covered.setdefault(str(said.get("ledger")), []).extend(_ranges(said))
    _check_queued(report, covered)
    for model in LEDGERS:
        label, table = model._meta.label_lower, model._meta.db_table
        report.rows += model._base_manager.count()
        for first, last in _gaps(sorted(covered.get(label, []))):
            sql = f"""
                SELECT l.id FROM {table} l WHERE l.id >= %s AND (%s OR l.id <= %s)
                AND NOT EXISTS (SELECT 1 FROM trail_unsealed u WHERE u.ledger = %s AND u.row = l.id)
            """  # noqa: S608 - own names
            for (pk,) in stream(sql, [first, last is None, last or 0, label]):
                report.add(Fault.LEDGER, f"{label}:{pk}")


def _check_queued(report: "Report", covered: dict[str, list[list[int]]]) -> None:
    """What waits of ledgers is a row of one that no act covers yet."""
    for row, label, pk in stream("SELECT id, ledger, row FROM trail_unsealed WHERE ledger IS NOT NULL"):
        model: Any = _ledger(label)
        is_covered = any(first <= pk <= last for first, last in covered.get(label, []))
        if model is None or is_covered or not model.objects.filter(pk=pk).exists():
            report.add(Fault.QUEUE, f"row {row} of the queue")


def _gaps(ranges: list[list[int]]) -> Iterator[tuple[int, int | None]]:
    """What lies between sorted ranges, and behind the last one."""
    following = 0
    for first, last in ranges:
        if first > following:
            yield following, first - 1
        following = max(following, last + 1)
    yield following, None


# --- Keys and records ---


def check_keys(report: "Report", destroyed: set[str]) -> None:
    """Every ciphertext has its key or an act that destroyed it, never both; every key opens and has its name."""
    for name, label, pk, wrapped in stream("SELECT name, model, object_id, wrapped FROM trail_objectkey"):
        if name in destroyed:
            report.add(Fault.KEY_BACK, f"{label}:{pk}")
        try:
            open_data_key(name, bytes(wrapped))
        except KeyringUnusable:
            report.add(Fault.KEY_BAD, f"{label}:{pk}")
    for model in TRACKED:
        table = model.past._meta.db_table
        exchanged = f"""
            SELECT DISTINCT h.id FROM {table} h JOIN trail_objectkey k ON k.name = h.key_name
            WHERE k.model <> %s OR k.object_id <> h.id
        """  # noqa: S608 - own names
        for (pk,) in stream(exchanged, [model._meta.label_lower]):
            report.add(Fault.KEY_BAD, f"{model._meta.label_lower}:{pk}")
        sql = f"""
            SELECT DISTINCT h.id, h.key_name FROM {table} h WHERE h.key_name <> ''
            AND NOT EXISTS (SELECT 1 FROM trail_objectkey k WHERE k.name = h.key_name)
        """  # noqa: S608 - own names
        for pk, name in stream(sql):
            if name not in destroyed:
                report.add(Fault.KEY_GONE, f"{model._meta.label_lower}:{pk}")


def check_records(report: "Report") -> None:
    """Versions are 1..n, live records equal their newest history row, and neither is without the other."""
    for model in TRACKED:
        label, live, past = model._meta.label_lower, model._meta.db_table, model.past._meta.db_table
        checks = [
            (
                Fault.VERSIONS,
                f"SELECT id FROM {past} GROUP BY id "
                "HAVING COUNT(DISTINCT version) <> MAX(version) OR COUNT(*) <> MAX(version) OR MIN(version) <> 1",
            ),
            (
                Fault.NO_HISTORY,
                f"SELECT l.id FROM {live} l WHERE NOT EXISTS "
                f"(SELECT 1 FROM {past} h WHERE h.id = l.id AND h.version = l.version)",
            ),
            (
                Fault.LIVE,
                f"SELECT l.id FROM {live} l WHERE EXISTS "
                f"(SELECT 1 FROM {past} h WHERE h.id = l.id AND h.version > l.version)",
            ),
            (
                Fault.LIVE_GONE,
                f"SELECT DISTINCT h.id FROM {past} h WHERE NOT EXISTS (SELECT 1 FROM {live} l WHERE l.id = h.id)",
            ),
            (Fault.LIVE, _differing(model)),
            (
                Fault.UNKNOWN_ACT,
                f"SELECT h.id FROM {past} h WHERE NOT EXISTS (SELECT 1 FROM trail_act a WHERE a.id = h.act_id)",
            ),
            (Fault.ROWS, f"SELECT h.id FROM {past} h WHERE h.history_change_reason IS NOT NULL"),
        ]
        for fault, sql in checks:
            for (pk,) in stream(sql):
                report.add(fault, f"{label}:{pk}")
        if model.trail.personal:
            _check_personal(report, model)


def _differing(model: type[Tracked]) -> str:
    """Live records that differ from the history row of their version in a kept column."""
    other = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    quote = connection.ops.quote_name
    columns = [quote(one.column) for one in model._meta.concrete_fields if one.name in model.trail.kept]
    differs = " OR ".join(f"l.{name} {other} h.{name}" for name in columns) or "1 = 0"
    return (
        f"SELECT l.id FROM {model._meta.db_table} l "  # noqa: S608 - own names
        f"JOIN {model.past._meta.db_table} h ON h.id = l.id AND h.version = l.version WHERE {differs}"
    )


def _check_personal(report: "Report", model: type[Tracked]) -> None:
    """The personal values of each live record against the ciphertext of its newest history row."""
    label, fields = model._meta.label_lower, [model._meta.get_field(name) for name in model.trail.personal]
    columns = ", ".join(raw(f"l.{connection.ops.quote_name(one.column)}") for one in fields)  # type: ignore[union-attr]
    sql = (
        f"SELECT l.id, l.version, h.sealed, h.key_name, k.wrapped, {columns} FROM {model._meta.db_table} l "  # noqa: S608
        f"JOIN {model.past._meta.db_table} h ON h.id = l.id AND h.version = l.version "
        "LEFT JOIN trail_objectkey k ON k.name = h.key_name"
    )
    for pk, version, sealed, key_name, wrapped, *values in stream(sql):
        live = _personal(model, fields, values)
        if not key_name:
            past: dict[str, Any] = {}
        elif wrapped is None:
            past = {}  # erased; that an act did it is checked with the keys
        else:
            row = model.past(id=pk, version=version, sealed=bytes(sealed))
            try:
                past = personal_values(model, row, open_data_key(key_name, bytes(wrapped)))
            except (KeyringUnusable, ValueError):
                report.add(Fault.CIPHERTEXT, f"{label}:{pk}, version {version}")
                continue
        if any(live[name] != past[name] if name in past else live[name] for name in live):
            report.add(Fault.LIVE, f"{label}:{pk}")


def _personal(model: type[Tracked], fields: list[Any], values: list[Any]) -> dict[str, Any]:
    """Live values in the form in which they were sealed."""
    readers = [_reader(one) for one in fields]
    holder = model()
    for one, read, value in zip(fields, readers, values, strict=True):
        setattr(holder, one.attname, read(value))
    return {one.name: plain(settled(one, holder)) for one in fields}
