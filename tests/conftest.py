"""What every test stands on: files and keys of its own, quick passwords, and a flush that the guards let pass."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as properties

from apps.trail import guards
from apps.trail.keyring import make_keyring

# Properties are proven on a machine that may be busy: how long an example takes says nothing.
properties.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("busy machine")


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


@pytest.fixture(scope="session", autouse=True)
def guards_let_the_flush_pass() -> Iterator[None]:
    """A transactional test ends with a flush, which the guards of the trail refuse like any other deletion."""
    flush = TransactionTestCase._fixture_teardown

    def flush_with_guards_lifted(case: Any) -> None:
        with guards.lifted():
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_with_guards_lifted)
        yield


@pytest.fixture
def seeded(db: None) -> None:
    """The reference data, as a new office has it."""
    from apps.organisation.services import seed_office

    seed_office(by="command:seed")
