"""What a customer is told of requests at regular intervals (standard contractual clauses 2021/914, clause 15.1(c))."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from apps.organisation.models import Customer

from ..choices import Family, NoticeStatus, Outcome
from ..models import Demand


@dataclass(frozen=True)
class Statement:
    """Requests about a customer that the customer was told of, in a span of days, both included.

    Of others it says neither that there were some nor that there were none; so it is the same with and without them.
    """

    customer: Customer
    since: datetime.date
    until: datetime.date
    total: int
    challenged: int
    by_instrument: list[tuple[Any, int]]
    by_authority: list[tuple[str, int]]
    by_outcome: list[tuple[Any, int]]


def statement_for(customer: Customer, since: datetime.date, until: datetime.date) -> Statement:
    """The statement of a customer: one query, however many requests there were."""
    told = Demand.objects.filter(
        customer=customer,
        is_secret=False,
        notice__status=NoticeStatus.SENT,
        received_on__gte=since,
        received_on__lte=until,
    )
    rows = list(
        told.values_list("legal_basis__family", "authority__name", "outcome", "is_challenged").order_by("received_on")
    )
    return Statement(
        customer=customer,
        since=since,
        until=until,
        total=len(rows),
        challenged=sum(challenged for *_others, challenged in rows),
        by_instrument=[(Family(one).label, count) for one, count in _counted(row[0] for row in rows)],
        by_authority=[(one or "—", count) for one, count in _counted(row[1] for row in rows)],
        by_outcome=[(Outcome(one).label if one else "", count) for one, count in _counted(row[2] for row in rows)],
    )


def _counted(values: Any) -> list[tuple[Any, int]]:
    """Each value with how often it occurs, the most frequent in front."""
    return sorted(Counter(values).items(), key=lambda one: (-one[1], str(one[0])))
