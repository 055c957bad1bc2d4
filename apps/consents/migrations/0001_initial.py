import apps.trail.acts
import apps.trail.guards
import apps.trail.models
import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
from django.db import migrations, models

from apps.consents.partitions import CreatePartitioned
from apps.trail.new_tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cookies", "0001_initial"),
        ("organisation", "0002_language_of_notice_contacts"),
        ("publications", "0002_parts_of_a_brand"),
        ("trail", "0003_ledgers_named_by_uuid"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="EventReceipt",
                    fields=[
                        ("key", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                        ("event", models.UUIDField(editable=False)),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), db_index=True, editable=False
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ConsentPurpose",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "key",
                            models.SlugField(
                                help_text="Names it in the log and never changes.", max_length=40, verbose_name="key"
                            ),
                        ),
                        ("title_en", models.CharField(max_length=120, verbose_name="title, in English")),
                        ("title_nl", models.CharField(max_length=120, verbose_name="title, in Dutch")),
                        (
                            "text_en",
                            models.CharField(max_length=1000, verbose_name="what people are asked, in English"),
                        ),
                        ("text_nl", models.CharField(max_length=1000, verbose_name="what people are asked, in Dutch")),
                        (
                            "edition",
                            models.PositiveSmallIntegerField(
                                default=1, editable=False, verbose_name="edition of the wording"
                            ),
                        ),
                        (
                            "stands_days",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Empty: until it is withdrawn.",
                                null=True,
                                verbose_name="stands, in days",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="is asked now")),
                        (
                            "purpose",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.purpose",
                                verbose_name="purpose of the privacy statement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "purpose of consent",
                        "verbose_name_plural": "purposes of consent",
                        "ordering": ["key"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("key",),
                                name="consents_purpose_key_once",
                                violation_error_message="There is a purpose with this key already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text_en", ""), _negated=True),
                                name="consents_purpose_is_asked_in_words",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="consents_historicalconsentpurpose",
                                name="consents_consentpurpose_has_its_history",
                            ),
                        ],
                    },
                ),
                CreatePartitioned(
                    name="ConsentEvent",
                    fields=[
                        (
                            "moment",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                        ),
                        (
                            "id",
                            models.UUIDField(
                                default=apps.trail.acts.time_ordered_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "edition",
                            models.PositiveSmallIntegerField(
                                editable=False, null=True, verbose_name="edition of the wording"
                            ),
                        ),
                        ("subject", models.UUIDField(editable=False, null=True, verbose_name="subject")),
                        (
                            "granted",
                            models.CharField(blank=True, editable=False, max_length=120, verbose_name="granted"),
                        ),
                        (
                            "refused",
                            models.CharField(blank=True, editable=False, max_length=120, verbose_name="refused"),
                        ),
                        (
                            "action",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "The notice was shown"),
                                    (1, "Accepted all"),
                                    (2, "Refused all"),
                                    (3, "Chose"),
                                    (4, "Withdrew"),
                                    (5, "Taken over"),
                                ],
                                editable=False,
                                verbose_name="action",
                            ),
                        ),
                        (
                            "method",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Banner"),
                                    (1, "Our page of choices"),
                                    (2, "A program of ours"),
                                    (3, "Global Privacy Control"),
                                    (4, "Unsubscribed"),
                                    (5, "Entered by staff"),
                                    (6, "Imported"),
                                ],
                                editable=False,
                                verbose_name="method",
                            ),
                        ),
                        (
                            "surface",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Banner"),
                                    (1, "Preferences"),
                                    (2, "Page"),
                                    (3, "Letter"),
                                    (4, "Telephone"),
                                    (5, "Paper"),
                                    (6, "In place of embedded content"),
                                ],
                                editable=False,
                                verbose_name="asked on",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(blank=True, editable=False, max_length=2, verbose_name="language"),
                        ),
                        (
                            "claimed_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="moment that the client claims"
                            ),
                        ),
                        ("client", models.CharField(blank=True, editable=False, max_length=40, verbose_name="client")),
                        ("page", models.CharField(blank=True, editable=False, max_length=120, verbose_name="page")),
                        (
                            "site",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cookies.site",
                                verbose_name="site",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="publications.publishedversion",
                                verbose_name="version of the notice",
                            ),
                        ),
                        (
                            "purpose",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="consents.consentpurpose",
                                verbose_name="purpose",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "consent event",
                        "verbose_name_plural": "consent events",
                        "ordering": ["-id"],
                        "indexes": [models.Index(fields=["subject", "id"], name="consents_event_of_subject")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("edition", None),
                                        ("purpose", None),
                                        ("site__isnull", False),
                                        ("version__isnull", False),
                                    ),
                                    models.Q(
                                        ("edition__isnull", False),
                                        ("purpose__isnull", False),
                                        ("site", None),
                                        ("version", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="consents_event_is_of_a_version_or_of_a_purpose",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("action", 0), ("granted", ""), ("refused", "")),
                                    models.Q(("action", 0), _negated=True),
                                    _connector="OR",
                                ),
                                name="consents_event_says_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CurrentState",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.UUIDField(editable=False)),
                        ("key", models.CharField(editable=False, max_length=40)),
                        ("is_granted", models.BooleanField(editable=False)),
                        ("was_granted", models.BooleanField(default=False, editable=False)),
                        ("event", models.UUIDField(editable=False)),
                        ("since", models.DateTimeField(editable=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("subject", "key"), name="consents_state_one_of_a_subject_and_key"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalConsentPurpose",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "key",
                            models.SlugField(
                                help_text="Names it in the log and never changes.", max_length=40, verbose_name="key"
                            ),
                        ),
                        ("title_en", models.CharField(max_length=120, verbose_name="title, in English")),
                        ("title_nl", models.CharField(max_length=120, verbose_name="title, in Dutch")),
                        (
                            "text_en",
                            models.CharField(max_length=1000, verbose_name="what people are asked, in English"),
                        ),
                        ("text_nl", models.CharField(max_length=1000, verbose_name="what people are asked, in Dutch")),
                        (
                            "edition",
                            models.PositiveSmallIntegerField(
                                default=1, editable=False, verbose_name="edition of the wording"
                            ),
                        ),
                        (
                            "stands_days",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Empty: until it is withdrawn.",
                                null=True,
                                verbose_name="stands, in days",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="is asked now")),
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
                            "purpose",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.purpose",
                                verbose_name="purpose of the privacy statement",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical purpose of consent",
                        "verbose_name_plural": "historical purposes of consent",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="consentpurpose_act")],
                        "constraints": [
                            models.UniqueConstraint(fields=("id", "version"), name="consentpurpose_version_once")
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
    ]
