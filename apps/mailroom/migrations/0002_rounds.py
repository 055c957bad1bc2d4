"""What a sender holds becomes a round; letters of one text share a mould, and may be held back."""

import django.db.models.deletion
from django.db import migrations, models

from apps.trail.new_tables import CreateTables
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

STATUSES = [
    ("queued", "Waiting to leave"),
    ("sending", "Leaving now"),
    ("handed_over", "Handed over"),
    ("deferred", "Will be tried again"),
    ("unknown_outcome", "Outcome unknown"),
    ("refused", "Refused"),
    ("failed", "Failed here"),
    ("cancelled", "Cancelled"),
    ("shown", "Kept here, not sent"),
    ("held", "Held back"),
]


def free_what_was_claimed(apps, schema_editor):
    """No sender runs while this does: what one had begun to hand over is of unknown outcome, the rest is free."""
    letter, delivery = (apps.get_model("mailroom", name) for name in ("Letter", "Delivery"))
    free = {"claim": "", "claimed_by": "", "claimed_until": None, "handing_over_at": None}
    for begun in letter.objects.filter(status="sending", handing_over_at__isnull=False):
        delivery.objects.create(
            letter=begun, event="unknown_outcome", attempt=begun.attempts, sha256=begun.sha256, answer="", code=None
        )
        again = timezone.now() if begun.unknowns == 0 else None
        letter.objects.filter(pk=begun.pk).update(
            status="unknown_outcome", unknowns=F("unknowns") + 1, next_try_at=again, **free
        )
    letter.objects.filter(status="sending").update(status="queued", attempts=F("attempts") - 1, **free)


def free_rounds(apps, schema_editor):
    """The way back: what a sender holds is free, and so is what was held back."""
    letter = apps.get_model("mailroom", "Letter")
    letter.objects.filter(status="sending").update(status="queued", attempts=F("attempts") - 1, round=None)
    letter.objects.filter(status="held").update(status="queued", next_try_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("mailroom", "0001_letters")]

    operations = [
        migrations.RunPython(free_what_was_claimed, migrations.RunPython.noop),
        CreateTables(
            [
                migrations.CreateModel(
                    name="Mould",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(editable=False, max_length=80)),
                        ("language", models.CharField(editable=False, max_length=10)),
                        ("sealed", models.BinaryField(default=b"")),
                        ("sha256", models.CharField(editable=False, max_length=64)),
                        ("made_at", models.DateTimeField(db_default=Now(), editable=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="Pause",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("about", models.CharField(editable=False, max_length=100, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Round",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("token", models.CharField(editable=False, max_length=32, unique=True)),
                        ("sender", models.CharField(editable=False, max_length=100)),
                        ("until", models.DateTimeField(db_index=True, editable=False)),
                        ("handing_over", models.BigIntegerField(editable=False, null=True)),
                        ("opening", models.BigIntegerField(editable=False, null=True)),
                    ],
                ),
            ]
        ),
        migrations.RemoveConstraint(model_name="letter", name="mailroom_letter_is_claimed_while_it_leaves"),
        migrations.RemoveIndex(model_name="letter", name="mailroom_letter_claimed"),
        migrations.RemoveIndex(model_name="letter", name="mailroom_letter_about"),
        migrations.RemoveField(model_name="letter", name="claim"),
        migrations.RemoveField(model_name="letter", name="claimed_by"),
        migrations.RemoveField(model_name="letter", name="claimed_until"),
        migrations.RemoveField(model_name="letter", name="handing_over_at"),
        migrations.AddField(
            model_name="letter",
            name="interruptions",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="interruptions"),
        ),
        migrations.AlterField(
            model_name="letter",
            name="status",
            field=models.CharField(
                choices=STATUSES, default="queued", editable=False, max_length=20, verbose_name="status"
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="mould",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="mailroom.mould",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="round",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="mailroom.round",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, free_rounds),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(condition=Q(("round__isnull", False)), fields=["round"], name="mailroom_letter_in_round"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["about", "status", "handed_over_at"], name="mailroom_letter_progress"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("round__isnull", False), ("status", "sending")),
                    models.Q(models.Q(("status", "sending"), _negated=True), ("round", None)),
                    _connector="OR",
                ),
                name="mailroom_letter_is_in_a_round_while_it_leaves",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("status", "held"), _negated=True), ("next_try_at", None), _connector="OR"),
                name="mailroom_letter_that_is_held_back_has_no_next_try",
            ),
        ),
    ]
