"""Data subject requests on the home page: each figure is the length of the list that it leads to."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.registers import Card
from apps.retention.queries import held_back

from .choices import FilingStatus, Priority
from .models import Filing, IdentityDocument, Ticket
from .queries.worklists import VIEW_BY_NAME

#: So many are looked through for a figure: where there are more, the exact number helps nobody.
MOST_COUNTED = 500


def length_of(name: str) -> Any:
    """How many requests stand in a view of the worklist."""
    view = VIEW_BY_NAME[name]
    return lambda user: view.chosen(Ticket.objects.all(), user, timezone.localdate()).count()


def kept_past_their_day(user: Any) -> int:
    """Identity documents whose day has come and which a hold keeps that is there for this person."""
    due = IdentityDocument.objects.standing().filter(destroy_at__lte=timezone.now()).select_related("ticket")
    return held_back(user, list(due[:MOST_COUNTED]))


def card(view: str, title: Any, hint: Any, *, is_urgent: bool = False) -> Card:
    place = ("admin:dsr_ticket_changelist", "dsr.view_ticket")
    return Card(title, length_of(view), *place, hint, f"view={view}", is_urgent)


CARDS = [
    card(
        "overdue",
        _("Requests overdue"),
        _("The date that we promised, or that the law gives, is over."),
        is_urgent=True,
    ),
    Card(
        title=_("Requests for children"),
        figure=lambda _user: Ticket.objects.open().filter(priority=Priority.CHILDREN).count(),
        url="admin:dsr_ticket_changelist",
        query="priority__exact=a_children",
        permission="dsr.view_ticket",
        hint=_("They come before everything else (privacy statement 10)."),
        is_urgent=True,
    ),
    card("due", _("Requests due this week"), _("Due today or within six days.")),
    card("unassigned", _("Requests unassigned"), _("Nobody looks after them yet: take one.")),
    card("verify", _("Identity to verify"), _("Nothing is handed over or erased before it is known who asks.")),
    card("approve", _("Requests waiting for approval"), _("Something about them waits for a second person.")),
    Card(
        title=_("Filings to be confirmed"),
        figure=lambda _user: Filing.objects.filter(status=FilingStatus.WAITING).count(),
        url="admin:dsr_filing_changelist",
        query="status__exact=waiting",
        permission="dsr.view_filing",
        hint=_("Asked by the form, and not confirmed: an address may be mistyped. One can be taken up by hand."),
    ),
    card("not-reached", _("Answers that did not arrive"), _("Find another way to reach the person, and say how.")),
    Card(
        title=_("Identity documents kept by a hold"),
        figure=kept_past_their_day,
        url="admin:retention_hold_changelist",
        query="status__exact=placed",
        permission="retention.view_hold",
        hint=_("Their day has come, and a hold keeps them: lift it where it is not needed any more."),
    ),
    card("mine", _("My requests"), _("Yours, and those of colleagues for whom you stand in today.")),
]
