"""Mail that comes in: stored as it is and committed, then read, then given to the app that it is for.

Whatever dies on the way, the stored message is there and is read again; whatever a message holds, it stops no other. Each
ends as something in an app, or stands here with a reason.
"""

import contextlib
import hashlib
import io
import logging
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.references import aside_number
from apps.casework.registers import MailTaker, collect
from apps.organisation.models import Brand
from apps.trail import envelopes
from apps.trail.acts import act, object_name
from apps.trail.errors import KeyringUnusable, RuleBroken
from apps.trail.models import lock

from .choices import INBOUND, HeldFor, InboundStatus
from .composing import legible
from .events import letter_of, take_word
from .models import InboundMessage
from .reading_mail import Mail, lasting_content, message_id_of, parsed, read_mail
from .reports import words_in_report

#: What the bytes of a message are sealed for.
PURPOSE = "inbound"
#: So often a message is begun that its readers die of.
MOST_ATTEMPTS = 3
#: So many are read at a time.
READ_AT_ONCE = 200
#: What says nothing against a message: it is read again.
OUR_OWN_FAULTS = (OperationalError, InterfaceError, KeyringUnusable)

logger = logging.getLogger(__name__)


class Held(RuleBroken):
    """A message that an app does not take: a person is to look at it."""

    def __init__(self, words: str, why: str) -> None:
        self.why = why
        super().__init__(words)


class NoSuchRecord(RuleBroken):
    """There is no record of this reference that a message could be put on."""


# --- Stored ---


def store_message(
    raw: bytes,
    *,
    source: str,
    mailbox: str = "",
    brand: Brand | None = None,
    envelope_to: str = "",
    whole_size: int | None = None,
) -> InboundMessage | None:
    """Keep a message as it came, in a transaction of its own; none where it is here already.

    Nobody knows yet what it becomes, and one that becomes part of something secret must leave no gap: so no message
    takes a number of the series.

    ``whole_size`` says that ``raw`` is the head of a message so large: it is quarantined at once.
    """
    key = key_of(raw, mailbox=mailbox)
    if InboundMessage.objects.filter(key=key).exists():
        return None
    message = InboundMessage(
        pk=aside_number(),
        source=source,
        mailbox=mailbox[:200],
        brand=brand,
        envelope_to=legible(envelope_to, 320),
        received_at=timezone.now(),
        key=key,
        size=len(raw) if whole_size is None else whole_size,
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    if whole_size is not None:
        words = _(
            "It has %(size)d MB, and %(most)d MB are taken: fetch it from the mailbox yourself; its head is here."
        )
        message.note = words % {"size": whole_size // 2**20, "most": settings.INBOUND_MEGABYTES}
        message.status, message.held_for = InboundStatus.HELD, HeldFor.TOO_LARGE
    return _kept(message, raw)


def _kept(message: InboundMessage, raw: bytes) -> InboundMessage | None:
    try:
        with act("mailroom.message_stored", by="worker", sha256=message.sha256) as this:
            message.save()
            this.about = message
            message.file.name, _digest = envelopes.seal_file(message, PURPOSE, io.BytesIO(raw))
            message.save()
    except IntegrityError:  # somebody fetched it at the same moment
        if InboundMessage.objects.filter(key=message.key).exists():
            return None
        raise
    return message


def key_of(raw: bytes, *, mailbox: str) -> str:
    """What a message is known by: its Message-ID and what its copies have in common, whichever mailbox they came to.

    The same identifier on other content is another message. Without one it is its bytes, in one mailbox.
    """
    content = hashlib.sha256(lasting_content(raw)).hexdigest()
    known = identifier_in(raw)
    named = f"{known}\n{content}" if known else f"{mailbox}\n{hashlib.sha256(raw).hexdigest()}"
    return envelopes.blind_index("mailroom.inbound", named).hex()


def identifier_in(raw: bytes) -> str:
    try:
        return message_id_of(parsed(raw[: 256 * 1024]))
    except Exception:  # what cannot be read is known by its bytes
        return ""


# --- Read and taken ---


def take_stored() -> int:
    """Deal with everything that is stored and not read yet; how many messages that were."""
    waiting = list(InboundMessage.objects.stored()[:READ_AT_ONCE])
    for message in waiting:
        try_to_take(message)
    return len(waiting)


def try_to_take(message: InboundMessage) -> None:
    """Deal with a message; where that cannot be done now, it stays stored and keeps nobody waiting."""
    try:
        take_message(message)
    except OUR_OWN_FAULTS:
        logger.exception("%s could not be read now.", object_name(message))


def take_message(message: InboundMessage) -> None:
    """Read a stored message and give it to whom it is for; what goes wrong with it sets it apart with its error.

    Raises:
        OperationalError, InterfaceError, KeyringUnusable: the fault is ours, and the message stays stored.
    """
    if not _begin(message):
        return
    try:
        raw = raw_of(message)
        with act("mailroom.message_taken", by="worker", about=message) as this:
            message = lock(message)
            if message.status == InboundStatus.STORED:
                mail = note_head(message, raw)
                _end(message, _taken(message, mail, raw))
            else:
                this.discard()
    except OUR_OWN_FAULTS:
        raise
    except Exception as fault:
        if not isinstance(fault, RuleBroken):
            logger.exception("%s could not be read or taken.", object_name(message))
        hold_message(message, fault)


def _begin(message: InboundMessage) -> bool:
    """Count an attempt before it is made: a message that its readers die of is set apart in the end."""
    with act("mailroom.message_begun", by="worker", about=message) as this:
        message = lock(message)
        if message.status != InboundStatus.STORED:
            this.discard()
            return False
        if message.attempts < MOST_ATTEMPTS:
            message.attempts += 1
            message.save()
            return True
    hold_message(message, Held(_("Whoever read it died of it, several times."), HeldFor.UNREADABLE))
    return False


def note_head(message: InboundMessage, raw: bytes) -> Mail:
    """Read a message, and keep what lists show of it."""
    mail = read_mail(raw)
    message.message_id, message.sender, message.subject = mail.message_id, mail.sender[:320], mail.subject
    message.is_automatic = mail.is_automatic
    return mail


def _taken(message: InboundMessage, mail: Mail, raw: bytes) -> Any:
    """What a message became: something in an app, or the letter that it reports of; none where it asks nothing."""
    if mail.is_report and (letter := take_report(message, raw)):
        return letter
    for taker in takers():
        if (became := taker.takes(message, mail, by="worker")) is not None:
            return became
    if mail.is_automatic:
        return None
    raise Held(_("No part of this office takes it."), HeldFor.NO_PLACE)


def takers() -> list[MailTaker]:
    return collect("inbound", "MAIL_TAKERS")


def take_report(message: InboundMessage, raw: bytes) -> Any:
    """Let what a mail server reports take effect on the letters that it is about; the first of them, where there is one."""
    letters = []
    for word in words_in_report(raw, known_as=message.key):
        if letter := letter_of(word):
            take_word(word)
            letters.append(letter)
    return next(iter(letters), None)


def _end(message: InboundMessage, became: Any) -> None:
    status = InboundStatus.IGNORED if became is None else InboundStatus.TAKEN
    INBOUND.ensure(message.status, status)
    message.status, message.about = status, "" if became is None else object_name(became)
    message.held_for, message.note = "", _("Written by a machine, about nothing known here.") if became is None else ""
    message.save()


def hold_message(message: InboundMessage, fault: Exception) -> None:
    """Set a message apart with what is wrong with it, so that a person looks."""
    why = fault.why if isinstance(fault, Held) else HeldFor.NO_PLACE if is_rule(fault) else HeldFor.UNREADABLE
    words = str(fault) if is_rule(fault) else f"{type(fault).__name__}: {fault}"
    with act("mailroom.message_held", by="worker", about=message, held_for=str(why)) as this:
        message = lock(message)
        if message.status != InboundStatus.STORED:
            this.discard()
            return
        with contextlib.suppress(Exception):  # even what cannot be read may have a subject
            note_head(message, raw_of(message))
        message.status, message.held_for, message.note = InboundStatus.HELD, str(why), legible(words, 300)
        message.save()


def is_rule(fault: Exception) -> bool:
    return isinstance(fault, RuleBroken)


# --- By a person ---


def release_message(message: InboundMessage, *, by: Any) -> InboundMessage:
    """Have a quarantined message read again, as if it had just come.

    Raises:
        TransitionNotAllowed: it is not in quarantine.
    """
    with act("mailroom.message_released", by=by, about=message):
        message = lock(message)
        INBOUND.ensure(message.status, InboundStatus.STORED)
        message.status, message.attempts, message.held_for, message.note = InboundStatus.STORED, 0, "", ""
        message.save()
    return message


def ignore_message(message: InboundMessage, *, reason: str, by: Any) -> InboundMessage:
    """Leave a quarantined message alone: it stays here, with who said so and why.

    Raises:
        TransitionNotAllowed: it is not in quarantine.
    """
    with act("mailroom.message_ignored", by=by, about=message):
        message = lock(message)
        INBOUND.ensure(message.status, InboundStatus.IGNORED)
        message.status, message.held_for, message.note = InboundStatus.IGNORED, "", reason.strip()[:300]
        message.save()
    return message


def open_by_hand(message: InboundMessage, *, by: Any) -> InboundMessage:
    """Make a new record of a message, whatever the machine thought of it.

    Raises:
        TransitionNotAllowed: something became of it already.
        RuleBroken: it cannot become one: its words say why.
    """
    return _by_hand(message, lambda taker, mail: taker.opens(message, mail, by=by), by=by)


def put_on_record(message: InboundMessage, *, reference: str, by: Any) -> InboundMessage:
    """Put a message on the record of a reference.

    Raises:
        NoSuchRecord: there is none.
        TransitionNotAllowed: something became of it already.
    """
    return _by_hand(message, lambda taker, mail: taker.joins(message, mail, reference.strip(), by=by), by=by)


def _by_hand(message: InboundMessage, make: Any, *, by: Any) -> InboundMessage:
    raw = raw_of(message)
    with act("mailroom.message_taken", by=by, about=message):
        message = lock(message)
        INBOUND.ensure(message.status, InboundStatus.TAKEN)
        mail = note_head(message, raw)
        became = next((one for taker in takers() if (one := make(taker, mail)) is not None), None)
        if became is None:
            raise NoSuchRecord(_("There is no record of this reference: look at how it is written."))
        _end(message, became)
    return message


def open_message(message: InboundMessage, *, by: Any) -> bytes:
    """The bytes of a message; that somebody opened them is an act.

    Raises:
        KeyringUnusable: erased, or altered.
        FileNotFoundError: the file is gone.
    """
    raw = raw_of(message)
    with act("mailroom.message_opened", by=by, about=message, sha256=message.sha256):
        pass
    return raw


def raw_of(message: InboundMessage) -> bytes:
    """The bytes of a message, for who was let in to read it.

    Raises:
        KeyringUnusable: erased, or altered.
    """
    return b"".join(pieces_of(message))


def pieces_of(message: InboundMessage) -> Iterator[bytes]:
    return envelopes.open_file(message, PURPOSE, str(message.file.name))
