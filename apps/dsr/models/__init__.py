"""What people ask about their data, and what becomes of it: a file per group of records."""

from .api import ApiCall, ApiClient
from .clock import ClockEvent
from .correspondence import Entry, TicketFile
from .filings import Filing, FilingFile
from .items import Item
from .teams import Absence, Team, TeamMember
from .tickets import Ticket, TicketLink

__all__ = [
    "Absence",
    "ApiCall",
    "ApiClient",
    "ClockEvent",
    "Entry",
    "Filing",
    "FilingFile",
    "Item",
    "Team",
    "TeamMember",
    "Ticket",
    "TicketFile",
    "TicketLink",
]
