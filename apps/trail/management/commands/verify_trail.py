"""Was anything altered, lost or added behind the application's back?"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.trail.choices import Verdict
from apps.trail.verification import Report, verify


class Command(BaseCommand):
    help = (
        "Verifies the whole trail: the signed log, every act, every history row, keys, live records and guards. Run it "
        "nightly (the worker does), after a restore, and whenever somebody asks. Exit status: 0 intact, 30 differs from "
        "a checkpoint kept outside, 40 contradicts itself, 50 cannot be checked."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--anchor", action="append", default=[], metavar="FILE", help="a checkpoint kept outside (may be repeated)"
        )
        parser.add_argument("--public-key", default="", metavar="HEX", help="the key of the notes, from outside")
        parser.add_argument(
            "--since", type=int, default=0, metavar="SIZE", help="go on from a checkpoint that was verified before"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            anchors = [Path(name).read_text() for name in options["anchor"]]
            public = bytes.fromhex(options["public_key"]) if options["public_key"] else None
        except (OSError, ValueError) as error:
            report = Report(obstacle=f"An anchor or the key cannot be read: {error}")
        else:
            report = verify(anchors=anchors, public=public, since=options["since"])
        self._tell(report)
        if options["json"]:
            self.stdout.write(json.dumps(self._result(report)))
        if report.verdict != Verdict.INTACT:
            sys.stdout.flush()
            raise CommandError(self._verdict_words(report), returncode=int(report.verdict))

    def _tell(self, report: Report) -> None:
        for finding in report.findings[:50]:
            self.stdout.write(f"{finding.where}: {finding.fault.label}")
        if len(report.findings) > 50:
            self.stdout.write(f"… and {len(report.findings) - 50} faults more.")
        if report.verdict == Verdict.INTACT:
            self.stdout.write(
                f"Intact: {report.acts} acts and {report.rows} rows, a log of {report.size}, in {report.seconds:.1f} s."
            )

    def _verdict_words(self, report: Report) -> str:
        return f"{report.verdict.label}: {report.obstacle or f'{len(report.findings)} faults'}."

    def _result(self, report: Report) -> dict[str, Any]:
        return {
            "verdict": report.verdict.name.lower(),
            "code": int(report.verdict),
            "records": report.records,
            "acts": report.acts,
            "rows": report.rows,
            "size": report.size,
            "faults": [finding.told() for finding in report.findings],
            "obstacle": report.obstacle or None,
            "last_anchor": report.last_anchor,
            "seconds": round(report.seconds, 3),
        }
