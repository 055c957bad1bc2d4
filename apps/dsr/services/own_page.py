"""The requester's own page: a code to their address opens it for minutes; then they write, withdraw, and download there."""

import datetime
import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.services import Limit, take_attempts
from apps.mailroom.composing import LONGEST_NAME, legible
from apps.mailroom.services import queue_letter
from apps.publications.tokens import digest, new_secret
from apps.trail.acts import act
from apps.trail.envelopes import blind_index
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import TICKETS, Channel, Status
from ..models import Download, Entry, IdentityDocument, PageSession, Ticket, TicketFile
from ..models.answers import MOST_ATTEMPTS
from ..queries.own_page import address_of_page, may_be_downloaded
from .correspondence import add_file, add_incoming, open_file
from .endings import withdraw_ticket
from .identity import check_code
from .identity_documents import add_identity_document

#: So long a code is good, and the session that it is exchanged for.
CODE_STANDS = datetime.timedelta(minutes=15)
SESSION_STANDS = datetime.timedelta(minutes=30)
#: A person who mistypes asks again; more is a machine. The place is where requests come from: a whole office may share one.
CODES_PER_TICKET = Limit("dsr-code-for", 4, 60 * 60)
CODES_PER_PLACE = Limit("dsr-code-from", 20, 60 * 60)
GUESSES_PER_PLACE = Limit("dsr-guess-from", 60, 60 * 60)
WRITTEN_PER_TICKET = Limit("dsr-written-for", 20, 60 * 60)
#: So many files come with one message.
MOST_FILES = 5


class PageRefused(RuleBroken):
    """What was asked on the page cannot be done now."""


def send_page_code(ticket: Ticket, *, place: str) -> bool:
    """Send a code to the address of the ticket; any code of before is over. Whether it was sent is told to nobody.

    Nothing is sent where no address is known to be the person's, or too often was asked.
    """
    address = address_of_page(ticket)
    if not address or not take_attempts((CODES_PER_PLACE, place), (CODES_PER_TICKET, ticket.public_id)):
        return False
    code = f"{secrets.randbelow(10**8):08d}"
    with act("dsr.page_code_sent", by="visitor", about=ticket):
        PageSession.objects.filter(ticket=ticket, session_hash="").delete()
        until = timezone.now() + CODE_STANDS
        PageSession.objects.create(ticket=ticket, code_hash=_hash_of_code(ticket, code), code_until=until)
        queue_letter(
            "dsr/page_code",
            to=address,
            name=legible(ticket.representative or ticket.name, LONGEST_NAME),
            brand=ticket.brand,
            language=ticket.language,
            about=ticket,
            context={"code": f"{code[:4]} {code[4:]}", "minutes": CODE_STANDS.seconds // 60},
            by="visitor",
        )
    return True


def open_page(ticket: Ticket, *, code: str, place: str) -> str | None:
    """Exchange a code for the secret of a short session; none where it is wrong, over, or was tried too often.

    An attempt is taken before the code is compared, in one statement, so that guesses side by side get no more. Where
    no code for the page was asked for, the one that proves who asks opens it too: it went to the same mailbox.
    """
    if not take_attempts((GUESSES_PER_PLACE, place)):
        return None
    now, given = timezone.now(), "".join(letter for letter in code if letter.isascii() and letter.isdigit())
    standing = PageSession.objects.filter(ticket=ticket, session_hash="", code_until__gt=now)
    if not standing.exists():
        return _open_by_proof(ticket, given)
    if not standing.filter(attempts__lt=MOST_ATTEMPTS).update(attempts=F("attempts") + 1):
        return None
    secret = new_secret()
    with act("dsr.page_opened", by="visitor", about=ticket) as this:
        opened = standing.filter(code_hash=_hash_of_code(ticket, given)).update(
            session_hash=digest(secret), session_until=now + SESSION_STANDS
        )
        if not opened:
            this.discard()
            return None
    return secret


def _open_by_proof(ticket: Ticket, code: str) -> str | None:
    if not check_code(ticket, code=code):
        return None
    now, secret = timezone.now(), new_secret()
    with act("dsr.page_opened", by="visitor", about=ticket):
        PageSession.objects.create(
            ticket=ticket, code_until=now, session_hash=digest(secret), session_until=now + SESSION_STANDS
        )
    return secret


def _hash_of_code(ticket: Ticket, code: str) -> str:
    """Keyed, as eight digits are soon tried."""
    return blind_index("dsr.page_code", f"{ticket.public_id}\n{code}").hex()


def close_page(ticket: Ticket, *, secret: str) -> None:
    """End a session at once."""
    PageSession.objects.filter(ticket=ticket, session_hash=digest(secret)).delete()


def clear_page_sessions() -> int:
    """Forget codes and sessions of yesterday; how many there were."""
    old = timezone.now() - datetime.timedelta(days=1)
    return PageSession.objects.filter(made_at__lt=old).delete()[0]


# --- What the person does there ---


def write_on_page(ticket: Ticket, *, text: str, files: Sequence[Any] = ()) -> Entry:
    """Put on record what the person writes on their page, with their files; all of it, or nothing.

    Raises:
        PageRefused: it is empty, has too many files, or too much was written within the hour.
        FileRefused: a file cannot be kept.
    """
    if not text.strip() and not files:
        raise PageRefused(_("Write something, or choose a file."))
    if len(files) > MOST_FILES:
        raise PageRefused(_("Send at most %(most)d files at once, and the others after them.") % {"most": MOST_FILES})
    if not take_attempts((WRITTEN_PER_TICKET, ticket.public_id)):
        raise PageRefused(_("Much was sent within this hour. Nothing is lost of it: send the rest a little later."))
    with act("dsr.page_used", by="visitor", about=ticket):
        entry = add_incoming(ticket, text=text.strip(), channel=Channel.FORM, by="visitor")
        for file in files:
            add_file(ticket, file=file, entry=entry, by="visitor")
    return entry


def hand_in_document(ticket: Ticket, *, file: Any) -> IdentityDocument:
    """Keep the identity document that the person was asked for.

    Raises:
        PageRefused: too much was sent within the hour.
        NoDocumentAsked: none is waited for, or there are enough of them.
        FileRefused: the file cannot be kept.
    """
    if not take_attempts((WRITTEN_PER_TICKET, ticket.public_id)):
        raise PageRefused(_("Much was sent within this hour. Nothing is lost of it: send the rest a little later."))
    return add_identity_document(ticket, file=file, by="visitor")


def withdraw_on_page(ticket: Ticket) -> Ticket:
    """The person takes back what they asked; nothing more happens with it, and what was decided stays on record.

    Raises:
        PageRefused: it is answered or over.
    """
    with act("dsr.page_used", by="visitor", about=ticket):
        ticket = lock(ticket)
        if not TICKETS.allows(ticket.status, Status.WITHDRAWN):
            raise PageRefused(_("This request is over already: nothing is left to take back."))
        add_incoming(ticket, text=_("I take my request back."), channel=Channel.FORM, by="visitor")
        return withdraw_ticket(ticket, by="visitor")


def download_answer(ticket: Ticket, *, file: TicketFile) -> Iterator[bytes]:
    """A file of the answer, piece by piece; each download stands in the ledger.

    Raises:
        PageRefused: it is no file of the answer, or the time for it is over.
        NoFile, KeyringUnusable: it was destroyed.
    """
    with act("dsr.answer_downloaded", by="visitor", about=ticket, sha256=file.sha256):
        if not may_be_downloaded(ticket, file):
            raise PageRefused(_("The time to download this file is over: ask for it again below."))
        pieces = open_file(file, by="visitor")
        Download.objects.create(file=file, sha256=file.sha256)
    return pieces
