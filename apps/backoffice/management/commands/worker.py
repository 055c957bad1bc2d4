"""The process of background and periodic work."""

import logging
import os
import signal
import sys
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from apps.casework.jobs import schedule_all
from apps.trail.sealing import seal_all
from privacy_office.serving import leave_pool, run_together

logger = logging.getLogger(__name__)


def run_jobs() -> None:
    """Start the cluster of the job queue; it ends, its work in hand finished, on SIGTERM or SIGINT."""
    from django_q.cluster import Cluster  # reads the settings when it is imported

    leave_pool()
    schedule_all()
    connections.close_all()  # a forked process must not share one
    Cluster().start()


def run_sealing() -> None:
    """Seal acts as they come, until SIGTERM or SIGINT; a fault is told and tried again, as the queue keeps them."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(SEAL_SECONDS):
        try:
            seal_all()
        except Exception:
            logger.exception("Sealing failed; the acts stay queued.")
            connections.close_all()


#: What a worker can do, by name; several are a process each.
PARTS = {"seal": run_sealing, "jobs": run_jobs}
#: So often the sealer looks for acts.
SEAL_SECONDS = 1.0


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
        if len(set(parts)) == 1:
            PARTS[parts[0]]()
        else:
            command = [sys.executable, "manage.py", "worker", "--only"]
            run_together({part: [*command, part] for part in parts}, dict(os.environ))
