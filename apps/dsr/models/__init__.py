"""What people ask about their data, and what becomes of it: a file per group of records."""

from .answers import AnswerReview, Download, PageSession
from .api import ApiCall, ApiClient
from .canned import CannedText
from .clock import ClockEvent
from .correspondence import Entry, TicketFile
from .decisions import ProposedRefusal, RecipientNotice
from .filings import Filing, FilingFile
from .identity import IdentityCheck, IdentityCode, IdentityDocument
from .items import Item
from .presence import Viewing
from .tasks import Task
from .teams import Absence, Team, TeamMember
from .tickets import Ticket, TicketLink

__all__ = [
    "Absence",
    "AnswerReview",
    "ApiCall",
    "ApiClient",
    "CannedText",
    "ClockEvent",
    "Download",
    "Entry",
    "Filing",
    "FilingFile",
    "IdentityCheck",
    "IdentityCode",
    "IdentityDocument",
    "Item",
    "PageSession",
    "ProposedRefusal",
    "RecipientNotice",
    "Task",
    "Team",
    "TeamMember",
    "Ticket",
    "TicketFile",
    "TicketLink",
    "Viewing",
]
