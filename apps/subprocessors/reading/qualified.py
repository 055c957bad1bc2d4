"""Reading lists as companies publish them: headers in other words, several values in a cell, stray mark-up."""

import re
from typing import NamedTuple

from ..choices import LocationKind
from .places import UnknownPlace, countries_in, country_code, country_codes

__all__ = ["HEADERS", "ReadPlace", "UnknownPlace", "column_of", "country_code", "country_codes", "read_places"]
__all__ += ["read_qualifier", "tidy"]

#: What a column may be called elsewhere, by our own name of it. Compared without case, blanks and punctuation.
HEADERS = {
    "brand": ["brand", "platform"],
    "service": ["service", "service name", "product"],
    "third_party": [
        "third party",
        "subprocessor",
        "subprocessor name",
        "name of subprocessor",
        "name",
        "entity name",
        "vendor",
    ],
    "corporate_country": ["corporate country", "corporate location", "country of establishment", "entity country"],
    "website": ["website", "url"],
    "function": [
        "function",
        "subprocessor function",
        "description of processing",
        "purpose of processing",
        "processing activity",
    ],
    "kind": ["kind", "kind of recipient"],
    "role": ["role"],
    "purpose": ["purpose"],
    "locations": ["locations", "location", "processing location", "location of processing", "processing locations"],
    "is_optional": ["is optional", "optional"],
    "conditions": ["conditions"],
    "conduit_reason": ["conduit reason", "why it is a mere conduit"],
}

#: The kinds of locations as they stand in brackets behind a country.
ENGLISH_KINDS = {
    "storage": LocationKind.STORAGE,
    "processing": LocationKind.PROCESSING,
    "remote access": LocationKind.REMOTE_ACCESS,
    "support": LocationKind.SUPPORT,
    "data storage": LocationKind.STORAGE,
    "data processing": LocationKind.PROCESSING,
    "customer support": LocationKind.SUPPORT,
    "technical support": LocationKind.SUPPORT,
}

_BREAKS = re.compile(r"</?br\s*/?>|[\t\r\n]+", re.IGNORECASE)
_LINE_BREAK = re.compile(r"</?br\s*/?>", re.IGNORECASE)
_CUSTOMER = r"(?:the |our |your )?(?:customer|client|user|subscriber)s?"
_SELECTED = re.compile(
    rf"\(?\s*(?:as )?(?:selected|chosen|elected|configured) by {_CUSTOMER}\s*\)?"
    rf"|\(\s*(?:at |by |per |based on |depending on |subject to )?{_CUSTOMER}(?:['’]s?)?[ -]"
    r"(?:choice|selection|selected|selectable|chosen|configurable)\s*\)",
    re.IGNORECASE,
)
_KIND = re.compile(r"\s*\((" + "|".join(ENGLISH_KINDS) + r")\)\s*$", re.IGNORECASE)
_KIND_AHEAD = re.compile(r"^\s*(" + "|".join(ENGLISH_KINDS) + r")\s*:\s", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[-–—•·*▪]\s+")
_QUALIFIER = re.compile(r"\s*\(([^()]*)\)\s*$")


class ReadPlace(NamedTuple):
    """One place of a cell: the ISO code of its country, what happens there, and whether the customer selects it."""

    code: str
    kind: LocationKind
    is_selectable: bool


def tidy(cell: str) -> str:
    """A cell without line-break tags, tabs and doubled blanks; one of nothing else stays as it is."""
    return " ".join(_LINE_BREAK.sub(" ", cell).split()) or cell.strip()


def column_of(header: str) -> str:
    """Our name of a column, or the header as it is where it is none of ours."""
    plain = " ".join(re.sub(r"[^a-z]+", " ", header.lower()).split()).replace("sub processor", "subprocessor")
    return next((name for name, others in HEADERS.items() if plain in others), header)


def read_places(cell: str, codes: dict[str, str]) -> list[ReadPlace]:
    """The places named in a cell, split at line breaks and semicolons, then at commas and “and”.

    “(as selected by customer)” is about its own part between semicolons, and so about all of a cell without them;
    “(support)” and the other kinds likewise. ``codes`` are those of ``country_codes``.

    Raises:
        UnknownPlace: a word names no country, as in “Global” or “EU / US”.
    """
    read: dict[tuple[str, LocationKind], ReadPlace] = {}
    for part in _carried_over(cell).split(";"):
        for place in _of_part(part, codes):
            read[place.code, place.kind] = place
    return list(read.values())


def _of_part(part: str, codes: dict[str, str]) -> list[ReadPlace]:
    """The places of a part, line by line; a name that was broken over up to three lines is put together again."""
    lines = [line for line in _BREAKS.split(part) if line.strip()]
    read: list[list[ReadPlace] | None] = [None] * len(lines) + [[]]
    refused = None
    for start in reversed(range(len(lines))):
        for end in range(start + 1, min(start + 3, len(lines)) + 1):
            rest = read[end]
            if rest is None:
                continue
            try:
                read[start] = _of_line(" ".join(lines[start:end]), codes) + rest
                break
            except UnknownPlace as error:
                refused = error if end == start + 1 else refused
    if read[0] is None:
        raise refused or UnknownPlace(part)
    return read[0]


def _of_line(line: str, codes: dict[str, str]) -> list[ReadPlace]:
    text, selected = _SELECTED.subn(" ", _BULLET.sub("", line))
    kind = LocationKind.PROCESSING
    if named := _KIND.search(text):
        kind, text = ENGLISH_KINDS[named[1].lower()], text[: named.start()]
    elif ahead := _KIND_AHEAD.search(text):
        kind, text = ENGLISH_KINDS[ahead[1].lower()], text[ahead.end() :]
    if selected:  # where the customer selects, “Ireland or India” are two places to select from
        text = re.sub(r"\s+or\s+", ", ", text)
    return [ReadPlace(code, kind, bool(selected)) for code in countries_in(text, codes)]


def _carried_over(cell: str) -> str:
    """A line broken after a comma, as in ``France,</br>Switzerland``, goes on; so its qualifier is about all of it."""
    return re.sub(r",\s*(?:</?br\s*/?>|[\t\r\n])+", ", ", cell, flags=re.IGNORECASE)


def read_qualifier(name: str) -> tuple[str, str]:
    """A name and what stands in brackets behind it, where that is a condition and no part of the name.

    ``Anthropic Ireland Ltd. (end-user data optional)`` is a name and a condition; ``Azure (Microsoft)`` is a name.
    """
    found = _QUALIFIER.search(name)
    if found and re.search(r"\b(?:optional|selected|only|if|when)\b", found[1], re.IGNORECASE):
        return name[: found.start()].strip(), found[1].strip()
    return name, ""
