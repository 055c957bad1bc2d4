"""Pages of the register that are no list of records: what lint finds, and what would follow if a decision fell."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.backoffice.exchange import exported_csv
from apps.backoffice.forms import dress_form

from ..choices import ListingStatus
from ..forms import DrillForm
from ..models import Listing
from ..queries import Fall, fall_of, lint_all, published
from .panel import page_of, told_of

#: So many customers stand on the page of the drill; its file has all of them.
SHOWN = 50
EXPORTS = ("subprocessors.export_listing", "organisation.export_customer")


class PagesOfTheRegister:
    """The pages, at addresses below that of the listings."""

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path("lint/", self.admin_site.admin_view(self.lint_view), name="subprocessors_lint"),
            path("what-if/", self.admin_site.admin_view(self.drill_view), name="subprocessors_drill"),
        ]
        return [*pages, *super().get_urls()]

    def lint_view(self, request: HttpRequest) -> HttpResponse:
        """Every finding of what is published or about to be, and of what is in vetting, by listing."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        listings = published() | Listing.objects.filter(status=ListingStatus.VETTING)
        found = [
            {
                "listing": listing,
                "url": page_of(listing),
                "findings": told_of(findings),
                "blockers": sum(finding.is_blocker for finding in findings),
            }
            for listing, findings in lint_all(listings, on=timezone.localdate())
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Lint"),
            "found": sorted(found, key=lambda one: not one["blockers"]),
            "blockers": sum(one["blockers"] for one in found),
        }
        return TemplateResponse(request, "admin/lint.html", context)

    def drill_view(self, request: HttpRequest) -> HttpResponse:
        """What would follow if a decision fell on a day: GET shows it, POST gives it as a file. Neither changes it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        asked = bool(request.GET.get("decision"))
        form = DrillForm(request.GET if asked else None, initial={"day": timezone.localdate()})
        fall = None
        if asked and form.is_valid():
            fall = fall_of(form.cleaned_data["decision"], on=form.cleaned_data["day"])
        may_export = all(request.user.has_perm(permission) for permission in EXPORTS)
        if request.method == "POST" and fall is not None:
            if not may_export:
                raise PermissionDenied
            return drill_file(fall, request)
        dress_form(form)
        context = {
            **self.admin_site.each_context(request),
            "title": _("What if a decision falls"),
            "form": form,
            "fall": fall,
            "affected": [{"one": one, "url": page_of(one.listing)} for one in fall.affected] if fall else [],
            "shown": fall.customers[:SHOWN] if fall else [],
            "decision_url": page_of(fall.decision) if fall else "",
            "may_export": may_export,
        }
        return TemplateResponse(request, "admin/drill.html", context)


def drill_file(fall: Fall, request: HttpRequest) -> HttpResponse:
    """Each customer with each listing of their brand that is affected."""
    headers = ["brand", "customer", "account_reference", "notice_contacts", "listing", "third_party", "countries"]
    rows: list[list[Any]] = [
        [
            *(customer.brand.key, customer.name, customer.account_reference, customer.contact_count),
            *(one.listing.reference, one.listing.third_party.legal_name),
            ", ".join(country.name for country in one.countries),
        ]
        for customer in fall.customers
        for one in fall.affected
        if one.listing.brand_id == customer.brand_id
    ]
    name = f"what-if-{fall.decision.pk}-{fall.on.isoformat()}.csv"
    return exported_csv(rows, headers, register="subprocessors.listing", name=name, by=request.user)
