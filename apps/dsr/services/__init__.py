"""Every write of data subject requests: a file per noun."""

from .clock import deadlines_moved_by, extend_deadline, record_event
from .correspondence import add_file, add_incoming, add_note, open_file, tell
from .incoming import add_mail, open_from_mail
from .rights import settle_rights
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
    "Person",
    "add_absence",
    "add_file",
    "add_incoming",
    "add_item",
    "add_mail",
    "add_member",
    "add_note",
    "add_team",
    "assign_tickets",
    "change_absence",
    "change_team",
    "change_ticket",
    "deadlines_moved_by",
    "decide_law",
    "decide_role",
    "extend_deadline",
    "link_tickets",
    "move_ticket",
    "open_file",
    "open_from_mail",
    "open_ticket",
    "record_event",
    "remove_member",
    "settle_rights",
    "tell",
]
