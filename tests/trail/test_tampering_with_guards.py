"""A guard that is gone, switched off, or replaced by one that lets pass is found.

Each test begins with an office that is intact, and ends with what a verification says of it.
"""

from typing import Any

import pytest

from apps.organisation.models import NoticeContact

from .offices import INVALID, IS_SQLITE, found, only_postgresql, only_sqlite, sql, told

pytestmark = pytest.mark.usefixtures("office")
LIVE, PAST = NoticeContact._meta.db_table, NoticeContact.past._meta.db_table


def drop_trigger(name: str, table: str) -> None:
    sql(f"DROP TRIGGER {name}" + ("" if IS_SQLITE else f" ON {table}"))


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("trail_trail_act_update", "trail_act"),
        ("trail_trail_act_queue", "trail_act"),
        ("trail_trail_verification_queue", "trail_verification"),
        ("trail_trail_checkpoint_delete", "trail_checkpoint"),
        (f"trail_{LIVE}_update", LIVE),
        (f"trail_{PAST}_delete", PAST),
    ],
)
def test_dropped_guard_is_found(name, table):
    drop_trigger(name, table)

    assert found() == (INVALID, {"guard"})


def test_guard_that_lets_pass_under_the_name_of_a_true_one_is_found():
    name = f"trail_{LIVE}_update"
    drop_trigger(name, LIVE)
    if IS_SQLITE:
        sql(f"CREATE TRIGGER {name} BEFORE UPDATE ON {LIVE} WHEN 0 BEGIN SELECT RAISE(ABORT, 'trail: no'); END")
    else:
        sql(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {LIVE} FOR EACH ROW WHEN (NEW.version < 0) "
            "EXECUTE FUNCTION trail_refuse('a change takes the next version')"
        )

    assert found() == (INVALID, {"guard"})


def test_guard_of_another_table_under_the_name_of_a_true_one_is_found():
    name = f"trail_{PAST}_delete"
    drop_trigger(name, PAST)
    sql("CREATE TABLE elsewhere (id integer)")
    if IS_SQLITE:
        sql(
            f"CREATE TRIGGER {name} BEFORE DELETE ON elsewhere "
            "BEGIN SELECT RAISE(ABORT, 'trail: history is not deleted'); END"
        )
    else:
        sql(
            f"CREATE TRIGGER {name} BEFORE DELETE ON elsewhere FOR EACH ROW "
            "EXECUTE FUNCTION trail_refuse('history is not deleted')"
        )

    assert found() == (INVALID, {"guard"})


@only_postgresql
@pytest.mark.parametrize("state", ["DISABLE", "ENABLE REPLICA"])
def test_guard_that_is_switched_off_is_found(state):
    sql(f"ALTER TABLE {LIVE} {state} TRIGGER trail_{LIVE}_update")

    assert found() == (INVALID, {"guard"})


@only_postgresql
def test_triggers_behind_a_foreign_key_switched_off_are_found():
    sql(f"ALTER TABLE {LIVE} DISABLE TRIGGER ALL")

    assert any("_has_its_history" in fault["where"] for fault in told()["faults"])
    assert found() == (INVALID, {"guard"})


@only_postgresql
@pytest.mark.parametrize("name", ["trail_refuse", "trail_queue"])
def test_function_of_the_guards_that_does_nothing_is_found(name):
    sql(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")

    assert found() == (INVALID, {"guard"})


@only_postgresql
def test_dropped_key_to_the_history_is_found():
    sql(f"ALTER TABLE {LIVE} DROP CONSTRAINT {LIVE}_has_its_history")

    assert [fault["where"] for fault in told()["faults"]] == [f"{LIVE}: {LIVE}_has_its_history"]


@only_postgresql
def test_key_to_the_history_that_was_never_checked_is_found():
    sql(f"ALTER TABLE {LIVE} DROP CONSTRAINT {LIVE}_has_its_history")
    sql(
        f"ALTER TABLE {LIVE} ADD CONSTRAINT {LIVE}_has_its_history FOREIGN KEY (id, version) "
        f"REFERENCES {PAST} (id, version) DEFERRABLE INITIALLY DEFERRED NOT VALID"
    )

    assert found() == (INVALID, {"guard"})


@only_postgresql
@pytest.mark.parametrize(
    ("table", "change"),
    [
        (PAST, "DROP CONSTRAINT noticecontact_version_once CASCADE"),
        (PAST, "ALTER COLUMN act_id DROP NOT NULL"),
        ("trail_entry", "DROP CONSTRAINT trail_entry_act_id_key CASCADE"),
        ("trail_objectkey", "DROP CONSTRAINT trail_objectkey_once_per_object"),
        ("casework_approval", "DROP CONSTRAINT casework_approval_decided_by_a_second_person"),
    ],
)
def test_dropped_constraint_is_found(table, change):
    sql(f"ALTER TABLE {table} {change}")

    assert found() == (INVALID, {"guard"})


@only_postgresql
def test_dropped_key_from_history_to_its_act_is_found():
    [(name,)] = sql(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND confrelid = 'trail_act'::regclass", PAST
    )
    sql(f"ALTER TABLE {PAST} DROP CONSTRAINT {name}")

    assert [fault["where"] for fault in told()["faults"]] == [f"{PAST}: act_id may point nowhere"]


@only_sqlite
@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        (LIVE, f'REFERENCES "{PAST}" ("id", "version")', f'REFERENCES "{PAST}" ("id", "id")'),
        (LIVE, '"version") DEFERRABLE INITIALLY DEFERRED', '"version") DEFERRABLE INITIALLY IMMEDIATE'),
        (
            LIVE,
            (
                f', CONSTRAINT "{LIVE}_has_its_history" FOREIGN KEY ("id", "version") '
                f'REFERENCES "{PAST}" ("id", "version") DEFERRABLE INITIALLY DEFERRED'
            ),
            "",
        ),
        (PAST, '"act_id" char(32) NOT NULL', '"act_id" char(32) NULL'),
        (PAST, 'REFERENCES "trail_act"', 'REFERENCES "trail_anchor"'),
        ("casework_approval", "casework_approval_decided_by_a_second_person", "casework_approval_decided_by_anybody"),
    ],
)
def test_changed_definition_of_a_table_is_found(table, before, after):
    [(text,)] = sql("SELECT sql FROM sqlite_master WHERE name = %s", table)
    assert before in text

    said = redefined(table, text.replace(before, after))

    assert said.code == INVALID
    assert "guard" in said.faults


def redefined(table: str, text: str) -> Any:
    """What a verification says once a table is defined so; then it is defined as before, as a rollback would not do."""
    [(before,)] = sql("SELECT sql FROM sqlite_master WHERE name = %s", table)
    try:
        write_schema(table, text)
        return found()
    finally:
        write_schema(table, before)


def write_schema(table: str, text: str) -> None:
    sql("PRAGMA writable_schema = ON")
    sql("UPDATE sqlite_master SET sql = %s WHERE name = %s", text, table)
    sql("PRAGMA writable_schema = RESET")
