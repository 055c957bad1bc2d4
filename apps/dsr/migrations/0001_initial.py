import apps.dsr.models.tickets
import apps.trail.guards
import apps.trail.models
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from apps.trail.new_tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("casework", "0002_staged_tables"),
        ("mailroom", "0006_mail_that_comes_in"),
        ("organisation", "0002_language_of_notice_contacts"),
        ("subprocessors", "0005_objections"),
        ("trail", "0002_log"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="ApiClient",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "name",
                            models.CharField(
                                help_text="Which program it is, and of whom.", max_length=100, verbose_name="name"
                            ),
                        ),
                        ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                        ("added_at", models.DateTimeField(editable=False, verbose_name="added")),
                        ("revoked_at", models.DateTimeField(editable=False, null=True, verbose_name="access taken back")),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.brand",
                                verbose_name="brand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "program with access",
                        "verbose_name_plural": "programs with access",
                        "ordering": ["name", "pk"],
                        "constraints": [
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalapiclient", name="dsr_apiclient_has_its_history"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CannedText",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        (
                            "right",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("access", "Access"),
                                    ("rectification", "Rectification"),
                                    ("erasure", "Erasure"),
                                    ("restriction", "Restriction"),
                                    ("portability", "Portability"),
                                    ("objection", "Objection"),
                                    ("withdraw_consent", "Withdrawal of consent"),
                                    ("automated_decision", "Review of an automated decision"),
                                    ("sale_opt_out", "Opt-out of sale or sharing"),
                                    ("complaint", "Complaint"),
                                    ("dispute", "Dispute"),
                                    ("children", "Deletion of a child’s data"),
                                    ("unclear", "To be clarified"),
                                ],
                                help_text="Empty: whatever is asked.",
                                max_length=30,
                                verbose_name="right",
                            ),
                        ),
                        (
                            "regime",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("gdpr", "GDPR"),
                                    ("uk_gdpr", "UK GDPR"),
                                    ("ccpa", "CCPA (California)"),
                                    ("pdpa", "PDPA (Singapore)"),
                                    ("lgpd", "LGPD (Brazil)"),
                                    ("other", "Another law"),
                                ],
                                help_text="Empty: every law.",
                                max_length=20,
                                verbose_name="law",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("nl", "Dutch")],
                                default="en",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "text",
                            models.TextField(
                                help_text="Filled in from the request: {name}, {reference}, {received_on}, {due_on}, {law}, {rights}.",
                                max_length=8000,
                                verbose_name="text",
                            ),
                        ),
                        (
                            "is_offered",
                            models.BooleanField(
                                default=True, help_text="Untick what is no longer used.", verbose_name="offered"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "canned text",
                        "verbose_name_plural": "canned texts",
                        "ordering": ["name", "language", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("name"),
                                models.F("regime"),
                                models.F("language"),
                                name="dsr_cannedtext_name_once_per_law_and_language",
                                violation_error_message="There is a text of this name for this law and language already.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalcannedtext", name="dsr_cannedtext_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAbsence",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("from_on", models.DateField(verbose_name="first day")),
                        ("until_on", models.DateField(verbose_name="last day")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "deputy",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who stands in",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who is away",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical absence",
                        "verbose_name_plural": "historical absences",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="absence_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="absence_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalApiClient",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "name",
                            models.CharField(
                                help_text="Which program it is, and of whom.", max_length=100, verbose_name="name"
                            ),
                        ),
                        ("token_hash", models.CharField(db_index=True, editable=False, max_length=64)),
                        ("added_at", models.DateTimeField(editable=False, verbose_name="added")),
                        ("revoked_at", models.DateTimeField(editable=False, null=True, verbose_name="access taken back")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.brand",
                                verbose_name="brand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical program with access",
                        "verbose_name_plural": "historical programs with access",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="apiclient_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="apiclient_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCannedText",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        (
                            "right",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("access", "Access"),
                                    ("rectification", "Rectification"),
                                    ("erasure", "Erasure"),
                                    ("restriction", "Restriction"),
                                    ("portability", "Portability"),
                                    ("objection", "Objection"),
                                    ("withdraw_consent", "Withdrawal of consent"),
                                    ("automated_decision", "Review of an automated decision"),
                                    ("sale_opt_out", "Opt-out of sale or sharing"),
                                    ("complaint", "Complaint"),
                                    ("dispute", "Dispute"),
                                    ("children", "Deletion of a child’s data"),
                                    ("unclear", "To be clarified"),
                                ],
                                help_text="Empty: whatever is asked.",
                                max_length=30,
                                verbose_name="right",
                            ),
                        ),
                        (
                            "regime",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("gdpr", "GDPR"),
                                    ("uk_gdpr", "UK GDPR"),
                                    ("ccpa", "CCPA (California)"),
                                    ("pdpa", "PDPA (Singapore)"),
                                    ("lgpd", "LGPD (Brazil)"),
                                    ("other", "Another law"),
                                ],
                                help_text="Empty: every law.",
                                max_length=20,
                                verbose_name="law",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("nl", "Dutch")],
                                default="en",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "is_offered",
                            models.BooleanField(
                                default=True, help_text="Untick what is no longer used.", verbose_name="offered"
                            ),
                        ),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical canned text",
                        "verbose_name_plural": "historical canned texts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="cannedtext_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="cannedtext_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTeam",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        (
                            "takes_disputes",
                            models.BooleanField(
                                default=False,
                                help_text="Disputes go to this team at once (privacy statement 13).",
                                verbose_name="takes disputes",
                            ),
                        ),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty: for all brands.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.brand",
                                verbose_name="brand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical team",
                        "verbose_name_plural": "historical teams",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="team_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="team_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        (
                            "takes_disputes",
                            models.BooleanField(
                                default=False,
                                help_text="Disputes go to this team at once (privacy statement 13).",
                                verbose_name="takes disputes",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty: for all brands.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dsr_teams",
                                to="organisation.brand",
                                verbose_name="brand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "team",
                        "verbose_name_plural": "teams",
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("name"),
                                name="dsr_team_name_once",
                                violation_error_message="There is a team of this name already.",
                            ),
                            apps.trail.guards.HasHistoryRow(history="dsr_historicalteam", name="dsr_team_has_its_history"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalTicket",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("reference", models.CharField(db_index=True, editable=False, max_length=20, verbose_name="reference")),
                        (
                            "public_id",
                            models.CharField(
                                db_index=True, default=apps.dsr.models.tickets.new_public_id, editable=False, max_length=32
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("received", "Received"),
                                    ("verifying", "Identity is being verified"),
                                    ("clarifying", "Waiting for the person"),
                                    ("working", "Being worked on"),
                                    ("answered", "Answered"),
                                    ("closed", "Closed"),
                                    ("forwarded", "Forwarded to the controller"),
                                    ("withdrawn", "Withdrawn by the person"),
                                    ("lapsed", "Lapsed"),
                                    ("merged", "Merged into another"),
                                    ("not_a_request", "Not a request"),
                                ],
                                default="received",
                                editable=False,
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "priority",
                            models.CharField(
                                choices=[("a_children", "Children first"), ("b_high", "High"), ("c_normal", "Normal")],
                                default="c_normal",
                                editable=False,
                                max_length=12,
                                verbose_name="priority",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("customer", "Customer or prospect"),
                                    ("end_user", "End user of a customer"),
                                    ("visitor", "Visitor of a website"),
                                ],
                                max_length=20,
                                verbose_name="who asks",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("nl", "Dutch")],
                                default="en",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "region",
                            models.CharField(
                                blank=True,
                                help_text="ISO 3166-2, without the country: as in CA for California.",
                                max_length=3,
                                verbose_name="region",
                            ),
                        ),
                        ("is_by_representative", models.BooleanField(default=False, verbose_name="asked by a representative")),
                        (
                            "authority",
                            models.CharField(
                                choices=[
                                    ("none_needed", "Acts for themselves"),
                                    ("unchecked", "Not checked"),
                                    ("accepted", "Accepted"),
                                    ("rejected", "Rejected"),
                                ],
                                default="none_needed",
                                editable=False,
                                max_length=20,
                                verbose_name="authority of the representative",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("form", "Web form"),
                                    ("email", "E-mail"),
                                    ("post", "Post"),
                                    ("phone", "Telephone"),
                                    ("api", "Privacy dashboard (API)"),
                                    ("other", "In another way"),
                                ],
                                max_length=20,
                                verbose_name="how it came",
                            ),
                        ),
                        ("received_at", models.DateTimeField(verbose_name="arrived")),
                        ("received_on", models.DateField(editable=False, verbose_name="received on")),
                        ("logged_at", models.DateTimeField(editable=False, verbose_name="logged")),
                        (
                            "email_confirmed_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="address confirmed"),
                        ),
                        (
                            "is_taken_over",
                            models.BooleanField(default=False, editable=False, verbose_name="taken over from before"),
                        ),
                        (
                            "regime",
                            models.CharField(
                                choices=[
                                    ("gdpr", "GDPR"),
                                    ("uk_gdpr", "UK GDPR"),
                                    ("ccpa", "CCPA (California)"),
                                    ("pdpa", "PDPA (Singapore)"),
                                    ("lgpd", "LGPD (Brazil)"),
                                    ("other", "Another law"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="law",
                            ),
                        ),
                        (
                            "our_role",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("controller", "Controller"),
                                    ("processor", "Processor for a customer"),
                                    ("both", "Both"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="our role",
                            ),
                        ),
                        (
                            "identity",
                            models.CharField(
                                choices=[
                                    ("unchecked", "Not checked"),
                                    ("asked", "Asked to prove it"),
                                    ("verified", "Verified"),
                                    ("failed", "Could not be verified"),
                                ],
                                default="unchecked",
                                editable=False,
                                max_length=20,
                                verbose_name="identity",
                            ),
                        ),
                        ("identity_at", models.DateTimeField(editable=False, null=True, verbose_name="identity judged")),
                        (
                            "needs_document",
                            models.BooleanField(
                                default=False,
                                editable=False,
                                help_text="The risk is high.",
                                verbose_name="only a document is proof enough",
                            ),
                        ),
                        ("due_on", models.DateField(editable=False, null=True, verbose_name="due")),
                        ("legal_limit_on", models.DateField(editable=False, null=True, verbose_name="legal limit")),
                        ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="answered")),
                        (
                            "answer_until",
                            models.DateTimeField(editable=False, null=True, verbose_name="files of the answer until"),
                        ),
                        ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="looked after by",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.brand",
                                verbose_name="brand",
                            ),
                        ),
                        (
                            "confirmation",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="mailroom.letter",
                                verbose_name="letter that confirms it",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Where the person lives.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.country",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.customer",
                                verbose_name="customer who is the controller",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="By whose calendar its days are counted.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.office",
                                verbose_name="office",
                            ),
                        ),
                        (
                            "late_team",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.team",
                                verbose_name="where it was late",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.team",
                                verbose_name="team",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical request",
                        "verbose_name_plural": "historical requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="ticket_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="ticket_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTeamMember",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.team",
                                verbose_name="team",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical member of a team",
                        "verbose_name_plural": "historical members of teams",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="teammember_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="teammember_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="TeamMember",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dsr_teams",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="dsr.team",
                                verbose_name="team",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "member of a team",
                        "verbose_name_plural": "members of teams",
                        "ordering": ["team", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("team", "person"),
                                name="dsr_teammember_once",
                                violation_error_message="This person is in the team already.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalteammember", name="dsr_teammember_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ticket",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("reference", models.CharField(editable=False, max_length=20, unique=True, verbose_name="reference")),
                        (
                            "public_id",
                            models.CharField(
                                default=apps.dsr.models.tickets.new_public_id, editable=False, max_length=32, unique=True
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("received", "Received"),
                                    ("verifying", "Identity is being verified"),
                                    ("clarifying", "Waiting for the person"),
                                    ("working", "Being worked on"),
                                    ("answered", "Answered"),
                                    ("closed", "Closed"),
                                    ("forwarded", "Forwarded to the controller"),
                                    ("withdrawn", "Withdrawn by the person"),
                                    ("lapsed", "Lapsed"),
                                    ("merged", "Merged into another"),
                                    ("not_a_request", "Not a request"),
                                ],
                                default="received",
                                editable=False,
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "priority",
                            models.CharField(
                                choices=[("a_children", "Children first"), ("b_high", "High"), ("c_normal", "Normal")],
                                default="c_normal",
                                editable=False,
                                max_length=12,
                                verbose_name="priority",
                            ),
                        ),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("customer", "Customer or prospect"),
                                    ("end_user", "End user of a customer"),
                                    ("visitor", "Visitor of a website"),
                                ],
                                max_length=20,
                                verbose_name="who asks",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                        ("email", models.CharField(blank=True, max_length=254, verbose_name="e-mail address")),
                        ("email_key", models.CharField(blank=True, editable=False, max_length=254)),
                        ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone number")),
                        ("address", models.TextField(blank=True, max_length=1000, verbose_name="postal address")),
                        (
                            "account",
                            models.CharField(
                                blank=True,
                                help_text="By which our systems know the person.",
                                max_length=200,
                                verbose_name="account or number",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("nl", "Dutch")],
                                default="en",
                                max_length=10,
                                verbose_name="language",
                            ),
                        ),
                        (
                            "region",
                            models.CharField(
                                blank=True,
                                help_text="ISO 3166-2, without the country: as in CA for California.",
                                max_length=3,
                                verbose_name="region",
                            ),
                        ),
                        ("is_by_representative", models.BooleanField(default=False, verbose_name="asked by a representative")),
                        ("representative", models.CharField(blank=True, max_length=200, verbose_name="representative")),
                        (
                            "authority",
                            models.CharField(
                                choices=[
                                    ("none_needed", "Acts for themselves"),
                                    ("unchecked", "Not checked"),
                                    ("accepted", "Accepted"),
                                    ("rejected", "Rejected"),
                                ],
                                default="none_needed",
                                editable=False,
                                max_length=20,
                                verbose_name="authority of the representative",
                            ),
                        ),
                        ("words", models.TextField(blank=True, max_length=20000, verbose_name="in the person’s words")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("form", "Web form"),
                                    ("email", "E-mail"),
                                    ("post", "Post"),
                                    ("phone", "Telephone"),
                                    ("api", "Privacy dashboard (API)"),
                                    ("other", "In another way"),
                                ],
                                max_length=20,
                                verbose_name="how it came",
                            ),
                        ),
                        ("received_at", models.DateTimeField(verbose_name="arrived")),
                        ("received_on", models.DateField(editable=False, verbose_name="received on")),
                        ("logged_at", models.DateTimeField(editable=False, verbose_name="logged")),
                        (
                            "email_confirmed_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="address confirmed"),
                        ),
                        (
                            "earlier_reference",
                            models.CharField(
                                blank=True,
                                editable=False,
                                help_text="Before it was taken over.",
                                max_length=100,
                                verbose_name="earlier reference",
                            ),
                        ),
                        (
                            "is_taken_over",
                            models.BooleanField(default=False, editable=False, verbose_name="taken over from before"),
                        ),
                        (
                            "regime",
                            models.CharField(
                                choices=[
                                    ("gdpr", "GDPR"),
                                    ("uk_gdpr", "UK GDPR"),
                                    ("ccpa", "CCPA (California)"),
                                    ("pdpa", "PDPA (Singapore)"),
                                    ("lgpd", "LGPD (Brazil)"),
                                    ("other", "Another law"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="law",
                            ),
                        ),
                        ("regime_reason", models.TextField(blank=True, editable=False, verbose_name="why this law")),
                        (
                            "our_role",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("controller", "Controller"),
                                    ("processor", "Processor for a customer"),
                                    ("both", "Both"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="our role",
                            ),
                        ),
                        (
                            "identity",
                            models.CharField(
                                choices=[
                                    ("unchecked", "Not checked"),
                                    ("asked", "Asked to prove it"),
                                    ("verified", "Verified"),
                                    ("failed", "Could not be verified"),
                                ],
                                default="unchecked",
                                editable=False,
                                max_length=20,
                                verbose_name="identity",
                            ),
                        ),
                        ("identity_at", models.DateTimeField(editable=False, null=True, verbose_name="identity judged")),
                        (
                            "needs_document",
                            models.BooleanField(
                                default=False,
                                editable=False,
                                help_text="The risk is high.",
                                verbose_name="only a document is proof enough",
                            ),
                        ),
                        ("due_on", models.DateField(editable=False, null=True, verbose_name="due")),
                        ("legal_limit_on", models.DateField(editable=False, null=True, verbose_name="legal limit")),
                        ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="answered")),
                        (
                            "answer_until",
                            models.DateTimeField(editable=False, null=True, verbose_name="files of the answer until"),
                        ),
                        ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed")),
                        ("lateness", models.TextField(blank=True, editable=False, verbose_name="why it was late")),
                        ("ending", models.TextField(blank=True, editable=False, verbose_name="why it ended")),
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="looked after by",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="organisation.brand",
                                verbose_name="brand",
                            ),
                        ),
                        (
                            "confirmation",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mailroom.letter",
                                verbose_name="letter that confirms it",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                help_text="Where the person lives.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="organisation.country",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="organisation.customer",
                                verbose_name="customer who is the controller",
                            ),
                        ),
                        (
                            "late_team",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dsr.team",
                                verbose_name="where it was late",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                help_text="By whose calendar its days are counted.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="organisation.office",
                                verbose_name="office",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tickets",
                                to="dsr.team",
                                verbose_name="team",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request",
                        "verbose_name_plural": "requests",
                        "ordering": ["-received_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["-received_at", "-id"], name="dsr_ticket_at"),
                            models.Index(fields=["status", "-received_at", "-id"], name="dsr_ticket_status"),
                            models.Index(fields=["brand", "-received_at", "-id"], name="dsr_ticket_brand"),
                            models.Index(fields=["regime", "-received_at", "-id"], name="dsr_ticket_regime"),
                            models.Index(fields=["channel", "-received_at", "-id"], name="dsr_ticket_channel"),
                            models.Index(fields=["group", "-received_at", "-id"], name="dsr_ticket_group"),
                            models.Index(fields=["priority", "-received_at", "-id"], name="dsr_ticket_priority"),
                            models.Index(fields=["team", "-received_at", "-id"], name="dsr_ticket_team"),
                            models.Index(
                                condition=models.Q(("status__in", ["received", "verifying", "clarifying", "working"])),
                                fields=["priority", "due_on", "id"],
                                name="dsr_ticket_open",
                            ),
                            models.Index(
                                condition=models.Q(("status__in", ["received", "verifying", "clarifying", "working"])),
                                fields=["assignee", "priority", "due_on", "id"],
                                name="dsr_ticket_mine",
                            ),
                            models.Index(fields=["email_key"], name="dsr_ticket_email", opclasses=["varchar_pattern_ops"]),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("earlier_reference", ""), _negated=True),
                                fields=("brand", "earlier_reference"),
                                name="dsr_ticket_taken_over_once",
                                violation_error_message="The request of this earlier reference was taken over already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("group__in", ["customer", "end_user", "visitor"])),
                                name="dsr_ticket_names_a_group",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("logged_at__gte", models.F("received_at"))),
                                name="dsr_ticket_logged_after_it_arrived",
                                violation_error_message="It cannot arrive in the future: look at the moment again.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "closed"), _negated=True),
                                    models.Q(("our_role", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="dsr_ticket_closed_with_a_role",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at", None),
                                        ("status__in", ["received", "verifying", "clarifying", "working", "answered"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("status__in", ["received", "verifying", "clarifying", "working", "answered"]),
                                            _negated=True,
                                        ),
                                        ("closed_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="dsr_ticket_closed_at_a_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status__in", ["answered", "closed"]), _negated=True),
                                    ("answered_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="dsr_ticket_answered_at_a_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status__in", ["received", "verifying", "clarifying", "working"]), _negated=True),
                                    ("due_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="dsr_ticket_open_has_a_due_date",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "forwarded"), _negated=True),
                                    models.Q(("customer__isnull", False), ("our_role__in", ["processor", "both"])),
                                    _connector="OR",
                                ),
                                name="dsr_ticket_forwarded_to_a_controller",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("authority", "none_needed"), ("is_by_representative", False)),
                                    models.Q(
                                        ("is_by_representative", True), models.Q(("authority", "none_needed"), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="dsr_ticket_representative_needs_authority",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("identity__in", ["verified", "failed"]), _negated=True),
                                    ("identity_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="dsr_ticket_identity_judged_at_a_moment",
                            ),
                            apps.trail.guards.HasHistoryRow(history="dsr_historicalticket", name="dsr_ticket_has_its_history"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Filing",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for its confirmation"),
                                    ("confirmed", "Confirmed by the person"),
                                    ("taken_up", "Taken up by hand"),
                                    ("lapsed", "Lapsed"),
                                ],
                                default="waiting",
                                editable=False,
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "rights",
                            models.CharField(
                                editable=False, help_text="With commas.", max_length=300, verbose_name="rights asked for"
                            ),
                        ),
                        (
                            "is_direct_marketing",
                            models.BooleanField(default=False, editable=False, verbose_name="against direct marketing"),
                        ),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("customer", "Customer or prospect"),
                                    ("end_user", "End user of a customer"),
                                    ("visitor", "Visitor of a website"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="who asks",
                            ),
                        ),
                        ("name", models.CharField(blank=True, editable=False, max_length=200, verbose_name="name")),
                        (
                            "representative",
                            models.CharField(blank=True, editable=False, max_length=200, verbose_name="representative"),
                        ),
                        ("email", models.CharField(blank=True, editable=False, max_length=254, verbose_name="e-mail address")),
                        ("email_key", models.CharField(blank=True, editable=False, max_length=254)),
                        (
                            "account",
                            models.CharField(blank=True, editable=False, max_length=200, verbose_name="account or number"),
                        ),
                        ("language", models.CharField(editable=False, max_length=10, verbose_name="language")),
                        ("region", models.CharField(blank=True, editable=False, max_length=3, verbose_name="region")),
                        ("words", models.TextField(blank=True, editable=False, verbose_name="in the person’s words")),
                        ("filed_at", models.DateTimeField(editable=False, verbose_name="filed")),
                        ("filed_from", models.GenericIPAddressField(editable=False, null=True, verbose_name="filed from")),
                        ("ask_after", models.DateTimeField(editable=False, null=True, verbose_name="its letter is due")),
                        ("mailed_at", models.DateTimeField(editable=False, null=True, verbose_name="letter written")),
                        ("confirm_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.brand",
                                verbose_name="brand",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.country",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "ticket",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="filing",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request of the form",
                        "verbose_name_plural": "requests of the form",
                        "ordering": ["-filed_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["-filed_at", "-id"], name="dsr_filing_at"),
                            models.Index(fields=["status", "-filed_at", "-id"], name="dsr_filing_status"),
                            models.Index(
                                condition=models.Q(("ask_after__isnull", False)),
                                fields=["ask_after", "id"],
                                name="dsr_filing_owed",
                            ),
                            models.Index(fields=["email_key"], name="dsr_filing_email"),
                            models.Index(
                                condition=models.Q(("confirm_hash", ""), _negated=True),
                                fields=["confirm_hash"],
                                name="dsr_filing_link",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status__in", ["confirmed", "taken_up"]), ("ticket__isnull", False)),
                                    models.Q(
                                        models.Q(("status__in", ["confirmed", "taken_up"]), _negated=True), ("ticket", None)
                                    ),
                                    _connector="OR",
                                ),
                                name="dsr_filing_became_a_ticket",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("status", "waiting")),
                                    models.Q(
                                        models.Q(("status", "waiting"), _negated=True),
                                        ("ask_after", None),
                                        ("ended_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="dsr_filing_ended_at_a_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "waiting"), _negated=True),
                                    models.Q(("email_key", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="dsr_filing_waits_with_an_address",
                            ),
                            apps.trail.guards.HasHistoryRow(history="dsr_historicalfiling", name="dsr_filing_has_its_history"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalFilingFile",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("file_size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                        ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "filing",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.filing",
                                verbose_name="request of the form",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical file of a request of the form",
                        "verbose_name_plural": "historical files of requests of the form",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="filingfile_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="filingfile_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="FilingFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("file", models.FileField(blank=True, editable=False, upload_to="", verbose_name="file")),
                        ("file_name", models.CharField(blank=True, editable=False, max_length=255, verbose_name="name")),
                        ("file_size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                        ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256")),
                        (
                            "filing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="dsr.filing",
                                verbose_name="request of the form",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "file of a request of the form",
                        "verbose_name_plural": "files of requests of the form",
                        "ordering": ["pk"],
                        "constraints": [
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalfilingfile", name="dsr_filingfile_has_its_history"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdentityCheck",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("code", "Code sent to the e-mail address"),
                                    ("account", "Signed in to their account"),
                                    ("document", "Identity document"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="how",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for the proof"),
                                    ("passed", "It is this person"),
                                    ("failed", "Not proven"),
                                    ("replaced", "Given up"),
                                ],
                                default="open",
                                editable=False,
                                max_length=20,
                                verbose_name="outcome",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(editable=False, null=True, verbose_name="asked")),
                        (
                            "asserted_by",
                            models.CharField(blank=True, editable=False, max_length=200, verbose_name="who says so"),
                        ),
                        ("asserted_at", models.DateTimeField(editable=False, null=True, verbose_name="signed in")),
                        (
                            "is_number_masked",
                            models.BooleanField(default=False, editable=False, verbose_name="number of the document is masked"),
                        ),
                        (
                            "is_photo_masked",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="photo and citizen service number are masked"
                            ),
                        ),
                        ("words", models.TextField(blank=True, editable=False, verbose_name="what was found")),
                        ("judged_at", models.DateTimeField(editable=False, null=True, verbose_name="judged")),
                        (
                            "judged_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="judged by",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mailroom.letter",
                                verbose_name="letter",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="identity_checks",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "identity check",
                        "verbose_name_plural": "identity checks",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("outcome", "open")),
                                fields=("ticket",),
                                name="dsr_identitycheck_one_open_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("judged_at", None), ("outcome", "open")),
                                    models.Q(models.Q(("outcome", "open"), _negated=True), ("judged_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="dsr_identitycheck_judged_at_a_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("method", "document"), ("outcome", "passed"), _negated=True),
                                    models.Q(("is_number_masked", True), ("is_photo_masked", True)),
                                    _connector="OR",
                                ),
                                name="dsr_identitycheck_document_passes_masked",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("method", "account"), ("outcome", "passed"), _negated=True),
                                    ("asserted_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="dsr_identitycheck_account_passes_by_a_sign_in",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalidentitycheck", name="dsr_identitycheck_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "right",
                            models.CharField(
                                choices=[
                                    ("access", "Access"),
                                    ("rectification", "Rectification"),
                                    ("erasure", "Erasure"),
                                    ("restriction", "Restriction"),
                                    ("portability", "Portability"),
                                    ("objection", "Objection"),
                                    ("withdraw_consent", "Withdrawal of consent"),
                                    ("automated_decision", "Review of an automated decision"),
                                    ("sale_opt_out", "Opt-out of sale or sharing"),
                                    ("complaint", "Complaint"),
                                    ("dispute", "Dispute"),
                                    ("children", "Deletion of a child’s data"),
                                    ("unclear", "To be clarified"),
                                ],
                                max_length=30,
                                verbose_name="right",
                            ),
                        ),
                        (
                            "is_direct_marketing",
                            models.BooleanField(
                                default=False,
                                help_text="Cannot be refused (GDPR Art. 21(3)).",
                                verbose_name="against direct marketing",
                            ),
                        ),
                        ("details", models.TextField(blank=True, max_length=5000, verbose_name="what exactly")),
                        ("law", models.CharField(editable=False, max_length=30, verbose_name="clock")),
                        ("due_on", models.DateField(editable=False, verbose_name="due")),
                        ("promised_on", models.DateField(editable=False, verbose_name="promised")),
                        ("legal_limit_on", models.DateField(editable=False, verbose_name="legal limit")),
                        ("notice_by", models.DateField(editable=False, verbose_name="extension to be told by")),
                        (
                            "acknowledge_by",
                            models.DateField(editable=False, null=True, verbose_name="receipt to be confirmed by"),
                        ),
                        ("calendar", models.CharField(blank=True, editable=False, max_length=40, verbose_name="calendar")),
                        ("derivation", models.TextField(blank=True, editable=False, verbose_name="why these dates")),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("granted", "Granted"),
                                    ("in_part", "Granted in part"),
                                    ("refused", "Refused"),
                                    ("nothing_held", "Nothing held"),
                                    ("withdrawn", "Withdrawn by the person"),
                                    ("lapsed", "Lapsed"),
                                    ("elsewhere", "Dealt with elsewhere"),
                                ],
                                default="open",
                                editable=False,
                                max_length=20,
                                verbose_name="decision",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ProcessUnfounded", "Manifestly unfounded"),
                                    ("ProcessExcessive", "Manifestly excessive"),
                                    ("IdentityVerificationFailure", "Identity could not be verified"),
                                    ("ThirdPartyRightsImpaired", "Rights of others would be harmed"),
                                    ("LegalObligationImpaired", "A legal duty to keep the data"),
                                    ("LegalClaimDefenceImpaired", "Needed for a legal claim"),
                                    ("LegitimateInterestOverride", "Compelling legitimate grounds"),
                                    ("FreedomOfExpressionImpaired", "Freedom of expression and information"),
                                    ("ConfidentialityObligationCompromised", "A duty of confidentiality"),
                                    ("LegallyExempted", "Exempt by law"),
                                    ("FulfilmentImpossible", "Cannot be done"),
                                ],
                                editable=False,
                                max_length=60,
                                verbose_name="ground",
                            ),
                        ),
                        ("citation", models.CharField(blank=True, editable=False, max_length=100, verbose_name="Article")),
                        ("duty", models.CharField(blank=True, editable=False, max_length=300, verbose_name="duty to keep")),
                        ("explanation", models.TextField(blank=True, editable=False, verbose_name="answer in words")),
                        ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided")),
                        (
                            "approval",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.approval",
                                verbose_name="approval of a second person",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "right asked for",
                        "verbose_name_plural": "rights asked for",
                        "ordering": ["ticket", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("decision", "open")), fields=["due_on", "id"], name="dsr_item_open"
                            ),
                            models.Index(fields=["right", "ticket"], name="dsr_item_right"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ticket", "right"),
                                name="dsr_item_each_right_once",
                                violation_error_message="This request asks for this right already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decision__in", ["in_part", "refused"]),
                                        models.Q(("ground", ""), _negated=True),
                                        models.Q(("citation", ""), _negated=True),
                                    ),
                                    models.Q(models.Q(("decision__in", ["in_part", "refused"]), _negated=True), ("ground", "")),
                                    _connector="OR",
                                ),
                                name="dsr_item_refused_on_a_ground",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ground", "LegalObligationImpaired"), _negated=True),
                                    models.Q(("duty", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="dsr_item_kept_for_a_named_duty",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("is_direct_marketing", True), ("right", "objection"), _negated=True),
                                    models.Q(("decision__in", ["in_part", "refused"]), _negated=True),
                                    _connector="OR",
                                ),
                                name="dsr_item_direct_marketing_is_never_refused",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decision__in", ["in_part", "refused"]),
                                        ("right__in", ["objection", "restriction"]),
                                        _negated=True,
                                    ),
                                    ("ground__in", ("LegitimateInterestOverride", "LegalClaimDefenceImpaired")),
                                    _connector="OR",
                                ),
                                name="dsr_item_objection_refused_as_promised",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decision__in", ["in_part", "refused"]), ("right", "withdraw_consent"), _negated=True
                                    ),
                                    ("ground__in", ("LegalObligationImpaired",)),
                                    _connector="OR",
                                ),
                                name="dsr_item_withdrawal_kept_from_by_a_duty_alone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_direct_marketing", False), ("right", "objection"), _connector="OR"),
                                name="dsr_item_only_an_objection_is_against_marketing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decision", "refused"), ("right__in", ["erasure", "children"]), _negated=True),
                                    ("approval__isnull", False),
                                    _connector="OR",
                                ),
                                name="dsr_item_erasure_refused_by_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decided_by", None), ("decision", "open")),
                                    models.Q(models.Q(("decision", "open"), _negated=True), ("decided_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="dsr_item_decided_at_a_moment",
                            ),
                            apps.trail.guards.HasHistoryRow(history="dsr_historicalitem", name="dsr_item_has_its_history"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRecipientNotice",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("told", "Told"),
                                    ("impossible", "Not told: it proves impossible"),
                                    ("disproportionate", "Not told: it would be a disproportionate effort"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="outcome",
                            ),
                        ),
                        ("told_on", models.DateField(editable=False, null=True, verbose_name="told on")),
                        ("recorded_at", models.DateTimeField(editable=False, verbose_name="recorded")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="subprocessors.thirdparty",
                                verbose_name="recipient",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.item",
                                verbose_name="right asked for",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical notice to a recipient",
                        "verbose_name_plural": "historical notices to recipients",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="recipientnotice_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="recipientnotice_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProposedRefusal",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("ProcessUnfounded", "Manifestly unfounded"),
                                    ("ProcessExcessive", "Manifestly excessive"),
                                    ("IdentityVerificationFailure", "Identity could not be verified"),
                                    ("ThirdPartyRightsImpaired", "Rights of others would be harmed"),
                                    ("LegalObligationImpaired", "A legal duty to keep the data"),
                                    ("LegalClaimDefenceImpaired", "Needed for a legal claim"),
                                    ("LegitimateInterestOverride", "Compelling legitimate grounds"),
                                    ("FreedomOfExpressionImpaired", "Freedom of expression and information"),
                                    ("ConfidentialityObligationCompromised", "A duty of confidentiality"),
                                    ("LegallyExempted", "Exempt by law"),
                                    ("FulfilmentImpossible", "Cannot be done"),
                                ],
                                editable=False,
                                max_length=60,
                                verbose_name="ground",
                            ),
                        ),
                        ("citation", models.CharField(editable=False, max_length=100, verbose_name="Article")),
                        ("duty", models.CharField(blank=True, editable=False, max_length=300, verbose_name="duty to keep")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
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
                                verbose_name="approval",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.item",
                                verbose_name="right asked for",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical proposed refusal",
                        "verbose_name_plural": "historical proposed refusals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="proposedrefusal_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="proposedrefusal_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ClockEvent",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("moment", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("received", "received"),
                                    ("receipt_corrected", "true day of receipt found"),
                                    ("acknowledged", "acknowledged"),
                                    ("id_requested", "proof of identity asked for"),
                                    ("id_received", "proof of identity received"),
                                    ("clarification_requested", "clarification asked for"),
                                    ("clarification_received", "clarification received"),
                                    ("fee_requested", "a fee asked for"),
                                    ("fee_paid", "the fee paid"),
                                    ("extension_notice_sent", "extension told"),
                                    ("calendar_changed", "calendar changed"),
                                    ("jurisdiction_changed", "law changed"),
                                    ("answered", "answered"),
                                    ("reopened", "reopened"),
                                ],
                                editable=False,
                                max_length=30,
                                verbose_name="what happened",
                            ),
                        ),
                        ("on", models.DateField(editable=False, verbose_name="on")),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ComplexityOfProcess", "The request is complex"),
                                    ("HighVolumeOfProcesses", "There are many requests"),
                                ],
                                editable=False,
                                max_length=40,
                                verbose_name="reason",
                            ),
                        ),
                        (
                            "is_before_take_over",
                            models.BooleanField(default=False, editable=False, verbose_name="before the taking over"),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mailroom.letter",
                                verbose_name="letter",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clock_events",
                                to="dsr.item",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "event of the clock",
                        "verbose_name_plural": "events of the clock",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "received")), fields=("item",), name="dsr_clockevent_received_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "answered")), fields=("item",), name="dsr_clockevent_answered_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "extension_notice_sent")),
                                fields=("item",),
                                name="dsr_clockevent_extended_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "extension_notice_sent"), _negated=True),
                                    ("reason__in", ["ComplexityOfProcess", "HighVolumeOfProcesses"]),
                                    _connector="OR",
                                ),
                                name="dsr_clockevent_extended_on_a_ground",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProposedRefusal",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("ProcessUnfounded", "Manifestly unfounded"),
                                    ("ProcessExcessive", "Manifestly excessive"),
                                    ("IdentityVerificationFailure", "Identity could not be verified"),
                                    ("ThirdPartyRightsImpaired", "Rights of others would be harmed"),
                                    ("LegalObligationImpaired", "A legal duty to keep the data"),
                                    ("LegalClaimDefenceImpaired", "Needed for a legal claim"),
                                    ("LegitimateInterestOverride", "Compelling legitimate grounds"),
                                    ("FreedomOfExpressionImpaired", "Freedom of expression and information"),
                                    ("ConfidentialityObligationCompromised", "A duty of confidentiality"),
                                    ("LegallyExempted", "Exempt by law"),
                                    ("FulfilmentImpossible", "Cannot be done"),
                                ],
                                editable=False,
                                max_length=60,
                                verbose_name="ground",
                            ),
                        ),
                        ("citation", models.CharField(editable=False, max_length=100, verbose_name="Article")),
                        ("duty", models.CharField(blank=True, editable=False, max_length=300, verbose_name="duty to keep")),
                        ("explanation", models.TextField(editable=False, verbose_name="answer in words")),
                        (
                            "approval",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="casework.approval",
                                verbose_name="approval",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposed_refusals",
                                to="dsr.item",
                                verbose_name="right asked for",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "proposed refusal",
                        "verbose_name_plural": "proposed refusals",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("item",),
                                name="dsr_proposedrefusal_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ground", ""), _negated=True), models.Q(("citation", ""), _negated=True)
                                ),
                                name="dsr_proposedrefusal_on_a_ground",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ground", "LegalObligationImpaired"), _negated=True),
                                    models.Q(("duty", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="dsr_proposedrefusal_for_a_named_duty",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalproposedrefusal", name="dsr_proposedrefusal_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecipientNotice",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("told", "Told"),
                                    ("impossible", "Not told: it proves impossible"),
                                    ("disproportionate", "Not told: it would be a disproportionate effort"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="outcome",
                            ),
                        ),
                        ("told_on", models.DateField(editable=False, null=True, verbose_name="told on")),
                        ("words", models.TextField(editable=False, verbose_name="proof, or reason")),
                        ("recorded_at", models.DateTimeField(editable=False, verbose_name="recorded")),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recipient_notices",
                                to="dsr.item",
                                verbose_name="right asked for",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subprocessors.thirdparty",
                                verbose_name="recipient",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notice to a recipient",
                        "verbose_name_plural": "notices to recipients",
                        "ordering": ["item", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("item", "recipient"),
                                name="dsr_recipientnotice_each_recipient_once",
                                violation_error_message="This recipient is on record already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "told"), ("told_on__isnull", False)),
                                    models.Q(models.Q(("outcome", "told"), _negated=True), ("told_on", None)),
                                    _connector="OR",
                                ),
                                name="dsr_recipientnotice_told_on_a_day",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalrecipientnotice", name="dsr_recipientnotice_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("details", models.TextField(blank=True, max_length=4000, verbose_name="what is to be done")),
                        ("due_on", models.DateField(verbose_name="due")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "To do"),
                                    ("done", "Done"),
                                    ("nil", "Nothing found"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="open",
                                editable=False,
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        ("answer", models.TextField(blank=True, editable=False, verbose_name="answer")),
                        ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        ("chased_on", models.DateField(editable=False, null=True, verbose_name="last reminder")),
                        ("chased", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="reminders")),
                        (
                            "ended_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="ended by",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dsr_tasks",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who does it",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dsr_tasks",
                                to="organisation.system",
                                verbose_name="system",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "task",
                        "verbose_name_plural": "tasks",
                        "ordering": ["due_on", "pk"],
                        "indexes": [
                            models.Index(fields=["due_on", "id"], name="dsr_task_all"),
                            models.Index(condition=models.Q(("status", "open")), fields=["due_on", "id"], name="dsr_task_due"),
                            models.Index(
                                condition=models.Q(("status", "open")), fields=["owner", "due_on", "id"], name="dsr_task_mine"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "cancelled"), _negated=True),
                                fields=("ticket", "system"),
                                name="dsr_task_each_system_once",
                                violation_error_message="This system is searched for this request already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("status", "open")),
                                    models.Q(models.Q(("status", "open"), _negated=True), ("ended_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="dsr_task_ended_at_a_moment",
                            ),
                            apps.trail.guards.HasHistoryRow(history="dsr_historicaltask", name="dsr_task_has_its_history"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PageSession",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("code_hash", models.CharField(editable=False, max_length=64)),
                        ("code_until", models.DateTimeField(editable=False)),
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        ("session_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        ("session_until", models.DateTimeField(editable=False, null=True)),
                        ("made_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                        (
                            "ticket",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="page_sessions",
                                to="dsr.ticket",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["session_hash"], name="dsr_pagesession_by_hash")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("attempts__lte", 5)), name="dsr_pagesession_attempts_are_limited"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("session_hash", ""), ("session_until", None)),
                                    models.Q(models.Q(("session_hash", ""), _negated=True), ("session_until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="dsr_pagesession_stands_until_a_moment",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdentityDocument",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("file", models.FileField(blank=True, editable=False, upload_to="", verbose_name="file")),
                        ("file_name", models.CharField(blank=True, editable=False, max_length=255, verbose_name="name")),
                        ("file_size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                        ("added_at", models.DateTimeField(editable=False, verbose_name="handed in")),
                        ("destroy_at", models.DateTimeField(editable=False, verbose_name="to be destroyed")),
                        ("destroyed_at", models.DateTimeField(editable=False, null=True, verbose_name="destroyed")),
                        (
                            "identity_check",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="dsr.identitycheck",
                                verbose_name="identity check",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="identity_documents",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "identity document",
                        "verbose_name_plural": "identity documents",
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("destroyed_at", None)),
                                fields=["destroy_at", "id"],
                                name="dsr_identitydocument_due",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("destroyed_at", None), models.Q(("file", ""), ("file_name", "")), _connector="OR"
                                ),
                                name="dsr_identitydocument_destroyed_is_empty",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalidentitydocument", name="dsr_identitydocument_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdentityCode",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("digest", models.BinaryField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                        ("expires_at", models.DateTimeField(editable=False)),
                        (
                            "identity_check",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="dsr.identitycheck",
                            ),
                        ),
                        (
                            "ticket",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="identity_code",
                                to="dsr.ticket",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HistoricalTicketLink",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("duplicate", "Duplicate of"),
                                    ("appeal", "Appeal against"),
                                    ("reopening", "Reopening of"),
                                    ("related", "Related to"),
                                ],
                                max_length=20,
                                verbose_name="how",
                            ),
                        ),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.ticket",
                                verbose_name="other request",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical link between requests",
                        "verbose_name_plural": "historical links between requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="ticketlink_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="ticketlink_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTask",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("due_on", models.DateField(verbose_name="due")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("open", "To do"),
                                    ("done", "Done"),
                                    ("nil", "Nothing found"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="open",
                                editable=False,
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        ("chased_on", models.DateField(editable=False, null=True, verbose_name="last reminder")),
                        ("chased", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="reminders")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="ended by",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who does it",
                            ),
                        ),
                        (
                            "system",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.system",
                                verbose_name="system",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical task",
                        "verbose_name_plural": "historical tasks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="task_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="task_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalItem",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "right",
                            models.CharField(
                                choices=[
                                    ("access", "Access"),
                                    ("rectification", "Rectification"),
                                    ("erasure", "Erasure"),
                                    ("restriction", "Restriction"),
                                    ("portability", "Portability"),
                                    ("objection", "Objection"),
                                    ("withdraw_consent", "Withdrawal of consent"),
                                    ("automated_decision", "Review of an automated decision"),
                                    ("sale_opt_out", "Opt-out of sale or sharing"),
                                    ("complaint", "Complaint"),
                                    ("dispute", "Dispute"),
                                    ("children", "Deletion of a child’s data"),
                                    ("unclear", "To be clarified"),
                                ],
                                max_length=30,
                                verbose_name="right",
                            ),
                        ),
                        (
                            "is_direct_marketing",
                            models.BooleanField(
                                default=False,
                                help_text="Cannot be refused (GDPR Art. 21(3)).",
                                verbose_name="against direct marketing",
                            ),
                        ),
                        ("law", models.CharField(editable=False, max_length=30, verbose_name="clock")),
                        ("due_on", models.DateField(editable=False, verbose_name="due")),
                        ("promised_on", models.DateField(editable=False, verbose_name="promised")),
                        ("legal_limit_on", models.DateField(editable=False, verbose_name="legal limit")),
                        ("notice_by", models.DateField(editable=False, verbose_name="extension to be told by")),
                        (
                            "acknowledge_by",
                            models.DateField(editable=False, null=True, verbose_name="receipt to be confirmed by"),
                        ),
                        ("calendar", models.CharField(blank=True, editable=False, max_length=40, verbose_name="calendar")),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("granted", "Granted"),
                                    ("in_part", "Granted in part"),
                                    ("refused", "Refused"),
                                    ("nothing_held", "Nothing held"),
                                    ("withdrawn", "Withdrawn by the person"),
                                    ("lapsed", "Lapsed"),
                                    ("elsewhere", "Dealt with elsewhere"),
                                ],
                                default="open",
                                editable=False,
                                max_length=20,
                                verbose_name="decision",
                            ),
                        ),
                        (
                            "ground",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("ProcessUnfounded", "Manifestly unfounded"),
                                    ("ProcessExcessive", "Manifestly excessive"),
                                    ("IdentityVerificationFailure", "Identity could not be verified"),
                                    ("ThirdPartyRightsImpaired", "Rights of others would be harmed"),
                                    ("LegalObligationImpaired", "A legal duty to keep the data"),
                                    ("LegalClaimDefenceImpaired", "Needed for a legal claim"),
                                    ("LegitimateInterestOverride", "Compelling legitimate grounds"),
                                    ("FreedomOfExpressionImpaired", "Freedom of expression and information"),
                                    ("ConfidentialityObligationCompromised", "A duty of confidentiality"),
                                    ("LegallyExempted", "Exempt by law"),
                                    ("FulfilmentImpossible", "Cannot be done"),
                                ],
                                editable=False,
                                max_length=60,
                                verbose_name="ground",
                            ),
                        ),
                        ("citation", models.CharField(blank=True, editable=False, max_length=100, verbose_name="Article")),
                        ("duty", models.CharField(blank=True, editable=False, max_length=300, verbose_name="duty to keep")),
                        ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
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
                                verbose_name="approval of a second person",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="decided by",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical right asked for",
                        "verbose_name_plural": "historical rights asked for",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="item_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="item_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalIdentityDocument",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("file_size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                        ("added_at", models.DateTimeField(editable=False, verbose_name="handed in")),
                        ("destroy_at", models.DateTimeField(editable=False, verbose_name="to be destroyed")),
                        ("destroyed_at", models.DateTimeField(editable=False, null=True, verbose_name="destroyed")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "identity_check",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.identitycheck",
                                verbose_name="identity check",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical identity document",
                        "verbose_name_plural": "historical identity documents",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="identitydocument_act")],
                        "constraints": [
                            models.UniqueConstraint(fields=("id", "version"), name="identitydocument_version_once")
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalIdentityCheck",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("code", "Code sent to the e-mail address"),
                                    ("account", "Signed in to their account"),
                                    ("document", "Identity document"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="how",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for the proof"),
                                    ("passed", "It is this person"),
                                    ("failed", "Not proven"),
                                    ("replaced", "Given up"),
                                ],
                                default="open",
                                editable=False,
                                max_length=20,
                                verbose_name="outcome",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(editable=False, null=True, verbose_name="asked")),
                        ("asserted_at", models.DateTimeField(editable=False, null=True, verbose_name="signed in")),
                        (
                            "is_number_masked",
                            models.BooleanField(default=False, editable=False, verbose_name="number of the document is masked"),
                        ),
                        (
                            "is_photo_masked",
                            models.BooleanField(
                                default=False, editable=False, verbose_name="photo and citizen service number are masked"
                            ),
                        ),
                        ("judged_at", models.DateTimeField(editable=False, null=True, verbose_name="judged")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "judged_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="judged by",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="mailroom.letter",
                                verbose_name="letter",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical identity check",
                        "verbose_name_plural": "historical identity checks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="identitycheck_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="identitycheck_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalFiling",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for its confirmation"),
                                    ("confirmed", "Confirmed by the person"),
                                    ("taken_up", "Taken up by hand"),
                                    ("lapsed", "Lapsed"),
                                ],
                                default="waiting",
                                editable=False,
                                max_length=20,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "rights",
                            models.CharField(
                                editable=False, help_text="With commas.", max_length=300, verbose_name="rights asked for"
                            ),
                        ),
                        (
                            "is_direct_marketing",
                            models.BooleanField(default=False, editable=False, verbose_name="against direct marketing"),
                        ),
                        (
                            "group",
                            models.CharField(
                                choices=[
                                    ("customer", "Customer or prospect"),
                                    ("end_user", "End user of a customer"),
                                    ("visitor", "Visitor of a website"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="who asks",
                            ),
                        ),
                        ("language", models.CharField(editable=False, max_length=10, verbose_name="language")),
                        ("region", models.CharField(blank=True, editable=False, max_length=3, verbose_name="region")),
                        ("filed_at", models.DateTimeField(editable=False, verbose_name="filed")),
                        ("ask_after", models.DateTimeField(editable=False, null=True, verbose_name="its letter is due")),
                        ("mailed_at", models.DateTimeField(editable=False, null=True, verbose_name="letter written")),
                        ("confirm_hash", models.CharField(blank=True, editable=False, max_length=64)),
                        ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.brand",
                                verbose_name="brand",
                            ),
                        ),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.country",
                                verbose_name="country",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical request of the form",
                        "verbose_name_plural": "historical requests of the form",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="filing_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="filing_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEntry",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("incoming", "From the person"),
                                    ("outgoing", "To the person"),
                                    ("note", "Internal note"),
                                    ("assistance", "Assistance to the controller"),
                                    ("event", "What happened"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("form", "Web form"),
                                    ("email", "E-mail"),
                                    ("post", "Post"),
                                    ("phone", "Telephone"),
                                    ("api", "Privacy dashboard (API)"),
                                    ("other", "In another way"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="how it came or went",
                            ),
                        ),
                        ("at", models.DateTimeField(editable=False, verbose_name="when")),
                        (
                            "is_from_stranger",
                            models.BooleanField(default=False, editable=False, verbose_name="from somebody else"),
                        ),
                        ("is_unread", models.BooleanField(default=False, editable=False, verbose_name="not read yet")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who wrote it",
                            ),
                        ),
                        (
                            "inbound",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="mailroom.inboundmessage",
                                verbose_name="mail that it came as",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="mailroom.letter",
                                verbose_name="letter",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.ticket",
                                verbose_name="ticket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical entry",
                        "verbose_name_plural": "historical correspondence and notes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="entry_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="entry_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAnswerReview",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("files_hash", models.CharField(editable=False, max_length=64)),
                        ("reviewed_at", models.DateTimeField(editable=False, verbose_name="looked through")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="looked through by",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical review of an answer",
                        "verbose_name_plural": "historical reviews of answers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="answerreview_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="answerreview_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("incoming", "From the person"),
                                    ("outgoing", "To the person"),
                                    ("note", "Internal note"),
                                    ("assistance", "Assistance to the controller"),
                                    ("event", "What happened"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("form", "Web form"),
                                    ("email", "E-mail"),
                                    ("post", "Post"),
                                    ("phone", "Telephone"),
                                    ("api", "Privacy dashboard (API)"),
                                    ("other", "In another way"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="how it came or went",
                            ),
                        ),
                        ("at", models.DateTimeField(editable=False, verbose_name="when")),
                        ("sender", models.CharField(blank=True, editable=False, max_length=320, verbose_name="from")),
                        ("subject", models.CharField(blank=True, editable=False, max_length=255, verbose_name="subject")),
                        ("text", models.TextField(blank=True, editable=False, verbose_name="text")),
                        (
                            "is_from_stranger",
                            models.BooleanField(default=False, editable=False, verbose_name="from somebody else"),
                        ),
                        ("is_unread", models.BooleanField(default=False, editable=False, verbose_name="not read yet")),
                        (
                            "author",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who wrote it",
                            ),
                        ),
                        (
                            "inbound",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mailroom.inboundmessage",
                                verbose_name="mail that it came as",
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="mailroom.letter",
                                verbose_name="letter",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="dsr.ticket",
                                verbose_name="ticket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "entry",
                        "verbose_name_plural": "correspondence and notes",
                        "ordering": ["at", "pk"],
                        "indexes": [models.Index(fields=["ticket", "at", "id"], name="dsr_entry_story")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "note"), _negated=True), ("author__isnull", False), _connector="OR"
                                ),
                                name="dsr_entry_note_has_an_author",
                            ),
                            apps.trail.guards.HasHistoryRow(history="dsr_historicalentry", name="dsr_entry_has_its_history"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiCall",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("key", models.CharField(editable=False, max_length=200)),
                        ("body_mac", models.BinaryField(max_length=32)),
                        ("answer", models.JSONField(editable=False)),
                        ("answered_at", models.DateTimeField(editable=False)),
                        (
                            "client",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="calls",
                                to="dsr.apiclient",
                            ),
                        ),
                        (
                            "ticket",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="call",
                                to="dsr.ticket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "answer to a program",
                        "verbose_name_plural": "answers to programs",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["client", "-answered_at"], name="dsr_apicall_latest")],
                        "constraints": [
                            models.UniqueConstraint(fields=("client", "key"), name="dsr_apicall_key_once_per_client")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AnswerReview",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("files_hash", models.CharField(editable=False, max_length=64)),
                        ("words", models.TextField(editable=False, verbose_name="what was found")),
                        ("reviewed_at", models.DateTimeField(editable=False, verbose_name="looked through")),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="looked through by",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answer_reviews",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "review of an answer",
                        "verbose_name_plural": "reviews of answers",
                        "ordering": ["pk"],
                        "constraints": [
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalanswerreview", name="dsr_answerreview_has_its_history"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TicketFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("received", "From the person"),
                                    ("scan", "Scan"),
                                    ("found", "Found in a system"),
                                    ("answer", "For the answer"),
                                    ("authority", "Proof of authority"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="for",
                            ),
                        ),
                        ("file", models.FileField(blank=True, editable=False, upload_to="", verbose_name="file")),
                        ("file_name", models.CharField(blank=True, editable=False, max_length=255, verbose_name="name")),
                        ("file_size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                        ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256")),
                        ("added_at", models.DateTimeField(editable=False, verbose_name="added")),
                        (
                            "added_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="added by",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="dsr.entry",
                                verbose_name="entry",
                            ),
                        ),
                        (
                            "redacted_of",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="redacted",
                                to="dsr.ticketfile",
                                verbose_name="redacted copy of",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="dsr.ticket",
                                verbose_name="ticket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "file of a ticket",
                        "verbose_name_plural": "files of tickets",
                        "ordering": ["pk"],
                        "constraints": [
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalticketfile", name="dsr_ticketfile_has_its_history"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalTicketFile",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("received", "From the person"),
                                    ("scan", "Scan"),
                                    ("found", "Found in a system"),
                                    ("answer", "For the answer"),
                                    ("authority", "Proof of authority"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="for",
                            ),
                        ),
                        ("file_size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                        ("sha256", models.CharField(blank=True, editable=False, max_length=64, verbose_name="SHA-256")),
                        ("added_at", models.DateTimeField(editable=False, verbose_name="added")),
                        ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField()),
                        ("history_change_reason", models.TextField(null=True)),
                        (
                            "history_type",
                            models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                        ),
                        ("key_name", models.CharField(max_length=64)),
                        ("sealed", models.BinaryField()),
                        ("covers", models.CharField(max_length=2000)),
                        (
                            "act",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="trail.act"
                            ),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="added by",
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.entry",
                                verbose_name="entry",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.ticket",
                                verbose_name="ticket",
                            ),
                        ),
                        (
                            "redacted_of",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="dsr.ticketfile",
                                verbose_name="redacted copy of",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical file of a ticket",
                        "verbose_name_plural": "historical files of tickets",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="ticketfile_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="ticketfile_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Download",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("moment", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                        ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                        (
                            "file",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="downloads",
                                to="dsr.ticketfile",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "download",
                        "verbose_name_plural": "downloads",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="TicketLink",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("duplicate", "Duplicate of"),
                                    ("appeal", "Appeal against"),
                                    ("reopening", "Reopening of"),
                                    ("related", "Related to"),
                                ],
                                max_length=20,
                                verbose_name="how",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="linked_from",
                                to="dsr.ticket",
                                verbose_name="other request",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links",
                                to="dsr.ticket",
                                verbose_name="request",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "link between requests",
                        "verbose_name_plural": "links between requests",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("ticket", "other"),
                                name="dsr_ticketlink_once",
                                violation_error_message="These requests are linked already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ticket", models.F("other")), _negated=True),
                                name="dsr_ticketlink_to_another",
                                violation_error_message="Choose another request: this is the same one.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalticketlink", name="dsr_ticketlink_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Viewing",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("seen_at", models.DateTimeField(editable=False)),
                        (
                            "person",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                db_index=False,
                                editable=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="viewings",
                                to="dsr.ticket",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "look at a request",
                        "verbose_name_plural": "looks at requests",
                        "indexes": [models.Index(fields=["seen_at"], name="dsr_viewing_seen")],
                        "constraints": [models.UniqueConstraint(fields=("ticket", "person"), name="dsr_viewing_once_a_person")],
                    },
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("from_on", models.DateField(verbose_name="first day")),
                        ("until_on", models.DateField(verbose_name="last day")),
                        (
                            "deputy",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who stands in",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dsr_absences",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who is away",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "absence",
                        "verbose_name_plural": "absences",
                        "ordering": ["-from_on", "-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until_on__gte", models.F("from_on"))),
                                name="dsr_absence_ends_after_its_start",
                                violation_error_message="The last day is before the first: look at both dates.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("deputy", models.F("person")), _negated=True),
                                name="dsr_absence_deputy_is_somebody_else",
                                violation_error_message="Nobody stands in for themselves: choose somebody else.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="dsr_historicalabsence", name="dsr_absence_has_its_history"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
