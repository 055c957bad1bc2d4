"""What waits for whom: the worklists of officers, and who has a ticket open."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.choices import ApprovalStatus
from apps.casework.models import Approval

from ..choices import Identity, Status
from ..models import Absence, Item, Ticket, Viewing
from .answers import GIVEN_UP, NOT_THERE

#: Somebody's page tells twice a minute that it is open; after so long it is taken to be closed.
IS_OPEN_FOR = datetime.timedelta(seconds=90)
#: What is due within so many days is due soon.
WEEK = datetime.timedelta(days=6)


def stands_in_for(person: Any, day: datetime.date) -> set[int]:
    """The people who are away on a day and for whom this one stands in; not for whom those stand in in turn."""
    return set(Absence.objects.on(day).filter(deputy=person).values_list("person_id", flat=True))


def others_viewing(ticket: Ticket, person: Any) -> list[Viewing]:
    """Who else has a ticket open, the newest first."""
    since = timezone.now() - IS_OPEN_FOR
    seen = Viewing.objects.filter(ticket=ticket, seen_at__gte=since).exclude(person=person)
    return list(seen.select_related("person").order_by("-seen_at"))


# --- Views of the worklist -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WorkView:
    """One way to look at the requests: which of them, for a person on a day."""

    name: str
    label: Any
    chosen: Callable[[Any, Any, datetime.date], QuerySet]
    empty: Any
    #: Those that are open stand in the order in which they are due; the others by their receipt.
    is_by_due: bool = True


def _mine(tickets: Any, person: Any, day: datetime.date) -> QuerySet:
    return tickets.open().filter(assignee_id__in=sorted({person.pk, *stands_in_for(person, day)}))


def _to_verify(tickets: Any, _person: Any, _day: datetime.date) -> QuerySet:
    to_do = Q(status__in=[Status.RECEIVED, Status.VERIFYING], identity__in=[Identity.UNCHECKED, Identity.ASKED])
    return tickets.open().filter(to_do)


def _to_approve(tickets: Any, _person: Any, _day: datetime.date) -> QuerySet:
    """Those of which something waits for the decision of a second person."""
    pending = Approval.objects.filter(status=ApprovalStatus.PENDING)
    of_items = pending.filter(subject_model="dsr.item").values("subject_id")
    of_tickets = pending.filter(subject_model="dsr.ticket").values("subject_id")
    waiting = Item.objects.filter(pk__in=of_items).values("ticket_id")
    return tickets.open().filter(Q(pk__in=waiting) | Q(pk__in=of_tickets))


def _not_reached(tickets: Any, _person: Any, _day: datetime.date) -> QuerySet:
    """Those that are answered, and whose answer did not get there: somebody finds another way."""
    lost = Q(confirmation__status__in=GIVEN_UP) | Q(confirmation__reached__in=NOT_THERE)
    return tickets.filter(lost, status=Status.ANSWERED)


OPEN_VIEW = WorkView("open", _("All open"), lambda tickets, _person, _day: tickets.open(), _("Nothing is open."))
ALL_VIEW = WorkView("all", _("All"), lambda tickets, _person, _day: tickets, _("No request came yet."), False)

VIEWS = [
    OPEN_VIEW,
    WorkView("mine", _("Mine"), _mine, _("Nothing is yours to look after: take one of the unassigned.")),
    WorkView(
        "unassigned",
        _("Unassigned"),
        lambda tickets, _person, _day: tickets.unassigned(),
        _("Each open request has somebody who looks after it."),
    ),
    WorkView(
        "due",
        _("Due this week"),
        lambda tickets, _person, day: tickets.due_until(day + WEEK).filter(due_on__gte=day),
        _("Nothing is due within seven days."),
    ),
    WorkView("overdue", _("Overdue"), lambda tickets, _person, day: tickets.overdue(day), _("Nothing is overdue.")),
    WorkView(
        "waiting",
        _("Waiting"),
        lambda tickets, _person, _day: tickets.open().filter(status=Status.CLARIFYING),
        _("No request waits for an answer of the person."),
    ),
    WorkView("verify", _("To verify"), _to_verify, _("It is known of each request who asks, or nobody has to know.")),
    WorkView("approve", _("To approve"), _to_approve, _("Nothing waits for a second person.")),
    WorkView("not-reached", _("Not reached"), _not_reached, _("Every answer got there, or is on its way."), False),
    ALL_VIEW,
]
VIEW_BY_NAME = {view.name: view for view in VIEWS}


def with_right(tickets: Any, right: str, *, among_all: bool) -> QuerySet:
    """The tickets that ask for a right, found so that no database reads all of them.

    Among all, a rare right is looked up by its index, as few tickets are then to be put in order; a common one is met
    soon enough in the order of the list itself, and so is any among those that are open.
    """
    asking = Item.objects.filter(right=right)
    if among_all and not asking.order_by().values("pk")[MOST_RARE : MOST_RARE + 1]:
        return tickets.filter(pk__in=asking.values("ticket_id"))
    return tickets.filter(Exists(asking.filter(ticket=OuterRef("pk"))))


#: So many tickets are quickly put in order.
MOST_RARE = 5000


# --- The neighbours of a ticket --------------------------------------------------------------------------------------


def neighbours(ticket: Ticket) -> tuple[Ticket | None, Ticket | None]:
    """The open tickets before and after this one in the worklist of who looks after it."""
    if not ticket.is_open:
        return None, None
    same = Ticket.objects.open().filter(assignee=ticket.assignee_id)
    place = Q(priority=ticket.priority, due_on=ticket.due_on)
    before = Q(priority__lt=ticket.priority) | Q(priority=ticket.priority, due_on__lt=ticket.due_on)
    after = Q(priority__gt=ticket.priority) | Q(priority=ticket.priority, due_on__gt=ticket.due_on)
    order = ("priority", "due_on", "pk")
    return (
        same.filter(before | place & Q(pk__lt=ticket.pk)).order_by(*(f"-{name}" for name in order)).first(),
        same.filter(after | place & Q(pk__gt=ticket.pk)).order_by(*order).first(),
    )
