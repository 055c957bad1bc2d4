"""Working days: which days an office works, by the public holidays of its country and its own closing days."""

import datetime
import hashlib
from calendar import isleap
from dataclasses import astuple, dataclass, field
from functools import lru_cache

import holidays
from django.utils.translation import gettext as _

from apps.trail.canonical import canonical, plain
from apps.trail.errors import RuleBroken

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class StatutoryHoliday:
    """A day off that the library of holidays lacks, with where it is written: every year, or from one to another.

    An empty ``region`` is the whole country. A day equated by decree is one whose first and last year are the same.
    """

    country: str
    month: int
    day: int
    source: str
    region: str = ""
    first_year: int = datetime.MINYEAR
    last_year: int = datetime.MAXYEAR

    def holds_in(self, country: str, region: str) -> bool:
        return self.country == country and self.region in ("", region)

    def falls_on(self, day: datetime.date) -> bool:
        return (self.month, self.day) == (day.month, day.day) and self.first_year <= day.year <= self.last_year


#: The library has 5 May every fifth year. No day equated by decree is known to us with its source (docs/glossary.md).
OVERLAY = (StatutoryHoliday("NL", 5, 5, "Algemene termijnenwet Art. 3"),)


class NoCalendar(RuleBroken):
    """No public holidays are known for this country or region."""


@lru_cache(maxsize=1024)
def _days_off(country: str, region: str, year: int) -> frozenset[datetime.date]:
    """The weekends and public holidays of a year.

    A set of our own: the library's calendar fills itself while it is read, and so misleads a second thread.
    """
    known = _library(country, region, year)
    first, length = datetime.date(year, 1, 1), 366 if isleap(year) else 365
    days = (first + number * ONE_DAY for number in range(length))
    return frozenset(
        day
        for day in days
        if day in known or known.is_weekend(day) or any(one.falls_on(day) for one in _overlay(country, region))
    )


def _library(country: str, region: str, year: int | None = None) -> holidays.HolidayBase:
    try:
        return holidays.country_holidays(country, subdiv=region or None, years=year, expand=False)
    except NotImplementedError as error:
        words = _(
            "No public holidays are known for %(place)s: name a country by its ISO 3166 code, as in NL, and a region "
            "by its ISO 3166-2 code, as in DE-BY's BY."
        )
        raise NoCalendar(words % {"place": f"{country} {region}".strip()}) from error


def _overlay(country: str, region: str) -> list[StatutoryHoliday]:
    return [one for one in OVERLAY if one.holds_in(country, region)]


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of one place. ``country`` and ``region`` are ISO 3166 codes; ``closed`` the office's own days.

    Raises:
        NoCalendar: the country or the region is not known.
    """

    country: str
    region: str = ""
    closed: frozenset[datetime.date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        _library(self.country, self.region)  # of no year: some countries are known for a few years only

    def __str__(self) -> str:
        return f"{self.country}-{self.region}" if self.region else self.country

    @property
    def version(self) -> str:
        """What the working days rest on, as a short hash: who reckons with another version may reckon otherwise."""
        overlay = [astuple(one) for one in _overlay(self.country, self.region)]
        rests_on = [holidays.__version__, self.country, self.region, overlay, self.closed]
        return hashlib.sha256(canonical(plain(rests_on))).hexdigest()[:12]

    def is_working_day(self, day: datetime.date) -> bool:
        """Neither weekend, nor public holiday, nor a day the office is closed."""
        return day not in _days_off(self.country, self.region, day.year) and day not in self.closed

    def next_working_day(self, day: datetime.date) -> datetime.date:
        """This day, or else the first working day after it (Regulation 1182/71 Art. 3(4))."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: datetime.date, count: int) -> datetime.date:
        """The last of ``count`` working days after ``day``; the day itself is day 0 (Regulation 1182/71 Art. 3(1))."""
        for _number in range(count):
            day = self.next_working_day(day + ONE_DAY)
        return day
