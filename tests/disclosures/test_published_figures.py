"""Anybody's published tables: sound ones pass, and what does not add up is named, with its period."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.disclosures.transparency.published import TableRefused, judge, read_tables
from tests.shared_data import shared

FILES = {
    "requests": "github-requests-2023.csv",
    "notices": "github-user-notice-2023.csv",
    "countries": "github-cross-border-2023.csv",
}

REQUESTS = "year,half,type,count_requests_received,count_disclosed\n2023,1,civil subpoena,5,4\n"
REQUESTS += "2023,1,cross-border request,3,1\n"
NOTICES = "year,half,type,count\n2023,1,gag order,5\n"
COUNTRIES = "year,half,government,government_iso2_code,count\n2023,1,France,FR,3\n"

Tables = dict[str, list[dict[str, str]]]


def judged(**changed: str | bytes) -> list[dict[str, Any]]:
    """What is said of three small tables, of which some are others."""
    texts = {"requests": REQUESTS, "notices": NOTICES, "countries": COUNTRIES} | changed
    data = {name: text if isinstance(text, bytes) else text.encode() for name, text in texts.items()}
    return [one.told() for one in judge(read_tables(**{name: (f"{name}.csv", one) for name, one in data.items()}))]


def unsound(**changed: str) -> list[tuple[str, str, int, int]]:
    return [(one["period"], f["identity"], f["left"], f["right"]) for one in judged(**changed) for f in one["faults"]]


# --- The tables of one company ---------------------------------------------------------------------------------------


def real_tables() -> Tables:
    return {
        name: list(csv.DictReader(io.StringIO(shared(f"transparency/{file}").read_text())))
        for name, file in FILES.items()
    }


def as_csv(rows: list[dict[str, str]]) -> str:
    output = io.StringIO()
    writer = csv.DictWriter(output, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue()


def broken(tables: Tables) -> set[str]:
    """The periods that do not add up, reckoned once more from nothing but the rows; unlike the code, file by file."""
    found = set()
    sums: Counter[tuple[str, str]] = Counter()
    for row in tables["requests"]:
        period = f"{row['year']}-H{row['half']}"
        sums[period, "notices"] += int(row["count_disclosed"])
        if row["type"] == "cross-border request":
            sums[period, "countries"] += int(row["count_requests_received"])
        if int(row["count_disclosed"]) > int(row["count_requests_received"]):
            found.add(period)
    for name in ("notices", "countries"):
        for row in tables[name]:
            sums[f"{row['year']}-H{row['half']}", name] -= int(row["count"])
    return found | {period for (period, _name), rest in sums.items() if rest}


def altered(tables: Tables) -> Iterator[tuple[tuple[str, int, str], Tables]]:
    """The tables with one cell changed, every cell in turn: a number by one up and down, a half to the other, a name."""
    for name, rows in tables.items():
        for number, row in enumerate(rows):
            for column, cell in row.items():
                others = [str(int(cell) + 1), str(int(cell) - 1)] if cell.isdigit() else ["Elsewhere"]
                if column == "half":
                    others = [str(3 - int(cell))]
                if column == "government_iso2_code":
                    others = ["ZZ"]
                for other in others:
                    changed = [*rows[:number], {**row, column: other}, *rows[number + 1 :]]
                    yield (name, number, column), {**tables, name: changed}


def test_tables_of_a_company_are_sound():
    tables = {name: shared(f"transparency/{file}").read_bytes() for name, file in FILES.items()}

    assert judged(**tables) == [
        {"period": "2023-H1", "sound": True, "faults": []},
        {"period": "2023-H2", "sound": True, "faults": []},
    ]


def test_every_cell_whose_change_breaks_an_identity_is_named_with_its_period():
    tables = real_tables()
    outcomes, refused = Counter(), []
    for (name, _number, _column), changed in altered(tables):
        expected = broken(changed)
        try:
            verdicts = judged(**{one: as_csv(rows) for one, rows in changed.items()})
        except TableRefused as error:
            refused.append((name, str(error)))
            continue
        outcomes["broken" if expected else "sound"] += 1
        assert {one["period"] for one in verdicts if not one["sound"]} == expected

    assert outcomes == {"broken": 138, "sound": 58}
    assert len([name for name, words in refused if words.startswith(f"{name}.csv, row ")]) == len(refused) == 25


def test_cells_that_no_identity_binds_are_these_and_no_others():
    tables = real_tables()
    raised = [place for place, changed in altered(tables) if not broken(changed)]
    free = {(name, column, tables[name][number].get("type")) for name, number, column in raised}

    kinds = {row["type"] for row in tables["requests"]} - {"cross-border request"}
    assert free == (
        {("requests", column, kind) for column in ("type", "count_requests_received") for kind in kinds}
        | {("notices", "type", row["type"]) for row in tables["notices"]}
        | {("countries", column, None) for column in ("government", "government_iso2_code")}
    )


# --- What may stand in a table ---------------------------------------------------------------------------------------


def test_mark_of_bytes_line_ends_blank_lines_blanks_and_the_order_of_columns_mean_nothing():
    requests = "\ufeff\r\ntype,count_disclosed,half,year,count_requests_received\r\n\r\n"
    requests += " Civil  subpoena ,4,1,2023,5\r\n,,,,\r\ncross-border request ,1,1,2023,3\r\n"

    assert unsound(requests=requests) == unsound() == []


def test_other_needs_no_code_and_stated_totals_are_held_to_their_parts():
    countries = COUNTRIES.replace("FR,3", "FR,1") + "2023,1,Other,,2\n2023,1,Total,,4\n"

    assert unsound(countries=countries) == [("2023-H1", "stated_total", 3, 4)]


def test_total_stands_for_its_parts_where_there_are_none():
    requests = "year,half,type,count_requests_received,count_disclosed\n2023,1,total,9,6\n"

    assert unsound(requests=requests) == [("2023-H1", "notices", 6, 5)]


def test_table_without_a_row_for_a_period_says_that_there_was_nothing():
    assert unsound(notices="year,half,type,count\n2022,2,gag order,1\n") == [
        ("2022-H2", "notices", 0, 1),
        ("2023-H1", "notices", 5, 0),
    ]


def test_fault_says_what_does_not_add_up_and_in_which_cells():
    (verdict,) = judged(countries=COUNTRIES.replace("FR,3", "FR,2"))

    assert verdict["faults"][0]["words"] == (
        "2023-H1: 2 is the sum of count in the requests by government, but 3 that of count_requests_received in "
        "“cross-border request”. Look at countries.csv, row 2, count; requests.csv, row 3, count_requests_received."
    )


LINE = "2023,1,civil subpoena,5,4"
BAD = [
    (LINE.replace("5,4", '"1,204",4'), "row 2, column “count_requests_received”: “1,204” cannot be read: give a whole"),
    (LINE.replace("5,4", "1 204,4"), "row 2, column “count_requests_received”: “1 204” cannot be read: give a whole"),
    (LINE.replace("5,4", "-5,4"), "row 2, column “count_requests_received”: “-5” cannot be read: give a whole number"),
    (LINE.replace("5,4", "5.0,4"), "row 2, column “count_requests_received”: “5.0” cannot be read: give a whole"),
    (LINE.replace("5,4", "٥,4"), "row 2, column “count_requests_received”: “٥” cannot be read: give a whole number"),
    (LINE.replace("5,4", f"{'9' * 5000},4"), "row 2, column “count_requests_received”: “9999"),
    (LINE.replace("5,4", "5,< 10"), "row 2, column “count_disclosed”: “< 10” cannot be read: give a whole number"),
    (LINE.replace("5,4", "5,"), "row 2, column “count_disclosed”: “” cannot be read: give a whole number"),
    (LINE.replace("2023", "23"), "row 2, column “year”: “23” cannot be read: give the year as four digits"),
    (LINE.replace("2023,1", "2023,H1"), "row 2, column “half”: “H1” cannot be read: give the half of the year as 1"),
    (LINE.replace("civil subpoena", " "), "row 2, column “type”: “” cannot be read: name the type"),
    (f"{LINE}\n2023,1,Civil subpoena,1,1", "row 3, column “type”: “Civil subpoena” stands in row 2 for the same half"),
    (LINE.replace("5,4", "5"), "in row 2 (line 2 of the file) is 4, that of the columns in the first row 5"),
    ('2023,1,"civil,5,4', "Row 2 (from line 2 of the file) cannot be read"),
    ("", "requests.csv has no row below its first: there is nothing to check."),
]


@pytest.mark.parametrize(("line", "words"), BAD, ids=range(len(BAD)))
def test_what_cannot_be_read_is_told_with_file_row_and_column(line, words):
    with pytest.raises(TableRefused) as error:
        judged(requests=f"{REQUESTS.splitlines()[0]}\n{line}\n")

    assert words in str(error.value)
    assert str(error.value).startswith("requests.csv")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"notices": "year,half,type\n2023,1,gag order\n"}, "notices.csv, row 1: the column “count” is missing."),
        (
            {"notices": "year,half,type,count,share\n2023,1,gag order,5,1\n"},
            "notices.csv, row 1: the column “share” is",
        ),
        ({"notices": ""}, "notices.csv: The file is empty"),
        ({"notices": b"PK\x03\x04"}, "notices.csv: The file is a workbook, not CSV"),
        ({"countries": COUNTRIES.replace("FR", "fr")}, "row 2, column “government_iso2_code”: “fr” cannot be read"),
        ({"countries": COUNTRIES.replace("FR", "")}, "row 2, column “government_iso2_code” is empty: give the code as"),
        ({"countries": COUNTRIES + "2023,1,La France,FR,0\n"}, "row 3, column “government_iso2_code”: “FR” stands in"),
        ({"countries": COUNTRIES + "2023,1,france,FX,0\n"}, "row 3, column “government”: “france” stands in row 2 for"),
    ],
)
def test_table_of_another_shape_is_refused_in_words(changed, words):
    with pytest.raises(TableRefused) as error:
        judged(**changed)

    assert words in str(error.value)


# --- The command -----------------------------------------------------------------------------------------------------


def run(tmp_path, capsys, **changed: str) -> tuple[int, str]:
    """The status of the command and the last line of what it says."""
    arguments = []
    for name, text in ({"requests": REQUESTS, "notices": NOTICES, "countries": COUNTRIES} | changed).items():
        (tmp_path / f"{name}.csv").write_text(text)
        arguments += [f"--{name}", str(tmp_path / f"{name}.csv")]
    status = 0
    try:
        call_command("check_transparency_figures", *arguments, "--json")
    except CommandError as error:
        status = error.returncode
        print(error)
    return status, capsys.readouterr().out


def test_sound_tables_end_the_command_with_0_and_one_object(tmp_path, capsys):
    status, said = run(tmp_path, capsys)

    assert status == 0
    assert json.loads(said.splitlines()[-1]) == {"periods": [{"period": "2023-H1", "sound": True, "faults": []}]}


def test_fault_ends_the_command_with_1_after_the_object(tmp_path, capsys):
    status, said = run(tmp_path, capsys, notices=NOTICES.replace("5", "6"))

    *_, found, last = said.splitlines()
    (period,) = json.loads(found)["periods"]
    assert (status, last) == (1, "The figures do not add up: 1 found, told above.")
    assert [(one["identity"], one["left"], one["right"]) for one in period["faults"]] == [("notices", 5, 6)]


def test_file_that_cannot_be_read_ends_the_command_with_2_and_one_sentence(tmp_path, capsys):
    status, said = run(tmp_path, capsys, notices=NOTICES.replace("5", "five"))

    assert status == 2
    assert said == (
        "notices.csv, row 2, column “count”: “five” cannot be read: give a whole number of 0 or more in digits alone, "
        "without separators, as in 1204.\n"
    )


def test_file_that_is_not_there_ends_the_command_with_2_and_one_sentence(tmp_path):
    with pytest.raises(CommandError) as error:
        call_command("check_transparency_figures", requests=str(tmp_path), notices="-", countries="-")

    assert error.value.returncode == 2
    assert str(error.value) == f"{tmp_path} cannot be read: Is a directory."
