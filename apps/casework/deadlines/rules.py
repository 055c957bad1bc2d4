"""The rules that laws are made of. Each takes a value and the office, and gives the next value with its sentence."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from .moments import ONE_DAY, ONE_HOUR, first_moment_of, local
from .places import Place
from .results import Step

REGULATION = "Regulation 1182/71 Art. %s"


def in_words(day: datetime.date) -> str:
    """A day as staff read it, as in Sunday 1 March 2026."""
    return _in_words(day, get_language())


def clocked(moment: datetime.datetime, office: Place) -> str:
    """A moment as staff read it; UTC stands beside it, as the clock of an office may show the same time twice."""
    here = local(moment, office.zone)
    words = _("%(day)s at %(time)s in %(zone)s (%(utc)s UTC)")
    utc = f"{moment.astimezone(datetime.UTC):%H:%M}"
    return words % {"day": in_words(here.date()), "time": f"{here:%H:%M}", "zone": office.zone.key, "utc": utc}


@lru_cache(maxsize=4096)
def _in_words(day: datetime.date, language: str | None) -> str:
    """Kept, as half of the time of a reckoning would go into the words of its days."""
    return date_format(day, "l j F Y")


@dataclass(frozen=True)
class DayOfEvent:
    """The day of the event, as the office's clock shows it, is day 0. ``event`` is a sentence without its end."""

    event: Any
    source: str = REGULATION % "3(1)"

    def apply(self, moment: datetime.datetime, office: Place) -> tuple[datetime.date, Step]:
        here = local(moment, office.zone)
        words = _("%(event)s on %(day)s at %(time)s in %(zone)s: that day is day 0 and does not count") % {
            "event": self.event,
            "day": in_words(here.date()),
            "time": f"{here:%H:%M}",
            "zone": office.zone.key,
        }
        return here.date(), Step(self, words, self.source)


@dataclass(frozen=True)
class CalendarDays:
    """So many days of the calendar later, never so many times 24 hours; the last one ends at 24:00.

    ``what`` names the period, as in “The notice period”.
    """

    count: int
    what: Any

    def apply(self, day: datetime.date, office: Place) -> tuple[datetime.date, Step]:
        last = day + self.count * ONE_DAY
        words = ngettext(
            "%(what)s is %(count)s calendar day, whatever the clock does meanwhile: it ends at 24:00 of %(day)s",
            "%(what)s is %(count)s calendar days, whatever the clock does meanwhile: it ends at 24:00 of %(day)s",
            self.count,
        )
        words %= {"what": self.what, "count": self.count, "day": in_words(last)}
        return last, Step(self, words, REGULATION % "3(2)(b)")


@dataclass(frozen=True)
class ElapsedHours:
    """So many hours that pass, wherever the clock is put meanwhile. ``what`` names the period."""

    count: int
    what: Any
    source: str

    def apply(self, moment: datetime.datetime, office: Place) -> tuple[datetime.datetime, Step]:
        start = local(moment, office.zone).astimezone(datetime.UTC)
        end = start + self.count * ONE_HOUR
        words = ngettext(
            "%(what)s is %(count)s elapsed hour from %(start)s, whatever the clock does meanwhile: to %(end)s",
            "%(what)s is %(count)s elapsed hours from %(start)s, whatever the clock does meanwhile: to %(end)s",
            self.count,
        )
        words %= {
            "what": self.what,
            "count": self.count,
            "start": clocked(start, office),
            "end": clocked(end, office),
        }
        return end, Step(self, words, self.source)


@dataclass(frozen=True)
class EveryDayCounts:
    """The last day stays where it is on a weekend or a public holiday; the calendar that moves nothing is named."""

    def apply(self, day: datetime.date, office: Place) -> tuple[datetime.date, Step]:
        if office.calendar:
            words = _("Weekends and public holidays of %(place)s, calendar version %(version)s, count and move nothing")
            words %= {"place": office.calendar, "version": office.calendar.version}
        else:
            words = _("Weekends and public holidays count and move nothing")
        source = _("%(regulation)s; that Art. 3(4) does not move it is our reading") % {
            "regulation": REGULATION % "3(3)"
        }
        return day, Step(self, words, source)


@dataclass(frozen=True)
class StartOfNextDay:
    """The first moment after the last day, as the office's clock shows it. ``what`` is what may happen from then on."""

    what: Any
    source: str

    def apply(self, day: datetime.date, office: Place) -> tuple[datetime.datetime, Step]:
        start = first_moment_of(day + ONE_DAY, office.zone)
        words = _("%(what)s from %(day)s at %(time)s in %(zone)s, the first moment after that") % {
            "what": self.what,
            "day": in_words(start.date()),
            "time": f"{start:%H:%M}",
            "zone": office.zone.key,
        }
        return start, Step(self, words, self.source)
