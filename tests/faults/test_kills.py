"""kill -9 at every place of an act, of a batch and of a migration: what was acknowledged stands, and all goes on."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from apps.trail import guards
from apps.trail.choices import Verdict
from apps.trail.models import Act, Entry, Unsealed
from apps.trail.sealing import seal_all
from apps.trail.verification import verify
from tests.builders import a_contact, a_customer

IS_SQLITE = connection.vendor == "sqlite"
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


class Told(NamedTuple):
    """What the processes said: acts that were acknowledged, deaths as (commits before, place), verdicts, acts a second."""

    acknowledged: list[str]
    deaths: list[tuple[int, str]]
    stood: list[str]
    rates: list[int]


class Crashes:
    """The program ``tests.faults.crashes`` at work on the database of the tests; loaded once for all of them."""

    def __init__(self, complaints: Path) -> None:
        self.complaints = complaints
        with complaints.open("w") as errors:
            self.process = subprocess.Popen(
                PROGRAM,
                **surroundings(url(connection.settings_dict["NAME"])),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )

    def __call__(self, *words: Any) -> Told:
        """Play a scene; it must not end in an error."""
        print(*words, file=self.process.stdin, flush=True)
        told = Told([], [], [], [])
        for line in self.process.stdout:
            kind, _space, said = line.rstrip("\n").partition(" ")
            if kind == "ended":
                assert (said, self.complaints.read_text()) == ("0", "")
                return told
            if kind == "died":
                commits, _space, place = said.partition(" ")
                told.deaths.append((int(commits), place))
            elif kind == "rate":
                told.rates.append(int(said))
            else:
                {"acknowledged": told.acknowledged, "stood": told.stood}[kind].append(said)
        raise AssertionError(self.complaints.read_text())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.wait() == 0


PROGRAM = [sys.executable, "-m", "tests.faults.crashes"]


@pytest.fixture(scope="module")
def crashes(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crashes]:
    with django_db_blocker.unblock(), contextlib.closing(Crashes(tmp_path_factory.mktemp("crashes") / "errors")) as one:
        yield one


def surroundings(database: str) -> dict[str, Any]:
    """Where and with which settings a process of an office with this database runs."""
    own = {
        "DATABASE_URL": database,
        "TRAIL_KEYRING": str(settings.TRAIL_KEYRING),
        "DJANGO_SETTINGS_MODULE": "privacy_office.settings",
        "SECRET_KEY": "of a test",
    }
    return {"env": os.environ | own, "cwd": settings.ROOT, "text": True}


def run(command: list[str], database: str, *, told: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, **surroundings(database), input=told, capture_output=True, check=False)


def url(name: str) -> str:
    return f"sqlite:///{name}" if IS_SQLITE else urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def acts_of_the_scene() -> set[str]:
    return {str(pk) for pk in Act.objects.filter(kind="organisation.customer_changed").values_list("pk", flat=True)}


def the_log_is_whole() -> bool:
    """Every act is sealed once, at a place of its own, without a gap."""
    entries = list(Entry.objects.order_by("seq").values_list("seq", "act_id"))
    acts = set(Act.objects.values_list("pk", flat=True))
    return (
        [seq for seq, _act in entries] == list(range(len(acts)))
        and {one for _seq, one in entries} == acts
        and not Unsealed.objects.exists()
    )


# --- At every statement ---


@pytest.mark.parametrize("scene", ["change", "add", "add_many", "erase"])
def test_writer_killed_at_any_statement_leaves_its_act_whole_or_not_at_all(crashes, scene):
    a_contact("first@example.org")
    before = acts_of_the_scene()

    told = crashes(scene)

    assert len(told.deaths) >= 12
    assert told.deaths[0][0] == 0
    assert set(told.stood) == {f"{Verdict.INTACT.name}  []"}
    after = acts_of_the_scene() - before
    assert set(told.acknowledged) <= after
    committed = sum(commits > 0 for commits, _place in told.deaths) + 1
    assert len(after) == committed
    assert the_log_is_whole()


@pytest.mark.parametrize("scene", ["seal", "give_anchor"])
def test_sealer_killed_at_any_statement_leaves_no_gap_and_no_fork(crashes, scene):
    a_contact("first@example.org")

    told = crashes(scene)

    assert len(told.deaths) >= 12
    assert set(told.stood) == {f"{Verdict.INTACT.name}  []"}
    assert len(told.acknowledged) == 3 * (len(told.deaths) + 1)
    assert set(told.acknowledged) <= acts_of_the_scene()
    assert the_log_is_whole()


# --- At any time ---


def killed_at_random(crashes: Crashes, deaths: int) -> None:
    for number in range(3):
        a_contact(f"contact.{number}@example.org", customer=a_customer(name="Globex") if number == 0 else None)

    told = crashes("random", deaths)

    assert len(told.deaths) == deaths + 4
    assert len(told.acknowledged) > deaths / 4
    seal_all()
    assert set(told.acknowledged) <= acts_of_the_scene()
    assert the_log_is_whole()
    assert verify().findings == []
    assert verify().verdict == Verdict.INTACT


def test_nothing_acknowledged_is_lost_when_processes_are_killed_at_any_time(crashes):
    killed_at_random(crashes, deaths=25)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_over_a_thousand_kills_or_as_many_as_are_asked_for(crashes):
    killed_at_random(crashes, deaths=int(os.environ.get("KILLS", "1000")))


# --- Many at once ---


def crowded(crashes: Crashes, each: int) -> int:
    """Acts a second of four writers beside two sealers; none of them failed, and the log is whole."""
    customer = a_customer(name="Globex")
    for number in range(4):
        a_contact(f"contact.{number}@example.org", customer=customer)

    told = crashes("crowd", each)

    assert len(told.acknowledged) == 4 * 2 * each
    seal_all()
    assert set(told.acknowledged) <= acts_of_the_scene()
    assert the_log_is_whole()
    assert verify().verdict == Verdict.INTACT
    return told.rates[0]


def test_four_writers_and_two_sealers_meet_no_error(crashes):
    crowded(crashes, each=10)


@pytest.mark.slow
def test_rate_of_four_writers_and_two_sealers_is_told(crashes, capsys):
    rate = crowded(crashes, each=250)

    with capsys.disabled():
        print(f"\n{connection.vendor}: four writers and two sealers, {rate} acts/s")


# --- SQLite ---


@pytest.mark.skipif(not IS_SQLITE, reason="a setting of SQLite; PostgreSQL has it as its default")
def test_what_is_committed_is_on_the_disk():
    with connection.cursor() as cursor:
        levels = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode")}

    assert levels == {"synchronous": 2, "journal_mode": "wal"}


@pytest.mark.skipif(not IS_SQLITE, reason="PostgreSQL keeps its guards while it migrates")
def test_migration_killed_while_the_guards_are_down_is_mended_by_the_next(tmp_path: Path):
    a_contact("first@example.org")
    office = tmp_path / "office.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(office)])
    standing = sorted(guards.present())
    assert triggers(office) == standing

    killed = run(PROGRAM, url(str(office)), told="migrate")
    assert (killed.stdout, triggers(office)) == ("ended -9\n", [])
    warned = run([sys.executable, "manage.py", "check", "--database", "default"], url(str(office)))
    assert "trail.W001" in warned.stderr

    mended = run([sys.executable, "manage.py", "migrate"], url(str(office)))

    assert (mended.returncode, triggers(office)) == (0, standing)


def triggers(office: Path) -> list[str]:
    with sqlite3.connect(office) as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name").fetchall()
    database.close()
    return [name for (name,) in found if name.startswith("trail_")]
