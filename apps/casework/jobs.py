"""Work of the clock, and how all of it gets its schedule."""

from typing import Any

from django.db import connection, transaction

from .registers import Job, collect

JOBS = [
    Job("casework: expire approvals", "apps.casework.services.expire_approvals", minutes=10),
    Job("casework: clear tables that nobody confirmed", "apps.casework.intake.clear_staged", minutes=10),
    Job("casework: take erased words out of searches", "apps.casework.searching.wipe_nightly", minutes=60),
    Job("trail: seal what is left", "apps.trail.sealing.seal_all", minutes=1),
    Job("trail: give the day's checkpoint away", "apps.trail.services.give_anchor", minutes=60),
    Job("trail: verify every night", "apps.trail.services.verify_nightly", minutes=30),
    Job("trail: sweep files that no record names", "apps.trail.services.sweep_files", minutes=60),
]


#: The number of the advisory lock of PostgreSQL; on SQLite, BEGIN IMMEDIATE is the lock.
SCHEDULES_LOCK = 72_620_002


def schedule_all() -> None:
    """Give every job of every app its one schedule, and take away those that no app has any more.

    Workers that start at once take turns: nothing in the table keeps a name from standing twice.
    """
    from django_q.models import Schedule

    jobs = collect("jobs", "JOBS")
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SCHEDULES_LOCK])
        kept = [_schedule(job).pk for job in jobs]
        Schedule.objects.exclude(pk__in=kept).delete()


def _schedule(job: Job) -> Any:
    """The first schedule of this name, which keeps its turn, as the job wants it."""
    from django_q.models import Schedule

    schedule = Schedule.objects.filter(name=job.name).order_by("pk").first() or Schedule(name=job.name)
    schedule.func, schedule.schedule_type, schedule.minutes = job.task, Schedule.MINUTES, job.minutes
    schedule.save()
    return schedule
