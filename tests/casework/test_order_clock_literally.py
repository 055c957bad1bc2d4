"""The clocks of orders agree with literal ones, which walk day by day, on every day and in every office."""

import datetime
import itertools
import os
from collections.abc import Iterable

import pytest

from apps.casework.deadlines.dsr_inputs import Pause
from apps.casework.deadlines.laws import LAWS, law
from apps.casework.deadlines.order_laws import WINDOW_LAWS
from apps.casework.deadlines.places import place

from .literal_clock import days_on, rolled, same_date_in

Day = datetime.date
DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date(2024, 1, 1), datetime.date(2030, 12, 31)
OFFICES = ["NL", "GB-ENG", "DE-BE", "US-CA"]
#: Days of each period, and of its extension.
LENGTHS = {
    "epoc": (10, 0),
    "epoc_pr": (60, 30),
    "us_preservation": (90, 90),
    "annex_iii": (5, 0),
    "conflict_objection": (10, 0),
    "cloud_act_quash": (14, 0),
    "preservation_secrecy": (45, 0),
    "secrecy_review": (90, 0),
}
NOT_RUNNING_ON = {"cloud_act_quash", "preservation_secrecy", "us_ndo", "secrecy_review"}
NAMES = [*LENGTHS, "us_ndo", *WINDOW_LAWS]


def _ended(name: str, received: Day, *, extended: bool) -> Day:
    """The last day before anything stops or moves it."""
    if name == "us_ndo":
        return same_date_in(12, received)
    if name == "nl_126n":
        return same_date_in(3, received) - DAY
    if name == "nl_126ne":
        return days_on(27, received)
    length, longer = LENGTHS[name]
    return days_on(length + longer * extended, received)


def _literal(name: str, office: str, received: Day, *, extended: bool, stopped: int) -> tuple[Day, Day | None]:
    due_on = _ended(name, received, extended=extended)
    if stopped:
        due_on = rolled(days_on(stopped, due_on), office)
    running_on = name not in NOT_RUNNING_ON and name not in WINDOW_LAWS
    return due_on, rolled(due_on, office) if running_on else None


def _ours(name: str, office: str, received: Day, *, extended: bool, stopped: int) -> tuple[Day | None, Day | None]:
    where = place(office)
    noon = datetime.datetime.combine(received, datetime.time(12), where.zone)
    more = {"extended_on": received + 3 * DAY} if extended else {}
    if stopped:
        more["paused"] = (Pause(received + DAY, received + DAY + stopped * DAY),)
    begins = {"starts_on": received} if name in WINDOW_LAWS else {"received_at": noon}
    clock = law(name).reckon(office=where, **begins, **more)
    return clock.due_on, clock.latest_on


def _variants(name: str, number: int) -> list[dict]:
    """What may happen under the law, with another length of the stop each time."""
    takes = LAWS[name].may_take
    return [
        {"extended": extended, "stopped": stopped}
        for extended in ([False, True] if "extended_on" in takes else [False])
        for stopped in ([0, 1 + number % 13] if "paused" in takes else [0])
    ]


def _agree(names: Iterable[str], step: int) -> None:
    for name, office in itertools.product(names, OFFICES):
        for number in range(0, (LAST - FIRST).days + 1, step):
            received = FIRST + number * DAY
            for variant in _variants(name, number):
                ours, literal = (reckon(name, office, received, **variant) for reckon in (_ours, _literal))
                assert ours == literal, (name, office, received, variant)


def test_literal_clock_of_orders_agrees_on_a_sample_of_days():
    _agree(NAMES, step=307)  # no multiple of a week, of a month or of a year


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_literal_clock_of_orders_agrees_on_every_day_of_seven_years_or_every_so_many(name):
    _agree([name], step=int(os.environ.get("CLOCK_STEP", "1")))
