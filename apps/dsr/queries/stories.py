"""The story of a ticket: what came in, what went out, notes, and what was recorded on its clocks; the newest first."""

import datetime
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Prefetch

from apps.mailroom.models import Letter

from ..laws import words_for
from ..models import ClockEvent, Entry, Ticket, TicketFile, TicketLink

#: So many entries of a long correspondence stand on the page, until the others are asked for.
SHOWN = 50


@dataclass(frozen=True)
class Chapter:
    """One thing in the story: an entry, or an event on the clock of one or more rights."""

    at: datetime.datetime
    entry: Entry | None = None
    event: ClockEvent | None = None
    rights: list[str] = field(default_factory=list)
    files: list[TicketFile] = field(default_factory=list)


def story_of(ticket: Ticket, *, whole: bool = False) -> tuple[list[Chapter], bool]:
    """What happened, the newest first, and whether there is more; four queries at any length."""
    entries = _entries(ticket)[: None if whole else SHOWN + 1]
    found = list(entries)
    told = found if whole else found[:SHOWN]
    chapters = [Chapter(entry.at, entry=entry, files=list(entry.files.all())) for entry in told]
    oldest = told[-1].at if len(found) > len(told) else None
    chapters += [one for one in _clocked(ticket) if oldest is None or one.at >= oldest]
    return sorted(chapters, key=lambda one: one.at, reverse=True), len(found) > len(told)


def _entries(ticket: Ticket) -> Any:
    """Entries with their authors, letters and files; the bytes of a letter stay where they are."""
    letters = Prefetch("letter", Letter.objects.defer("sealed"))
    return (
        Entry.objects.filter(ticket=ticket)
        .select_related("author")
        .prefetch_related(letters, "files")
        .order_by("-at", "-pk")
    )


def _clocked(ticket: Ticket) -> list[Chapter]:
    """What was recorded on the clocks; the same event of several rights is told once."""
    events = ClockEvent.objects.filter(item__ticket=ticket).select_related("item").order_by("pk")
    chapters = []
    for _same, group in groupby(events, key=lambda one: (one.kind, one.on, one.reason, one.letter_id)):
        recorded = list(group)
        rights = [words_for(ticket.regime, one.item.right) for one in recorded]
        chapters.append(Chapter(recorded[0].moment, event=recorded[0], rights=rights))
    return chapters


def linked_with(ticket: Ticket) -> list[TicketLink]:
    """The links of a ticket to others, and of others to it."""
    links = TicketLink.objects.select_related("ticket", "other")
    return [*links.filter(ticket=ticket), *links.filter(other=ticket)]
