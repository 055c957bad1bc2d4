"""Letters in the admin: where each stands, what happened to it, and what it says."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.downloads import GONE, file_gone, sealed_file
from apps.backoffice.records import PartsInline, RecordAdmin, badge
from apps.backoffice.steps import Step

from .. import services
from ..choices import SENDING, TRYABLE, LetterStatus
from ..composing import kinds
from ..models import Delivery, Letter
from ..queries import week_ago
from .events import told_badge

CHANGE, OPEN = "mailroom.change_letter", "mailroom.open_letter"
#: What people look for in the head of a letter; the rest is folded away.
HEADERS = ("Date", "From", "To", "Reply-To")

TONES = {
    LetterStatus.HANDED_OVER: "good",
    LetterStatus.DEFERRED: "warning",
    LetterStatus.UNKNOWN_OUTCOME: "warning",
    LetterStatus.REFUSED: "danger",
    LetterStatus.FAILED: "danger",
}


class StandsFilter(SimpleListFilter):
    """What the home page counts."""

    title = gettext_lazy("what it waits for")
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("person", gettext_lazy("Needs a person")),
            ("waiting", gettext_lazy("Leaves by itself")),
            ("turned-away", gettext_lazy("Turned away this week")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        ids = {
            "person": Letter.objects.needing_a_person,
            "waiting": Letter.objects.waiting,
            "turned-away": lambda: Letter.objects.turned_away(week_ago()),
        }.get(self.value() or "")
        return queryset.filter(pk__in=ids().values("pk")) if ids else queryset


class KindFilter(SimpleListFilter):
    """By the kinds of letters that the apps have."""

    title = gettext_lazy("kind")
    parameter_name = "letter"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.name, kind.label) for kind in kinds().values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.value()) if self.value() in kinds() else queryset


class DeliveryInline(PartsInline):
    """What happened to a letter, as it came."""

    model = Delivery
    fields = readonly_fields = ["moment", "event", "attempt", "code", "answer"]
    show_change_link = False
    hide_title = True


def may_be_tried(letter: Letter) -> bool:
    return not letter.is_erased and letter.status in TRYABLE


def may_be_cancelled(letter: Letter) -> bool:
    return SENDING.allows(letter.status, LetterStatus.CANCELLED)


@admin.register(Letter)
class LetterAdmin(RecordAdmin):
    """A letter is written by what it is about; here it is looked at, tried again or cancelled."""

    list_display = ["subject_words", "recipient", "stands", "kind_words", "queued_at"]
    list_filter = [StandsFilter, "status", "reached", KindFilter, "brand"]
    list_select_related = ["brand"]
    search_fields = ["to_address", "subject", "message_id"]
    search_help_text = gettext_lazy("An address, words of a subject, or a Message-ID.")
    change_form_template = "admin/letter_form.html"
    inlines = [DeliveryInline]
    empty_words = gettext_lazy("No letters yet: they are written when something happens that somebody must be told of.")
    fieldsets = [
        (
            None,
            {"fields": ["subject_words", "recipient", "status_badge", "reached_badge", "last_answer", "about_link"]},
        ),
        (gettext_lazy("When"), {"fields": [("queued_at", "next_try_at", "handed_over_at", "attempts")]}),
        (
            gettext_lazy("The message"),
            {"fields": [("kind_words", "brand", "language", "stream"), "message_id", "sha256"]},
        ),
    ]
    readonly_fields = [
        *(
            "subject_words",
            "recipient",
            "status_badge",
            "reached_badge",
            "last_answer",
            "about_link",
            "queued_at",
            "next_try_at",
        ),
        *("handed_over_at", "attempts", "kind_words", "brand", "language", "stream", "message_id", "sha256"),
    ]
    steps: Sequence[Step] = [
        Step(
            "try-again",
            gettext_lazy("Try again"),
            gettext_lazy(
                "It leaves at once, the same message under the same Message-ID. Who has it already gets it twice."
            ),
            services.retry_letter,
            CHANGE,
            available=may_be_tried,
            is_bulk=True,
        ),
        Step(
            "cancel",
            gettext_lazy("Cancel"),
            gettext_lazy("It does not leave any more. It stays here, with what happened to it."),
            services.cancel_letter,
            CHANGE,
            available=may_be_cancelled,
            is_danger=True,
            is_bulk=True,
        ),
    ]

    @admin.display(description=gettext_lazy("Subject"), ordering="subject")
    def subject_words(self, letter: Letter) -> str:
        return letter.subject or _("(erased)")

    @admin.display(description=gettext_lazy("To"), ordering="to_address")
    def recipient(self, letter: Letter) -> str:
        if letter.is_erased:
            return _("(erased)")
        return f"{letter.to_name} <{letter.to_address}>" if letter.to_name else letter.to_address

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, letter: Letter) -> str:
        return badge(letter.get_status_display(), TONES.get(LetterStatus(letter.status), "neutral"))

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def stands(self, letter: Letter) -> str:
        """The last that is known of it."""
        return told_badge(letter.reached) if letter.reached else self.status_badge(letter)

    @admin.display(description=gettext_lazy("How far it got"), ordering="reached")
    def reached_badge(self, letter: Letter) -> str:
        return told_badge(letter.reached)

    @admin.display(description=gettext_lazy("Kind"), ordering="kind")
    def kind_words(self, letter: Letter) -> str:
        return letter.kind_label

    @admin.display(description=gettext_lazy("Last answer"))
    def last_answer(self, letter: Letter) -> str:
        return " ".join(filter(None, [str(letter.last_code or ""), letter.last_error])) or "—"

    @admin.display(description=gettext_lazy("Sent as"))
    def stream(self, letter: Letter) -> str:
        return _("list mail") if letter.is_bulk else _("a duty or a contract")

    @admin.display(description=gettext_lazy("About"))
    def about_link(self, letter: Letter) -> str:
        """A link to the record that it is about."""
        label, _colon, pk = letter.about.partition(":")
        try:
            model = apps.get_model(label)
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
        except (LookupError, ValueError, NoReverseMatch):
            return letter.about or "—"
        return format_html('<a class="office-link" href="{}">{} {}</a>', address, model._meta.verbose_name, pk)

    def told_beside(self, request: HttpRequest, record: Letter) -> dict[str, Any]:
        if record.is_erased or not request.user.has_perm(OPEN):
            return {}
        return {
            "content_url": reverse("admin:mailroom_letter_content", args=[record.pk]),
            "message_url": reverse("admin:mailroom_letter_message", args=[record.pk]),
        }

    # --- What it says ---

    def get_urls(self) -> list[URLPattern]:
        content, message = (self.admin_site.admin_view(view) for view in (self.content_view, self.message_view))
        return [
            path("<path:object_id>/content/", content, name="mailroom_letter_content"),
            path("<path:object_id>/message/", message, name="mailroom_letter_message"),
            *super().get_urls(),
        ]

    def content_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Headers, text and HTML of a letter. The HTML runs nothing and reaches nothing; opening it is an act."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        letter = self._openable(request, object_id)
        try:
            content = services.open_letter(letter, by=request.user)
        except GONE:
            return file_gone(self, request, letter)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": letter,
            "title": _("The letter"),
            "content": content,
            "shown": HEADERS,
        }
        return TemplateResponse(request, "admin/letter_content.html", context)

    def message_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The exact bytes as a file."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        letter = self._openable(request, object_id)
        return sealed_file(
            self,
            request,
            letter,
            opened=lambda: [services.open_message(letter, by=request.user)],
            name=f"letter-{letter.pk}.eml",
        )

    def _openable(self, request: HttpRequest, object_id: str) -> Letter:
        letter = self.get_object(request, unquote(object_id))
        if letter is None or not self.has_view_permission(request, letter):
            raise Http404
        if not request.user.has_perm(OPEN):
            raise PermissionDenied
        return letter
