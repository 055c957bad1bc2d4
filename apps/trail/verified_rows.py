"""History verified: the digest of each act against its rows, versions, keys, ledgers, and live records."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import connection

from .canonical import merkle_root, plain, quoted, spelt
from .choices import Fault
from .errors import KeyringUnusable
from .history import TRACKED, RowHash, sealed_context
from .keyring import decrypt, open_data_key
from .models import Tracked
from .stored import id_text, raw_id
from .verified_ledgers import COVERED, covered_hashes
from .verified_log import stated, stream
from .verified_values import bytes_in, reading

if TYPE_CHECKING:
    from .verification import Report

ERASED = "trail.person_erased"
#: The columns of history that the canonical text holds elsewhere, or not at all.
UNCOVERED = {"covers", "sealed", "history_id", "history_change_reason"}
#: The hashes of so many rows are in memory at once; of one act that wrote more, all of its own.
MOST_ROWS = 50_000
#: So many acts are in memory at once, beside the hashes of their rows.
MOST_ACTS = 4_000


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
                report.add(Fault.ABOUT, f"act {id_text(act)} ({kind})")
        del batch  # before the next one comes
    return destroyed


def _acts_by_id(since: int) -> Iterator[list[tuple[Any, ...]]]:
    """The acts in the order of their ids, in batches of few enough acts and rows; with ``since`` those sealed later."""
    select = f'SELECT {raw_id("a.id")}, a.kind, a.facts, a."rows", a.digest, a.about FROM trail_act a'
    if since:
        select += " WHERE NOT EXISTS (SELECT 1 FROM trail_entry e WHERE e.act_id = a.id AND e.seq < %s)"
    batch: list[tuple[Any, ...]] = []
    rows = 0
    for act in stream(f"{select} ORDER BY a.id", [since] if since else []):
        batch.append(act)
        rows += act[3] if type(act[3]) is int else 0
        if len(batch) == MOST_ACTS or rows > MOST_ROWS:
            yield batch
            batch, rows = [], 0
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
    if kind == ERASED or ERASED in facts:  # a quick look, so that not every act's facts are parsed
        destroyed.update(_destroyed(kind, stated(facts)))
    if kind == COVERED:
        hashes = covered_hashes(stated(facts))
    root = hashes[0] if len(hashes) == 1 else merkle_root(sorted(hashes))
    if len(hashes) != count or root.hex() != digest:
        report.add(Fault.ROWS, f"act {id_text(act)} ({kind})")


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
        self.model = model
        columns = [one for one in model.past._meta.concrete_fields if one.name not in UNCOVERED]
        self.names = [one.attname for one in columns]
        readings = [reading(one, connection.ops.quote_name(one.column)) for one in columns]
        self.readers = [(place, read) for place, (_sql, read) in enumerate(readings) if read is not None]
        self.hashes: dict[str, RowHash | None] = {}
        self.select = (
            f"SELECT {raw_id('act_id')}, covers, sealed, {', '.join(sql for sql, _read in readings)} "
            f"FROM {model.past._meta.db_table} WHERE act_id >= %s AND act_id <= %s"
        )

    def between(self, first: str, last: str) -> Iterator[tuple[str, bytes]]:
        """The act and the hash of each row of the acts from ``first`` to ``last``."""
        for act, covers, sealed, *values in stream(self.select, [first, last]):
            for place, read in self.readers:
                values[place] = read(values[place])
            if covers not in self.hashes:
                self.hashes[covers] = self._hash_over(covers)
            hashed = self.hashes[covers]
            yield act, NO_ROW if hashed is None else hashed(values, bytes(sealed))

    def _hash_over(self, covers: str) -> RowHash | None:
        """How rows that cover these columns are hashed; None where they name a column which is not there."""
        try:
            return RowHash(self.model, covers, self.names)
        except ValueError:
            return None


# --- Keys and records ---

#: What each column of the query of ``_check_references`` says, where it holds.
UNSOUND = (Fault.UNKNOWN_ACT, Fault.LIVE_GONE, Fault.ROWS, Fault.KEY_BAD, Fault.KEY_GONE)


def check_keys(report: "Report", destroyed: set[str]) -> None:
    """Every key opens, has its name, and was not destroyed; and what it sealed last is what the live record holds."""
    tracked = [model for model in TRACKED if model.trail.personal]
    for model in tracked:
        _check_personal(report, model, destroyed)
    labels = [model._meta.label_lower for model in tracked]
    others = "k.model NOT IN (" + ", ".join(["%s"] * len(labels)) + ")"
    for key in stream(f"SELECT {KEY} FROM trail_objectkey k WHERE {others}", labels):
        _opened(report, destroyed, *key)


#: Whose key it is, its name, and the key: what ``_opened`` wants to know of each.
KEY = "k.model || ':' || k.object_id, k.name, k.wrapped"


def _opened(report: "Report", destroyed: set[str], owner: str, name: str, wrapped: Any) -> bytes | None:
    """The secret of a key that is there; None where it does not open."""
    if name in destroyed:
        report.add(Fault.KEY_BACK, owner)
    try:
        return open_data_key(name, bytes(wrapped))
    except KeyringUnusable:
        report.add(Fault.KEY_BAD, owner)
        return None


def _check_personal(report: "Report", model: type[Tracked], destroyed: set[str]) -> None:
    """Each key of the model, and the personal values of each live record against its newest history row."""
    label, fields = model._meta.label_lower, [model._meta.get_field(name) for name in sorted(model.trail.personal)]
    readings = [reading(one, f"l.{connection.ops.quote_name(one.column)}") for one in fields]  # type: ignore[arg-type, union-attr]
    by_key, keyless = _personal_queries(model, [column for column, _read in readings])
    as_sealed = _layout(fields)
    rows = chain(stream(by_key, [label]), stream(keyless, [label]))
    for owner, name, wrapped, pk, version, key_name, sealed, *values in rows:
        secret = None if name is None else _opened(report, destroyed, owner, name, wrapped)
        if key_name is None:
            continue
        found = [name]
        if key_name != name:  # the newest row has no values, or those of an erased person, or another's key
            found = (
                list(stream(f"SELECT {KEY} FROM trail_objectkey k WHERE k.name = %s", [key_name])) if key_name else []
            )
            secret = _opened(report, destroyed, *found[0]) if found else None
        live = [value if read is None else read(value) for (_column, read), value in zip(readings, values, strict=True)]
        past: dict[str, Any] = {}
        if found:
            try:
                text = decrypt(secret or b"", sealed, sealed_context(label, pk, version)).decode()
                if text == as_sealed % tuple(map(spelt, live)):  # of most records: what is equal need not be read
                    continue
                past = json.loads(text)
            except (KeyringUnusable, ValueError):
                report.add(Fault.CIPHERTEXT, f"{label}:{pk}, version {version}")
                continue
        now = {one.name: plain(value) for one, value in zip(fields, live, strict=True)}
        if any(value != past[name] if name in past else value for name, value in now.items()):
            report.add(Fault.LIVE, f"{label}:{pk}")


def _layout(fields: list[Any]) -> str:
    """The canonical text of personal values, with a place for each; their names are in order, as the fields must be."""
    return "{" + ",".join(f"{quoted(one.name)}:%s" for one in fields) + "}"


def _personal_queries(model: type[Tracked], columns: list[str]) -> list[str]:
    """Key, live record and newest history row: by the keys, so that each is opened once; and the records without one."""
    live, newest = model._meta.db_table, f"{model.past._meta.db_table} h ON h.id = l.id AND h.version = l.version"
    read = f"l.id, l.version, h.key_name, h.sealed, {', '.join(columns)}"
    return [
        (
            f"SELECT {KEY}, {read} FROM trail_objectkey k LEFT JOIN {live} l ON l.id = k.object_id "
            f"LEFT JOIN {newest} WHERE k.model = %s"
        ),
        (
            f"SELECT NULL, NULL, NULL, {read} FROM {live} l JOIN {newest} "
            "WHERE NOT EXISTS (SELECT 1 FROM trail_objectkey k WHERE k.model = %s AND k.object_id = l.id)"
        ),
    ]


def check_records(report: "Report", destroyed: set[str]) -> None:
    """Versions are 1..n, live records equal their newest history row, and neither is without the other."""
    for model in TRACKED:
        label, live, past = model._meta.label_lower, model._meta.db_table, model.past._meta.db_table
        checks = [
            (
                Fault.VERSIONS,
                (
                    f"SELECT id FROM {past} GROUP BY id "
                    "HAVING COUNT(DISTINCT version) <> MAX(version) OR COUNT(*) <> MAX(version) OR MIN(version) <> 1"
                ),
            ),
            (
                Fault.NO_HISTORY,
                (
                    f"SELECT l.id FROM {live} l WHERE NOT EXISTS "
                    f"(SELECT 1 FROM {past} h WHERE h.id = l.id AND h.version = l.version)"
                ),
            ),
            (
                Fault.LIVE,
                (
                    f"SELECT l.id FROM {live} l WHERE EXISTS "
                    f"(SELECT 1 FROM {past} h WHERE h.id = l.id AND h.version > l.version)"
                ),
            ),
            (Fault.LIVE, _differing(model)),
            (Fault.LIVE, f"SELECT id FROM {live} WHERE {bytes_in(model)}"),
            (Fault.ROWS, f"SELECT id FROM {past} WHERE {bytes_in(model.past)}"),
        ]
        for fault, sql in checks:
            for (pk,) in stream(sql):
                report.add(fault, f"{label}:{pk}")
        for fault, pk in _unsound(model, destroyed):
            report.add(fault, f"{label}:{pk}")


def _unsound(model: type[Tracked], destroyed: set[str]) -> list[tuple[Fault, Any]]:
    """History rows without their act, their live record, or the key that they name, in one reading of the table."""
    named = "SELECT 1 FROM trail_objectkey o WHERE o.name = h.key_name"
    sql = f"""
        SELECT h.id, h.key_name, a.id IS NULL, l.id IS NULL, h.history_change_reason IS NOT NULL,
            EXISTS ({named} AND (o.model <> %s OR o.object_id <> h.id)), NOT EXISTS ({named})
        FROM {model.past._meta.db_table} h
        LEFT JOIN trail_act a ON a.id = h.act_id LEFT JOIN {model._meta.db_table} l ON l.id = h.id
        LEFT JOIN trail_objectkey k ON k.model = %s AND k.object_id = h.id
        WHERE a.id IS NULL OR l.id IS NULL OR h.history_change_reason IS NOT NULL
            OR (h.key_name <> '' AND (k.name = h.key_name) IS NOT TRUE)
    """
    found: dict[tuple[Fault, Any], None] = {}
    for pk, key_name, *is_so in stream(sql, [model._meta.label_lower] * 2):
        for fault, holds in zip(UNSOUND, is_so, strict=True):
            if holds and not (fault is Fault.KEY_GONE and (not key_name or key_name in destroyed)):
                found[fault, pk] = None
    return list(found)


def _differing(model: type[Tracked]) -> str:
    """Live records that differ from the history row of their version in a kept column."""
    other = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    quote = connection.ops.quote_name
    fields: Any = model._meta.concrete_fields
    columns = [quote(one.column) for one in fields if one.name in model.trail.kept]
    differs = " OR ".join(f"l.{name} {other} h.{name}" for name in columns) or "1 = 0"
    return (
        f"SELECT l.id FROM {model._meta.db_table} l "
        f"JOIN {model.past._meta.db_table} h ON h.id = l.id AND h.version = l.version WHERE {differs}"
    )
