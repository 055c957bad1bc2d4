"""Every known way to write past the history is refused, or recorded. On both databases, and again after a later release
has remade the tables.

A refusal by the guarded queryset comes at once, so does that of a trigger; a missing history row is seen at COMMIT.
"""

import contextlib
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Upper
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history, update_change_reason

from apps.organisation.models import Brand, LegalEntity
from apps.trail.acts import act
from apps.trail.errors import Conflict, WrittenOutsideAct
from apps.trail.models import Act, ObjectKey
from tests.builders import BUILDER, a_brand, a_legal_entity

from .remaking import a_later_release

KIND = "organisation.legalentity_changed"
LIVE, PAST = "organisation_legalentity", "organisation_historicallegalentity"

IS_SQLITE = connection.vendor == "sqlite"
#: What COMMIT says when a version has no history row, and when a history row has no act.
NO_HISTORY = "FOREIGN KEY constraint failed" if IS_SQLITE else "_has_its_history"
NO_ACT = "FOREIGN KEY constraint failed" if IS_SQLITE else "_act_id_"
NEXT_VERSION = "trail: a change takes the next version"

at_commit = pytest.mark.django_db(transaction=True)
pytestmark = pytest.mark.django_db
only_sqlite = pytest.mark.skipif(not IS_SQLITE, reason="a statement of SQLite alone")
only_postgresql = pytest.mark.skipif(IS_SQLITE, reason="a statement of PostgreSQL alone")


@pytest.fixture(scope="module", autouse=True, params=["as migrated", "after a remake"])
def tables(request, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    if request.param == "as migrated":
        yield request.param
        return
    release = a_later_release(tmp_path_factory.mktemp("release"))
    with django_db_blocker.unblock():
        release.__enter__()
    yield request.param
    with django_db_blocker.unblock():
        release.__exit__(None, None, None)


def everything() -> list[list[dict[str, Any]]]:
    models = (LegalEntity, LegalEntity.past, Brand, Brand.past, Act, ObjectKey)
    return [list(model._base_manager.order_by("pk").values()) for model in models]


@contextlib.contextmanager
def refused(error: type[Exception], words: str) -> Iterator[None]:
    """What is written in the block is refused, in these words, and nothing of it stays."""
    before = everything()
    with pytest.raises(error, match=words), transaction.atomic():
        yield
    assert everything() == before


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def stored(**values: Any) -> Any:
    """Rows as they stand, past the guarded queryset."""
    return LegalEntity._base_manager.filter(**values)


def history_row(entity: LegalEntity, **values: Any) -> Any:
    """The newest history row again, as the next version."""
    row = LegalEntity.past.objects.get(id=entity.pk, version=entity.version)
    row.pk, row.version, row.history_type = None, entity.version + 1, "~"
    for name, value in values.items():
        setattr(row, name, value)
    return row


def test_the_second_run_is_on_remade_tables(tables):
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, LIVE)}

    assert ("channel" in columns) == (tables == "after a remake")


# --- Saves -----------------------------------------------------------------------------------------------------------


def test_save_outside_an_act_is_refused():
    entity = a_legal_entity()

    with refused(WrittenOutsideAct, r"inside act\(\) only"):
        entity.save()


def test_create_outside_an_act_is_refused():
    country = a_legal_entity().country

    with refused(WrittenOutsideAct, r"inside act\(\) only"):
        LegalEntity.objects.create(name="Other", country=country)


def test_get_or_create_outside_an_act_is_refused():
    country = a_legal_entity().country

    with refused(WrittenOutsideAct, r"inside act\(\) only"):
        LegalEntity.objects.get_or_create(name="Other", country=country)


def test_update_or_create_inside_an_act_is_recorded():
    entity = a_legal_entity(name="Acme")

    with act(KIND, by=BUILDER):
        LegalEntity.objects.update_or_create(name="Acme", defaults={"registration_number": "7"})

    assert list(
        LegalEntity.past.objects.filter(id=entity.pk).order_by("version").values_list("registration_number")
    ) == [
        ("",),
        ("7",),
    ]


def test_stale_save_is_refused():
    entity = a_legal_entity(name="Acme")
    stale = LegalEntity.objects.get()
    with act(KIND, by=BUILDER):
        entity.name = "Acme Global"
        entity.save()

    with refused(Conflict, "changed by somebody else"), act(KIND, by=BUILDER):
        stale.save()


def test_stale_save_of_some_fields_is_refused():
    entity = a_legal_entity(name="Acme")
    stale = LegalEntity.objects.get()
    with act(KIND, by=BUILDER):
        entity.name = "Acme Global"
        entity.save()

    with refused(Conflict, "changed by somebody else"), act(KIND, by=BUILDER):
        stale.registration_number = "7"
        stale.save(update_fields=["registration_number"])


def test_save_of_some_fields_tells_the_others_as_they_are_stored():
    entity = a_legal_entity(name="Acme")

    entity.name, entity.registration_number = "Never saved", "7"
    with act(KIND, by=BUILDER):
        entity.save(update_fields=["registration_number"])

    live = LegalEntity.objects.values("version", "name", "registration_number").get()
    assert live == {"version": 2, "name": "Acme", "registration_number": "7"}
    assert LegalEntity.past.objects.filter(version=2).values("version", "name", "registration_number").get() == live
    assert entity.version == 2


def test_save_of_a_record_read_without_its_version_is_refused():
    a_legal_entity()
    blind = LegalEntity.objects.defer("version").get()

    with refused(TypeError, "read it with its version"), act(KIND, by=BUILDER):
        blind.save()


def test_save_over_a_record_under_its_key_is_refused():
    entity = a_legal_entity()

    with refused(Conflict, "changed by somebody else"), act(KIND, by=BUILDER):
        LegalEntity(pk=entity.pk, name="Other", country=entity.country).save()


def test_save_of_a_reference_to_another_column_is_refused():
    entity = a_legal_entity()

    with refused(ValueError, "history cannot tell what an expression comes to"), act(KIND, by=BUILDER):
        entity.name = F("registration_number")
        entity.save()


def test_save_of_a_computed_value_is_refused():
    entity = a_legal_entity()

    with refused(ValueError, "history cannot tell what an expression comes to"), act(KIND, by=BUILDER):
        entity.registered_address = Concat(Upper("name"), Value(", Utrecht"))
        entity.save()


def test_save_of_an_older_version_from_history_is_refused():
    entity = a_legal_entity(name="Acme")
    with act(KIND, by=BUILDER):
        entity.name = "Acme Global"
        entity.save()

    with refused(Conflict, "changed by somebody else"), act(KIND, by=BUILDER):
        LegalEntity.past.objects.get(version=1).instance.save()


def test_date_given_by_the_caller_is_ignored():
    began = timezone.now()
    entity = a_legal_entity()

    with act(KIND, by=BUILDER):
        entity._history_date = timezone.make_aware(timezone.datetime(2001, 1, 1))
        entity.save()

    assert LegalEntity.past.objects.get(version=2).history_date > began


def test_actor_given_by_the_caller_is_ignored():
    entity = a_legal_entity()

    with act(KIND, by="worker"):
        entity._history_user = "user:666"
        entity.save()

    assert LegalEntity.past.objects.get(version=2).history_user == "worker"


def test_raw_save_is_refused():
    entity = a_legal_entity()

    with refused(IntegrityError, NEXT_VERSION), act(KIND, by=BUILDER):
        entity.save_base(raw=True)


@at_commit
def test_raw_save_of_the_next_version_is_refused():
    entity = a_legal_entity()

    with refused(IntegrityError, NO_HISTORY), act(KIND, by=BUILDER):
        entity.version += 1
        entity.save_base(raw=True)


@at_commit
def test_skipping_history_is_refused():
    entity = a_legal_entity()

    with refused(IntegrityError, NO_HISTORY), act(KIND, by=BUILDER):
        entity.skip_history_when_saving = True
        entity.save()


@at_commit
def test_saving_without_a_historical_record_is_refused():
    entity = a_legal_entity()

    with refused(IntegrityError, NO_HISTORY), act(KIND, by=BUILDER):
        entity.save_without_historical_record()


@at_commit
def test_turning_history_off_is_refused(settings):
    entity = a_legal_entity()
    settings.SIMPLE_HISTORY_ENABLED = False

    with refused(IntegrityError, NO_HISTORY), act(KIND, by=BUILDER):
        entity.save()


def test_loading_a_fixture_over_a_record_is_refused(tmp_path):
    entity = a_legal_entity()
    fixture = a_fixture(tmp_path, entity, pk=entity.pk)

    with refused(CommandError, NEXT_VERSION if not IS_SQLITE else "trail: a"):
        call_command("loaddata", fixture, verbosity=0)


@at_commit
def test_loading_a_fixture_of_a_new_record_is_refused(tmp_path):
    fixture = a_fixture(tmp_path, a_legal_entity(), pk=90001)

    with refused(CommandError, "_historicallegalentity|_has_its_history|foreign key"):
        call_command("loaddata", fixture, verbosity=0)


def a_fixture(folder: Any, entity: LegalEntity, *, pk: int) -> Any:
    fields = {"version": 1, "name": "Loaded", "country": entity.country_id}
    path = folder / "fixture.json"
    path.write_text(json.dumps([{"model": "organisation.legalentity", "pk": pk, "fields": fields}]))
    return path


# --- Writes of many rows ---------------------------------------------------------------------------------------------


def test_update_of_a_queryset_is_refused():
    a_legal_entity()

    with refused(WrittenOutsideAct, "change one by one"), act(KIND, by=BUILDER):
        LegalEntity.objects.update(name="Other")


def test_update_below_the_guarded_queryset_is_refused():
    a_legal_entity()

    with refused(IntegrityError, NEXT_VERSION), act(KIND, by=BUILDER):
        stored().update(name="Other")


def test_update_of_the_version_is_refused():
    a_legal_entity()

    with refused(WrittenOutsideAct, "change one by one"), act(KIND, by=BUILDER):
        LegalEntity.objects.update(name="Other", version=F("version") + 1)


@at_commit
def test_update_of_the_version_below_the_guarded_queryset_is_refused():
    a_legal_entity()

    with refused(IntegrityError, NO_HISTORY), act(KIND, by=BUILDER):
        stored().update(name="Other", version=F("version") + 1)


def test_update_of_the_key_is_refused():
    entity = a_legal_entity()

    with refused(IntegrityError, NEXT_VERSION), act(KIND, by=BUILDER):
        stored().update(id=entity.pk + 1, version=F("version") + 1)


def test_bulk_create_is_refused():
    country = a_legal_entity().country

    with refused(WrittenOutsideAct, "change one by one"), act(KIND, by=BUILDER):
        LegalEntity.objects.bulk_create([LegalEntity(name="Other", country=country)])


@at_commit
def test_bulk_create_below_the_guarded_queryset_is_refused():
    country = a_legal_entity().country

    with refused(IntegrityError, NO_HISTORY), act(KIND, by=BUILDER):
        stored().bulk_create([LegalEntity(name="Other", country=country)])


@at_commit
def test_bulk_create_that_ignores_conflicts_is_refused():
    country = a_legal_entity().country

    with refused(IntegrityError, NO_HISTORY), act(KIND, by=BUILDER):
        stored().bulk_create([LegalEntity(name="Other", country=country)], ignore_conflicts=True)


def test_bulk_create_that_updates_conflicts_is_refused():
    entity = a_legal_entity()
    row = LegalEntity(pk=entity.pk, name="Other", country=entity.country)

    with refused(WrittenOutsideAct, "change one by one"), act(KIND, by=BUILDER):
        LegalEntity.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["name", "version"]
        )


def test_bulk_create_that_updates_conflicts_of_the_key_below_the_guarded_queryset_is_refused():
    entity = a_legal_entity()
    row = LegalEntity(pk=entity.pk, name="Other", country=entity.country)

    with refused(IntegrityError, "trail: a first version is 1" if IS_SQLITE else NEXT_VERSION), act(KIND, by=BUILDER):
        stored().bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=["name", "version"])


def test_bulk_create_that_updates_conflicts_of_another_column_is_refused():
    a_brand("acme")

    with refused(IntegrityError, NEXT_VERSION), act(KIND, by=BUILDER):
        Brand._base_manager.bulk_create(
            [Brand(key="acme", name="Other")], update_conflicts=True, unique_fields=["key"], update_fields=["name"]
        )


def test_bulk_update_is_refused():
    entity = a_legal_entity()
    entity.name = "Other"

    with refused(WrittenOutsideAct, "change one by one"), act(KIND, by=BUILDER):
        LegalEntity.objects.bulk_update([entity], ["name"])


def test_bulk_update_below_the_guarded_queryset_is_refused():
    entity = a_legal_entity()
    entity.name = "Other"

    with refused(IntegrityError, NEXT_VERSION), act(KIND, by=BUILDER):
        stored().bulk_update([entity], ["name"])


@at_commit
def test_bulk_update_of_the_next_version_below_the_guarded_queryset_is_refused():
    entity = a_legal_entity()
    entity.name, entity.version = "Other", 2

    with refused(IntegrityError, NO_HISTORY), act(KIND, by=BUILDER):
        stored().bulk_update([entity], ["name", "version"])


def test_bulk_create_with_the_history_of_the_library_is_refused():
    country = a_legal_entity().country

    with refused(WrittenOutsideAct, "change one by one"), act(KIND, by=BUILDER):
        bulk_create_with_history([LegalEntity(name="Other", country=country)], LegalEntity)


def test_bulk_update_with_the_history_of_the_library_is_refused():
    entity = a_legal_entity()
    entity.name = "Other"

    with refused(WrittenOutsideAct, "change one by one"), act(KIND, by=BUILDER):
        bulk_update_with_history([entity], LegalEntity, ["name"])


# --- Deletion --------------------------------------------------------------------------------------------------------


def test_delete_of_a_record_is_refused():
    entity = a_legal_entity()

    with refused(WrittenOutsideAct, "records are not deleted"), act(KIND, by=BUILDER):
        entity.delete()


def test_delete_of_a_queryset_is_refused():
    a_legal_entity()

    with refused(WrittenOutsideAct, "change one by one"), act(KIND, by=BUILDER):
        LegalEntity.objects.all().delete()


def test_delete_below_the_guarded_queryset_is_refused():
    a_legal_entity()

    with refused(IntegrityError, "trail: records are not deleted"), act(KIND, by=BUILDER):
        stored().delete()


def test_raw_delete_of_the_orm_is_refused():
    a_legal_entity()

    with refused(IntegrityError, "trail: records are not deleted"), act(KIND, by=BUILDER):
        LegalEntity.objects.all()._raw_delete("default")


def test_flush_is_refused():
    a_legal_entity()

    with refused(CommandError, "couldn't be flushed"):
        call_command("flush", interactive=False, verbosity=0)


# --- Raw SQL ---------------------------------------------------------------------------------------------------------


@at_commit
def test_raw_insert_is_refused():
    country = a_legal_entity().country_id

    with refused(IntegrityError, NO_HISTORY):
        sql(insert(), 90001, 1, country)


def test_raw_insert_of_a_later_version_is_refused():
    country = a_legal_entity().country_id

    with refused(IntegrityError, "trail: a first version is 1, of a new record"):
        sql(insert(), 90001, 2, country)


def test_raw_update_is_refused():
    a_legal_entity()

    with refused(IntegrityError, NEXT_VERSION):
        sql(f"UPDATE {LIVE} SET name = 'Other'")


@at_commit
def test_raw_update_with_the_next_version_is_refused():
    a_legal_entity()

    with refused(IntegrityError, NO_HISTORY):
        sql(f"UPDATE {LIVE} SET name = 'Other', version = version + 1")


def test_raw_update_that_leaves_a_version_out_is_refused():
    a_legal_entity()

    with refused(IntegrityError, NEXT_VERSION):
        sql(f"UPDATE {LIVE} SET version = version + 2")


def test_raw_update_back_to_an_earlier_version_is_refused():
    entity = a_legal_entity()
    with act(KIND, by=BUILDER):
        entity.save()

    with refused(IntegrityError, NEXT_VERSION):
        sql(f"UPDATE {LIVE} SET version = 1")


def test_raw_delete_is_refused():
    a_legal_entity()

    with refused(IntegrityError, "trail: records are not deleted"):
        sql(f"DELETE FROM {LIVE}")


@only_postgresql
@at_commit
@pytest.mark.parametrize("table", [LIVE, PAST, "trail_act"])
def test_truncate_is_refused(table):
    a_legal_entity()

    with refused(IntegrityError, "trail: no TRUNCATE"):
        sql(f"TRUNCATE {table} CASCADE")


@only_sqlite
def test_replace_of_a_record_is_refused():
    entity = a_legal_entity()

    with refused(IntegrityError, "trail: a first version is 1, of a new record"):
        sql(insert("INSERT OR REPLACE"), entity.pk, 1, entity.country_id)


@only_sqlite
def test_replace_of_a_record_by_another_unique_column_is_refused():
    a_brand("acme")

    with refused(IntegrityError, "trail: records are not deleted"):
        sql(
            "INSERT OR REPLACE INTO organisation_brand "
            "(id, version, key, name, website, privacy_email, support_email, is_active, ordering) "
            "VALUES (90001, 1, 'acme', 'Other', '', '', '', 1, 0)"
        )


@only_sqlite
def test_update_that_replaces_another_record_is_refused():
    a_brand("acme")
    a_brand("globex")

    with refused(IntegrityError, "trail: records are not deleted"):
        sql("UPDATE OR REPLACE organisation_brand SET key = 'acme', version = version + 1 WHERE key = 'globex'")


@only_sqlite
def test_replace_of_a_history_row_is_refused():
    a_legal_entity()

    with refused(IntegrityError, "trail: history is only added to"):
        sql(f"INSERT OR REPLACE INTO {PAST} SELECT * FROM {PAST}")


@only_sqlite
def test_replace_of_an_act_is_refused():
    a_legal_entity()

    with refused(IntegrityError, "trail: rows are only added"):
        sql("INSERT OR REPLACE INTO trail_act SELECT * FROM trail_act")


def insert(verb: str = "INSERT") -> str:
    return (
        f"{verb} INTO {LIVE} (id, version, name, country_id, registration_number, registered_address) "
        "VALUES (%s, %s, 'Other', %s, '', '')"
    )


# --- Relations -------------------------------------------------------------------------------------------------------


def test_add_to_a_reverse_relation_is_refused():
    entity, brand = a_legal_entity(), a_brand()

    with refused(IntegrityError, NEXT_VERSION), act(KIND, by=BUILDER):
        entity.brands.add(brand)


def test_set_of_a_reverse_relation_is_refused():
    entity, brand = a_legal_entity(), a_brand()

    with refused(IntegrityError, NEXT_VERSION), act(KIND, by=BUILDER):
        entity.brands.set([brand])


def test_remove_from_a_reverse_relation_is_refused():
    entity = a_legal_entity()
    brand = a_brand(legal_entity=entity)

    with refused(WrittenOutsideAct, "change one by one"), act(KIND, by=BUILDER):
        entity.brands.remove(brand)


def test_clear_of_a_reverse_relation_is_refused():
    entity = a_legal_entity()
    a_brand(legal_entity=entity)

    with refused(WrittenOutsideAct, "change one by one"), act(KIND, by=BUILDER):
        entity.brands.clear()


def test_update_through_a_reverse_relation_is_refused():
    entity = a_legal_entity()
    a_brand(legal_entity=entity)

    with refused(WrittenOutsideAct, "change one by one"), act(KIND, by=BUILDER):
        entity.brands.update(name="Other")


def test_add_to_a_reverse_relation_one_by_one_outside_an_act_is_refused():
    entity, brand = a_legal_entity(), a_brand()

    with refused(WrittenOutsideAct, r"inside act\(\) only"):
        entity.brands.add(brand, bulk=False)


def test_add_to_a_reverse_relation_one_by_one_inside_an_act_is_recorded():
    entity, brand = a_legal_entity(), a_brand()

    with act(KIND, by=BUILDER):
        entity.brands.add(brand, bulk=False)

    assert list(Brand.past.objects.order_by("version").values_list("legal_entity", flat=True)) == [None, entity.pk]


# --- History and acts themselves -------------------------------------------------------------------------------------


def test_update_of_the_history_of_a_record_is_refused():
    entity = a_legal_entity()

    with refused(IntegrityError, "trail: history never changes"), act(KIND, by=BUILDER):
        entity.history.update(name="Other")


def test_save_of_a_history_row_is_refused():
    row = a_legal_entity().history.get()
    row.name = "Other"

    with refused(IntegrityError, "trail: history never changes"), act(KIND, by=BUILDER):
        row.save()


def test_change_of_the_reason_in_history_is_refused():
    entity = a_legal_entity()

    with refused(IntegrityError, "trail: history never changes"), act(KIND, by=BUILDER):
        update_change_reason(entity, "For another reason.")


def test_delete_of_the_history_of_a_record_is_refused():
    entity = a_legal_entity()

    with refused(IntegrityError, "trail: history is not deleted"), act(KIND, by=BUILDER):
        entity.history.all().delete()


def test_cleaning_old_history_is_refused():
    a_legal_entity()

    with refused(CommandError, "trail: history is not deleted"):
        call_command("clean_old_history", "organisation.LegalEntity", days=-1, verbosity=0)


def test_filling_history_by_the_library_is_refused():
    entity = a_legal_entity()

    with refused(IntegrityError, "trail: history is only added to" if IS_SQLITE else "act_id"), act(KIND, by=BUILDER):
        LegalEntity.history.bulk_history_create([entity], update=True)


def test_history_row_outside_an_act_is_refused():
    row = history_row(a_legal_entity(), act_id=None)

    with refused(IntegrityError, "act_id"):
        row.save(force_insert=True)


@at_commit
def test_history_row_of_an_act_that_is_never_written_is_refused():
    row = history_row(a_legal_entity(), act_id=uuid.uuid4())

    with refused(IntegrityError, NO_ACT):
        row.save(force_insert=True)


def test_second_history_row_of_a_version_is_refused():
    row = history_row(a_legal_entity(), version=1)

    with refused(IntegrityError, "trail: history is only added to" if IS_SQLITE else "_version_once"):
        row.save(force_insert=True)


def test_update_of_an_act_is_refused():
    a_legal_entity()

    with refused(IntegrityError, "trail: an act, a log or a ledger never changes"):
        Act.objects.update(actor="user:666")


def test_save_of_an_act_is_refused():
    a_legal_entity()
    one = Act.objects.latest("pk")
    one.facts = "{}"

    with refused(IntegrityError, "trail: an act, a log or a ledger never changes"):
        one.save()


def test_delete_of_an_act_is_refused():
    a_legal_entity()

    with refused(IntegrityError, "trail: an act, a log or a ledger is not deleted"):
        Act.objects.all()._raw_delete("default")


def test_delete_of_an_act_by_the_orm_is_refused():
    a_legal_entity()

    with refused(DatabaseError, "trail: an act, a log or a ledger is not deleted"):
        Act.objects.all().delete()


# --- And an honest save ----------------------------------------------------------------------------------------------


@at_commit
def test_save_inside_an_act_is_recorded():
    entity = a_legal_entity(name="Acme")

    with act(KIND, by=BUILDER, about=entity):
        entity.name = "Acme Global"
        entity.save()

    rows = LegalEntity.past.objects.order_by("version").values_list("version", "history_type", "name", "act__kind")
    assert list(rows) == [(1, "+", "Acme", "organisation.legalentity_added"), (2, "~", "Acme Global", KIND)]
