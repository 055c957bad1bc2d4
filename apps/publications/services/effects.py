"""A running announcement takes effect once every notice has run; an objection may hold it, and a person move its day."""

import datetime
import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.casework.deadlines.moments import first_moment_of
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..choices import AnnouncementStatus, Correction
from ..models import Announcement
from ..queries import obstacles, office_place, topic_of
from .corrections import correct
from .moving import NotNow, lock_while, move

_S = AnnouncementStatus
logger = logging.getLogger(__name__)


class NotYet(RuleBroken):
    """A notice has not run, or a register has something against it, told by name."""


def put_into_effect(announcement: Announcement, *, reason: str = "", by: Any) -> Announcement:
    """Let it take effect: every record of it is put in force by its own register.

    ``reason`` lets a person go on although a letter did not reach somebody; nothing lets it come before its day.

    Raises:
        NotYet: told by name.
        NotNow: it does not run.
        RuleBroken: a register refuses one of its records; then none takes effect.
    """
    with act("publications.announcement_took_effect", by=by, about=announcement, reference=announcement.reference):
        announcement, now = lock_while(announcement, _S.RUNNING), timezone.now()
        _ensure_run_out(announcement, now, reason)
        values = {"reason": reason.strip()} if reason.strip() else {}
        subjects = list(announcement.changes.standing().filter(is_open=True).values_list("subject", flat=True))
        announcement = move(announcement, _S.EFFECTIVE, **values)
        topic = topic_of(announcement.topic)
        for subject in subjects:
            topic.effective(subject, by)
    return announcement


def _ensure_run_out(announcement: Announcement, now: datetime.datetime, reason: str) -> None:
    due = announcement.effective_on is not None and announcement.effective_on <= timezone.localdate(now)
    early = announcement.earliest_effective_at is None or announcement.earliest_effective_at > now
    if not due or (early and not announcement.is_emergency):
        day = date_format(announcement.effective_on, "l j F Y") if announcement.effective_on else "—"
        raise NotYet(_("It takes effect on %(day)s, not before.") % {"day": day})
    standing = [one for one in obstacles(announcement, now=now) if not (reason.strip() and one.may_be_passed)]
    if standing:
        raise NotYet(" ".join(dict.fromkeys(one.words for one in standing)))


def put_due() -> int:
    """The job that puts due announcements into effect; how many there were. What is kept says why on its page."""
    done = 0
    for announcement in Announcement.objects.filter(status=_S.RUNNING, effective_on__lte=timezone.localdate()):
        try:
            put_into_effect(announcement, by="worker")
        except (RuleBroken, ValidationError, IntegrityError) as error:  # one that waits holds up no other
            logger.warning("%s waits: %s", announcement, error)
        else:
            done += 1
    return done


def close_done() -> int:
    """The job that closes what took effect, the day after; how many there were."""
    done = 0
    for announcement in Announcement.objects.filter(status=_S.EFFECTIVE, effective_on__lt=timezone.localdate()):
        with act("publications.announcement_closed", by="worker", about=announcement, reference=announcement.reference):
            fresh = lock_while(announcement, _S.EFFECTIVE)
            move(fresh, _S.CLOSED, ended_at=timezone.now())
            done += 1
    return done


def hold(announcement: Announcement, *, reason: str, by: Any) -> Announcement:
    """Keep it from taking effect, as after an objection in time."""
    with act("publications.announcement_held", by=by, about=announcement, reference=announcement.reference):
        return move(lock_while(announcement, _S.RUNNING), _S.HELD, reason=reason)


def release(announcement: Announcement, *, reason: str, by: Any) -> Announcement:
    """Nothing holds it any more."""
    with act("publications.announcement_released", by=by, about=announcement, reference=announcement.reference):
        return move(lock_while(announcement, _S.HELD), _S.RUNNING, reason=reason)


def postpone(announcement: Announcement, *, effective_on: datetime.date, reason: str, by: Any) -> Announcement:
    """Move its day later; everybody who was told is told.

    Raises:
        NotNow: it does not run, or the day is not later.
    """
    facts: dict[str, Any] = {"reference": announcement.reference, "effective_on": effective_on}
    with act("publications.announcement_postponed", by=by, about=announcement, **facts):
        announcement = lock_while(announcement, _S.RUNNING, _S.HELD)
        today = timezone.localdate()
        if announcement.effective_on is None or effective_on <= max(announcement.effective_on, today):
            raise NotNow(_("Choose a day after the present one, and after today."))
        announcement.effective_on, announcement.reason = effective_on, reason
        announcement.earliest_effective_at = first_moment_of(effective_on, office_place().zone)
        announcement.save()
        changes = list(announcement.changes.standing().filter(is_open=True))
        topic = topic_of(announcement.topic)
        for change in changes:
            topic.announced(change.subject, announcement, by)
        correct(announcement, Correction.POSTPONED, {change.subject for change in changes}, by=by)
    return announcement
