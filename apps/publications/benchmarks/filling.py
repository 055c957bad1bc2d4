"""A million subscribers in a minute, and how time is told."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import connection, models

from apps.organisation import services as organisation
from apps.organisation.models import Brand
from apps.trail.acts import act
from apps.trail.keyring import make_keyring

from ..models import Subscriber

#: Each figure is the median of so many turns.
TURNS = 7
BY = "worker"

_COLUMNS = (
    "id, version, brand_id, topic, email, email_key, name, organisation, language, status, source, public_id, wording, "
    "requested_at, user_agent, confirm_hash, mailed_at, confirmed_at, reason"
)
_KEPT = (
    "id, version, brand_id, topic, language, status, source, public_id, wording, requested_at, confirm_hash, mailed_at, "
    "confirmed_at"
)

#: Each subscriber from its number: five thousand companies, four subscribers in five confirmed, spread over three years.
_ROWS = """
    SELECT n AS id, 1 AS version,
        CASE WHEN n %% 20 = 0 THEN {brands[2]} WHEN n %% 4 = 0 THEN {brands[1]} ELSE {brands[0]} END AS brand_id,
        CASE WHEN n %% 10 = 0 THEN 'statement' ELSE 'subprocessors' END AS topic,
        'person.' || n || '@company-' || (n %% 5000) || '.example' AS email,
        'person.' || n || '@company-' || (n %% 5000) || '.example' AS email_key,
        'Person ' || n AS name, 'Company ' || (n %% 5000) AS organisation,
        CASE WHEN n %% 3 = 0 THEN 'nl' ELSE 'en' END AS language,
        CASE WHEN n %% 100 < 80 THEN 'confirmed' WHEN n %% 100 < 85 THEN 'pending' WHEN n %% 100 < 93 THEN 'unsubscribed'
             WHEN n %% 100 < 97 THEN 'bounced' WHEN n %% 100 = 97 THEN 'complained' WHEN n %% 100 = 98 THEN 'suppressed'
             ELSE 'expired' END AS status,
        CASE WHEN n %% 50 = 0 THEN 'staff' WHEN n %% 3 = 0 THEN 'import' ELSE 'self' END AS source,
        {public_id} AS public_id, '' AS wording, {moment} AS requested_at, '' AS user_agent, '' AS confirm_hash,
        {moment} AS mailed_at, CASE WHEN n %% 100 < 80 THEN {moment} END AS confirmed_at, '' AS reason
    FROM {series}
"""
#: Numbers from ``start`` to ``end``, as the rows of ``series (n)``.
SERIES = {
    "sqlite": (
        "(WITH RECURSIVE s(n) AS (SELECT {start} UNION ALL SELECT n + 1 FROM s WHERE n < {end}) SELECT n FROM s) AS series"
    ),
    "postgresql": "generate_series({start}::bigint, {end}::bigint) AS series(n)",
}
_MOMENT = {
    "sqlite": "datetime(1780000000 - (n * 7919) %% 94608000, 'unixepoch')",
    "postgresql": "to_timestamp(1780000000 - (n * 7919) %% 94608000)",
}
_PUBLIC_ID = {"sqlite": "printf('%%032x', n)", "postgresql": "lpad(to_hex(n), 32, '0')"}
#: So many rows are written at a time.
PORTION = 100_000


def fill(start: int, end: int) -> None:
    """Subscribers with the numbers from ``start`` to ``end``, each with a history row, written by the database itself.

    Their history holds no sealed values: what is measured here never reads it.
    """
    make_keyring(settings.TRAIL_KEYRING)
    brands = [a_brand(number) for number in (1, 2, 3)]
    vendor, past = connection.vendor, Subscriber.past._meta.db_table
    for first in range(start, end + 1, PORTION):
        series = SERIES[vendor].format(start=first, end=min(first + PORTION - 1, end))
        rows = _ROWS.format(brands=brands, series=series, moment=_MOMENT[vendor], public_id=_PUBLIC_ID[vendor])
        with act("publications.subscriber_added", by=BY) as this, connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {past} ({_KEPT}, history_date, history_type, act_id, key_name, sealed, covers) "  # noqa: S608
                f"SELECT {_KEPT}, requested_at, '+', %s, '', {_EMPTY[vendor]}, '' FROM ({rows}) AS rows",
                [this.id if vendor == "postgresql" else this.id.hex],
            )
            cursor.execute(f"INSERT INTO publications_subscriber ({_COLUMNS}) {rows}", [])
    if vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('publications_subscriber', 'id'), %s)", [end])
    settle("publications_subscriber")


_EMPTY = {"sqlite": "x''", "postgresql": "''::bytea"}


def insert_rows(model: Any, values: Mapping[str, str], series: str, act_id: Any, *, at: str) -> None:
    """Rows of a tracked model with their first history, each value as SQL over ``n``; a column not named is empty.

    ``at`` is the moment of the history, as SQL over ``id``.
    """
    quote, vendor = connection.ops.quote_name, connection.vendor
    fields = {field.column: field for field in model._meta.concrete_fields}
    columns = ", ".join(map(quote, fields))
    told = ", ".join(f"{values.get(name) or _left_empty(field)} AS {quote(name)}" for name, field in fields.items())
    rows = f"SELECT {told} FROM {series}"  # noqa: S608 - own words
    kept = ", ".join(quote(model._meta.get_field(name).column) for name in ("id", "version", *model.trail.kept))
    past = f"{kept}, history_date, history_type, act_id, key_name, sealed, covers"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model.past._meta.db_table} ({past}) "  # noqa: S608
            f"SELECT {kept}, {at}, '+', %s, '', {_EMPTY[vendor]}, '' FROM ({rows}) AS rows",
            [act_id if vendor == "postgresql" else act_id.hex],
        )
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({columns}) {rows}", [])


def _left_empty(field: models.Field) -> str:
    """What stands in a column that is left empty, typed as the database wants it."""
    if field.null:
        return f"CAST(NULL AS {field.db_type(connection)})"
    if isinstance(field, models.BooleanField):
        return "FALSE"
    return "0" if isinstance(field, models.IntegerField) else "''"


def one_of(values: Sequence[Any]) -> str:
    """Each of the values in turn, by the number of the row."""
    cases = " ".join(f"WHEN {number} THEN {value!r}" for number, value in enumerate(values))
    return f"CASE n %% {len(values)} {cases} END"


def settle(*tables: str) -> None:
    """Leave the tables as a server does by itself within a minute."""
    if connection.vendor != "postgresql":
        return
    vacuum = "" if connection.in_atomic_block else "VACUUM"
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"{vacuum} ANALYZE {table}")


def a_brand(number: int) -> int:
    key = f"brand-{number}"
    known = Brand.objects.filter(key=key).first()
    return (known or organisation.add(Brand, by=BY, key=key, name=f"Brand {number}")).pk


def in_turns(*works: Callable[[], Any]) -> list[float]:
    """The median milliseconds of each piece of work, done in turns; the first turn only warms up."""
    turns = [[milliseconds(work) for work in works] for _turn in range(TURNS + 1)]
    return [statistics.median(took) for took in zip(*turns[1:], strict=True)]


def milliseconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
