"""Changes that were accepted from lists: those in the register, and those that wait for their day."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy

from apps.backoffice.records import RecordAdmin, badge
from apps.backoffice.steps import Step
from apps.casework.choices import FourEyes
from apps.casework.forms import ReasonForm

from .. import services
from ..choices import ChangeKind, ChangeStatus
from ..forms import EffectForm
from ..models import ListChange
from ..queries.versions import country_names, in_words
from .lists import TONES
from .steps import asked, asked_already, is_now, not_the_second

CHANGE, APPROVE = "subprocessors.change_listchange", "subprocessors.approve_listchange"
STATUS_TONES = {
    ChangeStatus.ACCEPTED: "warning",
    ChangeStatus.APPROVED: "warning",
    ChangeStatus.EFFECTIVE: "good",
}


NOTICE = FourEyes.ANNOUNCEMENT
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
            "ask-effect",
            gettext_lazy("Ask to put it into effect"),
            gettext_lazy("With the day from which it counts. A second person decides."),
            services.ask_change,
            CHANGE,
            available=is_now(ACCEPTED),
            obstacle=asked_already(NOTICE),
            form=EffectForm,
        ),
        Step(
            "approve-effect",
            gettext_lazy("Approve"),
            gettext_lazy("You confirm, as the second person, that it takes effect on its day."),
            services.approve_change,
            APPROVE,
            available=asked(ACCEPTED, NOTICE),
            obstacle=not_the_second(NOTICE),
            confirms_identity=True,
        ),
        Step(
            "refuse-effect",
            gettext_lazy("Refuse"),
            gettext_lazy("It stays accepted, and waits for another day."),
            services.refuse_change,
            APPROVE,
            available=asked(ACCEPTED, NOTICE),
            obstacle=not_the_second(NOTICE),
            form=ReasonForm,
            is_danger=True,
        ),
        Step(
            "withdraw-request",
            gettext_lazy("Take the request back"),
            gettext_lazy("Nobody needs to decide any more; it can be asked anew."),
            services.withdraw_change_request,
            CHANGE,
            available=asked(ACCEPTED, NOTICE),
            is_danger=True,
        ),
        Step(
            "reopen",
            gettext_lazy("Take the approval back"),
            gettext_lazy("It waits again, without a day."),
            services.reopen_change,
            CHANGE,
            available=is_now(APPROVED),
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
