"""Who may touch a request under secrecy, and the ledger of who opened what, when and why."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.choices import Right
from apps.casework.choices import AccessKind
from apps.casework.models import AccessEntry
from apps.casework.services import note_access
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import Tracked, lock

from ..choices import PushBack
from ..models import Cleared, Demand

#: So long somebody reads on without giving the reason again.
STAYS_OPEN = datetime.timedelta(hours=8)


class NotCleared(RuleBroken):
    """The request does not exist for this person, or would not for somebody who is to be cleared."""


class DemandEnded(RuleBroken):
    """What is closed stays as it is."""


class AlreadyDecided(RuleBroken):
    """A decision rests on it, or waits for a second person."""


def lock_visible(demand: Demand, *, by: Any, version: int | None = None) -> Demand:
    """A request under a lock, which exists for whoever acts; the worker and commands act for the office.

    Raises:
        NotCleared: it is under secrecy, and they are not cleared for it.
        Conflict: ``version`` is given and is no longer the newest.
    """
    demand = lock(demand, version=version)
    ensure_visible(demand, by=by)
    return demand


def lock_open(demand: Demand, *, by: Any, version: int | None = None) -> Demand:
    """A request on which work is left, under a lock.

    Raises:
        DemandEnded: it is closed.
        NotCleared, Conflict: see ``lock_visible``.
    """
    demand = lock_visible(demand, by=by, version=version)
    if not demand.is_open:
        raise DemandEnded(_("%(reference)s is closed and stays as it is.") % {"reference": demand})
    return demand


def ensure_undecided(demand: Demand) -> None:
    """Let that be changed on which a decision rests, while there is none.

    Raises:
        AlreadyDecided: one stands or waits, or the data has left.
    """
    if demand.released_at is not None:
        raise AlreadyDecided(_("The data has left: what that rested on stays as it was."))
    if demand.decisions.current().exists():
        raise AlreadyDecided(_("A decision rests on this: take it back first, then change it and decide anew."))


def ensure_visible(demand: Demand, *, by: Any) -> None:
    """Let those pass for whom the request exists.

    Raises:
        NotCleared: it does not exist for them.
    """
    if not isinstance(by, str) and not Demand.objects.visible_to(by).filter(pk=demand.pk).exists():
        raise NotCleared(_("There is no such request."))


def has_opened(demand: Demand, user: Any) -> bool:
    """Whether somebody gave their reason for opening it within the last hours."""
    since = timezone.now() - STAYS_OPEN
    opened = AccessEntry.objects.of(demand).filter(user=user, what=AccessKind.SECRET_REQUEST)
    return opened.filter(moment__gte=since).exists()


def open_demand(demand: Demand, *, why: str, by: Any) -> AccessEntry:
    """Open a request under secrecy, for a reason: it can be read for some hours.

    Raises:
        NotCleared, ReasonMissing: see there.
    """
    return record_access(demand, demand, what=AccessKind.SECRET_REQUEST, why=why, by=by)


def record_access(demand: Demand, record: Tracked, *, what: AccessKind, why: str, by: Any) -> AccessEntry:
    """Write down that something of a request is opened or taken away, before it is.

    Raises:
        NotCleared: it does not exist for them.
        ReasonMissing: no reason is given.
    """
    with act("disclosures.opened", by=by, about=demand, opened_what=what.value):
        ensure_visible(demand, by=by)
        return note_access(record, case=demand, what=what, why=why, by=by)


def clear_person(demand: Demand, *, user: Any, by: Any) -> Cleared:
    """Clear somebody for this request; a second click changes nothing.

    Raises:
        NotCleared: whoever clears is not cleared, or the person does not hold the clearance for secrecy.
    """
    with act("disclosures.person_cleared", by=by, about=demand) as this:
        demand = lock_visible(demand, by=by)
        if Right.SECRECY not in user.rights:
            words = _("%(person)s does not hold the clearance for secrecy: two people grant it first.")
            raise NotCleared(words % {"person": user})
        standing = demand.clearances.current().filter(user=user).first()
        if standing is not None:
            this.discard()
            return standing
        cleared = Cleared(demand=demand, user=user)
        cleared.save()
    return cleared


def end_clearance(demand: Demand, *, user: Any, by: Any) -> None:
    """End somebody's clearance for this request; a second click changes nothing.

    Raises:
        NotCleared: whoever ends it is not cleared, or nobody would be left who may decide.
    """
    with act("disclosures.clearance_ended", by=by, about=demand) as this:
        demand = lock_visible(demand, by=by)
        standing = demand.clearances.current().filter(user=user).first()
        if standing is None:
            this.discard()
            return
        if demand.is_secret and not is_seen(demand, but_for=user):
            raise NotCleared(_("Clear somebody else first: a request that exists for nobody is lost."))
        standing = lock(standing)
        standing.removed_at = timezone.now()
        standing.save()
        if demand.is_secret and demand.assignee == user:
            demand.assignee = None
            demand.save()


def asked_to_narrow(demand: Demand) -> bool:
    """Whether we asked the authority to narrow its request: what is taken back of it afterwards narrows it."""
    return demand.push_backs.filter(kind=PushBack.NARROW).exists()


def is_seen(demand: Demand, *, but_for: Any = None) -> bool:
    """Whether a request under secrecy exists for anybody: the clearance of who left, or lost theirs, opens nothing."""
    cleared = [one.user for one in demand.clearances.current().select_related("user")]
    return any(one != but_for and one.is_active and Right.SECRECY in one.rights for one in cleared)
