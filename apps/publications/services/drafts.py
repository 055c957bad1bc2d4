"""A draft gets its day, its note, and where it must be its emergency; then two people let it go."""

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.casework import services as casework
from apps.casework.choices import FourEyes
from apps.casework.models import Approval
from apps.trail.acts import act
from apps.trail.canonical import canonical, plain
from apps.trail.errors import RuleBroken

from ..choices import AnnouncementStatus
from ..models import Announcement
from ..queries import Dates, cohorts, dates_of, findings, topic_of
from ..queries.cohorts import informed_cohorts
from ..queries.wording import previews
from .gathering import AskedAlready
from .moving import NotNow, lock_while, move

_S = AnnouncementStatus
KIND = FourEyes.ANNOUNCEMENT
#: The permission of those who may let an announcement go, and sign an emergency.
APPROVE = "publications.approve_announcement"


class NotReady(RuleBroken):
    """Something speaks against sending it, told by name."""


def dates_for(announcement: Announcement, send_on: datetime.date) -> Dates:
    """The cohorts as they are on a day of sending, and what follows from it; told in the language of the office."""
    with translation.override(settings.LANGUAGE_CODE):  # so that two people of two languages see the same
        if topic_of(announcement.topic).gives_notice:
            return dates_of(cohorts(announcement.brand, send_on), send_on)
        return dates_of(informed_cohorts(settings.STATEMENT_NOTICE_DAYS), send_on, margin=0)


def plan_announcement(
    announcement: Announcement,
    *,
    send_on: datetime.date,
    effective_on: datetime.date | None = None,
    by: Any,
) -> Announcement:
    """Choose the day of sending; the day of effect follows from every cohort's notice, or is a later one.

    Raises:
        NotReady: the day has passed, or the effect would come before a notice has run.
        AskedAlready, NotNow: it waits for a second person, or is no draft.
    """
    with act("publications.announcement_planned", by=by, about=announcement) as this:
        announcement = _lock_draft(announcement)
        if send_on < timezone.localdate():
            raise NotReady(_("It is sent today or on a day to come."))
        dates = dates_for(announcement, send_on)
        _take_dates(announcement, dates, effective_on)
        announcement.save()
        this.facts["reference"], this.facts["send_on"] = announcement.reference, send_on
        this.facts["effective_on"] = announcement.effective_on
    return announcement


def _take_dates(announcement: Announcement, dates: Dates, effective_on: datetime.date | None) -> None:
    day = effective_on or dates.earliest_on
    if announcement.is_emergency:
        day = effective_on or dates.send_on
        if day < dates.send_on:
            raise NotReady(_("Nothing takes effect before it is announced: choose the day of sending or a later one."))
    elif day < dates.earliest_on:
        words = _("It cannot take effect before %(day)s, when every notice has run.")
        raise NotReady(words % {"day": date_format(dates.earliest_on, "l j F Y")})
    announcement.send_on, announcement.effective_on = dates.send_on, day
    announcement.earliest_effective_at = dates.start_of(max(day, dates.earliest_on))
    announcement.cohorts = canonical(plain(dates.promised)).decode()


def note_announcement(announcement: Announcement, *, note: str, by: Any) -> Announcement:
    """Change what staff add to the generated text; where nothing differs, nothing is written."""
    with act("publications.announcement_noted", by=by, about=announcement, reference=announcement.reference) as this:
        announcement = _lock_draft(announcement)
        if announcement.note == note.strip():
            this.discard()
            return announcement
        announcement.note = note.strip()
        announcement.save()
    return announcement


def declare_emergency(announcement: Announcement, *, reason: str, by: Any) -> Announcement:
    """It cannot wait for the notice to run: told at once, never silently, on a reason that a second person signs."""
    with act("publications.emergency_declared", by=by, about=announcement, reference=announcement.reference):
        announcement = _lock_draft(announcement)
        announcement.is_emergency, announcement.reason = True, reason.strip()
        _forget_dates(announcement)
        announcement.save()
    return announcement


def take_back_emergency(announcement: Announcement, *, by: Any) -> Announcement:
    """It can wait after all."""
    with act("publications.emergency_taken_back", by=by, about=announcement, reference=announcement.reference):
        announcement = _lock_draft(announcement)
        announcement.is_emergency, announcement.reason = False, ""
        _forget_dates(announcement)
        announcement.save()
    return announcement


def ask_announcement(announcement: Announcement, *, by: Any) -> Announcement:
    """Ask a second person to let exactly these letters go, on these days, to this audience.

    Raises:
        NotReady: something speaks against it, told by name.
        NotNow: it is no draft.
    """
    with act("publications.announcement_asked", by=by, about=announcement, reference=announcement.reference):
        announcement = lock_while(announcement, _S.DRAFT)
        _ensure_ready(announcement)
        casework.request_approval(KIND, subject=announcement, content=bound_content(announcement), by=by)
    return announcement


def approve_announcement(announcement: Announcement, *, by: Any) -> Announcement:
    """Let it go as the second person: it is sent on its day.

    Raises:
        NotReady: something speaks against it by now, or the person may not sign.
        NotNow: it is no draft.
        ApprovalMissing, NotASecondPerson, ApprovalStale: see ``casework.give_approval``.
    """
    facts: dict[str, Any] = {"reference": announcement.reference, "send_on": announcement.send_on}
    with act("publications.announcement_approved", by=by, about=announcement, **facts):
        announcement = lock_while(announcement, _S.DRAFT)
        if not isinstance(by, User) or not by.has_perm(APPROVE):
            raise NotReady(_("Somebody of Legal, or the data protection officer, lets an announcement go."))
        _ensure_ready(announcement)
        casework.give_approval(KIND, subject=announcement, content=bound_content(announcement), by=by)
        return move(announcement, _S.SCHEDULED, approved_by=by, approved_at=timezone.now())


def refuse_announcement(announcement: Announcement, *, reason: str, by: Any) -> Announcement:
    """Say no as the second person: it stays a draft."""
    with act("publications.announcement_refused", by=by, about=announcement, reference=announcement.reference):
        announcement = lock_while(announcement, _S.DRAFT)
        casework.refuse_approval(KIND, subject=announcement, reason=reason, by=by)
    return announcement


def withdraw_announcement_request(announcement: Announcement, *, by: Any) -> Announcement:
    """Take back what waits for a second person.

    Raises:
        ApprovalMissing: nothing waits.
    """
    casework.withdraw_approval(KIND, subject=announcement, by=by)
    return announcement


def take_back(announcement: Announcement, *, by: Any) -> Announcement:
    """Make a draft again of what is approved and not yet sent.

    Raises:
        NotNow: it is being sent, or there is a newer draft of the same brand and topic.
    """
    with act("publications.announcement_taken_back", by=by, about=announcement, reference=announcement.reference):
        announcement = lock_while(announcement, _S.SCHEDULED)
        others = Announcement.objects.filter(brand=announcement.brand_id, topic=announcement.topic, status=_S.DRAFT)
        if newer := others.first():
            raise NotNow(_("%(newer)s is the draft of this brand by now: cancel it first.") % {"newer": newer})
        return move(announcement, _S.DRAFT, approved_by=None, approved_at=None)


def bound_content(announcement: Announcement) -> dict[str, Any]:
    """What an approval binds: every letter as it reads, the days, what each cohort is given, and who is told."""
    return {
        "letters": [[one.cohort, one.language, one.subject, one.text, one.html] for one in previews(announcement)],
        "cohorts": announcement.promised,
        "days": [announcement.send_on, announcement.effective_on, announcement.earliest_effective_at],
        "audience": "confirmed subscribers of the brand and topic when it is sent; "
        "current notice contacts of customers under contract that day",
        "emergency": [announcement.is_emergency, announcement.reason],
        "changes": [change["subject"] for change in announcement.said["changes"]],
        "version_shown": announcement.version_shown_id,
    }


def _ensure_ready(announcement: Announcement) -> None:
    """Nothing speaks against it, and cohorts and dates are what they were when the day was chosen."""
    if blockers := [finding.words for finding in findings(announcement) if finding.is_blocker]:
        raise NotReady(" ".join(dict.fromkeys(blockers)))
    assert announcement.send_on is not None  # noqa: S101 - a finding otherwise
    dates = dates_for(announcement, announcement.send_on)
    if canonical(plain(dates.promised)).decode() != announcement.cohorts:
        raise NotReady(_("Contracts or terms changed since its day was chosen: choose the day again to reckon anew."))


def _lock_draft(announcement: Announcement) -> Announcement:
    announcement = lock_while(announcement, _S.DRAFT)
    if Approval.objects.about(announcement).pending().exists():
        words = _("%(reference)s waits for a second person: take the request back first.")
        raise AskedAlready(words % {"reference": announcement})
    return announcement


def _forget_dates(announcement: Announcement) -> None:
    announcement.cohorts = ""
    announcement.send_on = announcement.effective_on = announcement.earliest_effective_at = None
