"""Changes that were accepted from lists: those in the register, and those that wait for their day."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy

from apps.backoffice.records import RecordAdmin, badge
from apps.backoffice.steps import Step
from apps.casework.forms import ReasonForm

from .. import services
from ..choices import ChangeKind, ChangeStatus
from ..models import ListChange
from ..queries.versions import country_names, in_words
from .lists import TONES
from .steps import ANNOUNCE, is_in_announcement, is_now

CHANGE = "subprocessors.change_listchange"
STATUS_TONES = {
    ChangeStatus.ACCEPTED: "warning",
    ChangeStatus.APPROVED: "warning",
    ChangeStatus.EFFECTIVE: "good",
}


ACCEPTED, APPROVED = ChangeStatus.ACCEPTED, ChangeStatus.APPROVED


@admin.register(ListChange)
class ListChangeAdmin(RecordAdmin):
    """Changes that were accepted from lists: those in the register, and those that wait for their day."""

    list_display = ["reference", "kind_badge", "name", "brand", "told", "status_badge", "effective_on"]
    list_display_links = ["reference"]
    list_filter = ["status", "kind", "materiality", "listing__brand"]
    list_select_related = ["listing__brand"]
    search_fields = ["reference", "name"]
    fields = [
        *("reference", "kind", "found_kind", "name", "listing", "before_words", "after_words", "materiality", "reason"),
        *("status", "effective_on", "decided_by", "decided_at", "reading"),
    ]
    readonly_fields = fields
    empty_words = gettext_lazy("What changes between two versions of a list comes here when it is accepted.")
    steps = [
        Step(
            "announce",
            gettext_lazy("Put into the next announcement"),
            gettext_lazy("Customers and subscribers are told before it takes effect, and two people let that go."),
            services.propose_announcement,
            ANNOUNCE,
            available=lambda change: change.status == ACCEPTED and not is_in_announcement(change),
        ),
        Step(
            "reopen",
            gettext_lazy("Take its day back"),
            gettext_lazy("It was approved for a day by no announcement: it waits again."),
            services.reopen_change,
            CHANGE,
            available=lambda change: change.status == APPROVED and not is_in_announcement(change),
            form=ReasonForm,
            is_danger=True,
        ),
        Step(
            "cancel",
            gettext_lazy("Cancel"),
            gettext_lazy("It will not take effect. The next version of the list is compared without it."),
            services.cancel_change,
            CHANGE,
            available=is_now(ACCEPTED),
            form=ReasonForm,
            is_danger=True,
        ),
    ]

    @admin.display(description=gettext_lazy("Change"), ordering="kind")
    def kind_badge(self, change: ListChange) -> str:
        return badge(change.get_kind_display(), TONES.get(ChangeKind(change.kind), "neutral"))

    @admin.display(description=gettext_lazy("Brand"), ordering="listing__brand")
    def brand(self, change: ListChange) -> str:
        return change.listing.brand.name

    @admin.display(description=gettext_lazy("Who is told"), ordering="materiality")
    def told(self, change: ListChange) -> str:
        return change.get_materiality_display()

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, change: ListChange) -> str:
        return badge(change.get_status_display(), STATUS_TONES.get(ChangeStatus(change.status), "neutral"))

    @admin.display(description=gettext_lazy("Before"))
    def before_words(self, change: ListChange) -> str:
        return _as_text(in_words(change.kind, change.was, country_names()))

    @admin.display(description=gettext_lazy("After"))
    def after_words(self, change: ListChange) -> str:
        return _as_text(in_words(change.kind, change.becomes, country_names()))


def _as_text(value: Any) -> str:
    if isinstance(value, dict):
        value = [value.get("name", ""), value.get("function", ""), *value.get("locations", [])]
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "—")
