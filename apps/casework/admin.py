"""The inbox of approvals: what waits for a second person, and what was decided."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.backoffice.keyset import KeysetList, LargeRegisterAdmin
from apps.backoffice.records import RecordAdmin, badge

from .choices import ApprovalStatus
from .models import AccessEntry, Approval

TONES = {
    ApprovalStatus.PENDING: "warning",
    ApprovalStatus.APPROVED: "good",
    ApprovalStatus.REFUSED: "danger",
}


@admin.register(Approval)
class ApprovalAdmin(RecordAdmin):
    """Read only: a request is decided on the page of what it is about, where everything can be seen."""

    list_display = ["reference", "kind", "subject_link", "requested_by", "requested_at", "status_badge", "expires_at"]
    list_filter = ["status", "kind"]
    list_select_related = ["requested_by", "decided_by"]
    search_fields = ["reference"]
    fields = [
        *("reference", "kind", "subject_link", "status", "requested_by", "requested_at", "expires_at"),
        *("decided_by", "decided_at", "reason"),
    ]
    readonly_fields = fields
    empty_words = _("What needs a second person comes here when somebody asks for it.")

    @admin.display(description=_("Status"), ordering="status")
    def status_badge(self, approval: Approval) -> str:
        return badge(approval.get_status_display(), TONES.get(ApprovalStatus(approval.status), "neutral"))

    @admin.display(description=_("About"))
    def subject_link(self, approval: Approval) -> str:
        """A link to the page where it is decided."""
        app, model = approval.subject_model.split(".")
        words = f"{apps.get_model(app, model)._meta.verbose_name} {approval.subject_id}"
        try:
            address = reverse(f"admin:{app}_{model}_change", args=[approval.subject_id])
        except NoReverseMatch:
            return words
        return format_html('<a class="office-link" href="{}">{}</a>', address, words)


class AccessList(KeysetList):
    """The rows of one page, each with its case by name: a query for each kind of case."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        numbers: dict[str, set[int]] = defaultdict(set)
        for entry in self.result_list:
            label, _colon, number = entry.case.rpartition(":")
            numbers[label].add(int(number))
        found = {label: apps.get_model(label)._base_manager.in_bulk(some) for label, some in numbers.items()}
        for entry in self.result_list:
            label, _colon, number = entry.case.rpartition(":")
            entry.of = found[label].get(int(number))


@admin.register(AccessEntry)
class AccessEntryAdmin(LargeRegisterAdmin):
    """Who opened what is secret or about a person, when and why: a list without pages, in the scope of who looks."""

    pages_by = "moment"
    list_display = ["moment", "user", "what", "case_words", "why"]
    list_display_links = None
    list_select_related = ["user"]
    empty_words = _("Nothing that asks for a reason was opened yet.")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeysetList]:
        return AccessList

    @admin.display(description=_("Of"))
    def case_words(self, entry: AccessEntry) -> str:
        """The case by its name, and a link to its page where it has one."""
        label, _colon, number = entry.case.rpartition(":")
        try:
            address = reverse(f"admin:{label.replace('.', '_')}_change", args=[number])
        except NoReverseMatch:
            return str(entry.of)
        return format_html('<a class="office-link" href="{}">{}</a>', address, entry.of)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """There is nothing to search in: what was opened of a case stands on its page."""
        return queryset, False
