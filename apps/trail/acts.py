"""``act()``: one transaction in which everything written is named, dated and signed for by one Act row."""

import contextlib
import contextvars
import logging
import os
import re
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from .canonical import canonical, merkle_root, plain
from .errors import WrittenOutsideAct

#: So many acts within an act are told one by one.
WITHIN_SHOWN = 20

ACTOR = re.compile(r"(user:[0-9]+|visitor|worker|command:[a-z_]+)")

#: Every kind of act and the sentence it reads as, filled from the ACTS of each app's choices.py.
SENTENCES: dict[str, Any] = {}

#: The words of facts that are codes: by the fact's name, the enumeration that labels it.
FACT_WORDS: dict[str, Any] = {}

logger = logging.getLogger(__name__)

_unsealed: contextvars.ContextVar[bool] = contextvars.ContextVar("unsealed", default=False)


def time_ordered_id() -> uuid.UUID:
    """A UUID (version 7, RFC 9562) that sorts by the moment it was made, to a quarter of a microsecond."""
    millisecond, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000  # RFC 9562, 6.2, method 3: acts of one millisecond keep their order
    noise = int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=millisecond << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | noise)


def object_name(record: models.Model | str) -> str:
    """How the trail names a record: ``app.model:id``. A name stays as it is."""
    return record if isinstance(record, str) else f"{record._meta.label_lower}:{record.pk}"


def actor_name(by: Any) -> str:
    """How the trail names who acts: ``user:ID`` for a person, else visitor, worker or ``command:NAME``."""
    name = by if isinstance(by, str) else f"user:{getattr(by, 'pk', None)}"
    if not ACTOR.fullmatch(name):
        raise ValueError(f"{name!r} is no actor")
    return name


@dataclass
class Line:
    """Something an act signs for. Registered as an on_commit hook, so an undone savepoint forgets it."""

    act: "OpenAct"
    rows: bytes = b""
    inner: dict[str, Any] | None = None

    def __call__(self) -> None:
        """Nothing is left to do at COMMIT."""


class OpenAct:
    """An act under way. ``facts`` may be added to until it ends."""

    def __init__(self, kind: str, by: Any, about: models.Model | str | None, facts: dict[str, Any]) -> None:
        if kind not in SENTENCES:
            raise ValueError(f"{kind!r} is in no catalogue of acts")
        self.id, self.kind, self.by, self.about, self.facts = time_ordered_id(), kind, by, about, facts
        self.actor = actor_name(by)
        self.discarded = False
        self.put_off: dict[str, Callable[[], Any]] = {}
        self.outside: list[Callable[[], Any]] = []
        self.is_sealed_at_once = self.actor.startswith("command:")  # there may be no worker where a command runs

    def sign_for(self, *row_hashes: bytes) -> None:
        """Count history rows that were written together into the digest."""
        transaction.on_commit(Line(self, rows=b"".join(row_hashes)))

    def discard(self) -> None:
        """Undo everything at the end of the act: a rehearsal leaves no trace."""
        self.discarded = True

    def before_the_end(self, key: str, do: Callable[[], Any]) -> None:
        """Have this done once, right before the outermost act ends, however often it is asked for under the same key.

        It sees all that the act wrote, and belongs to it: where it fails, nothing of the act stands. It must find out for
        itself whether there is anything to do, as what asked for it may have been undone.
        """
        self.put_off[key] = do

    def do_what_was_put_off(self) -> None:
        """In the order of the keys, so that two acts at once take their locks in the same order."""
        while self.put_off and not self.discarded:
            self.put_off.pop(min(self.put_off))()

    def if_undone(self, do: Callable[[], Any]) -> None:
        """Have this done where nothing of the act will stand: no rollback takes back what lies outside the database."""
        self.outside.append(do)

    def undo(self) -> None:
        """The latest first. What fails is told, and does not hide why the act was undone; the sweep takes the rest."""
        while self.outside:
            try:
                self.outside.pop()()
            except Exception:
                logger.exception("Something outside the database could not be taken back.")

    def signed_facts(self) -> dict[str, Any]:
        about = {} if self.about is None else {"about": object_name(self.about)}
        return plain(self.facts) | about

    def write(self) -> None:
        """The Act row, in plain SQL: it is on the path of every save, and the ORM would double its cost."""
        hooks = [entry[1] for entry in connection.run_on_commit]
        lines = [hook for hook in hooks if isinstance(hook, Line) and hook.act is self]
        rows = sorted(hashes(b"".join(line.rows for line in lines)))
        within = summarised([line.inner for line in lines if line.inner is not None])
        facts = self.signed_facts() | ({"within": within} if within else {})
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO trail_act (id, kind, actor, about, facts, "rows", digest) '
                "VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    self.id if connection.features.has_native_uuid_field else self.id.hex,
                    self.kind,
                    self.actor,
                    facts.get("about", ""),
                    canonical(facts).decode(),
                    len(rows),
                    merkle_root(rows).hex(),
                ],
            )


def hashes(joined: bytes) -> Iterator[bytes]:
    """The row hashes, 32 bytes each, that were joined: a hundred thousand of them apart would take room."""
    return (joined[start : start + 32] for start in range(0, len(joined), 32))


def summarised(inner: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Acts within an act: each by itself while they are few, counted by kind where an import made thousands.

    Erasures are always told one by one: the names of the keys they destroyed are the proof that it was lawful.
    """
    if len(inner) <= WITHIN_SHOWN:
        return inner
    told = [one for one in inner if "destroyed" in one["facts"]]
    counted = Counter(one["kind"] for one in inner if "destroyed" not in one["facts"])
    return told + [{"kind": kind, "facts": {}, "times": times} for kind, times in sorted(counted.items())]


@contextlib.contextmanager
def act(
    kind: str, *, by: Any, about: models.Model | str | None = None, seal: bool = False, **facts: Any
) -> Iterator[OpenAct]:
    """One transaction, one Act: who (``by``) did what (``kind``), about which record, on which facts.

    Facts hold nothing personal. An act inside an act joins the outer one under a savepoint and is listed in its
    facts as ``within``; ``current_act().before_the_end`` puts work off until everything is written. What changes no row
    (a sign-in, an export) is an act with an empty body. With ``seal`` (for what cannot be undone) it stands in the signed
    log before the answer; should sealing fail, it stays queued.

    Raises:
        ValueError: the kind is in no app's catalogue, or ``by`` is no actor.
    """
    database = transaction.get_connection()
    outer = _under_way(database)
    opened = OpenAct(kind, by, about, facts)
    (outer or opened).is_sealed_at_once |= seal
    with transaction.atomic():
        if outer is None:
            database.act = opened
            try:
                yield opened
                opened.do_what_was_put_off()
            except BaseException:
                opened.undo()
                raise
            finally:
                database.act = None
        else:
            yield opened
        if opened.discarded:
            opened.undo()
            transaction.set_rollback(True)
        elif outer is None:
            opened.write()
            if opened.is_sealed_at_once:
                transaction.on_commit(_seal_now, robust=True)
        else:
            transaction.on_commit(Line(outer, inner={"kind": kind, "facts": opened.signed_facts()}))


def _under_way(database: Any) -> OpenAct | None:
    """An act belongs to the connection, as its transaction does, so no other thread can write in its name."""
    return getattr(database, "act", None)


def _seal_now() -> None:
    from .sealing import seal_all

    try:
        seal_all()
    except Exception:
        logger.exception("An act that asks to be sealed at once stays queued; the worker goes on trying.")
        _unsealed.set(True)


def sealing_failed() -> bool:
    """Whether an act of this thread that asked to be sealed at once stayed queued; asked once, then forgotten."""
    failed = _unsealed.get()
    _unsealed.set(False)
    return failed


def current_act() -> OpenAct:
    """The act under way.

    Raises:
        WrittenOutsideAct: there is none.
    """
    opened = _under_way(transaction.get_connection())
    if opened is None:
        raise WrittenOutsideAct("A record of the trail is written inside act() only, so that history tells who did it.")
    return opened
