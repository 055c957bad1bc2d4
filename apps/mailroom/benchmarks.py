"""What it costs to tell everybody: our letters against a bare loop of smtplib to the same server, and the naive way."""

import asyncio
import contextlib
import os
import re
import signal
import smtplib
import socket
import statistics
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, models
from django.utils import timezone

from apps.casework.registers import Benchmark, LetterKind, Ratio

from . import services
from .choices import LetterStatus
from .composing import kinds, render
from .fanout import Recipient
from .models import Delivery, Letter
from .opening import Opener
from .sending import drain

#: Each figure is the median of so many turns.
TURNS = 5
#: What the naive way, and two senders, are measured with at most in a turn: rates need no more.
NAIVE, TWO = 100, 4000
SENDER = "office@example.org"


def measure_fanout(rows: int) -> list[Ratio]:
    """A text to ``rows`` people in turns: a bare loop, one sender, two senders and the naive way, one after the other."""
    each, wrong = max(rows // TURNS, 50), 0
    rates: list[tuple[float, float, float, float, float]] = []
    with sink() as port, sending_to(port):
        for turn in range(-1, TURNS):
            count = each if turn >= 0 else 50  # the first only warms up
            queueing = seconds_of(partial(queue, count))
            bare = seconds_of(loop_over(port, waiting()))
            wrong += taken(port) != (count, count)
            sent = seconds_of_senders(1)
            wrong += taken(port) != (count, count)
            few = min(count, TWO)
            queue(few)
            two = seconds_of_senders(2)
            wrong += taken(port) != (few, few)
            naive = seconds_of(partial(send_naively, turn))
            taken(port)
            if turn >= 0:
                rates.append((count / bare, count / sent, few / two, count / (queueing + sent), NAIVE / naive))
    return [*ratios(rates), untold(wrong)]


def ratios(rates: list[tuple[float, float, float, float, float]]) -> list[Ratio]:
    """The median ratio of the pairs of each figure, with the medians of its two sides."""

    def figure(ours: int, other: int, goal: float, words: str) -> Ratio:
        mine, others = (statistics.median(turn[side] for turn in rates) for side in (ours, other))
        ratio = statistics.median(turn[ours] / turn[other] for turn in rates)
        return Ratio(mine, others, "letters/s", ratio, goal, words, at_most=False)

    return [
        figure(1, 0, 0.6, "letters that one sender hands over, of a bare loop of smtplib"),
        figure(3, 4, 8.0, "letters written and handed over by one sender, of one by one"),
        figure(2, 1, 1.5, "letters that two senders hand over, of one"),
    ]


def untold(wrong: int) -> Ratio:
    """Nobody is missed and nobody is told twice: by the server's own count, and by our ledger."""
    letters = Letter.objects.count()
    told = Delivery.objects.filter(event=LetterStatus.HANDED_OVER).values("letter").distinct().count()
    left = Letter.objects.exclude(status=LetterStatus.HANDED_OVER).count()
    faults = wrong + left + letters - told
    words = "letters lost, told twice or not in the ledger, and turns in which the server counted others"
    return Ratio(faults, letters, unit="letters", ratio=faults / letters, goal=0.0, words=words)


def seconds_of(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


# --- What is compared ---


@cache
def measured_kind() -> tuple[LetterKind, str]:
    """A kind of letter, and a value of its text that is of each person alone."""
    for kind in kinds().values():
        for name, value in kind.example.items():
            if isinstance(value, str) and f"%({name})s" not in str(kind.subject):
                return kind, name
    raise LookupError("No kind of letter has a value that may be of one person alone.")


def link(number: int) -> str:
    return f"{settings.SITE_URL}/unsubscribe/{number:032x}"


def queue(count: int) -> None:
    """Write the text to so many people."""
    kind, own = measured_kind()
    context = {name: value for name, value in kind.example.items() if name != own}
    people = (
        Recipient(f"person.{number}@example.org", name="Ada Lovelace", fills={own: link(number)})
        for number in range(count)
    )
    services.queue_letters(kind.name, people, context=context, by="worker")


def waiting() -> list[tuple[str, bytes]]:
    """Whom the letters that wait are to, and their bytes."""
    letters = list(Letter.objects.filter(status=LetterStatus.QUEUED).order_by("pk"))
    found = []
    for start in range(0, len(letters), 500):
        some = letters[start : start + 500]
        opener = Opener(some)
        found += [(letter.to_address, opener.wire(letter)) for letter in some]
    return found


def loop_over(port: int, messages: Sequence[tuple[str, bytes]]) -> Callable[[], None]:
    """The same messages over one connection, as smtplib sends them, and nothing else."""

    def loop() -> None:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            for to, wire in messages:
                smtp.sendmail(SENDER, to, wire)

    return loop


@cache
def scratch_model() -> Any:
    """What the naive way keeps of a letter."""
    fields = {"to": models.EmailField(), "subject": models.CharField(max_length=255), "sent_at": models.DateTimeField()}
    meta = type("Meta", (), {"app_label": "mailroom"})
    made = type("BenchSent", (models.Model,), {"__module__": __name__, "Meta": meta, **fields})
    with connection.schema_editor() as editor:
        editor.create_model(made)
    return made


def send_naively(turn: int) -> None:
    """Each message is rendered, sent by itself and noted in a transaction of its own."""
    kind, own = measured_kind()
    model, now = scratch_model(), timezone.now()
    head = services.letterhead(None)
    for number in range(NAIVE):
        to = f"naive.{turn}.{number}@example.org"
        subject, text, html = render(kind, {**kind.example, own: link(number)}, language="en", head=head)
        message = EmailMultiAlternatives(subject, text, SENDER, [to])
        message.attach_alternative(html, "text/html")
        message.send()
        model.objects.create(to=to, subject=subject, sent_at=now)


# --- Senders, each a process of its own ---


def seconds_of_senders(count: int) -> float:
    """How long so many senders need for all that waits, once they are connected."""
    leave_database()
    go, ready = os.pipe(), os.pipe()
    senders = [forked(lambda: send_when_told(go, ready)) for _sender in range(count)]
    for _sender in senders:
        os.read(ready[0], 1)
    began = time.perf_counter()
    os.write(go[1], b"g" * count)
    statuses = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in senders]
    took = time.perf_counter() - began
    for end in (*go, *ready):
        os.close(end)
    if any(statuses):
        raise RuntimeError(f"Senders ended with {statuses}.")
    return took


def send_when_told(go: tuple[int, int], ready: tuple[int, int]) -> None:
    Letter.objects.first()
    os.write(ready[1], b"r")
    os.read(go[0], 1)
    drain()


def leave_database() -> None:
    """Hang up, as a process that is forked must not share a connection."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined] # only PostgreSQL's has pools


def forked(work: Callable[[], Any]) -> int:
    """Begin a piece of work in a process of its own; gives its id."""
    if pid := os.fork():
        return pid
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


# --- The mail server ---


@contextlib.contextmanager
def sink() -> Iterator[int]:
    """A mail server on this machine as a process of its own; gives its port."""
    leave_database()
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        pid = forked(lambda: asyncio.run(serve(listening)))
        port = listening.getsockname()[1]
    try:
        yield port
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


@contextlib.contextmanager
def sending_to(port: int) -> Iterator[None]:
    """This office sends to a server on this machine meanwhile."""
    own = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
        "EMAIL_HOST_USER": "",
    }
    before = {name: getattr(settings, name) for name in own}
    for name, value in own.items():
        setattr(settings, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(settings, name, value)


def taken(port: int) -> tuple[int, int]:
    """How many messages the server took since it was last asked, and with how many different Message-IDs."""
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        _code, words = smtp.docmd("XCOUNT")
    messages, different = map(int, words.split())
    return messages, different


async def serve(listening: socket.socket) -> None:
    counts = Counts()
    server = await asyncio.get_running_loop().create_server(lambda: Talk(counts), sock=listening)
    await server.serve_forever()


class Counts:
    """What the server took."""

    def __init__(self) -> None:
        self.messages, self.ids = 0, set[bytes]()

    def told(self) -> bytes:
        words = f"250 {self.messages} {len(self.ids)}\r\n".encode()
        self.messages, self.ids = 0, set()
        return words


class Talk(asyncio.Protocol):
    """One connection, as fast as can be: it takes groups of commands, as real servers do, and counts whole messages."""

    ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
    REPLIES = {b"EHLO": b"250-sink\r\n250 PIPELINING\r\n", b"QUIT": b"221 Bye\r\n", b"DATA": b"354 Go on\r\n"}

    def __init__(self, counts: Counts) -> None:
        self.counts, self.rest, self.is_message = counts, b"", False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.rest += data
        replies = []
        while (end := self.rest.find(b"\r\n.\r\n" if self.is_message else b"\r\n")) >= 0:
            if self.is_message:
                replies.append(self._took(self.rest[: end + 2]))
                self.rest = self.rest[end + 5 :]
            else:
                verb, self.rest = self.rest[:4].upper(), self.rest[end + 2 :]
                self.is_message = verb == b"DATA"
                replies.append(self.counts.told() if verb == b"XCOU" else self.REPLIES.get(verb, b"250 Fine\r\n"))
        self.transport.write(b"".join(replies))

    def _took(self, message: bytes) -> bytes:
        found = self.ID.search(message)
        self.counts.messages += 1
        self.counts.ids.add(found[1] if found else b"")
        self.is_message = False
        return b"250 Taken\r\n"


BENCHMARKS = [Benchmark("fanout", measure_fanout)]
