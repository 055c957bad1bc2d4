"""A workbook is read in full, as people see it, or refused with the place of the fault; a hostile one harms nobody."""

import io
import struct
import time
import tracemalloc
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from apps.casework import spreadsheets, workbook
from apps.casework.spreadsheets import SheetRefused, read_xlsx

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'


def refused(data: bytes) -> tuple[str, dict]:
    """Why a workbook is refused, with the facts of it."""
    with pytest.raises(SheetRefused) as caught:
        read_xlsx(data)
    return caught.value.reason, caught.value.facts


def a_workbook(
    *sheets: str, states=(), head=HEAD, before="", after="", declared="", styles="", shared="", properties=""
) -> bytes:
    """A workbook whose sheets hold the given rows of markup under the headers a and b."""
    states = [*states, *["visible"] * len(sheets)]
    kinds = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(len(sheets))]
    kinds += [("styles", "/xl/styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    links = [
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{path}"/>' for n, (kind, path) in enumerate(kinds)
    ]
    named = [
        f'<sheet name="S{n}" sheetId="{n + 1}" state="{state}" r:id="r{n}"/>'
        for n, (_rows, state) in enumerate(zip(sheets, states, strict=False))
    ]
    parts = {
        "_rels/.rels": f'<Relationships {PACKAGE}><Relationship Id="r" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>{''.join(links)}</Relationships>",
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}">{properties}'
        f"<sheets>{''.join(named)}</sheets></workbook>",
        "xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{shared}</sst>",
    }
    for n, rows in enumerate(sheets):
        body = f"{declared}<sheetData>{head}{rows}</sheetData>" if rows is not None else "<sheetData/>"
        parts[f"xl/worksheets/sheet{n}.xml"] = f"{before}<worksheet {MAIN}>{body}{after}</worksheet>"
    return packed(parts)


def unpacked(data: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def row(number: int, *cells: str) -> str:
    """A row of markup: each cell as attributes, a bar, and its content."""
    made = [
        f'<c r="{column}{number}" {attributes}>{content}</c>'
        for column, (attributes, content) in zip("ABCDE", (cell.split("|") for cell in cells), strict=False)
    ]
    return f'<row r="{number}">{"".join(made)}</row>'


def test_a_workbook_of_another_program_is_read_as_people_see_it():
    book = openpyxl.Workbook()
    for values in [
        ["name", "on", "at", "count", "share", "active"],
        ["Zoë & co\n=1", date(2026, 3, 1), datetime(2026, 3, 1, 10, 20, 30), 3.0, -0.25, True],  # noqa: DTZ001
        [None] * 6,
        ["x", None, None, 0, 12, False],
    ]:
        book.active.append(values)
    book.active["A2"].data_type = "s"
    book.create_sheet("empty")
    data = io.BytesIO()
    book.save(data)

    sheet = read_xlsx(data.getvalue())

    assert sheet.headers == ["name", "on", "at", "count", "share", "active"]
    assert sheet.rows == [
        ["Zoë & co\n=1", "2026-03-01", "2026-03-01T10:20:30", "3", "-0.25", "true"],
        ["x", "", "", "0", "12", "false"],
    ]
    assert sheet.numbers == [2, 4]


STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="[$-413]d\\ mmmm\\ yyyy;@"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm:ss"/><numFmt numFmtId="166" formatCode="&quot;days&quot; 0.0"/>'
    '<numFmt numFmtId="167" formatCode="[Red]General"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    "<cellXfs>" + "".join(f'<xf numFmtId="{n}"/>' for n in (0, 14, 21, 22, 164, 165, 166, 167)) + "</cellXfs>"
)
PLAIN, DAY, TIME, BOTH, DUTCH, SPAN, WORD, RED = range(8)


@pytest.mark.parametrize(
    ("style", "raw", "text"),
    [
        (PLAIN, "45000", "45000"),
        (PLAIN, "45000.0", "45000"),
        (PLAIN, "1.1000000000000001", "1.1"),
        (PLAIN, "1E-3", "0.001"),
        (DAY, "46082", "2026-03-01"),
        (DAY, "1", "1900-01-01"),
        (DAY, "59", "1900-02-28"),
        (DAY, "61", "1900-03-01"),
        (DAY, "2958465", "9999-12-31"),
        (TIME, "0.4375", "10:30:00"),
        (BOTH, "46082.430902777778", "2026-03-01T10:20:30"),
        (DUTCH, "46082", "2026-03-01"),
        (SPAN, "1.5", "PT36H0M0S"),
        (WORD, "2.5", "2.5"),
        (RED, "7", "7"),
        (99, "7", "7"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(style, raw, text):
    data = a_workbook(row(2, f's="{style}"|<v>{raw}</v>'), styles=STYLES)

    assert read_xlsx(data).rows == [[text, ""]]


def test_days_count_from_1904_where_the_workbook_says_so():
    data = a_workbook(row(2, 's="1"|<v>44620</v>'), styles=STYLES, properties='<workbookPr date1904="1"/>')

    assert read_xlsx(data).rows == [["2026-03-01", ""]]


def test_shared_texts_are_read_whole_without_reading_aids():
    shared = (
        "<si><r><t>Tōk</t></r><r><rPr><b/></rPr><t xml:space='preserve'> yō</t></r><rPh><t>aid</t></rPh></si>"
        "<si><t>_x005F_x0041_ _x0007_ _xD800_</t></si>"
    )

    assert read_xlsx(a_workbook(row(2, 't="s"|<v>0</v>', 't="s"|<v>1</v>'), shared=shared)).rows == [
        ["Tōk yō", "_x0041_ \x07 _xD800_"]
    ]


@pytest.mark.parametrize("declared", ["A1:A1", "A1:A3", "A1:XFD1048576"])
def test_a_sheet_is_read_in_full_whatever_size_it_declares(declared):
    rows = "".join(row(n, f"|<v>{n}</v>", "|<v>1</v>") for n in range(2, 7))
    data = a_workbook(rows, declared=f'<dimension ref="{declared}"/>')

    assert [cells[0] for cells in read_xlsx(data).rows] == ["2", "3", "4", "5", "6"]


@pytest.mark.parametrize(
    ("rows", "reason", "facts"),
    [
        (row(2, "|<f>1+1</f><v>2</v>"), "formula", {"cell": "A2"}),
        (row(2, "|<v>1</v>", '|<f t="shared" si="0"/><v>2</v>'), "formula", {"cell": "B2"}),
        (row(2, 't="str"|<f>HYPERLINK(A1)</f>'), "formula", {"cell": "A2"}),
        (row(2, 't="e"|<v>#REF!</v>'), "error", {"cell": "A2", "error": "#REF!"}),
        (row(9, "|<v>1</v>", "|", "|<v>2</v>"), "stray", {"cell": "C9", "column": "C"}),
        (row(2, "|<v>ten</v>"), "value", {"cell": "A2"}),
        (row(2, "|<v>1e999</v>"), "value", {"cell": "A2"}),
        (row(2, 's="1"|<v>60</v>'), "date", {"cell": "A2"}),
        (row(2, 's="1"|<v>-1</v>'), "date", {"cell": "A2"}),
        (row(2, 's="1"|<v>2958466</v>'), "date", {"cell": "A2"}),
        (row(2, 't="s"|<v>7</v>'), "damaged", {}),
        (row(2, 't="s"|<v>-1</v>'), "damaged", {}),
        ('<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>', "damaged", {}),
        ('<row r="2"><c r="A3"><v>1</v></c></row>', "damaged", {}),
        ('<row r="2"><c r="A2">', "damaged", {}),
        (row(2, f't="inlineStr"|<is><t>{"x" * 32_768}</t></is>'), "cell", {"cell": "A2", "limit": 32_767}),
    ],
)
def test_a_cell_that_is_no_plain_value_is_refused_by_its_address(rows, reason, facts):
    assert refused(a_workbook(rows, styles=STYLES)) == (reason, facts)


def test_a_workbook_that_would_be_read_in_part_is_refused():
    data = row(2, "|<v>1</v>")

    assert refused(a_workbook(data, data)) == ("second_sheet", {"read": "S0", "other": "S1"})
    assert refused(a_workbook(data, data, states=["hidden"])) == (
        "second_sheet",
        {"read": "S1", "other": "S0"},
    )
    assert refused(a_workbook(data, after='<mergeCells><mergeCell ref="A2:A4"/></mergeCells>')) == (
        "merged",
        {"cells": "A2:A4"},
    )
    assert refused(a_workbook(data, states=["veryHidden"])) == ("no_sheet", {})
    assert read_xlsx(a_workbook(None, data, states=["hidden"])).rows == [["1", ""]]


@pytest.mark.parametrize(
    ("data", "reason", "facts"),
    [
        (a_workbook(None), "empty", {}),
        (a_workbook("", head=row(1, "|<v>1</v>", "|<v>1</v>")), "twice", {"name": "1", "first": "A", "second": "B"}),
        (a_workbook("", head=row(3, "|<v>1</v>", "|", "|<v>2</v>")), "header", {"column": "B", "row": 3}),
        (packed({"mimetype": "application/zip"}), "no_workbook", {}),
        (b"a,b\n1,2\n", "not_xlsx", {}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked", {}),
        (b"PK\x03\x04" + bytes(100), "damaged", {}),
        (b"", "empty", {}),
    ],
)
def test_what_is_no_workbook_with_a_table_is_refused(data, reason, facts):
    assert refused(data) == (reason, facts)


# --- Hostile workbooks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + "]>",
    ],
)
def test_a_document_type_is_refused_before_any_entity_is_expanded(declared):
    assert refused(a_workbook(row(2, 't="str"|<v>x</v>'), before=declared)) == ("doctype", {})


def test_a_bomb_is_refused_in_a_tenth_of_a_second_and_fifty_megabytes():
    cell = b'<c r="A2" t="inlineStr"><is><t>' + b"x" * 99_000_000
    data = packed(unpacked(a_workbook("")) | {"xl/worksheets/sheet0.xml": cell})
    tracemalloc.start()
    started = time.process_time()

    reason, facts = refused(data)

    seconds, (_now, peak) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (reason, facts["part"]) == ("ratio", "xl/worksheets/sheet0.xml")
    assert len(data) < 200_000
    assert seconds < 0.1
    assert peak < 50_000_000


def test_a_workbook_beyond_each_limit_of_its_package_is_refused(monkeypatch):
    parts = unpacked(a_workbook(row(2, "|<v>1</v>")))
    many = packed(parts | {f"x{n}": b"" for n in range(201)})
    assert refused(many) == ("parts", {"limit": 200})

    monkeypatch.setattr(spreadsheets, "MAX_PART_BYTES", 2**20)
    large = packed(parts | {"x": bytes(2**21)})
    assert refused(large) == ("unpacked", {"part": "x", "size": "2.0", "limit": "1.0"})

    monkeypatch.setattr(spreadsheets, "MAX_UNPACKED_BYTES", 2**21)
    several = packed(parts | {f"x{n}": bytes(2**20) for n in range(3)})
    assert refused(several) == ("unpacked", {"part": "x1", "size": "2.0", "limit": "2.0"})

    monkeypatch.setattr(spreadsheets, "MAX_BYTES", 1000)
    assert refused(packed(parts))[0] == "bytes"


def test_a_part_that_unpacks_to_more_than_the_package_declares_is_refused():
    data = a_workbook(row(2, "|<v>1</v>"))
    entry = data.index(b"PK\x01\x02", data.index(b"xl/sharedStrings.xml", data.index(b"PK\x01\x02")) + 20)
    assert data[entry + 46 :].startswith(b"xl/worksheets/sheet0.xml")

    understated = data[: entry + 24] + struct.pack("<I", 100) + data[entry + 28 :]

    assert refused(understated) == ("damaged", {})


def test_a_workbook_locked_by_a_password_is_refused():
    data = bytearray(a_workbook(row(2, "|<v>1</v>")))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert refused(bytes(data)) == ("locked", {})


def test_a_workbook_beyond_each_limit_of_its_content_is_refused(monkeypatch):
    shared = f"<si><t>{'x' * 1000}</t></si>"
    rows = "".join(row(n, 't="s"|<v>0</v>') for n in range(2, 12))
    data = a_workbook(rows, shared=shared)

    def reason(name: str, limit: int) -> tuple[str, dict]:
        monkeypatch.setattr(workbook, name, limit)
        with pytest.raises(workbook.Unreadable) as caught:
            workbook.read(data, lambda _line: None)
        monkeypatch.undo()
        return caught.value.reason, caught.value.facts

    assert reason("MAX_CELLS", 21) == ("cells", {"limit": 21})
    assert reason("MAX_CHARACTERS", 10_001) == ("characters", {"limit": 10_001})
    assert reason("MAX_CHARACTERS", 999) == ("characters", {"limit": 999})
    assert len(read_xlsx(data).rows) == 10


def test_the_reader_of_workbooks_dies_alone_where_memory_or_time_runs_out(monkeypatch):
    texts = "".join(f"<si><t>{'é' * 30_000}{n}</t></si>" for n in range(1000))
    data = a_workbook(row(2, 't="s"|<v>0</v>'), shared=texts)

    monkeypatch.setattr(spreadsheets, "RATIO_FROM_BYTES", 2**30)
    assert read_xlsx(data).rows == [["é" * 30_000 + "0", ""]]
    with monkeypatch.context() as patch:
        patch.setattr(spreadsheets, "MEMORY_BYTES", 40 * 2**20)
        assert refused(data) == ("memory", {})
    with monkeypatch.context() as patch:
        patch.setattr(spreadsheets, "CPU_SECONDS", 0)
        assert refused(data) == ("time", {"limit": 0})
    with monkeypatch.context() as patch:
        patch.setattr(spreadsheets, "WAIT_SECONDS", 0.001)
        assert refused(data) == ("time", {"limit": 0.001})
