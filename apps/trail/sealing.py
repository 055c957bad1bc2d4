"""Sealing: acts move, in the order of their queue, into an RFC 6962 log whose root is signed.

One sealer at a time, one transaction a batch: a crash rolls all of it back, so the log has no gap and no fork.
"""

import base64
import hashlib
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from .acts import time_ordered_id
from .bulk import insert_rows
from .canonical import EMPTY_ROOT, canonical, leaf_hash, merkle_root, plain, push, top
from .keyring import keyring
from .models import LEDGERS, Act, Checkpoint, Entry, Ledger, leaf_bytes
from .stored import id_text, moment_text, raw_id, raw_moment

BATCH = 2000
#: Given-away sizes are multiples of this, so that they tell nothing of how much was done.
COVER = 256
#: The number of the advisory lock of PostgreSQL; on SQLite, BEGIN IMMEDIATE is the lock.
SEALER_LOCK = 72_620_001
DASH = "\u2014"


class BadNote(ValueError):
    """A checkpoint that is malformed, or not signed by this office."""


class Note(NamedTuple):
    """What a signed note says: so many acts have this root. ``before`` is the hash of the checkpoint before it."""

    size: int
    root: bytes
    before: bytes


class Position(NamedTuple):
    """Where the log stands: how many entries, the frontier to go on from, and the note of its last checkpoint."""

    size: int
    frontier: list[bytes]
    note: str


# --- Signed notes (C2SP signed-note and tlog-checkpoint) ---


def public_key() -> bytes:
    """The 32 bytes of the Ed25519 key that checks this office's notes."""
    return Ed25519PrivateKey.from_private_bytes(keyring().signing).public_key().public_bytes_raw()


def key_id(public: bytes) -> bytes:
    return hashlib.sha256(settings.TRAIL_ORIGIN.encode() + b"\n\x01" + public).digest()[:4]


def note_hash(note: str) -> bytes:
    """What the next checkpoint says of this note, so that none can go missing; "" stands before the first."""
    return hashlib.sha256(note.encode()).digest()


def sign_note(size: int, root: bytes, before: bytes) -> str:
    """A checkpoint as a signed note: origin, size, root, and the hash of the checkpoint before it.

    No time, as the log itself holds the moments; and no earlier size, as it would tell how much was done since.
    """
    key = Ed25519PrivateKey.from_private_bytes(keyring().signing)
    root_text, before_text = (base64.b64encode(one).decode() for one in (root, before))
    body = f"{settings.TRAIL_ORIGIN}\n{size}\n{root_text}\n{before_text}\n"
    signature = key_id(key.public_key().public_bytes_raw()) + key.sign(body.encode())
    return f"{body}\n{DASH} {settings.TRAIL_ORIGIN} {base64.b64encode(signature).decode()}\n"


def read_note(note: str, public: bytes) -> Note:
    """Check and read a signed note; the reading is strict, so that one note has one spelling.

    Raises:
        BadNote: malformed, of another origin, or not signed by this key.
    """
    try:
        body, _blank, last = note.rpartition("\n\n")
        body += "\n"
        origin, size, root, before = body.removesuffix("\n").split("\n")
        dash, name, signature = last.removesuffix("\n").split(" ")
        signed, raw_root, raw_before = (base64.b64decode(one, validate=True) for one in (signature, root, before))
        if (origin, dash, name) != (settings.TRAIL_ORIGIN, DASH, settings.TRAIL_ORIGIN):
            raise BadNote("the note is of another log")
        if not size.isascii() or str(int(size)) != size or int(size) < 0 or {len(raw_root), len(raw_before)} != {32}:
            raise BadNote("the size or a hash is malformed")
        if signed[:4] != key_id(public):
            raise BadNote("the note is signed by another key")
        Ed25519PublicKey.from_public_bytes(public).verify(signed[4:], body.encode())
    except InvalidSignature as error:
        raise BadNote("the signature does not hold") from error
    except BadNote:
        raise
    except ValueError as error:
        raise BadNote(f"the note is malformed: {error}") from error
    return Note(int(size), raw_root, raw_before)


# --- The log ---


def seal_all() -> int:
    """Seal until the queue is empty; how many acts entered the log. Run by the worker, and after acts that ask for it."""
    sealed = 0
    while count := seal_batch():
        sealed += count
    return sealed


def seal_batch(*, pad: bool = False) -> int:
    """The first ``BATCH`` of the queue, acts and rows of ledgers; how many acts entered the log.

    With ``pad``, the batch that empties the queue gets cover acts behind it, up to the next multiple of ``COVER``.
    """
    with transaction.atomic():
        take_the_lock()
        position, queued = stand(), _queued(*_sound())
        queued += _queued_acts(_cover_ledgers([one for one in queued if one.ledger]))
        acts = [one for one in queued if not one.ledger]
        if pad and len(queued) < BATCH:
            total = position.size + len(acts)
            acts += _queued_acts(_write_cover_acts(-total % COVER if total else COVER))
        if acts:
            _append(position, acts)
            _take_from_queue([*acts, *(one for one in queued if one.ledger)])
    return len(acts)


def take_the_lock() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])


def stand() -> Position:
    """Where the last checkpoint left the log."""
    last = Checkpoint.objects.order_by("-size").values_list("size", "frontier", "note").first()
    return Position(last[0], [bytes.fromhex(one) for one in last[1].split()], last[2]) if last else Position(0, [], "")


def frontier_text(frontier: list[bytes]) -> str:
    """A frontier as a checkpoint keeps it."""
    return " ".join(one.hex() for one in frontier)


class Queued(NamedTuple):
    """A row of the queue: a row of a ledger, or an act, whose columns are as they are stored."""

    id: int
    ledger: str | None
    row: int | None
    row_uuid: Any
    act: Any
    kind: str
    actor: str
    moment: Any
    facts: str
    rows: int
    digest: str


def _queued(where: str, params: list[Any]) -> list[Queued]:
    """The first ``BATCH`` rows of the queue, in its order, for which a condition holds."""
    sql = f"""
        SELECT u.id, u.ledger, u.row, u.row_uuid, {raw_id("a.id")}, a.kind, a.actor, {raw_moment("a.moment")}, a.facts,
               a."rows", a.digest
        FROM trail_unsealed u LEFT JOIN trail_act a ON a.id = u.act_id WHERE {where} ORDER BY u.id LIMIT {BATCH}
    """  # noqa: S608 - own names
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Queued(*row) for row in cursor.fetchall()]


def _sound() -> tuple[str, list[str]]:
    """What can be sealed: known acts, and rows of known ledgers. Anything else stays, for a verification to tell."""
    labels = [ledger._meta.label_lower for ledger in LEDGERS]
    of_ledger = f"u.ledger IN ({', '.join(['%s'] * len(labels))}) AND (u.row IS NOT NULL OR u.row_uuid IS NOT NULL)"
    return f"(u.ledger IS NULL AND a.id IS NOT NULL) OR ({of_ledger})", labels


def _queued_acts(acts: list[Act]) -> list[Queued]:
    """Acts that were written in this transaction, as the queue has them."""
    if not acts:
        return []
    ids = [one.pk if connection.features.has_native_uuid_field else one.pk.hex for one in acts]
    return _queued(f"u.act_id IN ({', '.join(['%s'] * len(ids))})", ids)


def _append(position: Position, acts: list[Queued]) -> None:
    """Entries for these acts, and the checkpoint behind them."""
    size, frontier = position.size, list(position.frontier)
    entries = []
    for one in acts:
        moment = moment_text(one.moment)
        hashed = leaf_hash(leaf_bytes(id_text(one.act), one.kind, one.actor, moment, one.facts, one.rows, one.digest))
        entries.append((size, one.act, hashed))
        push(frontier, size, hashed)
        size += 1
    insert_rows(Entry._meta.db_table, ["seq", "act_id", "leaf_hash"], entries)
    Checkpoint.objects.create(
        size=size, frontier=frontier_text(frontier), note=sign_note(size, top(frontier), note_hash(position.note))
    )


def _take_from_queue(queued: list[Queued]) -> None:
    """Exactly what was read, never “all ids up to the last”: PostgreSQL commits ids out of order, and one would be lost."""
    ids = [one.id for one in queued]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM trail_unsealed WHERE id = ANY(%s)", [ids])
        else:
            cursor.executemany("DELETE FROM trail_unsealed WHERE id = %s", [[one] for one in ids])


def _cover_ledgers(queued: list[Queued]) -> list[Act]:
    """One act over the queued rows of each ledger, naming their ids: numbers as ranges, UUIDs one by one."""
    rows: dict[str, list[Any]] = {}
    for one in queued:
        rows.setdefault(str(one.ledger), []).append(one.row if one.row_uuid is None else uuid_of(one.row_uuid))
    return [_cover(ledger, ids) for ledger, ids in rows.items()]


def _cover(ledger: str, ids: list[Any]) -> Act:
    model: Any = apps.get_model(ledger)
    hashes = sorted(ledger_hash(model, row) for row in model.objects.filter(pk__in=ids))
    named = {"ids": packed(ids)} if model.has_uuids() else {"ranges": ranges(ids)}
    return Act.objects.create(
        kind="trail.ledger_covered",
        actor="worker",
        facts=canonical({"ledger": ledger, **named}).decode(),
        rows=len(hashes),
        digest=merkle_root(hashes).hex(),
    )


def _write_cover_acts(count: int) -> list[Act]:
    """Acts that say nothing, so that a given-away size says nothing either."""
    covers = [
        Act(id=time_ordered_id(), kind="trail.covered", actor="worker", facts="{}", rows=0, digest=EMPTY_ROOT.hex())
        for _ in range(count)
    ]
    return Act.objects.bulk_create(covers)


def uuid_of(stored: Any) -> uuid.UUID:
    """A UUID as the queue keeps it: on SQLite as 32 hexadecimal digits."""
    return stored if isinstance(stored, uuid.UUID) else uuid.UUID(stored)


def packed(ids: Iterable[uuid.UUID]) -> str:
    """UUIDs in order as one text: base64 of their bytes, 22 characters each."""
    return base64.b64encode(b"".join(one.bytes for one in sorted(ids))).decode()


def unpacked(text: str) -> list[uuid.UUID]:
    """The UUIDs in such a text.

    Raises:
        ValueError: it is none.
    """
    data = base64.b64decode(text, validate=True)
    if len(data) % 16:
        raise ValueError("the ids are cut")
    return [uuid.UUID(bytes=data[start : start + 16]) for start in range(0, len(data), 16)]


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers as [first, last] ranges without a gap."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def ledger_hash(model: type[Ledger], row: Ledger) -> bytes:
    """The hash of a ledger's row over all its columns."""
    kept = {one.attname: plain(getattr(row, one.attname)) for one in model._meta.concrete_fields}
    return leaf_hash(canonical({"row": model._meta.label_lower, "kept": model.hashed(kept)}))
