"""The log verified: signatures, dense entries, leaves, roots, anchors, and the queue behind it."""

import datetime
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.dateparse import parse_datetime

from .canonical import leaf_hash, push, top
from .choices import Fault
from .models import Checkpoint, leaf_bytes
from .sealing import BadNote, Note, frontier_text, note_hash, read_note
from .stored import id_text, moment_text, raw_id, raw_moment

if TYPE_CHECKING:
    from .verification import Report

CHUNK = 2000
#: So far a clock may be set back before an act counts as back-dated.
CLOCK_BACK = datetime.timedelta(minutes=5)

ENTRIES = """
SELECT e.seq, e.leaf_hash, {id}, a.kind, a.actor, {moment}, a.facts, a."rows", a.digest
FROM trail_entry e LEFT JOIN trail_act a ON a.id = e.act_id
WHERE e.seq >= %s ORDER BY e.seq
"""


def stream(sql: str, params: list[Any] | None = None) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, a chunk at a time on both databases."""
    with connection.wrap_database_errors, _cursor() as cursor:
        cursor.execute(sql, params or [])
        if connection.vendor == "postgresql":
            yield from _fetched_ahead(cursor)
            return
        while rows := cursor.fetchmany(CHUNK):
            yield from rows
            del rows  # before the next ones come


def _cursor() -> Any:
    """A cursor that keeps no rows here. On PostgreSQL it gives keys and ciphertexts as they are, not as texts of them."""
    if connection.vendor == "sqlite":
        return connection.chunked_cursor()
    from psycopg import ServerCursor
    from psycopg.pq import Format

    cursor = ServerCursor(connection.connection, f"trail_{next(_NUMBERS)}")
    cursor.format = Format.BINARY
    return cursor


_NUMBERS = count(1)


def _fetched_ahead(cursor: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a cursor; the server looks for the next chunk while this one is read."""
    rows = cursor.fetchmany(CHUNK)
    if len(rows) == CHUNK:
        with ThreadPoolExecutor(max_workers=1) as beside:
            while len(rows) == CHUNK:
                following = beside.submit(cursor.fetchmany, CHUNK)
                yield from rows
                rows = following.result()
    yield from rows


def check_log(report: "Report", key: bytes, outside: list[Note], since: int) -> None:
    """Re-derive every leaf and every root, and compare each with what was signed, here and outside."""
    for (seq,) in stream("SELECT seq FROM trail_entry WHERE seq < 0"):
        report.add(Fault.GAP, f"entry {seq}")
    signed = _signed_roots(report, key)
    given = [(note.size, note.root) for note in outside]
    size, frontier = _start(key, since)
    wanted = next(signed, None)
    last_signed, before = size, None
    entries = ENTRIES.format(id=raw_id("a.id"), moment=raw_moment("a.moment"))
    for seq, stored, *leaf in stream(entries, [size]):
        if seq != size:
            report.add(Fault.GAP, f"entry {size}")
            size, frontier, wanted = _after_a_gap(seq, signed, wanted)
        stored = bytes(stored)
        if _hashed(leaf) != stored:
            report.add(Fault.LEAF, f"entry {seq}, act {id_text(leaf[0]) if leaf[0] else 'gone'}")
        if type(leaf[3]) is str:
            _check_clock(report, seq, before, leaf[3])
            before = leaf[3]
        push(frontier, size, stored)
        size += 1
        while wanted is not None and wanted[0] <= size:
            if wanted[0] == size and wanted[1:] != (top(frontier), frontier_text(frontier)):
                report.add(Fault.ROOT, f"checkpoint at {size}")
            last_signed = max(last_signed, wanted[0])
            wanted = next(signed, None)
        if given and any(one[0] == size and one[1] != top(frontier) for one in given):
            report.add(Fault.ANCHOR, f"anchor at {size}")
    report.size = size
    _check_ends(report, size, last_signed, wanted, signed, given)


def _hashed(leaf: list[Any]) -> bytes | None:
    """The leaf hash of an act as it stands now; None where it is gone, or holds what no act holds."""
    act, kind, actor, moment, *rest = leaf
    try:
        return leaf_hash(leaf_bytes(id_text(act), kind, actor, moment_text(moment), *rest))
    except (TypeError, ValueError):
        return None


def _check_clock(report: "Report", seq: int, before: str | None, moment: str) -> None:
    """An act is not dated long before the one that was sealed before it."""
    if before is None or moment >= before:
        return
    earlier, later = parse_datetime(moment), parse_datetime(before)
    if earlier is None or later is None or later - earlier > CLOCK_BACK:
        report.add(Fault.CLOCK, f"entry {seq}")


def _start(key: bytes, since: int) -> tuple[int, list[bytes]]:
    """Where to begin: at 0, or at a checkpoint that was verified before and is signed for its frontier."""
    if not since:
        return 0, []
    found = Checkpoint.objects.filter(size=since).values_list("frontier", "note").first()
    if found is None:
        raise BadNote(f"there is no checkpoint at {since} to go on from")
    hashes = [bytes.fromhex(one) for one in found[0].split()]
    if read_note(found[1], key)[:2] != (since, top(hashes)):
        raise BadNote(f"the checkpoint at {since} does not fit its own frontier")
    return since, hashes


def _signed_roots(report: "Report", key: bytes) -> Iterator[tuple[int, bytes, str]]:
    """Size, root and frontier of each checkpoint that is signed, in the order of their sizes; each names the one before."""
    before = ""
    for size, note, frontier in stream("SELECT size, note, frontier FROM trail_checkpoint ORDER BY size"):
        try:
            read = read_note(note, key)
            if read.size != size:
                raise BadNote("another size")
        except BadNote as error:
            report.add(Fault.SIGNATURE, f"checkpoint at {size}: {error}")
        else:
            if read.before != note_hash(before):
                report.add(Fault.CHAIN, f"checkpoint at {size}")
            yield read.size, read.root, frontier
        before = note


def _after_a_gap(seq: int, signed: Any, wanted: Any) -> tuple[int, list[bytes], Any]:
    """Go on behind a gap: roots are of no use until the end, as the frontier is lost."""
    return seq, [b"\0" * 32] * (seq).bit_count(), wanted


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


def check_given(report: "Report") -> None:
    """What was noted of the checkpoints given away: each is a checkpoint as it stands, and has the act that gave it."""
    strange = """
        SELECT n.day, n.size FROM trail_anchor n
        WHERE NOT EXISTS (SELECT 1 FROM trail_checkpoint c WHERE c.size = n.size AND c.note = n.note)
    """
    for day, size in stream(strange):
        report.add(Fault.GIVEN, f"day {day}, size {size}")
    noted = {(str(day), size) for day, size in stream("SELECT day, size FROM trail_anchor")}
    told = {_given(facts) for (facts,) in stream("SELECT facts FROM trail_act WHERE kind = %s", [GIVEN])}
    for day, size in sorted(noted ^ told, key=str):
        report.add(Fault.GIVEN, f"day {day}, size {size}")


GIVEN = "trail.anchor_given"


def _given(facts: str) -> tuple[Any, Any]:
    """The day and the size that an act of giving away tells."""
    said = stated(facts)
    return said.get("day"), said.get("size")


def stated(facts: Any) -> dict[str, Any]:
    """The facts of an act, read; empty where they are nonsense, which its leaf then tells."""
    try:
        said = json.loads(facts)
    except (TypeError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def check_queue(report: "Report", latest: datetime.datetime) -> None:
    """Every act is sealed, or waits in the queue, and not for long; nothing else waits there."""
    unqueued = f"""
        SELECT {raw_id("a.id")} FROM trail_act a
        WHERE NOT EXISTS (SELECT 1 FROM trail_entry e WHERE e.act_id = a.id)
        AND NOT EXISTS (SELECT 1 FROM trail_unsealed u WHERE u.act_id = a.id)
    """
    for (act,) in stream(unqueued):
        report.add(Fault.UNQUEUED, f"act {id_text(act)}")
    strange = """
        SELECT u.id FROM trail_unsealed u
        WHERE (u.act_id IS NULL) = (u.ledger IS NULL OR (u.row IS NULL AND u.row_uuid IS NULL))
        OR EXISTS (SELECT 1 FROM trail_entry e WHERE e.act_id = u.act_id)
        OR EXISTS (SELECT 1 FROM trail_unsealed v WHERE v.id < u.id AND v.act_id = u.act_id)
        OR (u.act_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM trail_act a WHERE a.id = u.act_id))
    """
    for (row,) in stream(strange):
        report.add(Fault.QUEUE, f"row {row} of the queue")
    late = f"""
        SELECT {raw_id("a.id")} FROM trail_unsealed u JOIN trail_act a ON a.id = u.act_id WHERE a.moment < %s
    """
    limit = latest.astimezone(datetime.UTC)
    for (act,) in stream(late, [limit.replace(tzinfo=None) if connection.vendor == "sqlite" else limit]):
        report.add(Fault.LATE, f"act {id_text(act)}")
