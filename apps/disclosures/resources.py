"""The directory of authorities and the legal bases, as tables that come and go."""

from apps.backoffice.resources import RecordResource, link_to
from apps.organisation.models import Country

from . import services
from .models import Authority, LegalBasis


class AuthorityResource(RecordResource):
    """Authorities by country, name and unit. How they are reached is entered one by one, as each is found out."""

    add_service = services.add_authority
    change_service = services.change_authority

    country = link_to("country", Country, "code")
    needed = ("body",)

    class Meta(RecordResource.Meta):
        model = Authority
        import_id_fields = ("country", "name", "unit")
        fields = ("country", "name", "unit", "body", "source", "is_active")


class LegalBasisResource(RecordResource):
    """Legal bases by code and the day from which each is in force."""

    add_service = services.add_basis
    change_service = services.change_basis

    country = link_to("country", Country, "code")
    needed = ("title", "citation", "family")

    class Meta(RecordResource.Meta):
        model = LegalBasis
        import_id_fields = ("code", "valid_from")
        fields = (
            *("code", "valid_from", "valid_until", "title", "citation", "country", "family", "allows", "issuers"),
            *("secrecy", "tells_by_itself", "clock", "is_order", "is_counted"),
        )
