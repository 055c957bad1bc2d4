"""The Open Cookie Database as a catalogue: every row is taken, taken as a suggestion, or refused with its reason.

Two shapes are read: its CSV (ten columns) and its JSON (platforms with lists of entries).
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken

from ..choices import Category, Match
from ..domains import clean_domain
from ..lifetimes import UNKNOWN, Lifetime, read_lifetime

COLUMNS = (
    *("ID", "Platform", "Category", "Cookie / Data Key name", "Domain", "Description", "Retention period"),
    *("Data Controller", "User Privacy & GDPR Rights Portals", "Wildcard match"),
)
JSON_NAMES = {
    "ID": "id",
    "Category": "category",
    "Cookie / Data Key name": "cookie",
    "Domain": "domain",
    "Description": "description",
    "Retention period": "retentionPeriod",
    "Data Controller": "dataController",
    "User Privacy & GDPR Rights Portals": "privacyLink",
    "Wildcard match": "wildcardMatch",
}
#: What a word of the catalogue suggests. “Functional” may mean strictly necessary there, which a machine never says.
SUGGESTED: Mapping[str, Category] = {
    "analytics": Category.PERFORMANCE,
    "marketing": Category.MARKETING,
    "personalization": Category.FUNCTIONAL,
}
LONGEST_FILE = 20 * 1024 * 1024
MOST_ROWS = 100_000
LONGEST = {"key": 64, "platform": 200, "word": 60, "name": 255, "description": 1000, "retention": 200}
LONGEST |= {"controller": 200, "privacy_url": 500, "domains": 500}
THIRD_PARTY = re.compile(r"\(\s*3rd[ -]?party\s*\)", re.IGNORECASE)
BETWEEN = re.compile(r"[,;|]|\s+")


class CatalogueRefused(RuleBroken):
    """The file is no catalogue that can be read; says what, where and how to mend it."""


@dataclass(frozen=True)
class Entry:
    """A row that was read: values of the model's fields, and what is odd about it."""

    row: int
    values: dict[str, Any]
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Refused:
    """A row that was not taken, by its number in the file (the first below the heading is 2)."""

    row: int
    reason: str


@dataclass(frozen=True)
class Catalogue:
    """Everything that a file holds: rows = entries + refused + those that repeat an entry word for word."""

    rows: int
    entries: list[Entry]
    refused: list[Refused]
    unreadable: list[tuple[int, str]]


def read_catalogue(data: bytes) -> Catalogue:
    """Read a catalogue.

    Raises:
        CatalogueRefused: too large, not UTF-8, or not in a shape that is known.
    """
    if len(data) > LONGEST_FILE:
        raise CatalogueRefused(_("The file has more than 20 MB, more than any catalogue: look what it is."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = _("The file is not UTF-8: byte %(place)d cannot be read. Save it as UTF-8.")
        raise CatalogueRefused(words % {"place": error.start}) from error
    rows = _json_rows(text) if text.lstrip()[:1] in {"{", "["} else _csv_rows(text)
    return _judged(rows)


def _csv_rows(text: str) -> Iterator[tuple[int, Mapping[str, str] | str]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        headers = [name.strip() for name in next(reader, [])]
        if missing := [name for name in COLUMNS if name not in headers]:
            words = _("The file has no column for %(missing)s. Its columns are: %(present)s.")
            raise CatalogueRefused(words % {"missing": ", ".join(missing), "present": ", ".join(headers) or "–"})
        number = 1
        for cells in reader:
            number += 1
            if not cells:
                continue
            if len(cells) != len(headers):
                words = _(
                    "The row has %(found)d cells where the heading has %(wanted)d: look at its quotes and commas."
                )
                yield number, words % {"found": len(cells), "wanted": len(headers)}
            else:
                yield number, dict(zip(headers, cells, strict=True))
    except csv.Error as error:
        raise CatalogueRefused(
            _("Line %(line)d cannot be read as CSV: %(why)s.") % {"line": reader.line_num, "why": error}
        ) from error


def _json_rows(text: str) -> Iterator[tuple[int, Mapping[str, str] | str]]:
    try:
        said = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else "–"
        raise CatalogueRefused(_("The file is no JSON that can be read, at %(where)s.") % {"where": where}) from error
    if not isinstance(said, dict) or not all(isinstance(entries, list) for entries in said.values()):
        raise CatalogueRefused(_("A catalogue as JSON is an object of platforms, each with a list of entries."))
    number = 1
    for platform, entries in said.items():
        for entry in entries:
            number += 1
            if not isinstance(entry, dict):
                yield number, _("The entry is no object with a name for each value.")
            else:
                told = {column: _as_text(entry.get(name)) for column, name in JSON_NAMES.items()}
                yield number, {**told, "Platform": platform}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)


def _judged(rows: Iterator[tuple[int, Mapping[str, str] | str]]) -> Catalogue:
    count, entries, refused, unreadable = 0, [], [], []
    keys: dict[str, int] = {}
    for number, cells in rows:
        count += 1
        if count > MOST_ROWS:
            raise CatalogueRefused(_("The file has more than %(most)d rows.") % {"most": MOST_ROWS})
        entry = Refused(number, cells) if isinstance(cells, str) else _read(number, cells)
        if isinstance(entry, Entry) and entry.values["key"] in keys:
            words = _("Its number stands in row %(first)d already: give each row a number of its own.")
            entry = Refused(number, words % {"first": keys[entry.values["key"]]})
        if isinstance(entry, Refused):
            refused.append(entry)
            continue
        keys[entry.values["key"]] = number
        if not entry.values["is_session"] and entry.values["lifetime"] is None:
            unreadable.append((number, entry.values["retention"]))
        entries.append(entry)
    _remark_collisions(entries)
    return Catalogue(count, entries, refused, unreadable)


def _read(number: int, cells: Mapping[str, str]) -> Entry | Refused:
    key, raw_name = cells["ID"].strip(), cells["Cookie / Data Key name"]
    name, remarks = _clean(raw_name), []
    if not key:
        return Refused(number, _("It has no number (ID): without one it is not found again."))
    if not name:
        return Refused(number, _("It has no name."))
    if name != raw_name:
        remarks.append(_("The name held invisible characters or blanks around it, which were taken out."))
    match, suspicious = _match(name, cells["Wildcard match"].strip())
    if match is None:
        words = _("“Wildcard match” is 0 or 1, not “%(value)s”.")
        return Refused(number, words % {"value": cells["Wildcard match"].strip()[:40]})
    remarks += suspicious
    word = _clean(cells["Category"])
    domains, odd = _domains(cells["Domain"])
    remarks += odd
    lifetime = _lifetime(cells["Retention period"], remarks)
    category = SUGGESTED.get(word.casefold(), Category.UNCLASSIFIED)
    if category == Category.UNCLASSIFIED:
        remarks.append(_("“%(word)s” does not say which category it is: a person decides.") % {"word": word or "–"})
    values: dict[str, Any] = {
        "key": key,
        "platform": _clean(cells["Platform"]),
        "word": word,
        "name": name,
        "match": match,
        "domains": "\n".join(domains),
        "description": _clean(cells["Description"]),
        "retention": _clean(cells["Retention period"]),
        "is_session": lifetime.is_session,
        "lifetime": lifetime.seconds,
        "controller": _clean(cells["Data Controller"]),
        "privacy_url": _clean(cells["User Privacy & GDPR Rights Portals"]),
        "category": category,
        "is_suggestion": category == Category.UNCLASSIFIED or bool(suspicious),
    }
    for one, longest in LONGEST.items():
        if len(values[one]) > longest:
            words = _("%(field)s has more than %(longest)d characters: shorten it.")
            return Refused(number, words % {"field": one, "longest": longest})
    return Entry(number, values, remarks)


def _clean(text: str) -> str:
    """A text without what cannot be seen, on one line."""
    seen = "".join(
        " " if char in "\t\n\r" else "" if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"} else char
        for char in text
    )
    return " ".join(seen.split())


def _match(name: str, flag: str) -> tuple[Match | None, list[str]]:
    if flag == "1":
        short = [_("The prefix is so short that it takes in names of others.")] if len(name) <= 3 else []
        return Match.PREFIX, short
    if flag != "0":
        return None, []
    return Match.EXACT, [_("The name holds a “*” and is not marked as a prefix.")] if "*" in name else []


def _domains(cell: str) -> tuple[list[str], list[str]]:
    """The domains of a cell; what is none is told."""
    found, odd = [], []
    for part in BETWEEN.split(THIRD_PARTY.sub(" ", _clean(cell))):
        if part.casefold() in {"", "or", "and"}:
            continue
        domain = clean_domain(part)
        if domain and "." in domain:
            found.append(domain)
        else:
            odd.append(_("“%(part)s” is no domain.") % {"part": part[:60]})
    return list(dict.fromkeys(found)), odd


def _lifetime(cell: str, remarks: list[str]) -> Lifetime:
    lifetime = read_lifetime(cell)
    if lifetime == UNKNOWN:
        remarks.append(_("“%(words)s” is no lifetime that is sure.") % {"words": _clean(cell)[:60] or "–"})
    return lifetime


def _remark_collisions(entries: list[Entry]) -> None:
    """Names that stand for several categories, and names that a prefix of another category takes in."""
    exact: dict[str, set[str]] = {}
    for entry in entries:
        if entry.values["match"] == Match.EXACT:
            exact.setdefault(entry.values["name"], set()).add(entry.values["word"].casefold())
    prefixes = [entry for entry in entries if entry.values["match"] == Match.PREFIX]
    words_of: dict[str, set[str]] = {}
    for entry in prefixes:
        words_of.setdefault(entry.values["name"], set()).add(entry.values["word"].casefold())
    lengths = sorted({len(start) for start in words_of}, reverse=True)
    for entry in entries:
        name, word = entry.values["name"], entry.values["word"].casefold()
        if len(exact.get(name, ())) > 1:
            entry.remarks.append(_("The catalogue has this name in several categories."))
        shadow = next((name[:length] for length in lengths if length < len(name) and name[:length] in words_of), None)
        if shadow is not None and words_of[shadow] != {word}:
            entry.remarks.append(_("The shorter prefix “%(prefix)s” stands for another category.") % {"prefix": shadow})
