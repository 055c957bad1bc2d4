"""A lived-in demo office."""

import io
import json
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from apps.accounts.services import open_office
from apps.casework.registers import collect
from apps.trail.sealing import seal_all


class Command(BaseCommand):
    help = (
        "Fills the office with the demo company's records, by its demo people. For a first look and for training, never "
        "for a real office. Running it again adds only what is missing."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true", help="print what was made as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("seed", stdout=io.StringIO())
        for one in open_office(demo=True):
            self.stdout.write(f"{one.email}  {one.password}  ({one.role_label}; one-time password)")
        made: dict[str, int] = {}
        for load in collect("demo", "DEMO"):
            made |= load()
        seal_all()
        words = ", ".join(f"{count} {what}" for what, count in made.items() if count) or "nothing was missing"
        self.stdout.write(f"Demo: {words}.")
        if options["json"]:
            self.stdout.write(json.dumps({"made": made}))
