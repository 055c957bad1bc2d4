"""What people ask about their data, and what becomes of it: a file per group of records."""

from .clock import ClockEvent
from .correspondence import Entry, TicketFile
from .items import Item
from .presence import Viewing
from .teams import Absence, Team, TeamMember
from .tickets import Ticket, TicketLink

__all__ = [
    "Absence",
    "ClockEvent",
    "Entry",
    "Item",
    "Team",
    "TeamMember",
    "Ticket",
    "TicketFile",
    "TicketLink",
    "Viewing",
]
