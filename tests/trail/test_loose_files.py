"""Stored files that no record names are deleted after an hour, and no others."""

import contextlib
import datetime
import io
from pathlib import Path

import pytest
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils import timezone
from time_machine import travel

from apps.subprocessors import services as subprocessors
from apps.trail.acts import act
from apps.trail.envelopes import FOLDER, seal_file
from apps.trail.models import Act
from apps.trail.services import erase, sweep_files
from tests.builders import BUILDER, a_third_party
from tests.evidence import a_document


@pytest.fixture(autouse=True)
def storage(settings, tmp_path: Path):
    """A storage of its own."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }


def stored() -> set[str]:
    return (
        {f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]} if default_storage.exists(FOLDER) else set()
    )


def a_file(content: bytes = b"A contract.") -> io.BytesIO:
    file = io.BytesIO(content)
    file.name, file.size = "contract.txt", len(content)
    return file


def later() -> travel:
    return travel(timezone.now() + datetime.timedelta(minutes=61), tick=False)


@pytest.fixture
def evidence(db):
    return subprocessors.file_evidence(a_document(a_third_party()), file=a_file(), by=BUILDER)


def test_file_that_a_record_names_stays(evidence):
    with later():
        assert sweep_files() == 0
    assert stored() == {evidence.file.name}


def test_file_of_an_upload_that_broke_off_is_deleted_after_an_hour(evidence):
    default_storage.save(f"{FOLDER}/{'0' * 64}", File(a_file()))  # as of a process that was killed before its COMMIT
    assert len(stored()) == 2

    assert sweep_files() == 0
    with later():
        assert (sweep_files(), sweep_files()) == (1, 0)

    assert stored() == {evidence.file.name}
    assert [(one.actor, one.stated) for one in Act.objects.filter(kind="trail.files_swept")] == [
        ("worker", {"count": 1})
    ]


@pytest.mark.django_db(transaction=True)
def test_file_of_an_erased_record_is_gone_at_once(transactional_db):
    evidence = subprocessors.file_evidence(a_document(a_third_party()), file=a_file(), by=BUILDER)

    erase(evidence, ground="GDPR art. 17(1)(b)", by=BUILDER)

    assert stored() == set()


def test_storage_without_files_has_nothing_to_sweep(db):
    assert sweep_files() == 0


@pytest.mark.django_db
def test_a_file_of_an_act_that_came_to_nothing_is_gone_at_once():
    party = a_third_party()

    with contextlib.suppress(LookupError), act("subprocessors.third_party_changed", by=BUILDER):
        seal_file(party, "contract", a_file())
        raise LookupError
    with act("subprocessors.third_party_changed", by=BUILDER) as rehearsal:
        seal_file(party, "contract", a_file())
        rehearsal.discard()

    assert stored() == set()


@pytest.mark.django_db
def test_a_file_that_cannot_be_taken_back_does_not_hide_why_the_act_failed(caplog):
    with contextlib.suppress(LookupError), act("subprocessors.third_party_changed", by=BUILDER) as failing:
        failing.if_undone(lambda: default_storage.delete(""))
        raise LookupError

    assert "could not be taken back" in caplog.text
