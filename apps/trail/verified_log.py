"""The log verified: signatures, dense entries, leaves, roots, anchors, and the queue behind it."""

import datetime
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import connection

from .canonical import leaf_hash, plain, push, top
from .choices import Fault
from .models import Checkpoint, leaf_bytes
from .sealing import BadNote, Note, read_note

if TYPE_CHECKING:
    from .verification import Report

CHUNK = 5000

ENTRIES = """
SELECT e.seq, e.leaf_hash, a.id, a.kind, a.actor, a.moment, a.facts, a."rows", a.digest
FROM trail_entry e LEFT JOIN trail_act a ON a.id = e.act_id
WHERE e.seq >= %s ORDER BY e.seq
"""


def stream(sql: str, params: list[Any] | None = None) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, a chunk at a time on both databases."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params or [])
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def moment_text(moment: datetime.datetime) -> str:
    """A moment as the canonical form has it, from what the database's driver gives: on SQLite it is UTC and naive."""
    if moment.tzinfo is None:
        return moment.isoformat(timespec="microseconds") + "+00:00"
    return plain(moment)


def id_text(value: Any) -> str:
    return str(uuid.UUID(value)) if isinstance(value, str) else str(value)


def check_log(report: "Report", key: bytes, outside: list[Note], since: int) -> None:
    """Re-derive every leaf and every root, and compare each with what was signed, here and outside."""
    signed = _signed_roots(report, key)
    given = [(note.size, note.root) for note in outside]
    size, frontier = _start(report, key, since)
    wanted = next(signed, None)
    last_signed = size
    for seq, stored, *leaf in stream(ENTRIES, [size]):
        if seq != size:
            report.add(Fault.GAP, f"entry {size}")
            size, frontier, wanted = _after_a_gap(seq, signed, wanted)
        stored = bytes(stored)
        if leaf[0] is None or leaf_hash(leaf_bytes(id_text(leaf[0]), *leaf[1:3], moment_text(leaf[3]), *leaf[4:])) != stored:
            report.add(Fault.LEAF, f"entry {seq}, act {id_text(leaf[0]) if leaf[0] else 'gone'}")
        push(frontier, size, stored)
        size += 1
        while wanted is not None and wanted[0] <= size:
            if wanted[0] == size and wanted[1] != top(frontier):
                report.add(Fault.ROOT, f"checkpoint at {size}")
            last_signed = max(last_signed, wanted[0])
            wanted = next(signed, None)
        if any(one[0] == size and one[1] != top(frontier) for one in given):
            report.add(Fault.ANCHOR, f"anchor at {size}")
    report.size = size
    _check_ends(report, size, last_signed, wanted, signed, given)


def _start(report: "Report", key: bytes, since: int) -> tuple[int, list[bytes]]:
    """Where to begin: at 0, or at a checkpoint that was verified before and is signed for its frontier."""
    if not since:
        return 0, []
    size, frontier, note = Checkpoint.objects.values_list("size", "frontier", "note").get(size=since)
    hashes = [bytes.fromhex(one) for one in frontier.split()]
    if read_note(note, key) != (size, top(hashes)):
        raise BadNote(f"the checkpoint at {since} does not fit its own frontier")
    return size, hashes


def _signed_roots(report: "Report", key: bytes) -> Iterator[tuple[int, bytes]]:
    """The roots of this office's own checkpoints and anchors, in the order of their sizes."""
    notes = stream(
        "SELECT size, note FROM trail_checkpoint UNION SELECT size, note FROM trail_anchor ORDER BY size"
    )
    for size, note in notes:
        try:
            read = read_note(note, key)
            if read.size != size:
                raise BadNote("another size")
        except BadNote as error:
            report.add(Fault.SIGNATURE, f"checkpoint at {size}: {error}")
        else:
            yield read.size, read.root


def _after_a_gap(seq: int, signed: Any, wanted: Any) -> tuple[int, list[bytes], Any]:
    """Go on behind a gap: roots are of no use until the end, as the frontier is lost."""
    return seq, [b"\0" * 32] * bin(seq).count("1"), wanted


def _check_ends(
    report: "Report", size: int, last_signed: int, wanted: Any, signed: Iterator[Any], given: list[tuple[int, bytes]]
) -> None:
    if size and last_signed < size:
        report.add(Fault.UNSIGNED, f"entries {last_signed} to {size - 1}")
    while wanted is not None:
        if wanted[0] > size:
            report.add(Fault.BEYOND, f"checkpoint at {wanted[0]}, log of {size}")
        wanted = next(signed, None)
    for beyond in given:
        if beyond[0] > size:
            report.add(Fault.ANCHOR_BEYOND, f"anchor at {beyond[0]}, log of {size}")


def check_queue(report: "Report", latest: datetime.datetime) -> None:
    """Every act is sealed, or waits in the queue, and not for long."""
    unqueued = """
        SELECT a.id FROM trail_act a
        WHERE NOT EXISTS (SELECT 1 FROM trail_entry e WHERE e.act_id = a.id)
        AND NOT EXISTS (SELECT 1 FROM trail_unsealed u WHERE u.act_id = a.id)
    """
    for (act,) in stream(unqueued):
        report.add(Fault.UNQUEUED, f"act {id_text(act)}")
    late = "SELECT a.id, a.moment FROM trail_unsealed u JOIN trail_act a ON a.id = u.act_id WHERE a.moment < %s"
    limit = latest.astimezone(datetime.UTC)
    for act, _moment in stream(late, [limit.replace(tzinfo=None) if connection.vendor == "sqlite" else limit]):
        report.add(Fault.LATE, f"act {id_text(act)}")
