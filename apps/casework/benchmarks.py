"""What the trail costs: a save and a bulk of new records inside act(), sealing, and the verification of all of it."""

import contextlib
import statistics
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.db import connection, models, transaction
from simple_history.models import HistoricalRecords

from apps.trail import guards
from apps.trail.acts import SENTENCES, act, time_ordered_id
from apps.trail.bulk import insert_rows
from apps.trail.canonical import canonical
from apps.trail.choices import Verdict
from apps.trail.history import Trail, create_many
from apps.trail.models import Act, Tracked
from apps.trail.sealing import BATCH, seal_all
from apps.trail.verification import verify

from .registers import Benchmark, Ratio

KIND = "casework.benchmarked"
#: Less than a clock can tell, in seconds: what a side that costs nothing is divided by.
SMALLEST = 1e-6
#: Each figure is the median of so many turns.
TURNS = 5
#: Saves, new records set by set and new records one by one that are measured at most in a turn: rates need no more.
SAVES, SET, ONE_BY_ONE = 1000, 2000, 500
#: Fewer acts than these would measure what a batch or a verification costs at the least, and not what an act costs.
FEWEST_ACTS = TURNS * BATCH
MILLION = 1_000_000


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
    """Three models with the same columns: plain, with stock history, and tracked; their tables stand from now on."""
    plain, stock, tracked = scratch_classes()
    if tracked._meta.db_table not in connection.introspection.table_names():  # each benchmark has an office of its own
        with connection.schema_editor() as editor:
            for model in (plain, stock, stock.history.model, tracked.past, tracked):
                editor.create_model(model)
        guards.install()
    return plain, stock, tracked


@cache
def scratch_classes() -> tuple[Any, Any, Any]:
    """The models, once for a process."""

    def made(name: str, base: type[models.Model], **extra: Any) -> Any:
        meta = type("Meta", (), {"app_label": "casework"})
        return type(name, (base,), {"__module__": __name__, "Meta": meta, **columns(), **extra})

    plain = made("BenchPlain", models.Model)
    stock = made("BenchStock", models.Model, history=HistoricalRecords())
    tracked = made("BenchTracked", Tracked, history=Trail(personal=["name", "email"], kept=["status", "due_on", "fee"]))
    SENTENCES[KIND] = "was measured"
    return plain, stock, tracked


def on_postgresql() -> bool:
    return connection.vendor == "postgresql"


def measure_saves(rows: int) -> list[Ratio]:
    """Medians of ``rows`` saves of each, in turns, so that a busy machine hits all alike."""
    plain, stock, tracked = scratch_models()
    with act(KIND, by="worker"):
        record = tracked.objects.create(name="Ada", email="ada@example.org")
    one, two = (model.objects.create(name="Ada", email="ada@example.org") for model in (plain, stock))

    def in_act() -> None:
        with act(KIND, by="worker", ground="measurement"):
            record.save()

    with no_wait_for_the_disk():
        bare, history, acted = in_turns(rows, one.save, two.save, in_act)
    ours, other = acted - history, history - bare
    return [
        Ratio(
            ours=ours * 1000,
            other=other * 1000,
            unit="ms",
            ratio=ours / max(other, SMALLEST),
            goal=1.0 if on_postgresql() else 0.8,
            words="what the act adds to a save, of what simple-history adds to it",
        )
    ]


@contextlib.contextmanager
def no_wait_for_the_disk() -> Iterator[None]:
    """Each of what is compared waits for it once; on PostgreSQL the wait is left out, as it differs by more than they do."""
    if not on_postgresql():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit")


def measure_trail(rows: int) -> list[Ratio]:
    """All that the trail costs: saves, ``rows`` acts sealed and verified, and bulks: last, as their acts have many rows."""
    return [*measure_saves(min(rows, SAVES)), *measure_log(max(rows, FEWEST_ACTS)), measure_bulk()]


def measure_bulk() -> Ratio:
    """New records with personal values in one act, set by set against one by one."""
    *_others, tracked = scratch_models()

    def together() -> None:
        with act(KIND, by="worker"):
            create_many([tracked(**person(number)) for number in range(SET)])

    def one_by_one() -> None:
        with act(KIND, by="worker"):
            for number in range(ONE_BY_ONE):
                tracked.objects.create(**person(number))

    ours, other = in_turns(TURNS, together, one_by_one, warm_up=1)
    return Ratio(
        ours=SET / ours,
        other=ONE_BY_ONE / other,
        unit="rows/s",
        ratio=(SET / ours) / (ONE_BY_ONE / other),
        goal=4.0 if on_postgresql() else 2.0,
        at_most=False,
        words=f"{SET:,} new records in one act, set by set, of one by one",
    )


def person(number: int) -> dict[str, str]:
    return {"name": f"Ada {number}", "email": f"ada.{number}@example.org"}


def measure_log(acts: int) -> list[Ratio]:
    """The rate of sealing, and the verification of all that was sealed, counted up to a million acts."""
    goal = 10_000 if on_postgresql() else 20_000
    portion, rates = -(-acts // TURNS), []
    seal_all()
    for _turn in range(TURNS):
        write_acts(portion)
        rates.append(portion / seconds_of(seal_all))
    each = verification_seconds() * MILLION
    return [
        Ratio(
            ours=statistics.median(rates),
            other=goal,
            unit="acts/s",
            ratio=statistics.median(rates) / goal,
            goal=1.0,
            at_most=False,
            words=f"acts sealed in batches of {BATCH:,}, of the rate to reach",
        ),
        Ratio(
            ours=each,
            other=60,
            unit="s",
            ratio=each / 60,
            goal=1.0,
            words="verification of 1,000,000 acts with a new record, its key and its history row each, of a minute",
        ),
    ]


def write_acts(count: int) -> None:
    """So many acts, each the making of one record with personal values, as ``act()`` leaves them, written set by set."""
    *_others, tracked = scratch_models()
    label, trail = tracked._meta.label_lower, tracked.trail
    for start in range(0, count, BATCH):
        with transaction.atomic():
            records = [tracked(**person(number)) for number in range(start, min(start + BATCH, count))]
            models.QuerySet(tracked).bulk_create(records)
            ids = [time_ordered_id() for _record in records]
            rows = trail.rows(records, "+", ids)
            insert_rows(tracked.past._meta.db_table, trail.columns, [row.values for row in rows])
            Act.objects.bulk_create(
                Act(id=one, kind=KIND, actor="user:1", about=about, facts=facts, rows=1, digest=row.hash.hex())
                for one, row, about, facts in (
                    (one, row, f"{label}:{record.pk}", canonical({"about": f"{label}:{record.pk}"}).decode())
                    for one, row, record in zip(ids, rows, records, strict=True)
                )
            )


def verification_seconds() -> float:
    """The median seconds of a full verification for each act that it reads.

    Raises:
        RuntimeError: the trail is not intact, so that the time says nothing.
    """
    if on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself where a database lives longer than this one
    reports = [verify() for _turn in range(TURNS)]
    if bad := next((report for report in reports if report.verdict != Verdict.INTACT), None):
        raise RuntimeError(f"The trail that was measured is not intact: {bad.obstacle or bad.findings[:3]}")
    return statistics.median(report.seconds / report.acts for report in reports)


def seconds_of(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(times: int, *works: Callable[[], Any], warm_up: int = 10) -> list[float]:
    """The median seconds of each piece of work, done in turns; the first turns only warm up."""
    turns = [[seconds_of(work) for work in works] for _turn in range(warm_up + times)]
    return [statistics.median(took) for took in zip(*turns[warm_up:], strict=True)]


BENCHMARKS = [Benchmark("save", measure_saves), Benchmark("trail", measure_trail)]
