"""Originals: kept as they came, or not at all."""

import contextlib
import hashlib
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import override_settings

from apps.casework.files import FileRefused
from apps.casework.models import AccessEntry
from apps.casework.services import ReasonMissing
from apps.disclosures import services
from apps.disclosures.models import Demand, Original, Target
from apps.trail.models import Act
from tests.disclosures.demands import a_demand, a_file, collected, counsel, decided, fresh

pytestmark = pytest.mark.django_db


class FullDisk(FileSystemStorage):
    """A disk that is full after so many files, in the middle of the next one."""

    room = 0

    def _save(self, name: str, content: Any) -> str:
        if len(stored()) >= self.room:
            super()._save(name, content)
            raise OSError(28, "No space left on device")
        return super()._save(name, content)


@contextlib.contextmanager
def a_disk_with_room_for(files: int):
    storages = settings.STORAGES | {"default": settings.STORAGES["default"] | {"BACKEND": f"{__name__}.FullDisk"}}
    FullDisk.room = len(stored()) + files
    with override_settings(STORAGES=storages):
        yield


def stored() -> set[str]:
    return set(default_storage.listdir("sealed")[1]) if default_storage.exists("sealed") else set()


def papers() -> list[Any]:
    return [a_file("order.pdf", b"%PDF-1.4 the order"), a_file("silence.pdf", b"%PDF-1.4 the silence")]


@pytest.mark.parametrize("room", [0, 1])
def test_a_request_whose_originals_fail_to_store_is_not_logged_at_all(room):
    a_demand()
    files, acts = stored(), Act.objects.count()

    with a_disk_with_room_for(room), pytest.raises(OSError, match="No space left"):
        a_demand(originals=papers(), targets=[services.Named("email", "jo@example.com")])

    assert (Demand.objects.count(), Original.objects.count(), Target.objects.count()) == (1, 0, 1)
    assert (Act.objects.count(), stored()) == (acts, files)


def test_an_original_that_fails_to_store_leaves_nothing_of_it():
    demand, files = a_demand(), stored()

    with a_disk_with_room_for(0), pytest.raises(OSError, match="No space left"):
        services.add_original(demand, file=papers()[0], by=counsel())

    assert (Original.objects.count(), stored()) == (0, files)


def test_a_file_of_a_package_that_fails_to_store_leaves_nothing_of_it():
    demand = decided(a_demand())
    files = stored()

    with a_disk_with_room_for(0), pytest.raises(OSError, match="No space left"):
        collected(fresh(demand))

    assert (demand.package_files.count(), stored()) == (0, files)


def test_the_same_original_is_kept_once_and_its_copy_is_stored_nowhere():
    demand = a_demand(originals=papers()[:1])
    files = stored()

    with pytest.raises(ValidationError, match="on record already"):
        services.add_original(demand, file=papers()[0], by=counsel())

    assert (Original.objects.count(), stored()) == (1, files)


def test_an_original_is_opened_for_a_reason_as_it_came():
    original = a_demand(originals=papers()[:1]).originals.get()

    with pytest.raises(ReasonMissing):
        services.open_original(original, why=" ", by=counsel())
    content = b"".join(services.open_original(original, why="To review it.", by=counsel()))

    assert (content, original.sha256) == (b"%PDF-1.4 the order", hashlib.sha256(content).hexdigest())
    assert [(one.user, one.why) for one in AccessEntry.objects.all()] == [(counsel(), "To review it.")]
    with default_storage.open(original.file.name) as sealed:
        assert content not in sealed.read()


def test_a_request_with_a_file_that_nobody_should_open_is_refused_whole():
    with pytest.raises(FileRefused, match="none of the files that are kept"):
        a_demand(originals=[*papers(), a_file("run.exe", b"MZ")])

    assert (Demand.objects.count(), Original.objects.count()) == (0, 0)
