"""What was announced and will not happen, or later: taken back, and told to exactly those who were told."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from apps.casework.models import Approval
from apps.casework.references import next_reference
from apps.trail.acts import act
from apps.trail.canonical import canonical, plain

from ..choices import UNDER_WAY, UNSENT, AnnouncementStatus, Correction
from ..models import AnnouncedChange, Announcement
from ..queries import topic_of
from .drafts import withdraw_announcement_request
from .moving import lock_while, move

_S = AnnouncementStatus


def cancel(announcement: Announcement, *, reason: str, by: Any) -> Announcement:
    """It will not happen: its records wait again, and everybody who was told is told so, in fixed words and at once.

    Raises:
        NotNow: it has taken effect, or is over.
    """
    with act("publications.announcement_cancelled", by=by, about=announcement, reference=announcement.reference):
        announcement = lock_while(announcement, *UNSENT, *UNDER_WAY)
        was_told = announcement.status in UNDER_WAY
        if Approval.objects.about(announcement).pending().exists():
            withdraw_announcement_request(announcement, by=by)
        changes = list(announcement.changes.filter(is_open=True))
        announcement = move(announcement, _S.CANCELLED, reason=reason, ended_at=timezone.now(), paused_at=None)
        if was_told and announcement.corrects_id is None:
            _withdraw(announcement, changes, reason, by)
    return announcement


def withdraw_subject(subject: str, *, reason: str, by: Any) -> Announcement | None:
    """Take one record out of the announcement that is under way with it, and tell so; none where nobody was told.

    The announcement goes on with what is left of it, and is cancelled where nothing is.
    """
    row = AnnouncedChange.objects.filter(subject=subject, is_open=True, announcement__status__in=UNDER_WAY).first()
    if row is None:
        return None
    announcement = row.announcement
    if not announcement.changes.filter(is_open=True).exclude(pk=row.pk).exists():
        return cancel(announcement, reason=reason, by=by)
    facts: dict[str, Any] = {"reference": announcement.reference, "subject": subject}
    with act("publications.change_withdrawn", by=by, about=announcement, **facts):
        announcement = lock_while(announcement, *UNDER_WAY)
        _withdraw(announcement, [row], reason, by)
    return announcement


def _withdraw(announcement: Announcement, changes: Collection[AnnouncedChange], reason: str, by: Any) -> None:
    topic = topic_of(announcement.topic)
    for change in changes:
        fresh = AnnouncedChange.objects.get(pk=change.pk)
        fresh.is_open, fresh.is_dropped = False, True
        fresh.save()
        topic.withdrawn(change.subject, reason, by)
    correct(announcement, Correction.CANCELLED, {change.subject for change in changes}, by=by)


def correct(announcement: Announcement, what: Correction, subjects: Collection[str], *, by: Any) -> Announcement:
    """An announcement of its own that corrects another, in fixed words; it is one person's act, and is sent at once."""
    now = timezone.now()
    told = [change for change in announcement.said["changes"] if change["subject"] in subjects]
    content = announcement.said | {
        "correction": what.value,
        "corrects": announcement.reference,
        "changes": told,
    }
    reference = next_reference("ANN", year=timezone.localdate().year)
    with act("publications.correction_written", by=by, about=announcement, reference=reference) as this:
        correction = Announcement(
            reference=reference,
            brand=announcement.brand,
            topic=announcement.topic,
            status=_S.SENDING,
            content=canonical(plain(content)).decode(),
            cohorts=announcement.cohorts,
            version_shown=announcement.version_shown,
            corrects=announcement,
            send_on=timezone.localdate(),
            effective_on=announcement.effective_on if what == Correction.POSTPONED else timezone.localdate(),
            earliest_effective_at=now,
            approved_by=by if not isinstance(by, str) else announcement.approved_by,
            approved_at=now,
            sending_at=now,
        )
        correction.save()
        this.about = correction
    return correction
