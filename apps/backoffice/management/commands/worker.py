"""The process of background and periodic work."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from apps.casework.jobs import schedule_all
from apps.dsr.services import take_filings
from apps.mailroom.sending import drain
from apps.publications.services import take_sign_ups
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
    """Seal acts as they come."""
    look_every_second(lambda _stop: seal_all(), fault="Sealing failed; the acts stay queued.")


def run_mail() -> None:
    """Send letters as they come; one that is being handed over is finished before the process ends."""
    look_every_second(lambda stop: drain(is_told_to_end=stop.is_set), fault="Sending failed; the letters stay queued.")


def run_asked() -> None:
    """Deal with what visitors asked as it comes, however much mail waits."""
    fault = "What visitors asked was not dealt with; it stays queued."
    look_every_second(lambda _stop: (take_sign_ups(), take_filings()), fault=fault)


def look_every_second(work: Callable[[threading.Event], Any], *, fault: str) -> None:
    """Do a piece of work again and again, until SIGTERM or SIGINT; a fault is told and the work tried again."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.wait(LOOK_SECONDS):
        try:
            work(stop)
        except Exception:
            logger.exception(fault)
            connections.close_all()


#: What a worker can do, by name; several are a process each.
PARTS = {"seal": run_sealing, "mail": run_mail, "asked": run_asked, "jobs": run_jobs}
#: So often they look for work.
LOOK_SECONDS = 1.0


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
