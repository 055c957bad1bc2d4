"""The whole office with one command: set up what is missing, then run web and worker."""

import io
import os
import tempfile
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.accounts.services import DEMO_PEOPLE, Credential, open_office
from apps.trail.keyring import make_keyring
from privacy_office import serving


def port_number(words: str) -> int:
    """A TCP port; 0 takes any that is free."""
    if not words.isdecimal() or int(words) > 65535:
        raise ArgumentTypeError(f"{words} is no port: give a number up to 65535")
    return int(words)


def ensure_writable(folder: Path) -> None:
    """Refuse a folder in which no file can be made.

    Raises:
        CommandError: with the folder and the reason.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CommandError(
            f"The folder {folder} cannot be written to ({error.strerror}): make it writable for this user, "
            "or name another in VAR_DIR."
        ) from error


def ensure_keyring(path: Path) -> None:
    """Make the keyring of a new office; never where records are already encrypted under one.

    Raises:
        CommandError: records need the keyring that is missing, or it cannot be written.
    """
    if path.exists():
        return
    if _has_object_keys():
        raise CommandError(
            f"The keyring {path} is missing, and the records of this office cannot be read without it: "
            "put it back from its own backup, or point TRAIL_KEYRING to it."
        )
    try:
        make_keyring(path)
    except OSError as error:
        raise CommandError(
            f"The keyring cannot be written to {path} ({error.strerror}): make its folder writable, "
            "or name another place in TRAIL_KEYRING."
        ) from error


def _has_object_keys() -> bool:
    """Asked of the database in plain words: the tables may not be there yet."""
    with connection.cursor() as cursor:
        if "trail_objectkey" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT 1 FROM trail_objectkey LIMIT 1")
        return cursor.fetchone() is not None


def was_opened_empty() -> bool:
    """Whether people work here without the demo, whose made-up cases would mix with theirs."""
    demo = [f"{right.value}@example.org" for right in DEMO_PEOPLE if right != Right.ADMINISTRATOR]
    return User.objects.exists() and not User.objects.filter(email__in=demo).exists()


class Command(BaseCommand):
    help = (
        "Open the office: make what is missing (keys, tables, reference data, the demo, first accounts), then run "
        "web and worker until Ctrl+C. Run it again at any time; nothing is made twice."
    )
    requires_system_checks: list[str] = []  # they ask the database, which is set up here

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="without the demo: one administrator, no cases")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
        parser.add_argument("--port", default=8000, type=port_number, help="port to listen on (%(default)s)")

    def handle(self, *args: Any, empty: bool, host: str, port: int, **options: Any) -> None:
        ensure_writable(settings.VAR)
        try:
            with serving.listen(host, port) as listener:
                port = listener.getsockname()[1]
                self.set_up(empty=empty)
                self.run(listener, host=host, port=port)
        except KeyboardInterrupt:
            raise CommandError("Stopped before the office was open: run the command again to go on.") from None

    def set_up(self, *, empty: bool) -> None:
        """Make what is missing; on a second run there is nothing, and it is quick."""
        serving.leave_pool()
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            raise CommandError(
                f"The database cannot be reached ({str(error).strip()}): start it, or mend DATABASE_URL."
            ) from error
        ensure_keyring(settings.TRAIL_KEYRING)
        quiet = {"verbosity": 0, "stdout": io.StringIO()}
        call_command("migrate", interactive=False, **quiet)
        call_command("seed", **quiet)
        if not empty and was_opened_empty():
            empty = True
            self.stdout.write("This office was opened without the demo, so the demo stays out of it.")
        self.show(open_office(demo=not empty), empty=empty)
        if not empty:
            call_command("load_demo", **quiet)
        serving.collect_static(root=settings.STATIC_ROOT, stamp=settings.VAR / "static.stamp")
        connection.close()

    def show(self, credentials: list[Credential], *, empty: bool) -> None:
        """The new accounts as a table, once; afterwards how to get another password."""
        if not credentials:
            self.stdout.write(
                "One-time passwords were shown at the first start; “manage.py one_time_password EMAIL” makes a new one."
            )
            return
        self.stdout.write("\nOne-time passwords, shown only now: each must be changed at the first sign-in.\n\n")
        widths = [max(map(len, column)) for column in zip(*credentials, strict=True)]
        for row in credentials:
            self.stdout.write("  " + "   ".join(map(str.ljust, row, widths)).rstrip())
        self.stdout.write("")
        if empty:
            self.stdout.write(
                "What needs two people can be approved by nobody yet: “manage.py create_administrator EMAIL” makes the "
                "second administrator.\n"
            )

    def run(self, listener: Any, *, host: str, port: int) -> None:
        """Web and worker, until they are told to end."""
        environment = serving.environment_for(host, port)
        if host in serving.ANY and not {"ALLOWED_HOSTS", "SITE_URL"} <= os.environ.keys():
            self.stdout.write(
                f"It answers to {environment['ALLOWED_HOSTS']}; for any other name set ALLOWED_HOSTS, "
                "and SITE_URL to the address that people use."
            )
        site = environment["SITE_URL"]
        opened = f"Privacy Office is open at {site}/admin/ (public page {site}/group/subprocessors/); Ctrl+C ends it."
        self.stdout.flush()
        serving.serve(listener, environment, opened=lambda: self.stdout.write(opened) or self.stdout.flush())
        self.stdout.write("Privacy Office is closed.")
