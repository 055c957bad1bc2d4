"""A text to many: what its letters share, made once, and the few values that make each of them its own.

A pattern is the message of one of them, cut where their messages differ: at Message-ID, recipient and boundary, and at each
line with a value of one person in it. Filled again it is byte for byte what ``compose`` makes of the same values.
"""

import json
import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from email.quoprimime import body_encode
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.html import escape
from django.utils.translation import gettext as _

from .composing import (
    LONGEST_NAME,
    WIRE,
    Draft,
    NotALetter,
    boundary_of,
    clean_address,
    compose,
    is_plain_line,
    one_line,
    sender_of,
)

#: Addresses and names that stand in a header as they are, so that nothing has to be worked out for them.
ATOM = r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
SIMPLE_ADDRESS = re.compile(rf"(?=.{{3,60}}$){ATOM}@(?:(?!xn--){LABEL}\.)+[A-Za-z]{{2,20}}", re.ASCII | re.IGNORECASE)
SIMPLE_NAME = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*", re.ASCII)
#: So long may a header be that is never folded.
UNFOLDED = 70
LINE_BREAK = re.compile(r"(\r\n|\r|\n)")


class Person(NamedTuple):
    """What makes a letter its own: the header To, its Message-ID, and a value for each name, in their order."""

    to: str
    message_id: str
    values: Sequence[str]


@dataclass(frozen=True)
class Pattern:
    """Pieces of a message: fixed text, or a list that begins with what it is.

    ``["to"]``, ``["id"]`` and ``["boundary"]`` are of the letter; ``["header", …]``, ``["text", …]`` and ``["html", …]`` are
    a line, the places of its values at every second entry.
    """

    sender: str
    pieces: list[Any]

    def to_json(self) -> str:
        return json.dumps([self.sender, self.pieces])

    @classmethod
    def from_json(cls, text: str) -> "Pattern":
        return cls(*json.loads(text))

    @cached_property
    def steps(self) -> list[tuple[bytes, str, list[Any]]]:
        """The pieces, ready to be filled: fixed bytes, and what comes after them."""
        steps, fixed = [], b""
        for piece in self.pieces:
            if isinstance(piece, str):
                fixed = piece.encode("ascii")
            else:
                steps.append((fixed, piece[0], piece[1:]))
                fixed = b""
        return [*steps, (fixed, "end", [])]

    def filled(self, person: Person) -> bytes:
        """The exact bytes of the letter to one person."""
        own = {
            "to": person.to.encode("ascii"),
            "id": person.message_id.encode("ascii"),
            "boundary": boundary_of(person.message_id).encode("ascii"),
            "end": b"",
        }
        escaped = [escape(value) for value in person.values]
        parts = []
        for fixed, what, line in self.steps:
            parts.append(fixed)
            parts.append(own[what] if what in own else LINES[what](line, escaped if what == "html" else person.values))
        return b"".join(parts)


def _joined(line: list[Any], values: Sequence[str]) -> str:
    return "".join(values[part] if place % 2 else part for place, part in enumerate(line))


def _header(line: list[Any], values: Sequence[str]) -> bytes:
    return _joined(line, values).encode("ascii")


def _body(line: list[Any], values: Sequence[str]) -> bytes:
    """A line as the library writes it in quoted-printable, which looks at each line by itself."""
    plain = _joined(line, values).encode().decode("latin-1")
    return body_encode(plain, WIRE.max_line_length or 0).replace("\n", "\r\n").encode("ascii")


LINES: dict[str, Callable[[list[Any], Sequence[str]], bytes]] = {"header": _header, "text": _body, "html": _body}


# --- Making one ---


class Marks:
    """Words that stand for a person's values while a pattern is made: nothing else is like them or changes them."""

    def __init__(self, names: Collection[str], site: str) -> None:
        self.word = f"z{secrets.token_hex(10)}"
        self.names = sorted(names)
        #: An address by which to unsubscribe must be of this site.
        self.of = {
            name: f"{site}/{self.word}v{place}z" if name == "unsubscribe" else f"{self.word}v{place}z"
            for place, name in enumerate(self.names)
        }
        self._places = {mark: place for place, mark in enumerate(self.of[name] for name in self.names)}
        self._any = re.compile("(" + "|".join(map(re.escape, self._places)) + ")") if names else None

    def cut(self, line: str) -> list[Any]:
        """A line as fixed text and places of values, in turns; one part alone where it has none."""
        if self._any is None:
            return [line]
        return [self._places[part] if place % 2 else part for place, part in enumerate(self._any.split(line))]


def pattern_of(draft: Draft, marks: Marks) -> Pattern:
    """The pattern of a text whose draft has marks in place of every person's values.

    Raises:
        NotALetter: the subject differs from person to person.
    """
    if len(marks.cut(draft.subject)) > 1:
        raise NotALetter(
            _("The subject of %(kind)s names a value of one person: a text to many has one subject.")
            % {"kind": draft.kind}
        )
    lines: dict[str, list[Any]] = {}
    # Each line with a value becomes one word, which no encoding changes.
    text, html = (_with_lines_marked(getattr(draft, kind), kind, marks, lines) for kind in ("text", "html"))
    wire = compose(replace(draft, text=text, html=html)).decode("ascii")
    to = wire[wire.index("\r\nTo:") + 2 : wire.index("\r\n", wire.index("\r\nTo:") + 2) + 2]
    own = {to: ["to"], draft.message_id: ["id"], boundary_of(draft.message_id): ["boundary"], **lines}
    pieces: list[Any] = []
    for place, part in enumerate(re.split("(" + "|".join(map(re.escape, own)) + ")", wire)):
        pieces += [own[part]] if place % 2 else _headers(part, marks)
    return Pattern(sender_of(wire.encode("ascii")), [piece for piece in pieces if piece != ""])


def _with_lines_marked(text: str, kind: str, marks: Marks, lines: dict[str, list[Any]]) -> str:
    parts = LINE_BREAK.split(text)
    for place, line in enumerate(parts):
        cut = marks.cut(line)
        if len(cut) > 1:
            mark = f"{marks.word}l{len(lines)}z"
            lines[mark] = [kind, *cut]
            parts[place] = mark
    return "".join(parts)


def _headers(part: str, marks: Marks) -> list[Any]:
    """Fixed text, with the values that stand in headers cut out: such a header is never folded."""
    cut = marks.cut(part)
    return [part] if len(cut) == 1 else [["header", *cut]]


# --- What is of one person ---


def address_of(address: str) -> str:
    """An address as ``clean_address`` gives it, without a look at what is simple.

    Raises:
        NotALetter: it is none.
    """
    return address if SIMPLE_ADDRESS.fullmatch(address) else clean_address(address)


def name_of(name: str) -> str:
    """A name as a header may have it.

    Raises:
        NotALetter: it is no line of text.
    """
    return one_line(name, LONGEST_NAME) if name else ""


def to_header(draft: Draft, *, address: str, name: str) -> str:
    """The header To, with its line break, as ``compose`` writes it.

    Raises:
        NotALetter: no header can hold the address.
    """
    if SIMPLE_ADDRESS.fullmatch(address) and (not name or SIMPLE_NAME.fullmatch(name)):
        line = f"To: {name} <{address}>" if name else f"To: {address}"
        if len(line) <= UNFOLDED:
            return f"{line}\r\n"
    wire = compose(replace(draft, text="", html="", to_address=address, to_name=name)).decode("ascii")
    begins = wire.index("\r\nTo:") + 2
    ends = wire.index("\r\n", begins) + 2
    while wire[ends] == " ":
        ends = wire.index("\r\n", ends) + 2
    return wire[begins:ends]


def line_of(name: str, value: str) -> str:
    """The value of a name, as one line of text.

    Raises:
        NotALetter: it is empty, breaks the line, or has a space around it.
    """
    if not value or value != value.strip() or not is_plain_line(value):
        raise NotALetter(
            _("The value “%(name)s” of a letter is one line of text, with no break in it and no space around it.")
            % {"name": name}
        )
    return value


def values_of(fills: Mapping[str, str], names: Sequence[str]) -> list[str]:
    """The values of one person in the order of their names.

    Raises:
        ValueError: a name is missing, or is one too many.
    """
    if set(fills) != set(names):
        raise ValueError(f"Each letter is given {', '.join(names) or 'no values'}, not {', '.join(fills) or 'none'}.")
    return [fills[name] for name in names]
