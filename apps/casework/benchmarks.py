"""What the trail costs: a save inside act(), against what django-simple-history alone adds to a plain save."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, models
from simple_history.models import HistoricalRecords

from apps.trail import guards
from apps.trail.acts import SENTENCES, act
from apps.trail.history import Trail
from apps.trail.models import Tracked

from .registers import Benchmark, Ratio

KIND = "casework.benchmarked"
#: Less than a clock can tell, in seconds: what a side that costs nothing is divided by.
SMALLEST = 1e-6


def columns() -> dict[str, Any]:
    """The same columns for all that are compared."""
    return {
        "status": models.CharField(max_length=20, default="open"),
        "due_on": models.DateField(null=True),
        "fee": models.DecimalField(max_digits=8, decimal_places=2, default=0),
        "name": models.CharField(max_length=80, blank=True),
        "email": models.EmailField(blank=True),
    }


def scratch_models() -> tuple[Any, Any, Any]:
    """Three models with the same columns, made in the scratch database: plain, with stock history, and tracked."""

    def made(name: str, base: type[models.Model], **extra: Any) -> Any:
        meta = type("Meta", (), {"app_label": "casework"})
        return type(name, (base,), {"__module__": __name__, "Meta": meta, **columns(), **extra})

    plain = made("BenchPlain", models.Model)
    stock = made("BenchStock", models.Model, history=HistoricalRecords())
    tracked = made(
        "BenchTracked", Tracked, history=Trail(personal=["name", "email"], kept=["status", "due_on", "fee"])
    )
    with connection.schema_editor() as editor:
        for model in (plain, stock, stock.history.model, tracked.past, tracked):
            editor.create_model(model)
    guards.install()
    SENTENCES[KIND] = "was measured"
    return plain, stock, tracked


def run(rows: int) -> list[Ratio]:
    """Medians of ``rows`` saves of each, in turns, so that a busy machine hits all alike."""
    plain, stock, tracked = scratch_models()
    with act(KIND, by="worker"):
        record = tracked.objects.create(name="Ada", email="ada@example.org")
    one, two = (model.objects.create(name="Ada", email="ada@example.org") for model in (plain, stock))

    def in_act() -> None:
        with act(KIND, by="worker", ground="measurement"):
            record.save()

    bare, history, acted = in_turns(rows, one.save, two.save, in_act)
    ours, other = acted - history, history - bare
    return [
        Ratio(
            ours=ours * 1000,
            other=other * 1000,
            unit="ms",
            ratio=ours / max(other, SMALLEST),
            goal=1.0 if connection.vendor == "postgresql" else 0.8,
            words="what the act adds to a save, of what simple-history adds to it",
        )
    ]


def in_turns(times: int, *works: Callable[[], Any]) -> list[float]:
    """The median seconds of each piece of work, done in turns."""
    took: list[list[float]] = [[] for _work in works]
    for turn in range(times + 10):
        for work, seconds in zip(works, took, strict=True):
            began = time.perf_counter()
            work()
            if turn >= 10:  # the first turns warm up
                seconds.append(time.perf_counter() - began)
    return [statistics.median(seconds) for seconds in took]


BENCHMARKS = [Benchmark("save", run)]
