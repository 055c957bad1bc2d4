"""What the clock of a data subject request is reckoned from: days of the office's own calendar, and nothing else."""

import datetime
from collections.abc import Iterator, Set
from dataclasses import dataclass, fields, replace

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .moments import ONE_DAY, CannotReckon, ensure_meant
from .rules import in_words


class Wait(TextChoices):
    """For what the office waits; the law decides whether it stops the clock, starts it, or does nothing to it."""

    IDENTITY = "identity", gettext_lazy("proof of identity")
    CLARIFICATION = "clarification", gettext_lazy("clarification")
    FEE = "fee", gettext_lazy("a fee")


class PauseDays(TextChoices):
    """Which days a pause leaves out. A setting of the caller; the shorter is ours (confirm with counsel)."""

    WITHOUT_THE_LAST = "without_the_last", gettext_lazy("the day of the answer counts again")
    BOTH = "both", gettext_lazy("the days of asking and of the answer both left out")


@dataclass(frozen=True)
class Pause:
    """A wait from the day of asking to the day of the answer; without a ``last`` it goes on.

    A pause that goes on leaves nothing out yet: no date waits for somebody who may never answer.

    Raises:
        CannotReckon: it ends before it begins.
    """

    first: datetime.date
    last: datetime.date | None
    wait: Wait | None = None

    def __post_init__(self) -> None:
        if self.last and self.last < self.first:
            words = _("The pause from %(first)s to %(last)s ends before it begins: give its first day first.")
            raise CannotReckon(words % {"first": in_words(self.first), "last": in_words(self.last)})

    def __str__(self) -> str:
        return f"{self.first}..{self.last or ''}"

    def days(self, counting: PauseDays) -> Set[datetime.date]:
        """The days left out."""
        if self.last is None:
            return frozenset()
        length = (self.last - self.first).days + (counting == PauseDays.BOTH)
        return {self.first + number * ONE_DAY for number in range(length)}


@dataclass(frozen=True)
class ClockInputs:
    """The days on which something happened to one request.

    ``idle`` are waits that the law at hand lets move nothing; ``overtaken_on`` is a notice of extension that a later
    correction showed to have come too late, or that the law of today does not know.
    """

    received_on: datetime.date
    pauses: tuple[Pause, ...] = ()
    extended_on: datetime.date | None = None
    identity_on: datetime.date | None = None
    fee_on: datetime.date | None = None
    idle: tuple[Pause, ...] = ()
    overtaken_on: datetime.date | None = None

    def __post_init__(self) -> None:
        for day in self._days():
            ensure_meant(day)
        for pause in self.pauses:
            self._ensure_after_receipt(pause.first, _("A pause began"))
        if self.extended_on:
            self._ensure_after_receipt(self.extended_on, _("The extension was told"))

    def left_out(self, counting: PauseDays) -> Set[datetime.date]:
        """All days that do not count, as one set: a day of two pauses is in it once."""
        return frozenset().union(*(pause.days(counting) for pause in self.pauses))

    def arrival_of(self, wait: Wait) -> datetime.date | None:
        """When that came for which the office waited."""
        return {Wait.IDENTITY: self.identity_on, Wait.FEE: self.fee_on}.get(wait)

    def with_pauses_of(self, waits: Set[Wait]) -> "ClockInputs":
        """The same, with only these waits as pauses; the others become idle."""
        kept = tuple(pause for pause in self.pauses if pause.wait in waits)
        return replace(self, pauses=kept, idle=tuple(pause for pause in self.pauses if pause.wait not in waits))

    def told(self) -> dict[str, datetime.date | int | str]:
        """By name, as far as given."""
        days = {one.name: getattr(self, one.name) for one in fields(self) if one.name.endswith("_on")}
        told = {name: day for name, day in days.items() if day}
        return {**told, "paused": ", ".join(map(str, self.pauses))} if self.pauses else told

    def _days(self) -> Iterator[datetime.date]:
        given = (self.received_on, self.extended_on, self.identity_on, self.fee_on)
        pauses = (day for pause in self.pauses for day in (pause.first, pause.last))
        yield from (day for day in (*given, *pauses) if day)

    def _ensure_after_receipt(self, day: datetime.date, what: str) -> None:
        if day < self.received_on:
            words = _("%(what)s on %(day)s, before the request was received on %(received)s: look at the two days.")
            given = {"what": what, "day": in_words(day), "received": in_words(self.received_on)}
            raise CannotReckon(words % given)
