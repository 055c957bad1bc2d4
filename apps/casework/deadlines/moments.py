"""Days and moments of a place: where the clock skips or doubles an hour, at midnight too."""

import datetime
from bisect import bisect_left
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken

ONE_DAY, ONE_HOUR, ONE_SECOND = (datetime.timedelta(**{unit: 1}) for unit in ("days", "hours", "seconds"))
#: Years outside of these are slips of the pen.
FIRST_YEAR, LAST_YEAR = 1970, 2200


class CannotReckon(RuleBroken):
    """No date follows from what was given."""


def local(moment: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """The moment as clocks of the zone show it.

    Raises:
        CannotReckon: the moment has no offset, or lies in a year that nobody means.
    """
    if moment.tzinfo is None:
        raise CannotReckon(_("%(moment)s names no time zone: give the moment with one.") % {"moment": moment})
    ensure_meant(moment)
    return moment.astimezone(zone)


def first_moment_of(day: datetime.date, zone: ZoneInfo) -> datetime.datetime:
    """When the day begins: the moment at which every earlier day is over for good.

    Mostly 00:00. Where the clock skips midnight, the first moment that exists; where it goes back over midnight, the
    first 00:00 after which it never shows the day before again.
    """
    midnight = datetime.datetime.combine(day, datetime.time(), zone)
    once, again = (midnight.replace(fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
    if again < once:  # no clock shows this midnight: the change lies between its two readings
        seconds = range(int((once - again) / ONE_SECOND))
        skipped = bisect_left(seconds, day, key=lambda number: (again + number * ONE_SECOND).astimezone(zone).date())
        once = again + skipped * ONE_SECOND
    elif (again - ONE_SECOND).astimezone(zone).date() < day:
        once = again
    return once.astimezone(zone)


def read_moment(text: str, zone: ZoneInfo) -> datetime.datetime:
    """A moment in ISO 8601; without an offset it is the zone's, and a bare date is the midnight that begins it.

    What the clock shows twice, or never, is read as the later moment: nobody's days get fewer by it.

    Raises:
        CannotReckon: the text is no such moment.
    """
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        words = _("“%(text)s” is no moment: write it as in 2026-03-01, 2026-03-01T10:00 or 2026-03-01T10:00+01:00.")
        raise CannotReckon(words % {"text": text}) from error
    ensure_meant(moment)
    if moment.tzinfo is None:
        moment = max(moment.replace(tzinfo=zone, fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
    return local(moment, zone)


def read_day(text: str) -> datetime.date:
    """A day in ISO 8601.

    Raises:
        CannotReckon: the text is no such day.
    """
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError as error:
        raise CannotReckon(_("“%(text)s” is no day: write it as in 2026-03-01.") % {"text": text}) from error
    ensure_meant(day)
    return day


def ensure_meant(moment: datetime.date) -> None:
    """Refuse a slip of the pen.

    Raises:
        CannotReckon: the day or moment lies in a year that nobody means.
    """
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        words = _("%(moment)s lies outside of the years %(first)s to %(last)s: look at its year again.")
        raise CannotReckon(words % {"moment": moment.isoformat(), "first": FIRST_YEAR, "last": LAST_YEAR})
