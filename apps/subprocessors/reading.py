"""Reading lists as companies publish them: headers in other words, several values in a cell, stray mark-up."""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken

from .choices import LocationKind

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
}

#: Names of countries as lists write them, beside the official ones. Abbreviations count in capitals only.
COUNTRY_WORDS = {
    "USA": "US",
    "U.S": "US",
    "U.S.A": "US",
    "united states": "US",
    "united states of america": "US",
    "UK": "GB",
    "U.K": "GB",
    "great britain": "GB",
    "united kingdom": "GB",
    "the netherlands": "NL",
    "holland": "NL",
    "south korea": "KR",
    "korea": "KR",
    "republic of korea": "KR",
    "taiwan": "TW",
    "vietnam": "VN",
    "russia": "RU",
    "UAE": "AE",
    "czech republic": "CZ",
    "hong kong sar": "HK",
}

_BREAKS = re.compile(r"</?br\s*/?>|[\t\r\n;]+", re.IGNORECASE)
_LINE_BREAK = re.compile(r"</?br\s*/?>", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_SELECTED = re.compile(r"\(?\s*as selected by (?:the )?customers?\s*\)?", re.IGNORECASE)
_KIND = re.compile(r"\s*\((" + "|".join(label for label in ENGLISH_KINDS) + r")\)\s*$", re.IGNORECASE)
_QUALIFIER = re.compile(r"\s*\(([^()]*)\)\s*$")


class UnknownPlace(RuleBroken):
    """A word where a country should stand."""


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
    for part in _BREAKS.sub(";", _carried_over(cell)).split(";"):
        text, selected = _SELECTED.subn(" ", part)
        kind = LocationKind.PROCESSING
        if named := _KIND.search(text):
            kind, text = ENGLISH_KINDS[named[1].lower()], text[: named.start()]
        for word in _words(text, codes):
            code = country_code(word, codes)
            read[code, kind] = ReadPlace(code, kind, bool(selected))
    return list(read.values())


def _carried_over(cell: str) -> str:
    """A line broken after a comma, as in ``France,</br>Switzerland``, goes on; so its qualifier is about all of it."""
    return re.sub(r",\s*(?:</?br\s*/?>|[\t\r\n])+", ", ", cell, flags=re.IGNORECASE)


def _words(text: str, codes: dict[str, str]) -> list[str]:
    """The country words of a part; a country with a comma or an “and” in its name stays whole."""
    text = " ".join(text.split())
    if not text:
        return []
    if _known(text, codes):
        return [text]
    words: list[str] = []
    for piece in text.split(","):
        piece = re.sub(r"^\s*(?:and|&)\s+", "", piece, flags=re.IGNORECASE).strip()
        words += [piece] if _known(piece, codes) else _AND.split(piece)
    return [word.strip() for word in words if word.strip()]


def read_qualifier(name: str) -> tuple[str, str]:
    """A name and what stands in brackets behind it, where that is a condition and no part of the name.

    ``Anthropic Ireland Ltd. (end-user data optional)`` is a name and a condition; ``Azure (Microsoft)`` is a name.
    """
    found = _QUALIFIER.search(name)
    if found and re.search(r"\b(?:optional|selected|only|if|when)\b", found[1], re.IGNORECASE):
        return name[: found.start()].strip(), found[1].strip()
    return name, ""


def country_codes(names: dict[str, str]) -> dict[str, str]:
    """Every word for a country with its ISO code: names in lower case, abbreviations in capitals.

    ``names`` are those of the register by code; a country that it lacks has no words.
    """
    words = {name.lower(): code for code, name in names.items()} | {code: code for code in names}
    return {word: code for word, code in COUNTRY_WORDS.items() if code in names} | words


def country_code(word: str, codes: dict[str, str]) -> str:
    """The ISO code of a country as a list writes it.

    Raises:
        UnknownPlace: it names no country, as in “Global” or “EU / US”.
    """
    code = _known(word, codes)
    if code is None:
        raise UnknownPlace(_("“%(word)s” names no country: name each country where data goes.") % {"word": word})
    return code


def _known(word: str, codes: dict[str, str]) -> str | None:
    """The code of a country word; “IN” and “NO” are abbreviations in capitals only, and words otherwise."""
    plain = word.strip(" .")
    bare = re.sub("^the ", "", plain, flags=re.IGNORECASE)
    return next((codes[way] for way in (plain, plain.lower(), bare, bare.lower()) if way in codes), None)
