"""The registers are guarded like every tracked record: the database refuses a change that leaves no history."""

import pytest
from django.db import DatabaseError, connection, transaction

from apps.organisation import services
from apps.organisation.models import Brand
from apps.trail.history import TRACKED
from tests.builders import BUILDER, a_brand

ITS_MODELS = [model for model in TRACKED if model._meta.app_label == "organisation"]

SILENT = [
    "UPDATE organisation_brand SET name = 'Other'",
    "UPDATE organisation_brand SET name = 'Other', version = version + 1",
    "DELETE FROM organisation_brand",
    "UPDATE organisation_historicalbrand SET name = 'Other'",
    "DELETE FROM organisation_historicalbrand",
]


@pytest.mark.django_db(transaction=True)
def test_raw_sql_changes_no_register():
    services.change(a_brand(name="Acme"), name="Acme Global", by=BUILDER)

    for statement in SILENT:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert Brand.objects.get().name == "Acme Global"
    assert list(Brand.past.objects.order_by("version").values_list("name", flat=True)) == ["Acme", "Acme Global"]


@pytest.mark.parametrize("model", ITS_MODELS, ids=lambda model: model._meta.model_name)
def test_each_register_points_to_its_own_history(db, model):
    """SQLite remakes tables, even within one migration: the key to the history must come through it unharmed."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)

    assert model.past._meta.db_table in {one["foreign_key"][0] for one in found.values() if one["foreign_key"]}
