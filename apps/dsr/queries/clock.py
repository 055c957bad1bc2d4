"""What the deadline engine says of an item: a pure function of its events, its law and its office's calendar."""

from collections.abc import Iterable

from apps.casework.calendars import WorkingCalendar
from apps.casework.deadlines.dsr import DsrDeadline
from apps.casework.deadlines.dsr_events import ClockEvent as Event
from apps.casework.deadlines.dsr_events import due_of
from apps.casework.deadlines.dsr_laws import DSR_LAWS
from apps.casework.deadlines.places import Place

from ..choices import ClockKind
from ..models import Item
from .offices import place_of


def events_of(item: Item) -> list[Event]:
    """The events of an item as the engine takes them, in the order in which they were recorded; a new item has none."""
    if item.pk is None:
        return []
    return [Event(ClockKind(row.kind), row.on) for row in item.clock_events.all()]


def deadline_of(item: Item, *, more: Iterable[Event] = (), calendar: WorkingCalendar | None = None) -> DsrDeadline:
    """The dates of an item and why, from what is recorded; ``more`` are events that are about to be.

    ``calendar`` stands in for the office's own, to see what a change of it would move.

    Raises:
        CannotReckon: the events do not follow each other, or the law does not know one of them.
    """
    place = place_of(item.ticket.office)
    if calendar is not None:
        place = Place(place.name, place.zone, calendar)
    return due_of([*events_of(item), *more], law=DSR_LAWS[item.law], office=place)
