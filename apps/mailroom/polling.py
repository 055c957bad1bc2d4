"""Mailboxes, asked what is new: a message is stored and committed first, then read, then marked as read at the server.

So whoever dies at any of these steps leaves a message that is fetched again and known again, never one that is lost.
"""

import contextlib
import imaplib
import logging
import re
import ssl
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.organisation.models import Brand
from privacy_office.mail import Mailbox

from .composing import legible
from .models import InboundMessage, MailboxCheck
from .receiving import store_message, take_stored, try_to_take

SOURCE = "imap"
#: What goes wrong on the way to a mailbox and back.
LOST = (imaplib.IMAP4.error, OSError)
SIZE = re.compile(rb"RFC822\.SIZE (\d+)", re.IGNORECASE)

logger = logging.getLogger(__name__)


def fetch_for_a_minute() -> int:
    """The job of every minute, which ends before the next: what is new in every mailbox, and what waits to be read."""
    until = time.monotonic() + 50
    return fetch_all(is_told_to_end=lambda: time.monotonic() > until)


def fetch_all(*, is_told_to_end: Callable[[], bool] = lambda: False) -> int:
    """Ask each mailbox; one that cannot be reached keeps nobody from the others. How many messages were new."""
    new = 0
    for mailbox in settings.INBOUND_MAIL:
        try:
            new += fetch_mailbox(mailbox, is_told_to_end=is_told_to_end)
        except LOST as fault:
            logger.error("The mailbox %s cannot be read (%s): look at INBOUND_MAIL.", mailbox.name, fault)  # noqa: TRY400
            note_check(mailbox, f"{type(fault).__name__}: {fault}")
        else:
            note_check(mailbox)
    take_stored()
    return new


def note_check(mailbox: Mailbox, error: str = "") -> None:
    """Remember how a mailbox was found, and since when it fails: the clock of a request runs while nobody reads it."""
    now = timezone.now()
    before = MailboxCheck.objects.filter(mailbox=mailbox.name[:200]).first()
    since = (before and before.failing_since) or now
    values = {"checked_at": now, "failing_since": since if error else None, "error": legible(error, 300)}
    MailboxCheck.objects.update_or_create(mailbox=mailbox.name[:200], defaults=values)


def fetch_mailbox(mailbox: Mailbox, *, is_told_to_end: Callable[[], bool] = lambda: False) -> int:
    """Take what is unread in one mailbox, message by message; how many were new.

    Raises:
        OSError: it cannot be reached.
        IMAP4.error: it does not let us in, or does not understand us.
    """
    brand = Brand.objects.filter(key=mailbox.brand).first() if mailbox.brand else None
    if mailbox.brand and brand is None:
        logger.error(
            "INBOUND_MAIL names the brand %s, which is not there: mail is placed by its address.", mailbox.brand
        )
    new = 0
    with connected(mailbox) as server:
        for uid in asked(server.uid("SEARCH", "UNSEEN"))[0].split():
            if is_told_to_end():
                break
            message = fetch_message(server, uid.decode(), mailbox=mailbox, brand=brand)
            if message is not None:
                new += 1
                try_to_take(message)
            asked(server.uid("STORE", uid.decode(), "+FLAGS.SILENT", r"(\Seen)"))
    return new


def fetch_message(server: Any, uid: str, *, mailbox: Mailbox, brand: Brand | None) -> InboundMessage | None:
    """Store one message, or the head of one that is too large; none where it is known, or gone meanwhile."""
    size = size_of(asked(server.uid("FETCH", uid, "(RFC822.SIZE)")))
    is_too_large = size > settings.INBOUND_MEGABYTES * 2**20
    wanted = "(BODY.PEEK[HEADER])" if is_too_large else "(BODY.PEEK[])"
    raw = next((one[1] for one in asked(server.uid("FETCH", uid, wanted)) if isinstance(one, tuple)), None)
    if raw is None:
        return None
    whole = size if is_too_large else None
    return store_message(raw, source=SOURCE, mailbox=mailbox.name, brand=brand, whole_size=whole)


def size_of(answer: list[Any]) -> int:
    for one in answer:
        if found := SIZE.search(one[0] if isinstance(one, tuple) else one or b""):
            return int(found.group(1))
    return 0


def asked(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server answered.

    Raises:
        IMAP4.error: it said no.
    """
    said, data = answer
    if said != "OK":
        raise imaplib.IMAP4.error(f"The server said {said}: {data!r}"[:300])
    return data


@contextlib.contextmanager
def connected(mailbox: Mailbox) -> Iterator[Any]:
    """A connection to a mailbox, its folder selected; it is hung up whatever happens."""
    timeout = settings.EMAIL_TIMEOUT
    if mailbox.is_tls:
        server: Any = imaplib.IMAP4_SSL(
            mailbox.host, mailbox.port, ssl_context=ssl.create_default_context(), timeout=timeout
        )
    else:
        server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=timeout)
    try:
        server.login(mailbox.user, mailbox.password)
        asked(server.select(f'"{mailbox.folder}"'))
        yield server
    finally:
        with contextlib.suppress(*LOST):
            server.logout()
