"""The plain types that apps register, and how they are found: each app's file is discovered, never imported upward."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True)
class RecordClass:
    """How long records of some models are kept: declared in each app's retention.py as RECORD_CLASSES.

    ``months`` after ``starts`` (None: as long as the office runs), on which ``ground``.
    """

    name: Any
    models: tuple[str, ...]
    months: int | None
    starts: Any
    ground: Any


@dataclass(frozen=True)
class Job:
    """Periodic work: declared in each app's jobs.py as JOBS. ``task`` is the path of a function without arguments."""

    name: str
    task: str
    minutes: int


@dataclass(frozen=True)
class Card:
    """One thing on the home page: declared in each app's cards.py as CARDS.

    ``figure`` counts, for a user, what asks for attention; ``url`` leads to it; ``permission`` says who sees it.
    """

    title: Any
    figure: Any
    url: str
    permission: str
    hint: Any = ""
    query: str = ""


@dataclass(frozen=True, eq=False)
class LetterKind:
    """A kind of letter: declared in each app's letters.py as LETTERS, as ``name`` ``app/kind``.

    Its texts stand in ``templates/<app>/letters/<kind>.txt`` and ``.html``. ``subject`` has ``%(name)s`` for values of the
    context; ``example`` is a complete context, whose names are exactly those that a letter of this kind is given.
    """

    name: str
    label: Any
    subject: Any
    example: Mapping[str, Any]


@dataclass(frozen=True)
class EvidenceFile:
    """One file of the evidence of a record: its name, its content piece by piece, and how many records it tells of."""

    name: str
    pieces: Iterable[bytes]
    records: int


@dataclass(frozen=True)
class EvidenceTable:
    """What belongs to the evidence of a record, for its page: texts by row and column, the address of each row or none."""

    heading: Any
    columns: tuple[Any, ...]
    rows: list[tuple[Any, ...]]
    addresses: list[str]


@dataclass(frozen=True, eq=False)
class EvidenceSource:
    """What an app knows of a kind of record (``app.model``), as evidence: declared in its evidence.py as EVIDENCE.

    ``files`` come in a fixed order, and are the same bytes as long as nothing happens to the record; ``records`` are
    those whose acts belong to it. The app whose kind it is says how a reference is found (``find``); an app above it adds
    to it, and leaves that out.
    """

    model: str
    files: Callable[[Any], Iterator[EvidenceFile]]
    records: Callable[[Any], list[Any]]
    table: Callable[[Any], EvidenceTable] | None = None
    find: Callable[[str], Any] | None = None


@dataclass(frozen=True)
class Ratio:
    """One measured ratio: two sides of the same run, and the goal that their ratio must not exceed (or reach)."""

    ours: float
    other: float
    unit: str
    ratio: float
    goal: float
    words: str
    at_most: bool = True

    @property
    def met(self) -> bool:
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal


@dataclass(frozen=True)
class Benchmark:
    """A measurement: declared in an app's benchmarks.py as BENCHMARKS. ``run`` gets a number of rows and an empty,
    migrated database, and gives its ratios.
    """

    name: str
    run: Callable[[int], list[Ratio]]


def collect(room: str, name: str) -> list[Any]:
    """What every app lists under ``name`` in its file ``room``, in the order of the installed apps."""
    found: list[Any] = []
    for config in apps.get_app_configs():
        if config.name.startswith("apps.") and module_has_submodule(config.module, room):
            found.extend(getattr(import_module(f"{config.name}.{room}"), name))
    return found
