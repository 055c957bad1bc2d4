"""The guards stand on every table, are missed when one is gone, and come through a remake of the tables."""

import contextlib

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState

from apps.organisation.models import Brand, LegalEntity
from apps.trail import guards
from apps.trail.acts import act
from apps.trail.errors import Conflict
from apps.trail.history import TRACKED
from apps.trail.models import LEDGERS, Act, Anchor, Checkpoint, Entry
from apps.trail.queries import story
from tests.builders import BUILDER, a_legal_entity

from .remaking import a_later_release

KIND = "organisation.legalentity_changed"
#: Of the tables that the later release alters.
ALTERED = ("organisation_legalentity", "organisation_historicallegalentity", "trail_act")


def keys_to_history(table: str) -> list[tuple]:
    """The foreign keys of a table to a history table, as the database has them: name, columns, target, deferred."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA foreign_key_list({table})")
            pairs = [(row[2], row[3], row[4]) for row in sorted(cursor.fetchall()) if "historical" in row[2]]
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
            text = " ".join(cursor.fetchone()[0].split())
            tail = text.partition("_has_its_history")[2].partition(")")[2]
            return [(*pairs, "DEFERRABLE INITIALLY DEFERRED" in tail)]
        cursor.execute(
            "SELECT confrelid::regclass::text, a.attname, f.attname, condeferred FROM pg_constraint "
            "JOIN LATERAL unnest(conkey, confkey) AS pair(here, there) ON true "
            "JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = pair.here "
            "JOIN pg_attribute f ON f.attrelid = confrelid AND f.attnum = pair.there "
            "WHERE contype = 'f' AND convalidated AND conrelid = %s::regclass AND conname LIKE '%%_has_its_history' "
            "ORDER BY a.attname",
            [table],
        )
        rows = cursor.fetchall()
        return [(*(row[:3] for row in rows), all(row[3] for row in rows))]


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
def test_every_tracked_table_points_to_its_history_at_commit(db, model):
    past = model.past._meta.db_table

    found = keys_to_history(model._meta.db_table)

    assert found == [((past, "id", "id"), (past, "version", "version"), True)]


def test_every_rule_has_its_trigger(db):
    wanted = {f"trail_{rule.table}_{rule.event.lower()}" for rule in guards.rules()}
    if connection.vendor == "postgresql":
        tables = {rule.table for rule in guards.rules()}
        added_to = (Act, Entry, Checkpoint, Anchor, *LEDGERS)
        past = {model._meta.db_table for model in (*(one.past for one in TRACKED), *added_to)}
        wanted -= {f"trail_{table}_insert" for table in past}  # unique keys refuse the same there
        wanted |= {f"trail_{table}_truncate" for table in tables}

    wanted |= {f"trail_{model._meta.db_table}_queue" for model in (Act, *LEDGERS)}
    wanted |= {one.trigger for one in guards.PRECONDITIONS}

    assert set(guards.present()) == wanted
    assert guards.missing() == []


def test_guards_are_put_up_again_without_harm(db):
    before = guards.present()

    guards.install()

    assert guards.present() == before


def test_missing_guard_is_told_by_name(db):
    table = Brand._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER trail_{table}_update" + ("" if connection.vendor == "sqlite" else f" ON {table}"))

    warnings = [one for one in run_checks(tags=["database"], databases=["default"]) if one.id == "trail.W001"]

    assert [one.msg for one in warnings] == [
        "Guards of the trail are missing from the database: trail_organisation_brand_update"
    ]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="only PostgreSQL can switch a trigger off")
def test_guard_that_is_switched_off_is_missing(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE organisation_brand DISABLE TRIGGER trail_organisation_brand_update")

    assert guards.missing() == ["trail_organisation_brand_update"]


def test_no_check_of_the_database_without_a_database():
    assert guards.guards_stand(None, databases=None) == []


@pytest.mark.django_db(transaction=True)
def test_lifted_guards_stand_again_even_after_a_failure():
    with contextlib.suppress(KeyError), guards.lifted():
        assert guards.present() == {}
        raise KeyError

    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_records_come_through_a_later_release_with_history_and_guards(tmp_path):
    entity = a_legal_entity(name="Acme", registered_address="Kanaalweg 1")
    before = list(LegalEntity.past.objects.values())

    with a_later_release(tmp_path):
        assert list(LegalEntity.past.objects.values()) == before
        assert [keys_to_history(table) for table in ALTERED[:1]] == [
            [((ALTERED[1], "id", "id"), (ALTERED[1], "version", "version"), True)]
        ]
        assert guards.missing() == []
        with act(KIND, by=BUILDER, about=entity):
            entity.name = "Acme Global"
            entity.save()
        with pytest.raises(Conflict), act(KIND, by=BUILDER):
            LegalEntity(pk=entity.pk, name="Other", country=entity.country).save()
        for table in ALTERED:
            with pytest.raises(IntegrityError, match="trail: "), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table}")

    told = [change for telling in story(entity)[0] for row in telling.rows for change in row.fields]
    assert [(change.label, change.before, change.after) for change in told][:1] == [("Name", "Acme", "Acme Global")]
    assert guards.missing() == []


@pytest.mark.django_db(transaction=True)
def test_guards_stand_after_a_migration_that_changes_nothing():
    call_command("migrate", verbosity=0)

    assert guards.missing() == []


def test_migrations_know_the_guard_of_a_table():
    """So that a remake by any later migration writes it again."""
    constraint = guards.HasHistoryRow(history="organisation_historicalbrand", name="organisation_brand_has_its_history")

    path, args, kwargs = constraint.deconstruct()

    assert (path, args) == ("apps.trail.guards.HasHistoryRow", ())
    assert guards.HasHistoryRow(**kwargs) == constraint
    assert constraint in Brand._meta.constraints


@pytest.mark.django_db(transaction=True)
def test_guard_of_a_table_can_be_taken_away_and_added_by_a_migration():
    name, table = "organisation_brand_has_its_history", Brand._meta.db_table
    constraint = next(one for one in Brand._meta.constraints if one.name == name)
    remove = migrations.RemoveConstraint("brand", name)
    add = migrations.AddConstraint("brand", constraint)
    with_it = ProjectState.from_apps(Brand._meta.apps)
    without = with_it.clone()
    remove.state_forwards("organisation", without)
    standing = keys_to_history(table)

    guards.before_migrate()
    with connection.schema_editor() as editor:
        remove.database_forwards("organisation", editor, with_it, without)
    gone = [key[:-1] for key in keys_to_history(table)]
    with connection.schema_editor() as editor:
        add.database_forwards("organisation", editor, without, with_it)
    guards.install()

    assert gone == [()]
    assert keys_to_history(table) == standing
    assert guards.missing() == []


def test_tracked_models_have_no_many_to_many_fields():
    """Their rows would have no history: what links matters is a model of its own."""
    assert [model for model in TRACKED if model._meta.many_to_many] == []


def test_history_counts_no_version_further():
    kinds = {type(model.past._meta.get_field("version")) for model in TRACKED}

    assert kinds == {models.PositiveIntegerField}
