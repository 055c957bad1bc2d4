"""Requests in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from ..models import Ticket
from .logging import RequestLogging


@admin.register(Ticket)
class TicketAdmin(RequestLogging):
    """Every request, the newest first."""

    list_display = ["reference", "brand", "name", "status", "channel", "received_on", "due_on"]
    list_filter = ["status", "brand", "channel"]
    list_select_related = ["brand"]
    search_fields = ["reference"]
    empty_words = gettext_lazy("No request yet: people file them by the form, or you log what came by post.")
    fields = ["reference", "brand", "name", "status", "channel", "received_on", "due_on"]
    readonly_fields = fields
