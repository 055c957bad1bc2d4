"""What a customer is told of requests at regular intervals, as a page to read and to print."""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.backoffice.forms import dress_form
from apps.organisation.models import Customer

from ..forms.statements import SpanForm
from ..pages import PAGES
from ..queries.statements import Statement, statement_for

YEAR = datetime.timedelta(days=365)


class StatementPages:
    """The page of a customer's statement, at an address below that of the requests."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.statement_view))
        return [path("statement/<int:customer_id>/", view, name="disclosures_statement"), *super().get_urls()]

    def statement_view(self, request: HttpRequest, customer_id: int) -> TemplateResponse:
        if not request.user.has_perms(PAGES[0].permissions):
            raise PermissionDenied
        customer = get_object_or_404(Customer.objects.select_related("brand"), pk=customer_id)
        today = timezone.localdate()
        asked = {"since": (today - YEAR).isoformat(), "until": today.isoformat()} | request.GET.dict()
        form = SpanForm(asked)
        statement = statement_for(customer, **form.cleaned_data) if form.is_valid() else None
        dress_form(form)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Statement on requests of authorities"),
            "customer": customer,
            "customer_url": reverse("admin:organisation_customer_change", args=[customer.pk]),
            "form": form,
            "statement": statement,
            "tables": _tables(statement) if statement else [],
            "today": today,
        }
        return TemplateResponse(request, "admin/disclosures/statement.html", context)


def _tables(statement: Statement) -> list[dict[str, Any]]:
    """What was told, counted three ways; no table where nothing was."""
    counted = [
        (_("Kind of request"), statement.by_instrument),
        (_("Authority"), statement.by_authority),
        (_("Our answer"), statement.by_outcome),
    ]
    return [
        {
            "heading": what,
            "headers": [what, _("Requests")],
            "rows": [(one or _("Not answered yet"), n) for one, n in rows],
        }
        for what, rows in counted
        if rows
    ]
