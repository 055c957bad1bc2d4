"""How a listing moves through its lifecycle. Each move is one act on the locked row."""

import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from apps.casework import services as casework
from apps.casework.choices import FourEyes
from apps.casework.models import Approval
from apps.publications.models import Announcement
from apps.publications.queries import is_told
from apps.trail.acts import act, object_name
from apps.trail.models import lock

from ..choices import LISTINGS, SHOWN, ChangeKind, ListingStatus
from ..models import Listing
from ..queries import Finding, approved_content, blockers, shortcomings, vetted_content, words_of
from .listings import Unready
from .publishing import publish_list_later

_S = ListingStatus


def start_vetting(listing: Listing, *, by: Any) -> Listing:
    """Begin to look at a proposed recipient (privacy statement 4.2: nobody receives data before vetting)."""
    with act("subprocessors.vetting_started", by=by, about=listing):
        listing = _lock_while(listing, _S.PROPOSED)
        _drop_requests(listing, by=by)
        return _move(listing, _S.VETTING)


def ask_approval(listing: Listing, *, by: Any) -> Listing:
    """Ask a second person to approve exactly what stands here now.

    Raises:
        Unready: it is not in vetting, or what vetting and transfers need is missing, told by name.
    """
    with act("subprocessors.approval_asked", by=by, about=listing):
        listing = _lock_while(listing, _S.VETTING)
        _ensure_vetted(listing, timezone.localdate())
        casework.request_approval(FourEyes.VETTING, subject=listing, content=vetted_content(listing), by=by)
    return listing


def approve_listing(listing: Listing, *, by: Any) -> Listing:
    """Approve as the second person.

    Raises:
        Unready: it is not in vetting, or something is missing.
        ApprovalMissing, NotASecondPerson, ApprovalStale: see ``casework.give_approval``.
    """
    with act("subprocessors.listing_approved", by=by, about=listing):
        listing = _lock_while(listing, _S.VETTING)
        _ensure_vetted(listing, timezone.localdate())
        casework.give_approval(FourEyes.VETTING, subject=listing, content=vetted_content(listing), by=by)
        return _move(listing, _S.APPROVED, approved_by=by, approved_at=timezone.now())


def refuse_approval(listing: Listing, *, reason: str, by: Any) -> Listing:
    """Say no as the second person: the listing stays in vetting, with the reason."""
    return _refuse(listing, FourEyes.VETTING, while_it_is=_S.VETTING, reason=reason, by=by)


def ask_taking_over(listing: Listing, *, since: datetime.date, evidence: str, by: Any) -> Listing:
    """Ask a second person to take over what was in force before this office kept the register.

    ``since`` is the day from which it is in force; ``evidence`` says how that is known.

    Raises:
        Unready: it is no proposal, something is missing, the evidence included, or the day lies ahead.
    """
    with act("subprocessors.taking_over_asked", by=by, about=listing, since=since):
        listing = _lock_while(listing, _S.PROPOSED)
        _ensure_complete(listing)
        if not evidence.strip():
            raise Unready(
                _("Say how it is known that this was in force already, as in the address of the former list.")
            )
        if since > timezone.localdate():
            raise Unready(_("What starts on a later day is announced, not taken over."))
        if (listing.effective_on, listing.evidence) != (since, evidence):
            listing.effective_on, listing.evidence = since, evidence
            listing.save()
        casework.request_approval(FourEyes.TAKING_OVER, subject=listing, content=approved_content(listing), by=by)
    return listing


def approve_taking_over(listing: Listing, *, by: Any) -> Listing:
    """Put in force, as the second person, what was so before.

    Raises:
        Unready: it is no proposal any more.
        ApprovalMissing, NotASecondPerson, ApprovalStale: see ``casework.give_approval``.
    """
    with act("subprocessors.listing_taken_over", by=by, about=listing) as this:
        listing = _lock_while(listing, _S.PROPOSED)
        casework.give_approval(FourEyes.TAKING_OVER, subject=listing, content=approved_content(listing), by=by)
        this.facts["since"] = listing.effective_on
        now = timezone.now()
        return _move(listing, _S.ACTIVE, approved_by=by, approved_at=now, started_on=listing.effective_on)


def refuse_taking_over(listing: Listing, *, reason: str, by: Any) -> Listing:
    """Say no as the second person: the listing stays a proposal, with the reason."""
    return _refuse(listing, FourEyes.TAKING_OVER, while_it_is=_S.PROPOSED, reason=reason, by=by)


def withdraw_request(listing: Listing, *, by: Any) -> Listing:
    """Take back what waits for a second person, so that it can be changed and asked anew.

    Raises:
        ApprovalMissing: nothing waits.
    """
    kind = FourEyes.VETTING if listing.status == _S.VETTING else FourEyes.TAKING_OVER
    casework.withdraw_approval(kind, subject=listing, by=by)
    return listing


def reject_listing(listing: Listing, *, reason: str, by: Any) -> Listing:
    """Close a proposal for good."""
    with act("subprocessors.listing_rejected", by=by, about=listing):
        listing = _lock_while(listing, _S.PROPOSED, _S.VETTING, _S.APPROVED)
        _drop_requests(listing, by=by)
        return _move(listing, _S.REJECTED, note=reason)


def reopen_vetting(listing: Listing, *, reason: str, by: Any) -> Listing:
    """Take an approval back before anything is announced, so that the content can change."""
    with act("subprocessors.vetting_reopened", by=by, about=listing):
        listing = _lock_while(listing, _S.APPROVED)
        return _move(listing, _S.VETTING, note=reason, approved_by=None, approved_at=None)


def announce_listing(listing: Listing, *, announcement: Announcement, effective_on: datetime.date, by: Any) -> Listing:
    """Show an approved listing as in force from the day of its announcement; one that is announced, on a later day.

    Raises:
        Unready: it is neither approved nor announced by this, or something would be missing on that day.
    """
    facts: dict[str, Any] = {"announcement": announcement.reference, "effective_on": effective_on}
    with act("subprocessors.listing_announced", by=by, about=listing, **facts):
        listing = _lock_while(listing, _S.APPROVED, _S.ANNOUNCED)
        if listing.status == _S.ANNOUNCED and listing.announcement_id == announcement.pk:
            listing.effective_on = effective_on
            listing.save()
            return listing
        _ensure_vetted(listing, effective_on)
        return _move(listing, _S.ANNOUNCED, announcement=announcement, effective_on=effective_on)


def withdraw_announcement(listing: Listing, *, reason: str, by: Any) -> Listing:
    """Take an announcement back before its day: the listing is approved, and no longer shown."""
    with act("subprocessors.announcement_withdrawn", by=by, about=listing):
        listing = _lock_while(listing, _S.ANNOUNCED)
        return _move(listing, _S.APPROVED, announcement=None, effective_on=None, note=reason)


def start_announced(listing: Listing, *, by: Any) -> Listing:
    """Put in force what was announced; that every notice has run is judged by the announcement and the database.

    Raises:
        Unready: it is not announced, its day has not come, or something is missing today.
    """
    with act("subprocessors.listing_activated", by=by, about=listing):
        listing, today = _lock_while(listing, _S.ANNOUNCED), timezone.localdate()
        if listing.effective_on is None or listing.effective_on > today:
            day = formats.date_format(listing.effective_on) if listing.effective_on else "—"
            raise Unready(_("It is announced for %(day)s and cannot start before.") % {"day": day})
        _ensure_vetted(listing, today)
        return _move(listing, _S.ACTIVE, started_on=today)


def activate_listing(listing: Listing, *, by: Any) -> Listing:
    """Put an approved listing in force at once, where its role needs no announcement.

    Raises:
        Unready: it is not approved, customers are told of it first, or something is missing today.
    """
    with act("subprocessors.listing_activated", by=by, about=listing):
        listing, today = _lock_while(listing, _S.APPROVED), timezone.localdate()
        if listing.is_announced_first:
            raise Unready(_("Customers are told first: gather it into an announcement, which starts it on its day."))
        _ensure_vetted(listing, today)
        return _move(listing, _S.ACTIVE, effective_on=today, started_on=today)


def suspend_listing(listing: Listing, *, reason: str, by: Any) -> Listing:
    """Stop the flow of data for now; the public page shows it no longer."""
    with act("subprocessors.listing_suspended", by=by, about=listing):
        return _move(_lock_while(listing, _S.ACTIVE), _S.SUSPENDED, note=reason)


def resume_listing(listing: Listing, *, by: Any) -> Listing:
    """Let data flow again after a suspension."""
    with act("subprocessors.listing_resumed", by=by, about=listing):
        listing = _lock_while(listing, _S.SUSPENDED)
        _ensure_vetted(listing, timezone.localdate())
        return _move(listing, _S.ACTIVE)


def plan_ending(listing: Listing, *, ending_on: datetime.date, reason: str, by: Any) -> Listing:
    """Say from which day on the third party no longer receives data; that day it ends by itself.

    Raises:
        Unready: it is not active, or the day is past.
    """
    with act("subprocessors.ending_planned", by=by, about=listing, ending_on=ending_on):
        listing = _lock_while(listing, _S.ACTIVE)
        if ending_on < timezone.localdate():
            raise Unready(_("The day of the end is today or later."))
        return _move(listing, _S.ENDING, ending_on=ending_on, note=reason)


def cancel_ending(listing: Listing, *, by: Any) -> Listing:
    """Keep a listing whose end was planned.

    Raises:
        Unready: people were told that it ends.
    """
    with act("subprocessors.ending_cancelled", by=by, about=listing):
        listing = _lock_while(listing, _S.ENDING)
        if is_told(object_name(listing), ChangeKind.REMOVED):
            words = _("%(listing)s: people were told that it ends. Propose it anew, with a notice of its own.")
            raise Unready(words % {"listing": listing.reference})
        return _move(listing, _S.ACTIVE, ending_on=None)


def end_now(listing: Listing, *, by: Any) -> Listing:
    """End today what was to end on a later day."""
    with act("subprocessors.listing_ended", by=by, about=listing):
        return _move(_lock_while(listing, _S.ENDING), _S.ENDED, ended_on=timezone.localdate())


def end_listing(listing: Listing, *, reason: str, by: Any) -> Listing:
    """End today what is suspended: no data goes there any more, and none will again."""
    with act("subprocessors.listing_ended", by=by, about=listing):
        return _move(_lock_while(listing, _S.SUSPENDED), _S.ENDED, ended_on=timezone.localdate(), note=reason)


def end_due() -> int:
    """End what was to end; how many there were. What somebody moved meanwhile stays so."""
    today, done = timezone.localdate(), 0
    for listing in Listing.objects.filter(status=_S.ENDING, ending_on__lte=today):
        with act("subprocessors.listing_ended", by="worker", about=listing) as this:
            fresh = lock(listing)
            if fresh.has_to_end(today):
                _move(fresh, _S.ENDED, ended_on=today)
                done += 1
            else:
                this.discard()
    return done


def _lock_while(listing: Listing, *statuses: ListingStatus) -> Listing:
    """The row read again under lock, where it still stands in one of these statuses."""
    listing = lock(listing)
    if listing.status not in statuses:
        words = {
            "listing": listing.reference,
            "status": listing.get_status_display().lower(),
            "wanted": _(" or ").join(str(status.label).lower() for status in statuses),
        }
        raise Unready(_("%(listing)s is %(status)s; this can be done only while it is %(wanted)s.") % words)
    return listing


def _move(listing: Listing, status: ListingStatus, **values: Any) -> Listing:
    LISTINGS.ensure(listing.status, status)
    if listing.status in SHOWN or status in SHOWN:
        publish_list_later(listing.brand)
    listing.status = status
    for name, value in values.items():
        setattr(listing, name, value)
    listing.save()
    return listing


def _refuse(listing: Listing, kind: FourEyes, *, while_it_is: ListingStatus, reason: str, by: Any) -> Listing:
    with act("subprocessors.approval_refused", by=by, about=listing):
        listing = _lock_while(listing, while_it_is)
        casework.refuse_approval(kind, subject=listing, reason=reason, by=by)
        listing.note = reason
        listing.save()
    return listing


def _drop_requests(listing: Listing, *, by: Any) -> None:
    """Nobody needs to decide any more about what moves on without them."""
    for approval in Approval.objects.about(listing).pending():
        casework.withdraw_approval(FourEyes(approval.kind), subject=listing, by=by)


def _ensure_vetted(listing: Listing, day: datetime.date) -> None:
    """Vetting is complete and every transfer valid on this day (privacy statement 4.2, 5 and 6)."""
    if found := _hindrances(listing, day):
        raise Unready(words_of(found))


def _hindrances(listing: Listing, day: datetime.date) -> list[Finding]:
    lock(listing.third_party)  # its documents and assessments do not change while this is decided
    return blockers(listing, on=day)


def _ensure_complete(listing: Listing) -> None:
    if missing := shortcomings(listing):
        raise Unready(" ".join(missing))
