"""Every way to tamper with acts, the log, its queue, checkpoints, anchors and ledgers is found.

Each test begins with an office that is intact, and ends with what a verification says of it.
"""

import datetime
from typing import Any

import pytest

from apps.organisation.models import NoticeContact
from apps.trail import sealing
from apps.trail.models import Anchor, Checkpoint, Entry, Verification
from apps.trail.sealing import seal_all

from .offices import INVALID, an_act, behind_the_guards, found, guards_down, last_note, sql, uid

pytestmark = pytest.mark.usefixtures("office")


def act_of(record: NoticeContact, version: int) -> Any:
    """The id of the act that wrote this version of a record."""
    return NoticeContact.past.objects.get(id=record.pk, version=version).act_id


# --- Acts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "organisation.noticecontact_added"),
        ("actor", "user:666"),
        ("moment", "2020-01-01 00:00:00"),
        ("facts", '{"ground":"another"}'),
        ("rows", 0),
        ("digest", "0" * 64),
    ],
)
def test_changed_act_is_found(office, column, value):
    act_id = uid(act_of(office.victim, 2))
    behind_the_guards(f'UPDATE trail_act SET "{column}" = %s WHERE id = %s', value, act_id)

    said = found()

    assert said.code == INVALID
    assert "leaf" in said.faults


def test_act_filed_under_another_record_is_found(office):
    act_id = uid(act_of(office.victim, 2))
    behind_the_guards("UPDATE trail_act SET about = 'organisation.noticecontact:90001' WHERE id = %s", act_id)

    assert found() == (INVALID, {"about"})


def test_act_filed_under_no_record_is_found(office):
    behind_the_guards("UPDATE trail_act SET about = '' WHERE id = %s", uid(act_of(office.victim, 2)))

    assert found() == (INVALID, {"about"})


def test_act_without_a_record_filed_under_one_is_found():
    behind_the_guards("UPDATE trail_act SET about = 'organisation.customer:1' WHERE kind = 'backoffice.exported'")

    assert found() == (INVALID, {"about"})


def test_exchanged_acts_are_found(office):
    one, two = (uid(act_of(office.victim, number)) for number in (2, 3))
    with guards_down():
        for column in ("actor", "facts", "digest", "moment"):
            sql(
                f"UPDATE trail_act SET {column} = (SELECT b.{column} FROM trail_act b WHERE b.id = "
                "CASE trail_act.id WHEN %s THEN %s ELSE %s END) WHERE id IN (%s, %s)",
                *(one, two, one, one, two),
            )

    assert found() == (INVALID, {"leaf", "rows"})


def test_deleted_act_is_found(office):
    act_id = uid(act_of(office.victim, 2))
    behind_the_guards("DELETE FROM trail_act WHERE id = %s", act_id)

    assert found() == (INVALID, {"leaf", "unknown_act"})


def test_deleted_act_without_rows_is_found():
    behind_the_guards("DELETE FROM trail_act WHERE kind = 'backoffice.exported'")

    assert found() == (INVALID, {"leaf"})


def test_act_added_without_being_queued_is_found():
    with guards_down():
        an_act("organisation.customer_changed")
        sql("DELETE FROM trail_unsealed")

    assert found() == (INVALID, {"unqueued"})


def test_act_added_with_a_false_date_is_found_once_it_is_sealed():
    """Somebody who may insert acts needs to drop no guard for it, so its date is held against its neighbours’."""
    an_act("organisation.customer_changed", moment=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    seal_all()

    assert found() == (INVALID, {"clock"})


def test_act_added_with_a_date_to_come_is_found_by_the_next():
    an_act("organisation.customer_changed", moment=datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC))
    an_act("organisation.customer_changed")
    seal_all()

    assert found() == (INVALID, {"clock"})


# --- The log ---------------------------------------------------------------------------------------------------------


def test_changed_leaf_hash_is_found():
    behind_the_guards("UPDATE trail_entry SET leaf_hash = %s WHERE seq = 3", b"x" * 32)

    assert found() == (INVALID, {"leaf", "root"})


def test_changed_act_with_its_leaf_hash_is_found(office):
    entry = Entry.objects.get(act=act_of(office.victim, 2))
    changed = entry.act
    changed.actor = "user:666"
    hashed = sealing.leaf_hash(changed.leaf())
    with guards_down():
        sql("UPDATE trail_act SET actor = 'user:666' WHERE id = %s", uid(changed.pk))
        sql("UPDATE trail_entry SET leaf_hash = %s WHERE seq = %s", hashed, entry.seq)

    assert found() == (INVALID, {"root"})


def test_exchanged_entries_are_found():
    exchange("trail_entry", "seq", 3, 4)

    assert found() == (INVALID, {"root"})


def exchange(table: str, column: str, one: int, two: int) -> None:
    with guards_down():
        for before, after in [(one, -9), (two, one), (-9, two)]:
            sql(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", after, before)


def test_entries_whose_acts_are_exchanged_are_found():
    one, two = (Entry.objects.get(seq=seq).act_id for seq in (3, 4))
    spare = an_act("organisation.customer_changed").pk
    with guards_down():
        for seq, act_id in [(3, spare), (4, one), (3, two)]:
            sql("UPDATE trail_entry SET act_id = %s WHERE seq = %s", uid(act_id), seq)
    seal_all()

    assert found() == (INVALID, {"leaf"})


@pytest.mark.parametrize("seq", [0, 3])
def test_deleted_entry_is_found(seq):
    behind_the_guards("DELETE FROM trail_entry WHERE seq = %s", seq)

    said = found()

    assert said.code == INVALID
    assert {"gap", "unqueued"} <= said.faults


def test_entry_hidden_behind_a_negative_number_is_found():
    """The act counts as sealed where only its id is looked for, and stands at no place of the log."""
    with guards_down():
        hidden = an_act("organisation.customer_changed")
        Entry.objects.create(seq=-1, act=hidden, leaf_hash=b"x" * 32)
        sql("DELETE FROM trail_unsealed")

    assert found() == (INVALID, {"gap"})


def test_entry_added_behind_the_end_is_found():
    size = Checkpoint.objects.latest("size").size
    with guards_down():
        added = an_act("organisation.customer_changed")
        Entry.objects.create(seq=size, act=added, leaf_hash=sealing.leaf_hash(added.leaf()))
        sql("DELETE FROM trail_unsealed")

    assert found() == (INVALID, {"unsigned"})


def test_log_renumbered_over_a_deleted_act_is_found():
    entry = Entry.objects.filter(act__kind="trail.covered").earliest("seq")
    with guards_down():
        sql("DELETE FROM trail_entry WHERE seq = %s", entry.seq)
        sql("DELETE FROM trail_act WHERE id = %s", uid(entry.act_id))
        for (seq,) in sql("SELECT seq FROM trail_entry WHERE seq > %s ORDER BY seq", entry.seq):
            sql("UPDATE trail_entry SET seq = %s WHERE seq = %s", seq - 1, seq)

    said = found()

    assert said.code == INVALID
    assert {"root", "beyond"} <= said.faults


# --- The queue -------------------------------------------------------------------------------------------------------


def test_act_taken_out_of_the_queue_is_found():
    an_act("organisation.customer_changed")
    sql("DELETE FROM trail_unsealed")

    assert found() == (INVALID, {"unqueued"})


def test_sealed_act_put_into_the_queue_again_is_found():
    sql("INSERT INTO trail_unsealed (act_id) SELECT act_id FROM trail_entry WHERE seq = 3")

    assert found() == (INVALID, {"queue"})


def test_act_put_into_the_queue_twice_is_found():
    added = an_act("organisation.customer_changed")
    sql("INSERT INTO trail_unsealed (act_id) VALUES (%s)", uid(added.pk))

    assert found() == (INVALID, {"queue"})


def test_act_that_never_was_in_the_queue_is_found():
    sql("INSERT INTO trail_unsealed (act_id) VALUES (%s)", uid(sealing.time_ordered_id()))

    assert found() == (INVALID, {"queue"})


@pytest.mark.parametrize(
    ("ledger", "row"),
    [("trail.verification", 90001), ("trail.nonsense", 1), ("trail.verification", None), (None, None)],
)
def test_ledger_row_that_never_was_in_the_queue_is_found(ledger, row):
    sql("INSERT INTO trail_unsealed (ledger, row) VALUES (%s, %s)", ledger, row)

    assert found() == (INVALID, {"queue"})


def test_covered_ledger_row_put_into_the_queue_again_is_found():
    sql("INSERT INTO trail_unsealed (ledger, row) SELECT 'trail.verification', max(id) FROM trail_verification")

    assert found() == (INVALID, {"queue"})


# --- Checkpoints -----------------------------------------------------------------------------------------------------


def test_changed_frontier_is_found():
    last = Checkpoint.objects.latest("size")
    behind_the_guards("UPDATE trail_checkpoint SET frontier = %s WHERE size = %s", "00" * 32, last.size)

    assert found() == (INVALID, {"root"})


def test_changed_note_is_found():
    behind_the_guards("UPDATE trail_checkpoint SET note = replace(note, '=', '')")

    said = found()

    assert said.code == INVALID
    assert "signature" in said.faults


def test_note_of_another_checkpoint_is_found():
    first, second = Checkpoint.objects.order_by("size")[:2]
    behind_the_guards("UPDATE trail_checkpoint SET note = %s WHERE size = %s", first.note, second.size)

    said = found()

    assert said.code == INVALID
    assert {"signature", "chain"} <= said.faults


def test_checkpoint_deleted_between_others_is_found():
    size = Checkpoint.objects.order_by("size")[2].size
    behind_the_guards("DELETE FROM trail_checkpoint WHERE size = %s", size)

    assert found() == (INVALID, {"chain"})


def test_all_checkpoints_but_the_newest_deleted_are_found():
    behind_the_guards("DELETE FROM trail_checkpoint WHERE size < (SELECT max(size) FROM trail_checkpoint)")

    assert found() == (INVALID, {"chain", "given"})


def test_deleted_newest_checkpoint_is_found():
    behind_the_guards("DELETE FROM trail_checkpoint WHERE size = (SELECT max(size) FROM trail_checkpoint)")

    assert found() == (INVALID, {"unsigned"})


def test_deleted_checkpoints_are_found():
    behind_the_guards("DELETE FROM trail_checkpoint")

    assert found() == (INVALID, {"unsigned", "given"})


def test_checkpoint_of_a_size_that_was_not_reached_is_found():
    behind_the_guards("INSERT INTO trail_checkpoint (size, frontier, note) VALUES (100000, '', 'nonsense')")

    said = found()

    assert said.code == INVALID
    assert "signature" in said.faults


# --- Anchors ---------------------------------------------------------------------------------------------------------


def test_changed_day_of_an_anchor_is_found():
    behind_the_guards("UPDATE trail_anchor SET day = '2020-01-01'")

    assert found() == (INVALID, {"given"})


def test_changed_size_of_an_anchor_is_found():
    behind_the_guards("UPDATE trail_anchor SET size = size + 256")

    assert found() == (INVALID, {"given"})


def test_changed_note_of_an_anchor_is_found():
    behind_the_guards("UPDATE trail_anchor SET note = %s", last_note())

    assert found() == (INVALID, {"given"})


def test_deleted_anchor_is_found():
    behind_the_guards("DELETE FROM trail_anchor")

    assert found() == (INVALID, {"given"})


def test_added_anchor_is_found(office):
    Anchor.objects.create(day="2020-01-01", size=Anchor.objects.get().size, note=office.anchor)

    assert found() == (INVALID, {"given"})


# --- Ledgers ---------------------------------------------------------------------------------------------------------


def test_changed_row_of_a_ledger_is_found():
    behind_the_guards("UPDATE trail_verification SET code = 40")

    assert found() == (INVALID, {"rows"})


def test_back_dated_row_of_a_ledger_is_found():
    behind_the_guards("UPDATE trail_verification SET moment = '2020-01-01 00:00:00'")

    assert found() == (INVALID, {"rows"})


def test_deleted_row_of_a_ledger_is_found():
    behind_the_guards("DELETE FROM trail_verification WHERE id = (SELECT max(id) FROM trail_verification)")

    assert found() == (INVALID, {"rows"})


def test_row_of_a_ledger_added_past_the_queue_is_found():
    with guards_down():
        Verification.objects.create(code=0, records=1, size=1, seconds=0.1, faults="[]")
        sql("DELETE FROM trail_unsealed")

    assert found() == (INVALID, {"ledger"})


def test_row_of_a_ledger_taken_out_of_the_queue_is_found():
    Verification.objects.create(code=0, records=1, size=1, seconds=0.1, faults="[]")
    sql("DELETE FROM trail_unsealed")

    assert found() == (INVALID, {"ledger"})


def test_row_of_a_ledger_given_another_number_is_found():
    behind_the_guards("UPDATE trail_verification SET id = 90001 WHERE id = (SELECT max(id) FROM trail_verification)")

    assert found() == (INVALID, {"rows", "ledger"})
