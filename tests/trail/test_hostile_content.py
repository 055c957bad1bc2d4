"""Nonsense in any column of the trail is found and told: never passed over, and never a traceback."""

from typing import Any, NamedTuple

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from apps.trail.history import TRACKED
from apps.trail.models import LEDGERS, Act, Anchor, Checkpoint, Entry, ObjectKey

from .offices import CANNOT_CHECK, INTACT, INVALID, IS_SQLITE, guards_down, sql, told

#: What no signature, hash or rule covers: when a checkpoint was made (its acts say when), numbers that name nothing.
OUTSIDE = {
    ("trail_checkpoint", "made_at"),
    ("trail_anchor", "id"),
    *((model.past._meta.db_table, "history_id") for model in TRACKED),
}

NONSENSE = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(max_size=40),
    st.binary(max_size=40),
    st.sampled_from(
        [
            *("", "null", "[]", "{}", "0", "-1", "NaN", "0" * 64, "\x1b[2J\x1b]0;owned\x07", "[" * 50_000, "{" * 5_000),
            *('{"within":[{}]}', '{"within":5}', '{"destroyed":5}', '{"ranges":[[0]]}', '{"ranges":{"a":1}}'),
            *('{"ledger":"trail.verification","ranges":[[-9e99,9e99]]}', '{"about":[]}', "2026-13-45 99:99:99"),
            *("9999-12-31 23:59:59.999999", "id,id", "covers", b"", b"\xff" * 32, b"k1:", b"\0" * 32),
        ]
    ),
)


class Place(NamedTuple):
    """One value in the database."""

    table: str
    column: str
    key: str
    row: Any


def places() -> list[Place]:
    """Every column that a verification answers for, in the first and in the last row of its table."""
    found = []
    for model in (Act, Entry, Checkpoint, Anchor, ObjectKey, *LEDGERS, *TRACKED, *(one.past for one in TRACKED)):
        table, key = model._meta.db_table, model._meta.pk.column
        rows = [
            row for way in ("ASC", "DESC") for row in sql(f"SELECT {key} FROM {table} ORDER BY {key} {way} LIMIT 1")
        ]
        columns = [field.column for field in model._meta.concrete_fields if (table, field.column) not in OUTSIDE]
        found += [Place(table, column, key, row) for (row,) in dict.fromkeys(rows) for column in columns]
    return found


def stored(place: Place) -> Any:
    """The value as it is stored, with its type on SQLite, where that is a matter of the row; None where it went."""
    column = f'"{place.column}"'
    spelt = f"typeof({column}) || quote({column})" if IS_SQLITE else f"coalesce({column}::text, 'NULL')"
    return next((row[0] for row in sql(f"SELECT {spelt} FROM {place.table} WHERE {place.key} = %s", place.row)), None)


def put(place: Place, value: Any) -> bool:
    """Write a value past all guards; whether the type and the uniqueness of the column let it in."""
    try:
        with transaction.atomic(), guards_down():
            sql(f'UPDATE {place.table} SET "{place.column}" = %s WHERE {place.key} = %s', value, place.row)
    except (DatabaseError, ValueError):
        return False
    return True


ALWAYS_THE_SAME = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("examples", [30, pytest.param(120, marks=pytest.mark.slow)])
def test_nonsense_in_any_column_is_found(examples):
    settings(ALWAYS_THE_SAME, max_examples=examples)(given(data=st.data())(nonsense_is_found))()


def nonsense_is_found(data: Any) -> None:
    place, value = data.draw(st.sampled_from(places()), "place"), data.draw(NONSENSE, "value")
    with transaction.atomic():
        before = stored(place)
        changed = put(place, value) and stored(place) != before
        answer = told() if changed else {}
        transaction.set_rollback(True)
    assume(changed)

    assert answer["exit"] in {INVALID, CANNOT_CHECK}
    assert answer["verdict"] in {"invalid", "cannot_check"}
    assert answer["faults"] or answer["obstacle"]


@pytest.mark.parametrize(
    ("table", "column"), sorted(OUTSIDE & {("trail_checkpoint", "made_at"), ("trail_anchor", "id")})
)
def test_what_is_outside_is_named(office, table, column):
    """So that nobody believes it covered: should it ever be, it leaves the list above."""
    [(row,)] = sql(f"SELECT {column} FROM {table} LIMIT 1")
    with guards_down():
        sql(f"UPDATE {table} SET {column} = %s", "2020-01-01 00:00:00" if column == "made_at" else row + 1)

    assert told()["exit"] == INTACT
