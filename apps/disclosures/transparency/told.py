"""What published tables say together: whether they add up, what follows from them, and a year from its halves."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from .claims import Cell, Claim, Fault, Side, faults_in
from .identities import halves_of
from .suppression import OTHER, Published, read_published, summed, too_narrow
from .tables import CROSS_BORDER, DISCLOSED, EMERGENCY, FLOWS, OF_ACCOUNTS, OF_REQUESTS

Said = Mapping[str, Any]


def table_in(said: Said, name: str) -> Published | None:
    """One of the tables that a period tells."""
    return read_published(said["tables"][name]) if said["tables"][name] else None


def told_column(table: Published | None, column: str) -> int | None:
    """The total of a column, where it is told; nought where the table tells every column and not this one."""
    if table is None or table.total is None:
        return None
    if column in table.columns:
        return table.column_totals[column]
    return None if OTHER in table.columns else 0


def told_cell(table: Published | None, row: str, column: str) -> int | None:
    """A cell, where it is told."""
    if table is None or table.total is None or (row not in table.rows and OTHER in table.rows):
        return None
    if row not in table.rows or (column not in table.columns and OTHER not in table.columns):
        return 0
    return table.cells.get((row, column))


# --- What follows ----------------------------------------------------------------------------------------------------


def derived(said: Said) -> dict[str, int | None]:
    """Numbers that follow from the tables, so that telling them tells nothing more."""
    instruments, outcomes = table_in(said, "instruments"), table_in(said, "outcomes")
    received = instruments.total if instruments else None
    across = told_column(instruments, CROSS_BORDER)
    return {
        "emergency_received": told_column(instruments, EMERGENCY),
        "emergency_granted": told_cell(outcomes, EMERGENCY, DISCLOSED),
        "private_party": told_column(instruments, "private_party"),
        "mlat": across,
        "direct": None if received is None or across is None else received - across,
    }


def year_of(year: str, halves: Sequence[Said]) -> dict[str, Any]:
    """A year from what its two halves publish, and from nothing else (docs/adr/0016-small-cells.md)."""
    names = OF_REQUESTS + OF_ACCOUNTS
    tables: dict[str, Any] = {}
    for name in names:
        parts = [table_in(half, name) for half in halves]
        tables[name] = summed(part for part in parts if part).plain() if all(parts) else None
    return {
        "period": year,
        "threshold": max(half["threshold"] for half in halves),
        "tables": tables,
        "flow": _flow_of_year(halves),
        "hours": {"acknowledge": None, "effect": None},
        "bands": None,
    }


def _flow_of_year(halves: Sequence[Said]) -> dict[str, int] | None:
    """From the first opening to the last closing, where each half begins with what the one before left."""
    flows = [half["flow"] for half in halves]
    if None in flows or any(one["closing_pending"] != two["opening_pending"] for one, two in pairwise(flows)):
        return None
    within = {name: sum(flow[name] for flow in flows) for name in ("received", "decided")}
    ends = {"opening_pending": flows[0]["opening_pending"], "closing_pending": flows[-1]["closing_pending"]}
    return {name: (within | ends)[name] for name in FLOWS}


# --- Whether it adds up ----------------------------------------------------------------------------------------------


def faults_of_period(said: Said) -> list[Fault]:
    """Every identity that the tables of a period break, and each blank that can be guessed too well."""
    return [*faults_in(claims_of(said)), *_guessed(said)]


def claims_of(said: Said) -> Iterator[Claim]:
    """What must hold: within each table, and from one to another."""
    period = said["period"]
    for name in OF_REQUESTS + OF_ACCOUNTS:
        if table := table_in(said, name):
            yield from _claims_within(period, name, table)
    instruments, outcomes = table_in(said, "instruments"), table_in(said, "outcomes")
    if instruments and outcomes:
        yield from _same_instruments(period, instruments, outcomes)
    disclosed = Side(_("what the outcomes tell as disclosed"), _column(period, "outcomes", outcomes, DISCLOSED))
    for name in ("extents", "notices", "data"):
        if table := table_in(said, name):
            yield Claim(period, name, disclosed, Side(_("the parts"), _totals(period, name, table, "column_totals")))
    yield from _flow_claims(said, instruments)


def _claims_within(period: str, name: str, table: Published) -> Iterator[Claim]:
    """Rows and columns add up to their totals, and these to the whole; with blanks they are at most the total."""
    whole = Side(_("the total"), (Cell(f"{period}, {name}, total", table.most),))
    for words, totals in ((_("all rows"), "row_totals"), (_("all columns"), "column_totals")):
        if table.rows:
            yield Claim(period, "stated_total", Side(words, _totals(period, name, table, totals)), whole)
    for row in table.rows:
        cells = [((row, column), table.cells[row, column]) for column in table.columns]
        yield _line_claim(period, f"{name}, {row}", cells, table.row_totals[row])
    for column in table.columns:
        cells = [((row, column), table.cells[row, column]) for row in table.rows]
        yield _line_claim(period, f"{name}, {column}", cells, table.column_totals[column])


def _line_claim(period: str, line: str, cells: Sequence[tuple[tuple[str, str], int | None]], total: int) -> Claim:
    """One row or column beside its total."""
    name = line.partition(",")[0]
    at = [Cell(f"{period}, {name}, {', '.join(place)}", count) for place, count in cells if count is not None]
    whole = Side(_("their total"), (Cell(f"{period}, {line}, total", total),))
    is_blank = any(count is None for _place, count in cells)
    return Claim(period, name, Side(_("the cells"), tuple(at)), whole, is_at_most=is_blank)


def _totals(period: str, name: str, table: Published, which: str) -> tuple[Cell, ...]:
    return tuple(Cell(f"{period}, {name}, total of {one}", count) for one, count in getattr(table, which).items())


def _column(period: str, name: str, table: Published | None, column: str) -> tuple[Cell, ...]:
    count = table.column_totals.get(column, 0) if table else 0
    return (Cell(f"{period}, {name}, total of {column}", count),)


def _same_instruments(period: str, instruments: Published, outcomes: Published) -> Iterator[Claim]:
    """Both tables count the same requests, instrument by instrument."""
    for name in sorted({*instruments.columns, *outcomes.rows}):
        left = Cell(f"{period}, instruments, total of {name}", instruments.column_totals.get(name, 0))
        right = Cell(f"{period}, outcomes, total of {name}", outcomes.row_totals.get(name, 0))
        yield Claim(period, "types", Side(_("requests by country"), (left,)), Side(_("their outcomes"), (right,)))


def _flow_claims(said: Said, instruments: Published | None) -> Iterator[Claim]:
    period, flow = said["period"], said["flow"]
    if flow is None:
        return
    cells = {name: Cell(f"{period}, flow, {name}", flow[name]) for name in FLOWS}
    came = Side(_("requests pending at the start and received"), (cells["opening_pending"], cells["received"]))
    went = Side(_("those decided and pending at the end"), (cells["decided"], cells["closing_pending"]))
    yield Claim(period, "flow", came, went)
    whole = Cell(f"{period}, instruments, total", instruments.most if instruments else 0)
    yield Claim(period, "received", Side(_("requests of the flow"), (cells["received"],)), Side(_("all"), (whole,)))


def _guessed(said: Said) -> Iterator[Fault]:
    """A blank with fewer possible values than the threshold is as good as told. A year tells nothing new."""
    period = said["period"]
    if "-" not in period:
        return
    for name in OF_REQUESTS + OF_ACCOUNTS:
        if table := table_in(said, name):
            yield from (
                _half_blank(period, name, row, column, count) for row, column, count in _told_beside_blanks(table)
            )
            narrow = too_narrow(table, threshold=said["threshold"])
            yield from (_narrow(period, name, place, table.bounds(*place)) for place in narrow)


def _told_beside_blanks(table: Published) -> Iterator[tuple[str, str, int]]:
    """The counts in rows that are kept back, where nothing but noughts may stand."""
    for row in table.blank_rows():
        for column in table.columns:
            if count := table.cells[row, column]:
                yield row, column, count


def _half_blank(period: str, name: str, row: str, column: str, count: int) -> Fault:
    place = f"{period}, {name}, {row}, {column}"
    words = _("%(place)s tells %(count)s in a row that is kept back, of which it gives the rest away: count it anew.")
    return Fault(period, "small_count", count, 0, (place,), words % {"place": place, "count": count})


def _narrow(period: str, name: str, place: tuple[str, str], bounds: tuple[int, int]) -> Fault:
    (row, column), (least, most) = place, bounds
    at = f"{period}, {name}, {row}, {column}"
    words = _("%(place)s is left blank, but can only be from %(least)s to %(most)s: count it anew.")
    return Fault(period, "small_count", least, most, (at,), words % {"place": at, "least": least, "most": most})


def faults_of_document(periods: Mapping[str, Said]) -> list[Fault]:
    """The faults of all periods that are published together, and of years beside their halves."""
    faults = [fault for said in periods.values() for fault in faults_of_period(said)]
    return [*faults, *faults_in(claim for year in periods for claim in _year_claims(year, periods))]


def _year_claims(year: str, periods: Mapping[str, Said]) -> Iterator[Claim]:
    halves = [periods[half] for half in halves_of(year) if half in periods]
    if len(halves) < 2:
        return
    whole = table_in(periods[year], "instruments")
    parts = [(half["period"], table_in(half, "instruments")) for half in halves]
    cells = tuple(Cell(f"{period}, instruments, total", table.most) for period, table in parts if table)
    total = Cell(f"{year}, instruments, total", whole.most if whole else 0)
    yield Claim(year, "halves", Side(_("both halves"), cells), Side(_("the year"), (total,)))
