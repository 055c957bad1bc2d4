"""Work of the clock, and how all of it gets its schedule."""

from .registers import Job, collect

JOBS = [
    Job("casework: expire approvals", "apps.casework.services.expire_approvals", minutes=10),
    Job("trail: seal what is left", "apps.trail.sealing.seal_all", minutes=1),
    Job("trail: give the day's checkpoint away", "apps.trail.services.give_anchor", minutes=60),
    Job("trail: verify every night", "apps.trail.services.verify_nightly", minutes=30),
    Job("trail: sweep files that no record names", "apps.trail.services.sweep_files", minutes=60),
]


def schedule_all() -> None:
    """Give every job of every app its schedule, and take away those that no app has any more."""
    from django_q.models import Schedule

    jobs = collect("jobs", "JOBS")
    for job in jobs:
        Schedule.objects.update_or_create(
            name=job.name,
            defaults={"func": job.task, "schedule_type": Schedule.MINUTES, "minutes": job.minutes},
        )
    Schedule.objects.exclude(name__in=[job.name for job in jobs]).delete()
