"""Government requests on the home page: each figure is the length of the list that it leads to, as far as it exists for
the one who looks.
"""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.registers import Card

from .models import Demand, TransparencyReport
from .queries.worklists import VIEW_BY_NAME


def length_of(name: str) -> Any:
    """How many requests stand in a view of the worklist, of those that exist for a person."""
    view = VIEW_BY_NAME[name]
    return lambda user: view.chosen(Demand.objects.visible_to(user), user, timezone.now()).count()


def card(view: str, title: Any, hint: Any, *, is_urgent: bool = False) -> Card:
    place = ("admin:disclosures_demand_changelist", "disclosures.view_demand")
    return Card(title, length_of(view), *place, hint, f"view={view}", is_urgent)


CARDS = [
    card(
        "overdue",
        _("Government requests overdue"),
        _("The period of the law, or the day that the order names, is over."),
        is_urgent=True,
    ),
    card("due", _("Government requests due this week"), _("Due within seven days.")),
    card(
        "review", _("Government requests to review"), _("Not decided yet: verify the sender, and go through the tests.")
    ),
    card("decide", _("Government requests waiting for a second person"), _("A decision or a release is proposed.")),
    card("notify", _("Customers to tell of government requests"), _("They are told before anything is disclosed.")),
    card("drafted", _("Delayed notices drafted"), _("The prohibition has ended: look at the draft, and send it.")),
    card("silences", _("Silences to look at"), _("Does the prohibition to speak still stand?")),
    Card(
        title=_("Transparency reports to publish"),
        figure=lambda user: TransparencyReport.objects.drafts().visible_to(user).count(),
        url="admin:disclosures_transparencyreport_changelist",
        query="status__exact=draft",
        permission="disclosures.view_transparencyreport",
        hint=_("Counted, and not published yet: look at the tables, and have a second person publish them."),
    ),
]
