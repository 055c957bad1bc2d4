"""The published tables of a document as files: those that anybody checks, in their column layout, and our own in full.

Everything is made of what is published, so that no file tells more than the page. Names are codes, or English.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .bands import days_of
from .packaging import Column, Package, Resource
from .published import CROSS_BORDER as CROSS_BORDER_TYPE
from .suppression import ALL, OTHER, Published
from .tables import CROSS_BORDER, DISCLOSED, FLOWS, GAGGED, OF_ACCOUNTS
from .told import Said, derived, table_in, told_column

Rows = Iterator[tuple[str | int | None, ...]]

#: What is called otherwise in tables that anybody checks.
TYPES = {
    CROSS_BORDER: CROSS_BORDER_TYPE,
    "emergency": "exigent circumstances",
    "private_party": "private party",
    GAGGED: "gag order",
    "exigent": "exigent circumstances",
    "notified_before": "notification before disclosure",
    "notified_late": "no notification before disclosure",
}
#: The tables of one line that are told in requests.
MEASURES = ("extents", "notices", "data", "challenges", "preservations")

YEAR, HALF = Column("year", "year"), Column("half", "integer", "1 is January to June, 2 July to December")
PERIOD = Column("period", "string", "A half-year as in 2026-H1, or a year")


def package_of(said: Mapping[str, Any], *, version: int, created: str) -> Package:
    """The files of a version of the document."""
    periods = [said["periods"][name] for name in sorted(said["periods"])]
    halves = [one for one in periods if "-" in one["period"]]
    return Package(
        name=f"{said['brand']}-transparency-report",
        title=f"Transparency report of {said['name']}",
        version=str(version),
        created=created,
        description=(
            "Requests of authorities for data, by day of receipt. An empty cell is a small count that is kept back; least "
            "and most are what it can be, given all that is published. National-security orders are in bands.csv alone."
        ),
        resources=[*_checked(halves), *_full(periods), *_others(periods)],
    )


# --- In the layout that anybody checks -----------------------------------------------------------------------------------


def _checked(halves: Sequence[Said]) -> Iterator[Resource]:
    received = Column("count_requests_received", "integer", "Requests received", "requests")
    disclosed = Column("count_disclosed", "integer", "Requests upon which something was disclosed", "requests")
    count = Column("count", "integer", "", "requests")
    told = [half for half in halves if _is_told(half)]
    yield Resource(
        "requests",
        "Requests by type",
        [YEAR, HALF, Column("type", "string"), received, disclosed],
        [row for half in told for row in _requests(half)],
        ("year", "half", "type"),
    )
    yield Resource(
        "notices",
        "Disclosures by how the customer was told",
        [YEAR, HALF, Column("type", "string"), count],
        [row for half in told for row in _notices(half)],
        ("year", "half", "type"),
    )
    yield Resource(
        "countries",
        "Cross-border requests by government",
        [YEAR, HALF, Column("government", "string"), Column("government_iso2_code", "string", "ISO 3166-1"), count],
        [row for half in told for row in _countries(half)],
        ("year", "half", "government"),
    )


def _is_told(half: Said) -> bool:
    """Whether received and disclosed are told exactly: these tables have no blanks."""
    outcomes = table_in(half, "outcomes")
    return outcomes is not None and outcomes.rows != () and told_column(outcomes, DISCLOSED) is not None


def _when(half: Said) -> tuple[int, int]:
    first, _last = days_of(half["period"])
    return first.year, 2 if first.month > 1 else 1


def _type(name: str) -> str:
    return TYPES.get(name, name.replace("_", " "))


def _by_instrument(half: Said) -> dict[str, tuple[int, int]]:
    """Received and disclosed by instrument; those whose disclosures are kept back are together in “other”."""
    outcomes = table_in(half, "outcomes")
    if outcomes is None:
        return {}
    blank = outcomes.blank_rows()
    named = [name for name in outcomes.rows if name not in blank and name != OTHER]
    found = {name: (outcomes.row_totals[name], outcomes.cells.get((name, DISCLOSED), 0) or 0) for name in named}
    received = outcomes.least - sum(one for one, _two in found.values())
    disclosed = (told_column(outcomes, DISCLOSED) or 0) - sum(two for _one, two in found.values())
    return found | ({OTHER: (received, disclosed)} if received else {})


def _requests(half: Said) -> Rows:
    for name, (received, disclosed) in _by_instrument(half).items():
        yield (*_when(half), _type(name), received, disclosed)


def _notices(half: Said) -> Rows:
    notices, disclosed = table_in(half, "notices"), told_column(table_in(half, "outcomes"), DISCLOSED)
    if notices is not None and notices.rows:
        yield from ((*_when(half), _type(name), count) for name, count in notices.column_totals.items())
    elif disclosed:
        yield (*_when(half), OTHER, disclosed)


def _countries(half: Said) -> Rows:
    """The governments behind cross-border requests, where that type is told; those kept back are together in “other”."""
    instruments = table_in(half, "instruments")
    if instruments is None or CROSS_BORDER not in _by_instrument(half):
        return
    cells = [(code, instruments.cells[code, CROSS_BORDER]) for code in instruments.rows if code != OTHER]
    named = [(code, count) for code, count in cells if count]
    for code, count in named:
        yield (*_when(half), half["countries"].get(code, code), code, count)
    if rest := instruments.column_totals[CROSS_BORDER] - sum(count for _code, count in named):
        yield (*_when(half), OTHER, "", rest)


# --- In full -------------------------------------------------------------------------------------------------------------


def _counts(unit: str) -> list[Column]:
    return [
        Column("count", "integer", "Empty where it is kept back", unit),
        Column("least", "integer", "The least that it can be", unit),
        Column("most", "integer", "The most that it can be", unit),
    ]


def _full(periods: Sequence[Said]) -> Iterator[Resource]:
    """Both tables of two sides, with their totals."""
    for name, title, sides in (
        ("instruments", "Requests by country and instrument", ("country", "instrument")),
        ("outcomes", "Requests by instrument and outcome", ("instrument", "outcome")),
    ):
        columns = [PERIOD, *(Column(side, "string") for side in sides), *_counts("requests")]
        rows = [row for said in periods if (table := table_in(said, name)) for row in _cells(said["period"], table)]
        yield Resource(name, title, columns, rows, ("period", *sides))


def _cells(period: str, table: Published) -> Rows:
    for (row, column), count in table.cells.items():
        yield (period, row, column, count, *(table.bounds(row, column) if count is None else (count, count)))
    yield from ((period, row, "total", count, count, count) for row, count in table.row_totals.items())
    yield from ((period, "total", column, count, count, count) for column, count in table.column_totals.items())
    yield (period, "total", "total", table.total, table.least, table.most)


def _line_rows(said: Said, name: str) -> Rows:
    """A table of one line: its parts and their total."""
    table = table_in(said, name)
    if table is None:
        return
    for column, count in table.column_totals.items():
        yield (said["period"], name, column, count, count, count)
    yield (said["period"], name, "total", table.total, table.least, table.most)


# --- The rest ------------------------------------------------------------------------------------------------------------


def _others(periods: Sequence[Said]) -> Iterator[Resource]:
    parts = [PERIOD, Column("measure", "string"), Column("part", "string")]
    key = ("period", "measure", "part")
    yield Resource(
        "measures",
        "What is counted of all requests, or of all disclosures",
        [*parts, *_counts("requests")],
        [row for said in periods for row in _measures(said)],
        key,
    )
    accounts = [row for said in periods for name in OF_ACCOUNTS for row in _line_rows(said, name)]
    yield Resource("accounts", "Accounts named, affected and told", [*parts, *_counts("accounts")], accounts, key)
    yield Resource(
        "flow",
        "Pending, received and decided",
        [PERIOD, *(Column(name, "integer", "", "requests") for name in FLOWS)],
        [(said["period"], *(said["flow"][name] for name in FLOWS)) for said in periods if said["flow"]],
        ("period",),
    )
    hours = [
        (said["period"], name, count) for said in periods for name, count in said["hours"].items() if count is not None
    ]
    median = Column("hours", "integer", "The median, from service", "hours")
    yield Resource("hours", "Hours until a request was taken up, and until data left",
        [PERIOD, Column("measure", "string"), median], hours, ("period", "measure"))  # fmt: skip
    yield Resource(
        "bands",
        "National-security orders in bands (50 USC 1874)",
        [PERIOD, Column("option", "integer"), Column("category", "string"), Column("band", "string")],
        [row for said in periods if said["bands"] for row in _bands(said)],
        ("period", "category"),
    )


def _measures(said: Said) -> Rows:
    for name in MEASURES:
        yield from _line_rows(said, name)
    for name, count in derived(said).items():
        if count is not None:
            yield (said["period"], name, ALL, count, count, count)


def _bands(said: Said) -> Rows:
    option = said["bands"]["option"]
    yield from ((said["period"], option, category, band) for category, band in said["bands"]["bands"].items())
