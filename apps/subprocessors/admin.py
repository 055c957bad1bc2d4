"""The register in the admin: third parties, listings with their steps, and lists that come and go as files."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.exchange import ExchangeAdmin
from apps.backoffice.records import PartsInline, RecordAdmin, badge
from apps.backoffice.steps import Step
from apps.casework.choices import FourEyes
from apps.casework.forms import ReasonForm
from apps.casework.models import Approval

from . import services
from .choices import EDITABLE, LISTINGS, ListingStatus
from .forms import AnnouncementForm, EndingForm, ListingConfirmForm, ListingImportForm, LocationForm, TakingOverForm
from .models import Listing, Location, ThirdParty
from .queries import shortcomings
from .resources import ListingResource, ThirdPartyResource

TONES = {
    ListingStatus.ACTIVE: "good",
    ListingStatus.APPROVED: "good",
    ListingStatus.ANNOUNCED: "warning",
    ListingStatus.ENDING: "warning",
    ListingStatus.SUSPENDED: "danger",
    ListingStatus.REJECTED: "danger",
}


def pending(listing: Listing, kind: FourEyes) -> Approval | None:
    """The request that waits for a second person, if any; read once for all steps of a page."""
    if "_pending" not in listing.__dict__:
        waiting = Approval.objects.about(listing).pending().select_related("requested_by")
        listing.__dict__["_pending"] = {approval.kind: approval for approval in waiting}
    return listing.__dict__["_pending"].get(kind)


def asked(status: ListingStatus, kind: FourEyes) -> Any:
    """Whether the listing stands in this status and waits for a second person."""
    return lambda listing: listing.status == status and pending(listing, kind) is not None


def waits_for_a_second(listing: Listing) -> bool:
    kinds = {ListingStatus.PROPOSED: FourEyes.TAKING_OVER, ListingStatus.VETTING: FourEyes.VETTING}
    kind = kinds.get(ListingStatus(listing.status))
    return kind is not None and pending(listing, kind) is not None


def can_become(*targets: ListingStatus) -> Any:
    return lambda listing: any(LISTINGS.allows(listing.status, target) for target in targets)


def is_now(*statuses: ListingStatus) -> Any:
    return lambda listing: listing.status in statuses


def lacking(listing: Listing, user: Any) -> str:
    """What keeps anybody from asking for approval."""
    return " ".join(shortcomings(listing))


def not_the_second(kind: FourEyes) -> Any:
    """Why this person cannot decide: nobody asks any more, or they asked themselves."""

    def words(listing: Listing, user: Any) -> str:
        request = pending(listing, kind)
        if request is None:
            return _("Nobody asks for it.")
        if request.requested_by_id == user.pk:
            return _("You asked for this (%(reference)s): a second person decides.") % {"reference": request}
        return ""

    return words


def asked_already(kind: FourEyes) -> Any:
    def words(listing: Listing, user: Any) -> str:
        if request := pending(listing, kind):
            who = {"who": request.requested_by, "reference": request}
            return _("%(who)s asked already (%(reference)s); it waits for a second person.") % who
        return lacking(listing, user)

    return words


CHANGE, APPROVE = "subprocessors.change_listing", "subprocessors.approve_listing"

STEPS = [
    Step(
        "add-location",
        gettext_lazy("Add a location"),
        gettext_lazy("A country where the data is stored, processed, reached or supported."),
        services.add_location,
        CHANGE,
        available=is_now(*EDITABLE),
        form=LocationForm,
    ),
    Step(
        "start-vetting",
        gettext_lazy("Start vetting"),
        gettext_lazy("Begin to look at contract, safeguards and transfers."),
        services.start_vetting,
        CHANGE,
        available=is_now(ListingStatus.PROPOSED),
        is_bulk=True,
    ),
    Step(
        "ask-taking-over",
        gettext_lazy("Ask to take over as in force"),
        gettext_lazy(
            "For what was in force before this register: with the day and the evidence. A second person decides."
        ),
        services.ask_taking_over,
        CHANGE,
        available=is_now(ListingStatus.PROPOSED),
        obstacle=asked_already(FourEyes.TAKING_OVER),
        form=TakingOverForm,
        is_bulk=True,
    ),
    Step(
        "approve-taking-over",
        gettext_lazy("Approve the taking over"),
        gettext_lazy(
            "You confirm, as the second person, that it was in force already. The public page shows it at once."
        ),
        services.approve_taking_over,
        APPROVE,
        available=asked(ListingStatus.PROPOSED, FourEyes.TAKING_OVER),
        obstacle=not_the_second(FourEyes.TAKING_OVER),
        is_bulk=True,
        confirms_identity=True,
    ),
    Step(
        "refuse-taking-over",
        gettext_lazy("Refuse the taking over"),
        gettext_lazy("It stays a proposal."),
        services.refuse_taking_over,
        APPROVE,
        available=asked(ListingStatus.PROPOSED, FourEyes.TAKING_OVER),
        obstacle=not_the_second(FourEyes.TAKING_OVER),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "ask-approval",
        gettext_lazy("Ask for approval"),
        gettext_lazy("A second person decides about exactly what stands here now."),
        services.ask_approval,
        CHANGE,
        available=is_now(ListingStatus.VETTING),
        obstacle=asked_already(FourEyes.VETTING),
        is_bulk=True,
    ),
    Step(
        "approve",
        gettext_lazy("Approve"),
        gettext_lazy("You are the second person: vetting is complete, and the data may go there."),
        services.approve_listing,
        APPROVE,
        available=asked(ListingStatus.VETTING, FourEyes.VETTING),
        obstacle=not_the_second(FourEyes.VETTING),
        is_bulk=True,
        confirms_identity=True,
    ),
    Step(
        "refuse-approval",
        gettext_lazy("Refuse to approve"),
        gettext_lazy("It stays in vetting, with your reason."),
        services.refuse_approval,
        APPROVE,
        available=asked(ListingStatus.VETTING, FourEyes.VETTING),
        obstacle=not_the_second(FourEyes.VETTING),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "withdraw-request",
        gettext_lazy("Take the request back"),
        gettext_lazy("Nobody needs to decide any more; it can be changed and asked anew."),
        services.withdraw_request,
        CHANGE,
        available=waits_for_a_second,
        is_danger=True,
    ),
    Step(
        "announce",
        gettext_lazy("Announce"),
        gettext_lazy("The public page shows it as in force from a day to come."),
        services.announce_listing,
        CHANGE,
        available=lambda listing: listing.status == ListingStatus.APPROVED and listing.is_announced_first,
        form=AnnouncementForm,
        is_bulk=True,
    ),
    Step(
        "withdraw-announcement",
        gettext_lazy("Withdraw the announcement"),
        gettext_lazy("It is approved, but no longer shown."),
        services.withdraw_announcement,
        CHANGE,
        available=is_now(ListingStatus.ANNOUNCED),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "put-in-force",
        gettext_lazy("Put in force"),
        gettext_lazy("Data goes there from now on. Announced listings start by themselves on their day."),
        services.activate_listing,
        CHANGE,
        available=lambda listing: listing.status == ListingStatus.APPROVED and not listing.is_announced_first,
    ),
    Step(
        "suspend",
        gettext_lazy("Suspend"),
        gettext_lazy("No data for now; the public page shows it no longer."),
        services.suspend_listing,
        CHANGE,
        available=can_become(ListingStatus.SUSPENDED),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "resume",
        gettext_lazy("Put in force again"),
        gettext_lazy("The suspension is over."),
        services.resume_listing,
        CHANGE,
        available=is_now(ListingStatus.SUSPENDED),
    ),
    Step(
        "plan-ending",
        gettext_lazy("Plan the end"),
        gettext_lazy("It ends by itself on the day you name."),
        services.plan_ending,
        CHANGE,
        available=is_now(ListingStatus.ACTIVE),
        form=EndingForm,
        is_danger=True,
    ),
    Step(
        "end",
        gettext_lazy("End it"),
        gettext_lazy("It was suspended, and ends today: no data goes there again."),
        services.end_listing,
        CHANGE,
        available=is_now(ListingStatus.SUSPENDED),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "cancel-ending",
        gettext_lazy("Cancel the end"),
        gettext_lazy("It stays in force."),
        services.cancel_ending,
        CHANGE,
        available=is_now(ListingStatus.ENDING),
    ),
    Step(
        "reopen-vetting",
        gettext_lazy("Open the vetting again"),
        gettext_lazy("The approval is taken back, and the content can change."),
        services.reopen_vetting,
        CHANGE,
        available=is_now(ListingStatus.APPROVED),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "reject",
        gettext_lazy("Reject"),
        gettext_lazy("Closed for good: nobody sends data there."),
        services.reject_listing,
        CHANGE,
        available=can_become(ListingStatus.REJECTED),
        form=ReasonForm,
        is_danger=True,
    ),
]


@admin.register(ThirdParty)
class ThirdPartyAdmin(ExchangeAdmin):
    add_service = services.add_third_party
    change_service = services.change_third_party
    resource_classes = [ThirdPartyResource]
    list_display = ["legal_name", "brand_name", "country", "website"]
    list_select_related = ["country"]
    search_fields = ["legal_name", "brand_name"]
    fieldsets = [
        (None, {"fields": ["legal_name", "brand_name", "registration_number", "country", "registered_address"]}),
        (gettext_lazy("On the web"), {"fields": ["website", "privacy_url"]}),
        (gettext_lazy("Contact"), {"fields": ["contact_name", "contact_position", "contact_email"]}),
    ]
    empty_words = gettext_lazy("Companies to whom personal data may go. Add one, or import a list with their names.")


class LocationInline(PartsInline):
    model = Location
    fields = ["country", "kind", "is_selectable"]
    verbose_name_plural = gettext_lazy("Locations")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).current().select_related("country")


@admin.register(Listing)
class ListingAdmin(ExchangeAdmin):
    change_service = services.change_listing
    add_service = services.propose_listing
    resource_classes = [ListingResource]
    import_form_class = ListingImportForm
    confirm_form_class = ListingConfirmForm
    steps = STEPS
    inlines = [LocationInline]
    list_display = ["reference", "party", "brand", "service_words", "function", "places", "status_badge"]
    list_display_links = ["reference", "party"]
    list_filter = ["status", "brand", "role", "kind"]
    list_select_related = ["brand", "service", "third_party"]
    search_fields = ["reference", "third_party__legal_name", "function"]
    autocomplete_fields = ["third_party"]
    empty_words = gettext_lazy(
        "Who processes personal data for which service. Import the list you publish today, or add an entry."
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        what = ["brand", "service", "third_party", "function"]
        law = ["kind", "role", "purpose", "conduit_reason"]
        terms = ["is_optional", "conditions", "replaces"]
        told = ["effective_on", "started_on", "ending_on", "ended_on", "approved_by", "approved_at", "evidence", "note"]
        shown = [name for name in told if obj and getattr(obj, name)]
        sets = [
            (None, {"fields": what}),
            (gettext_lazy("In law"), {"fields": law}),
            (gettext_lazy("Terms"), {"fields": terms}),
        ]
        return [*sets, (gettext_lazy("What was decided"), {"fields": shown})] if shown else sets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["effective_on", "started_on", "ending_on", "ended_on", "approved_by", "approved_at", "evidence", "note"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What a second person approved is read only: the form shows it so."""
        return super().has_change_permission(request, obj) and (obj is None or obj.status in EDITABLE)

    def get_queryset(self, request: HttpRequest) -> Any:
        places = Prefetch("locations", Location.objects.current().select_related("country"), to_attr="current_places")
        return super().get_queryset(request).prefetch_related(places)

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
    def status_badge(self, listing: Listing) -> str:
        return badge(listing.get_status_display(), TONES.get(ListingStatus(listing.status), "neutral"))

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

    def after_step_url(self, record: Location) -> str:
        return reverse("admin:subprocessors_listing_change", args=[record.listing_id])
