"""The story of a ticket: what came in, what went out, notes among staff, and files."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.casework.choices import AccessKind
from apps.casework.files import ensure_acceptable
from apps.casework.services import note_access
from apps.mailroom.composing import LANGUAGES, LONGEST_NAME, legible
from apps.mailroom.models import InboundMessage, Letter
from apps.mailroom.services import queue_letter
from apps.trail import envelopes
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import OF_ANSWERS, Channel, EntryKind, FileKind
from ..laws import terms_of, words_for
from ..links import mail_tag, page_link
from ..models import Entry, Ticket, TicketFile

#: What a file of a ticket is sealed for.
PURPOSE = "dsr.file"


class NothingSaid(RuleBroken):
    """An entry without words and without files says nothing."""


class NoFile(RuleBroken):
    """The file was destroyed."""


def add_note(ticket: Ticket, *, text: str, by: Any) -> Entry:
    """Write down something for colleagues; the person never sees it.

    Raises:
        NothingSaid: there are no words.
    """
    if not text.strip():
        raise NothingSaid(_("Write something: an empty note says nothing."))
    with act("dsr.entry_added", by=by, about=ticket, entry=EntryKind.NOTE.value):
        entry = Entry(ticket=lock(ticket), kind=EntryKind.NOTE, at=timezone.now(), author=by, text=text.strip())
        entry.save()
    return entry


def add_incoming(
    ticket: Ticket,
    *,
    text: str,
    channel: str,
    sender: str = "",
    subject: str = "",
    at: datetime | None = None,
    inbound: InboundMessage | None = None,
    is_from_stranger: bool = False,
    by: Any,
) -> Entry:
    """Put on record what the person says, unread until somebody marks it as read.

    ``inbound`` is the mail that it came as; ``is_from_stranger`` says that its sender is not who is written to.
    """
    with act("dsr.entry_added", by=by, about=ticket, entry=EntryKind.INCOMING.value):
        entry = Entry(
            ticket=lock(ticket),
            kind=EntryKind.INCOMING,
            channel=channel,
            at=at or timezone.now(),
            sender=sender[:320],
            subject=subject[:255],
            text=text,
            is_unread=True,
            inbound=inbound,
            is_from_stranger=is_from_stranger,
        )
        entry.save()
    return entry


def tell(ticket: Ticket, kind: str, context: Mapping[str, Any], *, text: str = "", by: Any) -> Letter | None:
    """Write to the person, in the act under way; the letter stands in the story. None where there is no address.

    The context is completed with what every letter of a ticket says: see ``said_of``.

    Raises:
        NotALetter: the address or a text is not fit to be sent.
    """
    if not ticket.email:
        return None
    letter = queue_letter(
        kind,
        to=ticket.email,
        name=legible(ticket.representative or ticket.name, LONGEST_NAME),
        brand=ticket.brand,
        language=ticket.language,
        about=ticket,
        context=said_of(ticket) | dict(context),
        answer_tag=mail_tag(ticket.public_id),
        by=by,
    )
    author = None if isinstance(by, str) else by
    with act("dsr.entry_added", by=by, about=ticket, entry=EntryKind.OUTGOING.value):
        entry = Entry(
            ticket=ticket,
            kind=EntryKind.OUTGOING,
            channel=Channel.EMAIL,
            at=timezone.now(),
            author=author,
            subject=letter.subject,
            text=text,
            letter=letter,
        )
        entry.save()
    return letter


def said_of(ticket: Ticket) -> dict[str, Any]:
    """What every letter of a ticket says of it: reference, rights in the terms of its law, dates, the requester's page."""
    with override(LANGUAGES[ticket.language]):
        return {
            "reference": ticket.reference,
            "rights": [words_for(ticket.regime, item.right) for item in ticket.items.all()],
            "law": str(terms_of(ticket.regime).law),
            "received_on": ticket.received_on,
            "due_on": ticket.due_on,
            "page": page_link(ticket.public_id),
        }


def add_file(
    ticket: Ticket, *, file: Any, kind: str = FileKind.RECEIVED, entry: Entry | None = None, by: Any
) -> TicketFile:
    """Keep a file on a ticket, encrypted under a key of its own.

    Raises:
        FileRefused: too large, empty, or of a type that nobody should open.
    """
    ensure_acceptable(file)
    with act("dsr.file_added", by=by, about=ticket) as this:
        record = TicketFile(
            ticket=ticket,
            entry=entry,
            kind=kind,
            file_name=file.name[-255:],
            file_size=file.size,
            added_at=timezone.now(),
            added_by=None if isinstance(by, str) else by,
        )
        record.save()
        file.seek(0)
        record.file.name, record.sha256 = envelopes.seal_file(record, PURPOSE, file)
        record.save()
        this.facts["sha256"] = record.sha256
    return record


def open_file(record: TicketFile, *, why: str = "", by: Any) -> Iterator[bytes]:
    """The content of a file, piece by piece; that somebody opened it is an act. Staff open an answer for a reason.

    Raises:
        ReasonMissing: it is part of an answer, and no reason is given.
        NoFile: it was destroyed.
        KeyringUnusable: it was erased, or altered.
    """
    if not record.file:
        raise NoFile(_("This file is gone: it was destroyed when its time was over."))
    pieces = envelopes.open_file(record, PURPOSE, str(record.file.name))  # what does not open was opened by nobody
    with act("dsr.file_opened", by=by, about=record.ticket, sha256=record.sha256):
        if record.kind in OF_ANSWERS and not isinstance(by, str):
            note_access(record, case=record.ticket, what=AccessKind.ANSWER, why=why, by=by)
    return pieces
