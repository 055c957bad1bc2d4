"""The process of background and periodic work."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from apps.casework.jobs import schedule_all
from privacy_office.serving import leave_pool


def run_jobs() -> None:
    """Start the cluster of the job queue; it ends, its work in hand finished, on SIGTERM or SIGINT."""
    from django_q.cluster import Cluster  # reads the settings when it is imported

    leave_pool()
    schedule_all()
    connections.close_all()  # a forked process must not share one
    Cluster().start()


#: What a worker can do, by name.
PARTS = {"jobs": run_jobs}


class Command(BaseCommand):
    help = (
        "Do the background and periodic work, until SIGTERM or Ctrl+C. “start” runs one; run more, on other machines "
        "too, where one is not enough."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only", default=",".join(PARTS), metavar="PARTS", help="parts of the work, with commas: %(default)s"
        )

    def handle(self, *args: Any, only: str, **options: Any) -> None:
        parts = [part.strip() for part in only.split(",")]
        if unknown := [part for part in parts if part not in PARTS]:
            raise CommandError(f"The worker has no part “{unknown[0]}”: choose from {', '.join(PARTS)} with --only.")
        for part in dict.fromkeys(parts):
            PARTS[part]()
