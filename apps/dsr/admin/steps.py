"""The steps of a ticket that belong to triage; other parts of the work have lists of their own."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.steps import Step

from .. import services
from ..choices import TICKETS, Channel, FileKind, Right, Status
from ..forms.triage import (
    AssignFields,
    AssignForm,
    ClarificationForm,
    ClarifiedForm,
    ExtensionForm,
    ItemForm,
    LawForm,
    NoteForm,
    PriorityFields,
    PriorityForm,
    ReceiptForm,
    RoleForm,
    SettleForm,
    TicketFileForm,
)
from ..models import Ticket, TicketFile
from ..queries.offices import day_at
from ..services.extensions import extendable

CHANGE = "dsr.change_ticket"


def is_open(ticket: Ticket) -> bool:
    return ticket.is_open


def is_on_the_list_only(ticket: Ticket) -> bool:
    """A step for many at once has a page of its own for one, which looks at the version."""
    return False


def has_unread(ticket: Ticket) -> bool:
    return ticket.entries.filter(is_unread=True).exists()


def may_ask(ticket: Ticket) -> bool:
    return TICKETS.allows(ticket.status, Status.CLARIFYING)


def is_unclear(ticket: Ticket) -> bool:
    return ticket.is_open and ticket.items.open().filter(right=Right.UNCLEAR).exists()


def may_extend(ticket: Ticket) -> bool:
    return ticket.is_open and bool(extendable(ticket))


def no_address(ticket: Ticket, user: Any) -> str:
    return "" if ticket.email else _("The person is told in writing: enter an e-mail address first.")


def too_late_to_extend(ticket: Ticket, user: Any) -> str:
    """Why the person can be told of an extension no more."""
    last = min((item.notice_by for item in extendable(ticket)), default=None)
    if last is not None and last < day_at(ticket.office, timezone.now()):
        return _("The last day to tell the person of it was %(day)s.") % {"day": date_format(last, "j F Y")}
    return no_address(ticket, user)


def add_ticket_file(ticket: Ticket, *, file: Any, kind: str, by: Any) -> TicketFile:
    return services.add_file(ticket, file=file, kind=FileKind(kind), by=by)


def record_answer(ticket: Ticket, *, channel: str, by: Any, **values: Any) -> Ticket:
    return services.record_clarification(ticket, channel=Channel(channel), by=by, **values)


STEPS = [
    Step(
        "take",
        gettext_lazy("Take"),
        gettext_lazy("You look after it from now on."),
        services.take_ticket,
        CHANGE,
        available=lambda ticket: ticket.is_open and ticket.assignee_id is None,
        is_bulk=True,
    ),
    Step(
        "assign",
        gettext_lazy("Give to somebody"),
        gettext_lazy("To a person, a team, or both; or back among the unassigned."),
        services.assign_ticket,
        CHANGE,
        available=is_open,
        form=AssignForm,
    ),
    Step(
        "assign-many",
        gettext_lazy("Give to somebody"),
        gettext_lazy("To a person, a team, or both; or back among the unassigned."),
        services.assign_ticket,
        CHANGE,
        available=is_on_the_list_only,
        form=AssignFields,
        is_bulk=True,
    ),
    Step(
        "priority",
        gettext_lazy("Set the priority"),
        gettext_lazy("The worklist shows what comes first before it looks at due dates."),
        services.set_priority,
        CHANGE,
        available=is_open,
        form=PriorityForm,
    ),
    Step(
        "priority-many",
        gettext_lazy("Set the priority"),
        gettext_lazy("The worklist shows what comes first before it looks at due dates."),
        services.set_priority,
        CHANGE,
        available=is_on_the_list_only,
        form=PriorityFields,
        is_bulk=True,
    ),
    Step(
        "add-note",
        gettext_lazy("Add a note"),
        gettext_lazy("For colleagues; the person never sees it."),
        services.add_note,
        "dsr.add_entry",
        form=NoteForm,
    ),
    Step(
        "mark-read",
        gettext_lazy("Mark as read"),
        gettext_lazy("Everything that came in was read."),
        services.mark_read,
        CHANGE,
        available=has_unread,
    ),
    Step(
        "ask-clarification",
        gettext_lazy("Ask the person"),
        gettext_lazy(
            "They get your question in a letter, and the request waits for them. The clock stops only where its law lets "
            "it; what we promise runs on."
        ),
        services.ask_clarification,
        CHANGE,
        available=may_ask,
        obstacle=no_address,
        form=ClarificationForm,
    ),
    Step(
        "record-clarification",
        gettext_lazy("Record their answer"),
        gettext_lazy("The request goes on, and clocks that stopped run again from the day of the answer."),
        record_answer,
        CHANGE,
        available=lambda ticket: ticket.status == Status.CLARIFYING,
        form=ClarifiedForm,
    ),
    Step(
        "extend",
        gettext_lazy("Extend the time"),
        gettext_lazy(
            "The person gets a letter with the ground, your words and the new date. Two grounds are good ones: complex, or "
            "many requests (GDPR Art. 12(3))."
        ),
        services.extend_ticket,
        CHANGE,
        available=may_extend,
        obstacle=too_late_to_extend,
        form=ExtensionForm,
    ),
    Step(
        "settle-rights",
        gettext_lazy("Say what is asked"),
        gettext_lazy("The words left it open. Each right gets its clock, from the same receipt."),
        services.settle_rights,
        CHANGE,
        available=is_unclear,
        form=SettleForm,
    ),
    Step(
        "add-item",
        gettext_lazy("Add a right"),
        gettext_lazy("The same letter asks for this too: its clock runs from the same receipt."),
        services.add_item,
        "dsr.add_item",
        available=is_open,
        form=ItemForm,
    ),
    Step(
        "decide-law",
        gettext_lazy("Decide the law"),
        gettext_lazy("Every open right is dated anew by it, from the true receipt."),
        services.decide_law,
        CHANGE,
        available=is_open,
        form=LawForm,
    ),
    Step(
        "decide-role",
        gettext_lazy("Decide our role"),
        gettext_lazy(
            "Whether we decide about the data ourselves, or process it for a customer (GDPR Art. 4(7), 4(8))."
        ),
        services.decide_role,
        CHANGE,
        available=is_open,
        form=RoleForm,
    ),
    Step(
        "correct-receipt",
        gettext_lazy("Correct the day of receipt"),
        gettext_lazy("It was found late, as in another mailbox: every open clock runs from the true day."),
        services.correct_receipt,
        CHANGE,
        available=is_open,
        form=ReceiptForm,
    ),
    Step(
        "add-file",
        gettext_lazy("Add a file"),
        gettext_lazy("It is kept encrypted under a key of its own."),
        add_ticket_file,
        "dsr.add_ticketfile",
        form=TicketFileForm,
    ),
]

#: The order in which an officer looks for them.
GROUPS = [
    (gettext_lazy("Who works on it"), ("settle-rights", "take", "assign")),
    (
        gettext_lazy("Identity"),
        ("ask-identity", "enter-code", "add-identity-document", "judge-document", "judge-authority"),
    ),
    (
        gettext_lazy("With the person"),
        ("mark-read", "write", "ask-clarification", "record-clarification", "extend", "fee-paid"),
    ),
    (gettext_lazy("Searches"), ("plan-tasks", "add-task", "log-assistance")),
    (
        gettext_lazy("The answer"),
        (
            *("decide", "ask-to-refuse", "approve-refusal", "decline-refusal", "take-back-refusal"),
            *("add-answer-file", "choose-for-answer", "leave-out-of-answer", "redact-file", "review-answer"),
            *("explain-lateness", "answer", "offer-again", "tell-recipient", "close"),
        ),
    ),
    (gettext_lazy("On record"), ("add-note", "add-file", "decide-role", "open-linked")),
]
#: What few requests need: folded, so that the usual steps are found.
RARE_GROUPS = [
    (gettext_lazy("About the request"), ("priority", "add-item", "decide-law", "correct-receipt")),
    (gettext_lazy("Of the person"), ("record-sign-in", "raise-risk", "ask-fee")),
    (gettext_lazy("It ends otherwise"), ("forward", "merge", "withdraw", "lapse", "not-a-request")),
]
#: Keys of the frequent steps, without a modifier and as access keys.
KEYS = {
    "take": "t",
    "assign": "a",
    "add-note": "n",
    "ask-clarification": "c",
    "mark-read": "r",
    "write": "w",
    "ask-identity": "i",
    "decide": "d",
}


def grouped(offered: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The steps that a page offers, in their groups, each with its key; what stands in no group is rare."""
    named = {one["step"].name: one | {"key": KEYS.get(one["step"].name, "")} for one in offered}
    usual, rare = (
        [
            {"heading": heading, "steps": [named.pop(name) for name in names if name in named]}
            for heading, names in table
        ]
        for table in (GROUPS, RARE_GROUPS)
    )
    rest = {"heading": _("More"), "steps": list(named.values())}
    return {
        "step_groups": [group for group in usual if group["steps"]],
        "rare_groups": [group for group in (*rare, rest) if group["steps"]],
    }
