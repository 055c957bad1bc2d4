"""Cells of published tables without what is only mark-up: tags, entities, Markdown, invisible characters."""

import html
import re

_LINK = re.compile(r"\[([^\[\]]*)\]\(\s*<?([^()\s<>]*)>?[^()]*\)")
_ANCHOR = re.compile(r"<a\b[^<>]*?href\s*=\s*[\"']?([^\"'\s<>]*)[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"</?br\b[^<>]{0,20}>|</(?:p|li|div|ul|ol|tr|td)\s*>|\r\n?|[\v\f\x85\u2028\u2029]", re.IGNORECASE)
_TAG = re.compile(r"</?(?:a|b|i|em|strong|u|p|li|ul|ol|div|span|sup|sub|small|code|font|tr|td)\b[^<>]*>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)([^\n*_~]*\S)\1|(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060-\u2064\ufeff\xad\x00-\x08\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[^\S\n]+")
_BULLET = re.compile(r"^(?:[-–—•·*▪]|\d{1,2}[.)])\s+")
_NOTE_MARK = re.compile(r"(?:\s*(?:[*†‡§¹²³⁴]+|\[\d{1,2}\]))+$")
_WEB = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
NOTHING = {"", "-", "–", "—", "--", "n/a", "n.a.", "n.a", "n / a", "none", "not applicable", "nil", "/"}


def clean(cell: object) -> str:
    """The text of a cell, its line breaks kept as such and everything else that is only mark-up gone."""
    text = "" if cell is None else str(cell)
    for _round in range(2):  # entities of entities, as in “&amp;amp;”
        text = html.unescape(text)
    text = _BREAK.sub("\n", _LINK.sub(r"\1", text))
    text = _EMPHASIS.sub(lambda found: found[2] or found[3], _TAG.sub("", text))
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text))
    return "\n".join(line for part in text.split("\n") if (line := part.strip()))


def one_line(cell: object) -> str:
    """The text of a cell on one line, without a comma or a semicolon that is left over at its end."""
    return clean(cell).replace("\n", " ").strip(" ,;")


def lines(text: str) -> list[str]:
    """The parts of a cleaned cell: its lines, or what stands between semicolons where it has but one line."""
    parts = text.split("\n") if "\n" in text else text.split(";")
    return [part for one in parts if (part := _BULLET.sub("", one.strip()).strip(" ,;"))]


def bulleted(text: str) -> list[str]:
    """The points of a cleaned cell in which every line is one; else nothing."""
    parts = text.split("\n")
    return lines(text) if len(parts) > 1 and all(_BULLET.match(part) for part in parts) else []


def without_note_marks(text: str) -> str:
    """A name without the star or number of a footnote behind it."""
    return _NOTE_MARK.sub("", text) or text


def web_address(cell: object) -> str:
    """The first web address in a cell: its text, the target of a link, or nothing."""
    text = html.unescape("" if cell is None else str(cell))
    targets = [found[1] for found in _ANCHOR.finditer(text)] + [found[2] for found in _LINK.finditer(text)]
    found = _WEB.search(" ".join([*targets, text]))
    return found[0].rstrip(".,;)") if found else ""


def says_nothing(text: str) -> bool:
    """Whether a cleaned cell only says that there is nothing to say."""
    return text.casefold() in NOTHING
