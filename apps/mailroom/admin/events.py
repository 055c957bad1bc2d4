"""What the provider told, in the admin: a ledger to look at."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.records import RecordAdmin, badge

from ..choices import STOPS, TURNED_AWAY, Told
from ..models import ProviderEvent

TONES = (
    {Told.DELIVERED: "good", Told.PUT_OFF: "warning", Told.BOUNCED_SOFT: "warning"}
    | dict.fromkeys(TURNED_AWAY, "danger")
    | dict.fromkeys(STOPS, "danger")
)


def told_badge(told: str) -> str:
    """What was told of a letter, as a small label."""
    return badge(Told(told).label, TONES.get(Told(told), "neutral")) if told else "—"


@admin.register(ProviderEvent)
class ProviderEventAdmin(RecordAdmin):
    """Every word of a provider, once; what is about no letter of ours stands here too, and did nothing."""

    list_display = ["moment", "what", "letter_link", "code", "provider", "happened_at"]
    list_filter = ["told"]
    list_select_related = ["letter"]
    fields = readonly_fields = ["moment", "what", "letter_link", "code", "provider", "happened_at"]
    empty_words = gettext_lazy("No provider told anything yet: that needs EMAIL_URL of one, and MAIL_EVENTS_SECRET.")

    @admin.display(description=gettext_lazy("What it told"), ordering="told")
    def what(self, event: ProviderEvent) -> str:
        return told_badge(event.told)

    @admin.display(description=gettext_lazy("Letter"))
    def letter_link(self, event: ProviderEvent) -> str:
        if event.letter is None:
            return _("none of ours")
        address = reverse("admin:mailroom_letter_change", args=[event.letter.pk])
        return format_html('<a class="office-link" href="{}">{}</a>', address, event.letter)
