"""Addresses without list mail in the admin: why, since when, and whether it is a duty to write to one of them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.records import RecordAdmin, badge
from apps.backoffice.steps import Step
from apps.organisation.models import NoticeContact

from .. import suppression
from ..choices import BOUNCING
from ..forms import LiftForm
from ..models import Suppression
from ..queries import of_notice_contacts

CHANGE = "mailroom.change_suppression"


class StandsFilter(SimpleListFilter):
    """What the home page counts, and what is over."""

    title = gettext_lazy("which")
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("current", gettext_lazy("Current")),
            ("bounces", gettext_lazy("Letters come back")),
            ("contacts", gettext_lazy("Notice contacts")),
            ("lifted", gettext_lazy("Lifted")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        narrowed = {
            "current": lambda: queryset.current(),
            "bounces": lambda: queryset.bouncing(),
            "contacts": lambda: of_notice_contacts(queryset),
            "lifted": lambda: queryset.exclude(lifted_at=None),
        }.get(self.value() or "")
        return narrowed() if narrowed else queryset


@admin.register(Suppression)
class SuppressionAdmin(RecordAdmin):
    """List mail stops at once and everywhere; letters of a duty still go, so whose contact it is stands beside it."""

    add_service = suppression.enter_suppression
    list_display = ["address", "why_badge", "since_at", "contact_badge", "lifted_at"]
    list_filter = [StandsFilter, "reason"]
    search_fields = ["address"]
    search_help_text = gettext_lazy("An address, or a part of it.")
    empty_words = gettext_lazy("Every address gets its list mail: none came back for good, and nobody complained.")
    fields = readonly_fields = [
        *("address", "why_badge", "note", "since_at", "letter_link", "contacts", "lifted_at", "lifting_note")
    ]
    steps = [
        Step(
            "lift",
            gettext_lazy("Let list mail go to it again"),
            gettext_lazy("From now on lists write to this address again. If a letter comes back, that ends once more."),
            suppression.lift_suppression,
            CHANGE,
            available=lambda one: one.is_current,
            form=LiftForm,
        )
    ]

    def get_fields(self, request: HttpRequest, obj: Suppression | None = None) -> Any:
        """Of a record, what there is to tell."""
        if obj is None:
            return ["address", "note"]
        said = {
            "note": obj.note,
            "letter_link": obj.letter_id,
            "lifted_at": obj.lifted_at,
            "lifting_note": obj.lifting_note,
        }
        return [name for name in self.fields if said.get(name, True)]

    def get_readonly_fields(self, request: HttpRequest, obj: Suppression | None = None) -> Any:
        return self.readonly_fields if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        contacts = NoticeContact.objects.filter(removed_at=None).annotate(lower=Lower("email"))
        is_contact = Exists(contacts.filter(lower=Lower(OuterRef("address"))))
        return super().get_queryset(request).annotate(is_contact=is_contact)

    def status_words(self, record: Suppression) -> str:
        return _("No list mail") if record.is_current else _("Lifted")

    @admin.display(description=gettext_lazy("Reason"), ordering="reason")
    def why_badge(self, one: Suppression) -> str:
        tone = "neutral" if not one.is_current else "danger" if one.reason in BOUNCING else "warning"
        return badge(one.get_reason_display(), tone)

    @admin.display(description=gettext_lazy("Notice contact"), ordering="is_contact")
    def contact_badge(self, one: Suppression) -> str:
        return badge(_("find another way"), "danger") if one.is_contact and one.is_current else "—"

    @admin.display(description=gettext_lazy("Notices of a duty"))
    def contacts(self, one: Suppression) -> str:
        """The contacts who must be told all the same: their notices still leave for this address."""
        found = NoticeContact.objects.filter(removed_at=None, email__iexact=one.address).select_related("customer")
        links = [
            (reverse("admin:organisation_noticecontact_change", args=[contact.pk]), contact.customer)
            for contact in found
        ]
        if not links or not one.address:
            return "—"
        shown = format_html_join(", ", '<a class="office-link" href="{}">{}</a>', links)
        return format_html(_("They still leave for it, and may not arrive. It is the notice contact of: {}"), shown)

    @admin.display(description=gettext_lazy("Letter that came back"))
    def letter_link(self, one: Suppression) -> str:
        if one.letter is None:
            return "—"
        address = reverse("admin:mailroom_letter_change", args=[one.letter.pk])
        return format_html('<a class="office-link" href="{}">{}</a>', address, one.letter)
