"""Everything sent to an address: a page that asks for one, and each look is an act."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.exchange import exported_csv
from apps.backoffice.forms import dress_form

from .. import services
from ..queries.addresses import COLUMNS, SHOWN, Sent, dates_in_words, rows_of

OPEN, EXPORT = "mailroom.open_letter", "publications.export_subscriber"


class AddressForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The whole address, as it was written to. That you look is noted, without the address."),
    )


class AddressPage:
    """The page, at an address below that of the announcements. The address is posted, so that no log has it."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.sent_to_view)
        return [path("sent-to/", view, name="publications_sent_to"), *super().get_urls()]

    def sent_to_view(self, request: HttpRequest) -> HttpResponseBase:
        """GET asks for an address; POST shows what it got, or gives it as a file."""
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not request.user.has_perm(OPEN):
            raise PermissionDenied
        form, sent = AddressForm(request.POST or None), None
        if request.method == "POST" and form.is_valid():
            as_file = "file" in request.POST
            if as_file and not request.user.has_perm(EXPORT):
                raise PermissionDenied
            address = form.cleaned_data["address"]
            sent = services.look_up_address(address, shown=None if as_file else SHOWN, by=request.user)
            if as_file:
                name = "sent-to-one-address.csv"
                return exported_csv(rows_of(sent), COLUMNS, register="mailroom.letter", name=name, by=request.user)
        dress_form(form)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Everything sent to an address"),
            "form": form,
            "sent": sent,
            **(told(sent) if sent else {}),
            "may_export": request.user.has_perm(EXPORT),
        }
        return TemplateResponse(request, "admin/sent_to.html", context)


def told(sent: Sent) -> dict[str, Any]:
    """What an address got, for a template."""
    return {
        "letters": [
            {
                "letter": letter,
                "url": reverse("admin:mailroom_letter_change", args=[letter.pk]),
                "events": letter.deliveries.all(),
            }
            for letter in sent.letters
        ],
        "subscriptions": [{"one": one, "dates": dates_in_words(one)} for one in sent.subscriptions],
        "notices": [
            {"one": one, "url": reverse("admin:publications_announcement_proof", args=[one.announcement_id])}
            for one in sent.notices
        ],
        "has_more": sent.letter_count > len(sent.letters),
    }
