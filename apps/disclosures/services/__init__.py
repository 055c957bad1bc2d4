"""Every write of government requests."""

from .access import clear_person, end_clearance, has_opened, open_demand, record_access
from .checks import language_of, printed, push_back, record_check, record_checks, record_cost, verify_sender
from .decisions import approve_decision, ask_decision, decline_decision, take_back_decision
from .demands import assign_demand, change_demand, close_demand, log_demand, record_agreement
from .directory import (
    add_authority,
    add_basis,
    add_contact,
    change_authority,
    change_basis,
    end_contact,
)
from .notices import judge_notice, proposed_text, record_objection, send_notice, settle_objection
from .originals import add_original, open_original
from .preservations import (
    begin_preservation,
    confirm_preservation,
    end_preservation,
    end_preservations,
    extend_preservation,
)
from .releases import (
    approve_release,
    ask_release,
    collect_file,
    decline_release,
    drop_file,
    open_package_file,
    record_hand_over,
)
from .reports import (
    ask_publication,
    count_anew,
    decline_publication,
    draft_report,
    publish_report,
    withdraw_report,
)
from .silences import end_silences, extend_silence, lift_silence, review_silence, set_silence
from .targets import Named, add_target, end_target, value_of

__all__ = [
    "Named",
    "add_authority",
    "add_basis",
    "add_contact",
    "add_original",
    "add_target",
    "approve_decision",
    "approve_release",
    "ask_decision",
    "ask_publication",
    "ask_release",
    "assign_demand",
    "begin_preservation",
    "change_authority",
    "change_basis",
    "change_demand",
    "clear_person",
    "close_demand",
    "collect_file",
    "confirm_preservation",
    "count_anew",
    "decline_decision",
    "decline_publication",
    "decline_release",
    "draft_report",
    "drop_file",
    "end_clearance",
    "end_contact",
    "end_preservation",
    "end_preservations",
    "end_silences",
    "end_target",
    "extend_preservation",
    "extend_silence",
    "has_opened",
    "judge_notice",
    "language_of",
    "lift_silence",
    "log_demand",
    "open_demand",
    "open_original",
    "open_package_file",
    "printed",
    "proposed_text",
    "publish_report",
    "push_back",
    "record_access",
    "record_agreement",
    "record_check",
    "record_checks",
    "record_cost",
    "record_hand_over",
    "record_objection",
    "review_silence",
    "send_notice",
    "set_silence",
    "settle_objection",
    "take_back_decision",
    "value_of",
    "verify_sender",
    "withdraw_report",
]
