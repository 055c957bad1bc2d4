"""The register of subscribers at a million rows: its list against plain SQL and a plain template, its imports against the
stock way of django-import-export.
"""

import contextlib
import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.template import Context, Engine
from django.test import Client, override_settings
from django.urls import reverse
from import_export import fields, widgets
from import_export.resources import ModelResource
from simple_history.models import HistoricalRecords
from tablib import Dataset

from apps.accounts import services as accounts
from apps.accounts.choices import Right
from apps.casework import intake
from apps.casework.registers import Benchmark, Ratio
from apps.casework.spreadsheets import write_csv
from apps.casework.streams import table_in
from apps.organisation import services as organisation
from apps.organisation.models import Brand
from apps.trail.acts import act
from apps.trail.keyring import make_keyring
from apps.trail.models import Act

from . import services
from .choices import SubscriberStatus
from .models import Subscriber

#: Each figure is the median of so many turns.
TURNS = 7
#: A register that fits any memory, to compare a large one with.
SMALL = 10_000
BY = "worker"

_COLUMNS = (
    "id, version, brand_id, topic, email, email_key, name, organisation, language, status, source, public_id, wording, "
    "requested_at, user_agent, confirm_hash, mailed_at, confirmed_at"
)
_KEPT = (
    "id, version, brand_id, topic, language, status, source, public_id, wording, requested_at, confirm_hash, mailed_at, "
    "confirmed_at"
)

#: Each subscriber from its number: five thousand companies, four subscribers in five confirmed, spread over three years.
_ROWS = """
    SELECT n AS id, 1 AS version,
        CASE WHEN n %% 20 = 0 THEN {brands[2]} WHEN n %% 4 = 0 THEN {brands[1]} ELSE {brands[0]} END AS brand_id,
        CASE WHEN n %% 10 = 0 THEN 'statement' ELSE 'subprocessors' END AS topic,
        'person.' || n || '@company-' || (n %% 5000) || '.example' AS email,
        'person.' || n || '@company-' || (n %% 5000) || '.example' AS email_key,
        'Person ' || n AS name, 'Company ' || (n %% 5000) AS organisation,
        CASE WHEN n %% 3 = 0 THEN 'nl' ELSE 'en' END AS language,
        CASE WHEN n %% 100 < 80 THEN 'confirmed' WHEN n %% 100 < 85 THEN 'pending' WHEN n %% 100 < 93 THEN 'unsubscribed'
             WHEN n %% 100 < 97 THEN 'bounced' WHEN n %% 100 = 97 THEN 'complained' WHEN n %% 100 = 98 THEN 'suppressed'
             ELSE 'expired' END AS status,
        CASE WHEN n %% 50 = 0 THEN 'staff' WHEN n %% 3 = 0 THEN 'import' ELSE 'self' END AS source,
        {public_id} AS public_id, '' AS wording, {moment} AS requested_at, '' AS user_agent, '' AS confirm_hash,
        {moment} AS mailed_at, CASE WHEN n %% 100 < 80 THEN {moment} END AS confirmed_at
    FROM {series}
"""
_SERIES = {
    "sqlite": (
        "(WITH RECURSIVE s(n) AS (SELECT {start} UNION ALL SELECT n + 1 FROM s WHERE n < {end}) SELECT n FROM s) AS series"
    ),
    "postgresql": "generate_series({start}, {end}) AS series(n)",
}
_MOMENT = {
    "sqlite": "datetime(1780000000 - (n * 7919) %% 94608000, 'unixepoch')",
    "postgresql": "to_timestamp(1780000000 - (n * 7919) %% 94608000)",
}
_PUBLIC_ID = {"sqlite": "printf('%%032x', n)", "postgresql": "lpad(to_hex(n), 32, '0')"}
#: So many rows are written at a time.
PORTION = 100_000


def fill(start: int, end: int) -> None:
    """Subscribers with the numbers from ``start`` to ``end``, each with a history row, written by the database itself.

    Their history holds no sealed values: what is measured here never reads it.
    """
    make_keyring(settings.TRAIL_KEYRING)
    brands = [_brand(number) for number in (1, 2, 3)]
    vendor, past = connection.vendor, Subscriber.past._meta.db_table
    for first in range(start, end + 1, PORTION):
        series = _SERIES[vendor].format(start=first, end=min(first + PORTION - 1, end))
        rows = _ROWS.format(brands=brands, series=series, moment=_MOMENT[vendor], public_id=_PUBLIC_ID[vendor])
        with act("publications.subscriber_added", by=BY) as this, connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {past} ({_KEPT}, history_date, history_type, act_id, key_name, sealed, covers) "  # noqa: S608
                f"SELECT {_KEPT}, requested_at, '+', %s, '', {_EMPTY[vendor]}, '' FROM ({rows}) AS rows",
                [this.id if vendor == "postgresql" else this.id.hex],
            )
            cursor.execute(f"INSERT INTO publications_subscriber ({_COLUMNS}) {rows}", [])
    with connection.cursor() as cursor:
        if vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE publications_subscriber")  # as the server does by itself within a minute


_EMPTY = {"sqlite": "x''", "postgresql": "''::bytea"}


def _brand(number: int) -> int:
    key = f"brand-{number}"
    known = Brand.objects.filter(key=key).first()
    return (known or organisation.add(Brand, by=BY, key=key, name=f"Brand {number}")).pk


# --- The list ---

#: The plainest page of the same rows that Django makes.
_PAGE = Engine(autoescape=True).from_string(
    "<table>{% for row in rows %}<tr><td><a href='/{{ row.0 }}/'>{{ row.1 }}</a></td>{% for cell in row|slice:'2:' %}"
    "<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)
#: As many rows as a page of the list has.
PAGE = 100


class Case(NamedTuple):
    """One way to look at the list: in words, as the address asks for it, and as a condition of plain SQL."""

    words: str
    query: str
    where: str = ""
    params: Sequence[Any] = ()


def plain_page(case: Case) -> str:
    """The rows of a page, in plain SQL and a plain template."""
    where = f"WHERE {case.where}" if case.where else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id, s.email, s.name, s.organisation, s.status, b.name, s.topic, s.language, s.requested_at "  # noqa: S608
            f"FROM (SELECT * FROM publications_subscriber {where} ORDER BY requested_at DESC, id DESC LIMIT {PAGE}) AS s "
            "JOIN organisation_brand b ON b.id = s.brand_id ORDER BY s.requested_at DESC, s.id DESC",
            list(case.params),
        )
        return _PAGE.render(Context({"rows": cursor.fetchall()}))


def cases(rows: int) -> list[Case]:
    """The first page, one nine tenths down, and each filter."""
    row = Subscriber.objects.values_list("requested_at", "pk")[rows * 9 // 10]
    moment = connection.ops.adapt_datetimefield_value(row[0])
    deep = urlencode({"after": f"{row[0].isoformat()}~{row[1]}"})
    filters = {
        "status": SubscriberStatus.COMPLAINED.value,
        "brand_id": _brand(3),
        "topic": "statement",
        "language": "nl",
        "source": "staff",
    }
    return [
        Case("the first page", ""),
        Case("a page nine tenths down", deep, "(requested_at, id) < (%s, %s)", [moment, row[1]]),
        *(
            Case(
                f"filtered by {name.removesuffix('_id')}",
                urlencode({f"{name.replace('_id', '__id')}__exact": value}),
                f"{name} = %s",
                [value],
            )
            for name, value in filters.items()
        ),
    ]


@contextlib.contextmanager
def signed_in() -> Iterator[Client]:
    """Somebody of the privacy team before the admin, whose pages need no collected static files here."""
    people = [accounts.invite_person(email=f"{name}@example.org", name=name, by=BY) for name in ("ada", "bob", "cleo")]
    grant = accounts.propose_grant(user=people[0], right=Right.PRIVACY, by=people[1])
    accounts.make_grant(grant, by=people[2])
    person = get_user_model().objects.get(pk=people[0].pk)
    person.must_change_password = False
    person.save(update_fields=["must_change_password"])
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with override_settings(STORAGES=settings.STORAGES | plain):
        client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
        client.force_login(person)
        yield client


def page(client: Client, query: str = "") -> Any:
    """The list as the admin shows it."""
    answer = client.get(f"{reverse('admin:publications_subscriber_changelist')}?{query}")
    if answer.status_code != 200:
        raise RuntimeError(f"The list answered {answer.status_code} to {query!r}.")
    return answer


def measure_list(rows: int) -> list[Ratio]:
    """Every page against plain SQL, a deep page and searches against the first, and the first against a small register."""
    small = min(SMALL, rows)
    make_keyring(settings.TRAIL_KEYRING)
    with signed_in() as client:
        fill(1, small)
        first, plain = in_turns(partial(page, client), partial(plain_page, Case("", "")))
        before = first / plain
        if rows > small:
            fill(small + 1, rows)
        return [*_pages(client, rows), *_searches(client, rows), _growth(client, small, before)]


def _pages(client: Client, rows: int) -> list[Ratio]:
    ratios, looks = [], cases(rows)
    for case in looks:
        ours, other = in_turns(partial(page, client, case.query), partial(plain_page, case))
        words = f"A1: {case.words}, of plain SQL and a plain template"
        ratios.append(Ratio(ours=ours, other=other, unit="ms", ratio=ours / other, goal=6.0, words=words))
    deep, first = in_turns(partial(page, client, looks[1].query), partial(page, client))
    words = "A2: a page nine tenths down, of the first"
    return [*ratios, Ratio(ours=deep, other=first, unit="ms", ratio=deep / first, goal=1.2, words=words)]


def _searches(client: Client, rows: int) -> list[Ratio]:
    number = rows // 2 + 1
    terms = {
        "a rare term": (f"erson {number}", 2.0),
        "a common term": ("company", 2.0),
        "a term that nobody has": ("qqzzqq", 2.0),
        "an exact address": (f"person.{number}@company-{number % 5000}.example", 0.5),
    }
    ratios = []
    for words, (term, goal) in terms.items():
        ours, other = in_turns(partial(page, client, urlencode({"q": term})), partial(page, client))
        told = f"A3: a search for {words}, of the first page"
        ratios.append(Ratio(ours=ours, other=other, unit="ms", ratio=ours / other, goal=goal, words=told))
    return ratios


def _growth(client: Client, small: int, before: float) -> Ratio:
    """Each side in units of the plain page of its time, as the machine is not the same after minutes of filling."""
    first, plain = in_turns(partial(page, client), partial(plain_page, Case("", "")))
    return Ratio(
        ours=first / plain,
        other=before,
        unit="plain pages",
        ratio=first / plain / before,
        goal=1.2,
        words=f"A4: the first page, of the first page of {small:,} rows",
    )


def in_turns(*works: Callable[[], Any]) -> list[float]:
    """The median milliseconds of each piece of work, done in turns; the first turn only warms up."""
    turns = [[_milliseconds(work) for work in works] for _turn in range(TURNS + 1)]
    return [statistics.median(took) for took in zip(*turns[1:], strict=True)]


def _milliseconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


# --- Imports ---

HEADERS = ["brand", "email", "topic", "name", "organisation", "language"]
#: Rows that the stock way is given, whose rate does not depend on how many they are.
SAMPLE = 300
#: What an import may add to the memory of the process, in MiB.
MEMORY = 20
STATUS = Path("/proc/self/status")


def table_of(start: int, end: int) -> Iterator[list[str]]:
    """Subscribers as a table."""
    for number in range(start, end):
        company = number % 5000
        email = f"person.{number}@company-{company}.example"
        yield [
            "brand-1",
            email,
            "subprocessors",
            f"Person {number}",
            f"Company {company}",
            "nl" if number % 3 else "en",
        ]


@contextlib.contextmanager
def file_of(start: int, end: int) -> Iterator[Any]:
    """The table as a CSV file."""
    with tempfile.TemporaryFile() as file:
        for piece in write_csv(table_of(start, end), HEADERS):
            file.write(piece)
        yield file


def import_file(file: Any) -> dict[Any, int]:
    """What the pages do: stage, preview, take over."""
    with table_in(file, "csv") as table:
        staged = intake.stage(services.subscriber_intake(), table, by=BY)
    intake.preview(services.subscriber_intake(), staged)
    return services.import_subscribers(staged.name, by=BY)


@cache
def stock_resource() -> Any:
    """The stock way: a model with the history of django-simple-history, and a resource as the manual has it."""
    columns = {
        "brand": models.ForeignKey(Brand, models.PROTECT, related_name="+"),
        "topic": models.CharField(max_length=20),
        "email": models.EmailField(unique=True),
        "name": models.CharField(max_length=150, blank=True),
        "organisation": models.CharField(max_length=200, blank=True),
        "language": models.CharField(max_length=10),
        "status": models.CharField(max_length=20, default="pending"),
        "history": HistoricalRecords(),
    }
    inner = type("Meta", (), {"app_label": "publications"})
    model: Any = type("BenchSubscriber", (models.Model,), {"__module__": __name__, "Meta": inner, **columns})
    with connection.schema_editor() as editor:
        editor.create_model(model)
        editor.create_model(model.history.model)
    options = {"model": model, "import_id_fields": ["email"], "fields": HEADERS, "skip_unchanged": True}
    brand = fields.Field("brand", "brand", widget=widgets.ForeignKeyWidget(Brand, "key"))
    return type("BenchResource", (ModelResource,), {"brand": brand, "Meta": type("Meta", (), options)})()


def stock_import(start: int) -> None:
    """The preview and the import of the stock admin pages."""
    data = Dataset(*table_of(start, start + SAMPLE), headers=HEADERS)
    stock_resource().import_data(data, dry_run=True, raise_errors=True)
    stock_resource().import_data(data, dry_run=False, raise_errors=True)


def measure_import(rows: int) -> list[Ratio]:
    """Rates of our import and of the stock one, the memory that ours takes, and what a second import writes."""
    make_keyring(settings.TRAIL_KEYRING)
    _brand(1)
    with file_of(rows, rows + 1000) as warm_up:
        import_file(warm_up)
    stock = [_milliseconds(partial(stock_import, turn * SAMPLE)) for turn in range(4)][1:]
    with file_of(0, rows) as file:
        calm, peak = _memory_forgotten(), 0.0
        took = _milliseconds(partial(import_file, file))
        peak = _memory("VmHWM")
        stock += [_milliseconds(partial(stock_import, turn * SAMPLE)) for turn in range(4, 7)]
        again = _rows_written(file)
    rate, stock_rate = rows / took * 1000, SAMPLE / statistics.median(stock) * 1000
    words = "I1: rows imported with preview, history and act, of the stock import with its history"
    ratios = [
        Ratio(
            ours=rate, other=stock_rate, unit="rows/s", ratio=rate / stock_rate, goal=15.0, at_most=False, words=words
        ),
        Ratio(
            ours=again,
            other=rows,
            unit="rows",
            ratio=again / rows,
            goal=0.0,
            words="I2: acts and history rows that a second import of the same file writes, of its rows",
        ),
    ]
    if calm:
        grown = max(0.0, peak - calm)
        words = "I1: what the import adds to the memory of the process, of what it may"
        ratios.append(Ratio(ours=grown, other=MEMORY, unit="MiB", ratio=grown / MEMORY, goal=1.0, words=words))
    return ratios


def _rows_written(file: Any) -> int:
    def written() -> int:
        return Act.objects.count() + Subscriber.past.objects.count()

    before = written()
    import_file(file)
    return written() - before


def _memory_forgotten() -> float:
    """The memory of the process in MiB, its peak so far forgotten; 0 where the system does not tell it."""
    if not STATUS.exists():
        return 0.0
    gc.collect()
    STATUS.with_name("clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(name: str) -> float:
    """A figure of the process's memory in MiB."""
    if not STATUS.exists():
        return 0.0
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024


BENCHMARKS = [Benchmark("changelist", measure_list), Benchmark("import", measure_import)]
