"""Verification: everything is derived again and compared with the database, and with checkpoints from outside.

It reads a consistent snapshot, streams, and keeps nothing that grows with the trail but the names of destroyed keys. It
never ends in a traceback: what cannot be checked is said to be so.
"""

import contextlib
import datetime
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction
from django.utils import timezone

from .choices import Fault, Verdict
from .errors import RuleBroken
from .keyring import keyring
from .models import Anchor
from .sealing import BadNote, Note, public_key, read_note
from .verified_guards import check_guards
from .verified_ledgers import check_ledgers
from .verified_log import check_given, check_log, check_queue
from .verified_rows import check_keys, check_records, check_rows

OUTSIDE = {Fault.ANCHOR, Fault.ANCHOR_BEYOND}


class Finding(NamedTuple):
    """One fault: what kind, and where."""

    fault: Fault
    where: str

    def told(self) -> dict[str, str]:
        return {"kind": self.fault.value, "where": self.where, "words": str(self.fault.label)}


#: So much is told of where a fault is.
MOST_WORDS = 200


@dataclass
class Report:
    """What a verification found, how much it read, and how far the log goes."""

    findings: list[Finding] = field(default_factory=list)
    acts: int = 0
    rows: int = 0
    size: int = 0
    seconds: float = 0.0
    obstacle: str = ""
    last_anchor: dict[str, Any] | None = None

    def add(self, fault: Fault, where: Any) -> None:
        """Note a fault. What the database says is told printably: it may have been written to play with a terminal."""
        words = "".join(one if one.isprintable() else "\ufffd" for one in str(where))
        self.findings.append(Finding(fault, words[:MOST_WORDS]))

    @property
    def records(self) -> int:
        """Acts and rows that were read."""
        return self.acts + self.rows

    @property
    def verdict(self) -> Verdict:
        """Outranking each other: cannot check, differs from outside, contradicts itself, intact."""
        if self.obstacle:
            return Verdict.CANNOT_CHECK
        if any(finding.fault in OUTSIDE for finding in self.findings):
            return Verdict.DIVERGED
        return Verdict.INVALID if self.findings else Verdict.INTACT


def verify(*, anchors: list[str] | None = None, public: bytes | None = None, since: int = 0) -> Report:
    """Verify the trail against itself and against ``anchors``, signed notes that were kept outside.

    ``public`` is the key of the notes, where this office's own keyring is not to be believed. ``since`` is the size of
    a checkpoint that was verified before: acts up to it are not read again; records and keys always are.
    """
    report, began = Report(), time.perf_counter()
    try:
        keyring()
        key = public or public_key()
        Ed25519PublicKey.from_public_bytes(key)
        outside = [read_note(note, key) for note in anchors or []]
        with snapshot():
            _verify(report, key, outside, since)
    except (BadNote, RuleBroken) as error:
        report.obstacle = str(error)
    except Exception as error:  # a verifier says that it cannot check, whatever the reason
        report.obstacle = f"{type(error).__name__}: {error}"
    report.seconds = time.perf_counter() - began
    return report


def _verify(report: Report, key: bytes, outside: list[Note], since: int) -> None:
    unsealed_since = timezone.now() - datetime.timedelta(seconds=UNSEALED_SECONDS)  # of the snapshot, not of its end
    report.last_anchor = _last_anchor()
    check_log(report, key, outside, since)
    check_given(report)
    check_queue(report, unsealed_since)
    destroyed = check_rows(report, since)
    check_ledgers(report)
    check_keys(report, destroyed)
    check_records(report, destroyed)
    check_guards(report)


def _last_anchor() -> dict[str, Any] | None:
    """The size and the day of the last checkpoint given away, as noted here; words where that is nonsense."""
    latest = Anchor.objects.values_list("size", "day").first()
    if latest is None:
        return None
    size, day = latest
    return {"size": size if isinstance(size, int) else str(size), "day": str(day)}


#: So long an act may wait to be sealed.
UNSEALED_SECONDS = 60


@contextlib.contextmanager
def snapshot() -> Iterator[None]:
    """One consistent view of the primary database, which writers do not wait for.

    Raises:
        RuleBroken: this is a replica, which may be behind or be made to look so.
    """
    if connection.in_atomic_block:  # inside a caller's transaction, which is its own view
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL jit = off")  # it compiles for longer than any query here takes
            cursor.execute("SET LOCAL cursor_tuple_fraction = 1")  # every query here is read to its end
            cursor.execute("SELECT pg_is_in_recovery()")
            if cursor.fetchone()[0]:
                raise RuleBroken("This is a replica: verify on the primary database.")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
