"""When a request is due, and why: the law of its legal basis, by the calendar of its office."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.casework.deadlines.laws import law
from apps.casework.deadlines.moments import ONE_DAY, first_moment_of
from apps.casework.deadlines.results import Deadline
from apps.organisation.calendars import place_of

from ..models import Demand


@dataclass(frozen=True)
class Due:
    """When a request is due: the moment that steers, the last where a rule may extend it, and the reasons in words."""

    at: datetime.datetime | None
    latest_at: datetime.datetime | None
    sentences: tuple[str, ...]


def due_of(demand: Demand) -> Due:
    """The dates of a request. Without a clock of its legal basis, the day that the order names; without one, none.

    Raises:
        CannotReckon: a moment is out of all reason.
    """
    basis = demand.legal_basis
    if basis.clock:
        return _due(reckoned(demand), demand)
    if demand.return_on is None:
        return Due(None, None, ())
    return Due(_end_of(demand.return_on, demand), None, (_asked_back(demand.return_on),))


def reckoned(demand: Demand) -> Deadline:
    """The clock of the legal basis, from the moment of service."""
    clock = law(demand.legal_basis.clock)
    taken: dict[str, Any] = {"notified": True} if demand.is_notified and "notified" in clock.may_take else {}
    return clock.reckon(received_at=demand.received_at, office=place_of(demand.office), **taken)


def _due(deadline: Deadline, demand: Demand) -> Due:
    at = deadline.moments.get("due_at") or _end_of(deadline.dates["due_on"], demand)
    latest = deadline.dates.get("latest_on")
    return Due(at, _end_of(latest, demand) if latest else None, tuple(deadline.sentences))


def _end_of(day: datetime.date, demand: Demand) -> datetime.datetime:
    """The end of a day by the office's clock."""
    return first_moment_of(day + ONE_DAY, place_of(demand.office).zone)


def _asked_back(day: datetime.date) -> str:
    return _("The order asks for an answer by %(day)s.") % {"day": date_format(day, "j F Y")}
