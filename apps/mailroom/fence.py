"""The mark before a message, by the driver itself, as it is on the path of every letter; and what it outlives.

One statement tests that a round is still its sender's, renews the lease, marks which letter begins, and notes in the round
the answer to the one before. Committed, it outlives its sender, however that ends. A power cut is survived only by what is
on the disk, and to wait for one takes longer than all the rest: a sender waits at every ``WINDOW``-th letter, when it moves
its notes to the ledger. A round knows in which run of the database it was claimed; where that run broke off, so many
letters may have left without a word.
"""

import secrets
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakSet

from django.db import connection, transaction

from .models import DatabaseRun

#: So many letters of a round begin at most between two marks that wait for the disk; their notes fit into one row.
WINDOW = 25

MARK = (
    "UPDATE mailroom_round SET handing_over = {}, opening = {}, until = {}, notes = notes || {} "
    "WHERE id = {} AND token = {} AND until > {}"
)
ON_SQLITE = MARK.format(*"???????")
#: What it gives back makes this transaction wait for no disk.
ON_POSTGRESQL = (
    f"{MARK.format(*(f'${place}' for place in range(1, 8)))} RETURNING set_config('synchronous_commit', 'off', true)"
)
STATEMENT = b"mailroom_mark"
BOOT = Path("/proc/sys/kernel/random/boot_id")


def this_run() -> str:
    """The run of the database, from its start to its breaking off; nothing where that cannot be known.

    On PostgreSQL a row of a table that a server empties after a crash; on SQLite the start of this machine.
    """
    if connection.vendor == "postgresql":
        return DatabaseRun.objects.get_or_create(pk=1, defaults={"name": secrets.token_hex(16)})[0].name
    return _boot()


@cache
def _boot() -> str:
    return BOOT.read_text().strip() if BOOT.exists() else ""


def is_marked(values: list[Any]) -> bool:
    """Mark and note, in a transaction of its own that waits for no disk; whether the round is still its sender's."""
    database = transaction.get_connection()  # once, as each use of the proxy costs a hundredth of a letter
    database.ensure_connection()
    mark = _on_postgresql if database.vendor == "postgresql" else _on_sqlite
    with database.wrap_database_errors:
        return mark(database.connection, values)


#: Connections whose server has the statement.
_prepared: WeakSet[Any] = WeakSet()


def _on_postgresql(driver: Any, values: list[Any]) -> bool:
    """One round trip of a statement that the server has planned before; a cursor would plan it for every letter."""
    server = driver.pgconn
    if driver not in _prepared:
        _checked(driver, server.prepare(STATEMENT, ON_POSTGRESQL.encode()))
        _prepared.add(driver)
    result = server.exec_prepared(STATEMENT, [None if one is None else str(one).encode() for one in values])
    return bool(_checked(driver, result).ntuples == 1)


def _checked(driver: Any, result: Any) -> Any:
    if result.error_message:
        from psycopg.errors import error_from_result  # which an office on SQLite never loads

        _prepared.discard(driver)  # whatever it was, the next sender begins anew
        raise error_from_result(result)
    return result


def _on_sqlite(driver: Any, values: list[Any]) -> bool:
    adapted = [str(one.replace(tzinfo=None)) if isinstance(one, datetime) else one for one in values]
    if driver.in_transaction:  # whose end it is that waits
        return bool(driver.execute(ON_SQLITE, adapted).rowcount == 1)
    driver.execute("PRAGMA synchronous = NORMAL")
    try:
        return bool(driver.execute(ON_SQLITE, adapted).rowcount == 1)
    finally:
        driver.execute("PRAGMA synchronous = FULL")
