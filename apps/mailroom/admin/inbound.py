"""Mail that came in, in the admin: what needs a person first, what became of each, and what it says."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.downloads import GONE, file_gone, sealed_file
from apps.backoffice.records import RecordAdmin, badge
from apps.backoffice.steps import Step

from .. import receiving
from ..choices import InboundStatus
from ..forms import IgnoreForm, ReferenceForm
from ..models import InboundMessage, MailboxCheck
from ..reading_mail import as_shown

CHANGE, OPEN = "mailroom.change_inboundmessage", "mailroom.open_inboundmessage"
TONES = {InboundStatus.HELD: "danger", InboundStatus.STORED: "warning", InboundStatus.TAKEN: "good"}


def is_held(message: InboundMessage) -> bool:
    return message.status == InboundStatus.HELD


def waits_for_a_person(message: InboundMessage) -> bool:
    """What was just stored is the worker's; what is held or was left alone is anybody's."""
    return message.status in {InboundStatus.HELD, InboundStatus.IGNORED}


@admin.register(InboundMessage)
class InboundMessageAdmin(RecordAdmin):
    """Mail comes by itself; here it is looked at, and what the machine could not place finds its place."""

    list_display = ["subject_words", "sender_words", "status_badge", "became", "mailbox", "received_at"]
    list_filter = ["status", "held_for", "is_automatic", "brand"]
    list_select_related = ["brand"]
    search_fields = ["sender", "subject", "message_id"]
    search_help_text = gettext_lazy("A sender, words of a subject, or a Message-ID.")
    change_form_template = "admin/inbound_form.html"
    empty_words = gettext_lazy("No mail yet: that needs INBOUND_MAIL, or a provider that brings it.")
    fieldsets = [
        (None, {"fields": ["subject_words", "sender_words", "status_badge", "why", "became"]}),
        (gettext_lazy("How it came"), {"fields": [("received_at", "mailbox", "envelope_to"), ("source", "brand")]}),
        (gettext_lazy("The message"), {"fields": [("size", "is_automatic", "attempts"), "message_id", "sha256"]}),
    ]
    readonly_fields = [
        *("subject_words", "sender_words", "status_badge", "why", "became", "received_at", "mailbox", "envelope_to"),
        *("source", "brand", "size", "is_automatic", "attempts", "message_id", "sha256"),
    ]
    steps: Sequence[Step] = [
        Step(
            "open",
            gettext_lazy("Open a request from it"),
            gettext_lazy("It becomes a new request, received when the mail was. A person who wrote it gets a receipt."),
            receiving.open_by_hand,
            CHANGE,
            available=waits_for_a_person,
        ),
        Step(
            "put-on",
            gettext_lazy("Put it on a request"),
            gettext_lazy("It stands in the story of that request from now on. Nobody is written to."),
            receiving.put_on_record,
            CHANGE,
            available=waits_for_a_person,
            form=ReferenceForm,
        ),
        Step(
            "try-again",
            gettext_lazy("Read it again"),
            gettext_lazy("The worker reads it again within a minute, as if it had just come."),
            receiving.release_message,
            CHANGE,
            available=is_held,
            is_bulk=True,
        ),
        Step(
            "ignore",
            gettext_lazy("Leave it alone"),
            gettext_lazy("Nothing becomes of it. It stays here with your reason, and can still become a request."),
            receiving.ignore_message,
            CHANGE,
            available=is_held,
            form=IgnoreForm,
            is_bulk=True,
        ),
    ]

    @admin.display(description=gettext_lazy("Subject"))
    def subject_words(self, message: InboundMessage) -> str:
        return message.subject or _("(no subject)")

    @admin.display(description=gettext_lazy("From"))
    def sender_words(self, message: InboundMessage) -> str:
        return message.sender or "—"

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, message: InboundMessage) -> str:
        words = message.get_held_for_display() if message.held_for else message.get_status_display()
        return badge(words, TONES.get(InboundStatus(message.status), "neutral"))

    @admin.display(description=gettext_lazy("Why"))
    def why(self, message: InboundMessage) -> str:
        return message.note or "—"

    @admin.display(description=gettext_lazy("Became"))
    def became(self, message: InboundMessage) -> str:
        """A link to what it became, or was put on."""
        label, _colon, pk = message.about.partition(":")
        try:
            model = apps.get_model(label)
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
        except (LookupError, ValueError, NoReverseMatch):
            return message.about or "—"
        return format_html('<a class="office-link" href="{}">{} {}</a>', address, model._meta.verbose_name, pk)

    def told_beside(self, request: HttpRequest, record: InboundMessage) -> dict[str, Any]:
        if not record.file or not request.user.has_perm(OPEN):
            return {}
        return {
            "content_url": reverse("admin:mailroom_inboundmessage_content", args=[record.pk]),
            "message_url": reverse("admin:mailroom_inboundmessage_message", args=[record.pk]),
        }

    # --- What it says ---

    def get_urls(self) -> list[URLPattern]:
        content, message = (self.admin_site.admin_view(view) for view in (self.content_view, self.message_view))
        return [
            path("<path:object_id>/content/", content, name="mailroom_inboundmessage_content"),
            path("<path:object_id>/message/", message, name="mailroom_inboundmessage_message"),
            *super().get_urls(),
        ]

    def content_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Headers and text of a message, as words alone: whatever it holds, nothing of it is run or fetched."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        message = self._openable(request, object_id)
        try:
            content = as_shown(receiving.open_message(message, by=request.user))
        except GONE:
            return file_gone(self, request, message)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": message,
            "title": _("Mail that came in"),
            "content": content,
        }
        return TemplateResponse(request, "admin/inbound_content.html", context)

    def message_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The exact bytes as a file."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        message = self._openable(request, object_id)
        return sealed_file(
            self,
            request,
            message,
            opened=lambda: [receiving.open_message(message, by=request.user)],
            name=f"mail-{message.pk}.eml",
        )

    def _openable(self, request: HttpRequest, object_id: str) -> InboundMessage:
        message = self.get_object(request, unquote(object_id))
        if message is None or not self.has_view_permission(request, message):
            raise Http404
        if not request.user.has_perm(OPEN):
            raise PermissionDenied
        return message


@admin.register(MailboxCheck)
class MailboxCheckAdmin(RecordAdmin):
    """How each mailbox was found the last time that it was asked."""

    list_display = ["mailbox", "status_badge", "failing_since", "checked_at"]
    fields = readonly_fields = ["mailbox", "status_badge", "failing_since", "error", "checked_at"]
    empty_words = gettext_lazy("No mailbox was asked yet: they stand in INBOUND_MAIL.")

    @admin.display(description=gettext_lazy("Status"))
    def status_badge(self, check: MailboxCheck) -> str:
        return badge(_("cannot be read"), "danger") if check.failing_since else badge(_("read"), "good")
