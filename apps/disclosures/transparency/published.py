"""Anybody's published tables: read as they are, nothing guessed, and held to the identities that they can bear.

Three tables by year and half: requests by type with what was disclosed, notices by type, and the countries of
cross-border requests. They state no year and no outcome, so the identities of those are not theirs to break. Bound by
no identity, and so not to be found by any check: a request that was received and not disclosed, of any type but
cross-border, and every name but the periods, “cross-border request” and “total”.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.spreadsheets import Sheet, SheetRefused, read_csv
from apps.trail.errors import RuleBroken

from .claims import Claim, Fault, faults_in
from .identities import TOTAL, Part, Row, RowIdentity

CROSS_BORDER = "cross-border request"
YEAR, HALF, TYPE, GOVERNMENT, CODE, COUNT = "year", "half", "type", "government", "government_iso2_code", "count"
RECEIVED, DISCLOSED = "count_requests_received", "count_disclosed"
REQUESTS_COLUMNS = (YEAR, HALF, TYPE, RECEIVED, DISCLOSED)
NOTICES_COLUMNS = (YEAR, HALF, TYPE, COUNT)
COUNTRIES_COLUMNS = (YEAR, HALF, GOVERNMENT, CODE, COUNT)

DIGITS = re.compile(r"[0-9]{1,12}")
#: What each column may hold, and how to say so.
SHAPES: Mapping[str, tuple[re.Pattern[str], Any]] = {
    YEAR: (re.compile(r"[12][0-9]{3}"), lambda: _("give the year as four digits, as in 2023")),
    HALF: (re.compile(r"[12]"), lambda: _("give the half of the year as 1 or 2")),
    TYPE: (re.compile(r".+"), lambda: _("name the type")),
    GOVERNMENT: (re.compile(r".+"), lambda: _("name the government")),
    CODE: (re.compile(r"[A-Z]{2}|"), lambda: _("give the code as two capital letters (ISO 3166-1), as in NL")),
    **dict.fromkeys(
        (COUNT, RECEIVED, DISCLOSED),
        (DIGITS, lambda: _("give a whole number of 0 or more in digits alone, without separators, as in 1204")),
    ),
}
#: Those of no country of their own, which need no code.
WITHOUT_CODE = {TOTAL, "other"}


class TableRefused(RuleBroken):
    """A published table cannot be read in full; the words name its file, row and column."""


WITHIN_RECEIVED = RowIdentity(
    "disclosed_within_received",
    (DISCLOSED,),
    (RECEIVED,),
    gettext_lazy("disclosures"),
    gettext_lazy("the requests received"),
    is_at_most=True,
)


@dataclass(frozen=True)
class Tables:
    """The three tables as rows: requests with counts received and disclosed, notices and countries with a count."""

    requests: tuple[Row, ...]
    notices: tuple[Row, ...]
    countries: tuple[Row, ...]


@dataclass(frozen=True)
class PeriodVerdict:
    """What was found of one period."""

    period: str
    faults: tuple[Fault, ...]

    @property
    def is_sound(self) -> bool:
        return not self.faults

    def told(self) -> dict[str, Any]:
        """As plain values."""
        return {"period": self.period, "sound": self.is_sound, "faults": [fault.told() for fault in self.faults]}


# --- Reading -----------------------------------------------------------------------------------------------------


def read_tables(*, requests: tuple[str, bytes], notices: tuple[str, bytes], countries: tuple[str, bytes]) -> Tables:
    """The three tables, each from the name of its file and its bytes.

    Raises:
        TableRefused: one cannot be read in full, or the requests have no row.
    """
    read = Tables(
        tuple(_rows(*requests, REQUESTS_COLUMNS)),
        tuple(_rows(*notices, NOTICES_COLUMNS)),
        tuple(_rows(*countries, COUNTRIES_COLUMNS)),
    )
    if not read.requests:
        raise TableRefused(_("%(file)s has no row below its first: there is nothing to check.") % {"file": requests[0]})
    return read


def _rows(file: str, data: bytes, columns: Sequence[str]) -> Iterator[Row]:
    sheet = _sheet(file, data, columns)
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        place = _("%(file)s, row %(row)s") % {"file": file, "row": number}
        values = {name: _value(place, name, cell) for name, cell in zip(sheet.headers, cells, strict=True)}
        _ensure_code(place, values)
        for key in _keys(values):
            if key in seen:
                words = _(
                    "%(place)s, column “%(column)s”: “%(name)s” stands in row %(first)s for the same half of the year "
                    "already: join the two or delete one."
                )
                facts = {"place": place, "column": key[0], "name": values[key[0]][:40], "first": seen[key]}
                raise TableRefused(words % facts)
            seen[key] = number
        yield _row(place, values)


def _sheet(file: str, data: bytes, columns: Sequence[str]) -> Sheet:
    """The table with exactly these columns, in any order."""
    try:
        sheet = read_csv(data)
    except SheetRefused as error:
        raise TableRefused(f"{file}: {error}") from error
    facts = {"file": file, "columns": ", ".join(columns)}
    for name in columns:
        if name not in sheet.headers:
            words = _("%(file)s, row 1: the column “%(name)s” is missing. The columns are %(columns)s.")
            raise TableRefused(words % (facts | {"name": name}))
    for name in sheet.headers:
        if name not in columns:
            words = _(
                "%(file)s, row 1: the column “%(name)s” is not known, and what it counts would go unchecked: leave it "
                "out. The columns are %(columns)s."
            )
            raise TableRefused(words % (facts | {"name": name}))
    return sheet


def _value(place: str, column: str, cell: str) -> str:
    """The cell without blanks around it, in the shape of its column."""
    value = " ".join(cell.split())
    shape, mend = SHAPES[column]
    if not shape.fullmatch(value):
        facts = {"place": place, "column": column, "value": value[:40], "mend": mend()}
        raise TableRefused(_("%(place)s, column “%(column)s”: “%(value)s” cannot be read: %(mend)s.") % facts)
    return value


def _ensure_code(place: str, values: Mapping[str, str]) -> None:
    """A government has its code, unless it is none."""
    if values.get(CODE) == "" and values[GOVERNMENT].casefold() not in WITHOUT_CODE:
        facts = {"place": place, "column": CODE, "mend": SHAPES[CODE][1]()}
        raise TableRefused(_("%(place)s, column “%(column)s” is empty: %(mend)s.") % facts)


def _keys(values: Mapping[str, str]) -> list[tuple[str, ...]]:
    """What no second row of the table may have: a name within its period, and a code within it."""
    period = (values[YEAR], values[HALF])
    return [(name, values[name].casefold(), *period) for name in (TYPE, GOVERNMENT, CODE) if values.get(name)]


def _row(place: str, values: Mapping[str, str]) -> Row:
    counts = {name: int(values[name]) for name in (COUNT, RECEIVED, DISCLOSED) if name in values}
    return Row(
        period=f"{values[YEAR]}-H{values[HALF]}",
        country=values.get(GOVERNMENT, TOTAL).casefold(),
        instrument=values.get(TYPE, TOTAL).casefold(),
        counts=counts,
        where=place,
    )


# --- Judging -----------------------------------------------------------------------------------------------------


def judge(tables: Tables) -> list[PeriodVerdict]:
    """Each half of a year that any of the tables speaks of, in its order, and what does not add up in it."""
    periods = sorted({row.period for row in (*tables.requests, *tables.notices, *tables.countries)})
    return [PeriodVerdict(period, tuple(faults_in(_claims(tables, period)))) for period in periods]


def _claims(tables: Tables, period: str) -> Iterator[Claim]:
    """What must hold in a period. A table without a row for it says that there was nothing."""
    requests = Stated.of(_("the requests by type"), tables.requests, period)
    notices = Stated.of(_("the notices by type"), tables.notices, period)
    countries = Stated.of(_("the requests by government"), tables.countries, period)
    yield from (WITHIN_RECEIVED.claim(row) for part in (requests.parts, requests.total) for row in part.rows)
    for table, columns in ((requests, (RECEIVED, DISCLOSED)), (notices, (COUNT,)), (countries, (COUNT,))):
        if table.parts.rows and table.total.rows:
            for column in columns:
                yield Claim(period, "stated_total", table.parts.side(column), table.total.side(column))
    yield Claim(period, "notices", requests.best.side(DISCLOSED), notices.best.side(COUNT))
    if requests.parts.rows or not requests.total.rows:
        crossing = Part(f"“{CROSS_BORDER}”", [row for row in requests.parts.rows if row.instrument == CROSS_BORDER])
        yield Claim(period, "cross_border", countries.best.side(COUNT), crossing.side(RECEIVED))


@dataclass(frozen=True)
class Stated:
    """The rows of a table for a period: those that count parts, and that which states their total, if any."""

    parts: Part
    total: Part

    @classmethod
    def of(cls, words: str, rows: Sequence[Row], period: str) -> "Stated":
        parts: list[Row] = []
        total: list[Row] = []
        for row in rows:
            if row.period == period:
                (total if row.country == TOTAL == row.instrument else parts).append(row)
        return cls(Part(words, parts), Part(_("the total that the table states"), total))

    @property
    def best(self) -> Part:
        """What to hold other tables to: the parts, or the total where there are none."""
        return self.parts if self.parts.rows or not self.total.rows else self.total
