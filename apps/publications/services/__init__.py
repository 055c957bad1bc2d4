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
from .imports import import_subscribers, subscriber_intake
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
from .staff import add_subscriber, change_subscriber
from .statements import StatementRefused, publish_statement
from .subscribers import Person, SubscribedAlready, add_by_staff, erase_subscriber, leave, suppress
from .terms import TermsEnded, add_terms, end_terms
from .versions import (
    make_missing_renditions,
    publish_all,
    publish_if_changed,
    publish_later,
    publish_version,
    rendition_of,
)

__all__ = [
    "AskedAlready",
    "Differs",
    "NotNow",
    "NotReady",
    "NotYet",
    "Person",
    "StatementRefused",
    "SubscribedAlready",
    "TermsEnded",
    "add_by_staff",
    "add_subscriber",
    "add_terms",
    "approve_announcement",
    "ask_announcement",
    "begin_sending",
    "cancel",
    "change_subscriber",
    "close_done",
    "correct",
    "declare_emergency",
    "end_terms",
    "erase_subscriber",
    "fan_out",
    "gather",
    "gather_again",
    "gather_due",
    "hold",
    "import_subscribers",
    "leave",
    "make_missing_renditions",
    "note_announcement",
    "pause_sending",
    "plan_announcement",
    "postpone",
    "publish_all",
    "publish_if_changed",
    "publish_later",
    "publish_statement",
    "publish_version",
    "put_due",
    "put_into_effect",
    "refuse_announcement",
    "release",
    "rendition_of",
    "resume_sending",
    "send_again",
    "send_due",
    "send_now",
    "subscriber_intake",
    "suppress",
    "sweep_late",
    "take_back",
    "take_back_emergency",
    "tell_late",
    "withdraw_announcement_request",
    "withdraw_subject",
]
