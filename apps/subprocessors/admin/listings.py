"""Listings in the admin, with their steps, their places, and lists that come and go as files."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.exchange import ExchangeAdmin
from apps.backoffice.records import PartsInline, RecordAdmin, badge
from apps.backoffice.steps import Step

from .. import services
from ..choices import APPROVED_ONCE, CLOSED, EDITABLE, ListingStatus
from ..forms import ListingConfirmForm, ListingImportForm
from ..models import DESCRIBED, Listing, Location
from ..queries import with_overlays
from ..resources import ListingResource
from .annexes import AnnexPages
from .filters import OverlayFilter
from .pages import PagesOfTheRegister
from .panel import vetting_panel
from .steps import CHANGE, STEPS

TONES = {
    ListingStatus.ACTIVE: "good",
    ListingStatus.APPROVED: "good",
    ListingStatus.ANNOUNCED: "warning",
    ListingStatus.ENDING: "warning",
    ListingStatus.SUSPENDED: "danger",
    ListingStatus.REJECTED: "danger",
}


class LocationInline(PartsInline):
    model = Location
    fields = ["country", "kind", "is_selectable"]
    verbose_name_plural = gettext_lazy("Locations")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).current().select_related("country")


@admin.register(Listing)
class ListingAdmin(AnnexPages, PagesOfTheRegister, ExchangeAdmin):
    change_service = services.change_listing
    add_service = services.propose_listing
    resource_classes = [ListingResource]
    import_form_class = ListingImportForm
    confirm_form_class = ListingConfirmForm
    steps = STEPS
    change_form_template = "admin/listing_form.html"
    inlines = [LocationInline]
    list_display = ["reference", "party", "brand", "service_words", "function", "places", "status_badge"]
    list_display_links = ["reference", "party"]
    list_filter = [OverlayFilter, "status", "brand", "role", "kind"]
    list_select_related = ["brand", "service", "third_party"]
    search_fields = ["reference", "third_party__legal_name", "function"]
    autocomplete_fields = ["third_party"]
    empty_words = gettext_lazy(
        "Who processes personal data for which service. Import the list you publish today, or add an entry."
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        what = ["brand", "service", "third_party", "function"]
        law = ["kind", "role", "purpose", "conduit_reason"]
        terms = ["is_hosting", "is_optional", "conditions", "replaces"]
        told = ["effective_on", "started_on", "ending_on", "ended_on", "approved_by", "approved_at", "evidence", "note"]
        shown = [name for name in told if obj and getattr(obj, name)]
        sets = [
            (None, {"fields": what}),
            (gettext_lazy("In law"), {"fields": law}),
            (gettext_lazy("Terms"), {"fields": terms}),
            (gettext_lazy("For the annexes of customers"), {"fields": DESCRIBED}),
        ]
        return [*sets, (gettext_lazy("What was decided"), {"fields": shown})] if shown else sets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["effective_on", "started_on", "ending_on", "ended_on", "approved_by", "approved_at", "evidence", "note"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What a second person approved is read only: the form shows it so."""
        return super().has_change_permission(request, obj) and (obj is None or obj.status in EDITABLE)

    def get_queryset(self, request: HttpRequest) -> Any:
        places = Prefetch("locations", Location.objects.current().select_related("country"), to_attr="current_places")
        listings = super().get_queryset(request).prefetch_related(places)
        is_list = request.resolver_match is not None and request.resolver_match.url_name.endswith("_changelist")
        return with_overlays(listings, timezone.localdate()) if is_list else listings

    def told_beside(self, request: HttpRequest, record: Listing) -> dict[str, Any]:
        return vetting_panel(record, request)

    @admin.display(description=gettext_lazy("Third party"), ordering="third_party__legal_name")
    def party(self, listing: Listing) -> str:
        return listing.third_party.legal_name

    @admin.display(description=gettext_lazy("Service"), ordering="service__name")
    def service_words(self, listing: Listing) -> str:
        return listing.service.name if listing.service else _("All services")

    @admin.display(description=gettext_lazy("Locations"))
    def places(self, listing: Listing) -> str:
        names = sorted({place.country.name for place in listing.current_places})  # type: ignore[attr-defined]
        return ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, listing: Any) -> str:
        """Where it stands, and what an approved one that has not closed lacks today of what approval asks for."""
        shown = [badge(listing.get_status_display(), TONES.get(ListingStatus(listing.status), "neutral"))]
        if listing.status in APPROVED_ONCE and listing.status not in CLOSED:
            shown += [badge(_("evidence stale"), "danger")] if listing.is_stale else []
            shown += [badge(_("transfer invalid"), "danger")] if listing.is_uncovered else []
        return format_html_join("", '<span class="office-badges">{}</span>', ((one,) for one in shown))

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        cleaned = getattr(form, "cleaned_data", None) or {}
        defaults = {name: getattr(cleaned.get(name), "key", cleaned.get(name)) for name in ListingImportForm.DEFAULTS}
        return super().get_import_resource_kwargs(request) | {"defaults": defaults}

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        cleaned = import_form.cleaned_data if import_form else {}
        chosen = {name: getattr(cleaned.get(name), "key", cleaned.get(name)) for name in ListingImportForm.DEFAULTS}
        return {**initial, **chosen}


@admin.register(Location)
class LocationAdmin(RecordAdmin):
    """A place of a listing has its own page for its one step; it is reached from the listing."""

    parent = "listing"

    steps = [
        Step(
            "remove",
            gettext_lazy("Remove this location"),
            gettext_lazy("It stays in the history of the listing."),
            services.remove_location,
            CHANGE,
            available=lambda location: location.removed_at is None and location.listing.status in EDITABLE,
            is_danger=True,
        )
    ]
    list_display = ["country", "kind", "listing"]
    list_select_related = ["country", "listing__third_party"]
    fields = ["listing", "country", "kind", "is_selectable", "removed_at"]
