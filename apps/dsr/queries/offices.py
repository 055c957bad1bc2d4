"""By whose calendar and clock the days of a request are counted."""

from django.utils import timezone

from apps.organisation.calendars import NoOffice, day_at, office_for, place_of

from ..models import Ticket

__all__ = ["NoOffice", "day_at", "is_late", "office_for", "place_of"]


def is_late(ticket: Ticket) -> bool:
    """Whether a ticket was answered, or goes on unanswered, past the date that steers, by its office's calendar."""
    day = day_at(ticket.office, ticket.answered_at or timezone.now())
    return ticket.due_on is not None and day > ticket.due_on
