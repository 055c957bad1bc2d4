"""A decision as it comes in, before it is an event; and what became of it."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from .choices import Action, Method, Surface


@dataclass(frozen=True)
class Decision:
    """One choice of one subject: ``choices`` has every key that was offered, true where it was granted.

    Either of a version of a site's notice, or of an edition of a purpose. Without a subject it stands for itself.
    """

    choices: Mapping[str, bool]
    action: Action
    method: Method
    surface: Surface
    site: int | None = None
    version: int | None = None
    purpose: int | None = None
    edition: int | None = None
    subject: uuid.UUID | None = None
    language: str = ""
    claimed_at: datetime.datetime | None = None
    client: str = ""
    page: str = ""
    dedupe_key: uuid.UUID | None = None

    @property
    def granted(self) -> str:
        return " ".join(sorted(key for key, is_granted in self.choices.items() if is_granted))

    @property
    def refused(self) -> str:
        return " ".join(sorted(key for key, is_granted in self.choices.items() if not is_granted))


@dataclass(frozen=True)
class Recorded:
    """The event of a decision, and whether it is new: one that came before is answered with the event that it was."""

    id: uuid.UUID
    is_new: bool
    decision: Decision = field(repr=False)
