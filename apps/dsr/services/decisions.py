"""Decisions on the substance of what was asked: each right by itself, a refusal on a stated ground, an erasure by two."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.casework import services as casework
from apps.casework.choices import ApprovalStatus, FourEyes
from apps.mailroom.choices import SuppressionReason
from apps.mailroom.composing import LANGUAGES
from apps.mailroom.suppression import suppress_address
from apps.publications.services import leave_all
from apps.retention.queries import case_is_held
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import (
    DECISIONS,
    ERASURES,
    GRANTED,
    ON_SUBSTANCE,
    WITH_A_GROUND,
    Decision,
    Ground,
    Right,
)
from ..grounds import SET_DUTY, SET_WORDS, citation_for, grounds_for
from ..models import Item, ProposedRefusal, Ticket
from ..queries.answers import access_before, needs_identity, proposal_for
from .tasks import add_task
from .tickets import lock_open

KIND = FourEyes.ERASURE_REFUSED


class NotDecidable(RuleBroken):
    """A decision lacks its ground, its Article or its words, or does not fit what was asked."""


class KeptByDuty(NotDecidable):
    """An erasure is decided that some duty to keep forbids, or in other words than those that are set."""


class NotVerified(RuleBroken):
    """It is not known who asks."""


class SecondPersonNeeded(RuleBroken):
    """One person does not refuse an erasure in whole."""


class NothingProposed(RuleBroken):
    """No refusal waits for a second person."""


@dataclass(frozen=True)
class Reasons:
    """Why a right is refused, in whole or in part: a coded ground, where it is written, and words for the person."""

    ground: str = ""
    citation: str = ""
    duty: str = ""
    explanation: str = ""


def decide_item(
    item: Item,
    *,
    decision: str,
    ground: str = "",
    citation: str = "",
    duty: str = "",
    explanation: str = "",
    by: Any,
) -> Item:
    """Decide what becomes of one right; the person is told with the answer to all of them.

    An empty ``citation`` is the Article that belongs to the ground. An objection to direct marketing ends list mail to
    the address at all brands, in this same act.

    Raises:
        TicketEnded, TransitionNotAllowed: it is decided, or its ticket is over.
        NotDecidable: ground, Article or words are missing, or do not fit the right.
        KeptByDuty: some of what is to be erased must be kept.
        NotVerified: it is not known yet who asks.
        SecondPersonNeeded: an erasure is refused in whole by two.
    """
    with act("dsr.item_decided", by=by, about=item.ticket, asked=item.right, decided=decision) as this:
        ticket, item = _lock(item)
        DECISIONS.ensure(item.decision, decision)
        reasons = _judged(ticket, item, decision, Reasons(ground, citation, duty, explanation.strip()))
        if item.right in ERASURES and decision == Decision.REFUSED:
            raise SecondPersonNeeded(_("Refusing an erasure in whole takes two people: ask for approval to refuse."))
        if reasons.ground:
            this.facts["refused_on"] = reasons.ground
        _drop_proposal(item, by=by)
        _decide(item, decision, reasons, by=by)
        _take_effect(ticket, item, by=by)
    return item


def _lock(item: Item) -> tuple[Ticket, Item]:
    """Ticket and item under a lock, in the order that every service takes them in."""
    ticket, item = lock_open(item.ticket), lock(item)
    item.ticket = ticket
    return ticket, item


def _judged(ticket: Ticket, item: Item, decision: str, reasons: Reasons) -> Reasons:
    """The reasons as they will stand; those of a right that is granted are its words alone."""
    if decision not in ON_SUBSTANCE:
        raise NotDecidable(_("Choose what becomes of it: granted, granted in part, refused, or nothing held."))
    if item.right == Right.UNCLEAR:
        raise NotDecidable(_("Say first what is asked: nothing is decided about what is to be clarified."))
    ensure_may_be_answered(ticket, item, ground=reasons.ground)
    if decision in GRANTED and item.right in ERASURES:
        _ensure_access_first(item)
    reasons = (
        _grounded(ticket, item, reasons) if decision in WITH_A_GROUND else Reasons(explanation=reasons.explanation)
    )
    if item.right in ERASURES:
        _ensure_no_duty_is_broken(ticket, decision, reasons)
    return reasons


def set_reasons(ticket: Ticket, reasons: Reasons) -> Reasons:
    """The words that are set for every duty to keep, in the language of the letter."""
    with override(LANGUAGES[ticket.language]):
        return replace(reasons, duty=str(SET_DUTY), explanation=str(SET_WORDS))


def _ensure_no_duty_is_broken(ticket: Ticket, decision: str, reasons: Reasons) -> None:
    """What must be kept is not promised to be erased, and what the person is told is the same whoever wants it kept.

    It says no more to who decides either: they may not be cleared to know.
    """
    on_duty = reasons.ground == Ground.LEGAL_DUTY
    if decision not in (*GRANTED, Decision.REFUSED) or (decision == Decision.REFUSED and not on_duty):
        return
    if (not on_duty or reasons != set_reasons(ticket, reasons)) and case_is_held(ticket):
        raise KeptByDuty(
            _(
                "A legal duty does not allow that everything is erased: decide “granted in part” on the ground “a legal "
                "duty to keep the data”, and leave the duty and the words empty, as they are set for it."
            )
        )


def _grounded(ticket: Ticket, item: Item, reasons: Reasons) -> Reasons:
    if item.is_direct_marketing:
        raise NotDecidable(_("An objection to direct marketing cannot be refused (GDPR Art. 21(3)): grant it."))
    allowed = grounds_for(item.right)
    if reasons.ground not in allowed:
        words = _("“%(right)s” is refused only on one of these grounds: %(grounds)s.")
        told = "; ".join(str(ground.label) for ground in allowed)
        raise NotDecidable(words % {"right": item.get_right_display(), "grounds": told})
    citation = reasons.citation.strip() or citation_for(ticket.regime, item.right, reasons.ground)
    if not citation:
        raise NotDecidable(_("Name the Article on which the ground rests: none is set for it under this law."))
    if reasons.ground == Ground.LEGAL_DUTY and item.right in ERASURES and not (reasons.duty or reasons.explanation):
        return set_reasons(ticket, replace(reasons, citation=citation))
    if not reasons.explanation:
        raise NotDecidable(_("Say in plain words why: the person is told so, with the ground and its Article."))
    duty = reasons.duty.strip() if reasons.ground == Ground.LEGAL_DUTY else ""
    if reasons.ground == Ground.LEGAL_DUTY and not duty:
        raise NotDecidable(_("Name the duty to keep the data: which law, which Article, and for how long."))
    return Reasons(reasons.ground, citation, duty, reasons.explanation)


def ensure_may_be_answered(ticket: Ticket, item: Item, *, ground: str = "") -> None:
    """Let an item pass of which something may be said: it is known who asks, or the right needs no such check.

    Raises:
        NotVerified: it is not known yet.
    """
    if needs_identity(item, ground) and not ticket.is_verified:
        words = _("“%(right)s” is decided once it is known who asks: check the identity first (GDPR Art. 12(6)).")
        raise NotVerified(words % {"right": item.get_right_display()})


def _ensure_access_first(item: Item) -> None:
    """An erasure would empty an answer that is still owed."""
    first = access_before(item)
    if first is not None:
        words = _(
            "The same person also asks for “%(right)s” in %(ticket)s: see to that first, or nothing is left of it."
        )
        raise NotDecidable(words % {"right": first.get_right_display(), "ticket": first.ticket})


def _decide(item: Item, decision: str, reasons: Reasons, *, by: Any) -> None:
    item.decision = Decision(decision)
    item.ground, item.citation, item.duty = reasons.ground, reasons.citation, reasons.duty
    item.explanation = reasons.explanation
    item.decided_at, item.decided_by = timezone.now(), None if isinstance(by, str) else by
    item.full_clean(exclude=["details"])
    item.save()


def _take_effect(ticket: Ticket, item: Item, *, by: Any) -> None:
    """What a decision does at once, beyond being on record."""
    if item.is_direct_marketing and ticket.email:
        suppress_address(ticket.email, reason=SuppressionReason.OBJECTED, by=by)
        leave_all(ticket.email, by=by)
    if item.right == Right.WITHDRAW_CONSENT and item.decision in GRANTED:
        words = _("Consent is withdrawn as of %(day)s: end everything that rests on it, in each system.")
        details = words % {"day": ticket.received_on.isoformat()}
        add_task(ticket, details=details, owner=ticket.assignee, by=by)


# --- Refusing an erasure in whole ---


def ask_to_refuse(
    item: Item, *, ground: str, citation: str = "", duty: str = "", explanation: str, by: Any
) -> ProposedRefusal:
    """Ask a second person to refuse an erasure in whole, in exactly these words.

    Raises:
        NotDecidable, NotVerified, TicketEnded, TransitionNotAllowed: as for ``decide_item``.
        ApprovalStale: a request in other words waits already: take it back first.
    """
    with act("dsr.refusal_asked", by=by, about=item.ticket, asked=item.right, refused_on=ground) as this:
        ticket, item = _lock(item)
        DECISIONS.ensure(item.decision, Decision.REFUSED)
        if item.right not in ERASURES:
            raise NotDecidable(_("Only the refusal of an erasure takes two people: decide this right yourself."))
        reasons = _judged(ticket, item, Decision.REFUSED, Reasons(ground, citation, duty, explanation.strip()))
        before = proposal_for(item)
        approval = casework.request_approval(KIND, subject=item, content=_bound(item, reasons), by=by)
        if before is not None and before.approval_id == approval.pk:  # a second click
            this.discard()
            return before
        _end(before)
        proposal = ProposedRefusal(item=item, proposed_by=by, approval=approval, **asdict(reasons))
        proposal.full_clean()
        proposal.save()
    return proposal


def approve_refusal(item: Item, *, by: Any) -> Item:
    """Refuse an erasure in whole, as the second person.

    Raises:
        NothingProposed: nobody asked, or it was taken back.
        ApprovalMissing, NotASecondPerson, ApprovalStale: see ``casework.give_approval``.
        NotVerified, TicketEnded: see ``decide_item``.
    """
    refused = Decision.REFUSED.value
    with act("dsr.item_decided", by=by, about=item.ticket, seal=True, asked=item.right, decided=refused) as this:
        ticket, item = _lock(item)
        proposal = _proposed(item)
        reasons = _reasons_of(proposal)
        ensure_may_be_answered(ticket, item, ground=reasons.ground)
        DECISIONS.ensure(item.decision, Decision.REFUSED)
        item.approval = casework.give_approval(KIND, subject=item, content=_bound(item, reasons), by=by)
        this.facts["refused_on"] = reasons.ground
        _end(proposal)
        _decide(item, Decision.REFUSED, reasons, by=proposal.proposed_by)
    return item


def decline_refusal(item: Item, *, reason: str, by: Any) -> Item:
    """Say no to a refusal, as the second person, with the reason; the item stays open.

    Raises:
        NothingProposed, ApprovalMissing, NotASecondPerson: as for ``approve_refusal``.
    """
    with act("dsr.refusal_declined", by=by, about=item.ticket, asked=item.right):
        _ticket, item = _lock(item)
        proposal = _proposed(item)
        casework.refuse_approval(KIND, subject=item, reason=reason, by=by)
        _end(proposal)
    return item


def take_back_refusal(item: Item, *, by: Any) -> Item:
    """Take the request to refuse back, whoever asked.

    Raises:
        NothingProposed: there is none.
    """
    with act("dsr.refusal_taken_back", by=by, about=item.ticket, asked=item.right):
        _ticket, item = _lock(item)
        _proposed(item)
        _drop_proposal(item, by=by)
    return item


def _proposed(item: Item) -> ProposedRefusal:
    proposal = proposal_for(item)
    if proposal is None:
        raise NothingProposed(_("No refusal waits for a second person: it was decided, or taken back."))
    return proposal


def _drop_proposal(item: Item, *, by: Any) -> None:
    """End what waits for a second person, and the request for their approval while it is pending."""
    proposal = proposal_for(item)
    if proposal is None:
        return
    if proposal.approval.status == ApprovalStatus.PENDING:
        casework.withdraw_approval(KIND, subject=item, by=by)
    _end(proposal)


def _end(proposal: ProposedRefusal | None) -> None:
    if proposal is not None:
        proposal = lock(proposal)
        proposal.removed_at = timezone.now()
        proposal.save()


def _reasons_of(proposal: ProposedRefusal) -> Reasons:
    return Reasons(proposal.ground, proposal.citation, proposal.duty, proposal.explanation)


def _bound(item: Item, reasons: Reasons) -> dict[str, Any]:
    """What the approval binds: the item, and every word of the refusal."""
    return {"item": item.pk, "decision": Decision.REFUSED.value, **asdict(reasons)}
