"""What mail servers report of our letters by mail (RFC 3464), as words that take effect like those of a provider."""

import re
from collections.abc import Iterator
from email.message import Message

from .choices import Told
from .events import Word, code_in, told_by_code
from .reading_mail import bytes_of, header, message_id_of, parsed

#: Whose word it is.
BY_MAIL = "mail"
#: So many recipients of one report are read.
MOST_RECIPIENTS = 50


def words_in_report(raw: bytes, *, known_as: str) -> list[Word]:
    """What a report tells, of each recipient that it names; ``known_as`` is what the message is known by."""
    message = parsed(raw)
    original = next(_original_ids(message), "")
    if not original:
        return []
    told = [word for group in _recipients(message) if (word := _word(group, original, known_as))]
    return told[:MOST_RECIPIENTS]


def _word(group: Message, original: str, known_as: str) -> Word | None:
    address = _address(header(group, "Original-Recipient")) or _address(header(group, "Final-Recipient"))
    action, code = header(group, "Action").strip().lower(), code_in(header(group, "Status"))
    told = _told(action, code)
    if told is None or not address:
        return None
    return Word(BY_MAIL, f"{known_as} {address.casefold()} {action}", told, (original,), address, code)


def _told(action: str, code: str) -> Told | None:
    if action == "failed":
        return told_by_code(code)
    return {"delayed": Told.PUT_OFF, "delivered": Told.DELIVERED}.get(action)


def _address(line: str) -> str:
    """The address behind ``rfc822;``."""
    return re.sub(r"^[^;]*;", "", line).strip().strip("<>")


def _recipients(message: Message) -> Iterator[Message]:
    """The groups of a report that are about one recipient each."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from (group for group in part.get_payload() if isinstance(group, Message))


def _original_ids(message: Message) -> Iterator[str]:
    """The Message-ID of what the report is about: it carries the message, or its headers."""
    for part in message.walk():
        if part is message:
            continue
        is_head = part.get_content_type() == "text/rfc822-headers"
        if found := message_id_of(parsed(bytes_of(part)) if is_head else part):
            yield found
