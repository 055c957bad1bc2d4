"""Canned texts in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from apps.backoffice.records import RecordAdmin

from .. import services
from ..models import CannedText


@admin.register(CannedText)
class CannedTextAdmin(RecordAdmin):
    """Texts to begin a letter with; what a request fills in stands beside the text."""

    add_service = services.add_text
    change_service = services.change_text
    list_display = ["name", "language", "right", "regime", "is_offered"]
    list_filter = ["language", "right", "regime", "is_offered"]
    search_fields = ["name"]
    fields = ["name", ("language", "right", "regime"), "text", "is_offered"]
    empty_words = gettext_lazy("No text yet. Add what you write again and again, in each language of your letters.")
