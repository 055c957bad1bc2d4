"""Senders of letters that are killed at any moment: a program of its own, ``python -m tests.faults.senders SECONDS PORT``.

It drains for ever, holding a letter for so many seconds, until nothing is left that leaves by itself or somebody kills it.
"""

import datetime
import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402 - the apps are loaded first

from apps.mailroom.models import Letter  # noqa: E402
from apps.mailroom.sending import Pace, drain  # noqa: E402

if __name__ == "__main__":
    seconds, port = float(sys.argv[1]), int(sys.argv[2])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    pace = Pace(
        lease=datetime.timedelta(seconds=seconds),
        again=datetime.timedelta(0),
        backoff=(datetime.timedelta(seconds=0.2),),
    )
    while Letter.objects.waiting().exists():
        drain(pace=pace)
        time.sleep(0.05)
