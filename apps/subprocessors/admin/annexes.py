"""The annex of a customer: what is missing of it first, then how it reads, and as a file to take away."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.backoffice.downloads import attachment
from apps.backoffice.forms import dress_form
from apps.organisation.models import Customer
from apps.trail.errors import RuleBroken

from .. import services
from ..annexes import compose
from ..choices import AnnexFormat, AnnexLanguage
from ..forms import AnnexFileForm, AnnexForm
from ..models import DESCRIBED, Listing, Location, ThirdParty
from ..pages import PAGES
from ..queries import Annex, Gap, annex_of, gaps
from .panel import page_of

EXPORTS = ("organisation.export_customer", "subprocessors.export_listing")


class AnnexPages:
    """The page of a customer's annex, at an address below that of the listings."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.annex_view)
        return [path("annex/<int:customer_id>/", view, name="subprocessors_annex"), *super().get_urls()]

    def annex_view(self, request: HttpRequest, customer_id: int) -> HttpResponseBase:
        """GET shows the annex, POST gives it as a file and tells the trail."""
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not request.user.has_perms(PAGES[0].permissions):
            raise PermissionDenied
        customer = get_object_or_404(Customer.objects.select_related("brand"), pk=customer_id)
        today, language = timezone.localdate(), AnnexLanguage.DUTCH if get_language() == "nl" else AnnexLanguage.ENGLISH
        asked = {"day": today.isoformat(), "language": language.value} | request.GET.dict()
        form, status = AnnexForm(asked), 200
        if request.method == "POST":
            if not request.user.has_perms(EXPORTS):
                raise PermissionDenied
            try:
                return self._file(request, customer, AnnexFileForm(request.POST))
            except RuleBroken as error:
                messages.error(request, str(error))
                form, status = AnnexForm(request.POST), 409
        return self._page(request, customer, form, status)

    def _file(self, request: HttpRequest, customer: Customer, form: AnnexFileForm) -> HttpResponseBase:
        if not form.is_valid():
            raise RuleBroken(_("Choose the day, the language and the kind of file on this page."))
        made = services.make_annex(customer, by=request.user, **form.cleaned_data)
        return attachment([made.data], made.name, size=len(made.data))

    def _page(self, request: HttpRequest, customer: Customer, form: AnnexForm, status: int) -> TemplateResponse:
        annex, today = None, timezone.localdate()
        if form.is_valid():
            try:
                annex = annex_of(customer, form.cleaned_data["day"])
            except RuleBroken as error:
                form.add_error("day", str(error))
        dress_form(form)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Annex of subprocessors"),
            "customer": customer,
            "customer_url": page_of(customer),
            "form": form,
            "today": today,
            "annex": annex,
            "formats": AnnexFormat.choices if request.user.has_perms(EXPORTS) else [],
        }
        if annex is not None:
            language = form.cleaned_data["language"]
            context |= {"document": compose(annex, language=language, made_on=today), "missing": missing(annex)}
            context["is_past"] = annex.day < today
        return TemplateResponse(request, "admin/annex.html", context, status=status)


def missing(annex: Annex) -> list[dict[str, Any]]:
    """What the annex cannot say, by what it is about, each with the page where it is filled in."""
    return [
        {"about": about, "gaps": [{"words": gap.words, "url": where_to_fill_in(gap)} for gap in found]}
        for about, found in groupby(gaps(annex), key=lambda gap: gap.about)
    ]


def where_to_fill_in(gap: Gap) -> str:
    """The page on which staff say what is missing; empty where no page of a record does."""
    record: Any = gap.record
    if gap.field == "notice_terms":
        return ""
    if isinstance(record, Listing) and gap.field in DESCRIBED:
        return reverse("admin:subprocessors_listing_step", args=[record.pk, "describe-processing"])
    if isinstance(record, Location):
        return reverse("admin:subprocessors_listing_step", args=[record.listing_id, "record-transfer"])
    if isinstance(record, ThirdParty) and gap.field == "group_members":
        return reverse("admin:subprocessors_thirdparty_step", args=[record.pk, "add-group-member"])
    return f"{page_of(record)}#id_{gap.field}"
