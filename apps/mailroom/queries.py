"""Reads of the mailroom that join several models: how far a text to many has come, addresses that bounce."""

import datetime
import math
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from apps.organisation.models import NoticeContact
from apps.trail.acts import object_name

from .choices import READY, LetterStatus
from .models import Letter, MailboxCheck, Pause

#: The rate is that of the last so many minutes.
LATELY = datetime.timedelta(minutes=2)


@dataclass(frozen=True)
class Progress:
    """Letters about one record, by where they stand; the rate of the last minutes, and when it will have done them all.

    Of those that are ``done``, so many are only ``shown`` here and went to nobody.
    """

    done: int
    shown: int
    waiting: int
    held: int
    failed: int
    unknown: int
    cancelled: int
    per_minute: float
    ends_at: datetime.datetime | None
    is_paused: bool

    @property
    def total(self) -> int:
        return self.done + self.waiting + self.held + self.failed + self.unknown + self.cancelled

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def progress(about: models.Model | str, *, unwritten: int = 0, now: datetime.datetime | None = None) -> Progress:
    """How far the letters about a record have come, in two queries; ``unknown`` are those that wait for a person.

    So many that are ``unwritten`` yet count as waiting.
    """
    now, named = now or timezone.now(), object_name(about)
    lately = Q(status=LetterStatus.HANDED_OVER, handed_over_at__gt=now - LATELY, handed_over_at__lte=now)
    leaving = Q(status=LetterStatus.SENDING) | Q(status__in=READY, next_try_at__isnull=False)
    counted = Letter.objects.filter(about=named).aggregate(
        done=Count("pk", Q(status__in=[LetterStatus.HANDED_OVER, LetterStatus.SHOWN])),
        shown=Count("pk", Q(status=LetterStatus.SHOWN)),
        waiting=Count("pk", leaving),
        held=Count("pk", Q(status=LetterStatus.HELD)),
        failed=Count("pk", Q(status__in=[LetterStatus.REFUSED, LetterStatus.FAILED])),
        unknown=Count("pk", Q(status=LetterStatus.UNKNOWN_OUTCOME, next_try_at=None)),
        cancelled=Count("pk", Q(status=LetterStatus.CANCELLED)),
        lately=Count("pk", lately),
    )
    counted["waiting"] += unwritten
    per_minute = counted.pop("lately") / (LATELY / datetime.timedelta(minutes=1))
    ends_at = None
    if counted["waiting"] and per_minute:
        ends_at = now + datetime.timedelta(minutes=math.ceil(counted["waiting"] / per_minute))
    is_paused = Pause.objects.filter(about=named).exists()
    return Progress(**counted, per_minute=per_minute, ends_at=ends_at, is_paused=is_paused)


def of_notice_contacts(suppressions: Any) -> QuerySet:
    """Of these addresses without list mail, those from which letters come back and to which notices of a duty go."""
    contacts = NoticeContact.objects.filter(removed_at=None).values(lower=Lower("email"))
    return suppressions.bouncing().annotate(lower=Lower("address")).filter(lower__in=contacts)


def week_ago() -> datetime.datetime:
    """Since when letters that were turned away ask for attention."""
    return timezone.now() - datetime.timedelta(days=7)


def failing_mailboxes() -> QuerySet:
    """The mailboxes of this office's settings that could not be read the last time."""
    ours = [one.name[:200] for one in settings.INBOUND_MAIL]
    return MailboxCheck.objects.filter(mailbox__in=ours).exclude(failing_since=None)
