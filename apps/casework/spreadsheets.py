"""Tables out to and in from spreadsheet programs: nothing that leaves can run, nothing that comes back is lost.

Written rows and read rows hold the same values: what ``write_csv`` and ``write_xlsx`` change for safety, the readers
change back. What cannot be read in full is refused whole, with the place and the way to mend it.
"""

import csv
import io
import json
import logging
import re
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from apps.trail.errors import RuleBroken

from . import workbook

logger = logging.getLogger(__name__)

MAX_BYTES = 20 * 2**20  # a file is held in memory while it is read; 100,000 rows of ten columns fit
MAX_CSV_CELL = 131_072  # characters, the limit of Python's csv reader: what is written must be readable
MAX_PARTS = 200  # a workbook of one sheet has ten; every sheet, picture and comment adds one or two
MAX_PART_BYTES = 100 * 2**20  # unpacked: the largest sheet within MAX_CELLS, short texts
MAX_UNPACKED_BYTES = 200 * 2**20  # all parts: one largest sheet, its texts and its pictures
MAX_RATIO = 200  # real sheets pack 10 to 40 times, a bomb 1,000 times
RATIO_FROM_BYTES = 10 * 2**20  # below this an entry does no harm, and repeated long texts do pack 500 times
MEMORY_BYTES = 256 * 2**20  # of the process that reads a workbook: twice what the largest allowed needs
CPU_SECONDS = 30  # of that process: three times what the largest allowed needs
WAIT_SECONDS = 60  # for that process, on a machine that is busy otherwise
OUTCOME_BYTES = 64 * 1024  # behind the rows of that process stands one line, with a name of 255 letters at most
CHUNK_CHARACTERS = 64 * 1024  # written before a chunk leaves
ROWS_PER_SHEET, COLUMNS_PER_SHEET = workbook.ROW_END, workbook.COLUMN_END

BLANK = r" \x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f"
BLANK += r"\u205f-\u2064\u2066-\u206f\u3000\ufeff"
QUOTE = "\"'`´‘’‚‛“”„«»"
SEPARATOR = r",;|\t\r\n"
OPERATOR = r"=+@＝＋－＠﹦﹢﹣﹫−\-"
# At its start a text is also judged behind separators, and behind line breaks written as in a web address.
STARTS = rf"(?:[{BLANK}{QUOTE}{SEPARATOR}]|%0[9AaDd])*[{OPERATOR}\t\r\n]"
# Behind a separator too: a program set to another separator than ours cuts the text there.
CONTINUES = rf"[{BLANK}{QUOTE}]*[{OPERATOR}]"
SUSPECT = re.compile(rf"[{OPERATOR}\t\r\n]")
RUNS_AT_START, KEPT_AT_START = re.compile(STARTS), re.compile(rf"'(?={STARTS})")
RUNS_INSIDE = re.compile(rf"(?<=[{SEPARATOR}])(?={CONTINUES})")
KEPT_INSIDE = re.compile(rf"(?<=[{SEPARATOR}])'(?={CONTINUES})")
NO_CSV, HALF_PAIR = re.compile("[\0\ud800-\udfff]"), re.compile("[\ud800-\udfff]")
# An underscore is escaped where it would read as an escape, be it only for the control character behind it.
CONTROL = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
XML_ESCAPED = re.compile(rf"_(?=x[0-9a-fA-F]{{4}}[_{CONTROL}])|[{CONTROL}]|^<(?=r>)")
DELIMITERS = ",;\t"
FIRST_ROWS = 20  # by which the delimiter of somebody else's table is found
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+\Z")
UTF_16_STARTS = (b"\xff\xfe", b"\xfe\xff")
ZIP_START, ZIP_ENTRY, OLE_START = b"PK\x03\x04", b"PK\x01\x02", b"\xd0\xcf\x11\xe0"
ENCRYPTED = 1  # the flag of a zip entry
DIGITS = 16  # of a number, as many as XlsxWriter writes
CELL_STYLES = [(is_header, could_run) for is_header in (False, True) for could_run in (False, True)]

REASONS = {
    "bytes": _("The file has %(size)s MB, the most that can be read being %(limit)s: split it into smaller files."),
    "empty": _("The file is empty: it needs a first row with the names of the columns."),
    "encoding": _("Line %(line)s of the file cannot be read as text: save the file as “CSV UTF-8” and try again."),
    "nul": _("Line %(line)s of the file holds a NUL character: save the file as “CSV UTF-8” and try again."),
    "not_csv": _("The file is a workbook, not CSV: choose the format xlsx, or save the sheet as “CSV UTF-8”."),
    "quotes": _(
        "Row %(row)s (from line %(line)s of the file) cannot be read: a quotation mark in it is not closed, or stands "
        "inside a text without being doubled; mend it and try again."
    ),
    "ragged": _(
        "The number of cells in row %(row)s (line %(line)s of the file) is %(found)s, that of the columns in the first "
        "row %(expected)s: give the row as many, and put a text that holds a separator in quotation marks."
    ),
    "header": _("Column %(column)s has no name in row %(row)s: name the column or delete it."),
    "twice": _("Two columns are named “%(name)s” (%(first)s and %(second)s): rename or delete one of them."),
    "cells": _("The file has more than %(limit)s cells, the most that can be read: split it into smaller files."),
    "characters": _("The file holds more than %(limit)s characters of text: split it into smaller files."),
    "not_xlsx": _("The file is no XLSX workbook: choose the format it has, or save it as “Excel workbook (.xlsx)”."),
    "locked": _("The workbook is locked by a password or in the old .xls form: save it as .xlsx without a password."),
    "parts": _("The workbook has more than %(limit)s parts inside: copy the one sheet to import into a new workbook."),
    "unpacked": _(
        "The part “%(part)s” of the workbook brings it to %(size)s MB unpacked, the most that can be read "
        "being %(limit)s: copy the rows to import into smaller workbooks."
    ),
    "ratio": _(
        "The part “%(part)s” of the workbook unpacks to %(ratio)s times its size, the most that can be read being "
        "%(limit)s: copy the rows to import into a new workbook."
    ),
    "memory": _("The workbook needs more memory to read than it may have: split it into smaller files."),
    "time": _("The workbook took longer than %(limit)s seconds to read: split it into smaller files."),
    "damaged": _("The workbook is damaged: open it in a spreadsheet program, save it anew and try again."),
    "doctype": _(
        "The workbook declares a document type, which none has that a spreadsheet program saved: save it anew."
    ),
    "no_workbook": _("The file holds no workbook: save it as “Excel workbook (.xlsx)”."),
    "no_sheet": _("The workbook shows no sheet: unhide the sheet to import."),
    "second_sheet": _(
        "The sheet “%(read)s” would be read, but the sheet “%(other)s” holds data too: "
        "leave one sheet in the workbook, and import the other from a file of its own."
    ),
    "formula": _("Cell %(cell)s holds a formula, which is never computed here: paste it as a value."),
    "error": _("Cell %(cell)s holds the error %(error)s: correct or empty it."),
    "merged": _("The cells %(cells)s are merged: unmerge them and fill in each."),
    "stray": _(
        "Cell %(cell)s holds a value but column %(column)s has no name in the first row: name or empty the column."
    ),
    "cell": _("Cell %(cell)s holds more than %(limit)s characters: shorten it, or import the table as CSV."),
    "value": _("Cell %(cell)s is marked as a number but holds none: type it anew."),
    "date": _("Cell %(cell)s is shown as a date or time but its number is none: type the date anew."),
    "long": _(
        "Row %(row)s, column “%(column)s”: a text of more than %(limit)s characters does not fit a %(kind)s cell."
    ),
    "unwritable": _("Row %(row)s, column “%(column)s” holds a character that %(kind)s cannot carry: remove it first."),
    "rows": _("The table has more than %(limit)s rows, the most that a sheet can hold: export it as CSV."),
    "columns": _("The table has more than %(limit)s columns, the most that can be read: leave some out."),
}


class SheetRefused(RuleBroken, ValueError):
    """A table that cannot be read or written in full; a ValueError too, which is what import-export shows on a form."""

    def __init__(self, reason: str, **facts: Any) -> None:
        self.reason, self.facts = reason, facts
        super().__init__(str(REASONS[reason]) % facts)


@dataclass(frozen=True)
class Sheet:
    """A table as read, all cells text: every row as wide as the headers, ``numbers`` its row number in the file.

    Rows without any value are no records and left out.
    """

    headers: list[str]
    rows: list[list[str]]
    numbers: list[int]


# --- Text that cannot run ---------------------------------------------------------------------------------------


def neutralise(text: str) -> str:
    """The text with ``'`` wherever a spreadsheet program could start to read a formula; ``restore`` undoes it."""
    if not SUSPECT.search(text):
        return text
    text = RUNS_INSIDE.sub("'", text)
    return f"'{text}" if RUNS_AT_START.match(text) else text


def restore(text: str) -> str:
    """The text that ``neutralise`` was given: ``restore(neutralise(text)) == text`` for every text."""
    if "'" not in text:
        return text
    return KEPT_INSIDE.sub("", text[1:] if KEPT_AT_START.match(text) else text)


def escape_xml(text: str) -> str:
    """The text with what XML cannot hold as ``_x0007_``, undone by ``workbook.unescape``; never a run of markup."""
    return XML_ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


# --- Out --------------------------------------------------------------------------------------------------------


def plain(value: Any) -> str | int | float | Decimal:
    """A value as a cell holds it: numbers stay numbers, nothing is the empty text, moments are ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return value
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def write_csv(rows: Iterable[Sequence[Any]], headers: Sequence[str]) -> Iterator[bytes]:
    """The table as CSV in chunks: commas, CRLF, every text quoted and neutralised, UTF-8 with a byte-order mark.

    The mark is there for Excel, which else reads UTF-8 as the code page of the machine; ``read_csv`` takes it off.

    Raises:
        SheetRefused: a text is too long to be read back, or holds what CSV cannot carry.
    """
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    for number, row in enumerate(chain([headers], rows), start=1):
        writer.writerow([csv_cell(value, row=number, column=name) for value, name in zip(row, headers, strict=True)])
        if buffer.tell() > CHUNK_CHARACTERS:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def csv_cell(value: Any, *, row: int, column: str) -> Any:
    """A value as ``write_csv`` writes it: a number as it is, a text neutralised."""
    cell = plain(value)
    if not isinstance(cell, str):
        return cell
    if NO_CSV.search(cell):
        raise SheetRefused("unwritable", row=row, column=column, kind="CSV")
    cell = neutralise(cell)
    if len(cell) > MAX_CSV_CELL:
        raise SheetRefused("long", row=row, column=column, limit=MAX_CSV_CELL, kind="CSV")
    return cell


def write_xlsx(rows: Iterable[Sequence[Any]], headers: Sequence[str]) -> bytes:
    """The table as a workbook of one sheet, a row in memory at a time: texts are text cells, never formula or link.

    Raises:
        SheetRefused: a text is longer than a cell holds, or there are more rows or columns than a sheet holds.
    """
    output = io.BytesIO()
    write_workbook(output, rows, headers)
    return output.getvalue()


def write_workbook(output: BinaryIO, rows: Iterable[Sequence[Any]], headers: Sequence[str]) -> None:
    """What ``write_xlsx`` gives, into a file."""
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    class TextSheet(Worksheet):
        """A sheet that escapes as ``escape_xml`` does; the library's own lets text pass for an escape or for markup."""

        _escape_control_characters = staticmethod(escape_xml)

    if len(headers) > COLUMNS_PER_SHEET:
        raise SheetRefused("columns", limit=COLUMNS_PER_SHEET)
    with tempfile.TemporaryDirectory() as folder:
        book = Workbook(output, {"constant_memory": True, "tmpdir": folder})
        sheet = book.add_worksheet(worksheet_class=TextSheet)
        sheet.freeze_panes(1, 0)
        styles = {style: book.add_format({"bold": style[0], "quote_prefix": style[1]}) for style in CELL_STYLES}
        try:
            for number, row in enumerate(chain([headers], rows)):
                for column, (value, name) in enumerate(zip(row, headers, strict=True)):
                    write_xlsx_cell(sheet, (number, column), value, name=name, styles=styles)
        finally:
            book.close()


def write_xlsx_cell(sheet: Any, place: tuple[int, int], value: Any, *, name: str, styles: dict[Any, Any]) -> None:
    """Write one value at (row, column), both from 0; a number that a cell would round is written as text."""
    row, _column = place
    if row >= ROWS_PER_SHEET:
        raise SheetRefused("rows", limit=ROWS_PER_SHEET)
    cell = plain(value)
    if not isinstance(cell, str):
        exact = Decimal(str(cell))
        if exact == Decimal(f"{exact:.{DIGITS}G}"):
            sheet.write_number(*place, cell)
            return
        cell = str(cell)
    if HALF_PAIR.search(cell):
        raise SheetRefused("unwritable", row=row + 1, column=name, kind="XLSX")
    if workbook.too_long(cell):
        raise SheetRefused("long", row=row + 1, column=name, limit=workbook.MAX_CELL, kind="XLSX")
    if cell:
        sheet.write_string(*place, cell, styles[row == 0, bool(RUNS_AT_START.match(cell))])


# --- In ---------------------------------------------------------------------------------------------------------


def read_csv(data: bytes) -> Sheet:
    """The table in a CSV file: UTF-8, UTF-16 with its mark or else Windows-1252; commas, semicolons or tabs.

    Raises:
        SheetRefused: it is empty, too large, no text, badly quoted, ragged, or its columns are not named apart.
    """
    text = csv_text(data)
    delimiter = max(DELIMITERS, key=lambda delimiter: header_width(text, delimiter))
    headers: list[str] = []
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, line, cells in records(text, delimiter):
        if not any(cells):
            continue
        if not headers:
            headers = check_headers([restore(cell) for cell in cells], row=number)
            continue
        if len(cells) != len(headers):
            raise SheetRefused("ragged", row=number, line=line, found=len(cells), expected=len(headers))
        if len(headers) * (len(rows) + 1) > workbook.MAX_CELLS:
            raise SheetRefused("cells", limit=workbook.MAX_CELLS)
        rows.append([restore(cell) for cell in cells])
        numbers.append(number)
    if not headers:
        raise SheetRefused("empty")
    return Sheet(headers, rows, numbers)


def read_grid(data: bytes) -> list[list[str]]:
    """The rows of somebody else's CSV file or workbook as they are: title lines, gaps and uneven rows included.

    Raises:
        SheetRefused: it is empty, too large, damaged, no text, or badly quoted.
    """
    if data.startswith((ZIP_START, OLE_START)):
        return [cells for _row, cells in workbook_rows(data, "ragged")]
    text = csv_text(data)
    delimiter = max(DELIMITERS, key=lambda delimiter: first_cells(text, delimiter))
    rows: list[list[str]] = []
    count = 0
    for _number, _line, cells in records(text, delimiter):
        count += len(cells)
        if count > workbook.MAX_CELLS:
            raise SheetRefused("cells", limit=workbook.MAX_CELLS)
        if any(cells):
            rows.append([restore(cell) for cell in cells])
    if not rows:
        raise SheetRefused("empty")
    return rows


def first_cells(text: str, delimiter: str) -> int:
    """How many cells the first rows have with this delimiter; 0 where they cannot be read."""
    try:
        return sum(len(cells) for *_, cells in islice(records(text, delimiter), FIRST_ROWS))
    except SheetRefused:
        return 0


def csv_text(data: bytes) -> str:
    """The text of a CSV file, which is no workbook."""
    check_size(data)
    if data.startswith(ZIP_START):
        raise SheetRefused("not_csv")
    return decode(data)


def decode(data: bytes) -> str:
    """The text of a CSV file without its byte-order mark."""
    for encoding in ["utf-16"] if data.startswith(UTF_16_STARTS) else ["utf-8-sig", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            fault = error
        else:
            break
    else:
        raise SheetRefused("encoding", line=data.count(b"\n", 0, fault.start) + 1) from fault
    if "\0" in text:
        raise SheetRefused("nul", line=text.count("\n", 0, text.index("\0")) + 1)
    return text


def records(text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Each record as (row as a spreadsheet program counts, the line it starts on, cells)."""
    return records_in((match[0] for match in LINE.finditer(text)), delimiter)


def records_in(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """As ``records``, of lines that come one by one, each with its end."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    row, line = 0, 0
    try:
        for row, cells in enumerate(reader, start=1):
            yield row, line + 1, cells
            line = reader.line_num
    except csv.Error as error:
        raise SheetRefused("quotes", row=row + 1, line=line + 1) from error


def header_width(text: str, delimiter: str) -> int:
    """How many cells the first row with words has with this delimiter; 0 where it cannot be read."""
    try:
        return next((len(cells) for *_, cells in records(text, delimiter) if "".join(cells).strip(DELIMITERS)), 0)
    except SheetRefused:
        return 0


def check_headers(cells: list[str], *, row: int) -> list[str]:
    """The names of the columns without blanks around them; refused where one is missing or given twice."""
    if len(cells) > COLUMNS_PER_SHEET:
        raise SheetRefused("columns", limit=COLUMNS_PER_SHEET)
    places: dict[str, str] = {}
    for number, cell in enumerate(cells, start=1):
        name, column = cell.strip(), workbook.letters(number)
        if not name:
            raise SheetRefused("header", column=column, row=row)
        if name in places:
            raise SheetRefused("twice", name=name, first=places[name], second=column)
        places[name] = column
    return list(places)


def read_xlsx(data: bytes) -> Sheet:
    """The table in the first sheet shown of a workbook, read whole by a process of its own that may die.

    Dates come as ISO 8601, whole numbers without decimals, truth as ``true`` and ``false``.

    Raises:
        SheetRefused: it is empty, too large, damaged, holds a formula, an error, merged cells or data on another
            sheet, or its columns are not named apart.
    """
    lines = workbook_rows(data)
    (row, cells), *found = lines
    return Sheet(check_headers(cells, row=row), [cells for _row, cells in found], [row for row, _cells in found])


def workbook_rows(data: bytes, *options: str) -> list[tuple[int, list[str]]]:
    """The rows of the first sheet shown, each with its number, read by a process of its own that may die."""
    with tempfile.TemporaryFile() as output:
        read_apart(data, output, *options)
        *lines, _outcome = map(json.loads, output)
    return lines


def read_apart(data: bytes, output: BinaryIO, *options: str) -> None:
    """Have a process of its own write the rows of a workbook into a file, a line of JSON each, and its outcome last.

    The file is then at its start. Nothing of it counts where this raises.

    Raises:
        SheetRefused: as for ``read_xlsx``.
    """
    check_size(data)
    check_package(data)
    script = [sys.executable, "-I", "-S", workbook.__file__, str(MEMORY_BYTES), str(CPU_SECONDS), *options]
    try:
        child = subprocess.run(
            script, input=data, stdout=output, stderr=subprocess.DEVNULL, timeout=WAIT_SECONDS, check=False, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise SheetRefused("time", limit=WAIT_SECONDS) from error
    if child.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise SheetRefused("time", limit=CPU_SECONDS)
    size = output.seek(0, io.SEEK_END)
    output.seek(max(0, size - OUTCOME_BYTES))
    *before, last = output.read().splitlines() or [b""]
    try:
        outcome = json.loads(last)
    except ValueError as error:
        logger.exception("The reader of workbooks ended with code %s and no outcome.", child.returncode)
        raise SheetRefused("damaged") from error
    if "refused" in outcome:
        raise SheetRefused(outcome.pop("refused"), **outcome)
    if not before:
        raise SheetRefused("empty")
    output.seek(0)


def check_size(data: bytes) -> None:
    """Refuse a file that is empty or too large to be held in memory."""
    if not data.strip():
        raise SheetRefused("empty")
    if len(data) > MAX_BYTES:
        raise SheetRefused("bytes", size=megabytes(len(data)), limit=megabytes(MAX_BYTES))


def megabytes(size: int) -> str:
    """A number of bytes as people read it: 20.0."""
    return f"{size / 2**20:.1f}"


def check_package(data: bytes) -> None:
    """Refuse a workbook for what its table of contents says, before any of it is unpacked."""
    if data.startswith(OLE_START):
        raise SheetRefused("locked")
    if not data.startswith(ZIP_START):
        raise SheetRefused("not_xlsx")
    if data.count(ZIP_ENTRY) > MAX_PARTS:  # counted here: the table itself is a bomb where it is believed
        raise SheetRefused("parts", limit=MAX_PARTS)
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except workbook.DAMAGE as error:
        raise SheetRefused("damaged") from error
    total = 0
    for entry in entries:
        total += entry.file_size
        ratio = entry.file_size // max(1, entry.compress_size)
        if entry.flag_bits & ENCRYPTED:
            raise SheetRefused("locked")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise SheetRefused("damaged")
        if entry.file_size > MAX_PART_BYTES or total > MAX_UNPACKED_BYTES:
            limit = megabytes(MAX_PART_BYTES if entry.file_size > MAX_PART_BYTES else MAX_UNPACKED_BYTES)
            raise SheetRefused("unpacked", part=entry.filename, size=megabytes(total), limit=limit)
        if ratio > MAX_RATIO and entry.file_size > RATIO_FROM_BYTES:
            raise SheetRefused("ratio", part=entry.filename, ratio=ratio, limit=MAX_RATIO)
