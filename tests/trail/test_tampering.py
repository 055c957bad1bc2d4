"""Every way to tamper with records, their history and their keys is found, though the guards stand again afterwards.

Each test begins with an office that is intact, and ends with what a verification says of it.
"""

from typing import Any

import pytest

from apps.casework.models import Approval
from apps.organisation.models import LegalEntity, NoticeContact
from apps.trail import guards
from apps.trail.keyring import encrypt
from apps.trail.models import ObjectKey
from apps.trail.sealing import seal_all
from apps.trail.services import erase
from apps.trail.verification import verify
from tests.builders import BUILDER

from .offices import INTACT, INVALID, behind_the_guards, found, guards_down, only_sqlite, sql, uid

pytestmark = pytest.mark.usefixtures("office")
KEY_OF_A_CONTACT = "model = 'organisation.noticecontact' AND object_id = %s"
LIVE, PAST = NoticeContact._meta.db_table, NoticeContact.past._meta.db_table


def version(record: Any, number: int) -> Any:
    """The history row of this version of a record."""
    return type(record).past.objects.get(id=record.pk, version=number)


def test_the_office_is_intact_to_begin_with(anchor):
    assert found() == (INTACT, set())
    assert found(*anchor) == (INTACT, set())


def test_guards_down_and_up_again_leave_no_fault():
    guards.drop()
    guards.install()

    assert found() == (INTACT, set())


def test_every_fault_is_told_in_words(office):
    behind_the_guards(f"UPDATE {LIVE} SET name = 'Mallory' WHERE id = %s", office.victim.pk)

    [fault] = [finding.told() for finding in verify().findings]

    assert fault == {
        "kind": "live",
        "where": f"organisation.noticecontact:{office.victim.pk}",
        "words": "A record differs from its newest history row: it was changed past the application.",
    }


# --- Live records ----------------------------------------------------------------------------------------------------


def test_changed_personal_value_of_a_record_is_found(office):
    behind_the_guards(f"UPDATE {LIVE} SET name = 'Mallory' WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"live"})


def test_emptied_personal_value_of_a_record_is_found(office):
    behind_the_guards(f"UPDATE {LIVE} SET name = '' WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"live"})


def test_personal_value_put_back_into_an_erased_record_is_found(office):
    behind_the_guards(f"UPDATE {LIVE} SET email = 'erin@example.com' WHERE id = %s", office.erased.pk)

    assert found() == (INVALID, {"live"})


def test_changed_kept_value_of_a_record_is_found(office):
    behind_the_guards(f"UPDATE {LIVE} SET removed_at = '2024-01-01 00:00:00' WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"live"})


def test_changed_version_of_a_record_is_found(office):
    behind_the_guards(f"UPDATE {LIVE} SET version = 2 WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"live"})


def test_record_a_version_ahead_of_its_history_is_found(office):
    behind_the_guards(f"UPDATE {LIVE} SET version = 4 WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"no_history"})


def test_deleted_record_is_found(office):
    behind_the_guards(f"DELETE FROM {LIVE} WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"live_gone"})


def test_added_record_is_found(office):
    behind_the_guards(
        f"INSERT INTO {LIVE} (id, version, customer_id, name, email, language) "
        "VALUES (90001, 1, %s, 'Mallory', 'm@example.com', 'en')",
        office.victim.customer_id,
    )

    assert found() == (INVALID, {"no_history"})


def test_two_records_exchanged_are_found(office):
    one, two = office.victim.pk, office.other.pk
    with guards_down():
        sql(f"UPDATE {LIVE} SET id = -1 WHERE id = %s", one)
        sql(f"UPDATE {LIVE} SET id = %s WHERE id = %s", one, two)
        sql(f"UPDATE {LIVE} SET id = %s WHERE id = -1", two)

    assert found() == (INVALID, {"live", "no_history"})


def test_approval_pointed_at_another_record_is_found(office):
    behind_the_guards(f"UPDATE {Approval._meta.db_table} SET subject_id = 90001 WHERE id = %s", office.approval.pk)

    assert found() == (INVALID, {"live"})


def test_approval_pointed_at_another_record_with_its_history_is_found(office):
    with guards_down():
        for table in (Approval._meta.db_table, Approval.past._meta.db_table):
            sql(f"UPDATE {table} SET subject_id = 90001 WHERE id = %s", office.approval.pk)

    assert found() == (INVALID, {"rows"})


def test_approval_made_by_another_person_is_found(office):
    with guards_down():
        for table in (Approval._meta.db_table, Approval.past._meta.db_table):
            sql(f"UPDATE {table} SET decided_by_id = requested_by_id + 1 WHERE id = %s AND decided_at IS NOT NULL", 1)
            sql(f"UPDATE {table} SET content_hash = %s", "0" * 64)

    assert found() == (INVALID, {"rows"})


# --- History ---------------------------------------------------------------------------------------------------------


def test_changed_kept_value_in_history_is_found(office):
    past = Approval.past._meta.db_table
    behind_the_guards(f"UPDATE {past} SET status = 'refused' WHERE id = %s AND version = 1", office.approval.pk)

    assert found() == (INVALID, {"rows"})


def test_changed_kept_value_in_history_and_record_is_found(office):
    with guards_down():
        sql(f"UPDATE {Approval._meta.db_table} SET reference = 'APR-1999-0001' WHERE id = %s", office.approval.pk)
        sql(f"UPDATE {Approval.past._meta.db_table} SET reference = 'APR-1999-0001' WHERE id = %s", office.approval.pk)

    assert found() == (INVALID, {"rows"})


def test_back_dated_history_row_is_found(office):
    behind_the_guards(
        f"UPDATE {PAST} SET history_date = '2020-01-01 00:00:00' WHERE id = %s AND version = 1", office.victim.pk
    )

    assert found() == (INVALID, {"rows"})


def test_history_row_moved_by_a_microsecond_is_found(office):
    row = version(office.victim, 1)
    moved = row.history_date.replace(microsecond=(row.history_date.microsecond + 1) % 1_000_000)
    with guards_down():
        NoticeContact.past.objects.filter(pk=row.pk).update(history_date=moved)

    assert found() == (INVALID, {"rows"})


def test_changed_type_of_a_history_row_is_found(office):
    behind_the_guards(f"UPDATE {PAST} SET history_type = '+' WHERE id = %s AND version = 2", office.victim.pk)

    assert found() == (INVALID, {"rows"})


def test_reason_written_into_a_history_row_is_found(office):
    behind_the_guards(f"UPDATE {PAST} SET history_change_reason = 'agreed' WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"rows"})


def test_changed_ciphertext_is_found(office):
    sealed = bytearray(version(office.victim, 1).sealed)
    sealed[-1] ^= 1
    behind_the_guards(f"UPDATE {PAST} SET sealed = %s WHERE id = %s AND version = 1", bytes(sealed), office.victim.pk)

    assert found() == (INVALID, {"rows"})


def test_changed_ciphertext_of_the_newest_version_is_found(office):
    behind_the_guards(f"UPDATE {PAST} SET sealed = %s WHERE id = %s AND version = 3", b"\0" * 60, office.victim.pk)

    assert found() == (INVALID, {"rows", "ciphertext"})


def test_ciphertext_of_other_words_under_the_true_key_is_found(office):
    key = ObjectKey.objects.get(model="organisation.noticecontact", object_id=office.victim.pk)
    words = b'{"email":"vic@example.com","name":"Mallory"}'
    sealed = encrypt(key.open(), words, f"organisation.noticecontact:{office.victim.pk}:3")
    with guards_down():
        sql(f"UPDATE {PAST} SET sealed = %s WHERE id = %s AND version = 3", sealed, office.victim.pk)
        sql(f"UPDATE {LIVE} SET name = 'Mallory' WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"rows"})


def test_ciphertext_copied_to_another_version_is_found(office):
    sealed = version(office.victim, 1).sealed
    behind_the_guards(f"UPDATE {PAST} SET sealed = %s WHERE id = %s AND version = 3", sealed, office.victim.pk)

    assert found() == (INVALID, {"rows", "ciphertext"})


def test_ciphertext_and_key_copied_to_another_record_are_found(office):
    row = version(office.victim, 3)
    behind_the_guards(
        f"UPDATE {PAST} SET sealed = %s, key_name = %s WHERE id = %s AND version = 2",
        *(row.sealed, row.key_name, office.other.pk),
    )

    assert found() == (INVALID, {"rows", "ciphertext", "key_bad"})


def test_changed_key_name_is_found(office):
    behind_the_guards(f"UPDATE {PAST} SET key_name = %s WHERE id = %s AND version = 1", "0" * 64, office.victim.pk)

    assert found() == (INVALID, {"rows", "key_gone"})


def test_history_row_that_covers_less_is_found(office):
    row = version(office.victim, 2)
    with guards_down():
        sql(
            f"UPDATE {PAST} SET covers = %s, removed_at = '2024-01-01 00:00:00' WHERE history_id = %s",
            *(row.covers.replace(",removed_at", ""), row.pk),
        )

    assert found() == (INVALID, {"rows"})


@pytest.mark.parametrize("covers", ["", "nonsense", "id,id", "version", "history_id", "sealed,covers"])
def test_history_row_that_covers_nonsense_is_found(office, covers):
    behind_the_guards(f"UPDATE {PAST} SET covers = %s WHERE id = %s AND version = 1", covers, office.victim.pk)

    assert found() == (INVALID, {"rows"})


def test_deleted_history_row_is_found(office):
    behind_the_guards(f"DELETE FROM {PAST} WHERE id = %s AND version = 2", office.victim.pk)

    assert found() == (INVALID, {"rows", "versions"})


def test_deleted_newest_history_row_is_found(office):
    with guards_down():
        sql(f"DELETE FROM {PAST} WHERE id = %s AND version = 3", office.victim.pk)
        sql(f"UPDATE {LIVE} SET version = 2, name = 'Vic' WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"rows"})


def test_added_history_row_of_an_act_that_stands_is_found(office):
    row = version(office.victim, 3)
    row.pk, row.version = None, 4
    with guards_down():
        row.save(force_insert=True)
        sql(f"UPDATE {LIVE} SET version = 4 WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"rows", "ciphertext"})


def test_added_history_row_of_an_act_that_never_was_is_found(office):
    row = version(office.victim, 3)
    row.pk, row.version, row.act_id = None, 4, "018f0000-0000-7000-8000-000000000000"
    with guards_down():
        row.save(force_insert=True)
        sql(f"UPDATE {LIVE} SET version = 4 WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"unknown_act", "ciphertext"})


@only_sqlite
def test_history_row_whose_act_is_spelt_otherwise_is_found(office):
    """An act is found by its id on every page: one that is spelt otherwise is hidden from its story."""
    behind_the_guards(f"UPDATE {PAST} SET act_id = upper(act_id) WHERE id = %s AND version = 1", office.victim.pk)

    assert found() == (INVALID, {"unknown_act", "rows"})


def test_history_rows_of_two_acts_exchanged_are_found(office):
    one, two = version(office.victim, 2), version(office.victim, 3)
    with guards_down():
        sql(f"UPDATE {PAST} SET act_id = %s WHERE history_id = %s", uid(two.act_id), one.pk)
        sql(f"UPDATE {PAST} SET act_id = %s WHERE history_id = %s", uid(one.act_id), two.pk)

    assert found() == (INVALID, {"rows"})


def test_versions_of_a_record_exchanged_are_found(office):
    with guards_down():
        for before, after in [(1, 90), (2, 1), (90, 2)]:
            sql(f"UPDATE {PAST} SET version = %s WHERE id = %s AND version = %s", after, office.victim.pk, before)

    assert found() == (INVALID, {"rows"})


def test_record_dropped_with_its_history_is_found(office):
    with guards_down():
        sql(f"DELETE FROM {LIVE} WHERE id = %s", office.victim.pk)
        sql(f"DELETE FROM {PAST} WHERE id = %s", office.victim.pk)
        sql(f"DELETE FROM trail_objectkey WHERE {KEY_OF_A_CONTACT}", office.victim.pk)

    assert found() == (INVALID, {"rows"})


def test_record_renumbered_with_its_history_is_found(office):
    with guards_down():
        sql(f"UPDATE {LIVE} SET id = 90001 WHERE id = %s", office.victim.pk)
        sql(f"UPDATE {PAST} SET id = 90001 WHERE id = %s", office.victim.pk)

    assert found() == (INVALID, {"rows", "ciphertext", "key_bad"})


# --- Keys ------------------------------------------------------------------------------------------------------------


def test_erasure_without_an_act_is_found(office):
    with guards_down():
        sql("DELETE FROM trail_objectkey WHERE model = 'organisation.legalentity'")
        sql("UPDATE organisation_legalentity SET registered_address = ''")

    assert found() == (INVALID, {"key_gone"})


def test_key_destroyed_by_hand_is_found(office):
    sql(f"DELETE FROM trail_objectkey WHERE {KEY_OF_A_CONTACT}", office.other.pk)

    assert found() == (INVALID, {"key_gone", "live"})


def test_key_put_back_after_an_erasure_is_found(office):
    entity = LegalEntity.objects.get(pk=office.written_again.pk)
    kept = ObjectKey.objects.get(model="organisation.legalentity", object_id=entity.pk)
    erased_lawfully(entity)
    kept.save(force_insert=True)

    assert found() == (INVALID, {"key_back"})


def erased_lawfully(entity: LegalEntity) -> None:
    erase(entity, ground="GDPR art. 17(1)(b)", by=BUILDER)
    seal_all()


def test_keys_of_two_records_exchanged_are_found(office):
    with guards_down():
        exchange_ids = [(office.victim.pk, -9), (office.other.pk, office.victim.pk), (-9, office.other.pk)]
        for before, after in exchange_ids:
            sql(f"UPDATE trail_objectkey SET object_id = %s WHERE {KEY_OF_A_CONTACT}", after, before)

    assert found() == (INVALID, {"key_bad"})


def test_wrapped_keys_of_two_records_exchanged_are_found(office):
    keys = ObjectKey.objects.filter(model="organisation.noticecontact")
    one, two = (keys.get(object_id=record.pk) for record in (office.victim, office.other))
    sql("UPDATE trail_objectkey SET wrapped = %s WHERE name = %s", two.wrapped, one.name)
    sql("UPDATE trail_objectkey SET wrapped = %s WHERE name = %s", one.wrapped, two.name)

    assert found() == (INVALID, {"key_bad", "ciphertext"})


def test_key_given_to_a_record_of_another_kind_is_found(office):
    sql(f"UPDATE trail_objectkey SET model = 'organisation.customer' WHERE {KEY_OF_A_CONTACT}", office.victim.pk)

    assert found() == (INVALID, {"key_bad"})


@pytest.mark.parametrize(
    "wrapped", [b"", b"k1:", b"k1:short", b"k9:" + b"x" * 60, b"\xff:" + b"x" * 60, b"k1:" + b"x" * 60]
)
def test_key_that_does_not_open_is_found(office, wrapped):
    sql(f"UPDATE trail_objectkey SET wrapped = %s WHERE {KEY_OF_A_CONTACT}", wrapped, office.other.pk)

    assert found() == (INVALID, {"key_bad", "ciphertext"})
