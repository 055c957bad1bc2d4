"""Sealing: acts move, in the order of their queue, into an RFC 6962 log whose root is signed.

One sealer at a time, one transaction a batch: a crash rolls all of it back, so the log has no gap and no fork.
"""

import base64
import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from .acts import time_ordered_id
from .canonical import EMPTY_ROOT, canonical, leaf_hash, merkle_root, plain, push, top
from .keyring import keyring
from .models import Act, Checkpoint, Entry, Ledger, Unsealed, leaf_bytes

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
    """One batch of at most ``BATCH`` queued acts; how many entered the log.

    With ``pad`` the whole queue, and cover acts behind it up to the next multiple of ``COVER``.
    """
    with transaction.atomic():
        take_the_lock()
        _cover_ledgers()
        position = stand()
        queued = _queued(None if pad else BATCH)
        total = position.size + len(queued)
        if pad and (total % COVER or not total):
            _write_cover_acts(COVER - total % COVER)
            queued = _queued(None)
        if queued:
            _append(position, queued)
    return len(queued)


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


def _queued(limit: int | None) -> list[tuple[Any, ...]]:
    """The queue's acts in its order: queue id, then the columns of the leaf."""
    columns = ["id", *(f"act__{name}" for name in Act.LEAF)]
    queue = Unsealed.objects.exclude(act=None).order_by("id").values_list(*columns)
    return list(queue if limit is None else queue[:limit])


def _append(position: Position, queued: list[tuple[Any, ...]]) -> None:
    """Entries, the checkpoint behind them, and the queue without exactly what was taken.

    Never “all ids up to the last”: PostgreSQL commits ids out of order, and an act would be lost.
    """
    size, frontier = position.size, list(position.frontier)
    entries = []
    for _queue_id, *leaf in queued:
        hashed = leaf_hash(leaf_bytes(*leaf))
        entries.append(Entry(seq=size, act_id=leaf[0], leaf_hash=hashed))
        push(frontier, size, hashed)
        size += 1
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    _take_from_queue([row[0] for row in queued])
    Checkpoint.objects.create(
        size=size, frontier=frontier_text(frontier), note=sign_note(size, top(frontier), note_hash(position.note))
    )


def _take_from_queue(ids: list[int]) -> None:
    for start in range(0, len(ids), BATCH):
        Unsealed.objects.filter(pk__in=ids[start : start + BATCH])._raw_delete(connection.alias)


def _cover_ledgers() -> None:
    """One act over up to ``BATCH`` queued rows of each ledger, naming their ids as ranges."""
    for ledger in Unsealed.objects.exclude(ledger=None).order_by().values_list("ledger", flat=True).distinct():
        queued: dict[int, Any] = dict(Unsealed.objects.filter(ledger=ledger).order_by("id").values_list("id", "row")[:BATCH])
        model: Any = apps.get_model(str(ledger))
        hashes = sorted(ledger_hash(model, row) for row in model.objects.filter(pk__in=queued.values()))
        Act.objects.create(
            kind="trail.ledger_covered",
            actor="worker",
            facts=canonical({"ledger": ledger, "ranges": ranges(queued.values())}).decode(),
            rows=len(hashes),
            digest=merkle_root(hashes).hex(),
        )
        _take_from_queue(list(queued))


def _write_cover_acts(count: int) -> None:
    """Acts that say nothing, so that a given-away size says nothing either."""
    covers = [
        Act(id=time_ordered_id(), kind="trail.covered", actor="worker", facts="{}", rows=0, digest=EMPTY_ROOT.hex())
        for _ in range(count)
    ]
    Act.objects.bulk_create(covers)


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
    return leaf_hash(canonical({"row": model._meta.label_lower, "kept": kept}))
