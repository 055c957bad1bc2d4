"""An office of every earlier release is intact after all later migrations, and tampering with it is still found."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings

from .offices import INTACT, INVALID, IS_SQLITE

RELEASES = sorted(path for path in Path(__file__).with_name("releases").iterdir() if (path / "office.sqlite3").exists())
pytestmark = pytest.mark.skipif(not IS_SQLITE, reason="the office of a release is kept as a file of SQLite")
each_release = pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
#: So that keeping one for every release stays cheap.
MOST_BYTES = 2_000_000


class Copy(NamedTuple):
    """A copy of the office of a release, to be worked on by the present code."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "office.sqlite3"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        own = {
            "DATABASE_URL": f"sqlite:///{self.database}",
            "TRAIL_KEYRING": str(self.folder / "keyring.json"),
            "VAR_DIR": str(self.folder / "var"),
            "SECRET_KEY": "of a test",
        }
        command = [sys.executable, str(settings.ROOT / "manage.py"), *arguments]
        return subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False)

    def verified(self) -> tuple[int, dict[str, Any]]:
        """The exit status and the answer of a verification with the checkpoint that the release gave away."""
        process = self.run("verify_trail", "--json", "--anchor", str(self.folder / "anchor.txt"))
        return process.returncode, json.loads(process.stdout.splitlines()[-1])

    def tamper(self, statement: str) -> None:
        with closing(sqlite3.connect(self.database)) as database, database:
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f"DROP TRIGGER {name}")
            assert database.execute(statement).rowcount


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Copy:
    for path in release.iterdir():
        shutil.copy(path, tmp_path)
    made = Copy(tmp_path)
    migrated = made.run("migrate", "--verbosity", "0")
    assert (migrated.returncode, migrated.stderr) == (0, "")
    return made


def test_there_is_an_office_of_a_release():
    assert [path.name for path in RELEASES][:1] == ["0.1.0"]


@each_release
def test_office_of_a_release_is_small(release):
    assert sum(path.stat().st_size for path in release.iterdir()) < MOST_BYTES


@each_release
def test_office_of_a_release_is_intact_today(copy):
    status, answer = copy.verified()

    assert (status, answer["faults"], answer["obstacle"]) == (INTACT, [], None)
    assert answer["size"] > answer["last_anchor"]["size"] == 256
    assert answer["rows"] > 400


@each_release
def test_tampering_with_the_office_of_a_release_is_found(copy):
    copy.tamper("UPDATE organisation_historicalnoticecontact SET customer_id = customer_id + 1 WHERE version = 1")
    copy.run("migrate", "--verbosity", "0")

    status, answer = copy.verified()

    assert (status, {fault["kind"] for fault in answer["faults"]}) == (INVALID, {"rows"})


@each_release
def test_work_goes_on_in_the_office_of_a_release(copy):
    seeded = copy.run("seed")

    status, answer = copy.verified()

    assert (seeded.returncode, status, answer["faults"]) == (0, INTACT, [])
