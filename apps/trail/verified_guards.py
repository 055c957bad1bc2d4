"""The guards verified: each trigger is the one that was put up, and each constraint that keeps history still stands."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, models

from . import guards
from .choices import Fault
from .history import TRACKED
from .models import LEDGERS, Act, Anchor, Checkpoint, Entry, ObjectKey, Unsealed

if TYPE_CHECKING:
    from .verification import Report

TRIGGERS_OF_POSTGRESQL = """
SELECT t.tgname, pg_get_triggerdef(t.oid), p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgname LIKE 'trail\\_%' AND t.tgenabled = 'O' AND NOT t.tgisinternal AND t.tgparentid = 0
AND NOT EXISTS (SELECT 1 FROM pg_trigger c WHERE c.tgparentid = t.oid AND c.tgenabled <> 'O')
"""


class Standing(NamedTuple):
    """What the tables of the database refuse, all of it: each set holds the name of a table and then the rest."""

    named: set[tuple[str, str]]
    unique: set[tuple[str, ...]]
    keys: set[tuple[str, str, str, str]]
    history_keys: set[tuple[str, str]]
    optional: set[tuple[str, str]]


def check_guards(report: "Report") -> None:
    """Every guard stands, and none was replaced by one of its name that lets pass."""
    triggers = _triggers()
    for name, statement in guards.statements().items():
        if triggers.get(name) != _spelt(statement):
            report.add(Fault.GUARD, name)
    standing = _of_sqlite() if connection.vendor == "sqlite" else _of_postgresql()
    for model in _guarded():
        for words in _missing_of(model, standing):
            report.add(Fault.GUARD, f"{model._meta.db_table}: {words}")


def _guarded() -> Iterator[type[models.Model]]:
    """The models whose constraints are part of the proof."""
    for model in TRACKED:
        yield from (model, model.past)
    others: list[Any] = [Act, Entry, Checkpoint, Anchor, ObjectKey, Unsealed, *LEDGERS]
    yield from others


def _missing_of(model: Any, standing: Standing) -> Iterator[str]:
    """What the table of a model should refuse and does not: constraints by name, columns by what they may hold."""
    table = model._meta.db_table
    for constraint in model._meta.constraints:
        name = constraint.name[: connection.ops.max_name_length()]
        if isinstance(constraint, guards.HasHistoryRow):
            if (table, constraint.history) not in standing.history_keys:
                yield name
        elif (table, name) not in standing.named:
            yield name
    for field in model._meta.concrete_fields:
        if field.unique and (table, field.column) not in standing.unique:
            yield f"{field.column} may stand twice"
        if not field.null and (table, field.column) in standing.optional:
            yield f"{field.column} may be empty"
        if field.many_to_one and field.db_constraint:
            target: Any = field.target_field
            if (table, field.column, target.model._meta.db_table, target.column) not in standing.keys:
                yield f"{field.column} may point nowhere"


# --- Triggers ---


def _triggers() -> dict[str, str]:
    """The triggers that stand and fire, each as ``_spelt`` spells its statement."""
    if connection.vendor == "sqlite":
        found = _rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name: _spelt(statement) for name, statement in found}
    ours = {name: _bare(body) for name, body in guards.functions().items()}
    found = _rows(TRIGGERS_OF_POSTGRESQL)
    return {name: _spelt(statement) for name, statement, runs, body in found if _bare(body) == ours.get(runs)}


def _spelt(statement: str) -> str:
    """The statement of a trigger in the one spelling that ours and those of both catalogues come down to."""
    for words in ("OR REPLACE ", "IF NOT EXISTS ", "FOR EACH STATEMENT "):
        statement = statement.replace(words, "")
    parts = re.split(r"('(?:[^']|'')*')", statement)
    parts[::2] = [_bare(part).replace("public.", "") for part in parts[::2]]
    return "".join(parts)


def _bare(text: str) -> str:
    return re.sub(r'[\s()"]', "", text).lower()


# --- Constraints ---


def _history_key(history: str) -> str:
    """The deferred foreign key to a history table, bare; its name goes before it."""
    return _bare(f"FOREIGN KEY (id, version) REFERENCES {history} (id, version) DEFERRABLE INITIALLY DEFERRED")


def _of_sqlite() -> Standing:
    columns = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND "
    indexes = """
        SELECT m.name, i.name, (SELECT coalesce(group_concat(c.name), '') FROM pragma_index_info(i.name) c)
        FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i."unique"
    """
    keys = """
        SELECT m.name, k."from", k."table", k."to" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k
        WHERE m.type = 'table'
    """
    made = _rows("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL")
    texts = {table: re.sub(r"/\*.*?\*/|--[^\n]*", "", text, flags=re.DOTALL) for table, text in made}
    unique = _rows(indexes)
    named = {(table, name) for table, text in texts.items() for name in re.findall(r'CONSTRAINT "([^"]+)"', text)}
    pointing = set(_rows(keys))
    return Standing(
        named=named | {(table, name) for table, name, _columns in unique},
        unique={(table, *names.split(",")) for table, _name, names in unique} | set(_rows(f"{columns} c.pk = 1")),
        keys=pointing,
        history_keys={
            (table, history)
            for table, column, history, target in pointing
            if (column, target) == ("version", "version")
            and (table, "id", history, "id") in pointing
            and _history_key(history) in _bare(texts[table])
        },
        optional=set(_rows(f'{columns} NOT c."notnull"')),
    )


def _of_postgresql() -> Standing:
    """A constraint counts where the database has looked at all rows, and its own triggers behind it fire."""
    named = """
        SELECT conrelid::regclass::text, conname, contype, confrelid::regclass::text, pg_get_constraintdef(c.oid)
        FROM pg_constraint c WHERE conrelid <> 0 AND convalidated
        AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgconstraint = c.oid AND t.tgenabled <> 'O')
    """
    indexes = """
        SELECT indrelid::regclass::text, indexrelid::regclass::text, array_agg(a.attname ORDER BY a.attnum)
        FROM pg_index i LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
        WHERE indisunique AND indisvalid GROUP BY indexrelid, indrelid
    """
    optional = """
        SELECT attrelid::regclass::text, attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped AND NOT attnotnull
    """
    constraints, unique = _rows(named), _rows(indexes)
    keys = {}
    for table, _name, kind, target, text in constraints:
        if kind == "f":
            keys[table, target, _bare(text)] = re.findall(r"\(([^)]*)\)", text)
    return Standing(
        named={(table, name) for table, name, *_rest in constraints}
        | {(table, name) for table, name, _columns in unique},
        unique={(table, *columns) for table, _name, columns in unique},
        keys={(table, here, target, there) for (table, target, _text), (here, there) in keys.items()},
        history_keys={(table, target) for table, target, text in keys if text == _history_key(target)},
        optional=set(_rows(optional)),
    )


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
