"""Announcements: what they say, to whom and when, and how far they have come."""

import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.decorators import action

from apps.backoffice.forms import add_refusal, dress_form
from apps.backoffice.records import RecordAdmin, badge
from apps.trail.acts import object_name
from apps.trail.errors import RuleBroken

from .. import services
from ..choices import UNDER_WAY, UNSENT, AnnouncementStatus
from ..forms.announcements import GatherForm
from ..models import Announcement
from ..queries import audience_of, progress_of, topic_of
from ..queries.wording import previews
from ..services.drafts import dates_for
from .addresses import AddressPage
from .proof import EVIDENCE_STEP, ProofPages
from .steps import STEPS, findings_of, obstacles_of, pending

_S = AnnouncementStatus
TONES = {
    _S.DRAFT: "neutral",
    _S.SCHEDULED: "warning",
    _S.SENDING: "warning",
    _S.RUNNING: "warning",
    _S.HELD: "danger",
    _S.EFFECTIVE: "good",
    _S.CLOSED: "good",
}
ADD = "publications.add_announcement"


@admin.register(Announcement)
class AnnouncementAdmin(AddressPage, ProofPages, RecordAdmin):
    """An announcement is gathered, never written: its page shows exactly what goes to whom, and why on which day."""

    steps = [*STEPS, EVIDENCE_STEP]
    change_form_template = "admin/announcement_form.html"
    actions_list = ["to_gathering"]
    list_display = ["reference", "brand", "what", "status_badge", "send_on", "effective_on"]
    list_display_links = ["reference"]
    list_filter = ["status", "topic", "brand", "is_emergency"]
    list_select_related = ["brand", "corrects"]
    search_fields = ["reference"]
    fieldsets = [
        (None, {"fields": [("reference", "brand", "topic"), ("send_on", "effective_on", "earliest_effective_at")]}),
        (
            gettext_lazy("What was decided"),
            {"fields": [("approved_by", "approved_at"), ("sending_at", "sent_at", "ended_at"), "reason", "corrects"]},
        ),
    ]
    readonly_fields = [
        *("reference", "brand", "topic", "send_on", "effective_on", "earliest_effective_at", "approved_by"),
        *("approved_at", "sending_at", "sent_at", "ended_at", "reason", "corrects"),
    ]
    empty_words = gettext_lazy(
        "Nothing was announced yet. What is approved in the registers is proposed here within an hour, or gather it now."
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Decisions are shown once there are any."""
        decided = obj is not None and (obj.approved_at or obj.reason or obj.ended_at or obj.corrects_id)
        return self.fieldsets if decided else self.fieldsets[:1]

    @admin.display(description=gettext_lazy("What"))
    def what(self, announcement: Announcement) -> str:
        """The headings of what it says, the first two of them."""
        told = [one["heading"] for one in _said(announcement)]
        more = f" +{len(told) - 2}" if len(told) > 2 else ""
        words = "; ".join(told[:2]) + more
        return _("Correction: %(words)s") % {"words": words} if announcement.corrects_id else words or "—"

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, announcement: Announcement) -> str:
        return badge(announcement.get_status_display(), TONES.get(AnnouncementStatus(announcement.status), "neutral"))

    def status_words(self, record: Announcement) -> str:
        if record.status == _S.DRAFT and (request := pending(record)):
            return _("waits for a second person (%(reference)s)") % {"reference": request}
        return (
            _("%(status)s, paused") % {"status": record.get_status_display()}
            if record.paused_at
            else (record.get_status_display())
        )

    def told_beside(self, request: HttpRequest, record: Announcement) -> dict[str, Any]:
        """What it says, what speaks against it, to whom it goes, why on that day, and how far it has come."""
        audience = audience_of(record)
        is_sent = record.status not in UNSENT and record.sending_at is not None
        return {
            "announced": _said(record),
            "note": record.note,
            "emergency": record.reason if record.is_emergency else "",
            "findings": [_finding(one) for one in findings_of(record)] if record.status in UNSENT else [],
            "is_unsent": record.status in UNSENT,
            "audience": audience,
            "cohorts": [_cohort(one) for one in record.promised],
            "dates": _sentences(record),
            "letters_url": reverse("admin:publications_announcement_letters", args=[record.pk])
            if record.cohorts
            else "",
            "progress": progress_of(record, audience) if is_sent else None,
            "sent_letters_url": _letters_of(record) if is_sent else "",
            "obstacles": obstacles_of(record) if record.status == _S.RUNNING and record.corrects_id is None else None,
            "is_under_way": record.status in UNDER_WAY,
            "proof_url": reverse("admin:publications_announcement_proof", args=[record.pk]),
            "object_url": _objecting(request, record),
        }

    # --- Pages of its own ---

    def get_urls(self) -> list[URLPattern]:
        gathering, letters = (self.admin_site.admin_view(view) for view in (self.gather_view, self.letters_view))
        return [
            path("gather/", gathering, name="publications_gather"),
            path("<path:object_id>/letters/", letters, name="publications_announcement_letters"),
            *super().get_urls(),
        ]

    @action(description=gettext_lazy("Gather what waits"), url_path="to-gathering", permissions=["gather"])
    def to_gathering(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:publications_gather"))

    def has_gather_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ADD)

    def gather_view(self, request: HttpRequest) -> HttpResponse:
        """Choose a brand and a topic: GET asks, POST puts what waits into its draft."""
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        form = GatherForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                draft = services.gather(form.cleaned_data["brand"], form.cleaned_data["topic"], by=request.user)
            except RuleBroken as error:
                add_refusal(form, error)
            else:
                return self._gathered(request, draft)
        dress_form(form)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Gather"), "form": form}
        return TemplateResponse(request, "admin/gather.html", context)

    def _gathered(self, request: HttpRequest, draft: Announcement | None) -> HttpResponse:
        if draft is None or draft.status == _S.CANCELLED:
            messages.info(request, _("Nothing waits to be announced."))
            return HttpResponseRedirect(reverse("admin:publications_announcement_changelist"))
        messages.success(request, _("This is what waits. Choose the day on which it is sent."))
        return HttpResponseRedirect(reverse("admin:publications_announcement_change", args=[draft.pk]))

    def letters_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Every letter as each cohort gets it, in each language."""
        record = self.get_object(request, unquote(object_id))
        if record is None or not record.cohorts or not self.has_view_permission(request, record):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": record,
            "title": _("The letters"),
            "previews": previews(record),
        }
        return TemplateResponse(request, "admin/announcement_letters.html", context)


def _said(announcement: Announcement) -> list[dict[str, Any]]:
    """What it announces, in the language of who reads it."""
    language = "nl" if (get_language() or "").startswith("nl") else "en"
    told = [change["snapshot"]["said"] for change in announcement.said.get("changes", [])]
    return [each[language] for each in told if each]


def _cohort(promised: dict[str, Any]) -> dict[str, Any]:
    """What a cohort is given, with days as people read them."""
    days = {
        name: formats.date_format(datetime.date.fromisoformat(promised[name]), "j M Y") if promised[name] else ""
        for name in ("last_objection_on", "earliest_on")
    }
    return promised | days


def _finding(one: Any) -> dict[str, Any]:
    tone = badge(_("blocks"), "danger") if one.is_blocker else badge(_("look"), "warning")
    url = ""
    if one.record is not None:
        names = one.record._meta
        url = reverse(f"admin:{names.app_label}_{names.model_name}_change", args=[one.record.pk])
    return {"words": one.words, "badge": tone, "url": url}


def _sentences(announcement: Announcement) -> list[str]:
    """Why on that day, in words; reckoned anew while nobody was told, in the language of who reads it."""
    if announcement.send_on is None:
        return []
    if announcement.status in UNSENT:
        sentences = dates_for(announcement, announcement.send_on).sentences
    else:
        promised = announcement.promised
        sentences = max(promised, key=lambda cohort: cohort["earliest_on"])["derivation"] if promised else []
    if announcement.effective_on and topic_of(announcement.topic).gives_notice:
        day = formats.date_format(announcement.effective_on, "l j F Y")
        sentences = [*sentences, _("So it takes effect on %(day)s.") % {"day": day}]
    return sentences


def _objecting(request: HttpRequest, announcement: Announcement) -> str:
    """Where staff log an objection to it; nowhere before it was sent."""
    if announcement.sending_at is None or not request.user.has_perm("subprocessors.add_objection"):
        return ""
    return f"{reverse('admin:subprocessors_objection_add')}?announcement={announcement.pk}"


def _letters_of(announcement: Announcement) -> str:
    return f"{reverse('admin:mailroom_letter_changelist')}?about={object_name(announcement)}"
