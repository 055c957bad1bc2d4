"""What an act signs for: each kept column and the ciphertext of each row, in a form that anyone can work out."""

import datetime
import hashlib
import json

import pytest

from apps.organisation import services as organisation
from apps.organisation.models import LegalEntity, NoticeContact
from apps.trail.history import TRACKED, row_body, row_hash
from apps.trail.models import Act
from tests.builders import BUILDER, a_contact, a_legal_entity

pytestmark = pytest.mark.django_db


def moment(value: datetime.datetime | None) -> str | None:
    return value and value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")


def test_hash_of_a_row_is_worked_out_from_its_columns_alone():
    contact = a_contact("dana@example.com", name="Dana")
    organisation.end_contact(contact, by=BUILDER)
    columns = NoticeContact.past.objects.values().get(version=2)

    covers = "history_date,history_type,act_id,key_name,id,version,removed_at,customer_id,language"
    body = {
        "row": "organisation.noticecontact",
        "covers": covers,
        "sealed": hashlib.sha256(bytes(columns["sealed"])).hexdigest(),
        "kept": {
            "act_id": str(columns["act_id"]),
            "customer_id": contact.customer_id,
            "history_date": moment(columns["history_date"]),
            "history_type": "~",
            "id": contact.pk,
            "key_name": columns["key_name"],
            "language": "en",
            "removed_at": moment(columns["removed_at"]),
            "version": 2,
        },
    }
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    expected = hashlib.sha256(b"\x00" + text.encode()).hexdigest()

    one = Act.objects.get(kind="organisation.contact_ended")
    assert row_body(NoticeContact, NoticeContact.past.objects.get(version=2)) == body
    assert (one.rows, one.digest) == (1, expected)


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
def test_every_kept_column_is_covered_and_no_personal_one(model):
    columns = {field.attname for field in model.past._meta.concrete_fields}

    assert set(model.trail._covers.split(",")) == columns - {"history_id", "history_change_reason", "sealed", "covers"}
    assert columns.isdisjoint(model.trail.personal)


CHANGED = {
    "name": "Other",
    "country_id": 7,
    "registration_number": "7",
    "parent_id": 7,
    "id": 7,
    "version": 2,
    "history_date": datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC),
    "history_type": "~",
    "act_id": "0" * 32,
    "key_name": "0" * 64,
    "sealed": b"other",
    "covers": "name",
}


@pytest.mark.parametrize("column", CHANGED)
def test_no_column_is_changed_unseen(column):
    a_legal_entity(registered_address="Kanaalweg 1")
    row = LegalEntity.past.objects.get()
    before = row_hash(LegalEntity, row)

    setattr(row, column, CHANGED[column])

    assert row_hash(LegalEntity, row) != before


def test_row_of_one_model_is_not_taken_for_that_of_another():
    a_legal_entity()
    row = LegalEntity.past.objects.get()

    assert len({row_hash(model, row) for model in TRACKED}) == len(TRACKED)
