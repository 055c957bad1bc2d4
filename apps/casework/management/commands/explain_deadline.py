"""``manage.py explain_deadline --law LAW --office PLACE --sent-at MOMENT --days N [--json]``."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.casework.deadlines.laws import LAWS, law
from apps.casework.deadlines.moments import read_moment
from apps.casework.deadlines.places import Place, place
from apps.casework.deadlines.results import Deadline
from apps.trail.errors import RuleBroken


def read_days(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is no number of days: give --days as a whole number, as in 30.") from error


class Command(BaseCommand):
    help = (
        "Reckons a deadline and explains it in words, each step with its source. Run it before something is promised, "
        "and when somebody asks why a date is what it is. It reads no record and changes nothing."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--law", default="", help=f"which clock runs: {', '.join(LAWS)}")
        parser.add_argument(
            "--office", default="", metavar="PLACE", help="where it runs: NL, DE-BY or Europe/Amsterdam, for example"
        )
        parser.add_argument(
            "--sent-at", metavar="MOMENT", help="when the notice was sent, in ISO 8601; without an offset, by its clock"
        )
        parser.add_argument("--days", metavar="N", help="days of notice")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            deadline = self._reckoned(options)
        except RuleBroken as error:
            raise CommandError(str(error)) from error
        self._tell(deadline)
        if options["json"]:
            self.stdout.write(json.dumps(deadline.told(), ensure_ascii=False))

    def _reckoned(self, options: dict[str, Any]) -> Deadline:
        chosen, office = law(options["law"]), place(options["office"])
        given = {name: self._read(name, options[name], office) for name in chosen.takes}
        return chosen.reckon(office=office, **given)

    def _read(self, name: str, text: Any, office: Place) -> Any:
        if text is None:
            raise CommandError(f"--{name.replace('_', '-')} is missing: this law reckons from it.")
        return read_days(str(text)) if name == "days" else read_moment(str(text), office.zone)

    def _tell(self, deadline: Deadline) -> None:
        for sentence in deadline.sentences:
            self.stdout.write(sentence)
        for name, value in {**deadline.dates, **deadline.moments}.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value.isoformat()}")
