"""Fetchers of mail that die at each place of their work: a program, ``python -m tests.faults.fetchers PORT MOST STEP``.

One after the other fetches what is unread in the mailbox on a port, and kills itself ``STEP`` places further on than the
one before: around each statement and COMMIT of the database, and around each command to the mail server. ``MOST`` is how
often a message may be begun before it is set apart.
"""

import imaplib
import signal
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - the apps are loaded first
from django.db import connection  # noqa: E402

from apps.mailroom import receiving  # noqa: E402
from apps.mailroom.polling import fetch_all  # noqa: E402
from privacy_office.mail import Mailbox  # noqa: E402
from tests.faults.crashes import Deadly, outcome, start, warm_up  # noqa: E402


def fetch_and_die_at(place: int) -> None:
    deadly, commit, uid = Deadly(place), connection._commit, imaplib.IMAP4.uid

    def asking(server: Any, *words: Any) -> Any:
        deadly.step(f"before {words[0]}")
        answer = uid(server, *words)
        deadly.step(f"after {words[0]}")
        return answer

    connection._commit = lambda: deadly.commit(commit)
    imaplib.IMAP4.uid = asking
    with connection.execute_wrapper(deadly.around):
        fetch_all()


if __name__ == "__main__":
    box = Mailbox("127.0.0.1", int(sys.argv[1]), "privacy@acme.example", "secret", is_tls=False)
    settings.INBOUND_MAIL, receiving.MOST_ATTEMPTS = (box,), int(sys.argv[2])
    warm_up()
    status, place = -signal.SIGKILL, 0
    while status == -signal.SIGKILL:
        status = outcome(start(lambda at=place: fetch_and_die_at(at)))
        place += int(sys.argv[3])
    sys.exit(status)
