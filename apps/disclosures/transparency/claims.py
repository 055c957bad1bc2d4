"""A claim about published numbers: two sides of cells that come to the same, or a fault that names both and every cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MOST_SHOWN = 12  # places that a sentence names before it says how many more there are


@dataclass(frozen=True)
class Cell:
    """One number, and where it stands."""

    where: str
    count: int


@dataclass(frozen=True)
class Side:
    """One side of an identity: what it is called, and the cells that it adds up."""

    words: Any
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        return sum(cell.count for cell in self.cells)


@dataclass(frozen=True)
class Fault:
    """An identity that does not hold: the numbers on both sides, the cells in it, and a sentence."""

    period: str
    identity: str
    left: int
    right: int
    cells: tuple[str, ...]
    words: str

    def told(self) -> dict[str, Any]:
        """As plain values."""
        return {"identity": self.identity, "left": self.left, "right": self.right, "words": self.words}


@dataclass(frozen=True)
class Claim:
    """Two sides that are equal, or of which the left is at most the right."""

    period: str
    identity: str
    left: Side
    right: Side
    is_at_most: bool = False

    @property
    def holds(self) -> bool:
        return self.left.total <= self.right.total if self.is_at_most else self.left.total == self.right.total

    def fault(self) -> Fault:
        """What to tell where it does not hold."""
        cells = tuple(cell.where for side in (self.left, self.right) for cell in side.cells)
        if self.is_at_most:
            words = _(
                "%(period)s: %(left_words)s (%(left)s) are more than %(right_words)s (%(right)s). Look at %(at)s."
            )
        else:
            words = _(
                "%(period)s: %(left)s is the sum of %(left_words)s, but %(right)s that of %(right_words)s. Look at %(at)s."
            )
        facts = {
            "period": self.period,
            "left_words": self.left.words,
            "left": self.left.total,
            "right_words": self.right.words,
            "right": self.right.total,
            "at": _in_one_line(cells),
        }
        return Fault(self.period, self.identity, self.left.total, self.right.total, cells, words % facts)


def faults_in(claims: Iterable[Claim]) -> list[Fault]:
    """The faults of the claims that do not hold, in their order."""
    return [claim.fault() for claim in claims if not claim.holds]


def _in_one_line(places: Sequence[str]) -> str:
    """The places as a list for people, a long one cut short."""
    shown, more = "; ".join(places[:MOST_SHOWN]), len(places) - MOST_SHOWN
    return _("%(shown)s; and %(more)s more") % {"shown": shown, "more": more} if more > 0 else shown
