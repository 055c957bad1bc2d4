"""Tables that are published together tell no more than each by itself: a reader tries everything that fits them all."""

from collections.abc import Callable, Iterator
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.disclosures.transparency.suppression import OTHER, Published
from apps.disclosures.transparency.tables import Figures, Line, tables_of
from tests.disclosures.test_small_cells import Place, Sum, fitting

#: So few that every table can be tried; the same holds for each number.
THRESHOLD = 2
EMERGENCY, ORDINARY = "emergency", ("subpoena", "private_party")
TOLD = ("notified_before", "notified_late", "gagged")
#: By instrument, how it ended: rejected, or disclosed and told in one of four ways. An emergency is exigent, and nothing
#: else is: the reader knows that.
PLACES: list[Place] = [*product(ORDINARY, (*TOLD, "rejected")), (EMERGENCY, "exigent"), (EMERGENCY, "rejected")]

COUNTS = st.lists(st.integers(0, 3), min_size=len(PLACES), max_size=len(PLACES)).map(
    lambda found: dict(zip(PLACES, found, strict=True))
)


def line_of(place: Place, count: int) -> Line:
    instrument, ending = place
    if ending == "rejected":
        return Line("NL", instrument, "rejected", "", "", "", False, count)
    return Line("NL", instrument, "disclosed", "full", ending, "non_content", False, count)


def bucket_of(place: Place) -> str:
    return "rejected" if place[1] == "rejected" else "disclosed"


def sums_of(table: Published, row_of: Callable[[Place], str], column_of: Callable[[Place], str]) -> Iterator[Sum]:
    """All that a table says, as sums of places."""

    def named(name: str, shown: tuple[str, ...]) -> str:
        return name if name in shown else OTHER

    rows = {place: named(row_of(place), table.rows) for place in PLACES}
    columns = {place: named(column_of(place), table.columns) for place in PLACES}
    for (row, column), count in table.cells.items():
        if count is not None:
            yield frozenset(one for one in PLACES if (rows[one], columns[one]) == (row, column)), count
    for shown, totals in ((rows, table.row_totals), (columns, table.column_totals)):
        for name, count in totals.items():
            yield frozenset(one for one in PLACES if shown[one] == name), count
        yield frozenset(one for one in PLACES if shown[one] not in totals), 0


def read_together(outcomes: Published, notices: Published | None) -> list[Sum]:
    """What outcomes and notices say; of notices, each column is a way of telling among what was disclosed."""
    sums = list(sums_of(outcomes, lambda place: place[0], bucket_of))
    if notices is None:
        return sums
    named = set(notices.columns)
    disclosed = [place for place in PLACES if place[1] != "rejected"]
    for name, count in notices.column_totals.items():
        is_here = [place for place in disclosed if (place[1] if place[1] in named else OTHER) == name]
        sums.append((frozenset(is_here), count))
    return sums


def is_shown(outcomes: Published, cell: Place) -> bool:
    return outcomes.cells.get(cell) is not None


@settings(max_examples=60, deadline=None)
@example({**dict.fromkeys(PLACES, 2), (EMERGENCY, "exigent"): 3, (EMERGENCY, "rejected"): 1})
@example(
    {**dict.fromkeys(PLACES, 0), (EMERGENCY, "exigent"): 1, ("subpoena", "gagged"): 3, ("private_party", "rejected"): 2}
)
@example({**dict.fromkeys(PLACES, 3), (EMERGENCY, "exigent"): 3, (EMERGENCY, "rejected"): 0})
@example(dict(zip(PLACES, [0, 0, 2, 1, 2, 0, 0, 2, 0, 1], strict=True)))
@given(COUNTS)
def test_notices_do_not_tell_what_the_outcomes_keep_back(counts):
    lines = tuple(line_of(place, count) for place, count in counts.items() if count)
    tables = tables_of(Figures("2026-H1", lines), THRESHOLD)
    outcomes, notices = tables["outcomes"], tables["notices"]
    if outcomes is None or not outcomes.rows:
        return
    cells = [(instrument, bucket) for instrument in (*ORDINARY, EMERGENCY) for bucket in ("disclosed", "rejected")]
    possible: dict[Place, set[int]] = {cell: set() for cell in cells if not is_shown(outcomes, cell)}

    for table in fitting(read_together(outcomes, notices), PLACES):
        for cell, found in possible.items():
            found.add(sum(count for place, count in table.items() if (place[0], bucket_of(place)) == cell))

    assert {cell: found for cell, found in possible.items() if len(found) < THRESHOLD and found != {0}} == {}
