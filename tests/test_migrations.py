"""Every migration of the office can be taken back and made again, on both databases."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from apps.trail import guards

OWN = [config for config in apps.get_app_configs() if config.name.startswith("apps.")]


def own_tables() -> set[str]:
    labels = {config.label for config in OWN}
    return {name for name in connection.introspection.table_names() if name.split("_")[0] in labels}


@pytest.mark.django_db(transaction=True)
def test_every_migration_runs_backwards_to_nothing_and_forwards_again():
    standing, guarding = own_tables(), guards.present()

    try:
        for config in reversed(OWN):
            if config.models_module and config.label != "backoffice":
                call_command("migrate", config.label, "zero", verbosity=0)
        left = own_tables()
    finally:
        call_command("migrate", verbosity=0)

    assert left == set()
    assert (own_tables(), guards.present()) == (standing, guarding)
    assert standing >= {"trail_act", "organisation_brand", "subprocessors_listing"}
