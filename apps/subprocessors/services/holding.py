"""An announcement that an objection holds, and that goes on once none holds it any more."""

from typing import Any

from apps.publications.choices import ANNOUNCEMENTS, AnnouncementStatus
from apps.publications.models import Announcement
from apps.trail.acts import act
from apps.trail.models import lock

from ..models import Objection


def hold(announcement: Announcement, *, by: Any) -> Announcement:
    """Keep a running notice from taking effect while an objection holds it; else it stays as it is.

    One that is still being sent is left alone: the job comes back to it.
    """
    with act("subprocessors.announcement_held", by=by, about=announcement) as this:
        announcement = lock(announcement)
        holding = Objection.objects.holding().filter(announcement=announcement).order_by("pk").first()
        if holding is None or announcement.status != AnnouncementStatus.RUNNING:
            this.discard()
            return announcement
        this.facts["reference"] = holding.reference
        return _moved(announcement, AnnouncementStatus.HELD)


def release(announcement: Announcement, *, by: Any) -> Announcement:
    """Let a held notice run on once no objection holds it; else it stays as it is."""
    with act("subprocessors.announcement_released", by=by, about=announcement) as this:
        announcement = lock(announcement)
        is_held = Objection.objects.holding().filter(announcement=announcement).exists()
        if is_held or announcement.status != AnnouncementStatus.HELD:
            this.discard()
            return announcement
        return _moved(announcement, AnnouncementStatus.RUNNING)


def hold_objected() -> int:
    """Hold what finished being sent after somebody had objected already; how many were held."""
    objected = Objection.objects.holding().filter(announcement__status=AnnouncementStatus.RUNNING)
    waiting = Announcement.objects.filter(pk__in=objected.values("announcement")).order_by("pk")
    return sum(hold(one, by="worker").status == AnnouncementStatus.HELD for one in waiting)


def _moved(announcement: Announcement, status: AnnouncementStatus) -> Announcement:
    ANNOUNCEMENTS.ensure(announcement.status, status)
    announcement.status = status
    announcement.save()
    return announcement
