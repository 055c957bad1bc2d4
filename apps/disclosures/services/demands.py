"""Requests of authorities: logged with everything that follows from their legal basis, corrected, looked after, closed."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.choices import Right
from apps.casework.files import ensure_acceptable
from apps.organisation.calendars import day_at
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..choices import (
    DEMANDS,
    DISCLOSING,
    Channel,
    NoNotice,
    NoticeStatus,
    OriginalKind,
    Outcome,
    Status,
    Urgency,
    Verification,
)
from ..models import Cleared, Demand, Notice, Silence
from ..queries.clock import due_of
from .access import NotCleared, asked_to_narrow, ensure_undecided, lock_open, lock_visible
from .notices import NotTellable, renew_notice
from .originals import new_original
from .silences import ensure_seen, silence_by_law, silence_of_the_letter, silence_what_follows
from .targets import Named, new_target


class NotClosable(RuleBroken):
    """Something is left to do before it is closed."""


#: Whom we called back; changing one of these asks for it again.
SENDING = frozenset({"authority", "officer", "officer_email"})
#: What a decision rests on, and so stays as it is while one stands.
DECIDED_ON = (
    frozenset({"categories", "period_from", "period_to", "timing", "urgency", "customer", "holder", "our_role"})
    | {"legal_basis", "legal_entity", "office", "received_at", "is_notified"}
    | SENDING
)
#: How far it reaches; changed after we asked to narrow it, it was narrowed.
REACHING = frozenset({"categories", "period_from", "period_to"})
#: What decides how a request is read; changing one of these dates it anew.
DATING = frozenset({"received_at", "legal_basis", "office", "is_notified", "return_on"})


def log_demand(
    *,
    channel: str,
    targets: Sequence[Named] = (),
    originals: Sequence[Any] = (),
    cleared: Sequence[Any] = (),
    by: Any,
    **values: Any,
) -> Demand:
    """Log a request, with its targets and originals, as one act: all of it is kept, or nothing.

    ``values`` are fields of ``Demand``; brand, legal_entity, office, received_at and legal_basis must be among them. Silence
    follows from the legal basis, else from what the authority cites; then the request exists only for whoever logs it and
    those named as ``cleared``. The customer is to be told, unless silence forbids it.

    Raises:
        NotCleared: it is secret, and whoever logs it, or one of the cleared, does not hold the clearance for secrecy.
        NotATarget, FileRefused: see there.
        ValidationError: by field, where a value cannot be kept.
    """
    for file in originals:
        ensure_acceptable(file)
    with act("disclosures.demand_logged", by=by, served_by=Channel(channel).value) as this:
        demand = _new_demand(channel=channel, by=by, **values)
        silence = silence_by_law(demand) or silence_of_the_letter(demand)
        demand.is_secret = silence is not None
        demand.full_clean()
        demand.save()
        this.about = demand
        _new_notice(demand, silence)
        _clear(demand, [by, *cleared])
        ensure_seen(demand)
        for named in targets:
            new_target(demand, named)
        for file in originals:
            new_original(demand, file, OriginalKind.ORIGINAL, by=by)
    return demand


def _new_demand(*, by: Any, **values: Any) -> Demand:
    """A request with all that follows from its basis and moment, not yet saved."""
    demand = Demand(logged_at=timezone.now(), assignee=None if isinstance(by, str) else by, **values)
    demand.received_on = day_at(demand.office, demand.received_at)
    _emergency_by_basis(demand)
    _date(demand)
    return demand


def _emergency_by_basis(demand: Demand) -> None:
    """What rests on a danger to life is an emergency, and is decided as one."""
    if demand.legal_basis.is_emergency:
        demand.urgency = Urgency.EMERGENCY


def _date(demand: Demand) -> None:
    due = due_of(demand)
    demand.due_at, demand.latest_at = due.at, due.latest_at


def _clear(demand: Demand, people: Sequence[Any]) -> None:
    """Those who log it and those who decide; where it is secret each must hold the clearance."""
    for person in dict.fromkeys(one for one in people if not isinstance(one, str)):
        if Right.SECRECY in person.rights:
            Cleared(demand=demand, user=person).save()
        elif demand.is_secret:
            words = _(
                "This request is secret by its legal basis, and %(person)s does not hold the clearance for secrecy."
            )
            raise NotCleared(words % {"person": person})


def _new_notice(demand: Demand, silence: Silence | None) -> Notice:
    """The customer is to be told, unless a silence, which is put on record with it, forbids it."""
    notice = Notice(demand=demand)
    if silence is not None:
        silence.save()
        notice.status, notice.prohibition = NoticeStatus.WITHHELD, silence.citation
    elif demand.customer is None:
        notice.status, notice.not_needed = NoticeStatus.NONE_NEEDED, NoNotice.NO_CUSTOMER
    notice.save()
    return notice


def change_demand(demand: Demand, *, by: Any, version: int | None = None, **values: Any) -> Demand:
    """Correct what is on record of a request, as one act; where nothing differs, nothing is done.

    Another sender is to be verified anew. Silence follows, where the legal basis or the letter now brings it.

    Raises:
        DemandEnded: it is closed.
        AlreadyDecided: a decision rests on it.
        NotTellable: another customer was told.
        NotCleared: it does not exist for them.
        Conflict: ``version`` is the one that was read, and it is no longer the newest.
        ValidationError: by field, where a value cannot be kept.
    """
    with act("disclosures.demand_changed", by=by, about=demand) as this:
        demand = lock_open(demand, by=by, version=version)
        changed = {name: value for name, value in values.items() if getattr(demand, name) != value}
        if not changed:
            this.discard()
            return demand
        _ensure_changeable(demand, changed)
        for name, value in changed.items():
            setattr(demand, name, value)
        _emergency_by_basis(demand)
        demand.is_narrowed = demand.is_narrowed or (bool(REACHING & set(changed)) and asked_to_narrow(demand))
        if SENDING & set(changed):
            _unverify(demand)
        if DATING & set(changed):
            demand.received_on = day_at(demand.office, demand.received_at)
            _date(demand)
        demand.full_clean()
        demand.save()
        silence_what_follows(demand, set(changed), by=by)
        renew_notice(demand)
    return demand


def _ensure_changeable(demand: Demand, changed: Mapping[str, Any]) -> None:
    if DECIDED_ON & set(changed):
        ensure_undecided(demand)
    if "customer" in changed and demand.notice.status == NoticeStatus.SENT:
        words = _("%(customer)s was told already: log another request for whom it is about.")
        raise NotTellable(words % {"customer": demand.customer})


def _unverify(demand: Demand) -> None:
    """Whoever was called back, it was not this sender."""
    demand.verification, demand.verification_words = Verification.OPEN, ""
    demand.verified_at = demand.verified_by = demand.verified_with = None


def assign_demand(demand: Demand, *, to: Any, by: Any, version: int | None = None) -> Demand:
    """Give a request to somebody to look after, who must know of it.

    Raises:
        NotCleared: it is secret, and they are not cleared for it.
        DemandEnded, Conflict: see there.
    """
    with act("disclosures.demand_assigned", by=by, about=demand) as this:
        demand = lock_open(demand, by=by, version=version)
        if demand.assignee == to:
            this.discard()
            return demand
        if to is not None and not Demand.objects.visible_to(to).filter(pk=demand.pk).exists():
            raise NotCleared(_("%(person)s is not cleared for this request: clear them first.") % {"person": to})
        demand.assignee = to
        demand.save()
    return demand


def record_agreement(demand: Demand, *, at: datetime.datetime, by: Any) -> Demand:
    """Put on record that the enforcing authority will not refuse (Regulation 2023/1543 Art. 10(2)).

    Raises:
        DemandEnded, NotCleared: see there.
        NotClosable: it was not notified, or cannot have agreed then.
    """
    with act("disclosures.demand_changed", by=by, about=demand):
        demand = lock_open(demand, by=by)
        if not demand.is_notified:
            raise NotClosable(_("No enforcing authority was notified of this request."))
        if not demand.received_at <= at <= timezone.now():
            raise NotClosable(_("It agreed after the request was served and before now: look at the moment again."))
        demand.enforcing_agreed_at = at
        demand.save()
    return demand


def close_demand(demand: Demand, *, words: str, by: Any) -> Demand:
    """Close a request that is answered. A notice that is withheld stays, and goes out when it may.

    Raises:
        NotClosable: something is left to do, in words.
        TransitionNotAllowed, NotCleared: see there.
    """
    with act("disclosures.demand_closed", by=by, about=demand):
        demand = lock_visible(demand, by=by)
        DEMANDS.ensure(demand.status, Status.CLOSED)
        for hindrance in what_is_left(demand):
            raise NotClosable(hindrance)
        _settle_notice(demand)
        demand.status, demand.closed_at, demand.closing_words = Status.CLOSED, timezone.now(), words.strip()
        demand.save()
    return demand


def what_is_left(demand: Demand) -> list[str]:
    """What hinders closing, in words."""
    left = []
    if demand.outcome in DISCLOSING:
        release = demand.releases.current().first()
        if release is None or release.released_at is None:
            left.append(_("Nothing was released yet: release it, or take the decision back."))
        elif release.handed_over_at is None:
            left.append(_("Record the hand-over of the package first."))
    if demand.outcome == Outcome.CHALLENGED_PENDING:
        left.append(_("The challenge is not decided yet."))
    notice = demand.notice
    if demand.outcome in DISCLOSING and notice.status in (NoticeStatus.DUE, NoticeStatus.DRAFTED):
        left.append(_("The customer is still to be told."))
    return left


def _settle_notice(demand: Demand) -> None:
    """Of what was refused, or only preserved, nobody needs to be told; what is drafted or withheld stays so."""
    notice = demand.notice
    if notice.status != NoticeStatus.DUE:
        return
    preserved = demand.outcome == Outcome.PRESERVED_ONLY
    notice.status = NoticeStatus.NONE_NEEDED
    notice.not_needed = NoNotice.PRESERVED if preserved else NoNotice.NOTHING_DISCLOSED
    notice.save()
