"""Versions of lists in the admin: read, looked at change by change, accepted; and the changes that came of them."""

import io
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.backoffice.downloads import sealed_file
from apps.backoffice.forms import dress_form
from apps.backoffice.records import PartsInline, RecordAdmin, badge
from apps.backoffice.resources import words_of
from apps.backoffice.uploads import UploadGone, UploadStorage, hold
from apps.trail.errors import RuleBroken

from .. import services
from ..choices import ChangeKind, Materiality
from ..forms import ColumnsForm, ReadListForm, ReviewedListForm
from ..models import ListChange, ListReading, ListSource
from ..queries.versions import PLACE_KINDS, Table, Version, country_names, in_words, read_version, table_of
from ..reading.lists import MissingColumn
from ..reading.reclassing import LEFT_OUT, options, summary, taken

READ = "subprocessors.add_listreading"
TONES = {
    ChangeKind.ADDED: "good",
    ChangeKind.REMOVED: "danger",
    ChangeKind.LOCATION_ADDED: "warning",
    ChangeKind.PURPOSE_CHANGED: "warning",
}


@admin.register(ListSource)
class ListSourceAdmin(RecordAdmin):
    """Where lists come from, and the two pages on which a version of one is read."""

    list_display = ["name", "brand", "column_words"]
    list_display_links = ["name"]
    list_filter = ["brand"]
    list_select_related = ["brand"]
    search_fields = ["name"]
    fields = ["brand", "name", "column_words"]
    readonly_fields = fields
    empty_words = gettext_lazy("A source comes here with the first version of its list that is read.")

    @admin.display(description=gettext_lazy("Columns"))
    def column_words(self, source: ListSource) -> str:
        columns = source.mapping
        return "; ".join(f"{columns[name]}: {label}" for name, label in ColumnsForm.LABELS.items() if name in columns)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.read_view)
        return [path("read/", view, name="subprocessors_read_list"), *super().get_urls()]

    def read_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file, show what it changes, and accept what was decided. Until then nothing is saved."""
        if not request.user.has_perm(READ):
            raise PermissionDenied
        if request.method != "POST":
            return self._ask(request, ReadListForm(initial=request.GET.dict()))
        if "upload" in request.POST:
            return self._answer_review(request)
        form = ReadListForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._ask(request, form)
        data = form.cleaned_data["file"].read()
        try:
            table = table_of(data)
        except RuleBroken as error:
            form.add_error("file", words_of(error))
            return self._ask(request, form)
        carried = form.carried() | {"upload": hold(data), "file_name": form.cleaned_data["file"].name}
        return self._show(request, table, ReviewedListForm(carried), columns=None)

    def _ask(self, request: HttpRequest, form: ReadListForm) -> HttpResponse:
        dress_form(form)
        context = {**self._context(request), "form": form, "title": _("Read a version of a list")}
        return TemplateResponse(request, "admin/read_list.html", context)

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts}

    def _answer_review(self, request: HttpRequest) -> HttpResponse:
        review = ReviewedListForm(request.POST)
        if not review.is_valid():
            messages.error(request, _("This page is not complete: read the list again."))
            return HttpResponseRedirect(reverse("admin:subprocessors_read_list"))
        try:
            data = UploadStorage(name=review.cleaned_data["upload"]).read()
        except UploadGone as gone:
            messages.error(request, str(gone))
            return HttpResponseRedirect(reverse("admin:subprocessors_listreading_changelist"))
        columns, table = ColumnsForm.chosen(request.POST), table_of(data)
        if "accept" not in request.POST:
            return self._show(request, table, review, columns=columns)
        return self._accept(request, data, table, review, columns)

    def _show(
        self,
        request: HttpRequest,
        table: Table,
        review: ReviewedListForm,
        *,
        columns: dict[str, str] | None,
        problem: str = "",
    ) -> HttpResponse:
        """The page of a version: its changes, what could not be read, and how its columns were read."""
        review.is_valid()
        brand, source = review.cleaned_data["brand"], review.cleaned_data["source"]
        context = {**self._context(request), "title": _("Changes in the list of %(source)s") % {"source": source}}
        try:
            version = read_version(table, brand=brand, source=source, columns=columns)
        except MissingColumn as missing:
            context |= {"review": review, "columns": columns_form(table, columns or {}), "problem": str(missing)}
            return TemplateResponse(request, "admin/list_columns.html", context)
        context |= {
            "review": review,
            "columns": columns_form(table, version.read.columns),
            "problem": problem,
            "version": version,
            "changes": rows_of(version, request.POST),
            "summary": summary(version.differences),
            "materialities": Materiality.choices,
        }
        return TemplateResponse(request, "admin/review_list.html", context)

    def _accept(
        self,
        request: HttpRequest,
        data: bytes,
        table: Table,
        review: ReviewedListForm,
        columns: dict[str, str] | None,
    ) -> HttpResponse:
        values = review.cleaned_data
        try:
            version = read_version(table, brand=values["brand"], source=values["source"], columns=columns)
            if version.fingerprint != request.POST.get("fingerprint"):
                problem = _("The register changed since this page was opened. This is what the list changes now.")
                return self._show(request, table, review, columns=columns, problem=problem)
            reading, changes = services.accept_version(
                version,
                decisions_of(version, request.POST),
                file=services.ListFile(values["file_name"], io.BytesIO(data)),
                terms=services.Terms(values["kind"], values["role"], values["purpose"]),
                by=request.user,
            )
        except (RuleBroken, ValidationError) as error:
            return self._show(request, table, review, columns=columns, problem=words_of(error))
        UploadStorage(name=values["upload"]).remove()
        words = ngettext("Accepted: %(count)d change.", "Accepted: %(count)d changes.", len(changes))
        messages.success(request, words % {"count": len(changes)})
        return HttpResponseRedirect(reverse("admin:subprocessors_listreading_change", args=[reading.pk]))


def columns_form(table: Table, columns: dict[str, str]) -> ColumnsForm:
    """The choice among the headers of a table, in the theme."""
    form = ColumnsForm.of_headers(table.headers, columns)
    dress_form(form)
    return form


def rows_of(version: Version, posted: Any) -> list[dict[str, Any]]:
    """The changes of a version as the review shows them, with what was chosen on the page before."""
    names = country_names()
    rows = []
    for place, one in enumerate(version.differences):
        before, after = (in_words(one.kind, value, names) for value in (one.before, one.after))
        rows.append(
            {
                "place": place,
                "difference": one,
                "badge": badge(one.kind.label, TONES.get(one.kind, "neutral")),
                "entry": (one.news or one.olds)[0],
                "before": before,
                "after": after,
                "parts": _parts(one.kind, before, after),
                "options": options(version.differences, place),
                "chosen": posted.get(f"take-{place}", ""),
                "materiality": posted.get(f"told-{place}", services.usual_materiality(one)),
                "reason": posted.get(f"reason-{place}", ""),
            }
        )
    return rows


def _parts(kind: ChangeKind, before: Any, after: Any) -> list[tuple[str, str]]:
    """Locations one by one: kept, gained or lost."""
    if kind not in PLACE_KINDS:
        return []
    both = sorted({*before, *after})
    return [(one, "same" if one in before and one in after else "gained" if one in after else "lost") for one in both]


def decisions_of(version: Version, posted: Any) -> list[services.Decision]:
    """What a person decided on the page, change by change."""
    choices = [posted.get(f"take-{place}", LEFT_OUT) for place in range(len(version.differences))]
    decisions = []
    for one in taken(version.differences, choices):
        told = posted.get(f"told-{one.place}")
        is_as_read = one.difference is version.differences[one.place]
        decisions.append(
            services.Decision(
                one.difference,
                one.found_kind,
                Materiality(told) if is_as_read and told in Materiality.values else None,
                posted.get(f"reason-{one.place}", "").strip()[:2000] or one.difference.reason,
                is_confirmed=True,
            )
        )
    return decisions


class ListChangeInline(PartsInline):
    model = ListChange
    fields = ["reference", "kind", "name", "materiality", "status"]
    readonly_fields = fields
    verbose_name_plural = gettext_lazy("Changes that were accepted")


@admin.register(ListReading)
class ListReadingAdmin(RecordAdmin):
    """Versions that were accepted."""

    inlines = [ListChangeInline]
    list_display = ["read_at", "source_words", "rows", "refused", "file_name"]
    list_filter = ["source__brand"]
    list_select_related = ["source__brand"]
    fields = ["source", "read_at", "rows", "refused", "file_name", "sha256", "file_link"]
    readonly_fields = fields
    empty_words = gettext_lazy("No list was read yet. Read the list that you publish, or a new version of it.")

    @admin.display(description=gettext_lazy("Source"), ordering="source__name")
    def source_words(self, reading: ListReading) -> str:
        return str(reading.source)

    @admin.display(description=gettext_lazy("File"))
    def file_link(self, reading: ListReading) -> str:
        if not reading.file:
            return "—"
        url = reverse("admin:subprocessors_listreading_file", args=[reading.pk])
        return format_html('<a class="office-link" href="{}">{}</a>', url, _("Download the file as it was read"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:pk>/file/", view, name="subprocessors_listreading_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The file of a version, to be kept and never shown in the browser."""
        reading = self.get_object(request, str(pk))
        if reading is None or not self.has_view_permission(request, reading) or not reading.file:
            raise Http404
        return sealed_file(
            self,
            request,
            reading,
            opened=lambda: services.open_list(reading, by=request.user),
            name=reading.file_name,
        )
