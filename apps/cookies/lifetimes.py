"""Lifetimes: from the words of a table to seconds, where they are sure, and from seconds to words. Pure functions."""

import re
from typing import NamedTuple

from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 3600, 86_400
#: A month is a twelfth of a year of 365 days, as browsers and regulators reckon lifetimes.
SECONDS = {
    "second": 1,
    "sec": 1,
    "minute": MINUTE,
    "min": MINUTE,
    "hour": HOUR,
    "day": DAY,
    "week": 7 * DAY,
    "month": 365 * DAY // 12,
    "year": 365 * DAY,
}
SESSION = re.compile(r"(end of )?session( cookie)?( \(browser\))?", re.IGNORECASE)
LASTS = re.compile(r"(\d{1,6})\s*(seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|years?)", re.IGNORECASE)


class Lifetime(NamedTuple):
    """How long something is kept: until the browser's session ends, or so many seconds."""

    is_session: bool
    seconds: int | None

    @property
    def is_known(self) -> bool:
        return self.is_session or self.seconds is not None


UNKNOWN = Lifetime(is_session=False, seconds=None)


def read_lifetime(words: str) -> Lifetime:
    """What words such as “2 years” or “session” say; unknown wherever that is not sure, as “1 hour or longer”.

    Zero is no lifetime: what is removed at once is not kept.
    """
    text = " ".join(words.split())
    if SESSION.fullmatch(text):
        return Lifetime(is_session=True, seconds=None)
    match = LASTS.fullmatch(text)
    if match is None or int(match[1]) == 0:
        return UNKNOWN
    return Lifetime(is_session=False, seconds=int(match[1]) * SECONDS[match[2].lower().removesuffix("s")])


def lifetime_words(seconds: int) -> str:
    """A number of seconds in the active language, in the largest unit that tells it exactly, as in “13 months”."""
    if seconds % SECONDS["year"] == 0 and seconds:
        years = seconds // SECONDS["year"]
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    if seconds % SECONDS["month"] == 0 and seconds:
        months = seconds // SECONDS["month"]
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    if seconds % DAY == 0 and seconds:
        days = seconds // DAY
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if seconds % HOUR == 0 and seconds:
        hours = seconds // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    if seconds % MINUTE == 0 and seconds:
        minutes = seconds // MINUTE
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
