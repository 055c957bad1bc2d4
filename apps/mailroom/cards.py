"""The mailroom on the home page."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import Card

from .models import Letter

CARDS = [
    Card(
        title=_("Letters that need a person"),
        figure=lambda _user: Letter.objects.needing_a_person().count(),
        url="admin:mailroom_letter_changelist",
        query="stands=person",
        permission="mailroom.view_letter",
        hint=_("Refused, failed, or twice without an answer: look why, then try again or cancel."),
    ),
    Card(
        title=_("Letters waiting to leave"),
        figure=lambda _user: Letter.objects.waiting().count(),
        url="admin:mailroom_letter_changelist",
        query="stands=waiting",
        permission="mailroom.view_letter",
        hint=_("They leave by themselves; what was put off is tried again for three days."),
    ),
]
