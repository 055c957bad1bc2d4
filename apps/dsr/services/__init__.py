"""Every write of data subject requests: a file per noun."""

from .clarifications import ask_clarification, record_clarification
from .clock import apply_calendar, deadlines_moved_by, extend_deadline, record_event
from .correspondence import add_file, add_incoming, add_note, open_file, tell
from .extensions import extend_ticket
from .presence import note_viewing
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
from .triage import assign_ticket, correct_receipt, mark_read, set_priority, take_ticket

__all__ = [
    "Asked",
    "Person",
    "add_absence",
    "add_file",
    "add_incoming",
    "add_item",
    "add_member",
    "add_note",
    "add_team",
    "apply_calendar",
    "ask_clarification",
    "assign_ticket",
    "assign_tickets",
    "change_absence",
    "change_team",
    "change_ticket",
    "correct_receipt",
    "deadlines_moved_by",
    "decide_law",
    "decide_role",
    "extend_deadline",
    "extend_ticket",
    "link_tickets",
    "mark_read",
    "move_ticket",
    "note_viewing",
    "open_file",
    "open_ticket",
    "record_clarification",
    "record_event",
    "remove_member",
    "set_priority",
    "take_ticket",
    "tell",
]
