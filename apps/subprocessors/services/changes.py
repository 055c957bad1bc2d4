"""Accepted changes of what is approved or in force: announced for a day, and then put into the register."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.organisation.models import Purpose
from apps.publications.models import Announcement
from apps.trail.acts import act
from apps.trail.models import lock

from ..choices import CHANGES, ChangeStatus, RecipientKind, RecipientRole
from ..models import ListChange
from ..queries import uncovered_gains
from .effects import make_so
from .listings import Unready

_S = ChangeStatus


@dataclass(frozen=True)
class Terms:
    """What a list does not say of new entries: their kind, role and purpose."""

    kind: RecipientKind = RecipientKind.TECHNOLOGY
    role: RecipientRole = RecipientRole.SUBPROCESSOR
    purpose: Purpose | None = None


def announce_change(
    change: ListChange, *, announcement: Announcement, effective_on: datetime.date, by: Any
) -> ListChange:
    """Have an accepted change wait for the day of its announcement; one that waits already, for a later day.

    Raises:
        Unready: it waits no more, or data would go where no transfer is valid on that day.
    """
    facts: dict[str, Any] = {
        "reference": change.reference,
        "announcement": announcement.reference,
        "effective_on": effective_on,
    }
    with act("subprocessors.change_announced", by=by, about=change.listing, **facts):
        change = _lock_while(change, _S.ACCEPTED, _S.APPROVED)
        _ensure_covered(change, effective_on)
        if change.status == _S.APPROVED:
            change.effective_on = effective_on
            change.save()
            return change
        return _move(change, _S.APPROVED, effective_on=effective_on)


def start_change(change: ListChange, *, by: Any) -> ListChange:
    """Put an announced change into the register; that every notice has run is judged by the announcement.

    Raises:
        Unready: it is not announced, its day has not come, or data would go where no transfer is valid today.
        RuleBroken: a rule of the register stands against it.
    """
    today = timezone.localdate()
    fresh = ListChange.objects.get(pk=change.pk)
    if fresh.status != _S.APPROVED or fresh.effective_on is None or fresh.effective_on > today:
        raise Unready(_("%(change)s is not announced for a day that has come.") % {"change": change.reference})
    _ensure_covered(fresh, today)
    return take_effect(fresh, by=by)


def reopen_change(change: ListChange, *, reason: str, by: Any) -> ListChange:
    """Take the announcement of a change back before its day."""
    with act("subprocessors.change_reopened", by=by, about=change.listing, reference=change.reference):
        change = _lock_while(change, _S.APPROVED)
        return _move(change, _S.ACCEPTED, reason=reason, effective_on=None)


def cancel_change(change: ListChange, *, reason: str, by: Any) -> ListChange:
    """An accepted change will not take effect; the next version of the list is compared without it."""
    with act("subprocessors.change_cancelled", by=by, about=change.listing, reference=change.reference):
        change = _lock_while(change, _S.ACCEPTED)
        return _move(change, _S.CANCELLED, reason=reason, effective_on=None)


def take_effect(change: ListChange, *, terms: Terms | None = None, by: Any) -> ListChange:
    """Put an accepted change into the register, today.

    Raises:
        TransitionNotAllowed: it is in the register already, or was cancelled.
        RuleBroken: a rule of the register stands against it.
    """
    facts: dict[str, Any] = {"reference": change.reference, "change": change.kind}
    with act("subprocessors.change_took_effect", by=by, about=change.listing, **facts):
        change = lock(change)
        CHANGES.ensure(change.status, ChangeStatus.EFFECTIVE)
        make_so(change.listing, change.effect, reason=change.reason or str(change), terms=terms or Terms(), by=by)
        change.status, change.effective_on = ChangeStatus.EFFECTIVE, timezone.localdate()
        change.save()
    return change


def _ensure_covered(change: ListChange, day: datetime.date) -> None:
    if countries := uncovered_gains(change, day):
        names = {"countries": ", ".join(country.name for country in countries), "day": day.isoformat()}
        raise Unready(_("Nothing covers transfers to %(countries)s on %(day)s: record a mechanism first.") % names)


def _lock_while(change: ListChange, *statuses: ChangeStatus) -> ListChange:
    change = lock(change)
    if change.status not in statuses:
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
