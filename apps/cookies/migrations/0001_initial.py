import apps.cookies.models.sites
import apps.trail.guards
import apps.trail.models
import django.core.validators
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
        ("organisation", "0002_language_of_notice_contacts"),
        ("publications", "0002_parts_of_a_brand"),
        ("subprocessors", "0005_objections"),
        ("trail", "0002_log"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="CategoryText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("strictly_necessary", "Strictly necessary"),
                                    ("functional", "Functional"),
                                    ("performance", "Performance"),
                                    ("marketing", "Marketing"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="category",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("nl", "Dutch")],
                                editable=False,
                                max_length=2,
                                verbose_name="language",
                            ),
                        ),
                        ("title", models.CharField(max_length=100, verbose_name="title")),
                        ("description", models.CharField(max_length=1000, verbose_name="what belongs to it")),
                        (
                            "implications",
                            models.CharField(max_length=1000, verbose_name="what accepting or refusing it means"),
                        ),
                    ],
                    options={
                        "verbose_name": "text of a category",
                        "verbose_name_plural": "texts of categories",
                        "ordering": ["category", "language"],
                        "constraints": [
                            models.UniqueConstraint(fields=("category", "language"), name="cookies_categorytext_once"),
                            models.CheckConstraint(
                                condition=models.Q(("category", "unclassified"), _negated=True),
                                name="cookies_categorytext_of_what_is_offered",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="cookies_historicalcategorytext", name="cookies_categorytext_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Provider",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "privacy_url",
                            models.URLField(
                                blank=True,
                                validators=[django.core.validators.URLValidator(schemes=["https", "http"])],
                                verbose_name="privacy statement",
                            ),
                        ),
                        ("is_ours", models.BooleanField(default=False, verbose_name="is a company of ours")),
                        ("does_advertising", models.BooleanField(default=False, verbose_name="does advertising")),
                        (
                            "third_party",
                            models.ForeignKey(
                                blank=True,
                                help_text="The same company in the register of recipients, where it stands there.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cookie_providers",
                                to="subprocessors.thirdparty",
                                verbose_name="third party",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "provider of cookies",
                        "verbose_name_plural": "providers of cookies",
                        "ordering": ["name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("name"),
                                name="cookies_provider_once_by_name",
                                violation_error_message="There is a provider with this name already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_ours", False), ("third_party", None), _connector="OR"),
                                name="cookies_provider_is_ours_or_a_third_party",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="cookies_historicalprovider", name="cookies_provider_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Site",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "domain",
                            models.CharField(
                                max_length=253,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "\\A(?=.{1,253}\\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\\Z",
                                        "Enter the domain alone, in lower case, such as www.example.com.",
                                    )
                                ],
                                verbose_name="domain",
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                default=apps.cookies.models.sites.new_public_id,
                                editable=False,
                                max_length=16,
                                unique=True,
                            ),
                        ),
                        (
                            "origins",
                            models.CharField(
                                blank=True,
                                help_text="Where the banner may send choices from besides https:// and the domain: one origin a line, such as https://shop.example.com.",
                                max_length=1000,
                                verbose_name="further origins",
                            ),
                        ),
                        (
                            "choice_days",
                            models.PositiveSmallIntegerField(
                                default=182,
                                help_text="Then visitors are asked again.",
                                validators=[
                                    django.core.validators.MinValueValidator(30),
                                    django.core.validators.MaxValueValidator(395),
                                ],
                                verbose_name="a choice stands, in days",
                            ),
                        ),
                        (
                            "honours_gpc",
                            models.BooleanField(default=True, verbose_name="honours Global Privacy Control"),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "brand",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sites",
                                to="organisation.brand",
                                verbose_name="brand",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                help_text="Whose task it is to classify what is found here.",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "site",
                        "verbose_name_plural": "sites",
                        "ordering": ["domain"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("domain",),
                                name="cookies_site_domain_once",
                                violation_error_message="There is a site with this domain already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("choice_days__gte", 30), ("choice_days__lte", 395)),
                                name="cookies_site_choice_stands_for_a_month_to_thirteen",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="cookies_historicalsite", name="cookies_site_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Scan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "status",
                            models.CharField(
                                choices=[("complete", "Complete"), ("failed", "Failed")],
                                editable=False,
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("scanned_at", models.DateTimeField(verbose_name="scanned")),
                        ("tool", models.CharField(max_length=100, verbose_name="tool")),
                        (
                            "tool_version",
                            models.CharField(blank=True, max_length=60, verbose_name="version of the tool"),
                        ),
                        (
                            "sha256",
                            models.CharField(
                                blank=True, editable=False, max_length=64, verbose_name="SHA-256 of the file"
                            ),
                        ),
                        (
                            "phases",
                            models.CharField(
                                blank=True,
                                help_text="What was looked at, in order.",
                                max_length=60,
                                verbose_name="phases",
                            ),
                        ),
                        ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="what went wrong")),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scans",
                                to="cookies.site",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "scan",
                        "verbose_name_plural": "scans",
                        "ordering": ["-scanned_at", "-pk"],
                        "indexes": [models.Index(fields=["site", "-scanned_at", "-id"], name="cookies_scan_of_site")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("sha256", ""), _negated=True),
                                fields=("site", "sha256"),
                                name="cookies_scan_of_a_file_once",
                                violation_error_message="This file was read for this site already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "complete"), _negated=True), ("pages__gt", 0), _connector="OR"
                                ),
                                name="cookies_scan_complete_met_a_page",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "failed"), _negated=True),
                                    models.Q(("problem", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="cookies_scan_failed_says_why",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="cookies_historicalscan", name="cookies_scan_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sighting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "moment",
                            models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                        ),
                        (
                            "phase",
                            models.CharField(
                                choices=[
                                    ("before", "Before a choice"),
                                    ("refused", "After everything was refused"),
                                    ("accepted", "After everything was accepted"),
                                ],
                                editable=False,
                                max_length=10,
                                verbose_name="when",
                            ),
                        ),
                        (
                            "storage",
                            models.CharField(
                                choices=[
                                    ("http_cookie", "Cookie set by the server"),
                                    ("script_cookie", "Cookie set by a script"),
                                    ("local_storage", "Local storage"),
                                    ("session_storage", "Session storage"),
                                    ("indexed_db", "IndexedDB"),
                                    ("cache_storage", "Cache storage"),
                                    ("beacon", "Web beacon or pixel"),
                                    ("other", "Other"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        ("name", models.CharField(editable=False, max_length=255, verbose_name="name")),
                        ("domain", models.CharField(blank=True, editable=False, max_length=253, verbose_name="domain")),
                        ("path", models.CharField(blank=True, editable=False, max_length=200, verbose_name="path")),
                        (
                            "party",
                            models.CharField(
                                choices=[("first", "First party"), ("third", "Third party")],
                                editable=False,
                                max_length=10,
                                verbose_name="party",
                            ),
                        ),
                        (
                            "is_session",
                            models.BooleanField(editable=False, verbose_name="ends with the session of the browser"),
                        ),
                        (
                            "lifetime",
                            models.BigIntegerField(editable=False, null=True, verbose_name="lifetime, in seconds"),
                        ),
                        ("http_only", models.BooleanField(editable=False, null=True, verbose_name="HttpOnly")),
                        ("secure", models.BooleanField(editable=False, null=True, verbose_name="Secure")),
                        (
                            "same_site",
                            models.CharField(
                                blank=True,
                                choices=[("strict", "Strict"), ("lax", "Lax"), ("none", "None")],
                                editable=False,
                                max_length=10,
                                verbose_name="SameSite",
                            ),
                        ),
                        ("is_partitioned", models.BooleanField(editable=False, null=True, verbose_name="Partitioned")),
                        ("set_by", models.CharField(blank=True, editable=False, max_length=300, verbose_name="set by")),
                        (
                            "scan",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sightings",
                                to="cookies.scan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sighting",
                        "verbose_name_plural": "sightings",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("scan", "phase", "storage", "name", "domain", "path"),
                                name="cookies_sighting_once_per_phase",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalWaiver",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        ("rule", models.CharField(editable=False, max_length=60, verbose_name="finding")),
                        ("about", models.CharField(editable=False, max_length=600, verbose_name="about")),
                        ("reason", models.CharField(max_length=300, verbose_name="why")),
                        ("until_on", models.DateField(verbose_name="until")),
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
                            "waived_by",
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
                            "site",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="cookies.site",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical waiver",
                        "verbose_name_plural": "historical waivers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="waiver_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="waiver_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalScan",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "status",
                            models.CharField(
                                choices=[("complete", "Complete"), ("failed", "Failed")],
                                editable=False,
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("scanned_at", models.DateTimeField(verbose_name="scanned")),
                        ("tool", models.CharField(max_length=100, verbose_name="tool")),
                        (
                            "tool_version",
                            models.CharField(blank=True, max_length=60, verbose_name="version of the tool"),
                        ),
                        (
                            "sha256",
                            models.CharField(
                                blank=True, editable=False, max_length=64, verbose_name="SHA-256 of the file"
                            ),
                        ),
                        (
                            "phases",
                            models.CharField(
                                blank=True,
                                help_text="What was looked at, in order.",
                                max_length=60,
                                verbose_name="phases",
                            ),
                        ),
                        ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                        ("problem", models.CharField(blank=True, max_length=500, verbose_name="what went wrong")),
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
                            "site",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="cookies.site",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical scan",
                        "verbose_name_plural": "historical scans",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="scan_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="scan_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCookieNotice",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
                                default="draft",
                                editable=False,
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "sha256",
                            models.CharField(editable=False, max_length=64, verbose_name="SHA-256 of the content"),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[("ask_again", "Ask again"), ("inform", "Inform"), ("silent", "Silent")],
                                editable=False,
                                max_length=12,
                                verbose_name="what it means for visitors",
                            ),
                        ),
                        (
                            "explanation",
                            models.CharField(
                                blank=True, editable=False, max_length=500, verbose_name="why it is not asked again"
                            ),
                        ),
                        (
                            "revision",
                            models.PositiveIntegerField(
                                editable=False, verbose_name="how often visitors were asked anew"
                            ),
                        ),
                        ("drafted_at", models.DateTimeField(editable=False, verbose_name="drafted")),
                        ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published")),
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
                            "drafted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="drafted by",
                            ),
                        ),
                        (
                            "published",
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
                            "site",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="cookies.site",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical cookie notice",
                        "verbose_name_plural": "historical cookie notices",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="cookienotice_act")],
                        "constraints": [
                            models.UniqueConstraint(fields=("id", "version"), name="cookienotice_version_once")
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCookie",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        ("name", models.CharField(max_length=255, verbose_name="name")),
                        (
                            "match",
                            models.CharField(
                                choices=[("exact", "This name"), ("prefix", "Names that begin so")],
                                default="exact",
                                max_length=10,
                                verbose_name="matches",
                            ),
                        ),
                        (
                            "storage",
                            models.CharField(
                                choices=[
                                    ("http_cookie", "Cookie set by the server"),
                                    ("script_cookie", "Cookie set by a script"),
                                    ("local_storage", "Local storage"),
                                    ("session_storage", "Session storage"),
                                    ("indexed_db", "IndexedDB"),
                                    ("cache_storage", "Cache storage"),
                                    ("beacon", "Web beacon or pixel"),
                                    ("other", "Other"),
                                ],
                                default="http_cookie",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "domain",
                            models.CharField(
                                blank=True,
                                help_text="Who sets it. Empty: the site itself.",
                                max_length=253,
                                verbose_name="domain",
                            ),
                        ),
                        ("path", models.CharField(blank=True, max_length=200, verbose_name="path")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("strictly_necessary", "Strictly necessary"),
                                    ("functional", "Functional"),
                                    ("performance", "Performance"),
                                    ("marketing", "Marketing"),
                                    ("unclassified", "Unclassified"),
                                ],
                                default="unclassified",
                                editable=False,
                                max_length=20,
                                verbose_name="category",
                            ),
                        ),
                        (
                            "purpose_en",
                            models.CharField(blank=True, max_length=1000, verbose_name="what it is for, in English"),
                        ),
                        (
                            "purpose_nl",
                            models.CharField(blank=True, max_length=1000, verbose_name="what it is for, in Dutch"),
                        ),
                        (
                            "party",
                            models.CharField(
                                choices=[("first", "First party"), ("third", "Third party")],
                                editable=False,
                                max_length=10,
                                verbose_name="party",
                            ),
                        ),
                        (
                            "hosted_in",
                            models.CharField(
                                blank=True,
                                help_text="Codes of countries, such as NL US.",
                                max_length=100,
                                verbose_name="hosted in",
                            ),
                        ),
                        (
                            "transfer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("none_eea", "None needed: inside the EEA"),
                                    ("adequacy", "Adequacy decision"),
                                    ("adequacy_dpf", "EU-US Data Privacy Framework"),
                                    ("scc_m1", "Standard contractual clauses, controller to controller"),
                                    ("scc_m2", "Standard contractual clauses, controller to processor"),
                                    ("scc_m3", "Standard contractual clauses, processor to processor"),
                                    ("scc_m4", "Standard contractual clauses, processor to controller"),
                                    ("uk_idta", "UK international data transfer agreement"),
                                    ("uk_addendum", "UK addendum to the clauses"),
                                    ("swiss_addendum", "Swiss addendum to the clauses"),
                                    ("bcr_c", "Binding corporate rules, controller"),
                                    ("bcr_p", "Binding corporate rules, processor"),
                                    ("code_of_conduct", "Code of conduct"),
                                    ("certification", "Certification"),
                                    ("ad_hoc_clauses", "Clauses of our own, authorised"),
                                    ("public_body_instrument", "Instrument between public bodies"),
                                    ("art49", "Derogation (Art. 49)"),
                                ],
                                max_length=30,
                                verbose_name="transfer",
                            ),
                        ),
                        (
                            "is_session",
                            models.BooleanField(default=False, verbose_name="ends with the session of the browser"),
                        ),
                        (
                            "lifetime",
                            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="lifetime, in seconds"),
                        ),
                        ("is_refreshed", models.BooleanField(default=False, verbose_name="starts anew at each visit")),
                        ("http_only", models.BooleanField(blank=True, null=True, verbose_name="HttpOnly")),
                        ("secure", models.BooleanField(blank=True, null=True, verbose_name="Secure")),
                        (
                            "same_site",
                            models.CharField(
                                blank=True,
                                choices=[("strict", "Strict"), ("lax", "Lax"), ("none", "None")],
                                max_length=10,
                                verbose_name="SameSite",
                            ),
                        ),
                        ("is_partitioned", models.BooleanField(blank=True, null=True, verbose_name="Partitioned")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("person", "Entered by a person"),
                                    ("scan", "Found by a scan"),
                                    ("table", "Imported from a table"),
                                    ("catalogue", "Suggested by the catalogue"),
                                ],
                                default="person",
                                editable=False,
                                max_length=12,
                                verbose_name="came in by",
                            ),
                        ),
                        (
                            "classify_by_on",
                            models.DateField(editable=False, null=True, verbose_name="to be classified until"),
                        ),
                        ("classified_at", models.DateTimeField(editable=False, null=True, verbose_name="classified")),
                        (
                            "classified_reason",
                            models.CharField(blank=True, editable=False, max_length=300, verbose_name="why so"),
                        ),
                        ("review_on", models.DateField(blank=True, null=True, verbose_name="look at it again on")),
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
                            "classified_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="classified by",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="to be classified by",
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
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="cookies.provider",
                                verbose_name="provider",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="cookies.site",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical cookie",
                        "verbose_name_plural": "historical cookies",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="cookie_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="cookie_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="CookieNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        (
                            "status",
                            models.CharField(
                                choices=[("draft", "Draft"), ("published", "Published"), ("withdrawn", "Withdrawn")],
                                default="draft",
                                editable=False,
                                max_length=12,
                                verbose_name="status",
                            ),
                        ),
                        ("content", models.TextField(editable=False)),
                        (
                            "sha256",
                            models.CharField(editable=False, max_length=64, verbose_name="SHA-256 of the content"),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[("ask_again", "Ask again"), ("inform", "Inform"), ("silent", "Silent")],
                                editable=False,
                                max_length=12,
                                verbose_name="what it means for visitors",
                            ),
                        ),
                        ("reasons", models.TextField(editable=False)),
                        (
                            "explanation",
                            models.CharField(
                                blank=True, editable=False, max_length=500, verbose_name="why it is not asked again"
                            ),
                        ),
                        (
                            "revision",
                            models.PositiveIntegerField(
                                editable=False, verbose_name="how often visitors were asked anew"
                            ),
                        ),
                        ("drafted_at", models.DateTimeField(editable=False, verbose_name="drafted")),
                        ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="published")),
                        (
                            "drafted_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="drafted by",
                            ),
                        ),
                        (
                            "published",
                            models.OneToOneField(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cookie_notice",
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
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="cookies.site",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cookie notice",
                        "verbose_name_plural": "cookie notices",
                        "ordering": ["-drafted_at", "-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("status", "draft")),
                                fields=("site",),
                                name="cookies_cookienotice_one_draft_of_a_site",
                                violation_error_message="There is a draft for this site already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("published__isnull", False),
                                        ("published_at__isnull", False),
                                        ("status", "published"),
                                    ),
                                    models.Q(
                                        models.Q(("status", "published"), _negated=True),
                                        ("published", None),
                                        ("published_at", None),
                                        ("published_by", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="cookies_cookienotice_published_with_its_version",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("revision__gte", 1)),
                                name="cookies_cookienotice_revision_counts_from_one",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="cookies_historicalcookienotice", name="cookies_cookienotice_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cookie",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        ("name", models.CharField(max_length=255, verbose_name="name")),
                        (
                            "match",
                            models.CharField(
                                choices=[("exact", "This name"), ("prefix", "Names that begin so")],
                                default="exact",
                                max_length=10,
                                verbose_name="matches",
                            ),
                        ),
                        (
                            "storage",
                            models.CharField(
                                choices=[
                                    ("http_cookie", "Cookie set by the server"),
                                    ("script_cookie", "Cookie set by a script"),
                                    ("local_storage", "Local storage"),
                                    ("session_storage", "Session storage"),
                                    ("indexed_db", "IndexedDB"),
                                    ("cache_storage", "Cache storage"),
                                    ("beacon", "Web beacon or pixel"),
                                    ("other", "Other"),
                                ],
                                default="http_cookie",
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "domain",
                            models.CharField(
                                blank=True,
                                help_text="Who sets it. Empty: the site itself.",
                                max_length=253,
                                verbose_name="domain",
                            ),
                        ),
                        ("path", models.CharField(blank=True, max_length=200, verbose_name="path")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("strictly_necessary", "Strictly necessary"),
                                    ("functional", "Functional"),
                                    ("performance", "Performance"),
                                    ("marketing", "Marketing"),
                                    ("unclassified", "Unclassified"),
                                ],
                                default="unclassified",
                                editable=False,
                                max_length=20,
                                verbose_name="category",
                            ),
                        ),
                        (
                            "purpose_en",
                            models.CharField(blank=True, max_length=1000, verbose_name="what it is for, in English"),
                        ),
                        (
                            "purpose_nl",
                            models.CharField(blank=True, max_length=1000, verbose_name="what it is for, in Dutch"),
                        ),
                        (
                            "party",
                            models.CharField(
                                choices=[("first", "First party"), ("third", "Third party")],
                                editable=False,
                                max_length=10,
                                verbose_name="party",
                            ),
                        ),
                        (
                            "hosted_in",
                            models.CharField(
                                blank=True,
                                help_text="Codes of countries, such as NL US.",
                                max_length=100,
                                verbose_name="hosted in",
                            ),
                        ),
                        (
                            "transfer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("none_eea", "None needed: inside the EEA"),
                                    ("adequacy", "Adequacy decision"),
                                    ("adequacy_dpf", "EU-US Data Privacy Framework"),
                                    ("scc_m1", "Standard contractual clauses, controller to controller"),
                                    ("scc_m2", "Standard contractual clauses, controller to processor"),
                                    ("scc_m3", "Standard contractual clauses, processor to processor"),
                                    ("scc_m4", "Standard contractual clauses, processor to controller"),
                                    ("uk_idta", "UK international data transfer agreement"),
                                    ("uk_addendum", "UK addendum to the clauses"),
                                    ("swiss_addendum", "Swiss addendum to the clauses"),
                                    ("bcr_c", "Binding corporate rules, controller"),
                                    ("bcr_p", "Binding corporate rules, processor"),
                                    ("code_of_conduct", "Code of conduct"),
                                    ("certification", "Certification"),
                                    ("ad_hoc_clauses", "Clauses of our own, authorised"),
                                    ("public_body_instrument", "Instrument between public bodies"),
                                    ("art49", "Derogation (Art. 49)"),
                                ],
                                max_length=30,
                                verbose_name="transfer",
                            ),
                        ),
                        (
                            "is_session",
                            models.BooleanField(default=False, verbose_name="ends with the session of the browser"),
                        ),
                        (
                            "lifetime",
                            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="lifetime, in seconds"),
                        ),
                        ("is_refreshed", models.BooleanField(default=False, verbose_name="starts anew at each visit")),
                        ("http_only", models.BooleanField(blank=True, null=True, verbose_name="HttpOnly")),
                        ("secure", models.BooleanField(blank=True, null=True, verbose_name="Secure")),
                        (
                            "same_site",
                            models.CharField(
                                blank=True,
                                choices=[("strict", "Strict"), ("lax", "Lax"), ("none", "None")],
                                max_length=10,
                                verbose_name="SameSite",
                            ),
                        ),
                        ("is_partitioned", models.BooleanField(blank=True, null=True, verbose_name="Partitioned")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("person", "Entered by a person"),
                                    ("scan", "Found by a scan"),
                                    ("table", "Imported from a table"),
                                    ("catalogue", "Suggested by the catalogue"),
                                ],
                                default="person",
                                editable=False,
                                max_length=12,
                                verbose_name="came in by",
                            ),
                        ),
                        (
                            "classify_by_on",
                            models.DateField(editable=False, null=True, verbose_name="to be classified until"),
                        ),
                        ("classified_at", models.DateTimeField(editable=False, null=True, verbose_name="classified")),
                        (
                            "classified_reason",
                            models.CharField(blank=True, editable=False, max_length=300, verbose_name="why so"),
                        ),
                        ("review_on", models.DateField(blank=True, null=True, verbose_name="look at it again on")),
                        (
                            "classified_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="classified by",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="to be classified by",
                            ),
                        ),
                        (
                            "purpose",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisation.purpose",
                                verbose_name="purpose of the privacy statement",
                            ),
                        ),
                        (
                            "provider",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cookies",
                                to="cookies.provider",
                                verbose_name="provider",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cookies",
                                to="cookies.site",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cookie",
                        "verbose_name_plural": "cookies",
                        "ordering": ["name", "pk"],
                        "indexes": [
                            models.Index(fields=["site", "category", "name", "id"], name="cookies_cookie_of_site")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True), name="cookies_cookie_has_a_name"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("site", "name", "match", "storage", "domain"),
                                name="cookies_cookie_declared_once",
                                violation_error_message="This site declares it already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("category", "strictly_necessary"), _negated=True),
                                    models.Q(
                                        ("classified_by__isnull", False),
                                        models.Q(("classified_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="cookies_cookie_strictly_necessary_by_a_person_with_a_reason",
                                violation_error_message="Only a person, with a reason, calls it strictly necessary.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("category", "unclassified"), _negated=True),
                                    models.Q(("classify_by_on__isnull", False), ("owner__isnull", False)),
                                    _connector="OR",
                                ),
                                name="cookies_cookie_unclassified_has_an_owner_and_a_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("category", "unclassified"), ("purpose__isnull", False), _connector="OR"
                                ),
                                name="cookies_cookie_classified_has_a_purpose",
                                violation_error_message="Say for which purpose of the privacy statement it is, before it is classed.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("is_session", False), ("lifetime", None), _connector="OR"),
                                name="cookies_cookie_of_a_session_has_no_lifetime",
                                violation_error_message="What ends with the session has no lifetime in seconds.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="cookies_historicalcookie", name="cookies_cookie_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Waiver",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
                        ("rule", models.CharField(editable=False, max_length=60, verbose_name="finding")),
                        ("about", models.CharField(editable=False, max_length=600, verbose_name="about")),
                        ("reason", models.CharField(max_length=300, verbose_name="why")),
                        ("until_on", models.DateField(verbose_name="until")),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waivers",
                                to="cookies.site",
                                verbose_name="site",
                            ),
                        ),
                        (
                            "waived_by",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "waiver",
                        "verbose_name_plural": "waivers",
                        "ordering": ["until_on", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="cookies_waiver_gives_a_reason"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("removed_at", None)),
                                fields=("site", "rule", "about"),
                                name="cookies_waiver_once_at_a_time",
                                violation_error_message="This finding is let be already.",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="cookies_historicalwaiver", name="cookies_waiver_has_its_history"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CatalogueEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", apps.trail.models.VersionField(default=0, editable=False)),
                        ("key", models.CharField(max_length=64, unique=True, verbose_name="number in the catalogue")),
                        ("platform", models.CharField(blank=True, max_length=200, verbose_name="platform")),
                        ("word", models.CharField(blank=True, max_length=60, verbose_name="category, as published")),
                        ("name", models.CharField(max_length=255, verbose_name="name")),
                        (
                            "match",
                            models.CharField(
                                choices=[("exact", "This name"), ("prefix", "Names that begin so")],
                                max_length=10,
                                verbose_name="matches",
                            ),
                        ),
                        (
                            "domains",
                            models.CharField(
                                blank=True,
                                help_text="One a line. None: of the first party.",
                                max_length=500,
                                verbose_name="domains",
                            ),
                        ),
                        ("description", models.CharField(blank=True, max_length=1000, verbose_name="description")),
                        (
                            "retention",
                            models.CharField(blank=True, max_length=200, verbose_name="how long, as published"),
                        ),
                        (
                            "is_session",
                            models.BooleanField(default=False, verbose_name="ends with the session of the browser"),
                        ),
                        ("lifetime", models.PositiveBigIntegerField(null=True, verbose_name="lifetime, in seconds")),
                        ("controller", models.CharField(blank=True, max_length=200, verbose_name="controller")),
                        ("privacy_url", models.CharField(blank=True, max_length=500, verbose_name="privacy statement")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("strictly_necessary", "Strictly necessary"),
                                    ("functional", "Functional"),
                                    ("performance", "Performance"),
                                    ("marketing", "Marketing"),
                                    ("unclassified", "Unclassified"),
                                ],
                                max_length=20,
                                verbose_name="category",
                            ),
                        ),
                        ("is_suggestion", models.BooleanField(default=False, verbose_name="a person has to decide")),
                        ("remarks", models.CharField(blank=True, max_length=1000, verbose_name="what is odd about it")),
                        ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided")),
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
                    ],
                    options={
                        "verbose_name": "entry of the catalogue",
                        "verbose_name_plural": "entries of the catalogue",
                        "ordering": ["name", "pk"],
                        "indexes": [
                            models.Index(fields=["match", "name", "id"], name="cookies_catalogueentry_by_name")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("category", "strictly_necessary"), _negated=True),
                                name="cookies_catalogueentry_never_strictly_necessary",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at", None), ("decided_by", None)),
                                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="cookies_catalogueentry_decided_at_and_by_together",
                            ),
                            apps.trail.guards.HasHistoryRow(
                                history="cookies_historicalcatalogueentry",
                                name="cookies_catalogueentry_has_its_history",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCatalogueEntry",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("key", models.CharField(db_index=True, max_length=64, verbose_name="number in the catalogue")),
                        ("platform", models.CharField(blank=True, max_length=200, verbose_name="platform")),
                        ("word", models.CharField(blank=True, max_length=60, verbose_name="category, as published")),
                        ("name", models.CharField(max_length=255, verbose_name="name")),
                        (
                            "match",
                            models.CharField(
                                choices=[("exact", "This name"), ("prefix", "Names that begin so")],
                                max_length=10,
                                verbose_name="matches",
                            ),
                        ),
                        (
                            "domains",
                            models.CharField(
                                blank=True,
                                help_text="One a line. None: of the first party.",
                                max_length=500,
                                verbose_name="domains",
                            ),
                        ),
                        ("description", models.CharField(blank=True, max_length=1000, verbose_name="description")),
                        (
                            "retention",
                            models.CharField(blank=True, max_length=200, verbose_name="how long, as published"),
                        ),
                        (
                            "is_session",
                            models.BooleanField(default=False, verbose_name="ends with the session of the browser"),
                        ),
                        ("lifetime", models.PositiveBigIntegerField(null=True, verbose_name="lifetime, in seconds")),
                        ("controller", models.CharField(blank=True, max_length=200, verbose_name="controller")),
                        ("privacy_url", models.CharField(blank=True, max_length=500, verbose_name="privacy statement")),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("strictly_necessary", "Strictly necessary"),
                                    ("functional", "Functional"),
                                    ("performance", "Performance"),
                                    ("marketing", "Marketing"),
                                    ("unclassified", "Unclassified"),
                                ],
                                max_length=20,
                                verbose_name="category",
                            ),
                        ),
                        ("is_suggestion", models.BooleanField(default=False, verbose_name="a person has to decide")),
                        ("remarks", models.CharField(blank=True, max_length=1000, verbose_name="what is odd about it")),
                        ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided")),
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
                    ],
                    options={
                        "verbose_name": "historical entry of the catalogue",
                        "verbose_name_plural": "historical entries of the catalogue",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="catalogueentry_act")],
                        "constraints": [
                            models.UniqueConstraint(fields=("id", "version"), name="catalogueentry_version_once")
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCategoryText",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("strictly_necessary", "Strictly necessary"),
                                    ("functional", "Functional"),
                                    ("performance", "Performance"),
                                    ("marketing", "Marketing"),
                                ],
                                editable=False,
                                max_length=20,
                                verbose_name="category",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                choices=[("en", "English"), ("nl", "Dutch")],
                                editable=False,
                                max_length=2,
                                verbose_name="language",
                            ),
                        ),
                        ("title", models.CharField(max_length=100, verbose_name="title")),
                        ("description", models.CharField(max_length=1000, verbose_name="what belongs to it")),
                        (
                            "implications",
                            models.CharField(max_length=1000, verbose_name="what accepting or refusing it means"),
                        ),
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
                    ],
                    options={
                        "verbose_name": "historical text of a category",
                        "verbose_name_plural": "historical texts of categories",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="categorytext_act")],
                        "constraints": [
                            models.UniqueConstraint(fields=("id", "version"), name="categorytext_version_once")
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProvider",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        ("name", models.CharField(max_length=200, verbose_name="name")),
                        (
                            "privacy_url",
                            models.URLField(
                                blank=True,
                                validators=[django.core.validators.URLValidator(schemes=["https", "http"])],
                                verbose_name="privacy statement",
                            ),
                        ),
                        ("is_ours", models.BooleanField(default=False, verbose_name="is a company of ours")),
                        ("does_advertising", models.BooleanField(default=False, verbose_name="does advertising")),
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
                            "third_party",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="The same company in the register of recipients, where it stands there.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="subprocessors.thirdparty",
                                verbose_name="third party",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical provider of cookies",
                        "verbose_name_plural": "historical providers of cookies",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="provider_act")],
                        "constraints": [
                            models.UniqueConstraint(fields=("id", "version"), name="provider_version_once")
                        ],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSite",
                    fields=[
                        ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "domain",
                            models.CharField(
                                max_length=253,
                                validators=[
                                    django.core.validators.RegexValidator(
                                        "\\A(?=.{1,253}\\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\\Z",
                                        "Enter the domain alone, in lower case, such as www.example.com.",
                                    )
                                ],
                                verbose_name="domain",
                            ),
                        ),
                        (
                            "public_id",
                            models.CharField(
                                db_index=True,
                                default=apps.cookies.models.sites.new_public_id,
                                editable=False,
                                max_length=16,
                            ),
                        ),
                        (
                            "origins",
                            models.CharField(
                                blank=True,
                                help_text="Where the banner may send choices from besides https:// and the domain: one origin a line, such as https://shop.example.com.",
                                max_length=1000,
                                verbose_name="further origins",
                            ),
                        ),
                        (
                            "choice_days",
                            models.PositiveSmallIntegerField(
                                default=182,
                                help_text="Then visitors are asked again.",
                                validators=[
                                    django.core.validators.MinValueValidator(30),
                                    django.core.validators.MaxValueValidator(395),
                                ],
                                verbose_name="a choice stands, in days",
                            ),
                        ),
                        (
                            "honours_gpc",
                            models.BooleanField(default=True, verbose_name="honours Global Privacy Control"),
                        ),
                        ("is_active", models.BooleanField(default=True, verbose_name="active")),
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
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                help_text="Whose task it is to classify what is found here.",
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical site",
                        "verbose_name_plural": "historical sites",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                        "indexes": [models.Index(fields=["act"], name="site_act")],
                        "constraints": [models.UniqueConstraint(fields=("id", "version"), name="site_version_once")],
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        ),
    ]
