"""What every test stands on: files and keys of its own, quick passwords, and a flush that the guards let pass."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as properties

from apps.trail import guards
from apps.trail.keyring import make_keyring

# Properties are proven on a machine that may be busy: how long an example takes says nothing.
properties.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("busy machine")


#: Where tests start commands and processes of their own, whose database no fixture tells of.
BY_PROCESSES = ("tests/faults/", "tests/test_commands.py")
#: What a browser shows, how the environment is made, and which pages a record has, does not depend on the database:
#: what the pages ask and write is tested with both, in the tests of each app.
ONCE = (
    *("tests/browser/", "tests/test_bootstrap.py"),
    *("tests/backoffice/test_records.py", "tests/backoffice/test_steps.py"),
)


#: What takes long by itself comes first, so that no core is idle at the end.
LONGEST_FIRST = ("tests/test_commands.py", "tests/test_migrations.py", "tests/browser/", "tests/faults/")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks for no database, or shows in a browser, is proven once, with SQLite: it is left out with PostgreSQL."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST_FIRST))
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        return
    kept = [item for item in items if _asks_for_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _asks_for_a_database(item)])
    items[:] = kept


def _asks_for_a_database(item: pytest.Item) -> bool:
    if item.nodeid.startswith(ONCE):
        return False
    if item.get_closest_marker("django_db") or item.nodeid.startswith(BY_PROCESSES):
        return True
    return not {"db", "transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session", autouse=True)
def own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A keyring and storages in a temporary folder, so that a test run never meets those of an office."""
    folder = tmp_path_factory.mktemp("office")
    make_keyring(folder / "keyring.json")
    (folder / "static").mkdir()
    storages = {
        name: storage | {"OPTIONS": storage["OPTIONS"] | {"location": str(folder / name)}}
        for name, storage in settings.STORAGES.items()
        if name != "staticfiles"
    } | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        TRAIL_KEYRING=folder / "keyring.json",
        STORAGES=storages,
        STATIC_ROOT=folder / "static",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


def may_put_triggers_asleep() -> bool:
    """Whether this is PostgreSQL, and its superuser."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]


@contextlib.contextmanager
def triggers_asleep() -> Iterator[None]:
    """No trigger fires on this connection; putting hundreds of them up again would take longer than the test."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")


@pytest.fixture(scope="session", autouse=True)
def guards_let_the_flush_pass() -> Iterator[None]:
    """A transactional test ends with a flush, which the guards of the trail refuse like any other deletion.

    It tells nobody that migrations ran, as none did: all that would be put up again stands already.
    """

    def flush_with_guards_lifted(case: Any) -> None:
        with triggers_asleep() if may_put_triggers_asleep() else guards.lifted():
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_with_guards_lifted)
        yield


#: The rows of a new office, once they were made: table by table, as they are put back for every test that wants them.
NEW_OFFICE: dict[str, tuple[list[str], list[tuple[Any, ...]]]] = {}


@pytest.fixture
def seeded(db: None) -> None:
    """The reference data, as a new office has it: made by its service once, and put back as rows from then on."""
    from apps.organisation.services import seed_office

    is_new = not count_of("trail_act")
    if is_new and NEW_OFFICE and (connection.vendor == "sqlite" or may_put_triggers_asleep()):
        put_back_the_office()
        return
    seed_office(by="command:seed")
    if is_new and not NEW_OFFICE:
        NEW_OFFICE.update({table: rows_of(table) for table in own_tables() if count_of(table)})


def own_tables() -> list[str]:
    """The tables of the office, those of the trail in front, as the others refer to them."""
    own = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
    return [model._meta.db_table for model in sorted(own, key=lambda model: model._meta.app_label != "trail")]


def count_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()[0]


def rows_of(table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [column[0] for column in cursor.description], cursor.fetchall()


def put_back_the_office() -> None:
    """The rows of a new office in one go; the database checks them as any others, but on PostgreSQL, where none is."""
    asleep = triggers_asleep() if connection.vendor == "postgresql" else contextlib.nullcontext()
    with asleep, connection.cursor() as cursor:
        for table, (columns, rows) in NEW_OFFICE.items():
            if table == "trail_unsealed" and connection.vendor == "sqlite":
                continue  # its trigger does it
            names, marks = ", ".join(f'"{one}"' for one in columns), ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


@pytest.fixture
def customers_are_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """For this test customers are secret records, there for the cleared alone, as requests of authorities can be."""
    from apps.retention import veils
    from tests.retention.holds import VEIL

    monkeypatch.setattr(veils, "VEILS", [*veils.VEILS, VEIL])
