"""Processes of an office that die in the middle of their work: a program of its own, ``python -m tests.faults.crashes``.

It reads a scene a line, as ``erase`` or ``random 25``, and plays each in a process of its own, for as long as it is asked.
It says on its standard output, a line each: ``acknowledged ACT`` once an act has returned, ``died COMMITS PLACE`` before a
process kills itself, ``stood VERDICT`` after a verification, ``rate ACTS`` of acts a second, ``ended STATUS`` after a scene.
It forks before it ever connects to the database, so that every process has connections of its own.
"""

import contextlib
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - the apps are loaded first
from django.db import connection  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402

from apps.organisation import services as organisation  # noqa: E402
from apps.organisation.models import Customer, NoticeContact  # noqa: E402
from apps.trail.acts import act  # noqa: E402
from apps.trail.history import create_many  # noqa: E402
from apps.trail.models import Verification  # noqa: E402
from apps.trail.sealing import seal_all  # noqa: E402
from apps.trail.services import erase, give_anchor  # noqa: E402
from apps.trail.verification import verify  # noqa: E402

Work = Callable[[], Any]


def say(*words: Any) -> None:
    """One line, whole even where several processes speak at once."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def start(work: Work) -> int:
    """Begin a piece of work in a process of its own; gives its id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def outcome(pid: int) -> int:
    """How a process ended: 0, an exit status, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def warm_up() -> None:
    """Load and compile once, here, what every process would begin with by itself; no connection stays open."""
    NoticeContact(email="ada@example.org").clean_fields(exclude=["customer"])
    NoticeContact.objects.first()
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


# --- What the office does ---


def change_a_contact() -> None:
    """A new version of a record with personal values, whose key is there."""
    contact = NoticeContact.objects.earliest("pk")
    with act("organisation.customer_changed", by="worker") as this:
        organisation.change(contact, name=f"Name {time.time_ns()}", by="worker")
    say("acknowledged", this.id)


def add_a_contact() -> None:
    """A new record, with a new key."""
    with act("organisation.customer_changed", by="worker") as this:
        organisation.add(
            NoticeContact, by="worker", customer=Customer.objects.earliest("pk"), email=f"{time.time_ns()}@example.org"
        )
    say("acknowledged", this.id)


def add_many_contacts() -> None:
    """New records, their keys and their history set by set."""
    customer = Customer.objects.earliest("pk")
    with act("organisation.customer_changed", by="worker") as this:
        create_many([NoticeContact(customer=customer, email=f"{time.time_ns()}@example.org") for _ in range(20)])
    say("acknowledged", this.id)


def erase_a_contact() -> None:
    """What cannot be undone: the key is destroyed, and the act is sealed before the answer."""
    contact = NoticeContact.objects.exclude(removed_at=None).exclude(email="").earliest("pk")
    with act("organisation.customer_changed", by="worker") as this:
        erase(contact, ground="GDPR art. 17(1)(b)", by="worker")
    say("acknowledged", this.id)


def end_a_contact() -> None:
    customer = Customer.objects.earliest("pk")
    contact = organisation.add(NoticeContact, by="worker", customer=customer, email=f"{time.time_ns()}@example.org")
    organisation.end_contact(contact, by="worker")


def leave_work_for_the_sealer() -> None:
    """Acts, and a row of a ledger, which wait in the queue."""
    for _ in range(3):
        change_a_contact()
    Verification.objects.create(code=0, records=0, size=0, seconds=0, faults="[]")


#: By name: what is done before, and what a process dies of.
SCENES: dict[str, tuple[Work, Work]] = {
    "change": (lambda: None, change_a_contact),
    "add": (lambda: None, add_a_contact),
    "add_many": (lambda: None, add_many_contacts),
    "erase": (end_a_contact, erase_a_contact),
    "seal": (leave_work_for_the_sealer, seal_all),
    "give_anchor": (leave_work_for_the_sealer, give_anchor),
}


# --- Dying at a marked place ---


class Deadly:
    """Counts the places before and after each statement and each COMMIT of this process, and kills it at one of them."""

    def __init__(self, at: int) -> None:
        self.at, self.passed, self.commits = at, 0, 0

    def step(self, place: str) -> None:
        if self.passed == self.at:
            say("died", self.commits, " ".join(place.split()))
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed += 1

    def around(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.step(f"before {sql[:40]}")
        result = execute(sql, *rest)
        self.step(f"after {sql[:40]}")
        return result

    @contextlib.contextmanager
    def copying(self, cursor: CursorWrapper, sql: str) -> Iterator[Any]:
        """A COPY, which passes by every wrapper of ``execute``."""
        self.step(f"before {sql[:40]}")
        with cursor.cursor.copy(sql) as copy:
            yield copy
            self.step(f"within {sql[:40]}")
        self.step(f"after {sql[:40]}")

    def commit(self, plain: Work) -> None:
        self.step("before COMMIT")
        plain()
        self.commits += 1
        self.step("after COMMIT")


def die_at(place: int, work: Work) -> None:
    deadly, plain = Deadly(place), connection._commit
    connection._commit = lambda: deadly.commit(plain)
    CursorWrapper.copy = lambda cursor, sql: deadly.copying(cursor, sql)
    with connection.execute_wrapper(deadly.around):
        work()


def die_everywhere(scene: str) -> None:
    """One process after the other dies one place further on, until one gets to the end; an office lives on beside them."""
    prepare, work = SCENES[scene]
    beside = Beside({"prepare": prepare, "seal": seal_all, "look": look})
    status, place = -signal.SIGKILL, 0
    while status == -signal.SIGKILL:
        beside.do("prepare")
        status = outcome(start(lambda at=place: die_at(at, work)))
        beside.do("seal")  # the next sealer goes on unaided
        if place % LOOK_EVERY == 0 or status != -signal.SIGKILL:
            beside.do("look")
        place += 1
    if status:
        raise RuntimeError(f"What nobody killed ended with {status}.")


#: A full verification follows on every tenth death, and on the last: what a death spoilt stays so, as nothing is
#: ever changed, so that a later one finds it too.
LOOK_EVERY = 10


def look() -> None:
    """All stands."""
    report = verify()
    say("stood", report.verdict.name, report.obstacle, [finding.told() for finding in report.findings])


class Beside:
    """A process that lives on while others die: it does what it is told to by name, one thing after the other."""

    def __init__(self, works: dict[str, Work]) -> None:
        self.works = works
        (asked, self.asks), (self.answered, answers) = os.pipe(), os.pipe()
        start(lambda: self._serve(asked, answers))
        os.close(asked)
        os.close(answers)

    def _serve(self, asked: int, answers: int) -> None:
        os.close(self.asks)
        os.close(self.answered)
        while name := os.read(asked, 100).decode():
            self.works[name]()
            os.write(answers, b"done")

    def do(self, name: str) -> None:
        """Returns once it is done."""
        os.write(self.asks, name.encode())
        if not os.read(self.answered, 4):
            raise RuntimeError("What came after a death did not go on.")


# --- Dying at any time ---


def write_for_ever(number: int) -> None:
    """Acts about a record of its own and about one that all writers change, in turns."""
    while True:
        write_once(number)


def write_once(number: int) -> None:
    contact = NoticeContact.objects.order_by("pk")[number]
    for record in (contact, contact.customer):
        with act("organisation.customer_changed", by="worker") as this:
            organisation.change(record, name=f"Name {time.time_ns()}", by="worker")
        say("acknowledged", this.id)


def seal_for_ever(_number: int) -> None:
    while True:
        seal_all()
        time.sleep(0.005)


def die_at_random(deaths: int) -> None:
    """Three writers and a sealer; one of them is killed at any time, and begins again."""
    works = [write_for_ever, write_for_ever, write_for_ever, seal_for_ever]
    running = {number: start(lambda work=work, n=number: work(n)) for number, work in enumerate(works)}
    for _ in range(deaths):
        time.sleep(random.uniform(0.01, 0.1))
        number = random.choice(list(running))
        kill(running[number])
        running[number] = start(lambda work=works[number], n=number: work(n))
    time.sleep(0.5)
    for pid in running.values():
        kill(pid)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    if (status := outcome(pid)) != -signal.SIGKILL:
        raise RuntimeError(f"A process ended by itself with {status}.")
    say("died", 0, "at random")


# --- A crowd in which nobody dies ---


def crowd(each: int) -> None:
    """Four writers of so many pairs of acts each, and two sealers, all at once; nobody may fail."""
    began = time.perf_counter()
    writers = [start(lambda n=number: write_pairs(n, each)) for number in range(4)]
    sealers = [start(seal_until_told) for _ in range(2)]
    statuses = [outcome(pid) for pid in writers]
    took = time.perf_counter() - began
    for pid in sealers:
        os.kill(pid, signal.SIGTERM)
    statuses += [outcome(pid) for pid in sealers]
    say("rate", round(4 * 2 * each / took))
    if any(statuses):
        raise RuntimeError(f"The writers and the sealers ended with {statuses}.")


def write_pairs(number: int, times: int) -> None:
    for _ in range(times):
        write_once(number)


def seal_until_told() -> None:
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda signum, _frame: told.append(signum))
    while not told:
        seal_all()
        time.sleep(0.005)


# --- A migration that dies between dropping the guards and putting them up again ---


def die_in_migrate() -> None:
    def around(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("CREATE TRIGGER"):
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    with connection.execute_wrapper(around):
        call_command("migrate", verbosity=0)


def play(line: str) -> None:
    name, *numbers = line.split()
    others = {"random": die_at_random, "crowd": crowd, "migrate": die_in_migrate}
    if name in SCENES:
        die_everywhere(name)
    else:
        others[name](*map(int, numbers))


if __name__ == "__main__":
    warm_up()
    for line in sys.stdin:
        say("ended", outcome(start(partial(play, line))))
