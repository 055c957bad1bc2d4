"""The clock of requests a second time: slow, literal, walking day by day. It shares no line with the engine.

Written from the wording of the laws, so that a slip has to be made twice, in two ways, to stay unseen.
"""

import datetime
from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import cache

import holidays

Day = datetime.date
ONE = datetime.timedelta(days=1)
OFFICES = {
    "NL": ("NL", None),
    "GB-ENG": ("GB", "ENG"),
    "IE": ("IE", None),
    "DE-BE": ("DE", "BE"),
    "FR": ("FR", None),
    "US-CA": ("US", "CA"),
    "SG": ("SG", None),
    "BR": ("BR", None),
}


@cache
def public_holidays(office: str, year: int) -> frozenset[Day]:
    country, region = OFFICES[office]
    return frozenset(holidays.country_holidays(country, subdiv=region, years=[year], expand=False))


def is_off(day: Day, office: str) -> bool:
    if day.strftime("%a") in ("Sat", "Sun"):
        return True
    if office == "NL" and (day.day, day.month) == (5, 5):
        return True
    return day in public_holidays(office, day.year)


def same_date_in(months: int, start: Day) -> Day:
    """Walk on until the month is the right one and the date is the same, or the month is about to end."""
    day, turns = start, 0
    while turns < months or (day.day != start.day and (day + ONE).month == day.month):
        day += ONE
        turns += day.day == 1
    return day


def days_on(count: int, start: Day) -> Day:
    day = start
    for _number in range(count):
        day += ONE
    return day


def business_days_on(count: int, start: Day, office: str) -> Day:
    day, seen = start, 0
    while seen < count:
        day += ONE
        if not is_off(day, office):
            seen += 1
    return day


def with_paused_days(start: Day, last: Day, paused: Set[Day]) -> Day:
    """Count off the days of the term again, the first among them, and let no paused day count."""
    left, day = 1, start
    while day != last:
        left, day = left + 1, day + ONE
    day = start - ONE
    while left:
        day += ONE
        if day not in paused:
            left -= 1
    return day


def rolled(day: Day, office: str) -> Day:
    while is_off(day, office):
        day += ONE
    return day


#: The last day of each law before anything pauses or rolls, and the one after an extension.
ENDS: dict[str, tuple[Callable[[Day, str], Day], Callable[[Day, str], Day] | None]] = {
    "gdpr": (lambda start, _: same_date_in(1, start), lambda start, _: same_date_in(3, start)),
    "uk_gdpr": (lambda start, _: same_date_in(1, start), lambda start, _: same_date_in(3, start)),
    "uk_complaint": (lambda start, _: days_on(30, start), None),
    "ccpa": (lambda start, _: days_on(44, start), lambda start, _: days_on(89, start)),
    "ccpa_opt_out": (lambda start, office: business_days_on(15, start, office), None),
    "tcpa": (lambda start, office: business_days_on(10, start, office), None),
    "us_state": (lambda start, _: days_on(45, start), lambda start, _: days_on(90, start)),
    "us_iowa": (lambda start, _: days_on(90, start), lambda start, _: days_on(135, start)),
    "us_rhode_island_consent": (lambda start, _: days_on(15, start), None),
    "us_virginia_appeal": (lambda start, _: days_on(60, start), None),
    "pdpa": (lambda start, _: days_on(30, start), lambda start, _: same_date_in(2, start)),
    "lgpd": (lambda start, _: days_on(15, start), None),
    "kr": (lambda start, _: days_on(10, start), None),
    "tw_access": (lambda start, _: days_on(15, start), lambda start, _: days_on(30, start)),
    "tw_correction": (lambda start, _: days_on(30, start), lambda start, _: days_on(60, start)),
    "ca_quebec": (lambda start, _: days_on(30, start), None),
    "ca_pipeda": (lambda start, _: days_on(30, start), lambda start, _: days_on(60, start)),
    "th": (lambda start, _: days_on(30, start), None),
    "tr": (lambda start, _: days_on(30, start), None),
    "za": (lambda start, _: days_on(30, start), None),
    "mx": (lambda start, _: days_on(15, start), None),
    "ar": (lambda start, _: days_on(5, start), None),
    "uy": (lambda start, _: days_on(5, start), None),
    "id": (lambda start, _: days_on(3, start), None),
    "other": (lambda start, _: same_date_in(1, start), lambda start, _: same_date_in(2, start)),
}
ROLLING = {"gdpr", "uk_gdpr", "uk_complaint"}
PAUSING = {"gdpr", "uk_gdpr"}


@dataclass(frozen=True)
class Literal:
    """The days of one request, as an engine that agrees gives them."""

    due_on: Day
    promised_on: Day
    legal_limit_on: Day
    notice_by: Day
    acknowledge_by: Day | None


def literal_clock(
    law: str,
    office: str,
    received: Day,
    *,
    paused: Set[Day] = frozenset(),
    identity: Day | None = None,
    extended: bool = False,
) -> Literal:
    start = identity if law == "uk_gdpr" and identity and identity > received else received
    first = min(same_date_in(1, received), _limit(law, office, start, paused, longer=False))
    promised = same_date_in(2 if extended else 1, received)
    limit = _limit(law, office, start, paused, longer=extended)
    return Literal(min(promised, limit), promised, limit, first, _acknowledge(law, office, received))


def _limit(law: str, office: str, start: Day, paused: Set[Day], *, longer: bool) -> Day:
    end = ENDS[law][longer]
    assert end
    last = end(start, office)
    if law in PAUSING:
        last = with_paused_days(start, last, paused)
    return rolled(last, office) if law in ROLLING else last


def _acknowledge(law: str, office: str, received: Day) -> Day | None:
    if law == "ccpa":
        return business_days_on(10, received, office)
    return rolled(days_on(30, received), office) if law == "uk_complaint" else None
