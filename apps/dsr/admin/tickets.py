"""Tickets in the admin: the worklist in its views, and the page on which an officer sits all day."""

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy

from apps.backoffice.exchange import ExchangeAdmin
from apps.backoffice.keyset import KeysetList, LargeRegisterAdmin

from .. import services
from ..models import Item, Ticket
from ..queries.likeness import SUGGESTED
from ..queries.offices import day_at
from ..queries.work import duplicates_of
from ..queries.worklists import neighbours
from ..resources import TicketResource
from . import panel
from .answer_steps import ANSWER_STEPS
from .figures import FigureFilter, FiguresPages
from .filters import BrandFilter, RightFilter, ViewFilter, view_of
from .logging import RequestLogging
from .pages import CalendarPages, FilePages, PresencePages, presence_words
from .sections import sections_of
from .steps import STEPS, grouped
from .work_steps import WORK_STEPS

REFERENCE = re.compile(r"DSR-\d{4}-\d+", re.IGNORECASE)
#: Long texts that no list shows.
UNSHOWN = ("words", "address", "regime_reason", "lateness", "ending")


class TicketList(KeysetList):
    """The rows of the worklist, without what no row shows."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        found = super().get_queryset(request, exclude_parameters).select_related(None)
        return found.select_related("assignee").defer(*UNSHOWN)

    def get_results(self, request: HttpRequest) -> None:
        """Each row with its brand, as the filter has read them already."""
        super().get_results(request)
        brands = next((spec.brands for spec in self.filter_specs if isinstance(spec, BrandFilter)), {})
        for ticket in self.result_list:
            ticket.brand = brands[str(ticket.brand_id)]

    @property
    def view_choices(self) -> list[dict[str, Any]]:
        """The saved views, as the tabs above the list."""
        view = next(spec for spec in self.filter_specs if isinstance(spec, ViewFilter))
        return list(view.choices(self))


@admin.register(Ticket)
class TicketAdmin(
    FiguresPages, PresencePages, FilePages, CalendarPages, RequestLogging, ExchangeAdmin, LargeRegisterAdmin
):
    """What people ask. Work in order of priority and due date; everything by the day it arrived."""

    change_service = services.change_ticket
    steps = (*STEPS, *WORK_STEPS, *ANSWER_STEPS)
    resource_classes = [TicketResource]
    change_form_template = "admin/dsr/ticket_form.html"
    change_list_template = "admin/dsr/ticket_list.html"
    pages_by = "received_at"
    text_index = Ticket.search
    address_field = "email_key"
    list_prefetch = [Prefetch("items", Item.objects.only("ticket", "right").order_by("pk"))]
    list_display = [
        *("reference", "person", "rights", "brand", "status_badge", "assignee_words", "due"),
    ]
    list_filter = [
        ViewFilter,
        "status",
        BrandFilter,
        "regime",
        RightFilter,
        "channel",
        "team",
        "group",
        "priority",
        FigureFilter,
    ]
    search_fields = ["reference"]
    search_help_text = gettext_lazy("A reference, an address or its beginning, a name.")
    empty_words = gettext_lazy("No request came yet: they come by the public form, by mail, by post and by telephone.")
    fieldsets = [
        (
            gettext_lazy("The person, as the request names them"),
            {
                "fields": [
                    *(("name", "group"), ("email", "phone"), ("account", "language"), ("country", "region")),
                    "address",
                ],
            },
        )
    ]

    class Media:
        js = ["office/tickets.js"]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeysetList]:
        return TicketList

    def page_order(self, request: HttpRequest) -> Sequence[str]:
        return ["priority", "due_on"] if view_of(request).is_by_due else [self.pages_by]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is answered or over stays as it is."""
        return super().has_change_permission(request, obj) and (obj is None or obj.is_open)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        answer = super().changelist_view(request, extra_context)
        if isinstance(answer, TemplateResponse) and answer.context_data and not request.GET.get("q"):
            answer.context_data["empty_words"] = view_of(request).empty
        return answer

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A postal address has a few lines."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "address":
            field.widget.attrs["rows"] = 3
        return field

    def address_key(self, term: str) -> str:
        return term.casefold()

    def _found(self, term: str, scope: QuerySet | None) -> Any:
        """A whole reference names one ticket; everything else is looked for as in other registers."""
        return Q(reference=term.upper()) if REFERENCE.fullmatch(term) else super()._found(term, scope)

    # --- Columns ---

    @admin.display(description=gettext_lazy("Person"))
    def person(self, ticket: Ticket) -> str:
        return panel.person_words(ticket)

    @admin.display(description=gettext_lazy("Asks for"))
    def rights(self, ticket: Ticket) -> str:
        return ", ".join(map(panel.right_words, ticket.items.all()))

    @admin.display(description=gettext_lazy("Status"))
    def status_badge(self, ticket: Ticket) -> str:
        return panel.status_badge(ticket)

    @admin.display(description=gettext_lazy("Looked after by"))
    def assignee_words(self, ticket: Ticket) -> str:
        return str(ticket.assignee or "—")

    @admin.display(description=gettext_lazy("Due"))
    def due(self, ticket: Ticket) -> str:
        """What comes before the date is said beside it."""
        badges = [panel.due_badge(ticket, timezone.localdate()), panel.priority_badge(ticket)]
        return format_html_join(" ", "{}", [(one,) for one in badges if one]) or "—"

    # --- The page ---

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """One ticket with all that its page names; a list reads them apart."""
        related = ("brand", "office__country", "country", "assignee", "team", "customer")
        return super().get_queryset(request).select_related(*related)

    def _panel(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        shown = super()._panel(request, object_id)
        return shown | grouped(shown["record_steps"]) if shown else shown

    def step_words(self, record: Ticket) -> str:
        return f"{panel.person_words(record)}: {self.rights(record)}"

    def told_beside(self, request: HttpRequest, record: Ticket) -> dict[str, Any]:
        """The sections of the page, who else has it open, and where the worklist goes on."""
        if not self.has_view_permission(request, record):
            return {}
        services.note_viewing(record, by=request.user)
        before, after = neighbours(record)
        return {
            **sections_of(request, record),
            "due_badge": panel.due_badge(record, day_at(record.office, timezone.now())),
            "status_badge": panel.status_badge(record),
            "priority_badge": panel.priority_badge(record),
            "person": panel.person_words(record),
            "duplicates": [{"ticket": one, "url": panel.page_of(one)} for one in duplicates_of(record)[:SUGGESTED]],
            "show_save_and_add_another": False,
            "presence": presence_words(record, request.user),
            "presence_url": reverse("admin:dsr_ticket_presence", args=[record.pk]),
            "before_url": panel.page_of(before) if before else "",
            "after_url": panel.page_of(after) if after else "",
        }
