"""Every write of casework: records that need no rule of their own, and approvals by two people."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.trail.acts import act, object_name
from apps.trail.canonical import canonical, leaf_hash, plain
from apps.trail.errors import RuleBroken
from apps.trail.models import Tracked, lock

from .calendars import WorkingCalendar
from .choices import APPROVALS, AccessKind, ApprovalStatus, FourEyes
from .models import AccessEntry, Approval
from .references import aside_number, next_reference, random_reference
from .veils import is_secret

RecordT = TypeVar("RecordT", bound=Tracked)
#: A reason has so many characters at least.
SHORTEST_REASON = 5


class ApprovalMissing(RuleBroken):
    """Nobody asked for this approval, or it was decided, taken back or has expired."""


class NotASecondPerson(RuleBroken):
    """The person who asked cannot decide, nor can somebody who is not at work here any more."""


class ApprovalStale(RuleBroken):
    """What was to be approved has changed since it was asked."""


class ReasonMissing(RuleBroken):
    """What is secret or about a person is opened for a reason."""


def note_access(record: models.Model, *, case: models.Model, what: AccessKind, why: str, by: Any) -> AccessEntry:
    """Write down, in the act under way, that something is opened or taken away, before it is.

    Raises:
        ReasonMissing: no reason is given.
    """
    if len(why.strip()) < SHORTEST_REASON:
        raise ReasonMissing(_("Say why you open it: a few words, which stay on record."))
    entry = AccessEntry(user=by, what=what, about=object_name(record), case=object_name(case), why=why.strip()[:300])
    entry.pk = aside_number() if is_secret(case) else None
    entry.save()
    return entry


def add_record(model: type[RecordT], *, kind: str, by: Any, **values: Any) -> RecordT:
    """Write a new record of a small register as one act.

    Raises:
        ValidationError: by field, where a value cannot be kept.
    """
    with act(kind, by=by) as this:
        record = model(**values)
        record.full_clean()
        record.save()
        this.about = record
    return record


def change_record(
    record: RecordT,
    *,
    kind: str,
    by: Any,
    version: int | None = None,
    then: Callable[[RecordT], Any] | None = None,
    **values: Any,
) -> RecordT:
    """Change fields of a record as one act, and do ``then`` with it in that act; where nothing differs, nothing is done.

    Raises:
        Conflict: ``version`` is the one that was read, and it is no longer the newest.
        ValidationError: by field, where a value cannot be kept.
    """
    with act(kind, by=by, about=record) as this:
        fresh = lock(record, version=version)
        changed = {name: value for name, value in values.items() if getattr(fresh, name) != value}
        if not changed:
            this.discard()
            return fresh
        for name, value in changed.items():
            setattr(fresh, name, value)
        fresh.full_clean()
        fresh.save()
        if then is not None:
            then(fresh)
    return fresh


def content_hash(content: Mapping[str, Any]) -> str:
    """What an approval binds: the hash of everything that would take effect."""
    return leaf_hash(canonical(plain(dict(content)))).hex()


def request_approval(kind: FourEyes, *, subject: Tracked, content: Mapping[str, Any], by: Any) -> Approval:
    """Ask a second person; a pending request for the same is answered with itself (a second click).

    Raises:
        ApprovalStale: a request for another content is still pending.
    """
    with act("casework.approval_requested", by=by, about=subject, what=kind.value) as this:
        subject = lock(subject)
        digest, now = content_hash(content), timezone.now()
        pending = Approval.objects.about(subject).pending().filter(kind=kind).first()
        if pending is not None and pending.expires_at <= now:
            _end(pending, ApprovalStatus.EXPIRED, kind="casework.approval_expired", by="worker")
        elif pending is not None:
            this.discard()
            if (pending.content_hash, pending.subject_version) != (digest, subject.version):
                raise ApprovalStale(
                    _("%(reference)s is still waiting and asks for another content: take it back first.")
                    % {"reference": pending}
                )
            return pending
        approval = Approval(
            **_name_of_approval(subject, now),
            kind=kind,
            subject_model=subject._meta.label_lower,
            subject_id=subject.pk,
            subject_version=subject.version,
            content_hash=digest,
            requested_by=by,
            requested_at=now,
            expires_at=approval_expiry(now),
        )
        approval.save()
        this.facts["reference"] = approval.reference
    return approval


def _name_of_approval(subject: Tracked, now: datetime.datetime) -> dict[str, Any]:
    """The next of its series; of what not everybody may know, a number and a reference that nobody misses."""
    if is_secret(subject):
        return {"pk": aside_number(), "reference": random_reference("APR")}
    return {"reference": next_reference("APR", year=timezone.localdate(now).year)}


def approval_expiry(now: datetime.datetime) -> datetime.datetime:
    """The end of the last working day on which a request asked ``now`` may still be decided."""
    calendar = WorkingCalendar(settings.OFFICE_COUNTRY)
    last = calendar.add_working_days(timezone.localdate(now), settings.APPROVAL_WORKING_DAYS)
    return timezone.make_aware(datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time.min))


def give_approval(kind: FourEyes, *, subject: Tracked, content: Mapping[str, Any], by: Any) -> Approval:
    """Decide as the second person, inside the act that takes effect.

    Raises:
        ApprovalMissing: nothing is pending, or it has expired.
        NotASecondPerson: the same person asked, or one of the two is not active.
        ApprovalStale: content or version changed since it was asked.
    """
    with act("casework.approval_given", by=by, about=subject, seal=True, what=kind.value) as this:
        subject = lock(subject)
        approval = _pending(kind, subject)
        this.facts["reference"] = approval.reference
        _ensure_second_person(approval, by)
        if (approval.content_hash, approval.subject_version) != (content_hash(content), subject.version):
            words = _("It was changed after %(person)s asked (%(reference)s): take the request back and ask anew.")
            raise ApprovalStale(words % {"person": approval.requested_by, "reference": approval})
        return _decide(approval, ApprovalStatus.APPROVED, by=by)


def refuse_approval(kind: FourEyes, *, subject: Tracked, reason: str, by: Any) -> Approval:
    """Say no as the second person, with the reason.

    Raises:
        ApprovalMissing, NotASecondPerson: as for ``give_approval``.
    """
    with act("casework.approval_refused", by=by, about=subject, what=kind.value) as this:
        approval = _pending(kind, subject)
        this.facts["reference"] = approval.reference
        _ensure_second_person(approval, by)
        approval.reason = reason
        return _decide(approval, ApprovalStatus.REFUSED, by=by)


def withdraw_approval(kind: FourEyes, *, subject: Tracked, by: Any) -> Approval:
    """Take a request back, whoever asked.

    Raises:
        ApprovalMissing: nothing is pending.
    """
    approval = Approval.objects.about(subject).pending().filter(kind=kind).first()
    if approval is not None:
        approval = _end(approval, ApprovalStatus.WITHDRAWN, kind="casework.approval_withdrawn", by=by)
    if approval is None or approval.status != ApprovalStatus.WITHDRAWN:
        raise ApprovalMissing(_("There is no request to take back: it is decided already, or was never made."))
    return approval


def expire_approvals() -> int:
    """End every request that nobody decided in time; how many there were."""
    due = Approval.objects.pending().filter(expires_at__lte=timezone.now())
    ended = [_end(one, ApprovalStatus.EXPIRED, kind="casework.approval_expired", by="worker") for one in due]
    return sum(one.status == ApprovalStatus.EXPIRED for one in ended)


def _end(approval: Approval, status: ApprovalStatus, *, kind: str, by: Any) -> Approval:
    """Close a request that nobody decided; one that was decided meanwhile stays as it is."""
    with act(kind, by=by, about=approval.subject_name, reference=approval.reference, what=approval.kind) as this:
        approval = lock(approval)
        if APPROVALS.allows(approval.status, status):
            approval.status = status
            approval.save()
        else:
            this.discard()
    return approval


def _pending(kind: FourEyes, subject: Tracked) -> Approval:
    waiting = Approval.objects.about(subject).pending().filter(kind=kind)
    approval = waiting.select_for_update(no_key=True).first()
    if approval is None:
        raise ApprovalMissing(_("Nobody has asked for this approval, or it is decided already: ask for it first."))
    if approval.expires_at <= timezone.now():
        raise ApprovalMissing(_("The request %(reference)s has expired: ask again.") % {"reference": approval})
    return approval


def _ensure_second_person(approval: Approval, by: Any) -> None:
    """Both accounts stay locked, so that neither is deactivated before the decision stands."""
    second = getattr(by, "pk", None)  # a command or the worker is nobody
    if second == approval.requested_by_id:
        raise NotASecondPerson(_("You asked for this yourself: somebody else must decide."))
    people = get_user_model()._base_manager.select_for_update(no_key=True).order_by("pk")
    active = people.filter(pk__in=[second, approval.requested_by_id], is_active=True)
    if len(active) != 2:
        raise NotASecondPerson(_("It takes two active people, and one of the two accounts is not active any more."))


def _decide(approval: Approval, status: ApprovalStatus, *, by: Any) -> Approval:
    APPROVALS.ensure(approval.status, status)
    approval.status, approval.decided_by, approval.decided_at = status, by, timezone.now()
    approval.save()
    return approval
