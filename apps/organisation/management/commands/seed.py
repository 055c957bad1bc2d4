"""``manage.py seed``: the reference data of the office."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from apps.organisation.models import Brand
from apps.organisation.services import seed_office
from apps.trail.errors import RuleBroken


class Command(BaseCommand):
    help = (
        "Makes the reference data that is missing: brands, offices, services, categories, purposes, countries and "
        "adequacy, authorities. Run it after each migrate; it never overwrites what people changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        if Brand._meta.db_table not in connection.introspection.table_names():
            raise CommandError("The database has no tables yet: run “manage.py migrate” first.")
        try:
            counts = seed_office(by="command:seed")
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        for label, (made, present) in counts.items():
            self.stdout.write(f"{label}: {made} made, {present} present")
        if options["json"]:
            columns = ({label: pair[at] for label, pair in counts.items()} for at in (0, 1))
            self.stdout.write(json.dumps(dict(zip(("made", "present"), columns, strict=True))))
