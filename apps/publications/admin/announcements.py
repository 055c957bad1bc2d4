"""Announcements in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from apps.backoffice.records import RecordAdmin, badge

from ..choices import AnnouncementStatus
from ..models import Announcement
from .addresses import AddressPage
from .proof import EVIDENCE_STEP, ProofPages

TONES = {
    AnnouncementStatus.RUNNING: "good",
    AnnouncementStatus.EFFECTIVE: "good",
    AnnouncementStatus.SENDING: "warning",
    AnnouncementStatus.HELD: "danger",
    AnnouncementStatus.CANCELLED: "danger",
}


@admin.register(Announcement)
class AnnouncementAdmin(AddressPage, ProofPages, RecordAdmin):
    """What was announced, and the proof of it."""

    list_display = ["reference", "brand", "topic", "status_badge", "sending_at", "effective_on"]
    list_filter = ["status", "topic", "brand"]
    list_select_related = ["brand"]
    search_fields = ["reference"]
    steps = [EVIDENCE_STEP]
    change_form_template = "admin/announcement_form.html"
    fields = [
        *("reference", "brand", "topic", "status", "note", "send_on", "effective_on", "earliest_effective_at"),
        *("approved_by", "approved_at", "sending_at", "sent_at", "corrects"),
    ]
    readonly_fields = fields
    empty_words = gettext_lazy("What customers and subscribers are told of changes comes here.")

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, announcement: Announcement) -> str:
        return badge(announcement.get_status_display(), TONES.get(AnnouncementStatus(announcement.status), "neutral"))

    def told_beside(self, request: HttpRequest, record: Announcement) -> dict[str, Any]:
        told = {"proof_url": reverse("admin:publications_announcement_proof", args=[record.pk])}
        if record.sending_at and request.user.has_perm("subprocessors.add_objection"):
            told["object_url"] = f"{reverse('admin:subprocessors_objection_add')}?announcement={record.pk}"
        return told
