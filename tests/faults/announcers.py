"""A worker that sends an announcement and may be killed: a program of its own, ``python -m tests.faults.announcers SIZE``.

It writes batches of so many people until nobody is left, or somebody kills it.
"""

import sys

import django

django.setup()

from apps.publications import services  # noqa: E402 - the apps are loaded first
from apps.publications.models import Announcement  # noqa: E402
from apps.publications.services import sending  # noqa: E402

if __name__ == "__main__":
    sending.BATCH = int(sys.argv[1])
    while Announcement.objects.filter(status="sending").exists():
        services.send_due()
