"""The steps of the work on a request: who asks, searches, letters, and how it ends without an answer."""

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.steps import Step

from .. import services
from ..choices import TICKETS, CheckOutcome, IdentityMethod, Status
from ..models import Ticket
from ..proof import NEEDS_PROOF
from ..queries.offices import is_late
from ..services.endings import asked_last
from ..services.forwarding import may_assist
from . import work_forms as forms
from .steps import CHANGE, is_open


def is_over(ticket: Ticket) -> bool:
    return not ticket.is_open


def needs_proof(ticket: Ticket) -> bool:
    return ticket.is_open and ticket.items.open().filter(right__in=NEEDS_PROOF).exists()


def waits_for(method: IdentityMethod) -> Any:
    """Whether a proof of this kind was asked for and has not come."""
    return lambda ticket: (
        ticket.is_open and ticket.identity_checks.filter(outcome=CheckOutcome.OPEN, method=method).exists()
    )


def may_raise(ticket: Ticket) -> bool:
    return needs_proof(ticket) and not ticket.needs_document


def may_assert(ticket: Ticket) -> bool:
    return may_raise(ticket) and not ticket.is_verified


def may_lapse(ticket: Ticket) -> bool:
    return TICKETS.allows(ticket.status, Status.LAPSED) and asked_last(ticket) is not None


def may_explain(ticket: Ticket) -> bool:
    return (ticket.is_open or ticket.status == Status.ANSWERED) and is_late(ticket)


def no_address(ticket: Ticket, user: Any) -> str:
    return "" if ticket.email else _("No e-mail address is known: write by post, and put a note on record.")


IDENTITY_STEPS = [
    Step(
        "ask-identity",
        gettext_lazy("Ask for proof of identity"),
        gettext_lazy("The person gets a letter that says how to show who they are. Ask for no more than you need."),
        services.ask_identity,
        CHANGE,
        available=needs_proof,
        form=forms.MethodForm,
    ),
    Step(
        "enter-code",
        gettext_lazy("Enter the code"),
        gettext_lazy(
            "Usually the person enters it on their own page. Enter it for one who calls you or comes to you; after five "
            "attempts a new one is needed."
        ),
        services.enter_code,
        CHANGE,
        available=waits_for(IdentityMethod.CODE),
        form=forms.CodeForm,
    ),
    Step(
        "record-sign-in",
        gettext_lazy("Record a sign-in to their account"),
        gettext_lazy("Somebody or something confirms that the person signed in."),
        partial(services.record_identity, method=IdentityMethod.ACCOUNT),
        CHANGE,
        available=may_assert,
        form=forms.AccountForm,
    ),
    Step(
        "add-identity-document",
        gettext_lazy("Add an identity document"),
        gettext_lazy("Kept apart from the files of the request, and destroyed within days of the check."),
        services.add_identity_document,
        CHANGE,
        available=waits_for(IdentityMethod.DOCUMENT),
        form=forms.FileForm,
    ),
    Step(
        "judge-document",
        gettext_lazy("Judge the identity document"),
        gettext_lazy("Whether it is this person, and whether number, photo and citizen service number are masked."),
        partial(services.record_identity, method=IdentityMethod.DOCUMENT),
        CHANGE,
        available=waits_for(IdentityMethod.DOCUMENT),
        form=forms.DocumentForm,
    ),
    Step(
        "raise-risk",
        gettext_lazy("Accept a document only"),
        gettext_lazy("The risk is high, as with special categories of data. What was proven otherwise counts no more."),
        services.raise_risk,
        CHANGE,
        available=may_raise,
        form=forms.WordsForm,
    ),
    Step(
        "judge-authority",
        gettext_lazy("Judge the representative’s authority"),
        gettext_lazy("Whether who asks may act for the person, on a proof that is on file."),
        services.judge_authority,
        CHANGE,
        available=lambda ticket: ticket.is_open and ticket.is_by_representative,
        form=forms.AuthorityForm,
    ),
]

SEARCH_STEPS = [
    Step(
        "plan-tasks",
        gettext_lazy("Plan the searches"),
        gettext_lazy("Choose the services concerned: each system that holds data of them is searched by its owner."),
        services.plan_tasks,
        CHANGE,
        available=is_open,
        form=forms.SearchForm,
    ),
    Step(
        "add-task",
        gettext_lazy("Add a task"),
        gettext_lazy("Another piece of work for somebody, who gets a letter."),
        services.add_task,
        CHANGE,
        available=is_open,
        form=forms.TaskForm,
    ),
    Step(
        "write",
        gettext_lazy("Write to the person"),
        gettext_lazy("A letter in your words or a canned text; what is left open in braces is filled in."),
        services.write_to_person,
        CHANGE,
        obstacle=no_address,
        form=forms.MessageForm,
    ),
]

ENDING_STEPS = [
    Step(
        "forward",
        gettext_lazy("Forward to the controller"),
        gettext_lazy(
            "We hold the data for a customer: their notice contacts get the request, the person is told, and ours ends "
            "unless we hold data of our own too."
        ),
        services.forward_ticket,
        CHANGE,
        available=is_open,
        form=forms.ForwardForm,
    ),
    Step(
        "log-assistance",
        gettext_lazy("Log assistance"),
        gettext_lazy("How we helped the controller to answer."),
        services.log_assistance,
        CHANGE,
        available=may_assist,
        form=forms.AssistanceForm,
    ),
    Step(
        "merge",
        gettext_lazy("Merge into another"),
        gettext_lazy("Of the same person for certain. All that is asked goes on there, from the earlier receipt."),
        services.merge_ticket,
        CHANGE,
        available=is_open,
        form=forms.MergeForm,
        is_danger=True,
    ),
    Step(
        "explain-lateness",
        gettext_lazy("Record why it is late"),
        gettext_lazy("Before it is answered. It is shown in the figures, by the team where it lay."),
        services.record_lateness,
        CHANGE,
        available=may_explain,
        form=forms.LatenessForm,
    ),
    Step(
        "withdraw",
        gettext_lazy("Record that the person withdraws"),
        gettext_lazy("They take it back; they get a letter that confirms it."),
        services.withdraw_ticket,
        CHANGE,
        available=is_open,
        form=forms.WithdrawalForm,
        is_danger=True,
    ),
    Step(
        "lapse",
        gettext_lazy("Let it lapse"),
        gettext_lazy("The proof or the answer that was asked for never came. The person is told, and may ask anew."),
        services.lapse_ticket,
        CHANGE,
        available=may_lapse,
        form=forms.ToldForm,
        is_danger=True,
    ),
    Step(
        "not-a-request",
        gettext_lazy("It is not a request"),
        gettext_lazy("Who wrote is told why, and can answer."),
        services.not_a_request,
        CHANGE,
        available=is_open,
        form=forms.ToldForm,
        is_danger=True,
    ),
    Step(
        "open-linked",
        gettext_lazy("Open an appeal or a reopening"),
        gettext_lazy("A request of its own, with its own clock, linked to this one."),
        services.open_linked,
        CHANGE,
        available=is_over,
        form=forms.LinkedForm,
    ),
]

#: For the page of a request, in this order.
WORK_STEPS = [*IDENTITY_STEPS, *SEARCH_STEPS, *ENDING_STEPS]
