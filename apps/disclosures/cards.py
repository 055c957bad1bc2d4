"""Transparency reports on the home page, as far as they exist for the one who looks."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import Card

from .models import TransparencyReport

CARDS = [
    Card(
        title=_("Transparency reports to publish"),
        figure=lambda user: TransparencyReport.objects.drafts().visible_to(user).count(),
        url="admin:disclosures_transparencyreport_changelist",
        query="status__exact=draft",
        permission="disclosures.view_transparencyreport",
        hint=_("Counted, and not published yet: look at the tables, and have a second person publish them."),
    ),
]
