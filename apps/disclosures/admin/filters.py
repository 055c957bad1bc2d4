"""The views of the worklist of requests, and its filters: each is answered by an index."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from apps.accounts.choices import Right
from apps.organisation.models import Brand, Country

from ..choices import Family, Outcome
from ..models import Authority
from ..queries.worklists import ALL_VIEW, OPEN_VIEW, VIEW_BY_NAME, VIEWS, WorkView, among

#: The part of an address that names the view.
VIEW = "view"
#: What looks for requests that are over too.
LOOKS_EVERYWHERE = ("q", "status__exact", "outcome")


def view_of(request: HttpRequest) -> WorkView:
    """The view that an address names: what is open, where it names none and looks for nothing that may be over."""
    looks_everywhere = any(request.GET.get(name) for name in LOOKS_EVERYWHERE)
    usual = ALL_VIEW if looks_everywhere else OPEN_VIEW
    view = VIEW_BY_NAME.get(request.GET.get(VIEW, ""), usual)
    return view if may_look(view, request.user) else usual


def may_look(view: WorkView, user: Any) -> bool:
    return not view.for_cleared or Right.SECRECY in user.rights


class ViewFilter(SimpleListFilter):
    """The saved views; they stand as tabs above the list too."""

    title = gettext_lazy("view")
    parameter_name = VIEW

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.view = view_of(request)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(view.name, view.label) for view in VIEWS if may_look(view, request.user)]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        for name, label in self.lookup_choices:
            query = changelist.get_query_string({VIEW: name}, remove=["after", "before"])
            yield {"selected": name == self.view.name, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return self.view.chosen(queryset, request.user, timezone.now())


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


class FamilyFilter(SimpleListFilter):
    """The kind of instrument."""

    title = gettext_lazy("instrument")
    parameter_name = "family"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Family.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return among(queryset, legal_basis__family=self.value()) if self.value() in Family.values else queryset


class OutcomeFilter(SimpleListFilter):
    """What became of it."""

    title = gettext_lazy("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Outcome.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(outcome=self.value()) if self.value() in Outcome.values else queryset


class CountryFilter(SimpleListFilter):
    """The country of the authority, of those that the directory knows; read once for the filter and for the rows."""

    title = gettext_lazy("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        known = Country.objects.filter(pk__in=Authority.objects.order_by().values("country"))
        self.countries = {country.pk: country for country in known}
        return [(country.code, country.name) for country in self.countries.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = next((one for one in self.countries.values() if one.code == self.value()), None)
        if self.value() is None:
            return queryset
        return among(queryset, authority__country=chosen) if chosen else queryset.none()
