"""Which countries a line of a published list names: in other words, behind a city, in brackets, beside one another."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken

from .geography import COUNTRY_WORDS, INSIDE, NO_PLACE, REGIONS, STATE_CODES, STATE_NAMES

_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_LEADING_AND = re.compile(r"^\s*(?:and|&)\s+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_HIDDEN = str.maketrans({",": "\ue000", " ": "\ue001"})
_SHOWN = str.maketrans({"\ue000": ",", "\ue001": " "})
_BRACKET_BEHIND = re.compile(r"([^()]*[^()\s])\s*\(([^()]*)\)$")
_BESIDE = re.compile(r"\s+[-–—|]\s+|:\s+")
_SHORT = re.compile(r"[A-Z]{2,3}|D\.C")
_CLOUD_REGION = re.compile(r"[a-z]{2}-[a-z]+-?\d")
_OF_A_STATE = re.compile(
    r"^(?:federal |federative )?(?:republic|state|kingdom|commonwealth|principality) of ", re.IGNORECASE
)
_NOTE_MARKS = " .*†‡§¹²³⁴"
#: In brackets behind a country these say more than where in it.
_MORE_THAN_WHERE = {"optional", "backup", "only", "if", "when", "upon", "failover", "storage", "processing", "support"}
_MORE_THAN_WHERE |= {"access", "as"}
LONGEST_CITY = 60
CLOSE = 0.85


class UnknownPlace(RuleBroken):
    """A word where a country should stand."""


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
        raise _unknown(word)
    return code


def countries_in(text: str, codes: dict[str, str]) -> list[str]:
    """The ISO codes of the countries that a line names, in its order.

    A city, a state or a region counts with the country behind it: “San Francisco, CA, USA; Dublin (Ireland)”. Alone
    it names no country, and neither does one whose country is not the one behind it.

    Raises:
        UnknownPlace: a word names no country, as in “Global”, “EU / US” or “Frankfurt, Dublin, Ireland”.
    """
    return _read(_words(" ".join(text.split()), codes), codes)


def _read(words: list[str], codes: dict[str, str]) -> list[str]:
    found: list[str] = []
    pending: list[str] = []
    for at, word in enumerate(words):
        here = [] if _is_state(words, at, pending, codes) else _named(word, codes)
        if not here:
            pending.append(word)
            continue
        _ensure_inside(pending, here[0], found, word, codes)
        pending = []
        found += here
    for place in pending:
        if not (found and found[-1] in INSIDE.get(place.lower(), ())):
            raise _unknown(place)
    return found


def _words(text: str, codes: dict[str, str]) -> list[str]:
    """The words between commas and “and”; a country with a comma or an “and” in its name stays whole."""
    if not text or _known(text, codes):
        return [text] if text else []
    hidden = _IN_BRACKETS.sub(lambda found: found[0].translate(_HIDDEN), text)
    words: list[str] = []
    for piece in _joined([_LEADING_AND.sub("", piece).strip() for piece in hidden.split(",")], codes):
        words += [piece] if _known(piece, codes) else _AND.split(piece)
    words = [word.translate(_SHOWN).strip() for word in words]
    return _joined([word for word in words if word], codes)


def _joined(pieces: list[str], codes: dict[str, str]) -> list[str]:
    """Pieces of one name put together again, as in “Korea, Republic of”."""
    joined: list[str] = []
    at = 0
    while at < len(pieces):
        ends = (end for end in (at + 3, at + 2) if end <= len(pieces) and _known(", ".join(pieces[at:end]), codes))
        end = next(ends, at + 1)
        joined.append(", ".join(pieces[at:end]))
        at = end
    return joined


def _named(word: str, codes: dict[str, str]) -> list[str]:
    """The countries that one word names: itself, in brackets, on both sides of a stroke, or beside a dash."""
    if code := _known(word, codes):
        return [code]
    if behind := _BRACKET_BEHIND.fullmatch(word):
        return _named_with_brackets(behind[1], behind[2], codes)
    sides = [_known(side, codes) for side in word.split("/")]
    if len(sides) > 1:
        return [side for side in sides if side] if all(sides) else []
    beside = [side for side in _BESIDE.split(word) if not _tokens(side) <= REGIONS]
    if _BESIDE.search(word) and any(_known(side, codes) for side in beside):
        return _read(beside, codes)
    return []


def _named_with_brackets(head: str, inner: str, codes: dict[str, str]) -> list[str]:
    """“Ireland (Dublin)” is Ireland, and so is “Dublin (Ireland)”; “EU (Ireland, Germany)” is what it names."""
    tokens = _tokens(inner)
    if code := _known(head, codes):
        within = [] if tokens & (NO_PLACE | _MORE_THAN_WHERE) else _words(inner, codes)
        others = {_known(word, codes) for word in within} - {None, code}
        elsewhere = any(code not in INSIDE.get(word.lower(), {code}) for word in within)
        written = inner[:1].isupper() or inner.lower() in INSIDE or bool(_CLOUD_REGION.match(inner))
        return [code] if within and written and not others and not elsewhere else []
    try:
        named = _read(_words(inner, codes), codes)
    except UnknownPlace:
        return []
    if _tokens(head) & NO_PLACE or not set(named) & INSIDE.get(head.lower(), set(named)):
        return []
    return named


def _is_state(words: list[str], at: int, pending: list[str], codes: dict[str, str]) -> bool:
    """Whether a word that could be a country is a state of the country behind it: “CA, USA”, “Atlanta, Georgia, USA”.

    In a list of countries it is one of them: “UK, CA, USA”, “CA, US”, “Armenia, Georgia, USA”.
    """
    word, behind = words[at].strip(_NOTE_MARKS), words[at + 1] if at + 1 < len(words) else ""
    country = _known(behind, codes)
    if country is None:
        return False
    if word in STATE_CODES.get(country, ()):
        long = country == "US" and behind.strip() != "US"
        return bool(pending) or (long and (at == 0 or not _SHORT.fullmatch(words[at - 1].strip(_NOTE_MARKS))))
    return country in INSIDE.get(word.lower(), ()) and (bool(pending) or at == 0)


def _ensure_inside(pending: list[str], code: str, found: list[str], word: str, codes: dict[str, str]) -> None:
    """Every place that was read ahead of a country lies in it, or in the country ahead of the place.

    Raises:
        UnknownPlace: it lies elsewhere, may be anywhere, or is no place at all.
    """
    ambiguous = any(word.strip(_NOTE_MARKS) in STATE_CODES[country] for country in ("US", "CA", "AU"))
    for at, place in enumerate(pending):
        inside = INSIDE.get(place.lower())
        if inside is not None:
            in_state = at == 0 and len(pending) > 1 and _is_state_of(pending[1], code)
            right = in_state or not inside.isdisjoint([code, *found[-1:]])
        elif at:
            right = bool(_SHORT.fullmatch(place.strip(_NOTE_MARKS)))
        else:
            right = not ambiguous and _may_be_a_city(place, code, codes)
        if not right:
            raise _unknown(place)


def _is_state_of(word: str, code: str) -> bool:
    return word in STATE_CODES.get(code, ()) or word.lower() in STATE_NAMES.get(code, ())


def _may_be_a_city(place: str, code: str, codes: dict[str, str]) -> bool:
    """Whether a word that we do not know may be a city or a state of a country: it says nothing else that we do know."""
    narrowed = _BRACKET_BEHIND.fullmatch(place)
    if narrowed and narrowed[2].lower() in INSIDE:
        return code in INSIDE[narrowed[2].lower()] and not _tokens(narrowed[1]) & NO_PLACE
    if len(place) > LONGEST_CITY or not (place[:1].isupper() or _CLOUD_REGION.match(place)):
        return False
    tokens = _tokens(place)
    if tokens <= {"n", "a"} or tokens & (NO_PLACE | REGIONS | _MORE_THAN_WHERE):
        return False
    others = (_known(one, codes) for one in re.findall(r"[^\W\d_]+", place) if one not in STATE_CODES.get(code, ()))
    return {*others} <= {None, code} and not _nearly(place.lower(), tokens, code, codes)


def _nearly(place: str, tokens: set[str], code: str, codes: dict[str, str]) -> bool:
    """Whether a word is nearly or partly the name of another country, as “Irelnd” and “Bosnia” are."""
    others = [name for name, one in codes.items() if one != code and len(name) > 3]
    return bool(get_close_matches(place, others, 1, CLOSE)) or any(tokens <= set(name.split()) for name in others)


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _ways(word: str) -> Iterator[str]:
    """A country word with less and less around it."""
    plain = re.sub(r"\s*(?:\[\d+\]|\(the\))$", "", word).replace("’", "'").replace(" & ", " and ").strip(_NOTE_MARKS)
    yield from (plain, plain.lower())
    bare = re.sub("^the ", "", plain, flags=re.IGNORECASE)
    yield from (bare, bare.lower())
    yield re.sub("^the ", "", _OF_A_STATE.sub("", bare.lower()))


def _known(word: str, codes: dict[str, str]) -> str | None:
    """The code of a country word; “IN” and “NO” are abbreviations in capitals only, and words otherwise."""
    return next((codes[way] for way in _ways(word) if way in codes), None)


def _unknown(word: str) -> UnknownPlace:
    return UnknownPlace(_("“%(word)s” names no country: name each country where data goes.") % {"word": word})
