"""Third parties in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from apps.backoffice.exchange import ExchangeAdmin

from .. import services
from ..models import ThirdParty
from ..resources import ThirdPartyResource


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
