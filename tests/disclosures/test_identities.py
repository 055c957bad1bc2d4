"""What must add up before figures are published, and what is said where it does not."""

import pytest

from apps.disclosures.transparency.identities import COHORT, FLOW, TOTAL, Row, Table, UnitsMixed, faults_of

SOUND = {
    "received": 20,
    "full": 6,
    "partial": 4,
    "no_data": 3,
    "rejected": 5,
    "withdrawn": 1,
    "pending": 1,
    "disclosed": 10,
    "notified_before": 4,
    "notified_late": 1,
    "gagged": 3,
    "exigent": 2,
    "orders": 20,
    "contested": 5,
    "complied": 15,
}
IN_FLOW = {"opening_pending": 3, "received": 20, "decided": 19, "closing_pending": 4}
ACCOUNTS = {"notified": 3, "actually_affected": 5, "potentially_affected": 5}


def broken(*rows: Row, unit: str = "requests", view: str = COHORT) -> list[tuple[str, str, int, int]]:
    return [(one.period, one.identity, one.left, one.right) for one in faults_of(Table(unit, view, rows))]


def a_row(period: str = "2025-H1", country: str = "NL", instrument: str = "order", **counts: int) -> Row:
    return Row(period, country, instrument, counts)


def numbers(**cells: int) -> list[Row]:
    """Rows of counts received, from names such as nl_order, all_order, nl_all and all_all."""
    return [
        a_row(country=TOTAL if place == "all" else place, instrument=TOTAL if kind == "all" else kind, received=count)
        for (place, kind), count in ((name.split("_"), count) for name, count in cells.items())
    ]


# --- Within a row ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "view", "counts"),
    [("requests", COHORT, SOUND), ("requests", FLOW, IN_FLOW), ("accounts", COHORT, ACCOUNTS)],
)
def test_row_that_adds_up_has_no_fault(unit, view, counts):
    assert broken(a_row(**counts), unit=unit, view=view) == []


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("received", [("outcomes", 21, 20)]),
        ("full", [("outcomes", 20, 21), ("disclosed", 10, 11)]),
        ("partial", [("outcomes", 20, 21), ("disclosed", 10, 11)]),
        ("no_data", [("outcomes", 20, 21)]),
        ("rejected", [("outcomes", 20, 21)]),
        ("withdrawn", [("outcomes", 20, 21)]),
        ("pending", [("outcomes", 20, 21)]),
        ("disclosed", [("disclosed", 11, 10), ("notices", 11, 10)]),
        ("notified_before", [("notices", 10, 11)]),
        ("notified_late", [("notices", 10, 11)]),
        ("gagged", [("notices", 10, 11)]),
        ("exigent", [("notices", 10, 11)]),
        ("orders", [("orders", 20, 21)]),
        ("contested", [("orders", 21, 20)]),
        ("complied", [("orders", 21, 20)]),
    ],
)
def test_each_count_of_a_cohort_is_bound(name, faults):
    found = broken(a_row(**SOUND | {name: SOUND[name] + 1}))

    assert found == [("2025-H1", *fault) for fault in faults]


@pytest.mark.parametrize(("name", "left", "right"), [(name, 24, 23) for name in ("opening_pending", "received")])
def test_what_comes_in_is_what_goes_out_or_stays(name, left, right):
    assert broken(a_row(**IN_FLOW | {name: IN_FLOW[name] + 1}), view=FLOW) == [("2025-H1", "flow", left, right)]


def test_flow_view_is_not_held_to_the_cohort_and_the_cohort_not_to_the_flow():
    carried = {"received": 1, "disclosed": 2, "full": 2, "partial": 0, "no_data": 0, "rejected": 0}
    carried |= {"withdrawn": 0, "pending": 0}

    assert broken(a_row(**carried), view=FLOW) == []
    assert broken(a_row(**IN_FLOW | {"decided": 1}), view=COHORT) == []


def test_full_and_partial_disclosures_are_held_to_the_notices_where_their_sum_is_not_given():
    counts = {name: count for name, count in SOUND.items() if name != "disclosed"}

    assert broken(a_row(**counts | {"gagged": 4})) == [("2025-H1", "notices", 10, 11)]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"notified": 6}, ("notified_within_affected", 6, 5)),
        ({"actually_affected": 6}, ("affected_within_potential", 6, 5)),
    ],
)
def test_nobody_is_notified_who_is_not_affected_nor_affected_who_could_not_be(changed, fault):
    assert broken(a_row(**ACCOUNTS | changed), unit="accounts") == [("2025-H1", *fault)]


def test_more_is_not_disclosed_than_was_received():
    assert broken(a_row(received=1, disclosed=2)) == [("2025-H1", "disclosed_within_received", 2, 1)]


def test_row_without_a_measure_is_not_held_to_it():
    assert broken(a_row(received=5, full=1, partial=2)) == []


# --- Sums ------------------------------------------------------------------------------------------------------------

WHOLE = {"nl_order": 3, "nl_warrant": 2, "de_order": 4, "de_warrant": 1, "all_order": 7, "all_warrant": 3}
WHOLE |= {"nl_all": 5, "de_all": 5, "all_all": 10}


def test_table_with_all_its_totals_has_no_fault():
    assert broken(*numbers(**WHOLE)) == []


@pytest.mark.parametrize(
    ("name", "identities"),
    [
        ("nl_order", ["countries", "types", "stated_total"]),
        ("all_order", ["countries", "countries_as_types", "stated_total"]),
        ("nl_all", ["types", "countries_as_types", "stated_total"]),
        ("all_all", ["stated_total"] * 3),
    ],
)
def test_cell_and_total_that_differ_are_told(name, identities):
    found = broken(*numbers(**WHOLE | {name: WHOLE[name] + 1}))

    assert [identity for _period, identity, _left, _right in found] == identities


def test_line_without_its_total_and_total_without_its_line_are_told():
    assert broken(*numbers(nl_order=3, all_warrant=2)) == [
        ("2025-H1", "countries", 3, 0),
        ("2025-H1", "countries", 0, 2),
    ]


def test_countries_and_types_come_to_the_same_where_nothing_else_is_stated():
    assert broken(*numbers(nl_all=3, all_order=4)) == [("2025-H1", "countries_as_types", 3, 4)]


def test_each_period_is_summed_by_itself():
    rows = [a_row("2025-H1", "NL", TOTAL, received=1), a_row("2025-H2", TOTAL, "order", received=9)]

    assert broken(*rows) == []


# --- Halves ----------------------------------------------------------------------------------------------------------


def test_halves_add_up_to_their_year():
    halves = [a_row("2025-H1", received=2), a_row("2025-H2", received=3)]

    assert broken(*halves, a_row("2025", received=5)) == []
    assert broken(*halves, a_row("2025", received=6)) == [("2025", "halves", 5, 6)]
    assert broken(*halves, a_row("2025", "DE", received=5)) == [("2025", "halves", 0, 5), ("2025", "halves", 5, 0)]


def test_one_half_alone_is_at_most_its_year():
    assert broken(a_row("2025-H1", received=2), a_row("2025", received=5)) == []
    assert broken(a_row("2025-H1", received=6), a_row("2025", received=5)) == [("2025", "halves", 6, 5)]


# --- Words and units -------------------------------------------------------------------------------------------------


def test_fault_names_the_numbers_and_every_cell():
    (fault,) = faults_of(Table("requests", COHORT, (a_row(received=1, disclosed=2),)))

    assert fault.words == (
        "2025-H1: disclosures (2) are more than the requests received (1). "
        "Look at 2025-H1, NL, order, disclosed; 2025-H1, NL, order, received."
    )
    assert fault.cells == ("2025-H1, NL, order, disclosed", "2025-H1, NL, order, received")


def test_long_list_of_cells_is_cut_short_in_words_alone():
    rows = numbers(**{f"c{number}_all": 1 for number in range(20)}, all_all=21)

    (fault,) = faults_of(Table("requests", COHORT, tuple(rows)))

    assert fault.words.endswith("2025-H1, c11, total, received; and 9 more.")
    assert len(fault.cells) == 21


def test_table_counts_in_one_unit():
    with pytest.raises(UnitsMixed, match="“notified” is not counted in requests: put it into a table of its own unit"):
        Table("requests", COHORT, (a_row(received=1, notified=1),))
