"""What became of requests, as numbers by law, right, brand, channel and month, and as the tables that laws ask for.

Five queries, whatever is asked: the offices, the counts of every group, the days of the answers, and of those that
waited for the person the days and the clocks.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import Any

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, QuerySet

from apps.casework.deadlines.dsr_events import BEGINS, inputs_of
from apps.casework.deadlines.dsr_events import ClockEvent as Event
from apps.casework.deadlines.dsr_inputs import PauseDays
from apps.casework.deadlines.dsr_laws import DSR_LAWS

from ..choices import ClockKind, Regime, Right
from ..models import ClockEvent
from .counting import ASKED, DIMENSIONS, FIGURES, Span, counted, figures_that_count

#: The rights of a report under 11 CCR 7102, by what it calls them.
CCPA_RIGHTS: Mapping[str, Sequence[str]] = {
    "delete": [Right.ERASURE, Right.CHILDREN],
    "correct": [Right.RECTIFICATION],
    "know": [Right.ACCESS, Right.PORTABILITY],
    "opt_out": [Right.SALE_OPT_OUT],
    "limit": [Right.RESTRICTION],
}


@dataclass
class Sums:
    """The numbers of one group of rights, and how many days their answers took."""

    counts: Counter[str] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)
    stopped_days: int = 0

    def add(self, other: "Sums") -> None:
        self.counts.update(other.counts)
        self.days.update(other.days)
        self.stopped_days += other.stopped_days

    @property
    def mean(self) -> float | None:
        answers = self.days.total()
        return sum(days * count for days, count in self.days.items()) / answers if answers else None

    @property
    def median(self) -> float | None:
        answers = self.days.total()
        if not answers:
            return None
        return (self._days_at((answers - 1) // 2) + self._days_at(answers // 2)) / 2

    def _days_at(self, place: int) -> int:
        """How many days the answer at a place took, once they are in order."""
        in_order = sorted(self.days)
        reached = accumulate(self.days[days] for days in in_order)
        return next(days for days, count in zip(in_order, reached, strict=True) if place < count)

    def percent(self, in_time: str, late: str, open_late: str) -> float | None:
        """How many of a hundred were in time, among all of which it is known by now."""
        known = self.counts[in_time] + self.counts[late] + self.counts[open_late]
        return self.counts[in_time] / known * 100 if known else None


@dataclass(frozen=True)
class Figures:
    """The sums of each group, by its values of the dimensions in their order."""

    span: Span
    groups: Mapping[tuple[Any, ...], Sums]

    def total(self) -> Sums:
        return self._sum(lambda _key: True)

    def by(self, dimension: str) -> dict[Any, Sums]:
        """The sums of each value that a dimension has here."""
        place = list(DIMENSIONS).index(dimension)
        found: dict[Any, Sums] = defaultdict(Sums)
        for key, sums in self.groups.items():
            found[key[place]].add(sums)
        return dict(found)

    def of_ccpa(self) -> dict[str, Sums]:
        """The rights of a report under 11 CCR 7102, each with its sums."""
        asked = {name: {(Regime.CCPA, right) for right in rights} for name, rights in CCPA_RIGHTS.items()}
        return {name: self._sum(partial(_asks_for, pairs)) for name, pairs in asked.items()}

    def _sum(self, belongs: Callable[[tuple[Any, ...]], bool]) -> Sums:
        found = Sums()
        for key, sums in self.groups.items():
            if belongs(key):
                found.add(sums)
        return found


def _asks_for(pairs: Set[tuple[str, str]], key: tuple[Any, ...]) -> bool:
    """Whether a group is of one of these laws and rights."""
    return key[:2] in pairs


def figures_of(span: Span) -> Figures:
    """All figures of the rights asked for in a span."""
    items, groups = counted(span), defaultdict[tuple[Any, ...], Sums](Sums)
    for *key, counts in _counts(items):
        groups[tuple(key)].counts.update(counts)
    for *key, days, count in _days_without_waiting(items):
        groups[tuple(key)].days[max(1, days)] += count
    for *key, days, stopped in _days_with_waiting(items):
        sums = groups[tuple(key)]
        sums.days[max(1, days - stopped)] += 1
        sums.stopped_days += stopped
    return Figures(span, dict(groups))


def _counts(items: QuerySet) -> Iterator[tuple[Any, ...]]:
    """How many rights of each group each figure counts: the database groups them by all that conditions ask for."""
    rows = items.values(*DIMENSIONS.values(), *ASKED).annotate(rights=Count("pk"))
    for row in rows.values_list(*DIMENSIONS.values(), *ASKED, "rights").iterator():
        *key, rights = row
        counts = dict.fromkeys(figures_that_count(*key[len(DIMENSIONS) :]), rights)
        yield (*key[: len(DIMENSIONS)], counts)


_WAITED = Exists(ClockEvent.objects.filter(item=OuterRef("pk"), kind__in=BEGINS))


def _answers(items: QuerySet) -> QuerySet:
    took = ExpressionWrapper(F("ended_on") - F("ticket__received_on"), DurationField())
    return items.filter(FIGURES["answered"].condition).annotate(took=took)


def _days_without_waiting(items: QuerySet) -> Iterator[tuple[Any, ...]]:
    """From receipt to answer, counted by the database: how many answers took so many days."""
    rows = _answers(items).filter(~_WAITED).values(*DIMENSIONS.values(), "took").annotate(answers=Count("pk"))
    for *key, took, count in rows.values_list(*DIMENSIONS.values(), "took", "answers").iterator():
        yield *key, took.days, count


def _days_with_waiting(items: QuerySet) -> Iterator[tuple[Any, ...]]:
    """Of those that waited for the person: the days, and how many of them the clock stood still."""
    waited = _answers(items).filter(_WAITED)
    stopped = _stopped_days(waited)
    for pk, *key, took in waited.values_list("pk", *DIMENSIONS.values(), "took").iterator():
        yield *key, took.days, stopped.get(pk, 0)


def _stopped_days(waited: QuerySet) -> dict[int, int]:
    """How many days the law of each let its clock stand still, replayed from its events."""
    rows = ClockEvent.objects.filter(item__in=waited.values("pk")).order_by("item", "pk")
    logs: dict[tuple[int, str], list[Event]] = defaultdict(list)
    for pk, law, kind, on in rows.values_list("item_id", "item__law", "kind", "on").iterator():
        logs[pk, law].append(Event(ClockKind(kind), on))
    return {pk: len(_left_out(log, law)) for (pk, law), log in logs.items()}


def _left_out(log: list[Event], law: str) -> set[datetime.date]:
    inputs = inputs_of(log).with_pauses_of(DSR_LAWS[law].pauses)
    return set(inputs.left_out(PauseDays.WITHOUT_THE_LAST))
