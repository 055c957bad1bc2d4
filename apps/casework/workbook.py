"""Reads one XLSX workbook as text, run as a process of its own: the standard library alone, under limits of the system.

In: the file on standard input. Out, a JSON value a line: ``[row number, [cells]]`` for the headers and for each row
that holds something, then ``{"rows": count}``; or ``{"refused": reason, ...}``, a reason of ``spreadsheets.REASONS``.
No library of the wider world is used: openpyxl drops the escape of escapes and trusts what a sheet says of its size.
"""

import io
import json
import posixpath
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from xml.parsers import expat

MAX_CELLS = 2_000_000  # 100,000 rows of 20 columns: more than any register of an office
MAX_CHARACTERS = 50_000_000  # a text stored once may be shown by every cell: the sum is what memory pays for
MAX_CELL = 32_767  # characters (UTF-16 units) a cell can hold in Excel, whatever the file claims
READ_BYTES = 64 * 1024

ROW_END, COLUMN_END = 1_048_576, 16_384  # the last row and column of a sheet in Excel
EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - a sheet knows no time zone
LAST_DAY = 2_958_465  # 31 December 9999
BUILTIN_MOMENTS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # ECMA-376, 18.8.30
BUILTIN_DURATION = 46
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
FORMAT_WORDS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
DURATION = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
# Half of a surrogate pair is no character: such an escape is left as it is written.
ESCAPE = re.compile(r"_x(?![dD][89a-fA-F])([0-9a-fA-F]{4})_")
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]
Take = Callable[[int, dict[int, str]], None]
Write = Callable[[Any], None]
# What a broken archive or part makes the readers of zip, of XML and of this module raise.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    ValueError,
    ArithmeticError,
    RuntimeError,
)
NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]


class Unreadable(Exception):
    """The workbook cannot be read in full; ``reason`` is a key of ``spreadsheets.REASONS``."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


def unescape(text: str) -> str:
    """The text that a workbook means: ``_x0007_`` is one control character (ECMA-376, 22.9.2.19)."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def too_long(text: str) -> bool:
    """Whether a text is longer than a cell of Excel can hold."""
    return len(text) > MAX_CELL // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_CELL


def letters(column: int) -> str:
    """The name of a column counted from 1: A, Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def parse(archive: zipfile.ZipFile, part: str, start: Start, end: End) -> None:
    """Call start(name, attributes) and end(name, text) for each element of a part, names without their namespace."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    text: list[str] = []

    def opened(name: str, attributes: dict[str, str]) -> None:
        text.clear()
        start(name.rpartition(" ")[2], attributes)

    def closed(name: str) -> None:
        end(name.rpartition(" ")[2], "".join(text))
        text.clear()

    def declared(*_args: Any) -> None:
        raise Unreadable("doctype")

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text.append, declared
    with archive.open(part) as file:
        while piece := file.read(READ_BYTES):
            parser.Parse(piece)
        parser.Parse(b"", True)


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part points to: id -> (kind, path in the archive)."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
            found[attributes["Id"]] = (posixpath.basename(attributes["Type"]), path.lstrip("/"))

    source = posixpath.join(folder, "_rels", f"{name}.rels")
    if source in archive.namelist():
        parse(archive, source, start, lambda _name, _text: None)
    return found


def sheets(archive: zipfile.ZipFile, book: str) -> tuple[list[tuple[str, str, bool]], bool]:
    """The worksheets in their order as (name, part, is it shown), and whether days count from 1904."""
    parts, listed, since_1904 = relations(archive, book), [], False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        if name == "workbookPr":
            since_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "sheet":
            key = next((value for label, value in attributes.items() if label.endswith("/relationships id")), "")
            kind, part = parts[key]
            if kind == "worksheet":
                listed.append((attributes["name"], part, attributes.get("state", "visible") == "visible"))

    parse(archive, book, start, lambda _name, _text: None)
    return listed, since_1904


def shared_texts(archive: zipfile.ZipFile, part: str) -> list[str]:
    """The texts that cells name by number, without the reading aids (phonetic runs) written beside them."""
    texts: list[str] = []
    pieces: list[str] = []
    aids = total = 0

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal aids
        if name == "si":
            pieces.clear()
        aids += name == "rPh"

    def end(name: str, text: str) -> None:
        nonlocal aids, total
        aids -= name == "rPh"
        if name == "t" and not aids:
            pieces.append(text)
            total += len(text)
            if total > MAX_CHARACTERS:
                raise Unreadable("characters", limit=MAX_CHARACTERS)
        elif name == "si":
            texts.append(unescape("".join(pieces)))

    parse(archive, part, start, end)
    return texts


def cell_formats(archive: zipfile.ZipFile, part: str) -> list[str]:
    """What the number of a cell means, by the style the cell names: "number", "moment" or "duration"."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    is_cell_style = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_cell_style
        if name == "numFmt":
            codes.setdefault(int(attributes["numFmtId"]), attributes["formatCode"])
        elif name == "xf" and is_cell_style:
            styles.append(int(attributes.get("numFmtId", 0)))
        is_cell_style = is_cell_style or name == "cellXfs"  # the last list of them in the part

    parse(archive, part, start, lambda _name, _text: None)
    return [meaning(style, codes.get(style)) for style in styles]


def meaning(style: int, code: str | None) -> str:
    """What a number format shows: "number", "moment" or "duration"."""
    if code is None:
        return "duration" if style == BUILTIN_DURATION else "moment" if style in BUILTIN_MOMENTS else "number"
    bare = FORMAT_WORDS.sub("", code)
    if DURATION.search(bare):
        return "duration"
    return "moment" if re.search("[dmyhs]", bare, re.IGNORECASE) and "general" not in bare.lower() else "number"


def as_number(raw: str, *, cell: str) -> str:
    """A number as people write it: 3, not 3.0; -0.25; digits that Excel stores beyond its own precision are dropped."""
    if not NUMBER.fullmatch(raw):
        raise Unreadable("value", cell=cell)
    if raw.lstrip("-").isdecimal():
        return raw
    number = float(raw)
    if abs(number) == float("inf"):
        raise Unreadable("value", cell=cell)
    return str(int(number)) if number.is_integer() else repr(number)


def as_moment(raw: str, *, cell: str, since_1904: bool) -> str:
    """A serial day as ISO 8601: a date, a time where it is less than one day, both where it has a fraction."""
    if not NUMBER.fullmatch(raw) or not 0 <= float(raw) < LAST_DAY + 1:
        raise Unreadable("date", cell=cell)
    day, second = divmod(round(float(raw) * 86_400, 3), 86_400)
    if not since_1904 and day == 60:  # Excel believes in 29 February 1900
        raise Unreadable("date", cell=cell)
    early = 1 if not since_1904 and 1 <= day < 60 else 0
    moment = EPOCHS[since_1904] + timedelta(days=day + early, milliseconds=round(second * 1000))
    if float(raw) < 1:
        return moment.time().isoformat()
    return moment.isoformat() if second else moment.date().isoformat()


def as_duration(raw: str, *, cell: str) -> str:
    """A span of days as an ISO 8601 duration: PT36H0M5S."""
    if not NUMBER.fullmatch(raw) or not 0 <= float(raw) <= LAST_DAY:
        raise Unreadable("date", cell=cell)
    minutes, seconds = divmod(round(float(raw) * 86_400), 60)
    return f"PT{minutes // 60}H{minutes % 60}M{seconds}S"


class Grid:
    """One worksheet as it is parsed: ``take(row number, {column: text})`` is called for each row with a value."""

    def __init__(self, take: Take, *, texts: list[str], formats: list[str], since_1904: bool) -> None:
        self.take, self.texts, self.formats, self.since_1904 = take, texts, formats, since_1904
        self.row = self.column = self.aids = 0
        self.cells: dict[int, str] = {}
        self.kind, self.style, self.raw, self.pieces = "n", 0, "", [""]

    @property
    def address(self) -> str:
        return f"{letters(self.column)}{self.row}"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.start_cell(attributes)
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif name == "f" and self.column:
            raise Unreadable("formula", cell=self.address)
        elif name == "rPh":
            self.aids += 1
        elif name == "mergeCell":
            raise Unreadable("merged", cells=attributes.get("ref", ""))

    def start_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        if "r" in attributes:
            match = ADDRESS.fullmatch(attributes["r"])
            if not match or int(match[2]) != self.row:
                raise Unreadable("damaged")
            self.column = 0
            for letter in match[1]:
                self.column = self.column * 26 + ord(letter) - 64
        if self.column in self.cells or self.column > COLUMN_END or not 0 < self.row <= ROW_END:
            raise Unreadable("damaged")
        self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", 0))
        self.raw, self.pieces = "", []

    def end(self, name: str, text: str) -> None:
        if name == "v":
            self.raw = text
        elif name == "t" and not self.aids:
            self.pieces.append(text)
        elif name == "rPh":
            self.aids -= 1
        elif name == "c":
            if value := self.value():
                self.cells[self.column] = value
        elif name == "row":
            if self.cells:
                self.take(self.row, self.cells)
            self.cells, self.column = {}, 0

    def value(self) -> str:
        if self.kind == "inlineStr":
            text = unescape("".join(self.pieces))
        elif not self.raw:
            return ""
        elif self.kind == "s":
            if not self.raw.isdecimal():
                raise Unreadable("damaged")
            text = self.texts[int(self.raw)]
        elif self.kind == "n":
            return self.number()
        elif self.kind == "b":
            return {"0": "false", "1": "true"}.get(self.raw, self.raw)
        elif self.kind == "e":
            raise Unreadable("error", cell=self.address, error=self.raw)
        else:
            text = unescape(self.raw)
        if too_long(text):
            raise Unreadable("cell", cell=self.address, limit=MAX_CELL)
        return text

    def number(self) -> str:
        kind = self.formats[self.style] if self.style < len(self.formats) else "number"
        if kind == "moment":
            return as_moment(self.raw, cell=self.address, since_1904=self.since_1904)
        return (
            as_duration(self.raw, cell=self.address) if kind == "duration" else as_number(self.raw, cell=self.address)
        )


class Table:
    """The rows of a sheet as they leave: as wide as the first, which holds the headers; counted against the limits.

    Where they are ``ragged``, each row is as wide as it is.
    """

    def __init__(self, write: Write, *, is_ragged: bool = False) -> None:
        self.write, self.is_ragged = write, is_ragged
        self.rows = self.width = self.cells = self.characters = 0

    def take(self, row: int, cells: dict[int, str]) -> None:
        last = max(cells)
        self.width = last if self.is_ragged else self.width or last
        if last > self.width:
            raise Unreadable("stray", cell=f"{letters(last)}{row}", column=letters(last))
        self.rows += 1
        self.cells += self.width
        self.characters += sum(map(len, cells.values()))
        if self.cells > MAX_CELLS:
            raise Unreadable("cells", limit=MAX_CELLS)
        if self.characters > MAX_CHARACTERS:
            raise Unreadable("characters", limit=MAX_CHARACTERS)
        self.write([row, [cells.get(column, "") for column in range(1, self.width + 1)]])


def holds_data(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether any cell of a worksheet has a value."""
    found = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal found
        found = found or name in {"v", "is"}

    parse(archive, part, start, lambda _name, _text: None)
    return found


def read(data: bytes, write: Write, *, is_ragged: bool = False) -> None:
    """Write each row of the first sheet that is shown, then how many they were; all is read, whatever size it declares.

    Raises:
        Unreadable: a part cannot be read, a cell is no plain value, a limit is passed, or another sheet holds data.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    book = next((part for kind, part in relations(archive, "").values() if kind == "officeDocument"), "")
    if book not in archive.namelist():
        raise Unreadable("no_workbook")
    listed, since_1904 = sheets(archive, book)
    shown = next(((name, part) for name, part, is_shown in listed if is_shown), None)
    if shown is None:
        raise Unreadable("no_sheet")
    for name, part, _is_shown in listed:
        if part != shown[1] and holds_data(archive, part):
            raise Unreadable("second_sheet", read=shown[0], other=name)
    parts = dict(relations(archive, book).values())
    texts = shared_texts(archive, parts["sharedStrings"]) if "sharedStrings" in parts else []
    formats = cell_formats(archive, parts["styles"]) if "styles" in parts else []
    table = Table(write, is_ragged=is_ragged)
    grid = Grid(table.take, texts=texts, formats=formats, since_1904=since_1904)
    parse(archive, shown[1], grid.start, grid.end)
    write({"rows": table.rows})


def main(memory: int, seconds: int, *options: str) -> None:
    """Read standard input under limits of memory (bytes) and processor time (seconds) that the system enforces."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    def write(line: Any) -> None:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")

    try:
        read(sys.stdin.buffer.read(), write, is_ragged="ragged" in options)
    except Unreadable as refusal:
        write({"refused": refusal.reason, **refusal.facts})
    except MemoryError:
        write({"refused": "memory"})
    except DAMAGE as error:
        write({"refused": "memory" if getattr(error, "code", None) == NO_MEMORY else "damaged"})


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
