"""The directory of authorities, how each is reached, and the legal bases on which they ask."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.exchange import ExchangeAdmin
from apps.backoffice.records import PartAdmin, PartsInline
from apps.backoffice.steps import Step

from .. import services
from ..choices import DataCategory
from ..forms.directory import ContactForm
from ..models import Authority, AuthorityContact, LegalBasis
from ..resources import AuthorityResource, LegalBasisResource
from .panel import day_words


class ContactInline(PartsInline):
    model = AuthorityContact
    fields = ["kind", "value", "source", "verified_on", "found_by"]
    readonly_fields = ["found_by"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).current().select_related("verified_by")

    @admin.display(description=gettext_lazy("By"))
    def found_by(self, contact: AuthorityContact) -> str:
        return str(contact.verified_by or "—")


@admin.register(Authority)
class AuthorityAdmin(ExchangeAdmin):
    """Who may ask, and how we reach them: found out by ourselves, never from a letter."""

    add_service = services.add_authority
    change_service = services.change_authority
    resource_classes = [AuthorityResource]
    list_display = ["name", "unit", "country", "body", "is_active"]
    list_filter = ["body", "is_active", "country"]
    list_select_related = ["country"]
    search_fields = ["name", "unit", "country__name"]
    fields = ["name", "unit", "country", "body", "source", "is_active"]
    inlines = [ContactInline]
    empty_words = gettext_lazy(
        "Bodies that may send a request. Enter how each is reached as you found it yourself: call-backs go there alone."
    )
    steps = [
        Step(
            "add-contact",
            gettext_lazy("Add a contact"),
            gettext_lazy("A number or address that you found yourself, and where: never that of a letter."),
            services.add_contact,
            "disclosures.add_authoritycontact",
            form=ContactForm,
        )
    ]


@admin.register(AuthorityContact)
class AuthorityContactAdmin(PartAdmin):
    parent = "authority"
    list_display = ["authority", "kind", "verified_on"]
    list_select_related = ["authority"]
    fields = ["authority", "kind", "value", "source", "verified_on", "verified_by", "removed_at"]
    readonly_fields = ["verified_by", "removed_at"]
    steps = [
        Step(
            "end",
            gettext_lazy("End this contact"),
            gettext_lazy("It does not hold any more. It stays in the history."),
            services.end_contact,
            "disclosures.change_authoritycontact",
            available=lambda contact: contact.is_current,
            is_danger=True,
        )
    ]


@admin.register(LegalBasis)
class LegalBasisAdmin(ExchangeAdmin):
    """Dated reference data: a provision that is renumbered ends on its day, and the new one begins."""

    add_service = services.add_basis
    change_service = services.change_basis
    resource_classes = [LegalBasisResource]
    list_display = ["title", "citation", "country", "family", "silence", "in_force"]
    list_filter = ["family", "country"]
    list_select_related = ["country"]
    search_fields = ["code", "title", "citation"]
    fields = [
        ("code", "title"),
        ("citation", "country"),
        ("family", "issuers"),
        "allows",
        ("secrecy", "tells_by_itself"),
        ("clock", "is_order", "is_counted"),
        ("valid_from", "valid_until"),
    ]
    empty_words = gettext_lazy("The provisions on which authorities rest their requests, and what each allows.")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["code"] if obj else []

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "allows":
            field.help_text = _("Of these, with blanks between: %(known)s.") % {"known": ", ".join(DataCategory.values)}
        return field

    @admin.display(description=gettext_lazy("In force"), ordering="valid_from")
    def in_force(self, basis: LegalBasis) -> str:
        """What has no day was in force before anybody counted, or has no end."""
        if basis.valid_from is None and basis.valid_until is None:
            return "—"
        return f"{day_words(basis.valid_from)} – {day_words(basis.valid_until)}"

    @admin.display(description=gettext_lazy("Silence"))
    def silence(self, basis: LegalBasis) -> str:
        return basis.secrecy or (_("the authority tells") if basis.tells_by_itself else "—")
