import apps.trail.guards
import apps.trail.models
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from apps.trail.new_tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("casework", "0002_staged_tables"),
        ("trail", "0002_log"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "reference",
                            models.CharField(editable=False, max_length=20, unique=True, verbose_name="reference"),
                        ),
                        (
                            "scope",
                            models.CharField(
                                choices=[
                                    ("record", "one record"),
                                    ("case", "a case and all that belongs to it"),
                                    ("person", "a person, wherever they are known"),
                                    ("class", "a class of records"),
                                ],
                                max_length=20,
                                verbose_name="what it covers",
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=100, verbose_name="record, or class")),
                        ("address_index", models.CharField(blank=True, editable=False, max_length=32)),
                        ("phone_index", models.CharField(blank=True, editable=False, max_length=32)),
                        ("selector", models.TextField(blank=True, editable=False)),
                        (
                            "ground_kind",
                            models.CharField(
                                choices=[
                                    ("litigation", "Litigation, or litigation that is expected"),
                                    ("authority", "A demand of an authority"),
                                    ("investigation", "An investigation of our own"),
                                    ("audit", "An audit"),
                                    ("legal_duty", "A duty by law to keep"),
                                ],
                                max_length=20,
                                verbose_name="kind of ground",
                            ),
                        ),
                        (
                            "ground",
                            models.TextField(
                                blank=True,
                                help_text="Which case, letter or law, and what must be kept for it.",
                                max_length=2000,
                                verbose_name="ground",
                            ),
                        ),
                        (
                            "review_on",
                            models.DateField(
                                help_text="When it is asked whether it is still needed.", verbose_name="review on"
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("placed", "In force"), ("lifted", "Lifted")],
                                default="placed",
                                editable=False,
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        ("placed_at", models.DateTimeField(editable=False, verbose_name="placed")),
                        (
                            "lifting_reason",
                            models.TextField(blank=True, editable=False, verbose_name="why it may be lifted"),
                        ),
                        ("lifted_at", models.DateTimeField(editable=False, null=True, verbose_name="lifted")),
                        ("clearance", models.CharField(blank=True, editable=False, max_length=100)),
                        (
                            "approval",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.approval",
                                verbose_name="approval of its lifting",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                help_text="Who reviews it, and is told of requests that touch it.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "legal hold",
                        "verbose_name_plural": "legal holds",
                        "ordering": ["-placed_at", "-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status", "placed")),
                                fields=["subject"],
                                name="retention_hold_subject",
                            ),
                            models.Index(
                                condition=models.Q(("status", "placed")),
                                fields=["address_index"],
                                name="retention_hold_address",
                            ),
                            models.Index(
                                condition=models.Q(("status", "placed")),
                                fields=["phone_index"],
                                name="retention_hold_phone",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("scope", "person"),
                                        ("subject", ""),
                                        models.Q(
                                            models.Q(("address_index", ""), _negated=True),
                                            models.Q(("phone_index", ""), _negated=True),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        models.Q(("scope", "person"), _negated=True),
                                        models.Q(("subject", ""), _negated=True),
                                        ("address_index", ""),
                                        ("phone_index", ""),
                                    ),
                                    ("status", "lifted"),
                                    _connector="OR",
                                ),
                                name="retention_hold_covers_a_person_or_a_subject",
                                violation_error_message="Say what is held: for a person an address or a number, else the record or the class, and not both.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "lifted"), models.Q(("ground", ""), _negated=True), _connector="OR"
                                ),
                                name="retention_hold_in_force_on_a_ground",
                                violation_error_message="Say on what ground it must be kept.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approval", None), ("lifted_at", None), ("status", "placed")),
                                    models.Q(
                                        ("approval__isnull", False), ("lifted_at__isnull", False), ("status", "lifted")
                                    ),
                                    _connector="OR",
                                ),
                                name="retention_hold_lifted_at_a_moment_by_approval",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="retention_historicalhold", name="retention_hold_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalHold",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "reference",
                            models.CharField(db_index=True, editable=False, max_length=20, verbose_name="reference"),
                        ),
                        (
                            "scope",
                            models.CharField(
                                choices=[
                                    ("record", "one record"),
                                    ("case", "a case and all that belongs to it"),
                                    ("person", "a person, wherever they are known"),
                                    ("class", "a class of records"),
                                ],
                                max_length=20,
                                verbose_name="what it covers",
                            ),
                        ),
                        ("subject", models.CharField(blank=True, max_length=100, verbose_name="record, or class")),
                        (
                            "ground_kind",
                            models.CharField(
                                choices=[
                                    ("litigation", "Litigation, or litigation that is expected"),
                                    ("authority", "A demand of an authority"),
                                    ("investigation", "An investigation of our own"),
                                    ("audit", "An audit"),
                                    ("legal_duty", "A duty by law to keep"),
                                ],
                                max_length=20,
                                verbose_name="kind of ground",
                            ),
                        ),
                        (
                            "review_on",
                            models.DateField(
                                help_text="When it is asked whether it is still needed.", verbose_name="review on"
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("placed", "In force"), ("lifted", "Lifted")],
                                default="placed",
                                editable=False,
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        ("placed_at", models.DateTimeField(editable=False, verbose_name="placed")),
                        ("lifted_at", models.DateTimeField(editable=False, null=True, verbose_name="lifted")),
                        ("clearance", models.CharField(blank=True, editable=False, max_length=100)),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="trail.act",
                            ),
                        ),
                        (
                            "approval",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="casework.approval",
                                verbose_name="approval of its lifting",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Who reviews it, and is told of requests that touch it.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical legal hold",
                        "verbose_name_plural": "historical legal holds",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="hold_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="hold_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HoldTouch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("subject", models.CharField(editable=False, max_length=100, verbose_name="request")),
                        ("touched_at", models.DateTimeField(editable=False, verbose_name="noted")),
                        ("seen_at", models.DateTimeField(editable=False, null=True, verbose_name="looked at")),
                        (
                            "hold",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="touches",
                                to="retention.hold",
                                verbose_name="legal hold",
                            ),
                        ),
                        (
                            "seen_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="looked at by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request that touches a hold",
                        "verbose_name_plural": "requests that touch a hold",
                        "ordering": ["-touched_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("hold", "subject"), name="retention_holdtouch_noted_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("seen_at", None), ("seen_by", None)),
                                    models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="retention_holdtouch_seen_at_and_by_together",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="retention_historicalholdtouch", name="retention_holdtouch_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalHoldTouch",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("subject", models.CharField(editable=False, max_length=100, verbose_name="request")),
                        ("touched_at", models.DateTimeField(editable=False, verbose_name="noted")),
                        ("seen_at", models.DateTimeField(editable=False, null=True, verbose_name="looked at")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="trail.act",
                            ),
                        ),
                        (
                            "seen_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="looked at by",
                            ),
                        ),
                        (
                            "hold",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="retention.hold",
                                verbose_name="legal hold",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical request that touches a hold",
                        "verbose_name_plural": "historical requests that touch a hold",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="holdtouch_act")],
                        "constraints": [
                            models.UniqueConstraint(fields=("id", "version"), name="holdtouch_version_once")
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ],
        ),
    ]
