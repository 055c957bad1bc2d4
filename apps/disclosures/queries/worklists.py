"""What waits for whom: the views of the worklist, each within what exists for the one who looks."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.casework.models import Approval

from ..choices import DISCLOSING, NoticeStatus, Status
from ..models import Cleared, Demand, Notice, Silence

#: What is due within so long is due this week.
WEEK = datetime.timedelta(days=7)
#: A notice that somebody has to send.
TO_SEND = (NoticeStatus.DUE, NoticeStatus.DRAFTED)
#: So many requests are quickly put in order.
MOST_RARE = 5000


@dataclass(frozen=True)
class WorkView:
    """One way to look at the requests: which of those that exist for a person, at a moment.

    ``for_cleared`` is offered to holders of the clearance for secrecy alone.
    """

    name: str
    label: Any
    chosen: Callable[[Any, Any, datetime.datetime], QuerySet]
    empty: Any
    #: Ordered by what is due first; the others by their receipt, the newest first.
    is_by_due: bool = False
    for_cleared: bool = False


def _to_decide(demands: Any, _person: Any, _now: datetime.datetime) -> QuerySet:
    """Those of which something waits for a second person."""
    pending = Approval.objects.pending().filter(subject_model=Demand._meta.label_lower)
    return demands.filter(pk__in=pending.values("subject_id"))


def _to_notify(demands: Any, _person: Any, _now: datetime.datetime) -> QuerySet:
    """Those whose customer is to be told, and may be."""
    return demands.filter(pk__in=Notice.objects.filter(status__in=TO_SEND).values("demand"))


def drafted(demands: Any) -> QuerySet:
    """Those whose delayed notice was drafted, as the prohibition has ended."""
    return demands.filter(pk__in=Notice.objects.filter(status=NoticeStatus.DRAFTED).values("demand"))


def silences_to_look_at(demands: Any, day: datetime.date) -> QuerySet:
    """Those whose silence was to be looked at again by this day."""
    due = Silence.objects.standing().filter(review_on__lte=day)
    return demands.filter(pk__in=due.values("demand"))


def _secret(demands: Any, person: Any, _now: datetime.datetime) -> QuerySet:
    cleared = Cleared.objects.current().filter(user=person)
    return demands.filter(is_secret=True, pk__in=cleared.values("demand"))


OPEN_VIEW = WorkView("open", _("All open"), lambda demands, _person, _now: demands.open(), _("Nothing is open."))
ALL_VIEW = WorkView("all", _("All"), lambda demands, _person, _now: demands, _("No request came yet."))

VIEWS = [
    OPEN_VIEW,
    WorkView(
        "mine",
        _("Mine"),
        lambda demands, person, _now: demands.open().filter(assignee=person),
        _("Nothing is yours to look after: take one of the unassigned."),
    ),
    WorkView(
        "unassigned",
        _("Unassigned"),
        lambda demands, _person, _now: demands.open().filter(assignee=None),
        _("Each open request has somebody who looks after it."),
    ),
    WorkView(
        "review",
        _("To review"),
        lambda demands, _person, _now: demands.filter(status__in=[Status.RECEIVED, Status.IN_REVIEW]),
        _("Every request is reviewed and decided."),
    ),
    WorkView("decide", _("To decide"), _to_decide, _("Nothing waits for a second person.")),
    WorkView("notify", _("To notify"), _to_notify, _("Every customer who may be told was told.")),
    WorkView(
        "release",
        _("To release"),
        lambda demands, _person, _now: demands.filter(status=Status.DECIDED, outcome__in=DISCLOSING),
        _("Nothing that is to be disclosed still has to leave."),
    ),
    WorkView(
        "due",
        _("Due this week"),
        lambda demands, _person, now: demands.open().filter(due_at__gte=now, due_at__lt=now + WEEK),
        _("Nothing is due within seven days."),
        is_by_due=True,
    ),
    WorkView(
        "overdue",
        _("Overdue"),
        lambda demands, _person, now: demands.overdue(now),
        _("Nothing is overdue."),
        is_by_due=True,
    ),
    WorkView("secret", _("Under secrecy"), _secret, _("No request under secrecy exists for you."), for_cleared=True),
    WorkView(
        "drafted",
        _("Delayed notices"),
        lambda demands, _person, _now: drafted(demands),
        _("No delayed notice waits to be sent."),
    ),
    WorkView(
        "silences",
        _("Silences to look at"),
        lambda demands, _person, now: silences_to_look_at(demands, now.date()),
        _("Every silence was looked at in time."),
        for_cleared=True,
    ),
    WorkView(
        "closed",
        _("Closed"),
        lambda demands, _person, _now: demands.filter(status=Status.CLOSED),
        _("Nothing is closed yet."),
    ),
    ALL_VIEW,
]
VIEW_BY_NAME = {view.name: view for view in VIEWS}


def among(demands: Any, **conditions: Any) -> QuerySet:
    """The requests that meet a condition of a related record, found so that no database reads all of them.

    Where few do, they are looked up by their index and put in order; where many do, the order of the list meets them soon.
    """
    wanted = Demand.objects.filter(**conditions).order_by()
    if not wanted.values("pk")[MOST_RARE : MOST_RARE + 1]:
        return demands.filter(pk__in=wanted.values("pk"))
    return demands.filter(Exists(wanted.filter(pk=OuterRef("pk"))))
