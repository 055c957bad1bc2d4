"""The organisation in the admin: who promises, about what, and what the registers still lack."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.exchange import ExchangeAdmin
from apps.backoffice.records import PartAdmin, PartsInline, RecordAdmin, badge
from apps.backoffice.steps import Step

from . import services
from .choices import LawfulBasis, OfficeKind
from .forms import (
    AssessmentForm,
    BasisForm,
    CategoryForm,
    ClosedDayForm,
    ContactForm,
    EndCustomerForm,
    EndDecisionForm,
    LinkCategoryForm,
    LinkServiceForm,
)
from .models import (
    AdequacyDecision,
    Brand,
    Country,
    Customer,
    DataCategory,
    DataSource,
    LegalEntity,
    NoticeContact,
    Office,
    OfficeClosure,
    Purpose,
    Service,
    ServiceData,
    SupervisoryAuthority,
    System,
    SystemData,
    SystemService,
)
from .queries import end_to_take_back, gaps
from .resources import CustomerResource, NoticeContactResource, SystemResource


class RegisterAdmin(RecordAdmin):
    """A register of the organisation: plain records through the one pair of services."""

    change_service = services.change


class CurrentInline(PartsInline):
    """The parts that have not ended."""

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).current()


def ending(label: Any, service: Any, model: str) -> Step:
    """The one step of a part."""
    return Step(
        "end",
        label,
        gettext_lazy("It stays in the history."),
        service,
        f"organisation.change_{model}",
        available=lambda part: part.is_current,
        is_danger=True,
    )


@admin.register(Brand)
class BrandAdmin(RegisterAdmin):
    add_service = partial(services.add, Brand)
    list_display = ["name", "key", "legal_entity", "privacy_email", "is_active"]
    list_select_related = ["legal_entity"]
    search_fields = ["name"]
    fields = ["key", "name", "legal_entity", "website", "privacy_email", "support_email", "is_active", "ordering"]
    empty_words = gettext_lazy("The brands under which the company makes its promises.")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["key"] if obj else []

    def get_urls(self) -> list[URLPattern]:
        gaps_view = self.admin_site.admin_view(self.gaps_view)
        return [path("gaps/", gaps_view, name="organisation_gaps"), *super().get_urls()]

    def gaps_view(self, request: HttpRequest) -> HttpResponse:
        """What the privacy statement demands and a register lacks, each with the page where it is mended."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = [
            {
                "gap": gap,
                "kind": gap.record._meta.verbose_name,
                "url": reverse(f"admin:organisation_{gap.record._meta.model_name}_change", args=[gap.record.pk]),
            }
            for gap in gaps()
            if request.user.has_perm(f"organisation.view_{gap.record._meta.model_name}")
        ]
        context = {**self.admin_site.each_context(request), "title": _("Gaps in the registers"), "found": found}
        return TemplateResponse(request, "admin/gaps.html", context)


@admin.register(LegalEntity)
class LegalEntityAdmin(RegisterAdmin):
    add_service = partial(services.add, LegalEntity)
    list_display = ["name", "country", "registration_number", "parent"]
    list_select_related = ["country", "parent"]
    search_fields = ["name"]
    fields = ["name", "country", "registration_number", "registered_address", "parent"]


class ClosureInline(CurrentInline):
    model = OfficeClosure
    fields = ["day", "reason"]


@admin.register(Office)
class OfficeAdmin(RegisterAdmin):
    add_service = partial(services.add, Office)
    list_display = ["name", "kind_badge", "country", "time_zone", "supervisory_authority"]
    list_select_related = ["country", "supervisory_authority__country"]
    search_fields = ["name"]
    fields = ["name", "legal_entity", "country", "region", "time_zone", "address", "supervisory_authority"]
    inlines = [ClosureInline]
    steps = [
        Step(
            "close-day",
            gettext_lazy("Close a day"),
            gettext_lazy("No working day here: no deadline ends on it."),
            services.close_day,
            "organisation.change_office",
            form=ClosedDayForm,
        ),
        Step(
            "move-headquarters",
            gettext_lazy("Make it the headquarters"),
            gettext_lazy("The present headquarters becomes a local office."),
            services.move_headquarters,
            "organisation.change_office",
            available=lambda office: office.kind != OfficeKind.HEADQUARTERS,
            is_danger=True,
        ),
    ]

    @admin.display(description=gettext_lazy("Kind"), ordering="kind")
    def kind_badge(self, office: Office) -> str:
        return badge(office.get_kind_display(), "good" if office.kind == OfficeKind.HEADQUARTERS else "neutral")

    def status_words(self, record: Any) -> str:
        return record.get_kind_display()


@admin.register(OfficeClosure)
class OfficeClosureAdmin(PartAdmin):
    parent = "office"
    list_display = ["office", "day"]
    fields = ["office", "day", "reason", "removed_at"]
    steps = [ending(gettext_lazy("Take the closing day back"), services.reopen_day, "officeclosure")]


class ContactInline(CurrentInline):
    model = NoticeContact
    fields = ["name", "email", "language"]


@admin.register(Customer)
class CustomerAdmin(ExchangeAdmin):
    change_form_template = "admin/customer_form.html"
    add_service = partial(services.add, Customer)
    change_service = services.change
    resource_classes = [CustomerResource]
    list_display = ["name", "brand", "account_reference", "contract_template", "signed_on", "ended_on"]
    list_filter = ["brand"]
    list_select_related = ["brand"]
    search_fields = ["name", "account_reference"]
    fields = ["brand", "name", "account_reference", "contract_template", "signed_on"]
    inlines = [ContactInline]
    empty_words = gettext_lazy(
        "Customers with a contract, and whom to tell there. Import them from your billing system."
    )
    steps = [
        Step(
            "add-contact",
            gettext_lazy("Add a notice contact"),
            gettext_lazy("Who is told of changes that the contract promises to announce."),
            lambda customer, *, by, **values: services.add(NoticeContact, by=by, customer=customer, **values),
            "organisation.add_noticecontact",
            form=ContactForm,
        ),
        Step(
            "end",
            gettext_lazy("End the contract"),
            gettext_lazy("With its last day; notices go on until then."),
            services.end_customer,
            "organisation.change_customer",
            available=lambda customer: customer.ended_on is None,
            form=EndCustomerForm,
            is_danger=True,
        ),
        Step(
            "resume",
            gettext_lazy("Take the end back"),
            gettext_lazy("The contract goes on."),
            services.resume_customer,
            "organisation.change_customer",
            available=lambda customer: customer.ended_on is not None,
        ),
    ]


@admin.register(NoticeContact)
class NoticeContactAdmin(ExchangeAdmin):
    change_service = services.change
    resource_classes = [NoticeContactResource]
    list_display = ["email", "name", "customer", "language"]
    list_filter = ["language"]
    list_select_related = ["customer"]
    search_fields = ["email", "name"]
    fields = ["customer", "name", "email", "language"]
    steps = [ending(gettext_lazy("End this contact"), services.end_contact, "noticecontact")]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["customer"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_current)


class ServiceDataInline(CurrentInline):
    model = ServiceData
    fields = ["category", "is_optional", "wording"]


@admin.register(Service)
class ServiceAdmin(RegisterAdmin):
    add_service = partial(services.add, Service)
    list_display = ["name", "brand", "is_without_data"]
    list_filter = ["brand"]
    list_select_related = ["brand"]
    search_fields = ["name"]
    fields = ["brand", "key", "name", "description", "is_without_data", "note"]
    inlines = [ServiceDataInline]
    steps = [
        Step(
            "link-category",
            gettext_lazy("Link a category of data"),
            gettext_lazy("Personal data that the service involves."),
            services.link_category,
            "organisation.add_servicedata",
            form=LinkCategoryForm,
        )
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["key"] if obj else []


@admin.register(ServiceData)
class ServiceDataAdmin(PartAdmin):
    parent = "service"
    list_display = ["service", "category", "is_optional"]
    list_select_related = ["service__brand", "category"]
    fields = ["service", "category", "is_optional", "wording", "removed_at"]
    steps = [ending(gettext_lazy("End this link"), services.unlink_category, "servicedata")]


class SystemServiceInline(CurrentInline):
    model = SystemService
    fields = ["service"]


class SystemDataInline(CurrentInline):
    model = SystemData
    fields = ["category"]


@admin.register(System)
class SystemAdmin(ExchangeAdmin):
    add_service = partial(services.add, System)
    change_service = services.change
    resource_classes = [SystemResource]
    list_display = ["name", "country", "owner"]
    list_select_related = ["country", "owner"]
    search_fields = ["name"]
    fields = ["name", "description", "country", "owner"]
    inlines = [SystemServiceInline, SystemDataInline]
    empty_words = gettext_lazy(
        "Where personal data lives, and who answers for it. A request of a person is searched for here."
    )
    steps = [
        Step(
            "link-service",
            gettext_lazy("Link a service"),
            gettext_lazy("A service whose data lives here."),
            services.link_system,
            "organisation.add_systemservice",
            form=LinkServiceForm,
        ),
        Step(
            "record-category",
            gettext_lazy("Record a category of data"),
            gettext_lazy("Personal data that is kept here."),
            services.record_holding,
            "organisation.add_systemdata",
            form=CategoryForm,
        ),
    ]


@admin.register(SystemService)
class SystemServiceAdmin(PartAdmin):
    parent = "system"
    list_display = ["system", "service"]
    list_select_related = ["system", "service__brand"]
    fields = ["system", "service", "removed_at"]
    steps = [ending(gettext_lazy("End this link"), services.unlink_system, "systemservice")]


@admin.register(SystemData)
class SystemDataAdmin(PartAdmin):
    parent = "system"
    list_display = ["system", "category"]
    list_select_related = ["system", "category"]
    fields = ["system", "category", "removed_at"]
    steps = [ending(gettext_lazy("End this record"), services.end_holding, "systemdata")]


@admin.register(DataCategory)
class DataCategoryAdmin(RegisterAdmin):
    add_service = partial(services.add, DataCategory)
    list_display = ["name", "definition", "is_special"]
    search_fields = ["name", "definition"]
    fields = ["key", "name", "definition", "is_special"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["key"] if obj else []


@admin.register(DataSource)
class DataSourceAdmin(RegisterAdmin):
    add_service = partial(services.add, DataSource)
    list_display = ["name", "description"]
    search_fields = ["name"]
    fields = ["key", "name", "description"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["key"] if obj else []


@admin.register(Purpose)
class PurposeAdmin(RegisterAdmin):
    add_service = partial(services.add, Purpose)
    list_display = ["text", "basis_words", "assessment_badge"]
    list_filter = ["lawful_basis"]
    search_fields = ["text", "key"]
    steps = [
        Step(
            "change-basis",
            gettext_lazy("Change the lawful basis"),
            gettext_lazy("Answers on a former legitimate interest are taken back."),
            services.change_basis,
            "organisation.change_purpose",
            form=BasisForm,
        ),
        Step(
            "assess",
            gettext_lazy("Assess the legitimate interest"),
            gettext_lazy("The three answers of the privacy statement, each with its reason."),
            services.assess_interest,
            "organisation.change_purpose",
            available=lambda purpose: purpose.lawful_basis == LawfulBasis.LEGITIMATE_INTEREST,
            form=AssessmentForm,
        ),
    ]
    ANSWERS = (
        *("is_not_high_risk", "risk_explanation", "has_no_special_categories", "categories_explanation"),
        *("has_no_rights_violation", "rights_explanation", "assessed_on", "assessed_by"),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets: list[Any] = [(None, {"fields": ["key", "text", "lawful_basis", "note"]})]
        if obj and obj.lawful_basis == LawfulBasis.LEGITIMATE_INTEREST:
            sets.append((gettext_lazy("Assessment of the legitimate interest"), {"fields": self.ANSWERS}))
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["key", "lawful_basis", *self.ANSWERS] if obj else self.ANSWERS

    @admin.display(description=gettext_lazy("Lawful basis"), ordering="lawful_basis")
    def basis_words(self, purpose: Purpose) -> str:
        return purpose.get_lawful_basis_display() or "—"

    @admin.display(description=gettext_lazy("Assessment"))
    def assessment_badge(self, purpose: Purpose) -> str:
        if purpose.lawful_basis != LawfulBasis.LEGITIMATE_INTEREST:
            return "—"
        return badge(_("answered"), "good") if purpose.is_assessed else badge(_("answers missing"), "danger")

    def status_words(self, record: Any) -> str:
        return record.get_lawful_basis_display()


class DecisionInline(PartsInline):
    model = AdequacyDecision
    fields = ["number", "valid_from", "valid_until", "scope", "needs_certification"]


@admin.register(Country)
class CountryAdmin(RegisterAdmin):
    add_service = partial(services.add, Country)
    list_display = ["name", "code", "is_eea", "is_eu"]
    list_filter = ["is_eea", "is_eu"]
    search_fields = ["name", "code"]
    fields = ["code", "name", "is_eea", "is_eu", "note"]
    inlines = [DecisionInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["code"] if obj else []


@admin.register(AdequacyDecision)
class AdequacyDecisionAdmin(RegisterAdmin):
    add_service = partial(services.add, AdequacyDecision)
    list_display = ["__str__", "valid_from", "valid_until", "needs_certification"]
    list_select_related = ["country"]
    search_fields = ["country__name", "number", "international_organisation"]
    fields = [
        *("country", "international_organisation", "number", "adopted_on", "valid_from", "valid_until"),
        *("scope", "needs_certification", "source", "note"),
    ]
    steps = [
        Step(
            "end",
            gettext_lazy("It ends or falls"),
            gettext_lazy("From the day after its last one, what rests on it alone is a transfer without a ground."),
            services.end_decision,
            "organisation.change_adequacydecision",
            available=lambda decision: end_to_take_back(decision) is None,
            form=EndDecisionForm,
            is_danger=True,
        ),
        Step(
            "restore",
            gettext_lazy("Take the end back"),
            gettext_lazy("Its last day is again what it was before, and everything that rested on it holds again."),
            services.restore_decision,
            "organisation.change_adequacydecision",
            available=lambda decision: end_to_take_back(decision) is not None,
        ),
    ]


@admin.register(SupervisoryAuthority)
class SupervisoryAuthorityAdmin(RegisterAdmin):
    add_service = partial(services.add, SupervisoryAuthority)
    list_display = ["name", "country", "website"]
    list_select_related = ["country"]
    search_fields = ["name", "country__name"]
    fields = ["country", "name", "website", "address", "email", "note"]
