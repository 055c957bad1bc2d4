"""Every write of data subject requests: a file per noun."""

from .api import add_api_client, identity_asserted, revoke_api_client, take_request
from .clarifications import ask_clarification, record_clarification
from .clock import apply_calendar, deadlines_moved_by, extend_deadline, record_event
from .correspondence import add_file, add_incoming, add_note, open_file, tell
from .endings import lapse_ticket, not_a_request, record_lateness, withdraw_ticket
from .extensions import extend_ticket
from .filing_letters import take_filings
from .filings import confirm_filings, file_request, lapse_filings, take_up_filing
from .forwarding import forward_ticket, log_assistance
from .identity import ask_identity, check_code, drop_codes, ensure_verified, enter_code, raise_risk, record_identity
from .identity_documents import (
    add_identity_document,
    destroy_document,
    destroy_documents,
    open_identity_document,
)
from .logged import Earlier, Waited, log_request, take_over_ticket
from .merging import merge_ticket, open_linked
from .presence import note_viewing
from .representatives import judge_authority
from .tasks import add_task, answer_task, assign_task, cancel_task, chase_tasks, plan_tasks
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
from .writing import add_text, change_text, write_to_person

__all__ = [
    "Asked",
    "Earlier",
    "Person",
    "Waited",
    "add_absence",
    "add_api_client",
    "add_file",
    "add_identity_document",
    "add_incoming",
    "add_item",
    "add_member",
    "add_note",
    "add_task",
    "add_team",
    "add_text",
    "answer_task",
    "apply_calendar",
    "ask_clarification",
    "ask_identity",
    "assign_task",
    "assign_ticket",
    "assign_tickets",
    "cancel_task",
    "change_absence",
    "change_team",
    "change_text",
    "change_ticket",
    "chase_tasks",
    "check_code",
    "confirm_filings",
    "correct_receipt",
    "deadlines_moved_by",
    "decide_law",
    "decide_role",
    "destroy_document",
    "destroy_documents",
    "drop_codes",
    "ensure_verified",
    "enter_code",
    "extend_deadline",
    "extend_ticket",
    "file_request",
    "forward_ticket",
    "identity_asserted",
    "judge_authority",
    "lapse_filings",
    "lapse_ticket",
    "link_tickets",
    "log_assistance",
    "log_request",
    "mark_read",
    "merge_ticket",
    "move_ticket",
    "not_a_request",
    "note_viewing",
    "open_file",
    "open_identity_document",
    "open_linked",
    "open_ticket",
    "plan_tasks",
    "raise_risk",
    "record_clarification",
    "record_event",
    "record_identity",
    "record_lateness",
    "remove_member",
    "revoke_api_client",
    "set_priority",
    "take_filings",
    "take_over_ticket",
    "take_request",
    "take_ticket",
    "take_up_filing",
    "tell",
    "withdraw_ticket",
    "write_to_person",
]
