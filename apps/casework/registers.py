"""The plain types that apps register, and how they are found: each app's file is discovered, never imported upward."""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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

    ``figure`` counts, for a user, what asks for attention; ``url`` leads to it; ``permission`` says who sees it. What
    is urgent stands before everything else, as long as there is some of it.
    """

    title: Any
    figure: Any
    url: str
    permission: str
    hint: Any = ""
    query: str = ""
    is_urgent: bool = False


@dataclass(frozen=True)
class RecordPage:
    """A page about each record of another app, offered at the record: declared in each app's pages.py as PAGES.

    ``model`` is the label of the record; the address ``url`` takes its number; who has all ``permissions`` is led there.
    """

    model: str
    label: Any
    explanation: Any
    url: str
    permissions: tuple[str, ...]


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


@dataclass(frozen=True, eq=False)
class PublicDocument:
    """A kind of public document: declared in each app's documents.py as DOCUMENTS, as ``name`` ``app/kind``.

    Its versions are made of ``templates/<app>/documents/<kind>.html`` and ``.typ`` and stand at ``/<brand>/<path>/``.
    ``content`` gives what a register says of a brand now, as plain values without words of a language (None: staff write
    it). ``shown`` is what both templates are given of a content, and ``differences`` the sentences about what changed from
    one content to the next, in the active language; ``marked`` is the text with what was added and removed, as blocks of
    (same, added or removed; text), where it is a text.
    """

    name: str
    path: str
    label: Any
    content: Callable[[Any], dict[str, Any]] | None
    shown: Callable[[dict[str, Any]], dict[str, Any]]
    differences: Callable[[dict[str, Any], dict[str, Any]], list[str]]
    marked: Callable[[dict[str, Any], dict[str, Any]], list[list[tuple[str, str]]]] | None = None

    @property
    def kind(self) -> str:
        """What its versions are filed under."""
        return self.name.partition("/")[2]

    def template(self, ending: str) -> str:
        """The path of its template among the templates: ``html`` or ``typ``."""
        app, _slash, kind = self.name.partition("/")
        return f"{app}/documents/{kind}.{ending}"


@dataclass(frozen=True)
class MailListener:
    """What an app does when it is told what became of its letters: declared in each app's inbound.py as MAIL_LISTENERS.

    ``takes(about, event, address, by=)`` is called for each of the ``events`` (values of the mailroom's ``Told``), inside
    the act and the transaction that take it in: with the name of the record that the letter was about.
    """

    events: frozenset[str]
    takes: Callable[..., None]


@dataclass(frozen=True, eq=False)
class MailTaker:
    """What an app makes of mail that comes in: declared in its inbound.py as MAIL_TAKERS.

    Each is called with the stored message and what was read of it, inside the act that takes it, and gives the record
    that it became. ``takes`` gives none where the mail is not for this app; ``opens`` makes a new record of it whatever it
    is, as a person decided; ``joins`` puts it on the record of a reference, and gives none where it knows no such record.
    """

    takes: Callable[..., Any]
    opens: Callable[..., Any]
    joins: Callable[..., Any]


@dataclass(frozen=True)
class WaitingChange:
    """One change that waits to be announced: of which record (``app.model:id``), of what kind, and since when.

    ``snapshot`` is all that is ever said of it, as JSON can hold it: ``said`` has, by language, a ``heading`` and
    ``rows`` of a label and a text; it is empty where another change of the same gathering tells this one too.
    """

    subject: str
    kind: str
    materiality: str
    snapshot: Mapping[str, Any]
    since: datetime.datetime


@dataclass(frozen=True, eq=False)
class AnnouncedTopic:
    """What is announced of one topic: declared in an app's announced.py as TOPICS, under the topic's ``name``.

    ``gather(brand, told)`` gives what waits, in a fixed order; ``told`` are subjects and kinds that other announcements
    carry, as if everybody knew of them.
    ``hindrances(subject, day)`` says in words what keeps a change from taking effect on a day. The rest is called
    inside the acts of an announcement: ``announced(subject, announcement, by)`` once it is sent, and again where its day
    moves; ``effective(subject, by)`` on its day; ``withdrawn(subject, reason, by)`` where it is cancelled.
    ``gives_notice`` says that customers have days of notice and may object; else the topic informs.
    """

    name: str
    gather: Callable[[Any, Collection[tuple[str, str]]], list[WaitingChange]]
    hindrances: Callable[[str, datetime.date], list[str]]
    announced: Callable[[str, Any, Any], Any]
    effective: Callable[[str, Any], Any]
    withdrawn: Callable[[str, str, Any], Any]
    gives_notice: bool = True


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
class Veil:
    """Records that do not exist for everybody: declared in an app's veils.py as VEILS.

    ``hidden`` gives the records of ``model`` (``app.model``) of which somebody may not know.
    """

    model: str
    hidden: Callable[[Any], Any]


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
class Holdable:
    """By what a hold finds the records of a model, beside their own name: declared in an app's holdable.py as HOLDABLE.

    ``addresses`` and ``phones`` are the fields that tell of a person; ``cases`` those that name a record to which this one
    belongs, by a foreign key or as ``app.model:id``. What it is a part of is known from its trail.
    """

    model: str
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class HoldCheck:
    """Who knows what must not be erased now: declared in an app's holding.py as HOLD_CHECKS.

    ``held`` gives the keys of those records, all of one model, that something holds, in constant queries.
    """

    held: Callable[[Sequence[Any]], set[int]]


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
