"""The database itself refuses a change that leaves no history: the same rules on SQLite and PostgreSQL.

A deferred foreign key from each tracked row to its newest history row stands in the migrations, so that the table
remakes of SQLite keep it. Triggers do the rest; SQLite loses them in a remake, so they are dropped before a migration
there and installed again after every one.
"""

import contextlib
import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.core import checks
from django.db import connection, models, transaction

from .models import NEXT_VERSION


class HasHistoryRow(models.BaseConstraint):
    """FOREIGN KEY (id, version) to the ``history`` table, checked at COMMIT: no version without its history row."""

    def __init__(self, *, history: str, name: str) -> None:
        self.history = history
        super().__init__(name=name)

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "history": self.history}

    def constraint_sql(self, model: type[models.Model], schema_editor: Any) -> str | None:  # type: ignore[override]
        """Within CREATE TABLE on SQLite; on PostgreSQL at the migration's end, when the history table stands."""
        if schema_editor.connection.vendor == "sqlite":
            return self._clause(schema_editor)
        self.create_sql(model, schema_editor)
        return None

    def create_sql(self, model: type[models.Model], schema_editor: Any) -> None:  # type: ignore[override]
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.deferred_sql.append(f"ALTER TABLE {table} ADD {self._clause(schema_editor)}")

    def remove_sql(self, model: type[models.Model], schema_editor: Any) -> str:  # type: ignore[override]
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Only COMMIT can tell."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HasHistoryRow) and (self.name, self.history) == (other.name, other.history)

    def __hash__(self) -> int:
        return hash(self.name)

    def _clause(self, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({quote('id')}, {quote('version')}) "
            f"REFERENCES {quote(self.history)} ({quote('id')}, {quote('version')}) DEFERRABLE INITIALLY DEFERRED"
        )


class Rule(NamedTuple):
    """One refusal: on this table, for this event, when the condition holds. ``twin`` finds the row a REPLACE hits."""

    table: str
    event: str
    condition: str
    twin: str
    message: str


class Precondition(NamedTuple):
    """A refusal that looks at other rows too: before this event, where ``when`` holds, so must ``unless``.

    Both are SQL over NEW, OLD and any table, in what both databases understand; ``{now}`` is the clock of the database.
    ``needs`` names, as ``table.column``, what must stand before the guard can.
    """

    name: str
    table: str
    event: str
    when: str
    unless: str
    needs: tuple[str, ...]
    message: str

    @property
    def trigger(self) -> str:
        return f"trail_{self.table}_{self.name}"


#: What apps demand of each other's rows, filled from the GUARDS of each app's guards.py.
PRECONDITIONS: list[Precondition] = []

FUNCTIONS = """
CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'trail: %', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE OR REPLACE FUNCTION trail_queue() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO trail_unsealed (act_id) VALUES (NEW.id); RETURN NULL; END $$;
CREATE OR REPLACE FUNCTION trail_queue_ledger() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO trail_unsealed (ledger, row) SELECT TG_ARGV[0], id FROM added; RETURN NULL; END $$;
CREATE OR REPLACE FUNCTION trail_queue_uuids() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO trail_unsealed (ledger, row_uuid) SELECT TG_ARGV[0], id FROM added; RETURN NULL; END $$
"""


def rules() -> Iterator[Rule]:
    """Every refusal over every tracked model, its history and the acts."""
    from .history import TRACKED

    for model in TRACKED:
        live, past = model._meta.db_table, model.past._meta.db_table
        same_version = "history_id = NEW.history_id OR (id = NEW.id AND version = NEW.version)"
        yield Rule(live, "INSERT", "NEW.version <> 1", "id = NEW.id", "a first version is 1, of a new record")
        yield Rule(live, "UPDATE", "NEW.version <> OLD.version + 1 OR NEW.id <> OLD.id", "", NEXT_VERSION)
        yield Rule(live, "DELETE", "", "", "records are not deleted")
        yield Rule(past, "INSERT", "", same_version, "history is only added to")
        yield Rule(past, "UPDATE", "", "", "history never changes")
        yield Rule(past, "DELETE", "", "", "history is not deleted")
    for table, key in _append_only():
        yield Rule(table, "INSERT", "", f"{key} = NEW.{key}", "rows are only added")
        yield Rule(table, "UPDATE", "", "", "an act, a log or a ledger never changes")
        yield Rule(table, "DELETE", "", "", "an act, a log or a ledger is not deleted")


def _append_only() -> Iterator[tuple[str, str]]:
    """The tables that are only added to, each with its key column."""
    from .models import LEDGERS, Act, Anchor, Checkpoint, Entry

    tables: list[Any] = [Act, Entry, Checkpoint, Anchor, *LEDGERS]
    for model in tables:
        yield model._meta.db_table, model._meta.pk.column


class Queue(NamedTuple):
    """Whose new rows the sealer takes: the trigger, the table, the ledger's label (none for acts), and its column."""

    name: str
    table: str
    label: str
    column: str


def _queues() -> Iterator[Queue]:
    from .models import LEDGERS, Act

    yield Queue(f"trail_{Act._meta.db_table}_queue", Act._meta.db_table, "", "act_id")
    for ledger in LEDGERS:
        table, column = ledger._meta.db_table, "row_uuid" if ledger.has_uuids() else "row"
        yield Queue(f"trail_{table}_queue", table, ledger._meta.label_lower, column)


def statements() -> dict[str, str]:
    """The SQL of every trigger by its name, for the database in use and the tables that it has by now."""
    made = {}
    tables = set(connection.introspection.table_names())
    for rule in rules():
        if rule.table not in tables:
            continue
        name = f"trail_{rule.table}_{rule.event.lower()}"
        if connection.vendor == "sqlite":
            made[name] = _sqlite_trigger(name, rule)
            continue
        if rule.event != "INSERT" or rule.condition:
            made[name] = _postgresql_trigger(name, rule)
        made[f"trail_{rule.table}_truncate"] = (
            f"CREATE OR REPLACE TRIGGER trail_{rule.table}_truncate BEFORE TRUNCATE ON {rule.table} "
            "EXECUTE FUNCTION trail_refuse('no TRUNCATE')"
        )
    for queue in _queues():
        if queue.table in tables and "trail_unsealed" in tables:
            made[queue.name] = _queue_trigger(*queue)
    return made | {one.trigger: _precondition_trigger(one) for one in _possible(tables)}


def functions() -> dict[str, str]:
    """On PostgreSQL, the body of every function that a trigger of ours runs, by its name."""
    ours = dict(re.findall(r"FUNCTION (\w+)\(\).*?\$\$(.*?)\$\$", FUNCTIONS, flags=re.DOTALL))
    return ours | {one.trigger: _body(one) for one in PRECONDITIONS}


def _possible(tables: set[str]) -> list[Precondition]:
    """The preconditions whose tables and columns stand by now."""
    named = {need.partition(".")[0] for one in PRECONDITIONS for need in one.needs} & tables
    with connection.cursor() as cursor:
        standing = {
            f"{table}.{column.name}"
            for table in named
            for column in connection.introspection.get_table_description(cursor, table)
        }
    return [one for one in PRECONDITIONS if standing.issuperset(one.needs)]


#: The present moment, in UTC, as each database keeps moments.
CLOCKS = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}


def _told(one: Precondition) -> tuple[str, str]:
    clock = CLOCKS[connection.vendor]
    return one.when.replace("{now}", clock), one.unless.replace("{now}", clock)


def _body(one: Precondition) -> str:
    when, unless = _told(one)
    row = "OLD" if one.event == "DELETE" else "NEW"
    return (
        f" BEGIN IF ({when}) AND NOT ({unless}) THEN RAISE EXCEPTION 'trail: {one.message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END "
    )


def _precondition_trigger(one: Precondition) -> str:
    """On PostgreSQL the conditions stand in a function of the trigger's name, as WHEN knows no other table."""
    if connection.vendor == "sqlite":
        when, unless = _told(one)
        return (
            f"CREATE TRIGGER IF NOT EXISTS {one.trigger} BEFORE {one.event} ON {one.table} WHEN ({when}) "
            f"AND NOT ({unless}) BEGIN SELECT RAISE(ABORT, 'trail: {one.message}'); END"
        )
    return (
        f"CREATE OR REPLACE TRIGGER {one.trigger} BEFORE {one.event} ON {one.table} FOR EACH ROW "
        f"EXECUTE FUNCTION {one.trigger}()"
    )


def _queue_trigger(name: str, table: str, label: str, column: str) -> str:
    if connection.vendor == "sqlite":
        into = f"(ledger, {column}) VALUES ('{label}', NEW.id)" if label else "(act_id) VALUES (NEW.id)"
        return (
            f"CREATE TRIGGER IF NOT EXISTS {name} AFTER INSERT ON {table} BEGIN INSERT INTO trail_unsealed {into}; END"
        )
    if not label:
        return f"CREATE OR REPLACE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION trail_queue()"
    takes = "trail_queue_uuids" if column == "row_uuid" else "trail_queue_ledger"
    return (  # rows of ledgers come by the thousand: one call for all of a statement
        f"CREATE OR REPLACE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {takes}('{label}')"
    )


def _sqlite_trigger(name: str, rule: Rule) -> str:
    """INSERT OR REPLACE fires no DELETE trigger, so an INSERT also looks for the row that it would overwrite."""
    twin = f"EXISTS (SELECT 1 FROM {rule.table} WHERE {rule.twin})" if rule.twin else ""
    condition = " OR ".join(filter(None, [rule.condition, twin]))
    when = f"WHEN ({condition})" if condition else ""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {rule.event} ON {rule.table} {when} "
        f"BEGIN SELECT RAISE(ABORT, 'trail: {rule.message}'); END"
    )


def _postgresql_trigger(name: str, rule: Rule) -> str:
    when = f"WHEN ({rule.condition})" if rule.condition else ""
    return (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {rule.event} ON {rule.table} FOR EACH ROW {when} "
        f"EXECUTE FUNCTION trail_refuse('{rule.message}')"
    )


def present() -> dict[str, str]:
    """The guards that stand in the database now: trigger name to table name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'trail\\_%' ESCAPE '\\'"
            )
        else:
            cursor.execute(
                "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
                "WHERE tgname LIKE 'trail\\_%' AND tgenabled = 'O' AND NOT tgisinternal AND tgparentid = 0"
            )
        return dict(cursor.fetchall())


def missing() -> list[str]:
    """The names of the guards that should stand and do not."""
    return sorted(set(statements()) - set(present()))


def install(**kwargs: Any) -> None:
    """Put every guard up; those that stand already stay, and those whose columns are gone go."""
    wanted = statements()
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTIONS)
            for one in PRECONDITIONS:
                head = f"CREATE OR REPLACE FUNCTION {one.trigger}() RETURNS trigger LANGUAGE plpgsql AS"
                cursor.execute(f"{head} $${_body(one)}$$")
        drop(except_for=wanted)
        for statement in wanted.values():
            cursor.execute(statement)


def drop(except_for: Collection[str] = (), **kwargs: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table in present().items():
            if name in except_for:
                continue
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


def before_migrate(**kwargs: Any) -> None:
    """A table remake of SQLite renames tables that the triggers of others name."""
    if connection.vendor == "sqlite":
        drop()


def let_replace_fire(connection: Any, **kwargs: Any) -> None:
    """A REPLACE of SQLite deletes rows, and fires their triggers only where recursive ones are allowed."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA recursive_triggers = ON")


@contextlib.contextmanager
def lifted() -> Iterator[None]:
    """Guards down for the flush of a test database, and up again."""
    drop()
    try:
        yield
    finally:
        install()


@checks.register(checks.Tags.database)
def guards_stand(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """An office whose guards are down is not ready to serve."""
    if not databases:
        return []
    if not (names := missing()):
        return []
    words = f"Guards of the trail are missing from the database: {', '.join(names)}"
    hint = "Run “manage.py migrate”: it puts every guard up again."  # which an Error here would keep it from doing
    return [checks.Warning(words, hint=hint, id="trail.W001")]
