"""Make the office of this release, for every later release to verify: run once, when a version is about to be released.

    python -m tests.trail.releases.make

It writes a folder named after the version of pyproject.toml beside this file: the database (SQLite, no larger than it
must be), its keyring, which protects nobody, and a checkpoint that was given away. A folder that is there stays as it
is: what a release wrote can never be written again by a later one.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
import tomllib
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
TARGET = Path(__file__).with_name(VERSION)
DATABASE, KEYRING, ANCHOR = "office.sqlite3", "keyring.json", "anchor.txt"


def make(folder: Path) -> None:
    """Migrate, seed and live in an office in this folder; it must be intact."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "privacy_office.settings",
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "VAR_DIR": str(folder / "var"),
        "TRAIL_KEYRING": str(folder / KEYRING),
        "LOG_LEVEL": "WARNING",
    }
    import django

    django.setup()
    from django.core.management import call_command

    from tests.trail.offices import lived_in

    call_command("migrate", verbosity=0)
    call_command("seed")
    note = lived_in().anchor
    (folder / ANCHOR).write_text(note)
    call_command("verify_trail", "--anchor", str(folder / ANCHOR))
    django.db.connections.close_all()


def pack(folder: Path) -> None:
    """Put what is kept into its place, the database without the log and the free pages beside it."""
    TARGET.mkdir()
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute("PRAGMA page_size = 1024")  # most tables and indexes are empty, and take a page each
        database.execute("VACUUM")
    for name in (DATABASE, KEYRING, ANCHOR):
        shutil.copy(folder / name, TARGET / name)


def main() -> int:
    if TARGET.exists():
        print(
            f"{TARGET} is there already, and stays as it is. Raise the version in pyproject.toml first.",
            file=sys.stderr,
        )
        return 1
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder))
        pack(Path(folder))
    print(f"{TARGET}: {sum(path.stat().st_size for path in TARGET.iterdir()) // 1024} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
