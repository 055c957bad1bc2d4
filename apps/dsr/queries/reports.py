"""The tables of the figures: which numbers stand in them, how each is called, and which requests are behind it."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.organisation.models import Brand

from ..choices import Channel, Regime, Right
from .counting import FIGURES, Span, named_number
from .figures import CCPA_RIGHTS, Figures, Sums, figures_of


@dataclass(frozen=True)
class Column:
    """One number of each row; ``figure`` names the requests that it is about."""

    name: str
    label: Any
    figure: str
    value: Callable[[Sums], float | None]
    definition: Any


@dataclass(frozen=True)
class Row:
    """One group: what it is called, its values of the dimensions, and its sums."""

    label: str
    chosen: Mapping[str, Sequence[Any]]
    sums: Sums


@dataclass(frozen=True)
class Table:
    """A table under a name; ``about`` says what its rows are."""

    name: str
    heading: str
    about: str
    span: Span
    columns: Sequence[Column]
    rows: Sequence[Row]

    def numbers(self) -> Iterator[tuple[Row, Column, float | None, str]]:
        """Every number with its row, its column, and its name in an address."""
        for row in self.rows:
            for column in self.columns:
                yield row, column, column.value(row.sums), named_number(self.span, column.figure, row.chosen)


def _counted(name: str) -> Column:
    figure = FIGURES[name]
    return Column(name, figure.label, name, lambda sums: sums.counts[name], figure.definition)


def _percent(in_time: str, late: str, open_late: str) -> Column:
    return Column(
        f"percent_{in_time}",
        gettext_lazy("In time, %"),
        in_time,
        lambda sums: sums.percent(in_time, late, open_late),
        gettext_lazy("In time, of a hundred of those in time, late and open late."),
    )


MEDIAN = Column(
    "median_days",
    gettext_lazy("Median days"),
    "answered",
    lambda sums: sums.median,
    gettext_lazy(
        "Days from receipt to the answer of those answered, one at least, without the days on which their law let the "
        "clock stand: half took no more, half no less."
    ),
)
MEAN = Column(
    "mean_days",
    gettext_lazy("Mean days"),
    "answered",
    lambda sums: sums.mean,
    gettext_lazy("The sum of the same days, divided by how many were answered."),
)
STOPPED_DAYS = Column(
    "stopped_days",
    gettext_lazy("Days stopped"),
    "answered",
    lambda sums: sums.stopped_days,
    gettext_lazy("The days left out of the median and the mean, all together."),
)

OVERVIEW = [*map(_counted, ("received", "open", "closed", "in_time", "late", "extended")), MEDIAN, MEAN, STOPPED_DAYS]
STEERING = [
    *map(_counted, ("in_time", "late", "open_in_time", "open_late", "stopped", "extended")),
    _percent("in_time", "late", "open_late"),
]
LIMIT = [
    *map(_counted, ("in_limit", "past_limit", "open_in_limit", "open_past_limit", "stopped", "extended")),
    _percent("in_limit", "past_limit", "open_past_limit"),
]
CCPA = [*map(_counted, ("received", "granted", "in_part", "refused", "nothing_held", "unanswered")), MEDIAN, MEAN]

#: What a report under 11 CCR 7102 calls the requests, by the names of ``CCPA_RIGHTS``.
CCPA_WORDS: Mapping[str, Any] = {
    "delete": gettext_lazy("Requests to delete"),
    "correct": gettext_lazy("Requests to correct"),
    "know": gettext_lazy("Requests to know"),
    "opt_out": gettext_lazy("Requests to opt out of sale or sharing"),
    "limit": gettext_lazy("Requests to limit"),
}


def tables_of(span: Span) -> list[Table]:
    """All tables about what was received in a span; California's is about the calendar year in which it ends."""
    figures = figures_of(span)
    brands: dict[Any, str] = dict(Brand.objects.order_by("name").values_list("pk", "name"))
    told: list[tuple[str, str, str, Mapping[Any, Any]]] = [
        ("law", _("By law"), _("Law"), dict(Regime.choices)),
        ("right", _("By right"), _("Right"), dict(Right.choices)),
        ("brand", _("By brand"), _("Brand"), brands),
        ("channel", _("By channel"), _("How it came"), dict(Channel.choices)),
    ]
    return [
        Table("all", _("All"), _("What was received"), span, OVERVIEW, [Row(_("All"), {}, figures.total())]),
        *(
            Table(name, heading, about, span, OVERVIEW, _rows(figures, name, labels))
            for name, heading, about, labels in told
        ),
        _by_month(figures, "steering", _("Month by month, against the day that steers"), STEERING),
        _by_month(figures, "limit", _("Month by month, against the limit of the law"), LIMIT),
        _of_ccpa(figures),
    ]


def _rows(figures: Figures, dimension: str, labels: Mapping[Any, Any]) -> list[Row]:
    found = figures.by(dimension)
    return [Row(str(label), {dimension: [value]}, found[value]) for value, label in labels.items() if value in found]


def _by_month(figures: Figures, name: str, heading: str, columns: Sequence[Column]) -> Table:
    labels = {month: date_format(month, "F Y") for month in sorted(figures.by("month"))}
    return Table(name, heading, _("Received in"), figures.span, columns, _rows(figures, "month", labels))


def _of_ccpa(figures: Figures) -> Table:
    year, span = figures.span.last.year, figures.span
    whole = Span(datetime.date(year, 1, 1), datetime.date(year, 12, 31), span.today)
    sums = (figures if whole == span else figures_of(whole)).of_ccpa()
    rows = [
        Row(str(CCPA_WORDS[name]), {"law": [Regime.CCPA.value], "right": rights}, sums[name])
        for name, rights in CCPA_RIGHTS.items()
    ]
    heading = _("California in %(year)d (11 CCR 7102)") % {"year": year}
    return Table("ccpa_7102", heading, _("Asked for"), whole, CCPA, rows)


def definitions() -> list[tuple[str, str, str]]:
    """Each number by its name, what it is called, and what it counts."""
    columns = {column.name: column for column in [*OVERVIEW, *STEERING, *LIMIT, *CCPA]}
    return [(column.name, str(column.label), str(column.definition)) for column in columns.values()]
