"""What is under secrecy is opened for a reason, and files are saved and never shown: each leaves a row in the ledger."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from apps.backoffice.downloads import file_for_a_reason
from apps.backoffice.forms import dress_form
from apps.backoffice.records import RecordAdmin
from apps.casework.forms import WhyForm
from apps.mailroom.composing import LANGUAGES
from apps.organisation.calendars import day_at

from .. import services
from ..choices import ContactKind
from ..forms.review import ChecksForm
from ..models import AuthorityContact, Demand, Original, PackageFile
from .panel import page_of

#: Who opens files and reads targets.
OPEN = "disclosures.open_demand"


class OpeningPages(RecordAdmin):
    """The question before a request under secrecy, its files, and its tests as one table."""

    def get_urls(self) -> list[URLPattern]:
        def page(address: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
            return path(
                f"<path:object_id>/{address}", self.admin_site.admin_view(view), name=f"disclosures_demand_{name}"
            )

        return [
            page("open/", self.opening_view, "open"),
            page("original/<int:file_id>/", self.original_view, "original"),
            page("package/<int:file_id>/", self.package_view, "package"),
            page("checks/", self.checks_view, "checks"),
            page("push-back/<int:pushed_id>/", self.push_back_view, "push_back"),
            *super().get_urls(),
        ]

    # --- The question ---

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        asked = self._asked_first(request, object_id) if object_id else None
        return asked or super().changeform_view(request, object_id, *args, **kwargs)

    def step_view(self, request: HttpRequest, object_id: str, step_name: str) -> HttpResponse:
        return self._asked_first(request, object_id) or super().step_view(request, object_id, step_name)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return self._asked_first(request, object_id) or super().history_view(request, object_id, extra_context)

    def _asked_first(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """The question that stands before a request under secrecy; none where it was answered some hours ago."""
        demand = self.get_object(request, unquote(object_id))
        if demand is None or not demand.is_secret or not self.has_view_permission(request, demand):
            return None
        if services.has_opened(demand, request.user):
            return None
        return self._question(request, demand, WhyForm(), request.get_full_path())

    def _question(self, request: HttpRequest, demand: Demand, form: WhyForm, leads_to: str) -> TemplateResponse:
        dress_form(form)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": demand.reference,
            "form": form,
            "leads_to": leads_to,
            "address": reverse("admin:disclosures_demand_open", args=[demand.pk]),
        }
        status = 200 if request.method in {"GET", "HEAD"} else 403
        return TemplateResponse(request, "admin/disclosures/open.html", context, status=status)

    def opening_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """POST writes down why somebody opens it, and leads on to what they wanted to see."""
        demand = self._of(request, object_id)
        leads_to = request.POST.get("leads_to", "")
        if not url_has_allowed_host_and_scheme(leads_to, allowed_hosts=None):
            leads_to = page_of(demand)
        if request.method != "POST":
            return HttpResponseRedirect(page_of(demand))
        form = WhyForm(request.POST)
        if not form.is_valid():
            return self._question(request, demand, form, leads_to)
        services.open_demand(demand, why=form.cleaned_data["why"], by=request.user)
        return HttpResponseRedirect(leads_to)

    # --- Files ---

    def original_view(self, request: HttpRequest, object_id: str, file_id: int) -> HttpResponseBase:
        demand = self._to_open(request, object_id)
        file = get_object_or_404(Original, pk=file_id, demand=demand)
        return self._file(request, demand, file, services.open_original)

    def package_view(self, request: HttpRequest, object_id: str, file_id: int) -> HttpResponseBase:
        demand = self._to_open(request, object_id)
        file = get_object_or_404(PackageFile, pk=file_id, demand=demand)
        return self._file(request, demand, file, services.open_package_file)

    def _file(
        self, request: HttpRequest, demand: Demand, file: Any, opened: Callable[..., Iterable[bytes]]
    ) -> HttpResponseBase:
        """GET asks why; POST writes it down and gives the file, to be saved."""
        if asked := self._asked_first(request, str(demand.pk)):
            return asked
        return file_for_a_reason(self, request, demand, file, opened=lambda why: opened(file, why=why, by=request.user))

    # --- Letters on paper ---

    def push_back_view(self, request: HttpRequest, object_id: str, pushed_id: int) -> HttpResponse:
        """A push-back to print, where no letter of it left: in the authority's language, with its postal address."""
        demand = self._of(request, object_id)
        if asked := self._asked_first(request, object_id):
            return asked
        pushed = get_object_or_404(demand.push_backs.filter(letter=None), pk=pushed_id)
        contacts = AuthorityContact.objects.current().filter(authority=demand.authority, kind=ContactKind.POST)
        subject, text = services.printed(pushed)
        context = {"demand": demand, "subject": subject, "text": text, "contact": contacts.order_by("pk").first()}
        with translation.override(LANGUAGES[services.language_of(demand)]):
            context["day"] = date_format(day_at(demand.office, pushed.sent_at), "j F Y")
            return render(request, "disclosures/push_back.html", context | {"back": page_of(demand)})

    # --- The tests ---

    def checks_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The tests as one table: GET shows it, POST records each that was judged."""
        demand = self._of(request, object_id)
        if asked := self._asked_first(request, object_id):
            return asked
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not request.user.has_perm("disclosures.change_check"):
            raise PermissionDenied
        form = ChecksForm(request.POST if request.method == "POST" else None, record=demand)
        if request.method == "POST" and form.is_valid():
            refused = services.record_checks(demand, form.judged(), by=request.user)
            if not refused:
                return HttpResponseRedirect(f"{page_of(demand)}#office-checks")
            form.refuse(refused)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": demand,
            "title": _("Tests of %(reference)s") % {"reference": demand},
            "form": form,
            "rows": list(form.rows()),
        }
        return TemplateResponse(request, "admin/disclosures/checks_page.html", context)

    # --- Who gets here ---

    def _of(self, request: HttpRequest, object_id: str) -> Demand:
        """The request, where it exists for whoever asks."""
        demand = self.get_object(request, unquote(object_id))
        if demand is None or not self.has_view_permission(request, demand):
            raise Http404
        return demand

    def _to_open(self, request: HttpRequest, object_id: str) -> Demand:
        demand = self._of(request, object_id)
        if not request.user.has_perm(OPEN):
            raise PermissionDenied
        return demand
