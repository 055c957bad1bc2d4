"""What the deadline engine says of an item: a pure function of its events, its law and its office's calendar."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from django.conf import settings
from django.utils.translation import gettext as _

from apps.casework.calendars import WorkingCalendar
from apps.casework.deadlines.dsr import DsrDeadline
from apps.casework.deadlines.dsr_events import ClockEvent as Event
from apps.casework.deadlines.dsr_events import due_of
from apps.casework.deadlines.dsr_laws import DSR_LAWS
from apps.casework.deadlines.places import Place
from apps.casework.deadlines.results import Step
from apps.casework.deadlines.rules import in_words

from ..choices import ClockKind, Right
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
    deadline = due_of([*events_of(item), *more], law=DSR_LAWS[item.law], office=place)
    return _sooner_for_a_child(deadline) if item.right == Right.CHILDREN else deadline


def _sooner_for_a_child(deadline: DsrDeadline) -> DsrDeadline:
    """Data of a child is deleted as quickly as possible (privacy statement 10): within days that the office has set."""
    received_on, days = cast("datetime.date", deadline.given["received_on"]), settings.DSR_CHILDREN_DAYS
    by = received_on + datetime.timedelta(days=days)
    if by >= deadline.due_on:
        return deadline
    words = _("What concerns a child is done within %(days)d days of receipt: it is due on %(day)s")
    step = Step(Right.CHILDREN, words % {"days": days, "day": in_words(by)}, _("privacy statement 10; our own setting"))
    dates = {**deadline.dates, "due_on": by}
    return replace(deadline, dates=dates, derivation=(*deadline.derivation, step))
