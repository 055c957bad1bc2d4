"""Imports of subscribers against the stock way of django-import-export."""

import contextlib
import gc
import statistics
import tempfile
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models
from import_export import fields, widgets
from import_export.resources import ModelResource
from simple_history.models import HistoricalRecords
from tablib import Dataset

from apps.casework import intake
from apps.casework.registers import Ratio
from apps.casework.spreadsheets import write_csv
from apps.casework.streams import table_in
from apps.organisation.models import Brand
from apps.trail.keyring import make_keyring
from apps.trail.models import Act

from .. import services
from ..models import Subscriber
from .filling import BY, a_brand, milliseconds

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
    a_brand(1)
    with file_of(rows, rows + 1000) as warm_up:
        import_file(warm_up)
    stock = [milliseconds(partial(stock_import, turn * SAMPLE)) for turn in range(4)][1:]
    with file_of(0, rows) as file:
        calm, peak = _memory_forgotten(), 0.0
        took = milliseconds(partial(import_file, file))
        peak = _memory("VmHWM")
        stock += [milliseconds(partial(stock_import, turn * SAMPLE)) for turn in range(4, 7)]
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
