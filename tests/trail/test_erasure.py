"""Erasing a person destroys the key and empties the record; history stays, tells nothing of them, and verifies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models
from django.utils import timezone
from simple_history import models as simple_history

from apps.organisation import services as organisation
from apps.organisation.models import LegalEntity, NoticeContact
from apps.trail import guards
from apps.trail.acts import act
from apps.trail.history import TRACKED, Trail
from apps.trail.models import Act, Entry, ObjectKey, Tracked, Unsealed
from apps.trail.queries import story
from apps.trail.sealing import seal_all
from apps.trail.services import CannotBeEmptied, erase, verify_nightly, wipe_residue
from tests.builders import BUILDER, a_contact, a_customer, a_legal_entity

from .offices import INTACT, found, only_postgresql, only_sqlite, sql

at_commit = pytest.mark.django_db(transaction=True)
pytestmark = pytest.mark.django_db
GROUND = "GDPR art. 17(1)(b)"


def a_leaver(email: str = "erin@example.com", **values: Any) -> NoticeContact:
    """A contact that nothing demands to keep."""
    return organisation.end_contact(a_contact(email, **values), by=BUILDER)


def erased(record: Any) -> Any:
    return erase(record, ground=GROUND, by=BUILDER)


def erased_in_vain(record: Any) -> None:
    """An act that ends in an error after an erasure."""
    with act("organisation.customer_changed", by=BUILDER):
        erased(record)
        raise KeyError


def keys_of(record: Any) -> list[str]:
    return list(
        ObjectKey.objects.filter(model=record._meta.label_lower, object_id=record.pk).values_list("name", flat=True)
    )


# --- What goes, and what stays ---------------------------------------------------------------------------------------


def test_personal_values_and_key_are_gone_and_kept_values_stay():
    record = a_leaver(name="Erin")
    kept = (record.customer_id, record.removed_at)

    record = erased(record)

    assert (record.name, record.email) == ("", "")
    assert (record.customer_id, record.removed_at) == kept
    assert keys_of(record) == []


def test_history_never_changes():
    record = a_leaver(name="Erin")
    before = list(NoticeContact.past.objects.filter(id=record.pk).order_by("version").values())

    record = erased(record)

    rows = list(NoticeContact.past.objects.filter(id=record.pk).order_by("version").values())
    assert rows[:-1] == before
    assert (rows[-1]["version"], rows[-1]["key_name"], bytes(rows[-1]["sealed"])) == (record.version, "", b"")


def test_erasure_is_an_act_that_names_ground_record_and_destroyed_key():
    record = a_leaver()
    [key] = keys_of(record)

    erased(record)

    one = Act.objects.get(kind="trail.person_erased")
    name = f"organisation.noticecontact:{record.pk}"
    assert one.stated == {"about": name, "object": name, "ground": GROUND, "destroyed": [key]}
    assert (one.actor, one.about, one.rows) == (BUILDER, name, 1)


def test_office_is_intact_after_an_erasure():
    record = a_leaver(name="Erin")
    seal_all()

    erased(record)
    seal_all()

    assert found() == (INTACT, set())


def test_story_says_erased_where_values_were():
    entity = a_legal_entity(registered_address="Kanaalweg 1")
    record = erased(organisation.change(entity, name="Acme Global", by=BUILDER))

    tellings, _more = story(record)

    told = [(field.label, field.before, field.after) for one in tellings for row in one.rows for field in row.fields]
    assert tellings[0].sentence == (
        f"erased the personal values of organisation.legalentity:{record.pk} on the ground: {GROUND}"
    )
    assert ("Registered address", "erased", "—") in told
    assert ("Name", "Acme B.V.", "Acme Global") in told
    assert not any("Kanaalweg" in str(words) for words in told)


def test_later_write_makes_a_new_key_and_leaves_the_past_erased():
    record = a_legal_entity(registered_address="Kanaalweg 1")
    [before] = keys_of(record)
    record = erased(record)

    record = organisation.change(record, registered_address="Kanaalweg 2", by=BUILDER)
    seal_all()

    [after] = keys_of(record)
    assert after != before
    assert list(LegalEntity.past.objects.order_by("version").values_list("key_name", flat=True)) == [before, "", after]
    assert found() == (INTACT, set())


def test_record_can_be_erased_again_and_again():
    record = a_legal_entity(registered_address="Kanaalweg 1")
    for number in range(3):
        record = erased(record)
        record = erased(organisation.change(record, registered_address=f"Kanaalweg {number}", by=BUILDER))
    seal_all()

    assert keys_of(record) == []
    assert found() == (INTACT, set())


def test_record_without_personal_values_is_erased_without_a_key():
    record = erased(a_legal_entity(registered_address=""))
    seal_all()

    assert Act.objects.get(kind="trail.person_erased").stated["destroyed"] == []
    assert (record.version, found()) == (2, (INTACT, set()))


def test_stale_record_is_erased_as_it_stands_now():
    stale = a_legal_entity(registered_address="Kanaalweg 1")
    organisation.change(stale, name="Acme Global", registered_address="Kanaalweg 2", by=BUILDER)

    record = erased(stale)

    assert (record.name, record.registered_address, record.version) == ("Acme Global", "", 3)


# --- What must stand -------------------------------------------------------------------------------------------------


def test_record_that_must_have_its_values_is_not_erased():
    record = a_contact()
    keys = keys_of(record)

    with pytest.raises(CannotBeEmptied, match=r"cannot be erased while it stands: end or close it first\."):
        erased(record)

    assert keys_of(record) == keys
    assert NoticeContact.objects.get().email == "dana@example.com"
    assert not Act.objects.filter(kind="trail.person_erased").exists()


def test_act_goes_on_after_an_erasure_that_was_refused_within_it():
    record = a_contact()
    with act("organisation.customer_changed", by=BUILDER):
        with pytest.raises(CannotBeEmptied):
            erased(record)
        organisation.change(record, name="Dana", by=BUILDER)
    seal_all()

    assert len(keys_of(record)) == 1
    assert found() == (INTACT, set())


# --- Within another act ----------------------------------------------------------------------------------------------


@at_commit
def test_erasure_is_sealed_before_it_returns():
    record = a_leaver()

    erase(record, ground=GROUND, by="worker")

    assert Unsealed.objects.count() == 0
    assert Entry.objects.filter(act__kind="trail.person_erased").count() == 1


@at_commit
def test_erasure_within_an_act_has_that_act_sealed():
    record = a_leaver()

    with act("organisation.customer_changed", by="worker"):
        erased(record)
        assert not Entry.objects.filter(act__kind="organisation.customer_changed").exists()

    assert Entry.objects.filter(act__kind="organisation.customer_changed").count() == 1
    assert found() == (INTACT, set())


@at_commit
def test_erasure_within_an_act_that_fails_never_was():
    record = a_leaver()
    keys = keys_of(record)

    with pytest.raises(KeyError):
        erased_in_vain(record)

    assert keys_of(record) == keys
    assert found() == (INTACT, set())


@pytest.mark.parametrize("others", [0, 60])
def test_fifty_erasures_within_one_act_are_all_told(others):
    """However much else the act did: the names of destroyed keys are the proof that it was lawful."""
    customer = a_customer()
    leavers = [a_leaver(f"person{number}@example.com", customer=customer) for number in range(50)]
    destroyed = sorted(ObjectKey.objects.values_list("name", flat=True))
    with act("organisation.customer_changed", by=BUILDER):
        for number in range(others):
            customer = organisation.change(customer, name=f"Globex {number}", by=BUILDER)
        for record in leavers:
            erased(record)
    seal_all()

    told = [inner["facts"] for inner in Act.objects.latest("id").stated["within"]]
    assert sorted(name for facts in told for name in facts.get("destroyed", [])) == destroyed
    assert found() == (INTACT, set())


# --- Files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def attachment_model(transactional_db: None) -> Iterator[type[Tracked]]:
    """A kind of record with a personal file, as later rooms of the office have them; taken away again."""
    registered = set(apps.all_models["organisation"])

    class Attachment(Tracked):
        title = models.CharField(max_length=20)
        file = models.FileField(upload_to="attachments", blank=True)
        history = Trail(personal=["file"], kept=["title"])

        class Meta:
            app_label = "organisation"

    with connection.schema_editor() as editor:
        editor.create_model(Attachment.past)
        editor.create_model(Attachment)
    guards.install()
    yield Attachment
    with connection.schema_editor() as editor:
        editor.delete_model(Attachment)
        editor.delete_model(Attachment.past)
    TRACKED.remove(Attachment)
    for name in set(apps.all_models["organisation"]) - registered:
        del apps.all_models["organisation"][name]
    simple_history.registered_models.pop(Attachment._meta.db_table, None)
    apps.clear_cache()


def attached(model: Any) -> Any:
    with act("organisation.customer_changed", by=BUILDER):
        record = model(title="scan", file=default_storage.save("attachments/scan.txt", ContentFile(b"Erin")))
        record.save()
    return record


def test_personal_files_go_with_the_erasure(attachment_model):
    record = attached(attachment_model)
    name = record.file.name
    assert default_storage.exists(name)

    record = erased(record)

    assert (record.title, bool(record.file), default_storage.exists(name)) == ("scan", False, False)
    assert found() == (INTACT, set())


def test_personal_files_stay_where_the_erasure_did_not_happen(attachment_model):
    record = attached(attachment_model)

    with pytest.raises(KeyError):
        erased_in_vain(record)

    record.refresh_from_db()
    assert default_storage.exists(record.file.name)


# --- In the files of the database ------------------------------------------------------------------------------------


def bytes_of_the_database() -> bytes:
    """All that SQLite keeps on disk."""
    path = Path(connection.settings_dict["NAME"])
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


@only_sqlite
@at_commit
def test_nothing_personal_is_left_in_the_file_of_the_database():
    canaries = [b"canary-name", b"canary-address", b"canary-street"]
    record = a_leaver("canary-address@example.com", name="canary-name")
    entity = a_legal_entity(registered_address="canary-street 1")
    wrapped = [bytes(one) for one in ObjectKey.objects.values_list("wrapped", flat=True)]
    before = bytes_of_the_database()
    assert all(one in before for one in [*canaries, *wrapped])

    erased(record)
    erased(entity)
    wipe_residue()

    after = bytes_of_the_database()
    assert [one for one in [*canaries, *wrapped] if one in after] == []
    assert found() == (INTACT, set())


def verify_night() -> None:
    """The job of the night, at four in the morning."""
    with time_machine.travel(timezone.localtime().replace(hour=4), tick=False):
        verify_nightly()


@only_sqlite
@at_commit
def test_night_wipes_the_log_of_the_database():
    erased(a_leaver("canary-address@example.com"))

    verify_night()

    assert b"canary-address" not in bytes_of_the_database()


@only_postgresql
@at_commit
def test_night_rewrites_the_table_of_keys():
    erased(a_leaver())
    [(before,)] = sql("SELECT pg_relation_filenode('trail_objectkey')")

    verify_night()

    [(after,)] = sql("SELECT pg_relation_filenode('trail_objectkey')")
    assert after != before
