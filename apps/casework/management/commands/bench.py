"""Speed as ratios whose two sides run in the same run."""

import contextlib
import json
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from apps.casework.registers import Benchmark, Ratio, collect

#: Exit status when everything ran and a goal is not met, as on a busy or slow machine.
UNMET = 3


class Command(BaseCommand):
    help = (
        "Measures one part of the office (or “all”) in a scratch database beside the configured one, which stays as it "
        "is. Each figure is a ratio of two sides measured in turns in the same run, with the goal it must meet."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name", help="which benchmark, or all")
        parser.add_argument("--rows", type=int, default=1000, help="how many rows, or repetitions, to measure with")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        known = collect("benchmarks", "BENCHMARKS")
        names = list(dict.fromkeys(one.name for one in known))
        if options["name"] not in [*names, "all"]:
            raise CommandError(
                f"There is no benchmark “{options['name']}”: choose one of {', '.join([*names, 'all'])}."
            )
        if options["rows"] < 1:
            raise CommandError("--rows is the number of rows to measure with: one or more.")
        chosen = [one for one in known if options["name"] in (one.name, "all")]
        parts = []
        for one in chosen:  # each begins with an empty office
            with scratch_office():
                parts.append(self._measured(one, options["rows"]))
        ratios = [ratio for part in parts for ratio in part]
        if options["json"]:
            self.stdout.write(json.dumps(self._result(options["name"], options["rows"], ratios)))
        if not all(ratio.met for ratio in ratios):
            raise CommandError("A goal is not met.", returncode=UNMET)

    def _measured(self, benchmark: Benchmark, rows: int) -> list[Ratio]:
        ratios = benchmark.run(rows)
        for ratio in ratios:
            sign, verdict = ("≤" if ratio.at_most else "≥"), ("met" if ratio.met else "NOT MET")
            self.stdout.write(
                f"{benchmark.name}: {ratio.words}: {ratio.ours:.3g} against {ratio.other:.3g} {ratio.unit}, "
                f"ratio {ratio.ratio:.2f} (goal {sign} {ratio.goal:g}): {verdict}"
            )
        return ratios

    def _result(self, name: str, rows: int, ratios: list[Ratio]) -> dict[str, Any]:
        parts = [
            {
                "words": ratio.words,
                "ours": round(ratio.ours, 6),
                "other": round(ratio.other, 6),
                "unit": ratio.unit,
                "ratio": round(ratio.ratio, 4),
                "goal": ratio.goal,
                "met": ratio.met,
            }
            for ratio in ratios
        ]
        first = parts[0] if len(parts) == 1 else {"parts": parts, "met": all(ratio.met for ratio in ratios)}
        versions = {"python": platform.python_version(), "django": django.get_version(), "database": server_version()}
        return {"name": name, "rows": rows, "database": connection.vendor, **first, "versions": versions}


@contextlib.contextmanager
def scratch_office() -> Iterator[None]:
    """A migrated, empty database and a keyring of their own, gone afterwards."""
    configured, keyring = connection.settings_dict["NAME"], settings.TRAIL_KEYRING
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    with tempfile.TemporaryDirectory() as folder:
        settings.TRAIL_KEYRING = Path(folder) / "keyring.json"
        try:
            yield
        finally:
            settings.TRAIL_KEYRING = keyring
            connection.creation.destroy_test_db(configured, verbosity=0)


def server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return str(cursor.fetchone()[0])
