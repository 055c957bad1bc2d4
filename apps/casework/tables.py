"""What a register declares of the tables that become its records: its columns, and how a cell is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from apps.trail.errors import RuleBroken
from apps.trail.models import Tracked

from .models import MOST_VALUES


class CellRefused(RuleBroken):
    """A cell cannot be read; says why, and how to mend it."""


class IntakeRefused(RuleBroken):
    """The table as a whole cannot be taken."""


class IntakeGone(RuleBroken):
    """The table was imported or cleared already."""


class Part(Enum):
    """What a column is to a record."""

    KEY = "finds the record again"
    FIXED = "is set when the record is made"
    OPEN = "changes the record when it differs"


@dataclass(frozen=True)
class Column:
    """One value of a record, read from a column of the table.

    ``name`` is the field of the model, ``heading`` the column in the file; two may read the same. ``read`` gives the
    text as the register keeps it, or None where the cell leaves the record as it is; it refuses by ``CellRefused``.
    """

    name: str
    heading: str
    part: Part
    read: Callable[[str], str | None]
    is_needed: bool = False
    shown: Callable[[str], str] = str


@dataclass(frozen=True)
class Intake:
    """How tables become records of one model.

    ``make`` gives a new record, not yet saved, from the values of a row by name. ``finds`` is the key column of which
    few records have the same value, and which has an index of its own. Records in which ``stands`` (a field
    and the values it may have) does not hold are left alone.
    """

    model: type[Tracked]
    columns: Sequence[Column]
    make: Callable[[Mapping[str, Any]], Tracked]
    finds: str
    stands: tuple[str, Sequence[str]] | None = None

    def __post_init__(self) -> None:
        if len(self.columns) > MOST_VALUES:
            raise TypeError(f"{self.model.__name__}: a table has {MOST_VALUES} values at most")

    @cached_property
    def register(self) -> str:
        return self.model._meta.label_lower

    def of(self, part: Part) -> list[tuple[str, Any]]:
        """The columns of a kind: where their values are staged, and their fields."""
        return [
            (f"v{number}", self.model._meta.get_field(one.name))
            for number, one in enumerate(self.columns)
            if one.part == part
        ]
