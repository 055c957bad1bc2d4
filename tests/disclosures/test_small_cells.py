"""What is kept back stays unknown: every table that fits what was published is tried, one by one."""

from collections.abc import Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.disclosures.transparency.suppression import OTHER, Counts, Published, protect, summed, too_narrow

Place = tuple[str, str]
Sum = tuple[frozenset[Place], int]


# --- A reader with patience ------------------------------------------------------------------------------------------


def block(published: Published, places: list[Place], row: str, column: str) -> frozenset[Place]:
    """The places that a row and a column of the public table stand for; a * stands for all."""

    def is_in(name: str, shown: str, named: tuple[str, ...]) -> bool:
        return shown in ("*", name) or (shown == OTHER and name not in named)

    return frozenset(
        (one, two) for one, two in places if is_in(one, row, published.rows) and is_in(two, column, published.columns)
    )


def told(published: Published, places: list[Place], threshold: int) -> list[Sum]:
    """All that the public table says, as sums of places. What it says nothing of, it says to be nought."""
    if published.total is None:
        return [(frozenset({*places, ("", "")}), threshold - 1)]  # an unknown rest makes “fewer than” a sum
    numbers = [((row, column), count) for (row, column), count in published.cells.items() if count is not None]
    numbers += [((row, "*"), count) for row, count in published.row_totals.items()]
    numbers += [(("*", column), count) for column, count in published.column_totals.items()]
    sums = [(block(published, places, *shown), count) for shown, count in [*numbers, (("*", "*"), published.total)]]
    covered = frozenset().union(*(block(published, places, *place) for place in published.cells))
    return [*sums, (frozenset(places) - covered, 0)]


def fitting(sums: list[Sum], places: list[Place]) -> Iterator[dict[Place, int]]:
    """Every table that has all these sums."""
    if not places:
        if not any(rest for _places, rest in sums):
            yield {}
        return
    place, *others = places
    bound = [rest for some, rest in sums if place in some]
    for count in range(min(bound) + 1):
        left = [(some, rest - count if place in some else rest) for some, rest in sums]
        if all(rest == 0 or not some.isdisjoint(others) for some, rest in left):
            yield from ({place: count, **table} for table in fitting(left, others))


def known_too_well(counts: Counts, published: Published, threshold: int) -> dict[Place, set[int]]:
    """The places that are kept back and have fewer possible counts than the threshold. A nought that is shown is not."""
    places = sorted(counts)
    sums = told(published, places, threshold)
    shown = {place for place, count in published.cells.items() if count is not None and OTHER not in place}
    noughts = {place for some, count in sums if count == 0 for place in some}
    possible: dict[Place, set[int]] = {place: set() for place in places if place not in shown | noughts}
    slack = [("", "")] if published.total is None else []
    for table in fitting(sums, places + slack):
        for place in possible:
            possible[place].add(table[place])
        if all(len(found) >= threshold for found in possible.values()):
            return {}
    return {place: found for place, found in possible.items() if len(found) < threshold}


# --- Tables ----------------------------------------------------------------------------------------------------------


@st.composite
def tables(draw, rows: int = 3, columns: int = 3, most: int = 5) -> Counts:
    shape = (draw(st.integers(1, rows)), draw(st.integers(1, columns)))
    sizes = st.one_of(st.just(0), st.integers(0, most))
    return {(f"c{row}", f"i{column}"): draw(sizes) for row in range(shape[0]) for column in range(shape[1])}


def table(*rows: str) -> Counts:
    """A table from its rows: table("5 0", "1 7")."""
    return {
        (f"c{number}", f"i{place}"): int(count)
        for number, row in enumerate(rows)
        for place, count in enumerate(row.split())
    }


@settings(max_examples=150)
@given(tables(), st.integers(2, 4))
@example(table("3 0", "0 3"), 3)
@example(table("5 0 1", "0 5 0", "5 5 5"), 4)
def test_every_count_kept_back_has_as_many_possible_values_as_the_threshold(counts, threshold):
    published = protect(counts, threshold=threshold)

    assert known_too_well(counts, published, threshold) == {}
    assert too_narrow(published, threshold=threshold) == []


@given(tables(6, 6, 60), st.integers(1, 9))
def test_every_number_published_is_true_and_none_is_small(counts, threshold):
    published = protect(counts, threshold=threshold)

    places = sorted(counts)
    shown = told(published, places, threshold) if published.total is not None else []
    assert [total for some, total in shown if total != sum(counts[place] for place in some)] == []
    assert [total for _places, total in shown if 0 < total < threshold] == []


@settings(max_examples=100)
@given(tables(4, 4, 9), st.integers(2, 5))
def test_bounds_of_a_blank_cell_are_the_true_ones(counts, threshold):
    """Small enough to try them all, for the blank cells of the table as it is shown."""
    published = protect(counts, threshold=threshold)
    blanks = [place for place, count in published.cells.items() if count is None]
    if len(blanks) > 6:
        blanks = []

    places = list(published.cells)
    sums = told(published, places, threshold) if blanks else []
    possible = {place: set() for place in blanks}
    for found in fitting(sums, places) if blanks else ():
        for place in blanks:
            possible[place].add(found[place])

    assert {
        place: set(range(low, high + 1)) for place in blanks for low, high in [published.bounds(*place)]
    } == possible


@settings(max_examples=40)
@given(tables(2, 2, 4), tables(2, 2, 4), st.integers(2, 3))
def test_year_tells_nothing_that_its_halves_do_not(first, second, threshold):
    halves = [(counts, protect(counts, threshold=threshold)) for counts in (first, second)]
    year = summed(published for _counts, published in halves)

    options = [
        list(fitting(told(published, sorted(counts), threshold), _unknowns(counts, published)))
        for counts, published in halves
    ]
    for one in options[0]:
        for two in options[1]:
            assert told_of(year, [one, two]) == told_of(year, [first, second])


def _unknowns(counts: Counts, published: Published) -> list[Place]:
    return sorted(counts) + ([("", "")] if published.total is None else [])


def told_of(year: Published, parts: list[Counts]) -> list[int]:
    """The numbers that the year would show if its halves were these."""
    if year.total is None:
        return []
    places = sorted({place for part in parts for place in part} - {("", "")})
    return [sum(part.get(place, 0) for part in parts for place in some) for some, _count in told(year, places, 0)]


# --- By hand ---------------------------------------------------------------------------------------------------------


def test_small_countries_and_instruments_are_joined():
    published = protect(table("90 40 0", "2 0 0", "0 3 0", "30 20 9"), threshold=5)

    assert (published.rows, published.columns) == (("c0", "c3", OTHER), ("i0", "i1", "i2"))
    assert published.row_totals == {"c0": 130, "c3": 59, OTHER: 5}
    assert published.column_totals == {"i0": 122, "i1": 63, "i2": 9}


def test_row_with_a_small_count_shows_its_total_and_so_does_another():
    published = protect(table("90 40", "2 30", "50 60"), threshold=5)

    assert published.blank_rows() == ["c1", "c2"]
    assert (published.cells["c0", "i0"], published.cells["c0", "i1"]) == (90, 40)
    assert published.bounds("c1", "i0") == (0, 32)


def test_count_at_the_threshold_is_shown_and_one_below_it_is_not():
    assert protect(table("5 9", "9 9"), threshold=5).blank_rows() == []
    assert protect(table("4 9", "9 9"), threshold=5).blank_rows() == ["c0", "c1"]


def test_country_next_in_size_is_joined_where_one_small_one_would_stand_alone():
    published = protect(table("20", "1", "8"), threshold=5)

    assert published.row_totals == {"c0": 20, OTHER: 9}


def test_all_rows_show_their_totals_alone_where_it_takes_all():
    published = protect(table("100 1", "0 5"), threshold=5)

    assert published.blank_rows() == ["c0", "c1"]
    assert [published.bounds(*place) for place in published.cells] == [(95, 100), (1, 6), (0, 5), (0, 5)]


def test_fewer_than_the_threshold_say_nothing_but_that():
    few, none = protect(table("2 1", "1 0"), threshold=5), protect(table("0"), threshold=5)

    assert few == none
    assert (few.total, few.total_words(), few.rows, few.cells) == (None, "0-4", (), {})


def test_table_of_large_counts_stays_whole():
    counts = table("5 6", "0 7")

    assert protect(counts, threshold=5).cells == counts


def test_year_names_what_both_halves_name():
    first = protect({("DE", "order"): 9, ("NL", "order"): 7, ("NL", "warrant"): 5}, threshold=5)
    second = protect({("NL", "order"): 6, ("NL", "warrant"): 8, ("FR", "order"): 5}, threshold=5)

    year = summed([first, second])

    assert year.row_totals == {"NL": 26, OTHER: 14}
    assert year.cells["NL", "order"] == 13
    assert year.total == 40


def test_year_with_a_half_below_the_threshold_tells_between_which_numbers_it_lies():
    year = summed([protect(table("9"), threshold=5), protect(table("1"), threshold=5)])

    assert (year.total, year.total_words(), year.rows) == (None, "9-13", ())


def test_order_of_names_does_not_tell_their_size():
    published = protect({("NL", "order"): 5, ("DE", "order"): 50, ("AT", "order"): 7}, threshold=5)

    assert published.rows == ("AT", "DE", "NL")
