"""A million requests, each with its right, its clock and its history, written by the database itself."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, models

from apps.organisation import services as organisation
from apps.organisation.models import Country, Office
from apps.publications.benchmarks.filling import BY, PORTION, a_brand
from apps.trail.acts import act
from apps.trail.keyring import make_keyring

from ..choices import ClockKind, Right
from ..models import ClockEvent, Item, Ticket

#: The last request came at this moment; all of them within five years before, the open ones in the last 45 days.
NEWEST, YEARS, LATELY = 1_796_000_000, 157_680_000, 3_888_000
AGO = f"((n * 7919) %% {YEARS})"
IS_OPEN = f"({AGO} < {LATELY})"

_SERIES = {
    "sqlite": (
        "(WITH RECURSIVE s(n) AS (SELECT {start} UNION ALL SELECT n + 1 FROM s WHERE n < {end}) SELECT n FROM s) AS series"
    ),
    "postgresql": "generate_series({start}::bigint, {end}::bigint) AS series(n)",
}
_MOMENT = {"sqlite": "datetime({seconds}, 'unixepoch')", "postgresql": "to_timestamp({seconds})"}
_DAY = {"sqlite": "date({seconds}, 'unixepoch')", "postgresql": "(to_timestamp({seconds}) AT TIME ZONE 'UTC')::date"}
_HEX = {"sqlite": "printf('%%032x', n)", "postgresql": "lpad(to_hex(n), 32, '0')"}
_EMPTY_BYTES = {"sqlite": "x''", "postgresql": "''::bytea"}

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


def _one_of(values: list[Any]) -> str:
    """Each of the values in turn, by the number of the row."""
    cases = " ".join(f"WHEN {number} THEN {value!r}" for number, value in enumerate(values))
    return f"CASE n %% {len(values)} {cases} END"


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
        "group": _one_of(["customer", "end_user", "visitor"]),
        "name": "'Person ' || n",
        "email": _EMAIL,
        "email_key": _EMAIL,
        "language": _one_of(["en", "en", "nl"]),
        "authority": "'none_needed'",
        "channel": _one_of(["form", "form", "form", "email", "email", "api", "post", "form", "form", "phone"]),
        "received_at": _moment(),
        "received_on": _day(),
        "logged_at": _moment(),
        "regime": _one_of(["gdpr", "gdpr", "gdpr", "gdpr", "uk_gdpr", "gdpr", "ccpa", "pdpa", "gdpr", "gdpr", "lgpd"]),
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
        "right": _one_of([right.value for right in rights]),
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
        series = _SERIES[connection.vendor].format(start=first, end=min(first + PORTION - 1, end))
        with act("dsr.ticket_opened", by=BY, came_by="form", reference="many") as this:
            for model, values in ((Ticket, tickets), (Item, items)):
                _insert(model, values, series, this.id)
            _insert_events(series)
    _settle(end)


def _an_office() -> int:
    known = Office.objects.first()
    if known is None:
        country = organisation.add(Country, by=BY, code="NL", name="Netherlands", is_eea=True)
        known = organisation.add(Office, by=BY, name="Head", country=country, time_zone="Europe/Amsterdam")
    return int(known.pk)


def _insert(model: Any, values: Mapping[str, str], series: str, act_id: Any) -> None:
    """Rows of a model with their first history; a column that is not named is empty."""
    quote = connection.ops.quote_name
    fields = {field.column: field for field in model._meta.concrete_fields}
    columns = ", ".join(map(quote, fields))
    told = ", ".join(f"{values.get(name) or _empty(field)} AS {quote(name)}" for name, field in fields.items())
    rows = f"SELECT {told} FROM {series}"  # noqa: S608 - own words
    kept = ", ".join(quote(model._meta.get_field(name).column) for name in ("id", "version", *model.trail.kept))
    then, empty = _moment().replace("n *", "id *"), _EMPTY_BYTES[connection.vendor]
    past = f"{kept}, history_date, history_type, act_id, key_name, sealed, covers"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model.past._meta.db_table} ({past}) "  # noqa: S608
            f"SELECT {kept}, {then}, '+', %s, '', {empty}, '' FROM ({rows}) AS rows",
            [act_id if connection.vendor == "postgresql" else act_id.hex],
        )
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({columns}) {rows}", [])


def _empty(field: models.Field) -> str:
    """What stands in a column that is left empty, typed as the database wants it."""
    if field.null:
        return f"CAST(NULL AS {field.db_type(connection)})"
    if isinstance(field, models.BooleanField):
        return "FALSE"
    return "0" if isinstance(field, models.IntegerField) else "''"


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


def _settle(end: int) -> None:
    """Leave the tables as a server does by itself within a minute."""
    if connection.vendor != "postgresql":
        return
    vacuum = "" if connection.in_atomic_block else "VACUUM"
    with connection.cursor() as cursor:
        for table in ("dsr_ticket", "dsr_item", "dsr_clockevent"):
            if table != "dsr_clockevent":
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, end])
            cursor.execute(f"{vacuum} ANALYZE {table}")
