"""What is published of exact counts adds up, tells no small count, and is accepted by the check that is for anybody."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.disclosures.documents import differences, shown
from apps.disclosures.transparency.files import package_of
from apps.disclosures.transparency.published import judge, read_tables
from apps.disclosures.transparency.suppression import line, protect, read_published
from apps.disclosures.transparency.tables import BUCKETS, EXTENTS, NOTICES, Figures, Line, published_of
from apps.disclosures.transparency.told import derived, faults_of_document, faults_of_period, table_in, year_of

INSTRUMENTS = ("subpoena", "search_warrant", "cross_border", "emergency", "private_party")


def lines_of(chosen: list[tuple[str, str, str, str, str, str, bool, int]]) -> tuple[Line, ...]:
    """Lines as the database counts them: what only disclosed ones have is empty in others, an emergency is exigent."""
    found = []
    for country, instrument, bucket, extent, notice, data, is_challenged, count in chosen:
        told = "exigent" if instrument == "emergency" else "gagged" if notice == "exigent" else notice
        of_disclosed = (extent, told, data) if bucket == "disclosed" else ("", "", "")
        found.append(Line(country, instrument, bucket, *of_disclosed, is_challenged, count))
    return tuple(found)


LINES = st.lists(
    st.tuples(
        st.sampled_from(["NL", "US", "DE", "other"]),
        st.sampled_from(INSTRUMENTS),
        st.sampled_from(BUCKETS),
        st.sampled_from(EXTENTS),
        st.sampled_from(NOTICES),
        st.sampled_from(["content", "non_content"]),
        st.booleans(),
        st.integers(1, 14),
    ),
    max_size=14,
).map(lines_of)
SMALL = st.integers(0, 20)


@st.composite
def figures(draw: Any, period: str = "2026-H1") -> Figures:
    lines = draw(LINES)
    received, opening, share = sum(one.number for one in lines), draw(SMALL), draw(st.integers(0, 10))
    decided = (received + opening) * share // 10
    return Figures(
        period,
        lines,
        accounts={name: draw(SMALL) for name in ("notified", "affected", "not_affected")},
        preservations={name: draw(SMALL) for name in ("preserved", "not_preserved", "pending")},
        preserved_accounts=draw(SMALL),
        flow={
            "opening_pending": opening,
            "received": received,
            "decided": decided,
            "closing_pending": received + opening - decided,
        },
        hours={"acknowledge": 3, "effect": 40},
        national_security={"nsl": draw(st.integers(0, 600)), "nsl_selectors": 7},
    )


def told(counted: Figures, **values: Any) -> dict[str, Any]:
    """A period as a version holds it."""
    names = {"NL": "Netherlands", "US": "United States", "DE": "Germany"}
    frozen = published_of(counted, threshold=5, **values)
    return frozen | {"scope": "brand", "counted_on": "2026-07-02", "countries": names, "note": ""}


def document(*periods: dict[str, Any]) -> dict[str, Any]:
    return {"brand": "acme", "name": "Acme", "periods": {one["period"]: one for one in periods}}


def checked(said: dict[str, Any]) -> list[str]:
    """What the check that is for anybody finds in our own files."""
    files = package_of(said, version=1, created="2026-07-02T10:00:00+00:00").files()
    named = {name: (f"{name}.csv", files[f"{name}.csv"]) for name in ("requests", "notices", "countries")}
    return [fault.words for verdict in judge(read_tables(**named)) for fault in verdict.faults]


@settings(max_examples=150, deadline=None)
@given(figures())
def test_what_is_published_passes_every_identity_and_no_blank_can_be_guessed(counted):
    assert [fault.words for fault in faults_of_period(told(counted))] == []


@settings(max_examples=60, deadline=None)
@given(figures("2026-H1"), figures("2026-H2"))
def test_year_adds_up_to_its_halves(first, second):
    halves = [told(first), told(second)]
    year = year_of("2026", halves) | {"scope": "brand", "counted_on": "2027-01-02", "countries": {}, "note": ""}

    assert [fault.words for fault in faults_of_document(document(*halves, year)["periods"])] == []


@settings(max_examples=60, deadline=None)
@given(figures())
def test_our_own_files_pass_the_check_that_is_for_anybody(counted):
    said = document(told(counted))
    requests = package_of(said, version=1, created="").files()["requests.csv"]

    assert checked(said) == [] if requests.count(b"\n") > 1 else True


@settings(max_examples=100, deadline=None)
@given(figures())
def test_no_number_from_one_to_four_is_told_in_any_table(counted):
    said = told(counted)

    for name, frozen in said["tables"].items():
        table = read_published(frozen) if frozen else line({})
        told_counts = [*table.row_totals.values(), *table.column_totals.values(), *filter(None, table.cells.values())]
        # what is left beside the emergencies is told by subtraction whatever this table says
        assert name == "notices" or [count for count in told_counts if 0 < count < 5] == []
    assert [count for count in (said["flow"] or {}).values() if 0 < count < 5] == []
    assert [count for count in derived(said).values() if count is not None and 0 < count < 5] == []


@given(st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(0, 30)))
def test_table_is_read_as_it_was_written(counts):
    table = protect(counts)

    assert read_published(table.plain()) == table


def test_governments_behind_cross_border_requests_are_told_and_checked():
    abroad = Line("DE", "cross_border", "rejected", "", "", "", False, 7)
    few = Line("FR", "cross_border", "rejected", "", "", "", False, 5)
    said = document(of(abroad, few, *OFTEN))
    files = package_of(said, version=1, created="").files()

    assert checked(said) == []
    assert files["requests.csv"].count(b'"cross-border request",12,0') == 1
    assert files["countries.csv"].splitlines()[1:] == [b'2026,1,"FR","FR",5', b'2026,1,"Germany","DE",7'][::-1]


# --- What one table would tell of another ----------------------------------------------------------------------------


def a_line(instrument: str, bucket: str, count: int, notice: str = "gagged") -> Line:
    of_disclosed = ("full", notice, "non_content") if bucket == "disclosed" else ("", "", "")
    return Line("NL", instrument, bucket, *of_disclosed, False, count)


def of(*lines: Line) -> dict[str, Any]:
    """What is published of these lines, all of them settled in the period."""
    received = sum(one.number for one in lines)
    return told(Figures("2026-H1", lines, flow={"received": received, "decided": received}))


#: Two instruments that were disclosed and rejected often enough to be told.
OFTEN = (
    *(a_line("subpoena", "disclosed", 20), a_line("subpoena", "rejected", 30)),
    *(a_line("court_order", "disclosed", 9), a_line("court_order", "rejected", 8)),
)


def notices_of(*lines: Line) -> dict[str, int]:
    table = table_in(of(*lines), "notices")
    return dict(table.column_totals) if table else {}


def test_exigent_disclosures_are_told_where_the_outcomes_tell_them():
    found = notices_of(
        a_line("emergency", "disclosed", 9, "exigent"),
        a_line("subpoena", "disclosed", 20),
        a_line("subpoena", "rejected", 8),
    )

    assert found == {"exigent": 9, "gagged": 20}


def test_exigent_disclosures_are_not_told_where_few_emergencies_were_refused():
    found = notices_of(
        a_line("emergency", "disclosed", 9, "exigent"), a_line("emergency", "rejected", 2),
        a_line("subpoena", "disclosed", 20), a_line("subpoena", "rejected", 8),
    )  # fmt: skip

    assert found == {"other": 29}


def test_exigent_disclosures_are_joined_where_emergencies_are():
    found = notices_of(
        a_line("emergency", "disclosed", 3, "exigent"), a_line("private_party", "rejected", 6),
        a_line("subpoena", "disclosed", 20), a_line("subpoena", "disclosed", 7, "notified_late"),
    )  # fmt: skip

    assert found == {"gagged": 20, "other": 10}


def test_fewer_disclosures_than_the_threshold_are_told_of_in_no_table():
    said = of(a_line("subpoena", "disclosed", 3), a_line("subpoena", "rejected", 30))

    assert [name for name in ("extents", "notices", "data", "accounts") if said["tables"][name]] == []


@pytest.mark.parametrize(("number", "bands"), [
    (1, {"nsl": "0-999", "nsl_selectors": "0-999", "fisa_content": "0-999", "fisa_content_selectors": "0-999",
         "fisa_noncontent": "0-999", "fisa_noncontent_selectors": "0-999"}),
    (3, {"all_process": "250-499", "all_selectors": "0-249"}),
])  # fmt: skip
def test_national_security_is_told_in_the_bands_of_its_option(number, bands):
    counted = Figures("2026-H1", national_security={"nsl": 240, "fisa_content": 20, "nsl_selectors": 3})

    assert told(counted, option=number)["bands"] == {"option": number, "bands": bands}


# --- Faults ----------------------------------------------------------------------------------------------------------


def test_fault_names_its_cell_and_both_numbers():
    said = of(a_line("subpoena", "disclosed", 20), a_line("subpoena", "rejected", 30))
    said["tables"]["outcomes"]["cells"][0][0] = 21

    [fault, *_more] = faults_of_period(said)

    assert (fault.left, fault.right) == (51, 50)
    assert "2026-H1, outcomes, subpoena, disclosed" in fault.cells


@pytest.mark.parametrize(
    "place", [("cells", 0, 0), ("cells", 0, 1), ("row_totals", 0), ("column_totals", 0), ("least",)]
)
@pytest.mark.parametrize("name", ["instruments", "outcomes"])
def test_every_cell_that_is_altered_is_found(name, place):
    said = of(*OFTEN)
    *way, last = place
    found = said["tables"][name]
    for step in way:
        found = found[step]
    found[last] += 1
    if place == ("least",):
        said["tables"][name]["most"] += 1

    assert faults_of_period(said) != []


def test_blank_that_the_rest_of_its_row_gives_away_is_a_fault():
    said = of(*OFTEN)
    said["tables"]["outcomes"]["cells"][0][0] = None

    assert "in a row that is kept back" in " ".join(fault.words for fault in faults_of_period(said))


def test_blank_row_that_the_totals_give_away_is_a_fault():
    said = of(*OFTEN)
    said["tables"]["outcomes"]["cells"] = [[None, None], [20, 30]]

    assert "can only be from" in " ".join(fault.words for fault in faults_of_period(said))


# --- In words --------------------------------------------------------------------------------------------------------


@example(Figures("2026-H1"))
@settings(max_examples=20, deadline=None)
@given(figures())
def test_page_can_be_made_of_any_figures(counted):
    [period] = shown(document(told(counted, option=3)))["periods"]

    assert period["heading"] == "First half of 2026"


def test_versions_tell_what_was_added_and_what_was_corrected():
    first, corrected = told(Figures("2026-H1")), told(Figures("2026-H1")) | {"note": "One was counted twice."}

    sentences = differences(document(first), document(corrected, told(Figures("2026-H2"))))

    assert sentences == ["Corrected: First half of 2026. One was counted twice.", "Added: Second half of 2026."]
