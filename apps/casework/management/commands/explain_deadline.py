"""``manage.py explain_deadline --law LAW --office PLACE … [--json]``: a deadline in words, from single days or moments."""

import datetime
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.casework.deadlines.dsr_inputs import Pause
from apps.casework.deadlines.laws import LAWS, Law, law
from apps.casework.deadlines.moments import read_day, read_moment
from apps.casework.deadlines.places import Place, place
from apps.casework.deadlines.results import Deadline
from apps.trail.errors import RuleBroken

#: What a law reckons from, by the options that give it; any one of them will do.
OPTIONS = {"received_on": ("received", "received_at")}
ABOUT_LAWS = (
    "sent_at",
    "days",
    "received",
    "received_at",
    "extended_on",
    "paused",
    "identity_on",
    "fee_on",
    "notified",
    "confirmed_at",
    "confirmed_on",
    "starts_on",
    "return_on",
)
MOMENTS = ("sent_at", "received_at", "confirmed_at")


def read_days(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is no number of days: give --days as a whole number, as in 30.") from error


def read_pause(text: str) -> Pause:
    first, dots, last = text.partition("..")
    if not dots:
        raise CommandError(f"“{text}” is no pause: give --paused as two days, as in 2026-03-01..2026-03-08.")
    return Pause(read_day(first), read_day(last))


def option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


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
        notice = parser.add_argument_group("notice of a change")
        notice.add_argument(
            "--sent-at", metavar="MOMENT", help="when the notice was sent, in ISO 8601; without an offset, by its clock"
        )
        notice.add_argument("--days", metavar="N", help="days of notice")
        self._add_arguments_about_requests(parser.add_argument_group("requests of people, and orders of authorities"))
        self._add_arguments_about_orders(parser.add_argument_group("orders of authorities alone"))
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def _add_arguments_about_requests(self, group: Any) -> None:
        group.add_argument("--received", metavar="DATE", help="the day of receipt, by the calendar of the office")
        group.add_argument(
            "--received-at", metavar="MOMENT", help="or its moment, which gives that day; an order has it always"
        )
        group.add_argument(
            "--extended-on", metavar="DATE", help="when the person was told of an extension, or an order was extended"
        )
        group.add_argument(
            "--paused",
            metavar="DATE..DATE",
            action="append",
            help="from the day of asking to the day of the answer, where the law pauses; may be repeated",
        )
        group.add_argument("--identity-on", metavar="DATE", help="when proof of identity came")
        group.add_argument("--fee-on", metavar="DATE", help="when a fee that was asked for was paid")

    def _add_arguments_about_orders(self, group: Any) -> None:
        group.add_argument(
            "--notified",
            action="store_true",
            default=None,
            help="the enforcing authority was notified (Regulation 2023/1543 Art. 8)",
        )
        group.add_argument("--confirmed-at", metavar="MOMENT", help="when it confirmed that it will not refuse")
        group.add_argument("--confirmed-on", metavar="DATE", help="when a request to produce was confirmed (Annex V)")
        group.add_argument(
            "--starts-on", metavar="DATE", help="the first day on which data of the future are collected"
        )
        group.add_argument("--return-on", metavar="DATE", help="the day on which the authority wants its answer")

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
        given = {name: options[name] for name in ABOUT_LAWS if options[name] is not None}
        self._ensure_fitting(chosen, given)
        return chosen.reckon(office=office, **dict(self._read(chosen, *one, office) for one in given.items()))

    def _ensure_fitting(self, chosen: Law, given: dict[str, Any]) -> None:
        """What this law reckons from is given once, and nothing else is."""
        fitting = set(chosen.may_take)
        for name in chosen.takes:
            ways = OPTIONS.get(name, (name,))
            found = [way for way in ways if way in given]
            if not found:
                raise CommandError(f"{' or '.join(map(option, ways))} is missing: this law reckons from it.")
            if len(found) > 1:
                raise CommandError(f"{' and '.join(map(option, found))} say the same: give one of them.")
            fitting.update(found)
        for name in given:
            if name not in fitting:
                raise CommandError(f"{option(name)} means nothing under the law “{chosen.name}”: leave it out.")

    def _read(self, chosen: Law, name: str, given: Any, office: Place) -> tuple[str, Any]:
        """The argument of a law that an option gives."""
        if name == "days":
            return name, read_days(str(given))
        if name == "paused":
            return name, tuple(read_pause(text) for text in given)
        if name == "notified":
            return name, bool(given)
        if name in MOMENTS:
            moment = read_moment(str(given), office.zone)
            by_the_day = name == "received_at" and "received_on" in chosen.takes
            return ("received_on", moment.date()) if by_the_day else (name, moment)
        day = given if isinstance(given, datetime.date) else read_day(str(given))
        return "received_on" if name == "received" else name, day

    def _tell(self, deadline: Deadline) -> None:
        for sentence in deadline.sentences:
            self.stdout.write(sentence)
        for name, value in {**deadline.dates, **deadline.moments}.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value.isoformat()}")
