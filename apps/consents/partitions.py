"""The log in months, on PostgreSQL: made ahead, so that what has expired goes as a whole. SQLite has one plain table."""

import datetime
import uuid
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.db.migrations.operations import CreateModel
from django.utils import timezone

TABLE = "consents_consentevent"
#: So many months are made ahead, so that nobody minds a worker that stands still for a while.
AHEAD = 3


class CreatePartitioned(CreateModel):
    """A table that PostgreSQL parts by RANGE of its ``id``, with one part for whatever no other takes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        plain = schema_editor.table_sql

        def parted(model: Any) -> Any:
            sql, params = plain(model)
            return f"{sql} PARTITION BY RANGE (id)", params

        schema_editor.table_sql = parted
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.table_sql = plain
        table = to_state.apps.get_model(app_label, self.name)._meta.db_table
        schema_editor.execute(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")


def first_id(day: datetime.date) -> uuid.UUID:
    """The least UUID of version 7 that is made on a day or after, in UTC."""
    midnight = datetime.datetime.combine(day, datetime.time.min, datetime.UTC)
    return uuid.UUID(int=int(midnight.timestamp() * 1000) << 80)


def months(since: datetime.date, count: int) -> Iterator[datetime.date]:
    """The first days of this month and the following ones."""
    for number in range(count):
        year, month = divmod(since.year * 12 + since.month - 1 + number, 12)
        yield datetime.date(year, month + 1, 1)


def make_partitions(*, today: datetime.date | None = None) -> int:
    """Make the parts of this month and the next ones where they are missing; how many. Two at once leave one of each.

    A month of which the rest took rows already, as no worker ran for months, stays there.
    """
    if connection.vendor != "postgresql":
        return 0
    first = (today or timezone.now().date()).replace(day=1)
    days = list(months(first, AHEAD + 2))
    return sum(_make(begins, ends) for begins, ends in pairwise(days))


def _make(begins: datetime.date, ends: datetime.date) -> bool:
    name, low, high = f"{TABLE}_{begins:%Y%m}", first_id(begins), first_id(ends)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [TABLE])
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone()[0] is not None:
            return False
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {TABLE}_rest WHERE id >= %s AND id < %s)", [low, high])  # noqa: S608
        if cursor.fetchone()[0]:
            return False
        cursor.execute(f"CREATE TABLE {name} PARTITION OF {TABLE} FOR VALUES FROM ('{low}') TO ('{high}')")
    return True


def partitions() -> list[str]:
    """The parts that stand, by name."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass ORDER BY 1", [TABLE]
        )
        return [name for (name,) in cursor.fetchall()]
