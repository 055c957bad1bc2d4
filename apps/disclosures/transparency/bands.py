"""National-security orders of the United States, told in bands alone (50 USC 1874), and in nothing else.

A report takes one of four options: finer bands for coarser categories, or later. Two options for days that overlap would
narrow each other's bands, so the first that was published for a day stays. The instruments are left out of every other
table and total; what is published about them is this.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken

from .identities import Row

#: The instruments that are told in bands, and their family.
NATIONAL_SECURITY = frozenset({"nsl", "fisa", "national_security"})

DETAILED = (
    "nsl",
    "nsl_selectors",
    "fisa_content",
    "fisa_content_selectors",
    "fisa_noncontent",
    "fisa_noncontent_selectors",
)
COMBINED = ("all_process", "all_selectors")

HALF_YEAR, YEAR = "half-year", "year"
PERIOD = re.compile(r"(?P<year>[12][0-9]{3})(-H(?P<half>[12]))?")
NEW_PRODUCT_DAYS = 540  # before an order tells that a product which had none before has one (50 USC 1874(b)(1))


class BandsRefused(RuleBroken):
    """A report in bands that the law does not know, or that would narrow another."""


@dataclass(frozen=True)
class Option:
    """One structure of a report: how wide its bands are, what it tells apart, for how long, and from how many days after."""

    number: int
    width: int
    categories: tuple[str, ...]
    length: str
    days_after: int


OPTIONS: Mapping[int, Option] = {
    one.number: one
    for one in (
        # Orders under FISA are told 180 days after the period, letters at once; one report waits for the later.
        Option(1, 1000, DETAILED, HALF_YEAR, 180),
        Option(2, 500, DETAILED, HALF_YEAR, 180),
        Option(3, 250, COMBINED, HALF_YEAR, 1),
        Option(4, 100, COMBINED, YEAR, 366),  # a whole year, be it a leap year
    )
}


def band(count: int, width: int) -> str:
    """The band that a number lies in: 0-249, 250-499."""
    low = count // width * width
    return f"{low}-{low + width - 1}"


def banded(number: int, counts: Mapping[str, int]) -> dict[str, str]:
    """The bands of a report under an option, by its categories.

    Raises:
        BandsRefused: there is no such option, or the counts are not exactly those that it tells.
    """
    chosen = option(number)
    if set(counts) != set(chosen.categories):
        words = _("Option %(number)s tells %(categories)s: give a count for each of them, and no other.")
        raise BandsRefused(words % {"number": number, "categories": ", ".join(chosen.categories)})
    return {category: band(counts[category], chosen.width) for category in chosen.categories}


def option(number: int) -> Option:
    """One of the four options.

    Raises:
        BandsRefused: there is no such option.
    """
    if number not in OPTIONS:
        known = ", ".join(map(str, OPTIONS))
        raise BandsRefused(
            _("There is no option %(number)s: choose from %(known)s.") % {"number": number, "known": known}
        )
    return OPTIONS[number]


# --- Timing ------------------------------------------------------------------------------------------------------


def days_of(period: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a period such as 2025-H1 or 2025.

    Raises:
        BandsRefused: it is no such period.
    """
    match = PERIOD.fullmatch(period)
    if not match or match["year"] == "0000":
        raise BandsRefused(
            _("“%(period)s” is no period: name a half-year as 2025-H1, or a year as 2025.") % {"period": period}
        )
    year, half = int(match["year"]), match["half"]
    first = datetime.date(year, 7 if half == "2" else 1, 1)
    return first, datetime.date(year, 6, 30) if half == "1" else datetime.date(year, 12, 31)


def earliest_on(number: int, period: str, *, new_product_on: datetime.date | None = None) -> datetime.date:
    """The first day on which a report of the period may be published.

    ``new_product_on`` is the day of the first order for a product that had none before, where it lies in the period.

    Raises:
        BandsRefused: the option does not report on such a period.
    """
    chosen = option(number)
    first, last = days_of(period)
    if (chosen.length == YEAR) != (period == f"{first:%Y}"):
        words = _("Option %(number)s reports on a %(length)s, which %(period)s is not.")
        raise BandsRefused(words % {"number": number, "length": chosen.length, "period": period})
    earliest = last + datetime.timedelta(days=chosen.days_after)
    if new_product_on is None:
        return earliest
    return max(earliest, new_product_on + datetime.timedelta(days=NEW_PRODUCT_DAYS))


def ensure_one_option(number: int, period: str, published: Iterable[tuple[int, str]]) -> None:
    """Refuse an option for days on which another was published, each given as its number and period.

    Raises:
        BandsRefused: two bands of different width would hold the same number, and narrow each other.
    """
    first, last = days_of(period)
    for other, there in published:
        first_there, last_there = days_of(there)
        if other != number and first <= last_there and first_there <= last:
            words = _("Option %(other)s was published for %(there)s: report on %(period)s under the same option.")
            raise BandsRefused(words % {"other": other, "there": there, "period": period})


# --- Everywhere else ---------------------------------------------------------------------------------------------


def without_national_security(rows: Iterable[Row]) -> list[Row]:
    """The rows that may be counted in tables and totals of exact numbers."""
    return [row for row in rows if row.instrument not in NATIONAL_SECURITY]


def ensure_left_out(rows: Iterable[Row]) -> None:
    """Refuse a table of exact numbers with a row of an instrument that is told in bands.

    Raises:
        BandsRefused: it has one.
    """
    for row in rows:
        if row.instrument in NATIONAL_SECURITY:
            words = _(
                "%(period)s, %(instrument)s: it is told in bands alone (50 USC 1874), so leave it out of this table."
            )
            raise BandsRefused(words % {"period": row.period, "instrument": row.instrument})
