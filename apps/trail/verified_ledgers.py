"""Ledgers verified: each row is covered by an act whose digest it still fits, or waits in the queue."""

import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection

from .canonical import canonical, leaf_hash, plain
from .choices import Fault
from .models import LEDGERS, Ledger
from .sealing import unpacked, uuid_of
from .verified_log import stated, stream
from .verified_values import bytes_in, reading

if TYPE_CHECKING:
    from .verification import Report

COVERED = "trail.ledger_covered"
#: So many rows are asked for by their UUIDs at once.
ASKED_AT_ONCE = 500
#: Less than any number of a row: some lie below zero.
LEAST = -(2**63)


def _ledger(label: str) -> type[Ledger] | None:
    return next((model for model in LEDGERS if model._meta.label_lower == label), None)


def covered_hashes(facts: dict[str, Any]) -> list[bytes]:
    """The hashes of the ledger rows that a covering act names, as they are now."""
    model = _ledger(facts.get("ledger", ""))
    if model is None:
        return []
    if model.has_uuids():
        return list(_hashes_of(model, _ids(facts)))
    return [hashed for first, last in _ranges(facts) for hashed in _hashes(model, first, last)]


def _hashes(model: type[Ledger], first: int, last: int) -> Iterator[bytes]:
    """What ``sealing.ledger_hash`` gives for the rows with these ids, read as they are stored."""
    yield from _read_hashes(model, "id >= %s AND id <= %s", [first, last])


def _hashes_of(model: type[Ledger], ids: Sequence[uuid.UUID]) -> Iterator[bytes]:
    """The same for rows that are named by UUIDs."""
    for start in range(0, len(ids), ASKED_AT_ONCE):
        some = [_stored(one) for one in ids[start : start + ASKED_AT_ONCE]]
        yield from _read_hashes(model, f"id IN ({', '.join(['%s'] * len(some))})", some)


def _stored(one: uuid.UUID) -> Any:
    return one if connection.features.has_native_uuid_field else one.hex


def _read_hashes(model: type[Ledger], where: str, params: list[Any]) -> Iterator[bytes]:
    fields: Any = model._meta.concrete_fields
    label = model._meta.label_lower
    readings = [reading(one, connection.ops.quote_name(one.column)) for one in fields]
    columns = ", ".join(column for column, _read in readings)
    sql = f"SELECT {columns} FROM {model._meta.db_table} WHERE {where}"
    for values in stream(sql, params):
        kept = {
            one.attname: plain(value if read is None else read(value))
            for one, (_column, read), value in zip(fields, readings, values, strict=True)
        }
        yield leaf_hash(canonical({"row": label, "kept": model.hashed(kept)}))


def _ranges(facts: dict[str, Any]) -> list[list[int]]:
    """The ranges of ids that a covering act names; none where they are nonsense, which its leaf then tells."""
    ranges = facts.get("ranges")
    try:
        return [[int(first), int(last)] for first, last in ranges or []]
    except (TypeError, ValueError):
        return []


def _ids(facts: dict[str, Any]) -> list[uuid.UUID]:
    """The UUIDs that a covering act names; none where they are nonsense, which its leaf then tells."""
    try:
        return unpacked(facts.get("ids", ""))
    except (TypeError, ValueError):
        return []


def check_ledgers(report: "Report") -> None:
    """Each row of a ledger is covered by an act, or waits in the queue; nothing else waits there."""
    covered = _covered()
    _check_queued(report, covered)
    for model in LEDGERS:
        if model.has_uuids():
            _check_named(report, model)
            continue
        label, table = model._meta.label_lower, model._meta.db_table
        report.rows += model._base_manager.count()
        for (pk,) in stream(f"SELECT id FROM {table} WHERE {bytes_in(model)}"):
            report.add(Fault.ROWS, f"{label}:{pk}")
        for first, last in _gaps(sorted(covered.get(label, []))):
            sql = f"""
                SELECT l.id FROM {table} l WHERE l.id >= %s AND (%s OR l.id <= %s)
                AND NOT EXISTS (SELECT 1 FROM trail_unsealed u WHERE u.ledger = %s AND u.row = l.id)
            """
            for (pk,) in stream(sql, [first, last is None, last or 0, label]):
                report.add(Fault.LEDGER, f"{label}:{pk}")


def _check_named(report: "Report", model: type[Ledger]) -> None:
    """Rows named by UUIDs: as many as acts name and as wait. Which are too many is looked for only where there are some.

    That each named row is there and unchanged, the digest of its act tells.
    """
    label, table = model._meta.label_lower, model._meta.db_table
    for (pk,) in stream(f"SELECT id FROM {table} WHERE {bytes_in(model)}"):
        report.add(Fault.ROWS, f"{label}:{pk}")
    count = model._base_manager.count()
    report.rows += count
    named = sum(len(ids) for ids in _named(label))
    waiting = next(stream("SELECT COUNT(*) FROM trail_unsealed WHERE ledger = %s", [label]))[0]
    if count == named + waiting:
        return
    known = {one for ids in _named(label) for one in ids}
    known |= {uuid_of(pk) for (pk,) in stream("SELECT row_uuid FROM trail_unsealed WHERE ledger = %s", [label])}
    for (pk,) in stream(f"SELECT id FROM {table}"):
        if uuid_of(pk) not in known:
            report.add(Fault.LEDGER, f"{label}:{uuid_of(pk)}")


def _named(label: str) -> Iterator[list[uuid.UUID]]:
    """The ids that each covering act of a ledger names."""
    for (facts,) in stream("SELECT facts FROM trail_act WHERE kind = %s ORDER BY id", [COVERED]):
        said = stated(facts)
        if said.get("ledger") == label:
            yield _ids(said)


def _covered() -> dict[str, list[list[int]]]:
    """The ranges of ids that acts cover, by ledger; those that follow on one another as one."""
    covered: dict[str, list[list[int]]] = {}
    for (facts,) in stream("SELECT facts FROM trail_act WHERE kind = %s ORDER BY id", [COVERED]):
        said = stated(facts)
        if "ids" in said:
            continue
        ranges = covered.setdefault(str(said.get("ledger")), [])
        for first, last in _ranges(said):
            if ranges and ranges[-1][1] + 1 == first:
                ranges[-1][1] = last
            else:
                ranges.append([first, last])
    return covered


def _check_queued(report: "Report", covered: dict[str, list[list[int]]]) -> None:
    """What waits of ledgers is a row of one that no act covers yet."""
    for row, label, pk, named in stream(
        "SELECT id, ledger, row, row_uuid FROM trail_unsealed WHERE ledger IS NOT NULL"
    ):
        model: Any = _ledger(label)
        if model is not None and model.has_uuids():
            if named is None or not model.objects.filter(pk=uuid_of(named)).exists():
                report.add(Fault.QUEUE, f"row {row} of the queue")
            continue
        is_covered = isinstance(pk, int) and any(first <= pk <= last for first, last in covered.get(label, []))
        if model is None or is_covered or not model.objects.filter(pk=pk).exists():
            report.add(Fault.QUEUE, f"row {row} of the queue")


def _gaps(ranges: list[list[int]]) -> Iterator[tuple[int, int | None]]:
    """What lies between sorted ranges, and behind the last one."""
    following = LEAST
    for first, last in ranges:
        if first > following:
            yield following, first - 1
        following = max(following, last + 1)
    yield following, None
