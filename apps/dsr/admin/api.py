"""Programs with access to the intake, in the admin: each token is shown once."""

from typing import Any

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.records import RecordAdmin, badge
from apps.backoffice.steps import Step

from .. import services
from ..models import ApiClient


@admin.register(ApiClient)
class ApiClientAdmin(RecordAdmin):
    """Which programs may bring requests in, for which brand, and when each did last."""

    add_service = services.add_api_client
    list_display = ["name", "brand_name", "access", "added_at", "last_request"]
    list_filter = ["brand"]
    list_select_related = ["brand"]
    search_fields = ["name"]
    empty_words = gettext_lazy("No program brings requests in yet. Add one, as the privacy dashboard of a brand.")
    fields = ["name", "brand"]
    readonly_fields = ["added_at", "revoked_at", "last_request"]
    steps = [
        Step(
            "revoke",
            gettext_lazy("Take its access back"),
            gettext_lazy("Its token is worth nothing from now on. What it brought in stays."),
            services.revoke_api_client,
            "dsr.change_apiclient",
            available=lambda client: client.is_current,
            is_danger=True,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(last_at=Max("calls__answered_at"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [*self.fields, ("added_at", "last_request", "revoked_at")] if obj else self.fields

    def status_words(self, record: Any) -> str:
        return _("In force") if record.is_current else _("Taken back")

    @admin.display(description=gettext_lazy("Brand"), ordering="brand")
    def brand_name(self, client: ApiClient) -> str:
        return client.brand.name

    @admin.display(description=gettext_lazy("Access"), ordering="revoked_at")
    def access(self, client: ApiClient) -> str:
        return badge(_("in force"), "good") if client.is_current else badge(_("taken back"))

    @admin.display(description=gettext_lazy("Last request"))
    def last_request(self, client: Any) -> str:
        return date_format(localtime(client.last_at), "j M Y, H:i") if client.last_at else "—"

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """The token in this answer alone: in no message, session or log."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Token"),
            "original": obj,
        }
        return TemplateResponse(request, "admin/api_token.html", context)
