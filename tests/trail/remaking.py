"""A later release: a migration that alters a tracked table, its history and the acts, and so remakes them on SQLite."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings

LATER = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("{app}", "{latest}")]
    operations = [{operations}]
"""

WIDER_NAME_AND_CHANNEL = """
    migrations.AlterField("{model}", "name", models.CharField(max_length=210)),
    migrations.AddField("{model}", "channel", models.CharField(max_length=9, db_default="web")),
"""

OPERATIONS = {
    "trail": 'migrations.AlterField("act", "kind", models.CharField(max_length=90, editable=False))',
    "organisation": "".join(
        WIDER_NAME_AND_CHANNEL.format(model=model) for model in ("legalentity", "historicallegalentity")
    ),
}


@contextlib.contextmanager
def a_later_release(folder: Path) -> Iterator[None]:
    """Migrate to it with the command that operators use, and back at the end."""
    loader = MigrationLoader(None)
    latest = {app: loader.graph.leaf_nodes(app)[0][1] for app in OPERATIONS}
    for app, operations in OPERATIONS.items():
        package = folder / f"later_{app}"
        package.mkdir()
        present = Path(sys.modules[loader.migrations_module(app)[0]].__file__ or "").parent
        (package / "__init__.py").write_text(f"__path__.append({str(present)!r})\n")
        text = LATER.format(app=app, latest=latest[app], operations=operations)
        (package / "later.py").write_text(text)
    modules = {app: f"later_{app}" for app in OPERATIONS}
    sys.path.insert(0, str(folder))
    try:
        with override_settings(MIGRATION_MODULES=modules):
            call_command("migrate", verbosity=0)
            yield
            for app in reversed(OPERATIONS):
                call_command("migrate", app, latest[app], verbosity=0)
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.startswith(tuple(modules.values()))]:
            del sys.modules[name]
