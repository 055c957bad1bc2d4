"""An announcement that an objection holds, and that goes on once none holds it any more."""

from typing import Any

from django.utils.translation import gettext as _

from apps.publications import services as publications
from apps.publications.choices import AnnouncementStatus
from apps.publications.models import Announcement

from ..models import Objection


def hold(announcement: Announcement, *, by: Any) -> Announcement:
    """Keep a running notice from taking effect while an objection holds it; else it stays as it is.

    One that is still being sent is left alone: the job comes back to it.
    """
    holding = Objection.objects.holding().filter(announcement=announcement).order_by("pk").first()
    if holding is None or not _stands_at(announcement, AnnouncementStatus.RUNNING):
        return announcement
    reason = _("Objection %(reference)s, in time.") % {"reference": holding.reference}
    try:
        return publications.hold(announcement, reason=reason, by=by)
    except publications.NotNow:  # somebody moved it at this moment
        return announcement


def release(announcement: Announcement, *, by: Any) -> Announcement:
    """Let a held notice run on once no objection holds it; else it stays as it is."""
    is_held = Objection.objects.holding().filter(announcement=announcement).exists()
    if is_held or not _stands_at(announcement, AnnouncementStatus.HELD):
        return announcement
    try:
        return publications.release(announcement, reason=_("No objection holds it any more."), by=by)
    except publications.NotNow:  # somebody moved it at this moment
        return announcement


def hold_objected() -> int:
    """Hold what finished being sent after somebody had objected already; how many were held."""
    objected = Objection.objects.holding().filter(announcement__status=AnnouncementStatus.RUNNING)
    waiting = Announcement.objects.filter(pk__in=objected.values("announcement")).order_by("pk")
    return sum(hold(one, by="worker").status == AnnouncementStatus.HELD for one in waiting)


def _stands_at(announcement: Announcement, status: AnnouncementStatus) -> bool:
    return Announcement.objects.filter(pk=announcement.pk, status=status).exists()
