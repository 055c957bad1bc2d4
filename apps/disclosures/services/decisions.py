"""Decisions on a request: worded by one person, decided by a second, and nothing disclosed without a complete review."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework import services as casework
from apps.casework.choices import ApprovalStatus, FourEyes
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import (
    DEMANDS,
    DISCLOSING,
    OF_EMERGENCIES,
    DataCategory,
    Outcome,
    Status,
    Urgency,
    Verification,
)
from ..models import Decision, Demand
from ..queries.review import hindrances
from .access import lock_visible
from .demands import lock_open


class NotDecidable(RuleBroken):
    """The outcome does not fit the request, or what it rests on is not done."""


class NothingProposed(RuleBroken):
    """No decision waits for a second person, or none stands."""


def kind_of(demand: Demand) -> FourEyes:
    """What the second person is asked for."""
    return FourEyes.EMERGENCY_DISCLOSURE if demand.urgency == Urgency.EMERGENCY else FourEyes.DISCLOSURE


def ask_decision(demand: Demand, *, outcome: str, scope: str = "", words: str, by: Any) -> Decision:
    """Word a decision and ask a second person for exactly this one; a second click is answered with the first.

    ``scope`` are the categories of data that may leave, separated by blanks; all that is asked and reached by the legal
    basis where it is empty.

    Raises:
        NotDecidable: the outcome does not fit, the review is not complete, or a category is not asked or not reached.
        ApprovalStale: another decision waits: take it back first.
        DemandEnded, TransitionNotAllowed, NotCleared: see there.
    """
    with act("disclosures.decision_asked", by=by, about=demand, gov_outcome=Outcome(outcome).value) as this:
        demand = lock_open(demand, by=by)
        DEMANDS.ensure(demand.status, Status.DECIDED)
        if not words.strip():
            raise NotDecidable(_("Give the reasons: they stay on record."))
        _ensure_fits(demand, outcome)
        reach = _reach(demand, scope) if outcome in DISCLOSING else ""
        content = _bound(demand, outcome, reach, words.strip())
        approval = casework.request_approval(kind_of(demand), subject=demand, content=content, by=by)
        standing = demand.decisions.current().first()
        if standing is not None and standing.approval_id == approval.pk:
            this.discard()
            return standing
        _remove(standing)
        decision = Decision(
            demand=demand,
            outcome=Outcome(outcome),
            scope=reach,
            words=words.strip(),
            asked_by=by,
            asked_at=timezone.now(),
            approval=approval,
        )
        decision.full_clean()
        decision.save()
    return decision


def _ensure_fits(demand: Demand, outcome: str) -> None:
    if (outcome in OF_EMERGENCIES) and not demand.is_emergency:
        raise NotDecidable(_("This is no emergency: choose another outcome."))
    if outcome in (Outcome.DISCLOSED_FULL, Outcome.DISCLOSED_PARTIAL) and demand.is_emergency:
        raise NotDecidable(_("Of an emergency choose that it is disclosed, or refused."))
    if outcome == Outcome.PRESERVED_ONLY and not demand.legal_basis.is_preservation:
        raise NotDecidable(_("Only a request to preserve is answered so."))
    if outcome == Outcome.UNVERIFIABLE and demand.verification == Verification.VERIFIED:
        raise NotDecidable(_("The sender was verified: choose another outcome."))
    if outcome in DISCLOSING:
        if demand.legal_basis.is_preservation:
            raise NotDecidable(_("A request to preserve discloses nothing: wait for the order."))
        if left := hindrances(demand):
            raise NotDecidable(" ".join(left))


def _reach(demand: Demand, scope: str) -> str:
    """What may leave: asked, and reached by the legal basis."""
    allowed = demand.asked & demand.legal_basis.categories
    wanted = frozenset(scope.split()) or allowed
    if not wanted:
        raise NotDecidable(_("Nothing that is asked is reached by the legal basis: look at the categories."))
    if beyond := wanted - allowed:
        names = ", ".join(str(DataCategory(one).label) for one in sorted(beyond) if one in DataCategory.values)
        words = _("Not asked, or not reached by the legal basis: %(categories)s.")
        raise NotDecidable(words % {"categories": names or _("something unknown")})
    return " ".join(one for one in DataCategory.values if one in wanted)


def _bound(demand: Demand, outcome: str, scope: str, words: str) -> dict[str, Any]:
    """What the approval binds: the request, what is decided of it, and every word of the reasons."""
    return {
        "demand": demand.pk,
        "outcome": str(outcome),
        "scope": scope,
        "words": words,
        "targets": sorted(demand.targets.current().values_list("pk", flat=True)),
        "period": [demand.period_from, demand.period_to],
    }


def approve_decision(demand: Demand, *, by: Any) -> Demand:
    """Decide, as the second person, exactly what the first one worded; the review is judged again.

    Raises:
        NothingProposed: nobody asked, or it was taken back.
        NotDecidable: the review is not complete any more.
        ApprovalMissing, NotASecondPerson, ApprovalStale: see ``casework.give_approval``.
        NotCleared: the request does not exist for them.
    """
    with act("disclosures.decided", by=by, about=demand, seal=True) as this:
        demand = lock_open(demand, by=by)
        decision = _waiting(demand)
        this.facts["gov_outcome"] = decision.outcome
        DEMANDS.ensure(demand.status, Status.DECIDED)
        _ensure_fits(demand, decision.outcome)
        content = _bound(demand, decision.outcome, decision.scope, decision.words)
        casework.give_approval(kind_of(demand), subject=demand, content=content, by=by)
        now = timezone.now()
        decision.decided_by, decision.decided_at = by, now
        decision.save()
        demand.status, demand.outcome, demand.decided_at = Status.DECIDED, decision.outcome, now
        demand.is_challenged = demand.is_challenged or decision.outcome == Outcome.CHALLENGED_PENDING
        demand.save()
    return demand


def decline_decision(demand: Demand, *, reason: str, by: Any) -> Demand:
    """Say no, as the second person, with the reason; the review goes on.

    Raises:
        NothingProposed, ApprovalMissing, NotASecondPerson, NotCleared: as for ``approve_decision``.
    """
    with act("disclosures.decision_declined", by=by, about=demand):
        demand = lock_open(demand, by=by)
        decision = _waiting(demand)
        casework.refuse_approval(kind_of(demand), subject=demand, reason=reason, by=by)
        _remove(decision)
    return demand


def take_back_decision(demand: Demand, *, by: Any) -> Demand:
    """Take a decision back before anything has left, or the request for one: the review goes on.

    Raises:
        NothingProposed: there is none.
        TransitionNotAllowed: the data has left, or it is closed.
    """
    with act("disclosures.decision_taken_back", by=by, about=demand):
        demand = lock_visible(demand, by=by)
        decision = demand.decisions.current().first()
        if decision is None:
            raise NothingProposed(_("There is no decision to take back."))
        if demand.status not in (Status.RECEIVED, Status.IN_REVIEW):
            DEMANDS.ensure(demand.status, Status.IN_REVIEW)
        drop_release(demand, by=by)
        if decision.approval.status == ApprovalStatus.PENDING:
            casework.withdraw_approval(kind_of(demand), subject=demand, by=by)
        _remove(decision)
        demand = lock(demand)
        demand.status, demand.outcome, demand.decided_at = Status.IN_REVIEW, "", None
        demand.save()
    return demand


def drop_release(demand: Demand, *, by: Any) -> None:
    """End a release that waits, in the act under way; what has left stays."""
    release = demand.releases.current().first()
    if release is None or release.released_at is not None:
        return
    if release.approval.status == ApprovalStatus.PENDING:
        casework.withdraw_approval(kind_of(demand), subject=demand, by=by)
    release = lock(release)
    release.removed_at = timezone.now()
    release.save()


def _waiting(demand: Demand) -> Decision:
    decision = demand.decisions.current().filter(decided_at=None).first()
    if decision is None:
        raise NothingProposed(_("No decision waits for a second person: it was decided, or taken back."))
    return lock(decision)


def _remove(decision: Decision | None) -> None:
    if decision is not None:
        decision = lock(decision)
        decision.removed_at = timezone.now()
        decision.save()
