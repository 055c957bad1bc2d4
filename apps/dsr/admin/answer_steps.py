"""The steps from decisions to a closed ticket."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.steps import Step

from .. import services
from ..choices import ERASURES, ClockKind, FileKind, Status
from ..forms import answers as forms
from ..models import Ticket
from ..queries.answers import answer_files, missing_to_answer, missing_to_close, pending_refusals, review_of, untold
from .steps import CHANGE, is_open

APPROVE = "dsr.approve_item"


def of_item(service: Callable[..., Any]) -> Callable[..., Any]:
    """A service of an item, for the step of a ticket whose form names it."""
    return lambda _ticket, *, item, by, **given: service(item, by=by, **given)


def of_file(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda _ticket, *, chosen, by, **given: service(chosen, by=by, **given)


def tell_recipient(ticket: Ticket, *, pair: Any, by: Any, **given: Any) -> Any:
    item, recipient = pair
    return services.tell_recipient(item, recipient=recipient, by=by, **given)


# --- When ---


def has_open_items(ticket: Ticket) -> bool:
    return ticket.is_open and ticket.items.open().exists()


def has_open_erasure(ticket: Ticket) -> bool:
    return ticket.is_open and ticket.items.open().filter(right__in=ERASURES).exists()


def has_proposal(ticket: Ticket) -> bool:
    return ticket.is_open and bool(pending_refusals(ticket))


def has_found_files(ticket: Ticket) -> bool:
    return ticket.is_open and ticket.files.filter(kind=FileKind.FOUND).exists()


def has_answer_files(ticket: Ticket) -> bool:
    return ticket.is_open and bool(answer_files(ticket))


def is_to_be_reviewed(ticket: Ticket) -> bool:
    return has_answer_files(ticket) and review_of(ticket) is None


def is_decided(ticket: Ticket) -> bool:
    return ticket.is_open and not ticket.items.open().exists()


def was_answered_with_files(ticket: Ticket) -> bool:
    return ticket.status in [Status.ANSWERED, Status.CLOSED] and ticket.answer_until is not None


def waits_for_a_fee(ticket: Ticket) -> bool:
    asked = ticket.items.open().filter(clock_events__kind=ClockKind.FEE_REQUESTED)
    return ticket.is_open and asked.exists()


# --- What is in the way ---


def own_proposal(ticket: Ticket, user: Any) -> str:
    """Who asked does not decide."""
    is_own = all(one.proposed_by == user for one in pending_refusals(ticket))
    return _("You asked for this yourself: somebody else must decide.") if is_own else ""


def not_answerable(ticket: Ticket, user: Any) -> str:
    """Why a late answer is late is asked by the step itself."""
    return " ".join(missing_to_answer(ticket, lateness="…"))


def not_closable(ticket: Ticket, user: Any) -> str:
    return " ".join(missing_to_close(ticket))


def no_address(ticket: Ticket, user: Any) -> str:
    return "" if ticket.email else _("No e-mail address is known: ask by post, and put a note on record.")


DECISION_STEPS = [
    Step(
        "decide",
        gettext_lazy("Decide"),
        gettext_lazy("What becomes of one right. The person is told with the answer to all of them."),
        of_item(services.decide_item),
        CHANGE,
        available=has_open_items,
        form=forms.DecideForm,
    ),
    Step(
        "ask-to-refuse",
        gettext_lazy("Ask for approval to refuse"),
        gettext_lazy("Refusing an erasure in whole takes two people. The second decides on exactly these words."),
        of_item(services.ask_to_refuse),
        CHANGE,
        available=has_open_erasure,
        form=forms.AskToRefuseForm,
    ),
    Step(
        "approve-refusal",
        gettext_lazy("Approve the refusal"),
        gettext_lazy("You refuse this erasure in whole, as the second person. It cannot be undone."),
        of_item(services.approve_refusal),
        APPROVE,
        available=has_proposal,
        obstacle=own_proposal,
        form=forms.ProposalForm,
        is_danger=True,
        confirms_identity=True,
    ),
    Step(
        "decline-refusal",
        gettext_lazy("Decline the refusal"),
        gettext_lazy("As the second person you say no, with the reason. The erasure stays open."),
        of_item(services.decline_refusal),
        APPROVE,
        available=has_proposal,
        obstacle=own_proposal,
        form=forms.DeclineForm,
    ),
    Step(
        "take-back-refusal",
        gettext_lazy("Take back the proposal to refuse"),
        gettext_lazy("Nobody has to decide on it any more."),
        of_item(services.take_back_refusal),
        CHANGE,
        available=has_proposal,
        form=forms.ProposalForm,
    ),
]

HANDOVER_STEPS = [
    Step(
        "add-answer-file",
        gettext_lazy("Add a file to the answer"),
        gettext_lazy("The person downloads it from their own page; it never goes by mail."),
        services.add_answer_file,
        CHANGE,
        available=is_open,
        form=forms.AnswerFileForm,
    ),
    Step(
        "choose-for-answer",
        gettext_lazy("Choose a found file for the answer"),
        gettext_lazy("What was found in a system is handed over with the answer."),
        of_file(services.choose_for_answer),
        CHANGE,
        available=has_found_files,
        form=forms.FoundFileForm,
    ),
    Step(
        "leave-out-of-answer",
        gettext_lazy("Leave a file out of the answer"),
        gettext_lazy("It stays on the request as found, for staff alone."),
        of_file(services.leave_out_of_answer),
        CHANGE,
        available=has_answer_files,
        form=forms.FileChoiceForm,
    ),
    Step(
        "redact-file",
        gettext_lazy("Put a redacted copy in its place"),
        gettext_lazy("The copy without other people’s data is handed over; the original stays for staff alone."),
        of_file(services.redact_file),
        CHANGE,
        available=has_answer_files,
        form=forms.RedactForm,
    ),
    Step(
        "review-answer",
        gettext_lazy("State that the answer was looked through"),
        gettext_lazy("You looked through every file, as they are now, for data of other people (GDPR Art. 15(4))."),
        services.review_answer,
        CHANGE,
        available=is_to_be_reviewed,
        form=forms.ReviewForm,
    ),
    Step(
        "answer",
        gettext_lazy("Answer"),
        gettext_lazy("The person gets the answer in a letter, and its files on their own page. The clocks end."),
        services.answer_ticket,
        CHANGE,
        available=is_decided,
        obstacle=not_answerable,
        form=forms.AnswerForm,
    ),
    Step(
        "offer-again",
        gettext_lazy("Offer the files again"),
        gettext_lazy("The files stand on the person’s page once more, and a letter tells them so."),
        services.offer_again,
        CHANGE,
        available=was_answered_with_files,
    ),
    Step(
        "tell-recipient",
        gettext_lazy("Record that a recipient was told"),
        gettext_lazy(
            "Each recipient of the data is told of what was granted, or excused with a reason (GDPR Art. 19)."
        ),
        tell_recipient,
        CHANGE,
        available=lambda ticket: bool(untold(ticket)),
        form=forms.RecipientForm,
    ),
    Step(
        "close",
        gettext_lazy("Close"),
        gettext_lazy("By itself it closes once the confirmation has arrived. The confirmation is kept as proof."),
        services.close_ticket,
        CHANGE,
        available=lambda ticket: ticket.status == Status.ANSWERED,
        obstacle=not_closable,
        form=forms.CloseForm,
    ),
]

FEE_STEPS = [
    Step(
        "ask-fee",
        gettext_lazy("Ask for a fee"),
        gettext_lazy("Only where the law allows one (GDPR Art. 12(5)(a)). The person gets your words in a letter."),
        of_item(services.ask_fee),
        CHANGE,
        available=has_open_items,
        obstacle=no_address,
        form=forms.FeeForm,
    ),
    Step(
        "fee-paid",
        gettext_lazy("Record that the fee was paid"),
        gettext_lazy("The clock goes on."),
        of_item(services.fee_paid),
        CHANGE,
        available=waits_for_a_fee,
        form=forms.FeePaidForm,
    ),
]

ANSWER_STEPS = [*DECISION_STEPS, *HANDOVER_STEPS, *FEE_STEPS]
