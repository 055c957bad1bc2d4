"""``manage.py import_subprocessors FILE --brand KEY --source NAME [--dry-run] [--json]``."""

import io
import json
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from apps.organisation.models import Brand, Purpose
from apps.subprocessors import services
from apps.subprocessors.choices import RecipientKind, RecipientRole
from apps.subprocessors.queries.versions import Version, country_names, read_version, table_of
from apps.trail.errors import RuleBroken

BY = "command:import_subprocessors"


class Command(BaseCommand):
    help = (
        "Reads a new version of a list of subprocessors (CSV or XLSX) as changes against the register, and accepts "
        "them as they are; with --dry-run it only tells them. What is approved or in force changes only after a second "
        "person approved it in the admin. Run it whenever the list of the source has a new version."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the list: CSV or XLSX")
        parser.add_argument("--brand", required=True, metavar="KEY", help="whose list it is, by the key of the brand")
        parser.add_argument("--source", required=True, metavar="NAME", help="where it comes from; its columns are kept")
        parser.add_argument(
            "--kind", choices=RecipientKind.values, default=RecipientKind.TECHNOLOGY, help="of new entries"
        )
        parser.add_argument(
            "--role", choices=RecipientRole.values, default=RecipientRole.SUBPROCESSOR, help="of new entries"
        )
        parser.add_argument("--purpose", metavar="KEY", default="", help="of new entries, by the key of the purpose")
        parser.add_argument("--dry-run", action="store_true", help="tell the changes and save nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = self._run(**options)
        except ValidationError as error:
            raise CommandError(f"Nothing was imported: {' '.join(error.messages)}") from error
        except RuleBroken as error:
            raise CommandError(f"Nothing was imported: {error}") from error
        except DatabaseError as error:
            raise CommandError(
                f"The database does not answer ({str(error).splitlines()[0]}): check DATABASE_URL and run “migrate”."
            ) from error
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))

    def _run(self, **options: Any) -> dict[str, Any]:
        path = Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        brand = self._brand(options["brand"])
        source = options["source"].strip()
        if not source or len(source) > 100:
            raise CommandError("--source is the name of where the list comes from, of 1 to 100 characters.")
        names = country_names()
        if not names:
            raise CommandError("The register has no countries yet: run “manage.py seed” first.")
        version = read_version(table_of(data), brand=brand, source=source)
        changes = services.told(version.differences, names)
        if not options["dry_run"]:
            file = services.ListFile(path.name, io.BytesIO(data))
            services.accept_version(version, services.as_read(version), file=file, terms=self._terms(options), by=BY)
        self._tell(version, changes, is_rehearsal=options["dry_run"])
        return {
            "rows": version.read.rows,
            "changes": changes,
            "refused": [{"row": one.row, "column": one.column, "reason": one.reason} for one in version.read.refused],
        }

    def _brand(self, key: str) -> Brand:
        brand = Brand.objects.filter(key=key).first()
        if brand is None:
            known = ", ".join(Brand.objects.active().values_list("key", flat=True)) or "none; run “manage.py seed”"
            raise CommandError(f"There is no brand “{key}”. Brands are: {known}.")
        return brand

    def _terms(self, options: dict[str, Any]) -> services.Terms:
        key = options["purpose"]
        purpose = Purpose.objects.filter(key=key).first() if key else None
        if key and purpose is None:
            known = ", ".join(Purpose.objects.values_list("key", flat=True))
            raise CommandError(f"There is no purpose “{key}”. Purposes are: {known}.")
        return services.Terms(RecipientKind(options["kind"]), RecipientRole(options["role"]), purpose)

    def _tell(self, version: Version, changes: list[dict[str, Any]], *, is_rehearsal: bool) -> None:
        for one in changes:
            self.stdout.write(f"{one['kind']}: {one['name']}")
        for refused in version.read.refused:
            self.stderr.write(f"Row {refused.row}, {refused.column}: {refused.reason}")
        done = "would change" if is_rehearsal else "were accepted as changes"
        self.stdout.write(f"{version.read.rows} rows read; {len(changes)} {done}, {len(version.read.refused)} refused.")
