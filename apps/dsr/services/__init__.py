"""Every write of data subject requests: a file per noun."""

from .api import add_api_client, identity_asserted, revoke_api_client, take_request
from .clock import deadlines_moved_by, extend_deadline, record_event
from .correspondence import add_file, add_incoming, add_note, open_file, tell
from .filing_letters import take_filings
from .filings import confirm_filings, file_request, lapse_filings, take_up_filing
from .logged import Earlier, Waited, log_request, take_over_ticket
from .teams import add_absence, add_member, add_team, change_absence, change_team, remove_member
from .tickets import (
    Asked,
    Person,
    add_item,
    assign_tickets,
    change_ticket,
    decide_law,
    decide_role,
    link_tickets,
    move_ticket,
    open_ticket,
)

__all__ = [
    "Asked",
    "Earlier",
    "Person",
    "Waited",
    "add_absence",
    "add_api_client",
    "add_file",
    "add_incoming",
    "add_item",
    "add_member",
    "add_note",
    "add_team",
    "assign_tickets",
    "change_absence",
    "change_team",
    "change_ticket",
    "confirm_filings",
    "deadlines_moved_by",
    "decide_law",
    "decide_role",
    "extend_deadline",
    "file_request",
    "identity_asserted",
    "lapse_filings",
    "link_tickets",
    "log_request",
    "move_ticket",
    "open_file",
    "open_ticket",
    "record_event",
    "remove_member",
    "revoke_api_client",
    "take_filings",
    "take_over_ticket",
    "take_request",
    "take_up_filing",
    "tell",
]
