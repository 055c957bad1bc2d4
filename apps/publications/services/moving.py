"""How an announcement is read under lock and moved through its lifecycle."""

from typing import Any

from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import ANNOUNCEMENTS, AnnouncementStatus
from ..models import Announcement


class NotNow(RuleBroken):
    """Where the announcement stands, this cannot be done with it."""


def lock_while(announcement: Announcement, *statuses: AnnouncementStatus) -> Announcement:
    """The row read again under lock, where it still stands in one of these statuses.

    Raises:
        NotNow: it does not.
    """
    announcement = lock(announcement)
    if announcement.status not in statuses:
        words = _("%(announcement)s stands at “%(status)s”: this cannot be done with it now.")
        raise NotNow(words % {"announcement": announcement, "status": announcement.get_status_display()})
    return announcement


def move(announcement: Announcement, status: AnnouncementStatus, **values: Any) -> Announcement:
    """Move and save; what is over frees its records for other announcements."""
    ANNOUNCEMENTS.ensure(announcement.status, status)
    announcement.status = status
    for name, value in values.items():
        setattr(announcement, name, value)
    announcement.save()
    if status in {AnnouncementStatus.CANCELLED, AnnouncementStatus.EFFECTIVE}:
        for change in announcement.changes.filter(is_open=True):
            change.is_open = False
            change.save()
    return announcement
