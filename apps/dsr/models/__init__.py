"""What people ask about their data, and what becomes of it: a file per group of records."""

from .answers import AnswerReview, Download, PageSession
from .clock import ClockEvent
from .correspondence import Entry, TicketFile
from .decisions import ProposedRefusal, RecipientNotice
from .items import Item
from .teams import Absence, Team, TeamMember
from .tickets import Ticket, TicketLink

__all__ = [
    "Absence",
    "AnswerReview",
    "ClockEvent",
    "Download",
    "Entry",
    "Item",
    "PageSession",
    "ProposedRefusal",
    "RecipientNotice",
    "Team",
    "TeamMember",
    "Ticket",
    "TicketFile",
    "TicketLink",
]
