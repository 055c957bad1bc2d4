"""From the bytes of a message to what it says: pure functions, no database. The bytes come from anybody.

The older policy of the parser is meant: it keeps headers as they came, where the newer raises on many of them.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser

from .composing import legible

#: So much of a text is read: the rest stays in the message as it came.
LONGEST_TEXT, LONGEST_HTML = 100_000, 400_000
#: So many files of one message are taken apart.
MOST_FILES = 50
#: Headers that say to whom a message was delivered.
DELIVERED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To")
#: Headers that a message gets on its way: two copies of one message differ in them.
ON_ITS_WAY = re.compile(
    rb"(received|received-spf|delivered-to|return-path|envelope-to|authentication-results|arc-[^:]*|x-[^:]*|bcc|status)"
    rb"[ \t]*:",
    re.IGNORECASE,
)
REPLY_MARK = re.compile(r"^\s*((re|fwd?|aw|wg|antw|betr|doorst)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
MESSAGE_ID = re.compile(r"<[^<>\s]{1,318}>")
#: A list is no machine: the mailbox of a team is often one.
BY_MACHINES = {"bulk", "junk", "auto_reply"}
MACHINES = re.compile(r"(mailer-daemon|postmaster)@", re.IGNORECASE)


@dataclass(frozen=True)
class MailFile:
    """A file in a message: what it is called, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """What a message says. ``sender`` is empty where it names no address; ``subject`` stands without marks of answers."""

    message_id: str
    sender: str
    sender_name: str
    subject: str
    addressed_to: tuple[str, ...]
    answers: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    text: str
    files: tuple[MailFile, ...]
    is_automatic: bool
    is_report: bool


def read_mail(raw: bytes) -> Mail:
    """Read a message. It may raise anything that the parser raises: who calls it sets such a message apart."""
    message = parsed(raw)
    name, sender = address_in(message)
    texts, files = parts_of(message)
    ids = [MESSAGE_ID.findall(header(message, one)) for one in ("In-Reply-To", "References")]
    return Mail(
        message_id=message_id_of(message),
        sender=sender,
        sender_name=legible(name, 200),
        subject=legible(REPLY_MARK.sub("", header(message, "Subject")), 255),
        addressed_to=tuple(addresses_in(message, *DELIVERED)),
        answers=tuple(dict.fromkeys([*ids[0], *ids[1][-20:]])),
        headers=tuple((legible(one, 100), legible(decoded(value), 2000)) for one, value in message.raw_items()),
        text=cleaned("\n\n".join(texts))[:LONGEST_TEXT],
        files=tuple(files),
        is_automatic=is_by_a_machine(message, sender),
        is_report=message.get_content_type() == "multipart/report",
    )


def parsed(raw: bytes) -> Message:
    return email.message_from_bytes(raw, policy=compat32)


@dataclass(frozen=True)
class Shown:
    """What a page shows of a message: its headers, its text, and the names of its files."""

    headers: tuple[tuple[str, str], ...]
    text: str
    files: tuple[str, ...]


def as_shown(raw: bytes) -> Shown:
    """A message in words; of one that cannot be read, its bytes as text."""
    try:
        mail = read_mail(raw)
    except Exception:  # a page about what cannot be read must not fail of it
        return Shown((), cleaned(raw[:LONGEST_TEXT].decode("utf-8", "replace")), ())
    return Shown(mail.headers, mail.text, tuple(one.name for one in mail.files))


# --- Headers ---


def header(message: Message, name: str) -> str:
    """The first header of a name, unfolded and decoded; empty where there is none."""
    return next((decoded(value) for one, value in message.raw_items() if one.lower() == name.lower()), "")


def decoded(value: object) -> str:
    """A header in words, however it is encoded; what cannot be decoded stays as it came."""
    line = plain_header(value)
    try:
        found = decode_header(line)
    except Exception:  # a broken encoding is no reason to lose the words
        return line
    return "".join(in_charset(text, charset or "utf-8") if isinstance(text, bytes) else text for text, charset in found)


def plain_header(value: object) -> str:
    """A header as one line of text; bytes of no charset are taken as UTF-8."""
    line = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return re.sub(r"\r?\n[ \t]*|[\r\n]", " ", line)


def message_id_of(message: Message) -> str:
    found = MESSAGE_ID.search(header(message, "Message-ID"))
    return cleaned(found.group()) if found else ""


def address_in(message: Message) -> tuple[str, str]:
    """Name and address of the sender; the name is all of the header where it holds no address."""
    line = next((plain_header(value) for one, value in message.raw_items() if one.lower() == "from"), "")
    name, address = parseaddr(line)
    if not is_address(address):
        return decoded(line), ""
    return decoded(name), address


def addresses_in(message: Message, *names: str) -> Iterator[str]:
    wanted = {name.lower() for name in names}
    lines = [plain_header(value) for one, value in message.raw_items() if one.lower() in wanted]
    return (address for _name, address in getaddresses(lines[:50]) if is_address(address))


def is_address(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(local and at and domain) and len(text) <= 320 and text.isprintable() and " " not in text


def is_by_a_machine(message: Message, sender: str) -> bool:
    """Whether no person wrote it: a notice, an answer of itself, or a report (RFC 3834)."""
    submitted = header(message, "Auto-Submitted").strip().lower()
    suppressed = header(message, "X-Auto-Response-Suppress").strip().lower()
    return (
        bool(submitted and not submitted.startswith("no"))
        or header(message, "Precedence").strip().lower() in BY_MACHINES
        or bool(suppressed and suppressed != "none")
        or any(header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
        or header(message, "Return-Path").strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or bool(MACHINES.match(sender))
    )


# --- What it says ---


def parts_of(message: Message) -> tuple[list[str], list[MailFile]]:
    """The texts and the files of a message, in their order; of a choice of texts the plain one."""
    texts: list[str] = []
    files: list[MailFile] = []
    _gather(message, texts, files)
    return texts, files[:MOST_FILES]


def _gather(part: Message, texts: list[str], files: list[MailFile]) -> None:
    kind = part.get_content_type()
    if kind == "message/rfc822" or (kind.startswith("message/") and part.is_multipart()):
        files.append(MailFile(name_of(part, "message.eml"), content_of_nested(part)))
    elif part.is_multipart():
        children = [one for one in part.get_payload() if isinstance(one, Message)]
        if kind == "multipart/alternative":
            children = chosen(children)
        for one in children:
            _gather(one, texts, files)
    elif kind in {"text/plain", "text/html"} and not is_file(part):
        texts.append(text_of(part))
    else:
        files.append(MailFile(name_of(part, f"file-{len(files) + 1}"), bytes_of(part)))


def chosen(children: list[Message]) -> list[Message]:
    """Of the same in several forms the plain text, where it says anything, and whatever is no text."""
    plain = next((one for one in children if one.get_content_type() == "text/plain" and text_of(one).strip()), None)
    if plain is None:
        return children
    return [one for one in children if one is plain or not one.get_content_type().startswith("text/")]


def is_file(part: Message) -> bool:
    disposition = plain_header(part.get("Content-Disposition", "")).strip().lower()
    return disposition.startswith("attachment") or bool(part.get_filename())


def name_of(part: Message, otherwise: str) -> str:
    """What its sender calls a file: one line, without a folder."""
    try:
        name = legible(decoded(part.get_filename() or ""), 200)
    except Exception:  # parameters can be broken in many ways
        name = ""
    return name.replace("\\", "/").rpartition("/")[2].strip() or otherwise


def bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else str(payload or "").encode("utf-8", "replace")


def content_of_nested(part: Message) -> bytes:
    """A message within a message, as it came."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        return bytes_of(part)
    return b"\r\n".join(one.as_bytes() for one in payload if isinstance(one, Message))


def text_of(part: Message) -> str:
    """The text of a part, of whatever charset it says or hides; HTML as text."""
    text = in_charset(bytes_of(part)[: 4 * LONGEST_HTML], charset_of(part))
    return text_of_html(text[:LONGEST_HTML]) if part.get_content_type() == "text/html" else text


def charset_of(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "utf-8")
    except (LookupError, ValueError):
        return "utf-8"


def in_charset(text: bytes, charset: str) -> str:
    try:
        return text.decode(charset, "replace")
    except (LookupError, ValueError, TypeError):  # no such charset, or none of text
        return text.decode("utf-8", "replace")


def cleaned(text: str) -> str:
    """A text that every database keeps: no NUL and no half characters, lines that end in one way."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t").strip()


class TextOfHtml(HTMLParser):
    """The words of a page, a line for each block; what is run or styled is none."""

    SILENT = frozenset({"script", "style", "title"})
    BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol", "pre"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent: str = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self.SILENT and not self.silent:
            self.silent = tag
        if tag in self.BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""
        if tag in self.BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """HTML as text: nothing of it is ever shown as it came."""
    reader = TextOfHtml()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):  # declarations that are none
        return re.sub(r"<[^>]*>", " ", html)
    lines = (line.strip() for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# --- Known again ---


def lasting_content(raw: bytes) -> bytes:
    """What two copies of one message have in common: everything but the headers that it got on its way."""
    lines = raw.replace(b"\r\n", b"\n").split(b"\n\n", 1)
    kept, is_kept = [], True
    for line in lines[0].split(b"\n"):
        if line[:1] not in {b" ", b"\t"}:
            is_kept = ON_ITS_WAY.match(line) is None
        if is_kept:
            kept.append(line)
    return b"\n".join(kept) + b"\n\n" + (lines[1].rstrip(b"\n") if len(lines) > 1 else b"")
