"""Requests of authorities in the admin: the worklist in its views, and the page on which counsel works."""

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy

from apps.backoffice.exchange import ExchangeAdmin
from apps.backoffice.keyset import KeysetList, LargeRegisterAdmin
from apps.casework.searching import MOST_FOUND, TRIGRAM

from ..models import Demand, Target
from ..resources import DemandResource
from ..services.targets import indexes_of
from . import panel
from .filters import BrandFilter, CountryFilter, FamilyFilter, OutcomeFilter, ViewFilter, view_of
from .logging import Logging
from .opening import OpeningPages
from .release_steps import STEPS, grouped
from .sections import sections_of
from .statements import StatementPages

REFERENCE = re.compile(r"GOV-[0-9A-Z]{5}-[0-9A-Z]{5}", re.IGNORECASE)
#: Long texts that no list shows.
UNSHOWN = ("translation", "summary", "service_proof", "verification_words", "closing_words")


class DemandList(KeysetList):
    """The rows of the worklist, without what no row shows."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        found = super().get_queryset(request, exclude_parameters).select_related(None)
        return found.select_related("assignee").defer(*UNSHOWN)

    def get_results(self, request: HttpRequest) -> None:
        """Each row with its brand and its country, as the filters have read them already."""
        super().get_results(request)
        brands = next((spec.brands for spec in self.filter_specs if isinstance(spec, BrandFilter)), {})
        countries = next((spec.countries for spec in self.filter_specs if isinstance(spec, CountryFilter)), {})
        for demand in self.result_list:
            demand.brand = brands[str(demand.brand_id)]
            if demand.authority is not None:
                demand.authority.country = countries[demand.authority.country_id]

    @property
    def view_choices(self) -> list[dict[str, Any]]:
        """The saved views, as the tabs above the list."""
        view = next(spec for spec in self.filter_specs if isinstance(spec, ViewFilter))
        return list(view.choices(self))


@admin.register(Demand)
class DemandAdmin(StatementPages, OpeningPages, Logging, ExchangeAdmin, LargeRegisterAdmin):
    """What authorities ask. Each request exists here for those alone who may know of it."""

    steps = STEPS
    resource_classes = [DemandResource]
    change_form_template = "admin/disclosures/demand_form.html"
    change_list_template = "admin/disclosures/demand_list.html"
    pages_by = "received_at"
    text_index = Demand.search
    list_prefetch = ["authority", "legal_basis", "notice"]
    list_display = [
        *(
            "reference",
            "authority_words",
            "basis_words",
            "brand",
            "status_badges",
            "notice_words",
            "due",
            "assignee_words",
        ),
    ]
    list_filter = [ViewFilter, "status", BrandFilter, FamilyFilter, OutcomeFilter, CountryFilter]
    search_fields = ["reference"]
    search_help_text = gettext_lazy(
        "A reference, theirs, an officer; or the exact number, address or account of a target."
    )
    empty_words = gettext_lazy("No request came yet: log what comes by portal, mail, post or bailiff.")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeysetList]:
        return DemandList

    def page_order(self, request: HttpRequest) -> Sequence[str]:
        return ["due_at", "id"] if view_of(request).is_by_due else [self.pages_by]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """What exists for whoever asks; one request with all that its page names."""
        related = ("brand", "office__country", "legal_entity", "authority__country", "customer", "assignee")
        found = super().get_queryset(request).visible_to(request.user)
        return found.select_related(*related, "legal_basis__country", "verified_by", "verified_with", "notice__letter")

    def get_export_queryset(self, request: HttpRequest) -> QuerySet:
        """Of what is under secrecy nothing leaves in a table, and no count of it."""
        return super().get_export_queryset(request).filter(is_secret=False)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is closed stays as it is."""
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        answer = super().changelist_view(request, extra_context)
        if isinstance(answer, TemplateResponse) and answer.context_data and not request.GET.get("q"):
            answer.context_data["empty_words"] = view_of(request).empty
        return answer

    def search_scope(self, request: HttpRequest) -> QuerySet | None:
        return Demand.objects.visible_to(request.user)

    def _found(self, term: str, scope: QuerySet | None) -> Any:
        """A whole reference, a target by its exact value, else words; short ones as the beginning of a reference."""
        if REFERENCE.fullmatch(term):
            return Q(reference=term.upper())
        words = Demand.search
        is_short = len(term) < TRIGRAM
        text = (
            words.beginning("reference", term.upper(), scope=scope) if is_short else words.containing(term, scope=scope)
        )
        named = Target.objects.current().filter(key__in=indexes_of(term), demand__in=scope)
        about = list(named.order_by("-pk").values_list("demand", flat=True)[:MOST_FOUND])
        return Q(text) | Q(pk__in=about) if about else text

    # --- Columns ---

    @admin.display(description=gettext_lazy("Authority"))
    def authority_words(self, demand: Demand) -> str:
        authority = demand.authority
        return f"{authority} ({authority.country.code})" if authority else "—"

    @admin.display(description=gettext_lazy("Legal basis"))
    def basis_words(self, demand: Demand) -> str:
        return demand.legal_basis.title

    @admin.display(description=gettext_lazy("Status"))
    def status_badges(self, demand: Demand) -> str:
        return _side_by_side(panel.status_badge(demand), panel.secrecy_badge(demand))

    @admin.display(description=gettext_lazy("Notice"))
    def notice_words(self, demand: Demand) -> str:
        return panel.notice_badge(demand.notice)

    @admin.display(description=gettext_lazy("Due"))
    def due(self, demand: Demand) -> str:
        """What comes before the date is said beside it."""
        return _side_by_side(panel.due_badge(demand, timezone.now()), panel.urgency_badge(demand)) or "—"

    @admin.display(description=gettext_lazy("Looked after by"))
    def assignee_words(self, demand: Demand) -> str:
        return str(demand.assignee or "—")

    # --- The page ---

    def _panel(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        shown = super()._panel(request, object_id)
        return shown | grouped(shown["record_steps"]) if shown else shown

    def step_words(self, record: Demand) -> str:
        return str(record.authority or "")

    def told_beside(self, request: HttpRequest, record: Demand) -> dict[str, Any]:
        """The sections of the page, and the badges on top of it."""
        if not self.has_view_permission(request, record):
            return {}
        return {
            **sections_of(request, record),
            "due_badge": panel.due_badge(record, timezone.now()),
            "status_badge": panel.status_badge(record),
            "urgency_badge": panel.urgency_badge(record),
            "secrecy_badge": panel.secrecy_badge(record),
            "show_save_and_add_another": False,
        }


def _side_by_side(*badges: str) -> str:
    return format_html_join(" ", "{}", [(one,) for one in badges if one])
