"""A round notes what its letters met, and in which run of the database it was claimed; a mark touches no index."""

import json

from django.db import migrations, models


def keep_out_of_the_log(apps, schema_editor):
    """PostgreSQL empties a table that is not logged when it has crashed, which is how that is known."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE mailroom_databaserun SET UNLOGGED")


def put_notes_into_the_ledger(apps, schema_editor):
    """The way back: no sender runs while this does, and what a round has noted stands where the old senders look."""
    models_of = {name: apps.get_model("mailroom", name) for name in ("Round", "Letter", "Delivery")}
    for one in models_of["Round"].objects.exclude(notes=""):
        for pk, code, words, at in map(json.loads, one.notes.splitlines()):
            letter = models_of["Letter"].objects.get(pk=pk)
            told = {"event": "handed_over", "code": code, "answer": words, "moment": at}
            models_of["Delivery"].objects.create(letter=letter, attempt=letter.attempts, sha256=letter.sha256, **told)


class Migration(migrations.Migration):
    dependencies = [("mailroom", "0003_what_became_of_letters")]

    operations = [
        migrations.CreateModel(
            name="DatabaseRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(editable=False, max_length=32)),
            ],
        ),
        migrations.RunPython(keep_out_of_the_log, migrations.RunPython.noop),
        migrations.AddField(
            model_name="round",
            name="run",
            field=models.CharField(default="", editable=False, max_length=40),
        ),
        migrations.AddField(model_name="round", name="notes", field=models.TextField(default="", editable=False)),
        migrations.AlterField(model_name="round", name="until", field=models.DateTimeField(editable=False)),
        migrations.RunPython(migrations.RunPython.noop, put_notes_into_the_ledger),
    ]
