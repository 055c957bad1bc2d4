"""Search inside short texts of a large register: trigrams that the database keeps, so that no search reads every row.

PostgreSQL keeps them as a GIN index of pg_trgm, SQLite in a table of FTS5 that triggers fill. Both are put up after
every migration, as the guards of the trail are: SQLite loses triggers when it remakes a table, and who runs a
PostgreSQL may give it pg_trgm at any time.
"""

import sqlite3
from typing import Any

from django.core import checks
from django.db import DatabaseError, connection, models, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone

#: A search finds so many records at most: more are not looked through by anybody, and are not sorted for nobody.
MOST_FOUND = 1000
#: Shorter terms have no trigram.
TRIGRAM = 3

#: Every text index, in the order in which the models were loaded.
INDEXES: list["TextIndex"] = []


class TextIndex:
    """Declared in a model, as ``words = TextIndex("name", "email")``: texts of its rows, found by any part of them."""

    model: Any
    table: str

    def __init__(self, *fields: str) -> None:
        self.fields = fields

    def contribute_to_class(self, model: Any, name: str) -> None:
        self.model, self.table = model, model._meta.db_table
        setattr(model, name, self)
        INDEXES.append(self)

    @property
    def name(self) -> str:
        return f"{self.table}_words"

    @property
    def text(self) -> str:
        """What PostgreSQL indexes; no term holds the line break between two columns."""
        return "lower(" + " || chr(10) || ".join(self.fields) + ")"

    def containing(self, term: str, *, scope: models.QuerySet | None = None) -> RawSQL:
        """The condition that a row's texts hold a term of three characters or more, whatever its case.

        ``scope`` are the rows that exist for who searches: others are left out before the most that is found is counted,
        or what is missing would tell of them.
        """
        if connection.vendor == "sqlite":
            phrase = '"' + term.replace('"', '""') + '"'
            seen, params = self._seen(scope, "found.rowid")
            query = f"SELECT rowid FROM {self.name} found WHERE {self.name} MATCH %s{seen} ORDER BY rowid DESC LIMIT {MOST_FOUND}"  # noqa: S608, E501
            return self._among(query, phrase, *params)
        return self._in_table(f"{self.text} LIKE lower(%s)", scope, f"%{connection.ops.prep_for_like_query(term)}%")

    def beginning(self, field: str, start: str, *, scope: models.QuerySet | None = None) -> RawSQL:
        """The condition that a field begins with a text, case and all; its index must compare letter by letter."""
        if connection.vendor == "sqlite":
            return self._in_table(f"{field} >= %s AND {field} < %s", scope, start, f"{start}\U0010ffff")
        return self._in_table(f"{field} LIKE %s", scope, f"{connection.ops.prep_for_like_query(start)}%")

    def _in_table(self, condition: str, scope: models.QuerySet | None, *params: str) -> RawSQL:
        seen, more = self._seen(scope, "found.id")
        query = f"SELECT id FROM {self.table} found WHERE {condition}{seen} LIMIT {MOST_FOUND}"  # noqa: S608 - own names
        return self._among(query, *params, *more)

    def _seen(self, scope: models.QuerySet | None, key: str) -> tuple[str, tuple[Any, ...]]:
        """The condition, for a query whose rows have this key, that a row is within the scope; and what it is given."""
        if scope is None:
            return "", ()
        row = RawSQL(key, (), output_field=models.BigIntegerField())  # noqa: S611 - own names
        query, params = scope.filter(pk=row).order_by().values("pk").query.sql_with_params()
        return f" AND EXISTS ({query})", params

    def _among(self, query: str, *params: Any) -> RawSQL:
        """That a row is among those of a query, which is asked once and first."""
        among = f"IN ({query})" if connection.vendor == "sqlite" else f"= ANY(ARRAY({query}))"
        return RawSQL(f"{self.table}.id {among}", params, output_field=models.BooleanField())  # noqa: S611 - own names

    def triggers(self) -> dict[str, str]:
        """The SQL of the triggers that keep the table of FTS5 as the rows are, by their names."""
        names = ", ".join(self.fields)
        old, new = (", ".join(f"{row}.{field}" for field in self.fields) for row in ("OLD", "NEW"))
        forget = f"INSERT INTO {self.name} ({self.name}, rowid, {names}) VALUES ('delete', OLD.id, {old});"  # noqa: S608
        learn = f"INSERT INTO {self.name} (rowid, {names}) VALUES (NEW.id, {new});"  # noqa: S608 - own names
        moves = {
            "insert": f"INSERT ON {self.table} BEGIN {learn} END",
            "update": f"UPDATE OF {names} ON {self.table} BEGIN {forget} {learn} END",
            "delete": f"DELETE ON {self.table} BEGIN {forget} END",
        }
        return {f"search_{self.table}_{event}": move for event, move in moves.items()}


def install(**kwargs: Any) -> None:
    """Put up the indexes of every table that stands by now; what is there already stays."""
    tables = set(connection.introspection.table_names())
    for index in INDEXES:
        if index.table in tables:
            _install_sqlite(index) if connection.vendor == "sqlite" else _install_postgresql(index)
        elif index.name in tables:  # a migration took away what it was about
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE {index.name}")


def _install_sqlite(index: TextIndex) -> None:
    """Table and triggers; where a trigger was missing, the table is made anew from the rows."""
    names = ", ".join(index.fields)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {index.name} USING fts5({names}, content='{index.table}', "
            "content_rowid='id', tokenize='trigram')"
        )
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [index.table])
        missing = set(index.triggers()) - {name for (name,) in cursor.fetchall()}
        for name in missing:
            cursor.execute(f"CREATE TRIGGER {name} AFTER {index.triggers()[name]}")
        if missing:
            cursor.execute(f"INSERT INTO {index.name} ({index.name}) VALUES ('rebuild')")  # noqa: S608 - own names
        if sqlite3.sqlite_version_info >= (3, 42):  # what is deleted is then gone at once
            cursor.execute(f"INSERT INTO {index.name} ({index.name}, rank) VALUES ('secure-delete', 1)")  # noqa: S608


def _install_postgresql(index: TextIndex) -> None:
    """The extension and the index; a role that may not make the extension goes without, and a check says so."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {index.name} ON {index.table} USING gin (({index.text}) gin_trgm_ops)"
            )
    except DatabaseError:
        if _has_trigrams():
            raise


def _has_trigrams() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def missing() -> list[str]:
    """The text indexes that should stand, as their tables do, and do not."""
    tables = set(connection.introspection.table_names())
    wanted = [index for index in INDEXES if index.table in tables]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
            there = {name for (name,) in cursor.fetchall()}
            return sorted(one.name for one in wanted if not {one.name, *one.triggers()} <= there)
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = ANY(current_schemas(false))")
        return sorted({one.name for one in wanted} - {name for (name,) in cursor.fetchall()})


@checks.register(checks.Tags.database)
def searches_are_indexed(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Without its index a search reads every row."""
    if not databases or not (names := missing()):
        return []
    hint = "Run “manage.py migrate”."
    if connection.vendor == "postgresql" and not _has_trigrams():
        hint = (
            "Let an administrator of the database run “CREATE EXTENSION pg_trgm” in it, then run “manage.py migrate”."
        )
    words = f"Searches read every row, as their indexes are missing: {', '.join(names)}."
    return [checks.Warning(words, hint=hint, id="casework.W001")]


NIGHT_HOUR = 3


def wipe_nightly() -> int:
    """The job of the night."""
    return wipe_residue() if timezone.localtime().hour == NIGHT_HOUR else 0


#: Pages of an index that are merged at a time, so that no other writer waits for long.
PAGES = 500


def wipe_residue() -> int:
    """Take erased words out of what FTS5 keeps of rows that changed, piece by piece; how many pieces it took.

    Its own deletion marks them as gone and keeps them until they are merged; freed pages are overwritten. A GIN index
    is cleaned by VACUUM.
    """
    if connection.vendor != "sqlite":
        return 0
    return sum(_merged(index) for index in INDEXES)


def _merged(index: TextIndex) -> int:
    statement = f"INSERT INTO {index.name} ({index.name}, rank) VALUES ('merge', %s)"  # noqa: S608 - own names
    pieces, pages = 0, -PAGES  # negative: begin to merge all there is into one; positive: go on with it
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            before = _changes(cursor)
            cursor.execute(statement, [pages])
            if _changes(cursor) - before < 2:
                return pieces
        pieces, pages = pieces + 1, PAGES


def _changes(cursor: Any) -> int:
    cursor.execute("SELECT total_changes()")
    return cursor.fetchone()[0]
