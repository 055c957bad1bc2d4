"""Lists of what belongs to requests, in which one looks for a request by its reference."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from apps.backoffice.keyset import LargeRegisterAdmin


class FoundByRequest(LargeRegisterAdmin):
    """The admin of a large register of parts of requests: a reference finds them, by its index."""

    search_fields: ClassVar[Any] = ["ticket__reference"]
    search_help_text = gettext_lazy("The whole reference of a request, as DSR-2026-0042.")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        term = search_term.strip().upper()
        if "\0" in term:
            return queryset.none(), False
        return (queryset.filter(ticket__reference=term) if term else queryset), False
