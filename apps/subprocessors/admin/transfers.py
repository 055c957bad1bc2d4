"""Transfers and chains in the admin: made by steps of a listing, and ended on pages of their own."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.records import PartAdmin, RecordAdmin, badge
from apps.backoffice.steps import Step

from .. import services
from ..choices import Mechanism
from ..models import ChainMember, Transfer
from ..queries import holding_transfers
from .filters import HoldsFilter


@admin.register(Transfer)
class TransferAdmin(RecordAdmin):
    """On what a transfer rests. It is recorded from its listing, and withdrawn here."""

    parent = "listing"

    list_display = ["listing_words", "country", "mechanism", "importer", "last_day", "holds_badge"]
    list_filter = [HoldsFilter, "mechanism"]
    list_select_related = ["listing__third_party", "country", "importer"]
    search_fields = ["listing__reference", "listing__third_party__legal_name", "importer__legal_name", "country__name"]
    empty_words = gettext_lazy(
        "On what data rests that leaves the European Economic Area. Record it on the page of a listing."
    )
    steps = [
        Step(
            "withdraw",
            gettext_lazy("Withdraw"),
            gettext_lazy(
                "It no longer holds, as when clauses were ended or a certificate was revoked; it stays on record."
            ),
            services.withdraw_transfer,
            "subprocessors.change_transfer",
            available=lambda transfer: transfer.stands,
            is_danger=True,
        )
    ]
    CERTIFIED = ("certified_from", "certified_until", "covers_non_hr", "covers_hr")
    TERMS = ("authorisation", "notice_days", "has_docking_clause", "supervisory_authority", "governing_law")

    def get_queryset(self, request: HttpRequest) -> Any:
        holding = holding_transfers(timezone.localdate()).filter(pk=OuterRef("pk"))
        return super().get_queryset(request).annotate(holds=Exists(holding))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        what = ["listing", "country", "mechanism", "importer", "exporter", "decision", "valid_from", "valid_until"]
        terms = self.CERTIFIED if obj and obj.mechanism == Mechanism.ADEQUACY_DPF else self.TERMS
        shown = [name for name in terms if obj and getattr(obj, name) not in {None, "", False}]
        sets: list[Any] = [(None, {"fields": [*what, "document", "withdrawn_at"]})]
        return [*sets, (gettext_lazy("Terms"), {"fields": shown})] if shown else sets

    @admin.display(description=gettext_lazy("Listing"), ordering="listing__reference")
    def listing_words(self, transfer: Transfer) -> str:
        return str(transfer.listing)

    @admin.display(description=gettext_lazy("Until"), ordering="valid_until", empty_value="—")
    def last_day(self, transfer: Transfer) -> Any:
        """The last day of the mechanism or of the certificate, whichever comes first."""
        return min((day for day in (transfer.valid_until, transfer.certified_until) if day), default=None)

    @admin.display(description=gettext_lazy("Today"))
    def holds_badge(self, transfer: Any) -> str:
        return badge(
            self.status_words(transfer), "good" if transfer.holds else "danger" if transfer.stands else "neutral"
        )

    def status_words(self, record: Any) -> str:
        if not record.stands:
            return _("Withdrawn")
        return _("Holds") if record.holds else _("Does not hold")


@admin.register(ChainMember)
class ChainMemberAdmin(PartAdmin):
    """A member of a chain has its own page for its one step; it is reached from the listing."""

    parent = "listing"

    steps = [
        Step(
            "remove",
            gettext_lazy("Remove from the chain"),
            gettext_lazy("With everybody below it; all of them stay in the history of the listing."),
            services.remove_chain_member,
            "subprocessors.change_chainmember",
            available=lambda member: member.is_current,
            is_danger=True,
        )
    ]
    list_display = ["third_party", "level", "function", "country", "listing"]
    list_select_related = ["third_party", "country", "listing__third_party"]
    search_fields = ["third_party__legal_name", "function", "listing__reference"]
    fields = ["listing", "parent", "level", "third_party", "function", "country", "removed_at"]
