"""What a law's clock gives: named dates and moments, what they were reckoned from, and the sentences that explain them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .places import Place


@dataclass(frozen=True)
class Step:
    """One step of a derivation: the rule that was applied, what it gave in plain words, and where the rule is written."""

    rule: Any
    words: str
    source: str

    def __str__(self) -> str:
        return f"{self.words} ({self.source})."


@dataclass(frozen=True)
class Deadline:
    """The dates and moments of one law for one event, with the rules and inputs that they follow from."""

    law: str
    office: Place
    given: Mapping[str, datetime.date | int | str]
    dates: Mapping[str, datetime.date]
    moments: Mapping[str, datetime.datetime]
    derivation: tuple[Step, ...]

    @property
    def sentences(self) -> list[str]:
        return [str(step) for step in self.derivation]

    def told(self) -> dict[str, Any]:
        """As plain values: days and moments in ISO 8601, moments with an offset."""
        named = {**self.given, **self.dates, **self.moments}
        return {
            "law": self.law,
            "office": self.office.name,
            **{name: value if isinstance(value, int | str) else value.isoformat() for name, value in named.items()},
            "derivation": self.sentences,
            "calendar": self.office.calendar_version or None,
        }
