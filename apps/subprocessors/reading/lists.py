"""A published list becomes entries: what it says of each third party, and which rows nobody could read."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken

from .cells import bulleted, clean, lines, one_line, says_nothing, web_address, without_note_marks
from .headers import NAMES, column_at, guess_columns, header_row, under_headers
from .likeness import is_generic, key_of
from .qualified import ReadPlace, UnknownPlace, read_places, read_qualifier

__all__ = ["Entry", "MissingColumn", "ReadList", "Refused", "guess_columns", "header_row", "read_list", "under_headers"]

_ALL = re.compile(
    r"\*|everything|(?:all|any|every|each|entire|whole)(?:(?: [\w&.'’/-]+){0,5}"
    r" (?:services?|products?|platforms?|offerings?|plans?|applications?|apps?|features?|solutions?|brands?|customers))?",
    re.IGNORECASE,
)
_ALL_BUT = re.compile(
    r"(?:all|any|every|each)\b.*\b(?:except|excluding|excl|other than|apart from|but|besides|unless)\b",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN_PRODUCTS = re.compile(r"[\n,;]|\s+and\s+", re.IGNORECASE)
_HANGS = re.compile(r"(?:&|\band|\bof|\bthe|-|/|\()$", re.IGNORECASE)
#: No line goes on a name that is as long as this already.
LONGEST_NAME = 200
_YES = {"yes", "y", "true", "1", "optional", "x", "✓", "✔"}
_NO = {"no", "n", "false", "0", "mandatory", "required", "not optional", "always", "core"}


class MissingColumn(RuleBroken):
    """A list without a column that says who, or one that says what for."""


class _RowRefused(Exception):
    """Why a row cannot be read: the column, by our name of it, and the reason."""


@dataclass(frozen=True)
class Entry:
    """What a list says of one third party for one product and one function.

    ``service`` is the product, and nothing where it is about all; ``corporate`` is the ISO code of the country of
    establishment, and nothing where it is not known; ``key`` is the caller's own record of it.
    """

    name: str
    function: str
    service: str = ""
    places: frozenset[ReadPlace] = frozenset()
    corporate: str = ""
    is_optional: bool = False
    conditions: str = ""
    website: str = ""
    key: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class Refused:
    """A row that could not be read: row 1 is the first under the headers, the column is named as the file writes it."""

    row: int
    column: str
    reason: str


@dataclass
class ReadList:
    """What was read of a list, and what was not.

    ``present`` names the third parties whose rows could not be read: they are on the list, so they are not removed.
    ``rows`` counts the rows that hold anything; ``columns`` are the headers used, by our name of them.
    """

    entries: list[Entry]
    refused: list[Refused]
    rows: int
    present: set[str]
    columns: dict[str, str]
    unread: list[str]


def read_list(
    headers: Sequence[str],
    rows: Sequence[Sequence[object]],
    columns: Mapping[str, str] | None,
    codes: Mapping[str, str],
    *,
    brands: Collection[str] = (),
) -> ReadList:
    """The entries of a published table, each once, in the order of its rows.

    ``columns`` say which header is which, by our names of them; without them they are guessed. ``codes`` are those of
    ``country_codes``. Where the list has no column for products, its platform is the product, unless it is one of
    ``brands``.

    Raises:
        MissingColumn: nothing says who the third parties are, or what each does.
    """
    at = _columns_at(headers, rows, columns)
    used = {name: headers[place] for name, place in at.items()}
    unread = [header for place, header in enumerate(headers) if place not in at.values() and clean(header)]
    read = ReadList([], [], 0, set(), used, unread)
    reader = _RowReader(headers, at, dict(codes), {key_of(brand) for brand in brands})
    entries: dict[Any, Entry] = {}
    for number, row in enumerate(rows, start=1):
        texts = [clean(cell) for cell in row]
        if not any(texts) or reader.repeats_the_headers(texts):
            continue
        read.rows += 1
        try:
            for entry in reader.entries_of(row, texts):
                key = key_of(entry.name), key_of(entry.service), key_of(entry.function)
                entries[key] = _united(entries[key], entry) if key in entries else entry
        except _RowRefused as refusal:
            column, reason = refusal.args
            read.refused.append(Refused(number, used.get(column, column), reason))
            read.present |= set(reader.names_of(texts))
    read.entries = list(entries.values())
    return read


def _columns_at(
    headers: Sequence[str], rows: Sequence[Sequence[object]], columns: Mapping[str, str] | None
) -> dict[str, int]:
    """Where the columns stand.

    Raises:
        MissingColumn: one that is needed is not there, or none of the name that was given.
    """
    wanted = guess_columns(headers, rows) if columns is None else {name: one for name, one in columns.items() if one}
    at = column_at(headers, wanted)
    there = ", ".join(f"“{one_line(header)}”" for header in headers if clean(header)) or _("none")
    if gone := [header for name, header in wanted.items() if name not in at]:
        words = {"gone": ", ".join(f"“{header}”" for header in gone), "there": there}
        raise MissingColumn(
            _(
                "The list no longer has the column %(gone)s. Its columns are: %(there)s. "
                "Say anew which column is which, or look whether the list moved."
            )
            % words
        )
    labels = {"third_party": _("the name of the third party"), "function": _("what it does (its function or purpose)")}
    if missing := [text for name, text in labels.items() if name not in at]:
        words = {"missing": _(" and for ").join(missing), "there": there}
        raise MissingColumn(
            _(
                "The list has no column for %(missing)s. Its columns are: %(there)s. "
                "Say which of them it is, or look whether the headers stand in another row."
            )
            % words
        )
    return {name: at[name] for name in NAMES if name in at}


class _RowReader:
    """Reads rows of one table."""

    def __init__(self, headers: Sequence[str], at: dict[str, int], codes: dict[str, str], brands: set[str]) -> None:
        self.headers, self.at, self.codes, self.brands = headers, at, codes, brands
        self.header_texts = [clean(header) for header in headers]

    def repeats_the_headers(self, texts: list[str]) -> bool:
        return texts[: len(self.header_texts)] == self.header_texts

    def text(self, texts: list[str], name: str) -> str:
        """The cleaned cell of a column; nothing where there is no such column or it only says that there is nothing."""
        place = self.at.get(name, len(texts))
        found = texts[place] if place < len(texts) else ""
        return "" if says_nothing(found) else found

    def names_of(self, texts: list[str]) -> list[str]:
        """The names in a row, without what stands in brackets as a condition."""
        return [name for cell in _names(self.text(texts, "third_party")) if (name := read_qualifier(cell)[0])]

    def entries_of(self, row: Sequence[object], texts: list[str]) -> Iterator[Entry]:
        """The entries of a row, one for each name, function and product.

        Raises:
            _RowRefused: it is no entry, or one of its cells cannot be read.
        """
        self._ensure_an_entry(texts)
        names, functions, places = self._parallel(texts)
        services = self._services(texts)
        corporate, conditions = self._corporate(texts), one_line(self.text(texts, "conditions"))
        is_optional = self._is_optional(texts)
        website = self._website(row)
        pairs = [
            (name, function, place)
            for name, mine, place in zip(names, functions, places, strict=True)
            for function in mine
        ]
        for cell, function, place in pairs:
            name, condition = read_qualifier(cell)
            entry = Entry(
                name=name,
                function=function,
                places=place,
                corporate=corporate,
                is_optional=is_optional or "optional" in condition.lower(),
                conditions=conditions or condition,
                website=website,
            )
            yield from (replace(entry, service=service) for service in services)

    def _ensure_an_entry(self, texts: list[str]) -> None:
        filled = [(place, text) for place, text in enumerate(texts) if text]
        if len(texts) > len(self.headers) and any(texts[len(self.headers) :]):
            raise _RowRefused("", _("The row has more cells than the table has headers: look for a stray separator."))
        if len(self.headers) > 1 and (len(filled) == 1 or len({text for _place, text in filled}) == 1):
            named = {place: name for name, place in self.at.items()}
            column = named.get(filled[0][0], self.headers[filled[0][0]])
            raise _RowRefused(column, _("Only one cell is filled: a heading or a note, and no entry."))
        if not self.names_of(texts):
            raise _RowRefused("third_party", _("The row names no third party."))
        if not one_line(self.text(texts, "function")):
            raise _RowRefused("function", _("The row does not say what the third party does."))

    def _parallel(self, texts: list[str]) -> tuple[list[str], list[list[str]], list[frozenset[ReadPlace]]]:
        """The names of a row, and the functions and the places of each.

        Raises:
            _RowRefused: the cells hold unequal numbers of parts, so that nobody can tell what belongs to what.
        """
        names = _names(self.text(texts, "third_party"))
        function, place = self.text(texts, "function"), self.text(texts, "locations")
        if len(names) == 1:
            points = bulleted(function)
            return names, [points or [one_line(function)]], [self._places(place)]
        functions = self._one_each(function, len(names), "function")
        cells = self._one_each(place, len(names), "locations")
        places = {cell: self._places(cell) for cell in dict.fromkeys(cells)}
        return names, [[one_line(one)] for one in functions], [places[cell] for cell in cells]

    def _one_each(self, cell: str, count: int, column: str) -> list[str]:
        """One part for each of several names, or the whole cell for each where it does not fall into parts."""
        parts = lines(cell)
        if len(parts) == count:
            return parts
        if "\n" not in cell.replace(",\n", ", "):
            return [cell] * count
        words = {"names": count, "parts": len(parts)}
        reason = _("The row has %(names)d names, and %(parts)d parts here: nobody can tell which belongs to which.")
        raise _RowRefused(column, reason % words)

    def _places(self, cell: str) -> frozenset[ReadPlace]:
        if cell == "NA":
            raise _RowRefused("locations", _("“NA” may mean that there is none, or Namibia: the list does not say."))
        try:
            return frozenset(read_places(cell, self.codes)) if not says_nothing(cell) else frozenset()
        except UnknownPlace as error:
            raise _RowRefused("locations", str(error)) from error

    def _corporate(self, texts: list[str]) -> str:
        try:
            found = {place.code for place in read_places(self.text(texts, "corporate_country"), self.codes)}
        except UnknownPlace as error:
            raise _RowRefused("corporate_country", str(error)) from error
        if len(found) > 1:
            raise _RowRefused("corporate_country", _("A company is established in one country: this names several."))
        return next(iter(found), "")

    def _services(self, texts: list[str]) -> list[str]:
        """The products of a row; one that is nothing means all of them."""
        column = "service" if "service" in self.at else "brand"
        cell = self.text(texts, column)
        if _ALL_BUT.match(cell):
            reason = _("“%(cell)s” names no product: name each product it is about.") % {"cell": one_line(cell)}
            raise _RowRefused(column, reason)
        if _is_all(cell) or (column == "brand" and key_of(cell) in self.brands):
            return [""]
        parts = [
            one for part in _BETWEEN_PRODUCTS.split(cell) if (one := re.sub(r"^and ", "", part.strip()).strip(" ."))
        ]
        products = list({key_of(one): one for one in parts}.values())
        return [""] if not products or any(_is_all(one) for one in products) else products

    def _is_optional(self, texts: list[str]) -> bool:
        word = one_line(self.text(texts, "is_optional")).casefold()
        if word in _YES or word in _NO or not word:
            return word in _YES
        raise _RowRefused("is_optional", _("“%(word)s” is neither yes nor no.") % {"word": word})

    def _website(self, row: Sequence[object]) -> str:
        """The web address of a row: of its own column, with or without a scheme, or what the name links to."""
        named, own = (
            row[place] if (place := self.at.get(column, len(row))) < len(row) else ""
            for column in ("third_party", "website")
        )
        bare = one_line(own)
        host = f"https://{bare}" if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?", bare) else ""
        return web_address(own) or host or web_address(named)


def _is_all(cell: str) -> bool:
    text = one_line(cell).strip(". ")
    return not text or bool(_ALL.fullmatch(text))


def _names(cell: str) -> list[str]:
    """The names in a cell; one that was broken over several lines is put together again."""
    names: list[str] = []
    for part in lines(cell):
        if names and len(names[-1]) < LONGEST_NAME and _continues(names[-1], part):
            names[-1] = f"{names[-1]} {part}"
        else:
            names.append(part)
    return [without_note_marks(name) for name in names]


def _continues(name: str, part: str) -> bool:
    return bool(_HANGS.search(name)) or part.startswith(("(", "&")) or is_generic(part)


def _united(first: Entry, second: Entry) -> Entry:
    """Two rows about the same as one: all places, and a choice of the customer only where both leave it to them."""
    places: dict[Any, ReadPlace] = {}
    for place in sorted(first.places | second.places):
        before = places.get(place[:2])
        places[place[:2]] = place._replace(is_selectable=place.is_selectable and (before or place).is_selectable)
    conditions = dict.fromkeys(filter(None, (first.conditions, second.conditions)))
    return replace(
        first,
        places=frozenset(places.values()),
        corporate=first.corporate or second.corporate,
        is_optional=first.is_optional and second.is_optional,
        conditions="; ".join(sorted(conditions)),
        website=first.website or second.website,
    )
