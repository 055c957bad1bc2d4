"""How far the sending of an announcement has come: what left, what waits, what needs a person, how fast, and until when."""

import datetime

from apps.mailroom.queries import Progress, progress

from ..models import Announcement
from .audience import Audience


def progress_of(announcement: Announcement, audience: Audience, now: datetime.datetime | None = None) -> Progress:
    """The progress as it stands; people who are not written to yet count as waiting."""
    unwritten = 0 if announcement.sent_at else max(0, audience.all - audience.noticed)
    return progress(announcement, unwritten=unwritten, now=now)
