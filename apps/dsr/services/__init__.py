"""Every write of data subject requests: a file per noun."""

from .answers import (
    add_answer_file,
    answer_ticket,
    ask_fee,
    choose_for_answer,
    fee_paid,
    leave_out_of_answer,
    offer_again,
    redact_file,
    review_answer,
)
from .api import add_api_client, identity_asserted, revoke_api_client, take_request
from .clarifications import ask_clarification, record_clarification
from .clock import apply_calendar, deadlines_moved_by, extend_deadline, record_event
from .closing import came_back, close_arrived, close_ticket
from .correspondence import add_file, add_incoming, add_note, open_file, tell
from .decisions import approve_refusal, ask_to_refuse, decide_item, decline_refusal, take_back_refusal
from .endings import lapse_ticket, not_a_request, record_lateness, withdraw_ticket
from .extensions import extend_ticket
from .filing_letters import take_filings
from .filings import confirm_filings, file_request, lapse_filings, take_up_filing
from .forwarding import forward_ticket, log_assistance
from .holds import note_touched_holds
from .identity import ask_identity, check_code, drop_codes, enter_code, raise_risk, record_identity
from .identity_documents import (
    add_identity_document,
    destroy_document,
    destroy_documents,
    open_identity_document,
)
from .incoming import add_mail, open_from_mail
from .logged import Earlier, Waited, log_request, take_over_ticket
from .merging import merge_ticket, open_linked
from .own_page import (
    clear_page_sessions,
    close_page,
    download_answer,
    hand_in_document,
    open_page,
    send_page_code,
    withdraw_on_page,
    write_on_page,
)
from .presence import note_viewing
from .recipients import tell_recipient
from .representatives import judge_authority
from .rights import settle_rights
from .tasks import add_task, answer_task, assign_task, cancel_task, chase_tasks, plan_tasks
from .teams import add_absence, add_member, add_team, change_absence, change_team, remove_member
from .tickets import (
    Asked,
    Person,
    add_item,
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
    "add_answer_file",
    "add_api_client",
    "add_file",
    "add_identity_document",
    "add_incoming",
    "add_item",
    "add_mail",
    "add_member",
    "add_note",
    "add_task",
    "add_team",
    "add_text",
    "answer_task",
    "answer_ticket",
    "apply_calendar",
    "approve_refusal",
    "ask_clarification",
    "ask_fee",
    "ask_identity",
    "ask_to_refuse",
    "assign_task",
    "assign_ticket",
    "came_back",
    "cancel_task",
    "change_absence",
    "change_team",
    "change_text",
    "change_ticket",
    "chase_tasks",
    "check_code",
    "choose_for_answer",
    "clear_page_sessions",
    "close_arrived",
    "close_page",
    "close_ticket",
    "confirm_filings",
    "correct_receipt",
    "deadlines_moved_by",
    "decide_item",
    "decide_law",
    "decide_role",
    "decline_refusal",
    "destroy_document",
    "destroy_documents",
    "download_answer",
    "drop_codes",
    "enter_code",
    "extend_deadline",
    "extend_ticket",
    "fee_paid",
    "file_request",
    "forward_ticket",
    "hand_in_document",
    "identity_asserted",
    "judge_authority",
    "lapse_filings",
    "lapse_ticket",
    "leave_out_of_answer",
    "link_tickets",
    "log_assistance",
    "log_request",
    "mark_read",
    "merge_ticket",
    "move_ticket",
    "not_a_request",
    "note_touched_holds",
    "note_viewing",
    "offer_again",
    "open_file",
    "open_from_mail",
    "open_identity_document",
    "open_linked",
    "open_page",
    "open_ticket",
    "plan_tasks",
    "raise_risk",
    "record_clarification",
    "record_event",
    "record_identity",
    "record_lateness",
    "redact_file",
    "remove_member",
    "review_answer",
    "revoke_api_client",
    "send_page_code",
    "set_priority",
    "settle_rights",
    "take_back_refusal",
    "take_filings",
    "take_over_ticket",
    "take_request",
    "take_ticket",
    "take_up_filing",
    "tell",
    "tell_recipient",
    "withdraw_on_page",
    "withdraw_ticket",
    "write_on_page",
    "write_to_person",
]
