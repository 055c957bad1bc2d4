"""What leaves for a spreadsheet program cannot run there, and comes back as it left; what cannot be read is refused."""

import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.casework import spreadsheets, workbook
from apps.casework.spreadsheets import (
    SheetRefused,
    neutralise,
    read_csv,
    read_xlsx,
    restore,
    write_csv,
    write_xlsx,
)

SECURITY = Path(__file__).resolve().parents[3] / "shared" / "data" / "security"
needs_corpora = pytest.mark.skipif(not SECURITY.is_dir(), reason=f"the hostile strings are not in {SECURITY}")
tricky = st.text(
    st.one_of(st.sampled_from("'\"=+-@＝－ \t\r\n,;|%0Aax_<>r/"), st.characters(exclude_categories=["Cs"]))
)
cells = tricky.filter(lambda text: "\0" not in text)


def hostile_strings() -> list[str]:
    """Every line of every corpus."""
    lines = json.loads((SECURITY / "blns.json").read_text())
    for path in sorted(SECURITY.glob("*.txt")):
        lines += path.read_bytes().decode().split("\n")
    return [line for line in lines if line]


def as_csv(rows, headers) -> bytes:
    return b"".join(write_csv(rows, headers))


def refused(read, data: bytes) -> tuple[str, dict]:
    """Why a file is refused, with its facts."""
    with pytest.raises(SheetRefused) as caught:
        read(data)
    return caught.value.reason, caught.value.facts


# --- Text that cannot run ---------------------------------------------------------------------------------------


@needs_corpora
def test_each_known_formula_injection_gets_a_leading_apostrophe():
    lines = (SECURITY / "formula_injection.txt").read_text().splitlines()

    assert [line for line in lines if neutralise(line)[0] != "'"] == []
    assert [restore(neutralise(line)) for line in lines] == lines


@given(tricky)
def test_restore_undoes_neutralise_for_every_text(text):
    assert restore(neutralise(text)) == text


@pytest.mark.parametrize(
    ("text", "neutral"),
    [
        ("=1", "'=1"),
        (" \u200b+1", "' \u200b+1"),
        ("\tx", "'\tx"),
        ("'=1", "''=1"),
        ("Globex;=1", "Globex;'=1"),
        ('Globex, "-1', "Globex,' \"-1"),
        ("one\r\n@two\n\nthree", "one\r\n'@two\n\nthree"),
        (";=1", "';'=1"),
    ],
)
def test_a_formula_is_neutralised_at_the_start_and_behind_each_separator(text, neutral):
    assert neutralise(text) == neutral
    assert restore(neutral) == text


@given(st.lists(cells, min_size=1, max_size=4))
@example(["Globex;=1", "-1"])
def test_no_separator_cuts_a_written_row_into_a_piece_that_could_run(row):
    written = as_csv([row], [f"c{n}" for n in range(len(row))]).decode("utf-8-sig")

    for separator in ",;|\t":
        pieces = [piece.strip(' "') for piece in re.split(rf"[\r\n{separator}]", written)]
        assert [piece for piece in pieces if piece.startswith(("=", "+", "-", "@", "＝", "－"))] == []


@pytest.mark.parametrize(
    "text", ["'s-Hertogenbosch", "'t Gooi", "a - b", "x=y", "e-mail: a@b.example", "O'Neil -5", ""]
)
def test_a_harmless_text_stays_as_it_is_both_ways(text):
    assert neutralise(text) == text
    assert restore(text) == text


# --- CSV out and in ---------------------------------------------------------------------------------------------


@given(st.lists(st.lists(cells, min_size=2, max_size=2).filter(any), max_size=5))
def test_csv_brings_back_every_value(rows):
    assert read_csv(as_csv(rows, ["name", "note; =1"])).rows == rows


@needs_corpora
def test_csv_brings_back_every_hostile_string():
    rows = [[text, text] for text in hostile_strings()]

    assert read_csv(as_csv(rows, ["left", "right"])).rows == rows


def test_csv_is_quoted_neutralised_utf_8_with_a_mark_and_leaves_numbers_alone():
    rows = [["-5", -5, Decimal("-1.50"), None, True, date(2026, 3, 1)]]

    assert as_csv(rows, ["a", "=b", "c", "d", "e", "f"]) == (
        b'\xef\xbb\xbf"a","\'=b","c","d","e","f"\r\n"\'-5",-5,-1.50,"","true","2026-03-01"\r\n'
    )


def test_csv_leaves_in_chunks_before_the_last_row_is_made():
    made = []
    rows = ([made.append(number) or "x" * 1000] for number in range(1000))

    first = next(write_csv(rows, ["text"]))

    assert len(first) > spreadsheets.CHUNK_CHARACTERS
    assert len(made) < 100


@pytest.mark.parametrize(
    ("value", "reason"),
    [("a\0b", "unwritable"), ("\ud800", "unwritable"), ("x" * 131_073, "long")],
)
def test_csv_refuses_a_text_that_could_not_come_back(value, reason):
    with pytest.raises(SheetRefused, match="Row 3, column “note”") as caught:
        as_csv([["fine", "fine"], ["fine", value]], ["name", "note"])

    assert caught.value.reason == reason


TABLE = "naam;plaats\r\nZoë;’s-Gravenhage\r\n"


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        b"\xfe\xff" + TABLE.encode("utf-16-be"),
        TABLE.encode("cp1252"),
        TABLE.replace(";", ",").encode(),
        TABLE.replace(";", "\t").encode(),
        TABLE.replace("\r\n", "\n").encode(),
        TABLE.replace("\r\n", "\r").encode(),
        ("\r\n;\r\n" + TABLE + ";\r\n\r\n").encode(),
    ],
)
def test_csv_is_read_in_each_encoding_separator_and_line_end_people_have(data):
    sheet = read_csv(data)

    assert (sheet.headers, sheet.rows) == (["naam", "plaats"], [["Zoë", "’s-Gravenhage"]])


def test_csv_keeps_line_breaks_in_quotes_and_counts_rows_as_a_spreadsheet_program():
    sheet = read_csv(b'name, note \n"a ""b""","one\r\ntwo; three"\n\nc,\x0b\n')

    assert sheet.headers == ["name", "note"]
    assert sheet.rows == [['a "b"', "one\r\ntwo; three"], ["c", "\x0b"]]
    assert sheet.numbers == [2, 4]


@pytest.mark.parametrize(
    ("data", "reason", "facts"),
    [
        (b"", "empty", {}),
        (b"\xef\xbb\xbf", "empty", {}),
        (b" \r\n\r\n", "empty", {}),
        (b",,\n", "empty", {}),
        (b"a,b\n1,2\n\x81,x\n", "encoding", {"line": 3}),
        (b"a,b\n1,\x002\n", "nul", {"line": 2}),
        ("a,b\n".encode("utf-16-le"), "nul", {"line": 1}),
        (b'a,b\n"1\n2",3\n4\n', "ragged", {"row": 3, "line": 4, "found": 1, "expected": 2}),
        (b"a,b\n1,2,3\n", "ragged", {"row": 2, "line": 2, "found": 3, "expected": 2}),
        (b'a,b\n1,2\n"3,4\n5,6\n', "quotes", {"row": 3, "line": 3}),
        (b'a,b\n"1"x,2\n', "quotes", {"row": 2, "line": 2}),
        (b"a,,c\n1,2,3\n", "header", {"column": "B", "row": 1}),
        (b"a,b, a\n1,2,3\n", "twice", {"name": "a", "first": "A", "second": "C"}),
        (b"a" + b",a" * 16_384, "columns", {"limit": 16_384}),
        (b"PK\x03\x04...", "not_csv", {}),
    ],
)
def test_csv_is_refused_with_the_place_of_the_fault(data, reason, facts):
    assert refused(read_csv, data) == (reason, facts)


def test_csv_larger_than_a_limit_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_CELLS", 4)
    assert read_csv(b"a,b\n1,2\n3,4\n").rows == [["1", "2"], ["3", "4"]]
    assert refused(read_csv, b"a,b\n1,2\n3,4\n5,6\n") == ("cells", {"limit": 4})

    monkeypatch.setattr(spreadsheets, "MAX_BYTES", 2**20)
    assert refused(read_csv, b"x" * (2**20 + 1)) == ("bytes", {"size": "1.0", "limit": "1.0"})


# --- XLSX out ---------------------------------------------------------------------------------------------------


@needs_corpora
def test_no_hostile_string_becomes_a_formula_or_a_link_and_all_come_back():
    rows = [[text, number] for number, text in enumerate(hostile_strings())]

    data = write_xlsx(rows, ["=header", "number"])

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    written = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in written} == {"s", "n"}
    assert {cell.data_type for cell in written if cell.column == 1} == {"s"}
    assert [cell.coordinate for cell in written if cell.hyperlink] == []
    assert [cell.quotePrefix for cell in written if str(cell.value).startswith(("=", "+", "-", "@"))].count(False) == 0
    assert read_xlsx(data).rows == [[text, str(number)] for text, number in rows]


@pytest.mark.parametrize(
    "text",
    [
        "<r></is></c><c t='str'><f>1+1</f><v>2</v></c><c><is></r>",
        "<r><t>rich</t></r>",
        "_x0041_",
        "_x0041_x0042_",
        "_x005F_x000A_",
        "_x0041\x00",
        "\x00\x01\x0b\r\x1f\ufffe\uffff",
        "_x000d_\r\n",
        " \t padded \n",
    ],
)
def test_xlsx_brings_back_markup_escapes_and_control_characters(text):
    data = write_xlsx([[text]], ["text"])

    assert read_xlsx(data).rows == [[text]]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


@given(tricky)
def test_what_xml_cannot_hold_is_escaped_without_loss(text):
    assert workbook.unescape(spreadsheets.escape_xml(text)) == text


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(tricky, min_size=2, max_size=2).filter(any), max_size=5))
def test_xlsx_brings_back_every_value(rows):
    found = []

    workbook.read(write_xlsx(rows, ["name", "note"]), found.append)

    assert [line[1] for line in found[1:-1]] == rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-5, "-5"),
        (2.5, "2.5"),
        (3.0, "3"),
        (1e20, "100000000000000000000"),
        (Decimal("-0.10"), "-0.1"),
        (12_345_678_901_234_567_890, "12345678901234567890"),
        (0.1 + 0.2, "0.30000000000000004"),
        (float("nan"), "nan"),
        (True, "true"),
        ("007", "007"),
        (datetime(2026, 3, 1, 10, 30, tzinfo=UTC), "2026-03-01T10:30:00+00:00"),
    ],
)
def test_xlsx_writes_no_value_that_it_would_round(value, text):
    assert read_xlsx(write_xlsx([[value]], ["value"])).rows == [[text]]


def test_xlsx_refuses_a_text_longer_than_a_cell_instead_of_cutting_it():
    longest = ["x" * 32_767, "🎉" * 16_383]

    assert read_xlsx(write_xlsx([longest], ["name", "note"])).rows == [longest]
    for text in ["x" * 32_768, "🎉" * 16_384]:
        with pytest.raises(SheetRefused, match="Row 3, column “note”: a text of more than 32767 characters"):
            write_xlsx([longest, ["fine", text]], ["name", "note"])


def test_xlsx_refuses_what_a_sheet_cannot_hold_or_carry(monkeypatch):
    with pytest.raises(SheetRefused, match="Row 2, column “a” holds a character that XLSX cannot carry"):
        write_xlsx([["\ud800"]], ["a"])
    with pytest.raises(SheetRefused, match="more than 16384 columns"):
        write_xlsx([], ["x"] * 16_385)
    monkeypatch.setattr(spreadsheets, "ROWS_PER_SHEET", 3)
    assert read_xlsx(write_xlsx([[1], [2]], ["a"])).rows == [["1"], ["2"]]
    with pytest.raises(SheetRefused, match="more than 3 rows"):
        write_xlsx([[1], [2], [3]], ["a"])


# --- Refusals ---------------------------------------------------------------------------------------------------


def test_every_reason_of_refusal_reads_as_a_sentence():
    facts = {fact: "7" for words in spreadsheets.REASONS.values() for fact in re.findall(r"%\((\w+)\)s", str(words))}

    for reason in spreadsheets.REASONS:
        words = str(SheetRefused(reason, **facts))
        assert words.endswith(".")
        assert "%" not in words
