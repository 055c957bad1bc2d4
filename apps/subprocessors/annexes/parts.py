"""What a composed annex is made of."""

from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Fact:
    """A label and its lines; what is missing is said, never left blank."""

    label: str
    lines: tuple[str, ...]
    is_missing: bool = False

    @classmethod
    def of(cls, label: str, *texts: str) -> Self:
        """The lines of some texts, or “not on record” where they say nothing."""
        lines = lines_of(*texts)
        return cls(label, lines or (not_on_record(),), is_missing=not lines)


@dataclass(frozen=True)
class Table:
    """A heading, the heads of its columns, and rows of as many cells; a cell may have several lines."""

    heading: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """One subprocessor: its heading, where it stands, what is told of it, and its tables."""

    heading: str
    standing: str
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]


def lines_of(*texts: str) -> tuple[str, ...]:
    """The lines of these texts that say something."""
    return tuple(line.strip() for text in texts for line in text.splitlines() if line.strip())


def not_on_record() -> str:
    return _("Not on record")


def erased() -> str:
    return _("Erased")


def cell(*texts: str) -> str:
    """A cell of a table, its lines under one another."""
    return "\n".join(lines_of(*texts)) or not_on_record()
