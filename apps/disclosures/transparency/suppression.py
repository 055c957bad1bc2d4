"""Small counts kept from the public, so that subtracting what is published from what is published finds none of them.

Two steps (docs/adr/0016-small-cells.md). Countries and instruments with few requests are joined to “other”. A row with a
small count left in it shows its total alone, and so do as many more rows as it takes. What a reader can find out about
the blanks is exactly known, so that nothing is published before it is little enough.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

OTHER = "other"
#: The row of a table that has but one.
ALL = "all"
THRESHOLD = 5

#: Counts by country and instrument.
Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Published:
    """A table as the public sees it: a cell without a number is blank, and the total lies between its least and most.

    The first of ``rows`` and ``columns`` are named; the last may be “other”, which stands for all that are not named.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int | None]
    row_totals: Mapping[str, int]
    column_totals: Mapping[str, int]
    least: int
    most: int

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it; ``read_published`` reads it again."""
        return {
            "rows": list(self.rows),
            "columns": list(self.columns),
            "cells": [[self.cells[row, column] for column in self.columns] for row in self.rows],
            "row_totals": [self.row_totals[row] for row in self.rows],
            "column_totals": [self.column_totals[column] for column in self.columns],
            "least": self.least,
            "most": self.most,
        }

    @property
    def total(self) -> int | None:
        """The grand total, where it is told exactly."""
        return self.least if self.least == self.most else None

    def total_words(self) -> str:
        """The grand total as it is shown: 105, or 0-4."""
        return str(self.least) if self.least == self.most else f"{self.least}-{self.most}"

    def blank_rows(self) -> list[str]:
        """The rows that show their total and no count, or none but noughts."""
        return [row for row in self.rows if any(self.cells[row, column] is None for column in self.columns)]

    def bounds(self, row: str, column: str) -> tuple[int, int]:
        """The least and the most that a blank cell can be, given all that is published.

        The blanks of a table that ``protect`` made are whole columns of whole rows. Of such a block everything is known
        by what its rows and columns have left (Fréchet's bounds), and each number in between is possible.
        """
        blank = self.blank_rows()
        left_in_row = self.row_totals[row] - sum(self.cells[row, one] or 0 for one in self.columns)
        left_in_column = self.column_totals[column] - sum(self.cells[one, column] or 0 for one in self.rows)
        left = sum(self.row_totals[one] for one in blank)
        return max(0, left_in_row + left_in_column - left), min(left_in_row, left_in_column)


def read_published(told: Mapping[str, Any]) -> Published:
    """A table from what ``plain`` made of it."""
    rows, columns = tuple(told["rows"]), tuple(told["columns"])
    return Published(
        rows,
        columns,
        {(row, name): told["cells"][at][to] for at, row in enumerate(rows) for to, name in enumerate(columns)},
        dict(zip(rows, told["row_totals"], strict=True)),
        dict(zip(columns, told["column_totals"], strict=True)),
        told["least"],
        told["most"],
    )


def protect(counts: Counts, *, threshold: int = THRESHOLD) -> Published:
    """The most of a table that may be published, so that every count kept back has ``threshold`` possible values or more.

    Counts of nought are no secret unless they stand in a row that is kept back.
    """
    if sum(counts.values()) < threshold:
        return _total_alone(0, threshold - 1)
    coarse = _joined(counts, _large(_sums(counts, 0), threshold), _large(_sums(counts, 1), threshold))
    return _published(coarse, _rows_to_blank(coarse, threshold))


def protect_line(counts: Mapping[str, int], *, threshold: int = THRESHOLD) -> Published:
    """The same for counts by one name: small ones are joined, nothing is blank."""
    return protect({(ALL, name): count for name, count in counts.items()}, threshold=threshold)


def line(counts: Mapping[str, int]) -> Published:
    """Counts by one name that other tables tell already, as they are."""
    told = Counter({name: count for name, count in counts.items() if count})
    cells = {(ALL, name): count for name, count in told.items()}
    return _ordered(cells, Counter({ALL: told.total()} if told else {}), told)


def _total_alone(least: int, most: int) -> Published:
    """A table of which nothing is said but between which numbers its total lies."""
    return Published((), (), {}, {}, {}, least, most)


def too_narrow(published: Published, *, threshold: int = THRESHOLD) -> list[tuple[str, str]]:
    """The blank cells that a reader could guess within fewer than ``threshold`` values; none where all is well."""
    return [
        (row, column)
        for (row, column), count in published.cells.items()
        if count is None and _width(published.bounds(row, column)) < threshold
    ]


def summed(parts: Iterable[Published]) -> Published:
    """Tables added up from what they published and nothing else: halves to a year, or brands to a group.

    So it tells no more than its parts do. It names what each of them names; a cell is blank that is blank in any. Where
    the total of a part is not told, that of the sum is all that can be.
    """
    parts = list(parts)
    if any(part.total is None for part in parts):
        return _total_alone(sum(part.least for part in parts), sum(part.most for part in parts))
    rows = frozenset.intersection(*(frozenset(part.rows) - {OTHER} for part in parts))
    columns = frozenset.intersection(*(frozenset(part.columns) - {OTHER} for part in parts))
    cells: dict[tuple[str, str], int | None] = {}
    row_totals: Counter[str] = Counter()
    column_totals: Counter[str] = Counter()
    for part in parts:
        for (row, column), count in part.cells.items():
            place = (_name(row, rows), _name(column, columns))
            before = cells.get(place, 0)
            cells[place] = None if count is None or before is None else before + count
        for row, count in part.row_totals.items():
            row_totals[_name(row, rows)] += count
        for column, count in part.column_totals.items():
            column_totals[_name(column, columns)] += count
    full = {(row, column): cells.get((row, column), 0) for row in row_totals for column in column_totals}
    return _ordered(full, row_totals, column_totals)


# --- Joining -----------------------------------------------------------------------------------------------------


def _sums(counts: Counts, side: int) -> Counter[str]:
    """The counts added up by country (0) or instrument (1)."""
    found: Counter[str] = Counter()
    for place, count in counts.items():
        found[place[side]] += count
    return found


def _large(sums: Counter[str], threshold: int) -> frozenset[str]:
    """The names that stand for themselves: large enough, and so few that the others together are large enough too."""
    kept = frozenset(name for name, count in sums.items() if count >= threshold)
    while 0 < sum(count for name, count in sums.items() if name not in kept) < threshold:
        kept -= {min(kept, key=lambda name: (sums[name], name))}
    return kept


def _joined(counts: Counts, rows: Set[str], columns: Set[str]) -> dict[tuple[str, str], int]:
    """The table with all but these rows and columns joined to “other”, as far as these count anything."""
    found: Counter[tuple[str, str]] = Counter()
    for (row, column), count in counts.items():
        found[_name(row, rows), _name(column, columns)] += count
    by_row, by_column = _sums(found, 0), _sums(found, 1)
    return {
        (row, column): found[row, column] for row in by_row for column in by_column if by_row[row] and by_column[column]
    }


def _name(name: str, kept: Set[str]) -> str:
    return name if name in kept else OTHER


# --- Blanking ----------------------------------------------------------------------------------------------------


def _rows_to_blank(coarse: Counts, threshold: int) -> frozenset[str]:
    """The rows that show their total alone. All of them are always enough.

    A blank cell has min(r, c, n - r, n - c) + 1 possible values, of the totals of its row, its column and all blank rows.
    With all rows blank each of these is at least the threshold: every row and column is that large, and so is what is
    left without it. Where there is but one row or column, its counts are totals, and none is small.
    """
    totals = _sums(coarse, 0)
    blank = frozenset(row for (row, _column), count in coarse.items() if 0 < count < threshold)
    while narrow := too_narrow(_published(coarse, blank), threshold=threshold):
        column = narrow[0][1]
        rest = [row for row in totals if row not in blank]
        blank |= {min(rest, key=lambda row: (coarse[row, column] == 0, totals[row], row))}
    return blank


def _width(bounds: tuple[int, int]) -> int:
    return bounds[1] - bounds[0] + 1


def _published(coarse: Counts, blank: Set[str]) -> Published:
    """The table with these rows blank, but for the noughts of columns that count nothing in any of them."""
    left = Counter({column: 0 for _row, column in coarse})
    for (row, column), count in coarse.items():
        left[column] += count if row in blank else 0
    cells = {(row, column): None if row in blank and left[column] else count for (row, column), count in coarse.items()}
    return _ordered(cells, _sums(coarse, 0), _sums(coarse, 1))


def _ordered(
    cells: Mapping[tuple[str, str], int | None], row_totals: Counter[str], column_totals: Counter[str]
) -> Published:
    """A table whose named rows and columns come by the alphabet, so that their order tells nothing, and “other” last."""
    rows, columns = tuple(_in_order(row_totals)), tuple(_in_order(column_totals))
    ordered = {(row, column): cells[row, column] for row in rows for column in columns}
    return Published(
        rows,
        columns,
        ordered,
        {row: row_totals[row] for row in rows},
        {column: column_totals[column] for column in columns},
        row_totals.total(),
        row_totals.total(),
    )


def _in_order(names: Iterable[str]) -> Iterator[str]:
    yield from sorted(names, key=lambda name: (name == OTHER, name))
