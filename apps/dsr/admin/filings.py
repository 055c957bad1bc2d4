"""What people filed by the public form, in the admin: nothing is lost where nobody confirms."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from apps.backoffice.records import RecordAdmin, badge
from apps.backoffice.steps import Step

from .. import services
from ..choices import FILINGS, FilingStatus
from ..forms.staff import TakeUpForm
from ..models import Filing

_S = FilingStatus
TONES = {_S.WAITING: "warning", _S.CONFIRMED: "good", _S.TAKEN_UP: "good"}


@admin.register(Filing)
class FilingAdmin(RecordAdmin):
    """Each filing with where it stands; one that waits can be taken up by hand."""

    list_display = ["brand_name", "status_badge", "name", "email", "asked", "filed_at", "lapses"]
    list_filter = ["status", "brand", "group", "filed_at"]
    list_select_related = ["brand", "ticket"]
    search_fields = ["email_key", "name", "ticket__reference"]
    search_help_text = gettext_lazy("An address, a name, or the reference of what it became.")
    empty_words = gettext_lazy("What people ask by the public form comes here until their address is confirmed.")
    fields = [
        ("brand", "filed_at", "lapses"),
        ("name", "representative", "group"),
        ("email", "account", "language"),
        ("country", "region", "filed_from"),
        "asked",
        "said",
        "files_told",
        ("mailed_at", "became", "ended_at"),
    ]
    steps = [
        Step(
            "take-up",
            gettext_lazy("Take it up"),
            gettext_lazy(
                "It becomes a request without its confirmation, as where the address was mistyped. Its receipt is when it "
                "was filed; who asks still has to be verified."
            ),
            services.take_up_filing,
            "dsr.change_filing",
            available=lambda filing: FILINGS.allows(filing.status, _S.TAKEN_UP),
            form=TakeUpForm,
        ),
    ]

    def after_step(self, request: HttpRequest, step: Step, record: Any, result: Any) -> HttpResponse:
        super().after_step(request, step, record, result)
        return HttpResponseRedirect(reverse("admin:dsr_ticket_change", args=[result.pk]))

    # --- What is shown ---

    @admin.display(description=gettext_lazy("Brand"), ordering="brand")
    def brand_name(self, filing: Filing) -> str:
        return filing.brand.name

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, filing: Filing) -> str:
        return badge(filing.get_status_display(), TONES.get(_S(filing.status), "neutral"))

    @admin.display(description=gettext_lazy("Asks for"))
    def asked(self, filing: Filing) -> str:
        return ", ".join(filing.rights_told)

    @admin.display(description=gettext_lazy("Lapses"))
    def lapses(self, filing: Filing) -> str:
        is_waiting = filing.status == _S.WAITING
        return date_format(localtime(filing.lapses_at), "j M Y, H:i") if is_waiting else "—"

    @admin.display(description=gettext_lazy("In the person’s words"))
    def said(self, filing: Filing) -> str:
        return linebreaksbr(filing.words) if filing.words else "—"

    @admin.display(description=gettext_lazy("Files"))
    def files_told(self, filing: Filing) -> str:
        """By name alone: they are opened on the request, once it is one."""
        return ", ".join(str(one) for one in filing.files.exclude(file="")) or "—"

    @admin.display(description=gettext_lazy("Became"))
    def became(self, filing: Filing) -> str:
        if filing.ticket is None:
            return "—"
        address = reverse("admin:dsr_ticket_change", args=[filing.ticket_id])
        return format_html('<a class="office-link" href="{}">{}</a>', address, filing.ticket)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for line in self.fields for name in (line if isinstance(line, tuple) else (line,))]
