"""``manage.py export_evidence REFERENCE --to FILE.zip [--json]``."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from apps.casework.dossiers import Export, export_evidence, record_with
from apps.trail.errors import RuleBroken


class Command(BaseCommand):
    help = (
        "Writes the evidence of a record, as of an announcement, into one zip file: what was said to whom and when, the "
        "acts about it, and the proof that they stand in the signed log. It holds addresses in clear; that it left is an "
        "act. The same state gives the same bytes. A file that is there already is not written over."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="as on the record’s page: ANN-2026-0001, for example")
        parser.add_argument("--to", required=True, metavar="FILE", help="the zip file to write")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, reference: str, **options: Any) -> None:
        path = Path(options["to"])
        try:
            export = self._write(reference, path)
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database does not answer ({str(error).splitlines()[0]}): check DATABASE_URL and run “migrate”."
            ) from error
        self.stdout.write(f"{path}: the evidence of {reference}, {export.records} records. SHA-256: {export.sha256}")
        if options["json"]:
            told = {"file": str(path), "sha256": export.sha256, "records": export.records, "reference": reference}
            self.stdout.write(json.dumps(told))

    def _write(self, reference: str, path: Path) -> Export:
        record = record_with(reference)
        try:
            file = path.open("x+b")
        except OSError as error:
            raise CommandError(
                f"{path} cannot be written ({error.strerror}): name a file that is not there yet, in a folder that is."
            ) from error
        try:
            with file:
                path.chmod(0o600)
                return export_evidence(record, to=file, by="command:export_evidence")
        except BaseException:
            path.unlink()  # half a file is no evidence
            raise
