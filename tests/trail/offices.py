"""A small lived-in office, and what somebody does to it who may drop the guards and put them up again."""

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from apps.accounts.models import User
from apps.casework.models import Approval
from apps.organisation import services as organisation
from apps.organisation.models import LegalEntity, NoticeContact
from apps.trail import guards
from apps.trail.acts import act
from apps.trail.canonical import EMPTY_ROOT
from apps.trail.choices import Verdict
from apps.trail.models import Act, Checkpoint
from apps.trail.sealing import seal_all
from apps.trail.services import erase, give_anchor, verify_and_record
from tests.builders import BUILDER, a_brand, a_contact, a_customer, a_legal_entity, a_user

INTACT, DIVERGED, INVALID, CANNOT_CHECK = (int(one) for one in Verdict)
IS_SQLITE = connection.vendor == "sqlite"
only_sqlite = pytest.mark.skipif(not IS_SQLITE, reason="a way of SQLite alone")
only_postgresql = pytest.mark.skipif(IS_SQLITE, reason="a way of PostgreSQL alone")


class LivedIn(NamedTuple):
    """Records of the office by what they are for, and the checkpoint that it gave away before its last acts."""

    victim: NoticeContact
    other: NoticeContact
    erased: NoticeContact
    written_again: LegalEntity
    approval: Approval
    anchor: str


def lived_in() -> LivedIn:
    """Changes, two people, erasures, verifications and an anchor, all sealed; to be made outside of a transaction."""
    a_user("ada", "legal")
    customer = a_customer(brand=a_brand())
    victim, other, leaving = (a_contact(f"{name}@example.com", customer=customer) for name in ("vic", "otto", "erin"))
    for name in ("Vic", "Vic Tim"):
        victim = organisation.change(victim, name=name, by=BUILDER)
    other = organisation.change(other, name="Otto", by=BUILDER)
    erased = erase(organisation.end_contact(leaving, by=BUILDER), ground="GDPR art. 17(1)(b)", by=BUILDER)
    entity = erase(a_legal_entity(registered_address="Kanaalweg 1"), ground="GDPR art. 17(1)(b)", by=BUILDER)
    entity = organisation.change(entity, registered_address="Kanaalweg 2", by=BUILDER)
    for _ in range(2):
        verify_and_record()
        seal_all()
    anchor = give_anchor().note
    with act(
        "backoffice.exported", by=User.objects.latest("pk"), register="organisation.customer", rows=1, format="csv"
    ):
        pass
    organisation.change(customer, name="Globex Europe", by=BUILDER)
    seal_all()
    return LivedIn(victim, other, erased, entity, Approval.objects.latest("pk"), anchor)


def empty_office() -> None:
    """Take everything away again, as the end of a transactional test does."""
    with guards.lifted():
        call_command("flush", interactive=False, verbosity=0)


def sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one statement; what it gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def uid(value: Any) -> Any:
    """The id of an act as a parameter of a statement."""
    return value.hex if IS_SQLITE else value


@contextlib.contextmanager
def guards_down() -> Iterator[None]:
    """What is done in the block meets no trigger; afterwards all stand again."""
    if IS_SQLITE:
        guards.drop()
        yield
        guards.install()
    else:
        sql("SET session_replication_role = replica")
        yield
        sql("SET session_replication_role = DEFAULT")


def behind_the_guards(statement: str, *values: Any) -> None:
    """One statement that no trigger refuses."""
    with guards_down():
        sql(statement, *values)


class Said(NamedTuple):
    """What ``verify_trail`` said: its exit status, and the kinds of its faults."""

    code: int
    faults: set[str]


def told(*arguments: str) -> dict[str, Any]:
    """What ``verify_trail --json`` prints as its last line, with its exit status as ``exit``."""
    out, code = io.StringIO(), 0
    try:
        call_command("verify_trail", *arguments, "--json", stdout=out)
    except CommandError as error:
        code = error.returncode
    return json.loads(out.getvalue().splitlines()[-1]) | {"exit": code}


def found(*arguments: str) -> Said:
    """What a verification finds."""
    answer = told(*arguments)
    return Said(answer["exit"], {fault["kind"] for fault in answer["faults"]})


def anchored(note: str, folder: Path) -> list[str]:
    """The arguments by which a verification takes an anchor from outside."""
    path = folder / "anchor.txt"
    path.write_text(note)
    return ["--anchor", str(path)]


def last_note() -> str:
    return Checkpoint.objects.latest("size").note


def an_act(kind: str, **values: Any) -> Act:
    """An act without rows, past the application."""
    honest = {"actor": "user:666", "facts": "{}", "rows": 0, "digest": EMPTY_ROOT.hex()}
    return Act.objects.create(kind=kind, **honest | values)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What these give, each done in a thread with a connection of its own, all beginning together."""
    together = threading.Barrier(len(works))

    def alone(work: Callable[[], Any]) -> Any:
        together.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(alone, work) for work in works]]


def office_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of the office in a process of its own, on the database of the test: outside of any test run."""
    name = connection.settings_dict["NAME"]
    url = f"sqlite:///{name}" if IS_SQLITE else urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    own = {"DATABASE_URL": url, "TRAIL_KEYRING": str(settings.TRAIL_KEYRING), "SECRET_KEY": "of a test", "DEBUG": "no"}
    return subprocess.run(
        [sys.executable, str(settings.ROOT / "manage.py"), *arguments],
        env=os.environ | own | environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
