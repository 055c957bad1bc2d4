"""The worklist against plain SQL and a plain template of the same rows."""

from urllib.parse import urlencode

from django.db import connection

from apps.publications.benchmarks.filling import a_brand
from apps.publications.benchmarks.lists import Case, Register

from ..choices import OPEN, Channel, Regime, Right, Status
from ..models import Ticket
from .filling import fill

_OPEN = f"status IN ({', '.join(repr(status.value) for status in OPEN)})"
_BY_DUE = "priority, due_on, id"


def cases(rows: int) -> list[Case]:
    """All requests by their arrival, the worklist in its order, and each filter."""
    row = Ticket.objects.values_list("received_at", "pk")[rows * 9 // 10]
    moment = connection.ops.adapt_datetimefield_value(row[0])
    deep = urlencode({"view": "all", "after": f"{row[0].isoformat()}~{row[1]}"})
    asks = "EXISTS (SELECT 1 FROM dsr_item i WHERE i.ticket_id = dsr_ticket.id AND i.right = %s)"
    asks = asks.replace("i.right", connection.ops.quote_name("right"))
    return [
        Case("the first page", "view=all"),
        Case("a page nine tenths down", deep, "(received_at, id) < (%s, %s)", [moment, row[1]]),
        Case("the worklist", "", _OPEN, order=_BY_DUE),
        Case("the unassigned", "view=unassigned", f"{_OPEN} AND assignee_id IS NULL", order=_BY_DUE),
        Case("a status", f"status__exact={Status.LAPSED.value}", "status = %s", [Status.LAPSED]),
        Case("a brand", f"view=all&brand__id__exact={a_brand(3)}", "brand_id = %s", [a_brand(3)]),
        Case("a law", f"view=all&regime__exact={Regime.LGPD.value}", "regime = %s", [Regime.LGPD]),
        Case("a channel", f"view=all&channel__exact={Channel.PHONE.value}", "channel = %s", [Channel.PHONE]),
        Case("a right", f"view=all&right={Right.ERASURE.value}", asks, [Right.ERASURE]),
    ]


def terms(rows: int) -> dict[str, tuple[str, float]]:
    number = rows // 2 + 1
    return {
        "a rare term": (f"erson {number}", 2.0),
        "a common term": ("person", 2.0),
        "a term that nobody has": ("qqzzqq", 2.0),
        "an exact address": (f"person.{number}@mail-{number % 5000}.example", 0.5),
        "a reference": (f"DSR-2026-{number}", 0.5),
    }


REQUESTS = Register(
    address="admin:dsr_ticket_changelist",
    plain=(
        "SELECT t.id, t.reference, t.name, t.status, b.name, t.regime, t.channel, t.priority, t.due_on, t.received_at "
        "FROM (SELECT * FROM dsr_ticket {where} ORDER BY {order} LIMIT {page}) AS t "
        "JOIN organisation_brand b ON b.id = t.brand_id"
    ),
    order="received_at DESC, id DESC",
    fill=fill,
    cases=cases,
    terms=terms,
)
