"""How far the sending of an announcement has come: what left, what waits, what needs a person, how fast, and until when."""

import datetime
import math
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from apps.mailroom.choices import LetterStatus
from apps.mailroom.models import Letter
from apps.trail.acts import object_name

from ..models import Announcement
from .audience import Audience

_L = LetterStatus
#: The rate is that of the last letters that left within this time.
LATELY = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class Progress:
    """Counts of letters, letters a minute, and the moment by which the last one leaves, where that can be told."""

    all: int
    done: int
    waiting: int
    failed: int
    unknown: int
    rate: int
    ends_at: datetime.datetime | None

    @property
    def percent(self) -> int:
        return 100 * self.done // self.all if self.all else 0


def progress_of(announcement: Announcement, audience: Audience, now: datetime.datetime | None = None) -> Progress:
    """The progress as it stands; people who are not written to yet count as waiting."""
    now = now or timezone.now()
    lately = Q(handed_over_at__gt=now - LATELY)
    found = Letter.objects.filter(about=object_name(announcement)).aggregate(
        done=Count("pk", filter=Q(status__in=[_L.HANDED_OVER, _L.SHOWN])),
        waiting=Count("pk", filter=Q(status__in=[_L.QUEUED, _L.SENDING, _L.DEFERRED])),
        failed=Count("pk", filter=Q(status__in=[_L.REFUSED, _L.FAILED, _L.CANCELLED])),
        unknown=Count("pk", filter=Q(status=_L.UNKNOWN_OUTCOME)),
        lately=Count("pk", filter=lately),
        first=Min("handed_over_at", filter=lately),
        last=Max("handed_over_at", filter=lately),
    )
    unwritten = 0 if announcement.sent_at else max(0, audience.all - audience.noticed)
    waiting = found["waiting"] + unwritten
    rate = _rate(found["lately"], found["first"], found["last"])
    ends_at = now + datetime.timedelta(minutes=math.ceil(waiting / rate)) if waiting and rate else None
    everything = found["done"] + waiting + found["failed"] + found["unknown"]
    return Progress(everything, found["done"], waiting, found["failed"], found["unknown"], rate, ends_at)


def _rate(count: int, first: datetime.datetime | None, last: datetime.datetime | None) -> int:
    if first is None or last is None:
        return 0
    minutes = max((last - first).total_seconds() / 60, 1 / 60)
    return math.ceil(count / max(minutes, 1))
