"""Tables read a row at a time, for files of a hundred thousand rows: what ``spreadsheets`` reads, in little memory."""

import codecs
import contextlib
import io
import json
import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, NamedTuple

from . import workbook
from .spreadsheets import (
    DELIMITERS,
    MAX_BYTES,
    UTF_16_STARTS,
    ZIP_START,
    SheetRefused,
    check_headers,
    header_width,
    megabytes,
    read_apart,
    records_in,
    restore,
)

PIECE = 256 * 1024
#: Of the first lines the delimiter is found.
FIRST_CHARACTERS = 64 * 1024


class Table(NamedTuple):
    """The names of the columns, and the rows as (row number in the file, cells), as wide as the names. Read once."""

    headers: list[str]
    rows: Iterator[tuple[int, list[str]]]


@contextlib.contextmanager
def table_in(file: BinaryIO, kind: str) -> Iterator[Table]:
    """The table in a CSV or XLSX file, every cell text; rows without any value are left out.

    Raises:
        SheetRefused: the file cannot be read in full; of a CSV file perhaps only while its rows are read.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if not size:
        raise SheetRefused("empty")
    if size > MAX_BYTES:
        raise SheetRefused("bytes", size=megabytes(size), limit=megabytes(MAX_BYTES))
    with _csv(file) if kind == "csv" else _xlsx(file) as table:
        yield table


@contextlib.contextmanager
def _csv(file: BinaryIO) -> Iterator[Table]:
    encoding = _encoding(file)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        start = text.read(FIRST_CHARACTERS)
        delimiter = max(DELIMITERS, key=lambda one: header_width(start, one))
        text.seek(0)
        rows = _csv_rows(text, delimiter)
        first, cells = next(rows, (0, []))
        if not cells:
            raise SheetRefused("empty")
        headers = check_headers(cells, row=first)
        yield Table(headers, _as_wide(rows, len(headers)))
    finally:
        text.detach()


def _csv_rows(text: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    return (
        (number, [restore(cell) for cell in cells])
        for number, _line, cells in records_in(text, delimiter)
        if any(cells)
    )


def _as_wide(rows: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    for count, (number, cells) in enumerate(rows, start=1):
        if len(cells) != width:
            raise SheetRefused("ragged", row=number, line=number, found=len(cells), expected=width)
        if count * width > workbook.MAX_CELLS:
            raise SheetRefused("cells", limit=workbook.MAX_CELLS)
        yield number, cells


def _encoding(file: BinaryIO) -> str:
    """UTF-8, UTF-16 with its mark, or else Windows-1252: the first in which all of the file is text; read to its end."""
    start = file.read(len(ZIP_START))
    if start == ZIP_START:
        raise SheetRefused("not_csv")
    offered = ["utf-16"] if start.startswith(UTF_16_STARTS) else ["utf-8-sig", "cp1252"]
    for encoding in offered:
        line = _line_of_fault(file, encoding)
        if not line:
            return encoding
    raise SheetRefused("encoding", line=line)


def _line_of_fault(file: BinaryIO, encoding: str) -> int:
    """The line that is no text in an encoding; 0 where all of it is."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            text = decoder.decode(piece)
            if "\0" in text:
                raise SheetRefused("nul", line=line + text.count("\n", 0, text.index("\0")))
            line += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object.count(b"\n", 0, error.start)
    finally:
        file.seek(0)
    return 0


@contextlib.contextmanager
def _xlsx(file: BinaryIO) -> Iterator[Table]:
    """The rows wait in a file of their own that has no name: a sheet is trusted only once all of it was read."""
    with tempfile.TemporaryFile() as lines:
        read_apart(file.read(), lines)
        count = sum(1 for _line in lines) - 1  # the last line is the outcome
        lines.seek(0)
        row, cells = json.loads(next(lines))
        yield Table(check_headers(cells, row=row), (tuple(json.loads(line)) for line in islice(lines, count - 1)))
