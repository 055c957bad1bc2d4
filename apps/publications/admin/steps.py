"""What may happen next to an announcement, for whom, and what stands in the way."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.steps import Step
from apps.casework.choices import FourEyes
from apps.casework.forms import ReasonForm
from apps.casework.models import Approval

from .. import services
from ..choices import AnnouncementStatus
from ..forms.announcements import EmergencyForm, NoteForm, PlanForm, PostponeForm
from ..models import Announcement
from ..queries import findings, obstacles

_S = AnnouncementStatus
CHANGE, APPROVE = "publications.change_announcement", "publications.approve_announcement"


def pending(announcement: Announcement) -> Approval | None:
    """The request that waits for a second person, if any; read once for a page."""
    if "_pending" not in announcement.__dict__:
        waiting = Approval.objects.about(announcement).pending().filter(kind=FourEyes.ANNOUNCEMENT)
        announcement.__dict__["_pending"] = waiting.select_related("requested_by").first()
    return announcement.__dict__["_pending"]


def findings_of(announcement: Announcement) -> list[Any]:
    """What speaks against it; found once for a page."""
    if "_findings" not in announcement.__dict__:
        announcement.__dict__["_findings"] = findings(announcement)
    return announcement.__dict__["_findings"]


def obstacles_of(announcement: Announcement) -> list[Any]:
    """What keeps it from taking effect, today or on its day where that is to come; found once for a page."""
    if "_obstacles" not in announcement.__dict__:
        now = timezone.now()
        announcement.__dict__["_obstacles"] = obstacles(
            announcement, now=max(now, announcement.earliest_effective_at or now)
        )
    return announcement.__dict__["_obstacles"]


def is_free_draft(announcement: Announcement) -> bool:
    return announcement.status == _S.DRAFT and pending(announcement) is None


def is_asked(announcement: Announcement) -> bool:
    return announcement.status == _S.DRAFT and pending(announcement) is not None


def announces(announcement: Announcement, *statuses: AnnouncementStatus) -> bool:
    """Whether it stands in one of these, and is no correction."""
    return announcement.status in statuses and announcement.corrects_id is None


def is_(*statuses: AnnouncementStatus) -> Any:
    return lambda announcement: announces(announcement, *statuses)


def blocked(announcement: Announcement, user: Any) -> str:
    return " ".join(dict.fromkeys(one.words for one in findings_of(announcement) if one.is_blocker))


def not_the_second(announcement: Announcement, user: Any) -> str:
    request = pending(announcement)
    if request is not None and request.requested_by_id == user.pk:
        return _("You asked for this (%(reference)s): a second person decides.") % {"reference": request}
    return blocked(announcement, user)


def not_its_day(announcement: Announcement, user: Any) -> str:
    if announcement.send_on == timezone.localdate():
        return ""
    day = date_format(announcement.send_on, "l j F Y") if announcement.send_on else "—"
    return _("It is sent on %(day)s alone, as its dates follow from it.") % {"day": day}


def may_go_on(announcement: Announcement, user: Any) -> str:
    """What no reason of a person passes."""
    if announcement.effective_on and announcement.effective_on > timezone.localdate():
        day = date_format(announcement.effective_on, "l j F Y")
        return _("It takes effect on %(day)s, not before.") % {"day": day}
    return " ".join(dict.fromkeys(one.words for one in obstacles_of(announcement) if not one.may_be_passed))


STEPS = [
    Step(
        "plan",
        gettext_lazy("Choose the day"),
        gettext_lazy("The day on which it is sent; the day of effect follows from every notice."),
        services.plan_announcement,
        CHANGE,
        available=is_free_draft,
        form=PlanForm,
    ),
    Step(
        "note",
        gettext_lazy("Add a note"),
        gettext_lazy("A few words of yours in every letter. The text itself is generated and stays so."),
        services.note_announcement,
        CHANGE,
        available=is_free_draft,
        form=NoteForm,
    ),
    Step(
        "gather",
        gettext_lazy("Gather again"),
        gettext_lazy("Takes in what waits by now, and takes out what does not any more."),
        services.gather_again,
        CHANGE,
        available=is_free_draft,
    ),
    Step(
        "emergency",
        gettext_lazy("It cannot wait"),
        gettext_lazy("An emergency replacement: told at once, in effect before the notice has run. Never silently."),
        services.declare_emergency,
        CHANGE,
        available=lambda one: is_free_draft(one) and not one.is_emergency,
        form=EmergencyForm,
        is_danger=True,
    ),
    Step(
        "no-emergency",
        gettext_lazy("It can wait"),
        gettext_lazy("It is no emergency: every notice runs."),
        services.take_back_emergency,
        CHANGE,
        available=lambda one: is_free_draft(one) and one.is_emergency,
    ),
    Step(
        "ask",
        gettext_lazy("Ask for approval"),
        gettext_lazy("A second person decides about exactly these letters, days and people."),
        services.ask_announcement,
        CHANGE,
        available=is_free_draft,
        obstacle=blocked,
    ),
    Step(
        "approve",
        gettext_lazy("Approve"),
        gettext_lazy("You are the second person: these letters go to these people on this day."),
        services.approve_announcement,
        APPROVE,
        available=is_asked,
        obstacle=not_the_second,
        confirms_identity=True,
    ),
    Step(
        "refuse",
        gettext_lazy("Refuse"),
        gettext_lazy("It stays a draft, with your reason."),
        services.refuse_announcement,
        APPROVE,
        available=is_asked,
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "withdraw-request",
        gettext_lazy("Take the request back"),
        gettext_lazy("Nobody needs to decide any more; it can be changed and asked anew."),
        services.withdraw_announcement_request,
        CHANGE,
        available=is_asked,
        is_danger=True,
    ),
    Step(
        "send-now",
        gettext_lazy("Send now"),
        gettext_lazy("It is sent today anyway, within a minute; this begins at once."),
        services.send_now,
        CHANGE,
        available=is_(_S.SCHEDULED),
        obstacle=not_its_day,
        confirms_identity=True,
    ),
    Step(
        "take-back",
        gettext_lazy("Take it back to a draft"),
        gettext_lazy("Nobody was told yet. It can be gathered and planned anew, and is approved anew."),
        services.take_back,
        CHANGE,
        available=is_(_S.SCHEDULED),
        is_danger=True,
    ),
    Step(
        "pause",
        gettext_lazy("Pause"),
        gettext_lazy("No further letters are written, and those that wait are held back."),
        services.pause_sending,
        CHANGE,
        available=lambda one: one.status == _S.SENDING and one.paused_at is None,
        is_danger=True,
    ),
    Step(
        "resume",
        gettext_lazy("Go on sending"),
        gettext_lazy("The worker writes to everybody who was not written to, and what was held back leaves."),
        services.resume_sending,
        CHANGE,
        available=lambda one: one.status == _S.SENDING and one.paused_at is not None,
    ),
    Step(
        "send-again",
        gettext_lazy("Send again"),
        gettext_lazy("Refused letters of contracts are tried again, and new notice contacts are written to."),
        services.send_again,
        CHANGE,
        available=is_(_S.RUNNING, _S.HELD),
    ),
    Step(
        "take-effect",
        gettext_lazy("Put it into effect"),
        gettext_lazy("It does so by itself once every notice has run. You go on although a letter did not arrive."),
        services.put_into_effect,
        APPROVE,
        available=is_(_S.RUNNING),
        obstacle=may_go_on,
        form=ReasonForm,
        confirms_identity=True,
    ),
    Step(
        "hold",
        gettext_lazy("Hold it"),
        gettext_lazy("It does not take effect until somebody lets it go on."),
        services.hold,
        CHANGE,
        available=is_(_S.RUNNING),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "release",
        gettext_lazy("Let it go on"),
        gettext_lazy("Nothing holds it any more."),
        services.release,
        APPROVE,
        available=is_(_S.HELD),
        form=ReasonForm,
        confirms_identity=True,
    ),
    Step(
        "postpone",
        gettext_lazy("Move the day later"),
        gettext_lazy("Everybody who was told gets a letter with the new day."),
        services.postpone,
        CHANGE,
        available=is_(_S.RUNNING, _S.HELD),
        form=PostponeForm,
    ),
    Step(
        "cancel",
        gettext_lazy("Cancel"),
        gettext_lazy("It will not happen. Everybody who was told gets a correction, in fixed words and at once."),
        services.cancel,
        CHANGE,
        available=is_(_S.DRAFT, _S.SCHEDULED, _S.SENDING, _S.RUNNING, _S.HELD),
        form=ReasonForm,
        is_danger=True,
    ),
]
