"""Many records written set by set: the history, the digest and the refusals of a loop of saves."""

import pytest

from apps.organisation.models import NoticeContact
from apps.trail.acts import act
from apps.trail.canonical import merkle_root
from apps.trail.choices import Verdict
from apps.trail.errors import Conflict, WrittenOutsideAct
from apps.trail.history import change_many, create_many, lock_many, personal_values, row_hash
from apps.trail.models import Act, ObjectKey
from apps.trail.sealing import seal_all
from apps.trail.verification import verify
from tests.builders import BUILDER, a_customer

pytestmark = pytest.mark.django_db

KIND = "organisation.noticecontact_changed"


def contacts(count: int) -> list[NoticeContact]:
    customer = a_customer()
    with act("organisation.noticecontact_added", by=BUILDER):
        return list(create_many([NoticeContact(customer=customer, email=f"{n}@example.org") for n in range(count)]))


def renamed(records: list[NoticeContact]) -> None:
    with act(KIND, by=BUILDER):
        locked = lock_many(NoticeContact, [one.pk for one in records])
        for one in locked:
            one.name = f"Dana {one.pk}"
        change_many(locked, fields=["name"])


def test_records_changed_together_have_their_next_version_and_their_history():
    records = contacts(5)

    renamed(records)

    past = list(NoticeContact.past.objects.filter(history_type="~").order_by("id"))
    keys = ObjectKey.of("organisation.noticecontact", [one.pk for one in records])
    told = [personal_values(NoticeContact, row, keys[row.id].open())["name"] for row in past]
    assert [(row.id, row.version) for row in past] == [(one.pk, 2) for one in records]
    assert told == [f"Dana {one.pk}" for one in records]
    assert [one.name for one in NoticeContact.objects.order_by("pk")] == told


def test_the_act_signs_for_every_row_that_was_written_together():
    renamed(contacts(7))

    last = Act.objects.get(kind=KIND)
    rows = sorted(row_hash(NoticeContact, row) for row in NoticeContact.past.objects.filter(act=last))
    assert (last.rows, last.digest) == (7, merkle_root(rows).hex())


def test_what_was_changed_together_verifies():
    renamed(contacts(3))
    seal_all()

    assert verify().verdict == Verdict.INTACT


def test_nothing_is_changed_where_somebody_was_faster():
    records = contacts(3)
    with act(KIND, by=BUILDER):
        fresh = lock_many(NoticeContact, [records[1].pk])[0]
        fresh.name = "Kim"
        fresh.save()

    for one in records:
        one.name = "Dana"
    with pytest.raises(Conflict), act(KIND, by=BUILDER):
        change_many(records, fields=["name"])

    assert [one.name for one in NoticeContact.objects.order_by("pk")] == ["", "Kim", ""]


def test_records_are_changed_together_inside_an_act_only():
    with pytest.raises(WrittenOutsideAct):
        change_many(contacts(1), fields=["name"])


def test_no_record_changed_is_no_row():
    with act(KIND, by=BUILDER):
        assert change_many([], fields=["name"]) == []

    assert Act.objects.get(kind=KIND).rows == 0
