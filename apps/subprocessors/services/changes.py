"""Accepted changes of what is approved or in force: a day, a second person, and then the register."""

import datetime
import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework import services as casework
from apps.casework.choices import FourEyes
from apps.casework.models import Approval
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import CHANGES, ChangeStatus
from ..models import ListChange
from ..queries import uncovered_gains
from .listings import Unready
from .lists import take_effect

_S = ChangeStatus
logger = logging.getLogger(__name__)


def ask_change(change: ListChange, *, effective_on: datetime.date, by: Any) -> ListChange:
    """Ask a second person to let an accepted change take effect on a day to come.

    Raises:
        Unready: it does not wait, its day is not in the future, or data would go where no transfer is valid that day.
    """
    facts: dict[str, Any] = {"reference": change.reference, "effective_on": effective_on}
    with act("subprocessors.change_approval_asked", by=by, about=change.listing, **facts):
        change = _lock_while(change, _S.ACCEPTED)
        if effective_on <= timezone.localdate():
            raise Unready(_("Customers are told first: choose a day after today."))
        _ensure_covered(change, effective_on)
        if change.effective_on != effective_on:
            change.effective_on = effective_on
            change.save()
        casework.request_approval(FourEyes.ANNOUNCEMENT, subject=change, content=_content(change), by=by)
    return change


def approve_change(change: ListChange, *, by: Any) -> ListChange:
    """Let an accepted change take effect on its day, as the second person.

    Raises:
        Unready: it does not wait any more, its day has passed, or data would go where no transfer is valid that day.
        ApprovalMissing, NotASecondPerson, ApprovalStale: see ``casework.give_approval``.
    """
    facts: dict[str, Any] = {"reference": change.reference, "effective_on": change.effective_on}
    with act("subprocessors.change_approved", by=by, about=change.listing, **facts):
        change = _lock_while(change, _S.ACCEPTED)
        if change.effective_on is not None:
            if change.effective_on <= timezone.localdate():
                raise Unready(_("Its day has come meanwhile: take the request back, and ask for a day to come."))
            _ensure_covered(change, change.effective_on)
        casework.give_approval(FourEyes.ANNOUNCEMENT, subject=change, content=_content(change), by=by)
        return _move(change, _S.APPROVED)


def refuse_change(change: ListChange, *, reason: str, by: Any) -> ListChange:
    """Say no as the second person: the change stays accepted, and waits for another day."""
    with act("subprocessors.change_refused", by=by, about=change.listing, reference=change.reference):
        change = _lock_while(change, _S.ACCEPTED)
        casework.refuse_approval(FourEyes.ANNOUNCEMENT, subject=change, reason=reason, by=by)
        change.reason, change.effective_on = reason, None
        change.save()
    return change


def withdraw_change_request(change: ListChange, *, by: Any) -> ListChange:
    """Take back what waits for a second person.

    Raises:
        ApprovalMissing: nothing waits.
    """
    casework.withdraw_approval(FourEyes.ANNOUNCEMENT, subject=change, by=by)
    return change


def reopen_change(change: ListChange, *, reason: str, by: Any) -> ListChange:
    """Take an approval back before its day."""
    with act("subprocessors.change_reopened", by=by, about=change.listing, reference=change.reference):
        change = _lock_while(change, _S.APPROVED)
        return _move(change, _S.ACCEPTED, reason=reason, effective_on=None)


def cancel_change(change: ListChange, *, reason: str, by: Any) -> ListChange:
    """An accepted change will not take effect; the next version of the list is compared without it."""
    with act("subprocessors.change_cancelled", by=by, about=change.listing, reference=change.reference):
        change = _lock_while(change, _S.ACCEPTED)
        for _approval in Approval.objects.about(change).pending():
            casework.withdraw_approval(FourEyes.ANNOUNCEMENT, subject=change, by=by)
        return _move(change, _S.CANCELLED, reason=reason, effective_on=None)


def put_due_changes() -> int:
    """Put approved changes into the register on their day; how many there were.

    One that would send data where no transfer is valid, or that a rule of the register stands against, waits and holds
    up no other; the home page shows it.
    """
    today, done = timezone.localdate(), 0
    for change in ListChange.objects.filter(status=_S.APPROVED, effective_on__lte=today).order_by("pk"):
        if uncovered_gains(change, today):
            continue
        try:
            take_effect(change, by="worker")
        except (RuleBroken, ValidationError) as error:
            logger.warning("%s waits: %s", change.reference, error)
        else:
            done += 1
    return done


def _content(change: ListChange) -> dict[str, Any]:
    names = ["reference", "kind", "materiality", "before", "after", "wanted", "effective_on", "listing_id"]
    return {name: getattr(change, name) for name in names}


def _ensure_covered(change: ListChange, day: datetime.date) -> None:
    if countries := uncovered_gains(change, day):
        names = {"countries": ", ".join(country.name for country in countries), "day": day.isoformat()}
        raise Unready(_("Nothing covers transfers to %(countries)s on %(day)s: record a mechanism first.") % names)


def _lock_while(change: ListChange, status: ChangeStatus) -> ListChange:
    change = lock(change)
    if change.status != status:
        names = {"change": change.reference, "status": change.get_status_display()}
        raise Unready(_("%(change)s stands at “%(status)s”; this cannot be done with it any more.") % names)
    return change


def _move(change: ListChange, status: ChangeStatus, **values: Any) -> ListChange:
    CHANGES.ensure(change.status, status)
    change.status = status
    for name, value in values.items():
        setattr(change, name, value)
    change.save()
    return change
