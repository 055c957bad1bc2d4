"""The views of the worklist, and its filters: each is answered by an index."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from apps.organisation.models import Brand

from ..choices import Right
from ..queries.worklists import ALL_VIEW, OPEN_VIEW, VIEW_BY_NAME, VIEWS, WorkView, with_right
from .figures import FIGURE

#: The part of an address that names the view.
VIEW = "view"
#: What looks for tickets that are over too.
LOOKS_EVERYWHERE = ("q", "status__exact", FIGURE)


def view_of(request: HttpRequest) -> WorkView:
    """The view that an address names: what is open, where it names none and looks for nothing that may be over."""
    looks_everywhere = any(request.GET.get(name) for name in LOOKS_EVERYWHERE)
    return VIEW_BY_NAME.get(request.GET.get(VIEW, ""), ALL_VIEW if looks_everywhere else OPEN_VIEW)


class ViewFilter(SimpleListFilter):
    """The saved views; they stand as tabs above the list too."""

    title = gettext_lazy("view")
    parameter_name = VIEW

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.view = view_of(request)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(view.name, view.label) for view in VIEWS]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        for name, label in self.lookup_choices:
            query = changelist.get_query_string({VIEW: name}, remove=["after", "before"])
            yield {"selected": name == self.view.name, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return self.view.chosen(queryset, request.user, timezone.localdate())


class RightFilter(SimpleListFilter):
    """What is asked for."""

    title = gettext_lazy("right")
    parameter_name = "right"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Right.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        right = self.value()
        if right not in Right.values:
            return queryset
        return with_right(queryset, right, among_all=view_of(request) is ALL_VIEW)


class BrandFilter(SimpleListFilter):
    """The brands, read once for the filter and for the rows of the list."""

    title = gettext_lazy("brand")
    parameter_name = "brand__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.brands = {str(brand.pk): brand for brand in Brand.objects.all()}
        return [(pk, brand.name) for pk, brand in self.brands.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        brand = self.brands.get(self.value())
        return queryset.filter(brand=brand) if brand else queryset.none()
