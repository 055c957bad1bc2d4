import apps.disclosures.models.unguessable
import apps.trail.guards
import apps.trail.models
import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from apps.trail.new_tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("casework", "0003_access_ledger"),
        ("mailroom", "0007_order_by_time"),
        ("organisation", "0002_language_of_notice_contacts"),
        ("publications", "0001_initial"),
        ("trail", "0002_log"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Authority",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("unit", models.CharField(blank=True, max_length=200, verbose_name="unit")),
                        (
                            "body",
                            models.CharField(
                                choices=[
                                    ("police", "Police"),
                                    ("prosecutor", "Prosecutor"),
                                    ("judge", "Judge"),
                                    ("court", "Court"),
                                    ("intelligence", "Intelligence service"),
                                    ("tax", "Tax authority"),
                                    ("regulator", "Regulator"),
                                    ("customs", "Customs"),
                                    ("consumer", "Consumer authority"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "source",
                            models.URLField(
                                blank=True,
                                help_text="Where we found it ourselves: a register or a site of the state.",
                                verbose_name="source",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "country",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.country",
                                verbose_name="country",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "authority",
                        "verbose_name_plural": "authorities",
                        "ordering": ["name", "unit", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("country"),
                                django.db.models.functions.text.Lower("name"),
                                django.db.models.functions.text.Lower("unit"),
                                name="disclosures_authority_once_per_country",
                                violation_error_message="The directory has this authority already.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicalauthority", name="disclosures_authority_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AuthorityContact",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("phone", "Telephone"), ("email", "E-mail"), ("portal", "Portal"), ("post", "Post")],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("value", models.CharField(max_length=254, verbose_name="number or address")),
                        (
                            "source",
                            models.CharField(
                                help_text="Never the letter that is to be verified.",
                                max_length=300,
                                verbose_name="where we found it",
                            ),
                        ),
                        ("verified_on", models.DateField(verbose_name="verified on")),
                        (
                            "authority",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contacts",
                                to="disclosures.authority",
                                verbose_name="authority",
                            ),
                        ),
                        (
                            "verified_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "contact of an authority",
                        "verbose_name_plural": "contacts of authorities",
                        "ordering": ["authority", "kind", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None), models.Q(("value", ""), _negated=True)),
                                fields=("authority", "kind", "value"),
                                name="disclosures_authoritycontact_once",
                                violation_error_message="The directory has this contact already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("source", ""), _negated=True),
                                name="disclosures_authoritycontact_found_somewhere",
                                violation_error_message="Say where we found it ourselves.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicalauthoritycontact",
                                name="disclosures_authoritycontact_has_its_history",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAuthority",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        ("unit", models.CharField(blank=True, max_length=200, verbose_name="unit")),
                        (
                            "body",
                            models.CharField(
                                choices=[
                                    ("police", "Police"),
                                    ("prosecutor", "Prosecutor"),
                                    ("judge", "Judge"),
                                    ("court", "Court"),
                                    ("intelligence", "Intelligence service"),
                                    ("tax", "Tax authority"),
                                    ("regulator", "Regulator"),
                                    ("customs", "Customs"),
                                    ("consumer", "Consumer authority"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "source",
                            models.URLField(
                                blank=True,
                                help_text="Where we found it ourselves: a register or a site of the state.",
                                verbose_name="source",
                            ),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                            "country",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.country",
                                verbose_name="country",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical authority",
                        "verbose_name_plural": "historical authorities",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="authority_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="authority_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAuthorityContact",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "kind",
                            models.CharField(
                                choices=[("phone", "Telephone"), ("email", "E-mail"), ("portal", "Portal"), ("post", "Post")],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                help_text="Never the letter that is to be verified.",
                                max_length=300,
                                verbose_name="where we found it",
                            ),
                        ),
                        ("verified_on", models.DateField(verbose_name="verified on")),
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
                            "authority",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.authority",
                                verbose_name="authority",
                            ),
                        ),
                        (
                            "verified_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical contact of an authority",
                        "verbose_name_plural": "historical contacts of authorities",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="authoritycontact_act")],
                        "constraints": [
                            models.UniqueConstraint(fields=("id", "version"), name="authoritycontact_version_once")
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalLegalBasis",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("citation", models.CharField(max_length=200, verbose_name="citation")),
                        (
                            "family",
                            models.CharField(
                                choices=[
                                    ("subpoena", "Subpoena"),
                                    ("civil_subpoena", "Civil subpoena"),
                                    ("court_order", "Court order"),
                                    ("search_warrant", "Search warrant"),
                                    ("interception", "Interception or collection of future data"),
                                    ("national_security", "National security"),
                                    ("production_order", "Production order"),
                                    ("preservation", "Preservation"),
                                    ("emergency", "Emergency"),
                                    ("cross_border", "Cross-border request"),
                                    ("information_order", "Order to give information or to act (DSA)"),
                                    ("informal", "Informal request"),
                                    ("private_party", "Private party"),
                                    ("regulatory", "Request of a data protection authority"),
                                ],
                                max_length=20,
                                verbose_name="instrument",
                            ),
                        ),
                        ("allows", models.CharField(blank=True, max_length=120, verbose_name="reaches")),
                        ("issuers", models.CharField(blank=True, max_length=200, verbose_name="issued by")),
                        (
                            "secrecy",
                            models.CharField(
                                blank=True, help_text="The article.", max_length=200, verbose_name="silence by statute"
                            ),
                        ),
                        (
                            "tells_by_itself",
                            models.BooleanField(
                                default=False,
                                help_text="We keep order and data confidential, and the authority informs (Regulation 2023/1543 Art. 13).",
                                verbose_name="the authority tells the person",
                            ),
                        ),
                        ("clock", models.CharField(blank=True, max_length=40, verbose_name="clock")),
                        (
                            "is_order",
                            models.BooleanField(
                                default=True, help_text="Enforceable; a mere letter is none.", verbose_name="is an order"
                            ),
                        ),
                        (
                            "is_counted",
                            models.BooleanField(
                                default=True,
                                help_text="Automated queries of a closed system do not.",
                                verbose_name="counts in the report",
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="in force until")),
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
                            "country",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Empty for law of the European Union and of treaties.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.country",
                                verbose_name="country",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical legal basis",
                        "verbose_name_plural": "historical legal bases",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="legalbasis_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="legalbasis_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="LegalBasis",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("code", models.SlugField(max_length=40, verbose_name="code")),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("citation", models.CharField(max_length=200, verbose_name="citation")),
                        (
                            "family",
                            models.CharField(
                                choices=[
                                    ("subpoena", "Subpoena"),
                                    ("civil_subpoena", "Civil subpoena"),
                                    ("court_order", "Court order"),
                                    ("search_warrant", "Search warrant"),
                                    ("interception", "Interception or collection of future data"),
                                    ("national_security", "National security"),
                                    ("production_order", "Production order"),
                                    ("preservation", "Preservation"),
                                    ("emergency", "Emergency"),
                                    ("cross_border", "Cross-border request"),
                                    ("information_order", "Order to give information or to act (DSA)"),
                                    ("informal", "Informal request"),
                                    ("private_party", "Private party"),
                                    ("regulatory", "Request of a data protection authority"),
                                ],
                                max_length=20,
                                verbose_name="instrument",
                            ),
                        ),
                        ("allows", models.CharField(blank=True, max_length=120, verbose_name="reaches")),
                        ("issuers", models.CharField(blank=True, max_length=200, verbose_name="issued by")),
                        (
                            "secrecy",
                            models.CharField(
                                blank=True, help_text="The article.", max_length=200, verbose_name="silence by statute"
                            ),
                        ),
                        (
                            "tells_by_itself",
                            models.BooleanField(
                                default=False,
                                help_text="We keep order and data confidential, and the authority informs (Regulation 2023/1543 Art. 13).",
                                verbose_name="the authority tells the person",
                            ),
                        ),
                        ("clock", models.CharField(blank=True, max_length=40, verbose_name="clock")),
                        (
                            "is_order",
                            models.BooleanField(
                                default=True, help_text="Enforceable; a mere letter is none.", verbose_name="is an order"
                            ),
                        ),
                        (
                            "is_counted",
                            models.BooleanField(
                                default=True,
                                help_text="Automated queries of a closed system do not.",
                                verbose_name="counts in the report",
                            ),
                        ),
                        ("valid_from", models.DateField(blank=True, null=True, verbose_name="in force from")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="in force until")),
                        (
                            "country",
                            models.ForeignKey(
                                blank=True,
                                help_text="Empty for law of the European Union and of treaties.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.country",
                                verbose_name="country",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "legal basis",
                        "verbose_name_plural": "legal bases",
                        "ordering": ["country", "code"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("code", "valid_from"),
                                name="disclosures_legalbasis_once_a_day",
                                violation_error_message="This basis is on record from this day already.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_from", None)),
                                fields=("code",),
                                name="disclosures_legalbasis_once_from_ever",
                                violation_error_message="This basis is on record already: give the day from which this one is in force.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_from", None),
                                    ("valid_until", None),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="disclosures_legalbasis_ends_after_it_begins",
                                violation_error_message="It cannot end before it begins: look at both dates.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicallegalbasis", name="disclosures_legalbasis_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Demand",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                default=apps.disclosures.models.unguessable.new_reference,
                                editable=False,
                                max_length=15,
                                unique=True,
                                verbose_name="reference",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("received", "Received"),
                                    ("in_review", "In review"),
                                    ("decided", "Decided"),
                                    ("released", "Released"),
                                    ("closed", "Closed"),
                                ],
                                default="received",
                                editable=False,
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("is_secret", models.BooleanField(default=True, editable=False, verbose_name="under secrecy")),
                        (
                            "urgency",
                            models.CharField(
                                choices=[
                                    ("normal", "Normal"),
                                    ("urgent", "Urgent"),
                                    ("emergency", "Emergency: danger to life or of serious injury"),
                                ],
                                default="normal",
                                max_length=12,
                                verbose_name="urgency",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("portal", "Portal"),
                                    ("email", "E-mail"),
                                    ("post", "Post"),
                                    ("bailiff", "Bailiff"),
                                    ("phone", "Telephone"),
                                    ("decentralised_it", "Decentralised IT system (e-Evidence)"),
                                ],
                                max_length=20,
                                verbose_name="how it came",
                            ),
                        ),
                        ("received_at", models.DateTimeField(verbose_name="served")),
                        ("received_on", models.DateField(editable=False, verbose_name="served on")),
                        ("logged_at", models.DateTimeField(editable=False, verbose_name="logged")),
                        ("service_proof", models.CharField(blank=True, max_length=300, verbose_name="proof of service")),
                        ("their_reference", models.CharField(blank=True, max_length=100, verbose_name="their reference")),
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
                            "language",
                            models.CharField(
                                default="en", help_text="As in en, nl, de.", max_length=10, verbose_name="language"
                            ),
                        ),
                        ("translation", models.TextField(blank=True, max_length=20000, verbose_name="translation")),
                        ("summary", models.TextField(blank=True, max_length=20000, verbose_name="what is asked")),
                        ("officer", models.CharField(blank=True, max_length=200, verbose_name="officer")),
                        ("officer_badge", models.CharField(blank=True, max_length=60, verbose_name="badge or number")),
                        (
                            "officer_email",
                            models.CharField(blank=True, max_length=254, verbose_name="e-mail address of the officer"),
                        ),
                        (
                            "verification",
                            models.CharField(
                                choices=[
                                    ("open", "Not verified yet"),
                                    ("verified", "Verified"),
                                    ("failed", "Not who they say"),
                                    ("unverifiable", "Cannot be verified"),
                                ],
                                default="open",
                                editable=False,
                                max_length=12,
                                verbose_name="sender",
                            ),
                        ),
                        ("verified_at", models.DateTimeField(editable=False, null=True, verbose_name="sender judged")),
                        (
                            "verification_words",
                            models.TextField(blank=True, editable=False, verbose_name="how the sender was verified"),
                        ),
                        (
                            "is_notified",
                            models.BooleanField(
                                default=False,
                                help_text="Regulation 2023/1543 Art. 8: nothing leaves before the period ends, or before it agrees.",
                                verbose_name="the enforcing authority was notified",
                            ),
                        ),
                        (
                            "enforcing_agreed_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="the enforcing authority agreed"),
                        ),
                        ("asks_silence", models.BooleanField(default=False, verbose_name="asks us to keep silent")),
                        (
                            "silence_ground",
                            models.CharField(
                                blank=True,
                                help_text="The article or the order.",
                                max_length=300,
                                verbose_name="ground that it cites for silence",
                            ),
                        ),
                        ("categories", models.CharField(blank=True, max_length=120, verbose_name="categories asked")),
                        ("period_from", models.DateTimeField(blank=True, null=True, verbose_name="data from")),
                        ("period_to", models.DateTimeField(blank=True, null=True, verbose_name="data until")),
                        (
                            "timing",
                            models.CharField(
                                choices=[("stored", "Stored data"), ("real_time", "Future data, as it arises")],
                                default="stored",
                                max_length=12,
                                verbose_name="stored or future",
                            ),
                        ),
                        (
                            "holder",
                            models.CharField(
                                choices=[("account_holder", "Account holder"), ("end_user", "End user of a customer")],
                                default="account_holder",
                                max_length=20,
                                verbose_name="whose data",
                            ),
                        ),
                        (
                            "our_role",
                            models.CharField(
                                choices=[("controller", "Controller"), ("processor", "Processor")],
                                default="controller",
                                max_length=12,
                                verbose_name="our role",
                            ),
                        ),
                        (
                            "return_on",
                            models.DateField(
                                blank=True, help_text="The day the order names.", null=True, verbose_name="asked back by"
                            ),
                        ),
                        ("due_at", models.DateTimeField(editable=False, null=True, verbose_name="due")),
                        ("latest_at", models.DateTimeField(editable=False, null=True, verbose_name="at the latest")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("disclosed_full", "Disclosed, all that was asked"),
                                    ("disclosed_partial", "Disclosed in part"),
                                    ("no_data", "No data held"),
                                    ("rejected_invalid", "Rejected: not valid"),
                                    ("rejected_jurisdiction", "Rejected: no jurisdiction"),
                                    ("rejected_overbroad", "Rejected: too broad"),
                                    ("challenged_pending", "Challenged, not decided yet"),
                                    ("quashed", "Quashed"),
                                    ("withdrawn", "Withdrawn by the authority"),
                                    ("preserved_only", "Preserved only"),
                                    ("redirected_to_customer", "Redirected to the customer"),
                                    ("emergency_disclosed", "Emergency: disclosed"),
                                    ("emergency_refused", "Emergency: refused"),
                                    ("unverifiable", "Sender could not be verified"),
                                ],
                                editable=False,
                                max_length=24,
                                verbose_name="outcome",
                            ),
                        ),
                        ("is_narrowed", models.BooleanField(default=False, editable=False, verbose_name="narrowed")),
                        ("is_challenged", models.BooleanField(default=False, editable=False, verbose_name="challenged")),
                        ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided")),
                        ("released_at", models.DateTimeField(editable=False, null=True, verbose_name="released")),
                        ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed")),
                        ("closing_words", models.TextField(blank=True, editable=False, verbose_name="at the end")),
                        (
                            "assignee",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="looked after by",
                            ),
                        ),
                        (
                            "authority",
                            models.ForeignKey(
                                blank=True,
                                help_text="From the directory; a new one is put there first.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="demands",
                                to="disclosures.authority",
                                verbose_name="authority",
                            ),
                        ),
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
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                help_text="Whose account it is about, or whose end user.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.customer",
                                verbose_name="customer",
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.legalentity",
                                verbose_name="company served",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                help_text="By whose calendar its days are counted.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.office",
                                verbose_name="office",
                            ),
                        ),
                        (
                            "related",
                            models.ForeignKey(
                                blank=True,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="disclosures.demand",
                                verbose_name="earlier",
                            ),
                        ),
                        (
                            "verified_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "verified_with",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="disclosures.authoritycontact",
                                verbose_name="called back at",
                            ),
                        ),
                        (
                            "legal_basis",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="demands",
                                to="disclosures.legalbasis",
                                verbose_name="legal basis",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "government request",
                        "verbose_name_plural": "government requests",
                        "ordering": ["-received_at", "-pk"],
                        "indexes": [
                            models.Index(fields=["-received_at", "-id"], name="disclosures_demand_at"),
                            models.Index(
                                condition=models.Q(("is_secret", False)),
                                fields=["-received_at", "-id"],
                                name="disclosures_demand_plain_at",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("is_secret", False), ("status__in", ("received", "in_review", "decided", "released"))
                                ),
                                fields=["due_at", "id"],
                                name="disclosures_demand_plain_due",
                            ),
                            models.Index(
                                condition=models.Q(("status__in", ("received", "in_review", "decided", "released"))),
                                fields=["due_at", "id"],
                                name="disclosures_demand_due",
                            ),
                            models.Index(
                                condition=models.Q(("status__in", ("received", "in_review", "decided", "released"))),
                                fields=["-received_at", "-id"],
                                name="disclosures_demand_open_at",
                            ),
                            models.Index(fields=["status", "-received_at", "-id"], name="disclosures_demand_status"),
                            models.Index(fields=["outcome", "-received_at", "-id"], name="disclosures_demand_outcome"),
                            models.Index(fields=["brand", "-received_at", "-id"], name="disclosures_demand_brand"),
                            models.Index(fields=["earlier_reference"], name="disclosures_demand_earlier"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("logged_at__gte", models.F("received_at"))),
                                name="disclosures_demand_logged_after_it_was_served",
                                violation_error_message="It cannot be served in the future: look at the moment again.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("period_from", None),
                                    ("period_to", None),
                                    ("period_to__gte", models.F("period_from")),
                                    _connector="OR",
                                ),
                                name="disclosures_demand_period_ends_after_it_begins",
                                violation_error_message="The period asked cannot end before it begins: look at both moments.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("outcome", ""), ("status__in", ["received", "in_review"])),
                                    models.Q(
                                        models.Q(("status__in", ["received", "in_review"]), _negated=True),
                                        models.Q(("outcome", ""), _negated=True),
                                        ("decided_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="disclosures_demand_decided_has_an_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("released_at", None), ("status__in", ["received", "in_review", "decided"])),
                                    models.Q(("released_at__isnull", False), ("status", "released")),
                                    ("status", "closed"),
                                    _connector="OR",
                                ),
                                name="disclosures_demand_released_at_a_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("released_at", None), ("verification", "verified"), _connector="OR"),
                                name="disclosures_demand_released_by_a_verified_sender",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("closed_at__isnull", False), ("status", "closed")),
                                    models.Q(models.Q(("status", "closed"), _negated=True), ("closed_at", None)),
                                    _connector="OR",
                                ),
                                name="disclosures_demand_closed_at_a_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("verification", "open"), ("verified_at", None)),
                                    models.Q(models.Q(("verification", "open"), _negated=True), ("verified_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="disclosures_demand_sender_judged_at_a_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("verification", "verified"), _negated=True),
                                    ("verified_with__isnull", False),
                                    _connector="OR",
                                ),
                                name="disclosures_demand_verified_through_the_directory",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicaldemand", name="disclosures_demand_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("disclosed_full", "Disclosed, all that was asked"),
                                    ("disclosed_partial", "Disclosed in part"),
                                    ("no_data", "No data held"),
                                    ("rejected_invalid", "Rejected: not valid"),
                                    ("rejected_jurisdiction", "Rejected: no jurisdiction"),
                                    ("rejected_overbroad", "Rejected: too broad"),
                                    ("challenged_pending", "Challenged, not decided yet"),
                                    ("quashed", "Quashed"),
                                    ("withdrawn", "Withdrawn by the authority"),
                                    ("preserved_only", "Preserved only"),
                                    ("redirected_to_customer", "Redirected to the customer"),
                                    ("emergency_disclosed", "Emergency: disclosed"),
                                    ("emergency_refused", "Emergency: refused"),
                                    ("unverifiable", "Sender could not be verified"),
                                ],
                                editable=False,
                                max_length=24,
                                verbose_name="outcome",
                            ),
                        ),
                        ("scope", models.CharField(blank=True, editable=False, max_length=120, verbose_name="what may leave")),
                        ("words", models.TextField(editable=False, verbose_name="reasons")),
                        ("asked_at", models.DateTimeField(editable=False, verbose_name="asked")),
                        ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided")),
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
                            "asked_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
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
                            "demand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "decision",
                        "verbose_name_plural": "decisions",
                        "ordering": ["demand", "asked_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("demand",),
                                name="disclosures_decision_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decided_by", None)),
                                    models.Q(
                                        ("decided_at__isnull", False),
                                        ("decided_by__isnull", False),
                                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="disclosures_decision_by_two_people",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicaldecision", name="disclosures_decision_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cost",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("hours", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="hours")),
                        ("fee", models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name="fee")),
                        ("currency", models.CharField(default="EUR", max_length=3, verbose_name="currency")),
                        ("invoice", models.CharField(blank=True, max_length=60, verbose_name="invoice")),
                        ("recorded_at", models.DateTimeField(editable=False, verbose_name="at")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="costs",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cost",
                        "verbose_name_plural": "costs",
                        "ordering": ["demand", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("fee__gte", 0), ("hours__gte", 0)),
                                name="disclosures_cost_is_not_negative",
                                violation_error_message="Hours and fee are not below zero.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicalcost", name="disclosures_cost_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cleared",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="clearances",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "clearance",
                        "verbose_name_plural": "clearances",
                        "ordering": ["demand", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("demand", "user"),
                                name="disclosures_cleared_once",
                                violation_error_message="This person is cleared already.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicalcleared", name="disclosures_cleared_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Check",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "test",
                            models.CharField(
                                choices=[
                                    ("government_body", "Sent by a government or law-enforcement body"),
                                    ("jurisdiction", "Issued where the company addressed is subject to the jurisdiction"),
                                    ("instrument", "Carries an enforceable order, signed, dated and not expired"),
                                    ("stated_scope", "States the categories of records and a specific period"),
                                    ("authentic", "The sender was verified through our own directory"),
                                    ("competent", "The authority is competent to order it"),
                                    ("right_entity", "The right company was served"),
                                    ("fits_data", "The instrument fits the kind of data"),
                                    ("selector", "The target is named well enough to find one person"),
                                    ("proportionate", "Necessary and proportionate"),
                                    ("language", "In a language that we accept, or translated"),
                                    ("channel", "Came by the right channel"),
                                    ("secrecy_ground", "Silence, where it is asked, rests on a cited ground"),
                                    ("conflict", "No conflict with the law of another country"),
                                    ("privilege", "No privilege, immunity or freedom of the press is touched"),
                                    ("retention", "The data is still kept"),
                                    ("earlier", "Earlier requests about the same target were looked at"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="test",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[("pass", "Pass"), ("fail", "Fail"), ("na", "Does not apply")],
                                editable=False,
                                max_length=4,
                                verbose_name="result",
                            ),
                        ),
                        ("note", models.TextField(blank=True, editable=False, verbose_name="note")),
                        ("recorded_at", models.DateTimeField(editable=False, verbose_name="at")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checks",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "test",
                        "verbose_name_plural": "tests",
                        "ordering": ["demand", "pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("demand", "test"), name="disclosures_check_each_test_once"),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicalcheck", name="disclosures_check_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCheck",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        (
                            "test",
                            models.CharField(
                                choices=[
                                    ("government_body", "Sent by a government or law-enforcement body"),
                                    ("jurisdiction", "Issued where the company addressed is subject to the jurisdiction"),
                                    ("instrument", "Carries an enforceable order, signed, dated and not expired"),
                                    ("stated_scope", "States the categories of records and a specific period"),
                                    ("authentic", "The sender was verified through our own directory"),
                                    ("competent", "The authority is competent to order it"),
                                    ("right_entity", "The right company was served"),
                                    ("fits_data", "The instrument fits the kind of data"),
                                    ("selector", "The target is named well enough to find one person"),
                                    ("proportionate", "Necessary and proportionate"),
                                    ("language", "In a language that we accept, or translated"),
                                    ("channel", "Came by the right channel"),
                                    ("secrecy_ground", "Silence, where it is asked, rests on a cited ground"),
                                    ("conflict", "No conflict with the law of another country"),
                                    ("privilege", "No privilege, immunity or freedom of the press is touched"),
                                    ("retention", "The data is still kept"),
                                    ("earlier", "Earlier requests about the same target were looked at"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="test",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[("pass", "Pass"), ("fail", "Fail"), ("na", "Does not apply")],
                                editable=False,
                                max_length=4,
                                verbose_name="result",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(editable=False, verbose_name="at")),
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
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
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
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical test",
                        "verbose_name_plural": "historical tests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="check_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="check_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCleared",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
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
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                        (
                            "user",
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
                    ],
                    options={
                        "verbose_name": "historical clearance",
                        "verbose_name_plural": "historical clearances",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="cleared_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="cleared_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCost",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        ("hours", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="hours")),
                        ("fee", models.DecimalField(decimal_places=2, default=0, max_digits=10, verbose_name="fee")),
                        ("currency", models.CharField(default="EUR", max_length=3, verbose_name="currency")),
                        ("invoice", models.CharField(blank=True, max_length=60, verbose_name="invoice")),
                        ("recorded_at", models.DateTimeField(editable=False, verbose_name="at")),
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
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
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
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical cost",
                        "verbose_name_plural": "historical costs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="cost_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="cost_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDecision",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("disclosed_full", "Disclosed, all that was asked"),
                                    ("disclosed_partial", "Disclosed in part"),
                                    ("no_data", "No data held"),
                                    ("rejected_invalid", "Rejected: not valid"),
                                    ("rejected_jurisdiction", "Rejected: no jurisdiction"),
                                    ("rejected_overbroad", "Rejected: too broad"),
                                    ("challenged_pending", "Challenged, not decided yet"),
                                    ("quashed", "Quashed"),
                                    ("withdrawn", "Withdrawn by the authority"),
                                    ("preserved_only", "Preserved only"),
                                    ("redirected_to_customer", "Redirected to the customer"),
                                    ("emergency_disclosed", "Emergency: disclosed"),
                                    ("emergency_refused", "Emergency: refused"),
                                    ("unverifiable", "Sender could not be verified"),
                                ],
                                editable=False,
                                max_length=24,
                                verbose_name="outcome",
                            ),
                        ),
                        ("scope", models.CharField(blank=True, editable=False, max_length=120, verbose_name="what may leave")),
                        ("asked_at", models.DateTimeField(editable=False, verbose_name="asked")),
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
                                verbose_name="approval",
                            ),
                        ),
                        (
                            "asked_by",
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
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical decision",
                        "verbose_name_plural": "historical decisions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="decision_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="decision_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalNotice",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("due", "To be sent"),
                                    ("withheld", "Withheld: the law forbids it for now"),
                                    ("drafted", "Drafted: the prohibition has ended"),
                                    ("sent", "Sent"),
                                    ("none_needed", "None needed"),
                                ],
                                default="due",
                                editable=False,
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("existence", "That there is a request"),
                                    ("copy", "A copy of it"),
                                    ("redacted", "A redacted copy of it"),
                                ],
                                default="existence",
                                editable=False,
                                max_length=12,
                                verbose_name="says",
                            ),
                        ),
                        (
                            "not_needed",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("nothing_disclosed", "Nothing is disclosed"),
                                    ("no_customer", "It is about no customer of ours"),
                                    ("preserved", "Data is only preserved, and the customer is told when it is asked for"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="why none",
                            ),
                        ),
                        ("earliest_on", models.DateField(editable=False, null=True, verbose_name="lawful from")),
                        ("drafted_at", models.DateTimeField(editable=False, null=True, verbose_name="drafted")),
                        ("sent_at", models.DateTimeField(editable=False, null=True, verbose_name="sent")),
                        ("hold_until", models.DateTimeField(editable=False, null=True, verbose_name="release waits until")),
                        (
                            "objection",
                            models.CharField(
                                blank=True,
                                choices=[("holds", "Holds the release"), ("released", "The release may go on")],
                                editable=False,
                                max_length=12,
                                verbose_name="objection",
                            ),
                        ),
                        ("objected_at", models.DateTimeField(editable=False, null=True, verbose_name="objected")),
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
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
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
                            "sent_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical notice to a customer",
                        "verbose_name_plural": "historical notices to customers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="notice_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="notice_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalOriginal",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("original", "Original"),
                                    ("translation", "Translation"),
                                    ("service", "Proof of service"),
                                    ("silence", "Order of secrecy"),
                                    ("other", "Other"),
                                ],
                                default="original",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("file_size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                        ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
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
                                verbose_name="by",
                            ),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical original",
                        "verbose_name_plural": "historical originals",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="original_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="original_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPreservation",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("active", "Preserved"), ("ended", "Ended")],
                                default="active",
                                editable=False,
                                max_length=8,
                                verbose_name="status",
                            ),
                        ),
                        ("law", models.CharField(editable=False, max_length=40, verbose_name="clock")),
                        ("since", models.DateField(editable=False, verbose_name="since")),
                        ("until", models.DateField(editable=False, verbose_name="through")),
                        ("extended_on", models.DateField(editable=False, null=True, verbose_name="extended on")),
                        (
                            "is_confirmed",
                            models.BooleanField(
                                default=False,
                                editable=False,
                                help_text="A request to produce was announced.",
                                verbose_name="until it is produced",
                            ),
                        ),
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
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
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
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical preservation",
                        "verbose_name_plural": "historical preservations",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="preservation_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="preservation_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPushedBack",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("narrow", "Ask to narrow it"),
                                    ("clarify", "Ask to clarify it"),
                                    ("ground", "Ask on what ground silence is asked"),
                                    ("redirect_customer", "Point to the customer, who controls the data"),
                                    ("redirect_mlat", "Point to mutual legal assistance"),
                                    ("reject", "Reject it"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(editable=False, verbose_name="sent")),
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
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
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
                            "sent_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical push-back",
                        "verbose_name_plural": "historical push-backs",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="pushedback_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="pushedback_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRelease",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("portal", "Portal"),
                                    ("email", "E-mail"),
                                    ("post", "Post"),
                                    ("bailiff", "Bailiff"),
                                    ("phone", "Telephone"),
                                    ("decentralised_it", "Decentralised IT system (e-Evidence)"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="by",
                            ),
                        ),
                        ("encryption", models.CharField(editable=False, max_length=200, verbose_name="encryption")),
                        (
                            "content_hash",
                            models.CharField(editable=False, max_length=64, verbose_name="SHA-256 of the package"),
                        ),
                        ("asked_at", models.DateTimeField(editable=False, verbose_name="asked")),
                        ("released_at", models.DateTimeField(editable=False, null=True, verbose_name="released")),
                        ("handed_over_at", models.DateTimeField(editable=False, null=True, verbose_name="handed over")),
                        ("opened_at", models.DateTimeField(editable=False, null=True, verbose_name="opened by the recipient")),
                        ("destroy_on", models.DateField(editable=False, null=True, verbose_name="our copy goes on")),
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
                            "asked_by",
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
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                        (
                            "released_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="released by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical release",
                        "verbose_name_plural": "historical releases",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="release_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="release_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSilence",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("statutory_default", "By statute, for every request on this legal basis"),
                                    ("court_order", "By order of a court"),
                                    ("authority_request", "The authority asks, and cites its ground"),
                                    ("own_delay", "Our own delay"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "extent",
                            models.CharField(
                                choices=[
                                    ("existence", "That there is a request"),
                                    ("content", "What it says"),
                                    ("both", "Both"),
                                ],
                                default="both",
                                max_length=12,
                                verbose_name="covers",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("expires_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                        (
                            "review_every_days",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="looked at every … days"),
                        ),
                        ("review_on", models.DateField(editable=False, null=True, verbose_name="to be looked at")),
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
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
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
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical silence",
                        "verbose_name_plural": "historical silences",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="silence_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="silence_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalTarget",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("msisdn", "Telephone number"),
                                    ("email", "E-mail address"),
                                    ("ip", "IP address, port and moment"),
                                    ("account", "Account"),
                                    ("message", "Message"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("port", models.PositiveIntegerField(blank=True, null=True, verbose_name="port")),
                        (
                            "seen_at",
                            models.DateTimeField(
                                blank=True, help_text="The moment of an IP address.", null=True, verbose_name="at"
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
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical target",
                        "verbose_name_plural": "historical targets",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="target_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="target_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalDemand",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        (
                            "reference",
                            models.CharField(
                                db_index=True,
                                default=apps.disclosures.models.unguessable.new_reference,
                                editable=False,
                                max_length=15,
                                verbose_name="reference",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("received", "Received"),
                                    ("in_review", "In review"),
                                    ("decided", "Decided"),
                                    ("released", "Released"),
                                    ("closed", "Closed"),
                                ],
                                default="received",
                                editable=False,
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("is_secret", models.BooleanField(default=True, editable=False, verbose_name="under secrecy")),
                        (
                            "urgency",
                            models.CharField(
                                choices=[
                                    ("normal", "Normal"),
                                    ("urgent", "Urgent"),
                                    ("emergency", "Emergency: danger to life or of serious injury"),
                                ],
                                default="normal",
                                max_length=12,
                                verbose_name="urgency",
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("portal", "Portal"),
                                    ("email", "E-mail"),
                                    ("post", "Post"),
                                    ("bailiff", "Bailiff"),
                                    ("phone", "Telephone"),
                                    ("decentralised_it", "Decentralised IT system (e-Evidence)"),
                                ],
                                max_length=20,
                                verbose_name="how it came",
                            ),
                        ),
                        ("received_at", models.DateTimeField(verbose_name="served")),
                        ("received_on", models.DateField(editable=False, verbose_name="served on")),
                        ("logged_at", models.DateTimeField(editable=False, verbose_name="logged")),
                        (
                            "language",
                            models.CharField(
                                default="en", help_text="As in en, nl, de.", max_length=10, verbose_name="language"
                            ),
                        ),
                        (
                            "verification",
                            models.CharField(
                                choices=[
                                    ("open", "Not verified yet"),
                                    ("verified", "Verified"),
                                    ("failed", "Not who they say"),
                                    ("unverifiable", "Cannot be verified"),
                                ],
                                default="open",
                                editable=False,
                                max_length=12,
                                verbose_name="sender",
                            ),
                        ),
                        ("verified_at", models.DateTimeField(editable=False, null=True, verbose_name="sender judged")),
                        (
                            "is_notified",
                            models.BooleanField(
                                default=False,
                                help_text="Regulation 2023/1543 Art. 8: nothing leaves before the period ends, or before it agrees.",
                                verbose_name="the enforcing authority was notified",
                            ),
                        ),
                        (
                            "enforcing_agreed_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="the enforcing authority agreed"),
                        ),
                        ("asks_silence", models.BooleanField(default=False, verbose_name="asks us to keep silent")),
                        ("categories", models.CharField(blank=True, max_length=120, verbose_name="categories asked")),
                        ("period_from", models.DateTimeField(blank=True, null=True, verbose_name="data from")),
                        ("period_to", models.DateTimeField(blank=True, null=True, verbose_name="data until")),
                        (
                            "timing",
                            models.CharField(
                                choices=[("stored", "Stored data"), ("real_time", "Future data, as it arises")],
                                default="stored",
                                max_length=12,
                                verbose_name="stored or future",
                            ),
                        ),
                        (
                            "holder",
                            models.CharField(
                                choices=[("account_holder", "Account holder"), ("end_user", "End user of a customer")],
                                default="account_holder",
                                max_length=20,
                                verbose_name="whose data",
                            ),
                        ),
                        (
                            "our_role",
                            models.CharField(
                                choices=[("controller", "Controller"), ("processor", "Processor")],
                                default="controller",
                                max_length=12,
                                verbose_name="our role",
                            ),
                        ),
                        (
                            "return_on",
                            models.DateField(
                                blank=True, help_text="The day the order names.", null=True, verbose_name="asked back by"
                            ),
                        ),
                        ("due_at", models.DateTimeField(editable=False, null=True, verbose_name="due")),
                        ("latest_at", models.DateTimeField(editable=False, null=True, verbose_name="at the latest")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("disclosed_full", "Disclosed, all that was asked"),
                                    ("disclosed_partial", "Disclosed in part"),
                                    ("no_data", "No data held"),
                                    ("rejected_invalid", "Rejected: not valid"),
                                    ("rejected_jurisdiction", "Rejected: no jurisdiction"),
                                    ("rejected_overbroad", "Rejected: too broad"),
                                    ("challenged_pending", "Challenged, not decided yet"),
                                    ("quashed", "Quashed"),
                                    ("withdrawn", "Withdrawn by the authority"),
                                    ("preserved_only", "Preserved only"),
                                    ("redirected_to_customer", "Redirected to the customer"),
                                    ("emergency_disclosed", "Emergency: disclosed"),
                                    ("emergency_refused", "Emergency: refused"),
                                    ("unverifiable", "Sender could not be verified"),
                                ],
                                editable=False,
                                max_length=24,
                                verbose_name="outcome",
                            ),
                        ),
                        ("is_narrowed", models.BooleanField(default=False, editable=False, verbose_name="narrowed")),
                        ("is_challenged", models.BooleanField(default=False, editable=False, verbose_name="challenged")),
                        ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided")),
                        ("released_at", models.DateTimeField(editable=False, null=True, verbose_name="released")),
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
                            "authority",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="From the directory; a new one is put there first.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.authority",
                                verbose_name="authority",
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
                            "customer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Whose account it is about, or whose end user.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.customer",
                                verbose_name="customer",
                            ),
                        ),
                        (
                            "legal_entity",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.legalentity",
                                verbose_name="company served",
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
                            "related",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="earlier",
                            ),
                        ),
                        (
                            "verified_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "verified_with",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.authoritycontact",
                                verbose_name="called back at",
                            ),
                        ),
                        (
                            "legal_basis",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.legalbasis",
                                verbose_name="legal basis",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical government request",
                        "verbose_name_plural": "historical government requests",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="demand_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="demand_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("due", "To be sent"),
                                    ("withheld", "Withheld: the law forbids it for now"),
                                    ("drafted", "Drafted: the prohibition has ended"),
                                    ("sent", "Sent"),
                                    ("none_needed", "None needed"),
                                ],
                                default="due",
                                editable=False,
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("existence", "That there is a request"),
                                    ("copy", "A copy of it"),
                                    ("redacted", "A redacted copy of it"),
                                ],
                                default="existence",
                                editable=False,
                                max_length=12,
                                verbose_name="says",
                            ),
                        ),
                        (
                            "not_needed",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("nothing_disclosed", "Nothing is disclosed"),
                                    ("no_customer", "It is about no customer of ours"),
                                    ("preserved", "Data is only preserved, and the customer is told when it is asked for"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="why none",
                            ),
                        ),
                        (
                            "prohibition",
                            models.CharField(blank=True, editable=False, max_length=300, verbose_name="forbidden by"),
                        ),
                        ("earliest_on", models.DateField(editable=False, null=True, verbose_name="lawful from")),
                        ("text", models.TextField(blank=True, editable=False, verbose_name="text")),
                        ("drafted_at", models.DateTimeField(editable=False, null=True, verbose_name="drafted")),
                        ("sent_at", models.DateTimeField(editable=False, null=True, verbose_name="sent")),
                        ("hold_until", models.DateTimeField(editable=False, null=True, verbose_name="release waits until")),
                        (
                            "objection",
                            models.CharField(
                                blank=True,
                                choices=[("holds", "Holds the release"), ("released", "The release may go on")],
                                editable=False,
                                max_length=12,
                                verbose_name="objection",
                            ),
                        ),
                        ("objected_at", models.DateTimeField(editable=False, null=True, verbose_name="objected")),
                        (
                            "objection_words",
                            models.TextField(blank=True, editable=False, verbose_name="what the customer says"),
                        ),
                        ("objection_answer", models.TextField(blank=True, editable=False, verbose_name="what we make of it")),
                        (
                            "demand",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notice",
                                to="disclosures.demand",
                                verbose_name="demand",
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
                            "sent_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notice to a customer",
                        "verbose_name_plural": "notices to customers",
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("status", "withheld")), fields=["status"], name="disclosures_notice_held"
                            ),
                            models.Index(
                                condition=models.Q(("status__in", ["due", "drafted"])),
                                fields=["status"],
                                name="disclosures_notice_to_send",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("letter__isnull", False), ("sent_at__isnull", False), ("status", "sent")),
                                    models.Q(models.Q(("status", "sent"), _negated=True), ("sent_at", None)),
                                    _connector="OR",
                                ),
                                name="disclosures_notice_sent_at_a_moment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "withheld"), _negated=True),
                                    models.Q(("prohibition", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="disclosures_notice_withheld_by_a_cited_prohibition",
                                violation_error_message="A notice is withheld only where a cited prohibition stands.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "none_needed"), models.Q(("not_needed", ""), _negated=True)),
                                    models.Q(models.Q(("status", "none_needed"), _negated=True), ("not_needed", "")),
                                    _connector="OR",
                                ),
                                name="disclosures_notice_not_needed_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("objected_at", None), ("objection", "")),
                                    models.Q(models.Q(("objection", ""), _negated=True), ("objected_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="disclosures_notice_objected_to_at_a_moment",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicalnotice", name="disclosures_notice_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Original",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("original", "Original"),
                                    ("translation", "Translation"),
                                    ("service", "Proof of service"),
                                    ("silence", "Order of secrecy"),
                                    ("other", "Other"),
                                ],
                                default="original",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("file", models.FileField(editable=False, upload_to="", verbose_name="file")),
                        ("file_name", models.CharField(editable=False, max_length=255, verbose_name="name")),
                        ("file_size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                        ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                        ("added_at", models.DateTimeField(editable=False, verbose_name="added")),
                        (
                            "added_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="originals",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "original",
                        "verbose_name_plural": "originals",
                        "ordering": ["demand", "added_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("demand", "sha256"),
                                name="disclosures_original_each_file_once",
                                violation_error_message="This very file is on record already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("file_size__gte", 1)), name="disclosures_original_has_its_bytes"
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicaloriginal", name="disclosures_original_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preservation",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[("active", "Preserved"), ("ended", "Ended")],
                                default="active",
                                editable=False,
                                max_length=8,
                                verbose_name="status",
                            ),
                        ),
                        ("law", models.CharField(editable=False, max_length=40, verbose_name="clock")),
                        ("since", models.DateField(editable=False, verbose_name="since")),
                        ("until", models.DateField(editable=False, verbose_name="through")),
                        ("extended_on", models.DateField(editable=False, null=True, verbose_name="extended on")),
                        (
                            "is_confirmed",
                            models.BooleanField(
                                default=False,
                                editable=False,
                                help_text="A request to produce was announced.",
                                verbose_name="until it is produced",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        ("ending", models.TextField(blank=True, editable=False, verbose_name="why it ended")),
                        (
                            "demand",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="preservation",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "preservation",
                        "verbose_name_plural": "preservations",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gte", models.F("since"))),
                                name="disclosures_preservation_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("status", "active")),
                                    models.Q(("ended_at__isnull", False), ("status", "ended")),
                                    _connector="OR",
                                ),
                                name="disclosures_preservation_ended_at_a_moment",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicalpreservation", name="disclosures_preservation_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PushedBack",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("narrow", "Ask to narrow it"),
                                    ("clarify", "Ask to clarify it"),
                                    ("ground", "Ask on what ground silence is asked"),
                                    ("redirect_customer", "Point to the customer, who controls the data"),
                                    ("redirect_mlat", "Point to mutual legal assistance"),
                                    ("reject", "Reject it"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("words", models.TextField(editable=False, verbose_name="what we say")),
                        ("sent_at", models.DateTimeField(editable=False, verbose_name="sent")),
                        (
                            "demand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="push_backs",
                                to="disclosures.demand",
                                verbose_name="demand",
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
                            "sent_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "push-back",
                        "verbose_name_plural": "push-backs",
                        "ordering": ["demand", "pk"],
                        "constraints": [
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicalpushedback", name="disclosures_pushedback_has_its_history"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        ("recipient", models.CharField(editable=False, max_length=200, verbose_name="recipient")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("portal", "Portal"),
                                    ("email", "E-mail"),
                                    ("post", "Post"),
                                    ("bailiff", "Bailiff"),
                                    ("phone", "Telephone"),
                                    ("decentralised_it", "Decentralised IT system (e-Evidence)"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="by",
                            ),
                        ),
                        ("encryption", models.CharField(editable=False, max_length=200, verbose_name="encryption")),
                        (
                            "content_hash",
                            models.CharField(editable=False, max_length=64, verbose_name="SHA-256 of the package"),
                        ),
                        ("asked_at", models.DateTimeField(editable=False, verbose_name="asked")),
                        ("released_at", models.DateTimeField(editable=False, null=True, verbose_name="released")),
                        ("handed_over_at", models.DateTimeField(editable=False, null=True, verbose_name="handed over")),
                        ("handed_over_words", models.TextField(blank=True, editable=False, verbose_name="hand-over")),
                        ("opened_at", models.DateTimeField(editable=False, null=True, verbose_name="opened by the recipient")),
                        ("destroy_on", models.DateField(editable=False, null=True, verbose_name="our copy goes on")),
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
                            "asked_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="releases",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                        (
                            "released_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="released by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "release",
                        "verbose_name_plural": "releases",
                        "ordering": ["demand", "asked_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("demand",),
                                name="disclosures_release_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("released_at", None), ("released_by", None)),
                                    models.Q(
                                        ("released_at__isnull", False),
                                        ("released_by__isnull", False),
                                        models.Q(("released_by", models.F("asked_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="disclosures_release_by_two_people",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicalrelease", name="disclosures_release_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Silence",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("statutory_default", "By statute, for every request on this legal basis"),
                                    ("court_order", "By order of a court"),
                                    ("authority_request", "The authority asks, and cites its ground"),
                                    ("own_delay", "Our own delay"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "citation",
                            models.CharField(
                                help_text="The article, or the order and its date.", max_length=300, verbose_name="ground"
                            ),
                        ),
                        (
                            "extent",
                            models.CharField(
                                choices=[
                                    ("existence", "That there is a request"),
                                    ("content", "What it says"),
                                    ("both", "Both"),
                                ],
                                default="both",
                                max_length=12,
                                verbose_name="covers",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("expires_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                        (
                            "review_every_days",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="looked at every … days"),
                        ),
                        ("review_on", models.DateField(editable=False, null=True, verbose_name="to be looked at")),
                        ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        ("ending", models.TextField(blank=True, editable=False, verbose_name="why it ended")),
                        (
                            "demand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="silences",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "silence",
                        "verbose_name_plural": "silences",
                        "ordering": ["demand", "starts_on", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)), fields=["expires_on"], name="disclosures_silence_ends"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("demand",),
                                name="disclosures_silence_one_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", False), models.Q(("citation", ""), _negated=True), _connector="OR"
                                ),
                                name="disclosures_silence_cites_its_ground",
                                violation_error_message="Cite the ground: the article, or the order (privacy statement 4.5).",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expires_on__isnull", False),
                                    models.Q(("review_every_days__gte", 1), ("review_every_days__isnull", False)),
                                    _connector="OR",
                                ),
                                name="disclosures_silence_ends_or_is_looked_at",
                                violation_error_message="Give its last day, or after how many days it is looked at again.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("expires_on", None), ("expires_on__gte", models.F("starts_on")), _connector="OR"
                                ),
                                name="disclosures_silence_ends_after_it_begins",
                                violation_error_message="Its last day cannot come before its first.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicalsilence", name="disclosures_silence_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("msisdn", "Telephone number"),
                                    ("email", "E-mail address"),
                                    ("ip", "IP address, port and moment"),
                                    ("account", "Account"),
                                    ("message", "Message"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("value_sealed", models.BinaryField(null=True)),
                        ("key", models.CharField(db_index=True, editable=False, max_length=64)),
                        ("port", models.PositiveIntegerField(blank=True, null=True, verbose_name="port")),
                        (
                            "seen_at",
                            models.DateTimeField(
                                blank=True, help_text="The moment of an IP address.", null=True, verbose_name="at"
                            ),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="targets",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "target",
                        "verbose_name_plural": "targets",
                        "ordering": ["demand", "kind", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None), models.Q(("key", ""), _negated=True)),
                                fields=("demand", "key"),
                                name="disclosures_target_once",
                                violation_error_message="This target is on record already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("port", None), models.Q(("port__gte", 1), ("port__lte", 65535)), _connector="OR"
                                ),
                                name="disclosures_target_port_exists",
                                violation_error_message="A port is a number from 1 to 65535.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicaltarget", name="disclosures_target_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PackageFile",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("subscriber", "Subscriber data"),
                                    ("identification_only", "Data asked only to identify the user"),
                                    ("traffic", "Traffic data"),
                                    ("location", "Location data"),
                                    ("content", "Content"),
                                ],
                                max_length=24,
                                verbose_name="category",
                            ),
                        ),
                        ("period_from", models.DateTimeField(verbose_name="data from")),
                        ("period_to", models.DateTimeField(verbose_name="data until")),
                        (
                            "rows",
                            models.PositiveIntegerField(
                                help_text="How many records it holds about the target.", verbose_name="rows"
                            ),
                        ),
                        (
                            "fields",
                            models.CharField(
                                help_text="What each row says, as in number, start, end.", max_length=500, verbose_name="fields"
                            ),
                        ),
                        ("file", models.FileField(blank=True, editable=False, upload_to="", verbose_name="file")),
                        ("file_name", models.CharField(blank=True, editable=False, max_length=255, verbose_name="name")),
                        ("file_size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                        ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                        ("added_at", models.DateTimeField(editable=False, verbose_name="added")),
                        (
                            "added_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="package_files",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="disclosures.target",
                                verbose_name="target",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "file of a release",
                        "verbose_name_plural": "files of releases",
                        "ordering": ["demand", "added_at", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("demand", "sha256"),
                                name="disclosures_packagefile_each_once",
                                violation_error_message="This very file is in the package already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("period_to__gte", models.F("period_from"))),
                                name="disclosures_packagefile_period_ends_after_it_begins",
                                violation_error_message="The period cannot end before it begins: look at both moments.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicalpackagefile", name="disclosures_packagefile_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalPackageFile",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("subscriber", "Subscriber data"),
                                    ("identification_only", "Data asked only to identify the user"),
                                    ("traffic", "Traffic data"),
                                    ("location", "Location data"),
                                    ("content", "Content"),
                                ],
                                max_length=24,
                                verbose_name="category",
                            ),
                        ),
                        ("period_from", models.DateTimeField(verbose_name="data from")),
                        ("period_to", models.DateTimeField(verbose_name="data until")),
                        (
                            "rows",
                            models.PositiveIntegerField(
                                help_text="How many records it holds about the target.", verbose_name="rows"
                            ),
                        ),
                        (
                            "fields",
                            models.CharField(
                                help_text="What each row says, as in number, start, end.", max_length=500, verbose_name="fields"
                            ),
                        ),
                        ("file_size", models.PositiveBigIntegerField(editable=False, verbose_name="size in bytes")),
                        ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
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
                                verbose_name="by",
                            ),
                        ),
                        (
                            "demand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.demand",
                                verbose_name="demand",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.target",
                                verbose_name="target",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical file of a release",
                        "verbose_name_plural": "historical files of releases",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="packagefile_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="packagefile_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="TransparencyReport",
                    fields=[
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                default=apps.disclosures.models.unguessable.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "scope",
                            models.CharField(
                                choices=[("brand", "Those of the brand"), ("all", "Those of all brands together")],
                                default="brand",
                                help_text="For one period either each brand tells its own, or one tells those of all brands.",
                                max_length=5,
                                verbose_name="counts",
                            ),
                        ),
                        (
                            "period",
                            models.CharField(
                                help_text="A half-year as in 2026-H1, or a year whose halves are published: 2026.",
                                max_length=7,
                                verbose_name="period",
                            ),
                        ),
                        (
                            "option",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (1, "1: six kinds, in bands of 1000"),
                                    (2, "2: six kinds, in bands of 500"),
                                    (3, "3: all together, in bands of 250"),
                                    (4, "4: all together, in bands of 100, for a year"),
                                ],
                                help_text="Under which option of 50 USC 1874 they are told; empty: not at all.",
                                null=True,
                                verbose_name="national-security orders",
                            ),
                        ),
                        (
                            "threshold",
                            models.PositiveSmallIntegerField(
                                default=5,
                                help_text="Counts below this are joined to others or left blank.",
                                verbose_name="small below",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("published", "Published"),
                                    ("replaced", "Replaced by a correction"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=9,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "note",
                            models.TextField(
                                blank=True,
                                help_text="Why it is corrected; it is published.",
                                max_length=2000,
                                verbose_name="note",
                            ),
                        ),
                        ("figures", models.TextField(editable=False, verbose_name="figures")),
                        ("counted_at", models.DateTimeField(editable=False, verbose_name="counted")),
                        ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "brand",
                            models.ForeignKey(
                                help_text="At whose address it is published.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.brand",
                                verbose_name="brand",
                            ),
                        ),
                        (
                            "corrects",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="disclosures.transparencyreport",
                                verbose_name="corrects",
                            ),
                        ),
                        (
                            "counted_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "published_as",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="publications.publishedversion",
                                verbose_name="published version",
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="published by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "transparency report",
                        "verbose_name_plural": "transparency reports",
                        "ordering": ["-period", "brand", "-counted_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "draft")),
                                fields=("brand", "scope", "period"),
                                name="disclosures_transparencyreport_draft_once",
                                violation_error_message="There is such a report of this period already: look at that one.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "published")),
                                fields=("brand", "scope", "period"),
                                name="disclosures_transparencyreport_published_once",
                                violation_error_message="There is such a report of this period already: look at that one.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("scope", "all"), ("status", "published")),
                                fields=("period",),
                                name="disclosures_transparencyreport_of_all_brands_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("published_as", None), ("published_at", None), ("published_by", None)),
                                    models.Q(
                                        ("published_as__isnull", False),
                                        ("published_at__isnull", False),
                                        ("published_by__isnull", False),
                                        ("asked_by__isnull", False),
                                        models.Q(("published_by", models.F("asked_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="disclosures_transparencyreport_published_by_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("published_at__isnull", False), ("status__in", ["published", "replaced"])),
                                    models.Q(("published_at", None), ("status__in", ["draft", "withdrawn"])),
                                    _connector="OR",
                                ),
                                name="disclosures_transparencyreport_published_is_what_was_published",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("threshold__gte", 5)),
                                name="disclosures_transparencyreport_keeps_small_counts_back",
                                violation_error_message="Counts below five are never told: choose five or more.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("corrects", None), models.Q(("note", ""), _negated=True), _connector="OR"),
                                name="disclosures_transparencyreport_correction_says_why",
                                violation_error_message="This period is published already: say why it is corrected.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("option", None), ("option__in", [1, 2, 3, 4]), _connector="OR"),
                                name="disclosures_transparencyreport_option_is_known",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="disclosures_historicaltransparencyreport",
                                name="disclosures_transparencyreport_has_its_history",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalTransparencyReport",
                    fields=[
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "id",
                            models.BigIntegerField(
                                db_index=True, default=apps.disclosures.models.unguessable.new_id, editable=False
                            ),
                        ),
                        (
                            "scope",
                            models.CharField(
                                choices=[("brand", "Those of the brand"), ("all", "Those of all brands together")],
                                default="brand",
                                help_text="For one period either each brand tells its own, or one tells those of all brands.",
                                max_length=5,
                                verbose_name="counts",
                            ),
                        ),
                        (
                            "period",
                            models.CharField(
                                help_text="A half-year as in 2026-H1, or a year whose halves are published: 2026.",
                                max_length=7,
                                verbose_name="period",
                            ),
                        ),
                        (
                            "option",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (1, "1: six kinds, in bands of 1000"),
                                    (2, "2: six kinds, in bands of 500"),
                                    (3, "3: all together, in bands of 250"),
                                    (4, "4: all together, in bands of 100, for a year"),
                                ],
                                help_text="Under which option of 50 USC 1874 they are told; empty: not at all.",
                                null=True,
                                verbose_name="national-security orders",
                            ),
                        ),
                        (
                            "threshold",
                            models.PositiveSmallIntegerField(
                                default=5,
                                help_text="Counts below this are joined to others or left blank.",
                                verbose_name="small below",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("published", "Published"),
                                    ("replaced", "Replaced by a correction"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="draft",
                                editable=False,
                                max_length=9,
                                verbose_name="status",
                            ),
                        ),
                        ("counted_at", models.DateTimeField(editable=False, verbose_name="counted")),
                        ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published")),
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
                            "asked_by",
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
                            "brand",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="At whose address it is published.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="organisation.brand",
                                verbose_name="brand",
                            ),
                        ),
                        (
                            "counted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "published_as",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="publications.publishedversion",
                                verbose_name="published version",
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="published by",
                            ),
                        ),
                        (
                            "corrects",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="disclosures.transparencyreport",
                                verbose_name="corrects",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical transparency report",
                        "verbose_name_plural": "historical transparency reports",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="transparencyreport_act")],
                        "constraints": [
                            models.UniqueConstraint(fields=("id", "version"), name="transparencyreport_version_once")
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
    ]
