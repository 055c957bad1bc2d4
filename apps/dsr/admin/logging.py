"""How staff log what came by post or by telephone, and the receipt that is printed where no e-mail address is known."""

from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.forms import RecordForm, dress_form
from apps.backoffice.records import RecordAdmin
from apps.mailroom.composing import LANGUAGES
from apps.organisation.queries import public_contact

from .. import services
from ..choices import Channel, Right
from ..models import Ticket
from ..queries.likeness import similar_tickets
from ..queries.offices import day_at
from ..services.correspondence import said_of

#: What is logged by hand, the usual first; the rest comes in by itself.
BY_HAND = [(one.value, one.label) for one in (Channel.POST, Channel.PHONE, Channel.EMAIL, Channel.OTHER)]


class LogRequestForm(RecordForm):
    """One page for what came in by hand: few fields must be filled, and the day it arrived stands for itself."""

    arrived_on = forms.DateField(
        label=gettext_lazy("Arrived on"),
        widget=forms.DateInput,
        help_text=gettext_lazy("The day it reached us, whoever had it first: its time to be answered runs from then."),
    )
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("What is asked"), choices=Right.choices, widget=forms.CheckboxSelectMultiple
    )
    is_direct_marketing = forms.BooleanField(
        label=gettext_lazy("Against direct marketing"),
        required=False,
        help_text=gettext_lazy("An objection that is always honoured (GDPR Art. 21(3))."),
    )
    scan = forms.FileField(label=gettext_lazy("Scan"), required=False)
    is_another = forms.BooleanField(
        label=gettext_lazy("It is another request than those shown above"),
        required=False,
    )

    class Meta:
        model = Ticket
        fields = (
            *("brand", "channel", "words", "group", "name", "email", "phone", "address", "account", "country"),
            *("region", "language", "representative"),
        )
        widgets: ClassVar[dict[str, Any]] = {
            "words": forms.Textarea(attrs={"rows": 4}),
            "address": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("arrived_on", timezone.localdate())
        self.fields["channel"].choices = BY_HAND
        self.initial.setdefault("channel", Channel.POST)
        self.fields["name"].required = True
        self.fields["is_another"].widget = forms.HiddenInput()  # until one is shown above
        dress_form(self)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("is_another") and given.get("brand"):
            alike = similar_tickets(
                given["brand"], **{name: given.get(name) or "" for name in ("email", "name", "phone", "account")}
            )
            if alike:
                self.fields["is_another"].widget = forms.CheckboxInput()
                self.add_error(None, _alike_words(alike))
        return given


def _alike_words(alike: list[Ticket]) -> str:
    """Which open requests look like this one, each with its page, and what to do."""
    links = format_html_join(
        ", ", '<a class="office-link" href="{}">{}</a>', ((_page_of(one), one.reference) for one in alike)
    )
    words = _(
        "It may be on record already: {links}. Look there; if it is another request, tick so below and save again."
    )
    return format_html(words, links=links)


def _page_of(ticket: Ticket) -> str:
    return reverse("admin:dsr_ticket_change", args=[ticket.pk])


class RequestLogging(RecordAdmin):
    """The part of the tickets' admin that logs: its form, where it leads, and the receipt to print."""

    add_service = services.log_request
    given_as: ClassVar[dict[str, str]] = {
        "arrived_on": "received_on",
        "rights": "rights",
        "is_direct_marketing": "is_direct_marketing",
        "scan": "scan",
    }
    logged_fieldsets: ClassVar[list[Any]] = [
        (None, {"fields": [("brand", "channel", "arrived_on"), "rights", "is_direct_marketing", "words", "scan"]}),
        (
            gettext_lazy("Who asks"),
            {
                "fields": [
                    *[("group", "name"), ("email", "phone"), "address", ("country", "region", "language")],
                    *[("account", "representative"), "is_another"],
                ]
            },
        ),
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **({} if obj else {"form": LogRequestForm}) | kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else self.logged_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_readonly_fields(request, obj) if obj else []

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Who has no address gets a receipt on paper: it is the next thing to do."""
        if not obj.email:
            return HttpResponseRedirect(reverse("admin:dsr_ticket_receipt", args=[obj.pk]))
        return super().response_add(request, obj, post_url_continue)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.receipt_view)
        return [path("<int:ticket_id>/receipt/", view, name="dsr_ticket_receipt"), *super().get_urls()]

    def receipt_view(self, request: HttpRequest, ticket_id: int) -> HttpResponse:
        """The receipt of a request to print, in the person's language: reference, what was asked, and the due date."""
        ticket = self.get_object(request, str(ticket_id))
        if ticket is None or not self.has_view_permission(request, ticket):
            raise Http404
        with translation.override(LANGUAGES[ticket.language]):
            context = {
                "ticket": ticket,
                "brand": ticket.brand,
                "contact": public_contact(ticket.brand),
                "said": said_of(ticket),
                "today": day_at(ticket.office, timezone.now()),
                "back": _page_of(ticket),
            }
            return render(request, "dsr/receipt.html", context)
