"""How long a law gives: months, days and working days from a start, the days it leaves out, and the roll at its end."""

import datetime
from calendar import monthrange
from collections.abc import Set
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.casework.calendars import WorkingCalendar

from .moments import ONE_DAY, CannotReckon
from .places import Place
from .results import Step
from .rules import REGULATION, in_words


class Term(Protocol):
    """A length of time with a last day. ``what`` names it at the head of a sentence, as in “Our promise”."""

    @property
    def what(self) -> Any: ...

    @property
    def source(self) -> str: ...

    def apply(self, start: datetime.date, office: Place) -> tuple[datetime.date, Step]:
        """The last day of the term that starts on this day."""


class NoWorkingDays(CannotReckon):
    """The office's name tells no country, so nobody can say on which days it works."""


def working_calendar(office: Place) -> WorkingCalendar:
    """The office's calendar.

    Raises:
        NoWorkingDays: the place belongs to no country.
    """
    if office.calendar is None:
        words = _("“%(name)s” has no calendar of working days: name the country of the office, as in NL.")
        raise NoWorkingDays(words % {"name": office.name})
    return office.calendar


@dataclass(frozen=True)
class Months:
    """The same date so many months later, or the last day of that month where it has no such date.

    Of a term that begins *on* its first day, the last day is the one before that.
    """

    count: int
    what: Any
    source: str = REGULATION % "3(2)(c)"
    begins_on_first_day: bool = False

    def apply(self, start: datetime.date, office: Place) -> tuple[datetime.date, Step]:
        years, month = divmod(start.month - 1 + self.count, 12)
        year, month = start.year + years, month + 1
        last = datetime.date(year, month, min(start.day, monthrange(year, month)[1]))
        if self.begins_on_first_day:
            last -= ONE_DAY
            words = ngettext(
                "%(what)s is %(count)s month, of which %(start)s is the first day: to %(day)s",
                "%(what)s is %(count)s months, of which %(start)s is the first day: to %(day)s",
                self.count,
            )
        else:
            words = ngettext(
                "%(what)s is %(count)s month from %(start)s: to the same date of the month, or its last day, %(day)s",
                "%(what)s is %(count)s months from %(start)s: to the same date of the month, or its last day, %(day)s",
                self.count,
            )
        return last, _step(self, words, start, last)


@dataclass(frozen=True)
class Days:
    """So many days of the calendar. Of a term that begins *on* its first day, that day is day one, else day 0."""

    count: int
    what: Any
    source: str
    begins_on_first_day: bool = False

    def apply(self, start: datetime.date, office: Place) -> tuple[datetime.date, Step]:
        last = start + (self.count - self.begins_on_first_day) * ONE_DAY
        if self.begins_on_first_day:
            words = ngettext(
                "%(what)s is %(count)s calendar day, of which %(start)s is the first: to %(day)s",
                "%(what)s is %(count)s calendar days, of which %(start)s is the first: to %(day)s",
                self.count,
            )
        else:
            words = ngettext(
                "%(what)s is %(count)s calendar day after %(start)s: to %(day)s",
                "%(what)s is %(count)s calendar days after %(start)s: to %(day)s",
                self.count,
            )
        return last, _step(self, words, start, last)


@dataclass(frozen=True)
class WorkingDays:
    """So many working days of the office after the first day, which is day 0."""

    count: int
    what: Any
    source: str

    def apply(self, start: datetime.date, office: Place) -> tuple[datetime.date, Step]:
        calendar = working_calendar(office)
        last = calendar.add_working_days(start, self.count)
        words = ngettext(
            "%(what)s is %(count)s working day of %(place)s, calendar version %(version)s, after %(start)s: to %(day)s",
            "%(what)s is %(count)s working days of %(place)s, calendar version %(version)s, after %(start)s: to %(day)s",
            self.count,
        )
        return last, _step(self, words, start, last, place=calendar, version=calendar.version)


@dataclass(frozen=True)
class WithoutDays:
    """Days that do not count, each of them once, as long as the term runs: what is paused later revives nothing."""

    days: Set[datetime.date]
    how: Any
    source: str

    def apply(self, last: datetime.date, office: Place) -> tuple[datetime.date, Step]:
        moved = last
        for day in sorted(self.days):
            if day <= moved:
                moved += ONE_DAY
        count = (moved - last).days
        words = ngettext(
            "%(count)s paused day does not count (%(how)s): the term ends on %(day)s",
            "%(count)s paused days do not count (%(how)s), each of them once: the term ends on %(day)s",
            count,
        )
        words %= {"count": count, "how": self.how, "day": in_words(moved)}
        return moved, Step(self, words, self.source)


@dataclass(frozen=True)
class RollToWorkingDay:
    """A last day on which the office does not work becomes its next working day."""

    source: str

    def apply(self, last: datetime.date, office: Place) -> tuple[datetime.date, Step]:
        calendar = working_calendar(office)
        rolled = calendar.next_working_day(last)
        if rolled == last:
            words = _("%(last)s is a working day of %(place)s, calendar version %(version)s, so the term ends with it")
        else:
            words = _(
                "%(last)s is no working day of %(place)s, calendar version %(version)s: the term ends with the next "
                "one, %(day)s"
            )
        words %= {"last": in_words(last), "place": calendar, "version": calendar.version, "day": in_words(rolled)}
        return rolled, Step(self, words, self.source)


@dataclass(frozen=True)
class MayRunOn:
    """Where it is open whether a last day off becomes the next working day: the latest day that this could give."""

    source: str

    def apply(self, last: datetime.date, office: Place) -> tuple[datetime.date, Step]:
        calendar = working_calendar(office)
        latest = calendar.next_working_day(last)
        if latest == last:
            words = _("%(last)s is a working day of %(place)s, calendar version %(version)s, so nothing moves it")
        else:
            words = _(
                "%(last)s is no working day of %(place)s, calendar version %(version)s: the period may run on to the "
                "next one, %(day)s, but whether it does is open, so the earlier day steers"
            )
        words %= {"last": in_words(last), "place": calendar, "version": calendar.version, "day": in_words(latest)}
        return latest, Step(self, words, self.source)


def _step(term: Any, words: str, start: datetime.date, last: datetime.date, **more: Any) -> Step:
    named = {"what": term.what, "count": term.count, "start": in_words(start), "day": in_words(last), **more}
    return Step(term, words % named, term.source)
