"""Working days: which days an office works, by the public holidays of its country and its own closing days."""

import datetime
from dataclasses import dataclass, field
from functools import lru_cache

import holidays
from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken

ONE_DAY = datetime.timedelta(days=1)


class NoCalendar(RuleBroken):
    """No public holidays are known for this country or region."""


@lru_cache(maxsize=64)
def _public_holidays(country: str, region: str) -> holidays.HolidayBase:
    try:
        return holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError as error:
        raise NoCalendar(
            _("No public holidays are known for %(place)s: name a country by its ISO 3166 code, as in NL, and a "
              "region by its ISO 3166-2 code, as in DE-BY's BY.") % {"place": f"{country} {region}".strip()}
        ) from error


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
        _public_holidays(self.country, self.region)

    def is_working_day(self, day: datetime.date) -> bool:
        """Neither weekend, nor public holiday, nor a day the office is closed."""
        known = _public_holidays(self.country, self.region)
        return not known._is_weekend(day) and day not in known and day not in self.closed

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
