"""The figures as a page, as CSV and as JSON, and the requests behind each of them as a list."""

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.exchange import exported_csv, exported_json
from apps.backoffice.forms import dress_form

from ..forms.figures import PeriodForm
from ..queries.counting import Span, rights_behind
from ..queries.reports import Table, definitions, tables_of

#: The part of an address that names a number, whose requests the list then shows.
FIGURE = "figure"
EXPORT = "dsr.export_ticket"
FORMATS = ("csv", "json")


class FigureFilter(SimpleListFilter):
    """The requests behind a number of the figures; it shows only while one is looked at."""

    title = gettext_lazy("figure")
    parameter_name = FIGURE

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(self.value(), _("The requests behind a figure"))] if self.value() else []

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        name = self.value()
        if not name:
            return queryset
        return queryset.filter(pk__in=rights_behind(name, today=timezone.localdate()).values("ticket_id"))


class FiguresPages:
    """The page of the figures, at an address below that of the requests: GET shows them, POST gives them as a file."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.figures_view)
        return [path("figures/", view, name="dsr_figures"), *super().get_urls()]

    def figures_view(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = timezone.localdate()
        form = PeriodForm(request.GET if "first" in request.GET else this_year(today))
        tables = tables_of(Span(**form.cleaned_data, today=today)) if form.is_valid() else []
        if request.method == "POST" and tables:
            return self._file(request, tables)
        dress_form(form)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Figures of requests"),
            "form": form,
            "today": today,
            "tables": [shown(table) for table in tables],
            "definitions": definitions(),
            "may_export": request.user.has_perm(EXPORT),
        }
        return TemplateResponse(request, "admin/dsr/figures.html", context)

    def _file(self, request: HttpRequest, tables: list[Table]) -> HttpResponse:
        if not request.user.has_perm(EXPORT):
            raise PermissionDenied
        span = tables[0].span
        name = f"requests-{span.first.isoformat()}-{span.last.isoformat()}"
        told = {"register": "dsr.ticket", "by": request.user}
        if request.POST.get("format") == "json":
            return exported_json(as_json(tables), rows=len(tables), name=f"{name}.json", **told)
        return exported_csv(list(as_rows(tables)), HEADERS, name=f"{name}.csv", **told)


def this_year(today: datetime.date) -> dict[str, datetime.date]:
    return {"first": today.replace(month=1, day=1), "last": today}


# --- On the page -----------------------------------------------------------------------------------------------------


def shown(table: Table) -> dict[str, Any]:
    """A table as the page shows it: each number leads to its requests."""
    lines: dict[str, list[dict[str, str]]] = {}
    for row, _column, number, name in table.numbers():
        lines.setdefault(row.label, []).append({"text": in_digits(number), "url": requests_of(name) if number else ""})
    return {
        "name": table.name,
        "heading": table.heading,
        "about": table.about,
        "columns": [column.label for column in table.columns],
        "rows": lines.items(),
    }


def in_digits(number: float | None) -> str:
    if number is None:
        return "–"
    return number_format(number, decimal_pos=0 if isinstance(number, int) else 1, force_grouping=True)


def requests_of(name: str) -> str:
    """The list of the requests behind a number."""
    return f"{reverse('admin:dsr_ticket_changelist')}?{urlencode({FIGURE: name})}"


# --- As a file -------------------------------------------------------------------------------------------------------

HEADERS = ["table", "group", "figure", "number", "first", "last", "as_of", "definition"]


def as_rows(tables: list[Table]) -> Iterator[list[Any]]:
    """A line for each number, with what it counts."""
    for table in tables:
        days = [day.isoformat() for day in (table.span.first, table.span.last, table.span.today)]
        for row, column, number, _name in table.numbers():
            yield [table.name, row.label, column.name, exactly(number), *days, str(column.definition)]


def as_json(tables: list[Table]) -> dict[str, Any]:
    """The same numbers, table by table."""
    told = []
    for table in tables:
        groups: dict[str, dict[str, Any]] = {row.label: {} for row in table.rows}
        for row, column, number, _name in table.numbers():
            groups[row.label][column.name] = exactly(number)
        span = {"first": table.span.first.isoformat(), "last": table.span.last.isoformat()}
        told.append({"table": table.name, "heading": table.heading, **span, "groups": groups})
    as_of = tables[0].span.today.isoformat()
    return {"as_of": as_of, "tables": told, "definitions": {name: words for name, _label, words in definitions()}}


def exactly(number: float | None) -> float | None:
    """A number to three places, which is more than anybody reports."""
    return round(number, 3) if isinstance(number, float) else number
