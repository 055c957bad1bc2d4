"""``manage.py import_cookies FILE [--json]``."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from apps.cookies.reading.catalogue import read_catalogue
from apps.cookies.services import import_catalogue
from apps.trail.errors import RuleBroken

BY = "command:import_cookies"


class Command(BaseCommand):
    help = (
        "Reads the Open Cookie Database (CSV or JSON) as a catalogue of suggestions for what is found on our sites. Every "
        "row is accounted for; what a person decided about an entry stays. Run it whenever the database has a new version."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the catalogue: CSV or JSON, in UTF-8")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        try:
            done = import_catalogue(read_catalogue(data), by=BY)
        except RuleBroken as error:
            raise CommandError(f"Nothing was imported: {error}") from error
        except DatabaseError as error:
            raise CommandError(
                f"The database does not answer ({str(error).splitlines()[0]}): check DATABASE_URL and run “migrate”."
            ) from error
        for refused in done.refused:
            self.stderr.write(f"Row {refused.row}: {refused.reason}")
        for row, words in done.unreadable:
            self.stdout.write(f"Row {row}: “{words}” is no lifetime that is sure; the words are kept.")
        self.stdout.write(
            f"{done.rows} rows: {done.imported} imported, {done.suggestions} suggestions that a person decides, "
            f"{done.unchanged} unchanged, {len(done.refused)} refused."
        )
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "rows": done.rows,
                        "imported": done.imported,
                        "suggestions": done.suggestions,
                        "unchanged": done.unchanged,
                        "refused": [{"row": one.row, "reason": one.reason} for one in done.refused],
                        "unreadable_lifetimes": [{"row": row, "words": words} for row, words in done.unreadable],
                    },
                    ensure_ascii=False,
                )
            )
