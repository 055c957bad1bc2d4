"""Personal values stand in history under the object's own key alone; without it nothing tells them, and all holds."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models

from apps.accounts import services as accounts
from apps.casework.searching import INDEXES
from apps.disclosures.models import Original, PackageFile
from apps.organisation import services as organisation
from apps.organisation.models import DataSource, LegalEntity, NoticeContact
from apps.subprocessors import services as subprocessors
from apps.subprocessors.models import ListChange
from apps.trail.acts import SENTENCES, act
from apps.trail.errors import KeyringUnusable
from apps.trail.history import TRACKED, personal_values, row_hash
from apps.trail.models import Act, ObjectKey
from apps.trail.queries import story
from tests.builders import (
    BUILDER,
    a_contact,
    a_country,
    a_customer,
    a_legal_entity,
    a_listing,
    a_listing_in,
    a_record,
    a_system,
    a_user,
    an_authority,
    an_office,
)
from tests.disclosures.records import a_demand_with_everything
from tests.evidence import a_document, an_assessment, vetted
from tests.retention.holds import a_touch_apart
from tests.trail.test_canonical import naive_root

KIND = "organisation.legalentity_changed"
#: Stands in every personal value of the scenario, and in nothing else.
CANARY = "canary4711"

pytestmark = pytest.mark.django_db


# --- Nothing personal in plain text ----------------------------------------------------------------------------------


def a_life_of_canaries() -> None:
    """What staff do, with a canary wherever a person writes about a person."""
    ada, bob = a_user("ada"), a_user("bob")
    eve = accounts.invite_person(email=f"{CANARY}@example.org", name=f"Eve {CANARY}", by=ada)
    accounts.change_person(eve, name=f"{CANARY} Eve", by=ada)
    grant = accounts.propose_grant(user=eve, right="web", by=ada)
    accounts.decline_grant(grant, reason=f"{CANARY} knows why.", by=bob)
    contact = a_contact(f"{CANARY}@example.com", name=f"Dana {CANARY}", customer=a_customer())
    organisation.change(contact, name=f"{CANARY} Dana", by=ada)
    organisation.end_contact(contact, by=ada)
    office = an_office(address=f"{CANARY} Road 1")
    organisation.close_day(office, day=datetime.date(2026, 3, 2), reason=f"Funeral of {CANARY}.", by=ada)
    third_party = subprocessors.add_third_party(legal_name="Globex", contact_name=CANARY, by=ada)
    subprocessors.change_third_party(third_party, contact_email=f"{CANARY}@example.net", by=ada)
    listing = a_listing_in("active", third_party=third_party)
    subprocessors.suspend_listing(listing, reason=f"{CANARY} said so.", by=ada)
    a_document(third_party, kept_at=f"With {CANARY}", reviewer=ada)
    an_assessment(third_party, a_country("US"), assessor=f"{CANARY} herself")
    listing = subprocessors.start_vetting(vetted(a_listing(), reviewer=ada), by=ada)
    subprocessors.ask_approval(listing, by=ada)
    subprocessors.refuse_approval(listing, reason=f"{CANARY} is against it.", by=bob)


def a_record_of_each_kind() -> None:
    """At least one of every tracked model, beside what is seeded."""
    a_life_of_canaries()
    a_demand_with_everything()
    a_touch_apart(1)
    a_system()
    an_authority()
    a_record(ListChange, 1)
    organisation.add(DataSource, by=BUILDER, key="colleagues-of-theirs", name="Colleagues of theirs")
    for number, model in enumerate((one for one in TRACKED if not one._base_manager.exists()), start=30):
        a_record(model, number)


#: Files that the database keeps as they came.
STAYS = {Original, PackageFile}


def fill_with_canaries(record: Any) -> None:
    """Every personal field of the newest record of a model, saved inside an act."""
    for name in record.trail.personal:
        field = record._meta.get_field(name)
        if isinstance(field, models.GenericIPAddressField | models.BinaryField):  # an address; what is sealed already
            continue
        setattr(record, name, f"{CANARY}@example.org" if isinstance(field, models.EmailField) else f"{CANARY} {name}")
    with act(next(kind for kind in SENTENCES if kind.startswith(record._meta.app_label)), by=BUILDER, about=record):
        record.save()


def tables_with_canaries() -> set[str]:
    """Every table of the database in which a canary stands, in text or in bytes."""
    with connection.cursor() as cursor:
        return {table for table in connection.introspection.table_names(cursor) if any(sightings(cursor, table))}


def sightings(cursor: Any, table: str) -> Iterator[Any]:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    for row in cursor.fetchall():
        for cell in row:
            found = bytes(cell).lower() if isinstance(cell, bytes | memoryview) else str(cell).lower().encode()
            if CANARY.encode() in found:
                yield cell


@pytest.mark.usefixtures("seeded")
def test_personal_values_stand_in_plain_text_in_the_live_rows_alone():
    a_record_of_each_kind()
    with_personal = [model for model in TRACKED if model.trail.personal and model not in STAYS]
    for model in with_personal:
        fill_with_canaries(model._base_manager.latest("pk"))

    found = tables_with_canaries() - {index.name for index in INDEXES}  # an index of SQLite reads from its live table

    assert found == {model._meta.db_table for model in with_personal} | {"accounts_user"}


def test_canaries_would_be_seen_in_a_kept_field():
    a_legal_entity(name=CANARY)

    assert tables_with_canaries() == {"organisation_legalentity", "organisation_historicallegalentity"}


def test_canaries_would_be_seen_in_the_facts_of_an_act():
    with act(KIND, by=BUILDER, ground=CANARY):
        pass

    assert tables_with_canaries() == {"trail_act"}


def test_library_columns_for_user_and_reason_carry_nothing():
    entity = a_legal_entity()
    entity._change_reason = CANARY
    with act(KIND, by=BUILDER):
        entity.save()

    columns = {field.name for field in LegalEntity.past._meta.fields}
    assert "history_user" not in columns
    assert list(LegalEntity.past.objects.values_list("history_change_reason", flat=True)) == [None, None]


# --- One key per object ----------------------------------------------------------------------------------------------


def keys_of(record: Any) -> list[str]:
    return list(
        ObjectKey.objects.filter(model=record._meta.label_lower, object_id=record.pk).values_list("name", flat=True)
    )


def test_every_object_has_a_key_of_its_own_for_all_its_versions():
    dana, mia = a_contact("dana@example.com"), a_contact("mia@example.com")
    organisation.change(dana, name="Dana", by=BUILDER)

    names = list(NoticeContact.past.objects.filter(id=dana.pk).values_list("key_name", flat=True))

    assert names == keys_of(dana) * 2
    assert set(keys_of(dana)).isdisjoint(keys_of(mia))


def test_record_without_personal_values_has_no_key():
    entity = a_legal_entity(registered_address="")

    assert keys_of(entity) == []
    assert LegalEntity.past.objects.values_list("key_name", "sealed").get() == ("", b"")


def test_key_is_made_when_the_first_personal_value_comes():
    entity = a_legal_entity(registered_address="")

    organisation.change(entity, registered_address="Kanaalweg 1", by=BUILDER)

    assert LegalEntity.past.objects.get(version=2).key_name == keys_of(entity)[0]


def test_ciphertext_opens_to_the_values_of_its_own_version():
    contact = a_contact("dana@example.com", name="Dana")
    organisation.change(contact, name="Dana Jansen", by=BUILDER)
    key = ObjectKey.objects.get(model="organisation.noticecontact").open()

    opened = [personal_values(NoticeContact, row, key) for row in NoticeContact.past.objects.order_by("version")]

    assert opened == [
        {"name": "Dana", "email": "dana@example.com"},
        {"name": "Dana Jansen", "email": "dana@example.com"},
    ]


def test_ciphertext_of_one_version_does_not_open_as_another():
    contact = a_contact("dana@example.com")
    organisation.change(contact, name="Dana", by=BUILDER)
    one, two = NoticeContact.past.objects.order_by("version")
    one.sealed = two.sealed

    with pytest.raises(KeyringUnusable, match=f"sealed for organisation.noticecontact:{contact.pk}:1 does not open"):
        personal_values(NoticeContact, one, ObjectKey.objects.get(name=one.key_name).open())


# --- What history tells of them --------------------------------------------------------------------------------------


def told(record: Any) -> list[tuple[str, str | None, str]]:
    """Every change in a record's story, newest act first: field, before, after."""
    tellings, _older = story(record)
    return [(one.label, one.before, one.after) for telling in tellings for row in telling.rows for one in row.fields]


def test_story_tells_personal_values_while_their_key_is_there():
    entity = a_legal_entity(name="Acme", registered_address="1012 AB Amsterdam, Kanaalweg 1")
    organisation.change(entity, registered_address="2026-03-01", by=BUILDER)

    assert told(entity) == [
        ("Registered address", "1012 AB Amsterdam, Kanaalweg 1", "2026-03-01"),
        ("Name", None, "Acme"),
        ("Country", None, "NL"),
        ("Registered address", None, "1012 AB Amsterdam, Kanaalweg 1"),
    ]


def test_story_says_erased_when_the_key_was_destroyed():
    contact = a_contact("dana@example.com", name="Dana")
    organisation.change(contact, name="Dana Jansen", by=BUILDER)

    ObjectKey.objects.filter(name__in=keys_of(contact)).delete()

    assert told(contact)[:2] == [("Name", None, "erased"), ("E-mail address", None, "erased")]


def test_story_of_one_person_is_told_after_another_was_erased():
    customer = a_customer()
    dana, mia = a_contact("dana@example.com", customer=customer), a_contact("mia@example.com", customer=customer)

    ObjectKey.objects.filter(name__in=keys_of(dana)).delete()

    assert [after for label, _before, after in told(customer) if label == "E-mail address"] == [
        "mia@example.com",
        "erased",
    ]
    assert mia.email == "mia@example.com"


def test_digest_of_an_act_holds_after_the_key_was_destroyed():
    contact = a_contact("dana@example.com", name="Dana")
    one = Act.objects.get(kind="organisation.noticecontact_added")

    ObjectKey.objects.filter(name__in=keys_of(contact)).delete()

    rows = [row_hash(NoticeContact, row) for row in NoticeContact.past.objects.filter(act=one)]
    assert (one.rows, one.digest) == (1, naive_root(rows).hex())


def test_values_written_after_the_key_was_destroyed_get_a_new_one():
    contact = a_contact("dana@example.com", name="Dana")
    destroyed = keys_of(contact)
    ObjectKey.objects.filter(name__in=destroyed).delete()

    organisation.change(contact, email="other@example.com", name="", by=BUILDER)

    assert len(keys_of(contact)) == 1
    assert keys_of(contact) != destroyed
    assert told(contact)[:2] == [("Name", "erased", "—"), ("E-mail address", "erased", "other@example.com")]


def test_story_says_that_the_keyring_lacks_the_key(settings, tmp_path):
    contact = a_contact("dana@example.com")
    settings.TRAIL_KEYRING = tmp_path / "gone.json"

    after = [value for label, _before, value in told(contact) if label == "E-mail address"]

    words = "is missing: put the file back from its own backup, or point TRAIL_KEYRING to it."
    assert after == [f"⚠ The keyring {tmp_path / 'gone.json'} {words}"]


def test_nothing_personal_is_written_without_the_keyring(settings, tmp_path):
    a_contact("dana@example.com", name="Dana")
    contact, acts = NoticeContact.objects.get(), Act.objects.count()
    settings.TRAIL_KEYRING = tmp_path / "gone.json"

    with pytest.raises(KeyringUnusable, match=r"gone\.json is missing"):
        organisation.change(contact, name="Mia", by=BUILDER)

    assert NoticeContact.objects.values_list("name", "version").get() == ("Dana", 1)
    assert Act.objects.count() == acts


# --- What a save costs -----------------------------------------------------------------------------------------------


def test_a_save_costs_few_statements_and_keeps_no_key_at_hand(django_assert_num_queries):
    entity = a_legal_entity("Acme", registered_address="Kanaalweg 1")
    record, history, its_act, its_savepoint = 1, 1, 1, 2
    key = 0 if connection.vendor == "postgresql" else 1  # there it comes back with the record

    with django_assert_num_queries(record + key + history + its_act + its_savepoint), act(KIND, by=BUILDER):
        entity.save()

    assert entity.key_at_hand is None
