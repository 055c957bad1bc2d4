"""What must add up before figures are published. Every identity is a claim about cells; one that fails names them.

A table says which view it takes. The cohort view follows what was received in a period to its outcome, whenever that
came; the flow view counts what was decided in the period, whenever it was received.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.trail.errors import RuleBroken

from .claims import Cell, Claim, Fault, Side, faults_in

#: Stands for all countries, or all instruments, in the key of a row.
TOTAL = "total"
COHORT, FLOW = "cohort", "flow"

#: What a table may count, by the unit that it is counted in.
MEASURES: Mapping[str, frozenset[str]] = {
    "requests": frozenset(
        {
            *("received", "disclosed", "full", "partial", "no_data", "rejected", "challenged", "withdrawn", "pending"),
            *("content", "non_content", "notified_before", "notified_late", "gagged", "exigent"),
            *("emergency_received", "emergency_granted", "preservations", "private_party", "direct", "mlat"),
            *("orders", "contested", "complied", "opening_pending", "decided", "closing_pending"),
        }
    ),
    "accounts": frozenset({"potentially_affected", "actually_affected", "notified", "accounts_preserved"}),
    "selectors": frozenset({"selectors"}),
}


class UnitsMixed(RuleBroken):
    """A table counts in more than one unit, so that its sums say nothing."""


# --- Rows --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """The counts of one period, country and instrument; what was not counted is not in it. ``where`` names its place."""

    period: str
    country: str
    instrument: str
    counts: Mapping[str, int]
    where: str = ""

    def cells(self, *measures: str) -> tuple[Cell, ...]:
        """The cells of these measures, as far as the row has them."""
        place = self.where or f"{self.period}, {self.country}, {self.instrument}"
        return tuple(Cell(f"{place}, {name}", self.counts[name]) for name in measures if name in self.counts)


@dataclass(frozen=True)
class Table:
    """Rows that count in one unit and from one view.

    Raises:
        UnitsMixed: a row counts something in another unit.
    """

    unit: str
    view: str
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            for name in sorted(set(row.counts) - MEASURES[self.unit]):
                words = _("“%(name)s” is not counted in %(unit)s: put it into a table of its own unit.")
                raise UnitsMixed(words % {"name": name, "unit": self.unit})


@dataclass(frozen=True)
class RowIdentity:
    """An identity within each row that has all its measures, under the views for which it is true."""

    key: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    left_words: Any
    right_words: Any
    is_at_most: bool = False
    views: frozenset[str] = frozenset({COHORT, FLOW})
    #: A measure that, where the row has it, says the same by other identities.
    unless: str = ""

    def fits(self, row: Row, view: str) -> bool:
        """Whether the row can bear it."""
        has_all = row.counts.keys() >= {*self.left, *self.right}
        return has_all and view in self.views and self.unless not in row.counts

    def claim(self, row: Row) -> Claim:
        """What it says of the row."""
        left, right = Side(self.left_words, row.cells(*self.left)), Side(self.right_words, row.cells(*self.right))
        return Claim(row.period, self.key, left, right, self.is_at_most)


NOTICES = ("notified_before", "notified_late", "gagged", "exigent")
OUTCOMES = ("full", "partial", "no_data", "rejected", "withdrawn", "pending")
_BY_NOTICE = gettext_lazy("those told before, told late, not told for a prohibition, and exigent")

ROW_IDENTITIES = (
    RowIdentity(
        "outcomes",
        ("received",),
        OUTCOMES,
        gettext_lazy("requests received"),
        gettext_lazy("their outcomes and those pending"),
        views=frozenset({COHORT}),
    ),
    RowIdentity(
        "flow",
        ("opening_pending", "received"),
        ("decided", "closing_pending"),
        gettext_lazy("requests pending at the start and received"),
        gettext_lazy("those decided and pending at the end"),
        views=frozenset({FLOW}),
    ),
    RowIdentity(
        "disclosed",
        ("disclosed",),
        ("full", "partial"),
        gettext_lazy("disclosures"),
        gettext_lazy("full and partial ones"),
    ),
    RowIdentity("notices", ("disclosed",), NOTICES, gettext_lazy("disclosures"), _BY_NOTICE),
    RowIdentity(
        "notices",
        ("full", "partial"),
        NOTICES,
        gettext_lazy("full and partial disclosures"),
        _BY_NOTICE,
        unless="disclosed",
    ),
    RowIdentity(
        "disclosed_within_received",
        ("disclosed",),
        ("received",),
        gettext_lazy("disclosures"),
        gettext_lazy("the requests received"),
        is_at_most=True,
        views=frozenset({COHORT}),
    ),
    RowIdentity(
        "notified_within_affected",
        ("notified",),
        ("actually_affected",),
        gettext_lazy("accounts notified"),
        gettext_lazy("those actually affected"),
        is_at_most=True,
    ),
    RowIdentity(
        "affected_within_potential",
        ("actually_affected",),
        ("potentially_affected",),
        gettext_lazy("accounts actually affected"),
        gettext_lazy("those potentially affected"),
        is_at_most=True,
    ),
    RowIdentity(
        "orders",
        ("contested", "complied"),
        ("orders",),
        gettext_lazy("orders contested and complied with"),
        gettext_lazy("all orders"),
    ),
)


def row_claims(rows: Iterable[Row], view: str) -> Iterator[Claim]:
    """What must hold within each row."""
    for row in rows:
        yield from (identity.claim(row) for identity in ROW_IDENTITIES if identity.fits(row, view))


# --- Sums --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """Some rows of a period, and what they are called together."""

    words: str
    rows: Sequence[Row]

    def side(self, measure: str) -> Side:
        words = _("%(measure)s in %(words)s") % {"measure": measure, "words": self.words}
        return Side(words, tuple(cell for row in self.rows for cell in row.cells(measure)))


def sum_claim(identity: str, period: str, measure: str, left: Part, right: Part) -> Claim:
    """That the rows of two parts of a period add up to the same."""
    return Claim(period, identity, left.side(measure), right.side(measure))


def total_claims(rows: Sequence[Row]) -> Iterator[Claim]:
    """That countries and instruments add up to the totals that are stated, and to each other."""
    for period, of_period in _grouped(rows, lambda row: row.period):
        for measure in sorted({name for row in of_period for name in row.counts}):
            yield from _totals_of(period, measure, [row for row in of_period if measure in row.counts])


def _totals_of(period: str, measure: str, rows: Sequence[Row]) -> Iterator[Claim]:
    inside = [row for row in rows if TOTAL not in (row.country, row.instrument)]
    by_type = [row for row in rows if row.country == TOTAL != row.instrument]
    by_country = [row for row in rows if row.instrument == TOTAL != row.country]
    stated = [row for row in rows if row.instrument == TOTAL == row.country]
    for identity, margin, name in (("countries", by_type, _instrument), ("types", by_country, _country)):
        for left, right in _margins(inside, margin, name):
            yield sum_claim(identity, period, measure, left, right)
    types, countries = Part(_("all instruments"), by_type), Part(_("all countries"), by_country)
    cells, whole = Part(_("all cells"), inside), Part(_("the stated total"), stated)
    if by_type and by_country:
        yield sum_claim("countries_as_types", period, measure, countries, types)
    for part in (types, countries, cells):
        if part.rows and stated:
            yield sum_claim("stated_total", period, measure, part, whole)


def _margins(inside: Sequence[Row], margin: Sequence[Row], name: Callable[[Row], str]) -> Iterator[tuple[Part, Part]]:
    """Each line of cells with its total, where the table has both cells and such totals."""
    lines, wholes = dict(_grouped(inside, name)), dict(_grouped(margin, name))
    for line in sorted({*lines, *wholes} if lines and wholes else ()):
        facts = {"name": line}
        left = Part(_("the parts of %(name)s") % facts, lines.get(line, ()))
        yield left, Part(_("the total of %(name)s") % facts, wholes.get(line, ()))


def half_claims(rows: Sequence[Row]) -> Iterator[Claim]:
    """That both halves of a year add up to it, and that one half alone is at most the year."""
    periods = dict(_grouped(rows, lambda row: row.period))
    for year, of_year in periods.items():
        halves = [periods[half] for half in halves_of(year) if half in periods]
        of_halves = [row for half in halves for row in half]
        for measure in sorted({name for row in of_halves for name in row.counts}):
            for left, right in _margins(of_halves, of_year, _line):
                yield Claim(year, "halves", left.side(measure), right.side(measure), is_at_most=len(halves) == 1)


def halves_of(year: str) -> tuple[str, str]:
    """The names of the halves of a year: 2023-H1 and 2023-H2."""
    return f"{year}-H1", f"{year}-H2"


def _grouped(rows: Iterable[Row], name: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    """The rows by a name of theirs, in its order."""
    found = defaultdict(list)
    for row in rows:
        found[name(row)].append(row)
    return sorted(found.items())


def _country(row: Row) -> str:
    return row.country


def _instrument(row: Row) -> str:
    return row.instrument


def _line(row: Row) -> str:
    return f"{row.country}, {row.instrument}"


def faults_of(table: Table) -> list[Fault]:
    """Every identity that the table breaks. A table with any is not to be published."""
    claims = [*row_claims(table.rows, table.view), *total_claims(table.rows), *half_claims(table.rows)]
    return faults_in(claims)
