"""An office for the tests that verify it, built once a module."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from .offices import LivedIn, anchored, empty_office, lived_in


@pytest.fixture(scope="module")
def built_office(django_db_setup: None, django_db_blocker: Any) -> Iterator[LivedIn]:
    with django_db_blocker.unblock():
        yield lived_in()
        empty_office()


@pytest.fixture
def office(built_office: LivedIn, db: None) -> Iterator[LivedIn]:
    """The office as it was built, and again for the next test."""
    with transaction.atomic():
        yield built_office
        transaction.set_rollback(True)


@pytest.fixture
def anchor(office: LivedIn, tmp_path: Any) -> list[str]:
    """The arguments that name the checkpoint given away."""
    return anchored(office.anchor, tmp_path)
