"""Every write about holds: one person places one, two lift it; and requests that touch one are noted."""

import datetime
import json
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework import services as casework
from apps.casework.choices import FourEyes
from apps.casework.holds import keep_erasures_out
from apps.casework.models import Approval
from apps.casework.references import aside_number, random_reference
from apps.casework.veils import secret_behind
from apps.mailroom.composing import clean_address
from apps.trail.acts import act, object_name
from apps.trail.envelopes import seal_text
from apps.trail.errors import RuleBroken
from apps.trail.history import create_many
from apps.trail.models import lock

from .choices import HOLDS, HoldStatus, Scope
from .models import Hold, HoldTouch
from .queries import (
    PURPOSE,
    address_index,
    holdable_classes,
    is_hidden,
    phone_index,
    record_named,
    visible,
)

KIND = FourEyes.HOLD_LIFTED


class NothingToHold(RuleBroken):
    """What is to be held is not there, or not said."""


class NoSuchHold(RuleBroken):
    """The hold is not there for this person."""


# --- Placing ---


def place_hold(
    *,
    scope: str,
    ground_kind: str,
    ground: str,
    owner: Any,
    review_on: datetime.date,
    subject: str = "",
    email: str = "",
    phone: str = "",
    clearance: str = "",
    by: Any,
) -> Hold:
    """Let nothing be erased that this covers, from the moment it stands.

    ``subject`` is the reference or name of a record or case, or the label of a class; a person is held by ``email`` or
    ``phone``, or both. ``clearance`` names the secret record that it comes from: it is there for those alone for whom
    that record is there. Of a hold on a record that may be a secret, it is that record.

    Raises:
        NothingToHold: there is no such record, class or number.
        NotALetter: the address is none.
        ValidationError: by field, where a value cannot be kept.
    """
    with act("retention.hold_placed", by=by, covers=scope, hold_ground=ground_kind) as this:
        keep_erasures_out()
        found, subject = _found(scope, subject.strip(), by=by)
        hold = Hold(
            reference=random_reference("HLD"),
            scope=scope,
            subject=subject,
            ground_kind=ground_kind,
            ground=ground.strip(),
            owner=owner,
            review_on=review_on,
            placed_at=timezone.now(),
        )
        # a hold on a record that may be a secret tells of it, and so is there for those alone for whom the record is
        hold.clearance = clearance or (secret_behind(found) if found else "")
        hold.pk = aside_number() if hold.clearance else None  # no gap between two others tells of it
        if scope == Scope.PERSON:
            _hold_person(hold, email.strip(), phone.strip())
        _keep(hold)
        this.about = hold
    return hold


def _found(scope: str, typed: str, *, by: Any) -> tuple[Model | None, str]:
    """The record that a hold covers, if it is one, and the name of what it covers.

    A record that is not there for who asks is answered as one that is not there.
    """
    if scope == Scope.PERSON or not typed:
        return None, typed
    classes = dict(holdable_classes())
    if scope == Scope.CLASS:
        if typed not in classes:
            raise NothingToHold(_("There is no such class of records: choose one from the list."))
        return None, typed
    record = record_named(typed, among=classes)
    if record is None or (not isinstance(by, str) and is_hidden(record, by)):
        words = _(
            "There is no record “%(typed)s”: give its reference as it stands on its page, or its name (app.model:7)."
        )
        raise NothingToHold(words % {"typed": typed})
    return record, object_name(record)


def _hold_person(hold: Hold, email: str, phone: str) -> None:
    """What finds the person again, without anybody reading it in the table."""
    typed = {"email": clean_address(email) if email else "", "phone": phone}
    hold.address_index, hold.phone_index = address_index(typed["email"]), phone_index(phone)
    if phone and not hold.phone_index:
        raise NothingToHold(_("A telephone number has at least seven digits."))
    hold.selector = json.dumps(typed)  # in memory: sealed once the hold has its key


def _keep(hold: Hold) -> None:
    typed, hold.selector = hold.selector, ""
    _judge(hold)
    hold.save()
    if typed:
        hold.selector = seal_text(hold, PURPOSE, typed).hex()
        hold.save()
    _ensure_owner(hold)


def _judge(hold: Hold) -> None:
    hold.full_clean()
    if hold.review_on <= timezone.localdate():
        raise ValidationError({"review_on": _("The review lies ahead: choose a later day.")})


def _ensure_owner(hold: Hold) -> None:
    """The owner is one who may see the hold: else nobody would review it."""
    owner = hold.owner
    if not owner.has_perm("retention.change_hold") or not _is_there(hold, owner):
        raise ValidationError({"owner": _("This person may not look after holds: choose another owner.")})


def _is_there(hold: Hold, user: Any) -> bool:
    return visible(Hold.objects.filter(pk=hold.pk), user).exists()


def _lock(hold: Hold, by: Any) -> Hold:
    """The hold under a lock, for a program or for somebody for whom it is there."""
    hold = lock(hold)
    if not isinstance(by, str) and not _is_there(hold, by):
        raise NoSuchHold(_("There is no such hold."))
    return hold


def _lock_standing(hold: Hold, by: Any) -> Hold:
    hold = _lock(hold, by)
    HOLDS.ensure(hold.status, HoldStatus.LIFTED)
    return hold


# --- Reviewing ---


def change_review(hold: Hold, *, review_on: datetime.date, owner: Any = None, by: Any) -> Hold:
    """Say that a hold is still needed, and when it is looked at again, and by whom.

    A request to lift it is for the hold as it was, and is to be asked anew.

    Raises:
        TransitionNotAllowed: it was lifted.
        ValidationError: the day does not lie ahead, or the owner may not look after it.
    """
    with act("retention.hold_reviewed", by=by, about=hold, review_on=review_on):
        hold = _lock_standing(hold, by)
        hold.review_on, hold.owner = review_on, owner or hold.owner
        _judge(hold)
        hold.save()
        _ensure_owner(hold)
    return hold


# --- Lifting, by two ---


def ask_lifting(hold: Hold, *, reason: str, by: Any) -> Approval:
    """Ask a second person to lift a hold; a second click is answered with the same request.

    Raises:
        TransitionNotAllowed: it was lifted.
        ApprovalStale: a request for another reason waits already.
    """
    with act("retention.lifting_asked", by=by, about=hold) as this:
        hold = _lock_standing(hold, by)
        waiting = Approval.objects.about(hold).pending().filter(kind=KIND, expires_at__gt=timezone.now()).first()
        if waiting is not None and waiting.subject_version == hold.version and hold.lifting_reason == reason.strip():
            this.discard()
            return waiting
        if waiting is None:
            hold.lifting_reason = reason.strip()
            hold.save()
        return casework.request_approval(KIND, subject=hold, content=_content(hold, reason.strip()), by=by)


def lift_hold(hold: Hold, *, by: Any) -> Hold:
    """Let what a hold covered be erased again when its time has come, as the second person.

    Raises:
        TransitionNotAllowed: it was lifted.
        ApprovalMissing, NotASecondPerson, ApprovalStale: see ``casework.give_approval``.
    """
    with act("retention.hold_lifted", by=by, about=hold, seal=True):
        hold = _lock_standing(hold, by)
        content = _content(hold, hold.lifting_reason)
        hold.approval = casework.give_approval(KIND, subject=hold, content=content, by=by)
        hold.status, hold.lifted_at = HoldStatus.LIFTED, timezone.now()
        hold.save()
    return hold


def decline_lifting(hold: Hold, *, reason: str, by: Any) -> Hold:
    """Say no to the lifting, as the second person, with the reason; the hold stands.

    Raises:
        ApprovalMissing, NotASecondPerson: as for ``lift_hold``.
    """
    with act("retention.lifting_declined", by=by, about=hold):
        hold = _lock_standing(hold, by)
        casework.refuse_approval(KIND, subject=hold, reason=reason, by=by)
    return hold


def withdraw_lifting(hold: Hold, *, by: Any) -> Hold:
    """Take the request to lift a hold back, whoever asked.

    Raises:
        ApprovalMissing: there is none.
    """
    with act("retention.lifting_withdrawn", by=by, about=hold):
        hold = _lock_standing(hold, by)
        casework.withdraw_approval(KIND, subject=hold, by=by)
    return hold


def _content(hold: Hold, reason: str) -> dict[str, Any]:
    """What the approval binds: which hold, and why it may be lifted."""
    return {"hold": hold.reference, "reason": reason}


# --- Requests that touch a hold ---


def note_touches(touched: Mapping[Hold, Collection[str]], *, by: Any) -> int:
    """Note, at holds, the names of requests that touch them; each once, however often it is told. How many were new."""
    known = set(HoldTouch.objects.filter(hold__in=touched).values_list("hold", "subject"))
    new = {hold: [name for name in names if (hold.pk, name) not in known] for hold, names in touched.items()}
    return sum(_note(hold, names, by=by) for hold, names in new.items() if names)


def _note(hold: Hold, names: Collection[str], *, by: Any) -> int:
    with act("retention.hold_touched", by=by, about=hold) as this:
        hold = lock(hold)
        known = set(hold.touches.values_list("subject", flat=True))
        new = sorted(set(names) - known) if hold.is_standing else []
        now = timezone.now()
        create_many([HoldTouch(hold=hold, subject=name, touched_at=now) for name in new])
        this.facts["count"] = len(new)
        if not new:
            this.discard()
    return len(new)


def see_touches(hold: Hold, *, by: Any) -> int:
    """Say that the requests which touch a hold were looked at; a second click finds none. How many there were."""
    with act("retention.touches_seen", by=by, about=hold) as this:
        hold = _lock(hold, by)
        unseen = list(hold.touches.unseen())
        for touch in unseen:
            touch.seen_at, touch.seen_by = timezone.now(), by
            touch.save()
        this.facts["count"] = len(unseen)
        if not unseen:
            this.discard()
    return len(unseen)
