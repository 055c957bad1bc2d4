"""Many rows into one table at once: what saves write one by one, in the way each database takes it fastest."""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def insert_rows(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows of values that are ready for the database, in the order of ``columns``; keys and triggers hold as ever.

    A COPY on PostgreSQL, which takes a fifth of the time of an INSERT for each; one statement run again on SQLite.

    Raises:
        IntegrityError: a row breaks a rule of the table, and with it the act under way.
    """
    quote = connection.ops.quote_name
    target = f"{quote(table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > 1:
            with connection.wrap_database_errors, cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        sql = f"INSERT INTO {target} VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608 - own names
        if len(rows) == 1:
            cursor.execute(sql, rows[0])
        else:
            cursor.executemany(sql, rows)
