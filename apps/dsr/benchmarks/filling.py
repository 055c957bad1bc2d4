"""A million requests, each with its right, its clock and its history, written by the database itself."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from apps.organisation import services as organisation
from apps.organisation.models import Country, Office
from apps.publications.benchmarks.filling import BY, PORTION, SERIES, a_brand, insert_rows, one_of, settle
from apps.trail.acts import act
from apps.trail.keyring import make_keyring

from ..choices import ClockKind, Right
from ..models import ClockEvent, Item, Ticket

#: The last request came at this moment; all of them within five years before, the open ones in the last 45 days.
NEWEST, YEARS, LATELY = 1_796_000_000, 157_680_000, 3_888_000
AGO = f"((n * 7919) %% {YEARS})"
IS_OPEN = f"({AGO} < {LATELY})"

_MOMENT = {"sqlite": "datetime({seconds}, 'unixepoch')", "postgresql": "to_timestamp({seconds})"}
_DAY = {"sqlite": "date({seconds}, 'unixepoch')", "postgresql": "(to_timestamp({seconds}) AT TIME ZONE 'UTC')::date"}
_HEX = {"sqlite": "printf('%%032x', n)", "postgresql": "lpad(to_hex(n), 32, '0')"}

_STATUS = (
    f"CASE WHEN {IS_OPEN} THEN CASE n %% 5 WHEN 0 THEN 'received' WHEN 1 THEN 'verifying' WHEN 2 THEN 'clarifying' "
    "ELSE 'working' END WHEN n %% 100 < 90 THEN 'closed' WHEN n %% 100 < 96 THEN 'withdrawn' "
    "WHEN n %% 100 < 99 THEN 'lapsed' ELSE 'not_a_request' END"
)
_DECISION = (
    f"CASE WHEN {IS_OPEN} THEN 'open' WHEN n %% 100 < 90 THEN 'granted' WHEN n %% 100 < 96 THEN 'withdrawn' "
    "WHEN n %% 100 < 99 THEN 'lapsed' ELSE 'elsewhere' END"
)
_EMAIL = "'person.' || n || '@mail-' || (n %% 5000) || '.example'"


def _moment(after: str = "0") -> str:
    return _MOMENT[connection.vendor].format(seconds=f"{NEWEST} - {AGO} + {after}")


def _day(after: str = "0") -> str:
    return _DAY[connection.vendor].format(seconds=f"{NEWEST} - {AGO} + {after}")


#: How long after receipt it was answered, in seconds: up to 40 days.
_TOOK = "86400 * (1 + n %% 40)"


def _tickets(office: int, person: int) -> dict[str, str]:
    closed = f"CASE WHEN {IS_OPEN} THEN NULL ELSE {_moment(_TOOK)} END"
    return {
        "id": "n",
        "version": "1",
        "reference": "'DSR-2026-' || n",
        "public_id": _HEX[connection.vendor],
        "brand_id": f"CASE WHEN n %% 20 = 0 THEN {a_brand(3)} WHEN n %% 4 = 0 THEN {a_brand(2)} ELSE {a_brand(1)} END",
        "office_id": str(office),
        "status": _STATUS,
        "priority": "CASE WHEN n %% 50 = 0 THEN 'a_children' ELSE 'c_normal' END",
        "group": one_of(["customer", "end_user", "visitor"]),
        "name": "'Person ' || n",
        "email": _EMAIL,
        "email_key": _EMAIL,
        "language": one_of(["en", "en", "nl"]),
        "authority": "'none_needed'",
        "channel": one_of(["form", "form", "form", "email", "email", "api", "post", "form", "form", "phone"]),
        "received_at": _moment(),
        "received_on": _day(),
        "logged_at": _moment(),
        "regime": one_of(["gdpr", "gdpr", "gdpr", "gdpr", "uk_gdpr", "gdpr", "ccpa", "pdpa", "gdpr", "gdpr", "lgpd"]),
        "our_role": "'controller'",
        "identity": "'verified'",
        "identity_at": _moment(),
        "assignee_id": f"CASE WHEN n %% 3 = 0 THEN NULL ELSE {person} END",
        "due_on": _day("2678400"),
        "legal_limit_on": _day("2764800"),
        "answered_at": f"CASE WHEN NOT {IS_OPEN} AND n %% 100 < 90 THEN {_moment(_TOOK)} END",
        "closed_at": closed,
    }


def _items() -> dict[str, str]:
    rights = [Right.ACCESS, Right.ACCESS, Right.ERASURE, Right.OBJECTION, Right.PORTABILITY, Right.SALE_OPT_OUT]
    return {
        "id": "n",
        "version": "1",
        "ticket_id": "n",
        "right": one_of([right.value for right in rights]),
        "law": "'gdpr'",
        "due_on": _day("2678400"),
        "promised_on": _day("2678400"),
        "legal_limit_on": _day("2764800"),
        "notice_by": _day("2678400"),
        "decision": _DECISION,
        "decided_at": f"CASE WHEN {IS_OPEN} THEN NULL ELSE {_moment(_TOOK)} END",
    }


def fill(start: int, end: int) -> None:
    """Requests with the numbers from ``start`` to ``end``.

    Their history holds no sealed values: what is measured here never reads it.
    """
    make_keyring(settings.TRAIL_KEYRING)
    office, person = _an_office(), get_user_model().objects.order_by("pk").values_list("pk", flat=True)[0]
    tickets, items = _tickets(office, person), _items()
    for first in range(start, end + 1, PORTION):
        series = SERIES[connection.vendor].format(start=first, end=min(first + PORTION - 1, end))
        with act("dsr.ticket_opened", by=BY, came_by="form", reference="many") as this:
            for model, values in ((Ticket, tickets), (Item, items)):
                insert_rows(model, values, series, this.id, at=_moment().replace("n *", "id *"))
            _insert_events(series)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("dsr_ticket", "dsr_item"):
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, end])
    settle("dsr_ticket", "dsr_item", "dsr_clockevent")


def _an_office() -> int:
    known = Office.objects.first()
    if known is None:
        country = organisation.add(Country, by=BY, code="NL", name="Netherlands", is_eea=True)
        known = organisation.add(Office, by=BY, name="Head", country=country, time_zone="Europe/Amsterdam")
    return int(known.pk)


def _insert_events(series: str) -> None:
    """The receipt of each, and the answer of what was closed."""
    quote, table = connection.ops.quote_name, ClockEvent._meta.db_table
    columns = ", ".join(map(quote, ("item_id", "kind", "on", "reason", "is_before_take_over")))
    answered = f"NOT {IS_OPEN} AND n %% 100 < 90"
    told = [(ClockKind.RECEIVED, _day(), "TRUE"), (ClockKind.ANSWERED, _day(_TOOK), answered)]
    with connection.cursor() as cursor:
        for kind, on, which in told:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT n, '{kind.value}', {on}, '', FALSE FROM {series} WHERE {which}",  # noqa: S608
                [],
            )
