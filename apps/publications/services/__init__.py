"""Every write of what is published and told."""

from .corrections import cancel, correct, withdraw_subject
from .drafts import (
    NotReady,
    approve_announcement,
    ask_announcement,
    declare_emergency,
    note_announcement,
    plan_announcement,
    refuse_announcement,
    take_back,
    take_back_emergency,
    withdraw_announcement_request,
)
from .effects import NotYet, close_done, hold, postpone, put_due, put_into_effect, release
from .gathering import AskedAlready, gather, gather_again, gather_due
from .moving import NotNow
from .sending import (
    Differs,
    begin_sending,
    fan_out,
    pause_sending,
    resume_sending,
    send_again,
    send_due,
    send_now,
    sweep_late,
    tell_late,
)
from .terms import TermsEnded, add_terms, end_terms

__all__ = [
    "AskedAlready",
    "Differs",
    "NotNow",
    "NotReady",
    "NotYet",
    "TermsEnded",
    "add_terms",
    "approve_announcement",
    "ask_announcement",
    "begin_sending",
    "cancel",
    "close_done",
    "correct",
    "declare_emergency",
    "end_terms",
    "fan_out",
    "gather",
    "gather_again",
    "gather_due",
    "hold",
    "note_announcement",
    "pause_sending",
    "plan_announcement",
    "postpone",
    "put_due",
    "put_into_effect",
    "refuse_announcement",
    "release",
    "resume_sending",
    "send_again",
    "send_due",
    "send_now",
    "sweep_late",
    "take_back",
    "take_back_emergency",
    "tell_late",
    "withdraw_announcement_request",
    "withdraw_subject",
]
