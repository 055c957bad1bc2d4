"""``manage.py check_transparency_figures --requests FILE --notices FILE --countries FILE [--json]``."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.disclosures.transparency.published import PeriodVerdict, TableRefused, Tables, judge, read_tables

UNSOUND, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = (
        "Checks whether published figures about requests of authorities add up, whoever published them. Run it before "
        "such tables are published, and over those of others. It reads no record and changes nothing. Exit status: 0 "
        "sound, 1 something does not add up, 2 a file cannot be read."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        for name, columns in (
            ("requests", "year, half, type, count_requests_received, count_disclosed"),
            ("notices", "year, half, type, count"),
            ("countries", "year, half, government, government_iso2_code, count"),
        ):
            parser.add_argument(f"--{name}", required=True, metavar="FILE", help=f"CSV with the columns {columns}")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        verdicts = judge(self._tables(options))
        self._tell(verdicts)
        if options["json"]:
            self.stdout.write(json.dumps({"periods": [one.told() for one in verdicts]}, ensure_ascii=False))
        if count := sum(len(one.faults) for one in verdicts):
            sys.stdout.flush()
            raise CommandError(f"The figures do not add up: {count} found, told above.", returncode=UNSOUND)

    def _tables(self, options: dict[str, Any]) -> Tables:
        try:
            return read_tables(**{name: self._read(options[name]) for name in ("requests", "notices", "countries")})
        except TableRefused as error:
            raise CommandError(str(error), returncode=UNREADABLE) from error

    def _read(self, name: str) -> tuple[str, bytes]:
        path = Path(name)
        try:
            return path.name, path.read_bytes()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise CommandError(f"{name} cannot be read: {why}.", returncode=UNREADABLE) from error

    def _tell(self, verdicts: list[PeriodVerdict]) -> None:
        for one in verdicts:
            self.stdout.write(f"{one.period}: {'sound' if one.is_sound else 'does not add up'}")
            for fault in one.faults:
                self.stdout.write(f"  {fault.words}")
