"""From a kind and its context to the exact bytes of a message: texts rendered strictly, headers that cannot be forged."""

import contextlib
import datetime
import email
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template import Origin
from django.template.backends.django import DjangoTemplates
from django.template.loaders.filesystem import Loader as FilesystemLoader
from django.utils import translation
from django.utils.encoding import punycode
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.casework.registers import LetterKind, collect
from apps.organisation.queries import PublicContact
from apps.trail.errors import RuleBroken


class WirePolicy(EmailPolicy):
    """As the library writes messages, save that a header which is folded keeps every space of its words."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name == "Subject":
            return f"{name}: {self._folded(name, str(value))}\r\n".encode("ascii")
        if name == "List-Unsubscribe":  # the library would break a long address into encoded words
            return f"{name}: {value}\r\n".encode("ascii")
        if name == "To" and not str(value).isascii():
            [one] = value.addresses
            return f"{name}: {self._folded(name, one.display_name)}\r\n <{one.addr_spec}>\r\n".encode("ascii")
        return super().fold_binary(name, value)

    def _folded(self, name: str, words: str) -> str:
        return Header(words, "us-ascii" if words.isascii() else "utf-8", header_name=name).encode(linesep="\r\n")


#: Every byte of a message is ASCII, so that every mail server takes it.
WIRE = WirePolicy(linesep="\r\n", cte_type="7bit")
LONGEST_ADDRESS, LONGEST_NAME, LONGEST_SUBJECT, LONGEST_LINK = 254, 200, 255, 900
#: What RFC 8058 has beside the address of List-Unsubscribe.
ONE_CLICK = "List-Unsubscribe=One-Click"
#: Of an office that says nothing of itself yet.
NOBODY = PublicContact(email="", address="", offices=(), authority="", authority_url="")
#: What every line of a frame is tried with.
SOMEBODY = PublicContact("privacy@example.org", "Street 1\nTown", (), "Authority", "https://authority.example.org")
#: What a template leaves when somebody forgot to fill it in.
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{%|%\}|%\(\w+\)|\[INSERT\b|\bOPERATOR_REQUIRED\b|\blorem ipsum\b", re.IGNORECASE)
#: Printable ASCII without what would end an address in a header.
LINK = re.compile(r"[!-;=?-~]+")
#: The languages of letters, by the names that Django gives them.
LANGUAGES = {"en": "en-gb", "nl": "nl"}


class NotALetter(RuleBroken):
    """No message can be made of this: an address, a header or a text is not fit to be sent."""


class Undefined(str):
    """In place of a value that a template names and nobody gave: it stops the letter."""

    __slots__ = ()

    def __mod__(self, name: Any) -> str:
        raise NotALetter(_("The text of the letter names “%(name)s”, which nobody gave.") % {"name": name})


@dataclass(frozen=True)
class Letterhead:
    """Who writes: the name, the key of the brand (empty: the whole office), whom it says to ask and write to, where answers
    go (empty: back to the sender), and the address by which list mail is stopped (empty: it is no list mail).
    """

    office: Any
    brand: str = ""
    contact: PublicContact = NOBODY
    reply_to: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True)
class Draft:
    """Everything that a message is made of."""

    kind: str
    to_address: str
    to_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    message_id: str
    date: datetime.datetime
    unsubscribe: str = ""


@cache
def kinds() -> dict[str, LetterKind]:
    """Every kind of letter that an app has, by its name."""
    return {kind.name: kind for kind in collect("letters", "LETTERS")}


class BrandLoader(FilesystemLoader):
    """Finds the text that a brand has of its own: ``<folder>/<brand>/<file>`` in place of ``<folder>/<file>``."""

    def __init__(self, engine: Any, brand: str) -> None:
        super().__init__(engine)
        self.brand = brand

    def get_template_sources(self, template_name: str) -> Any:
        folder, _slash, file = template_name.rpartition("/")
        for source in super().get_template_sources(f"{folder}/{self.brand}/{file}"):
            yield Origin(source.name, template_name=template_name, loader=self)  # so that it may extend the usual one


@cache
def _templates(*, autoescape: bool, brand: str) -> DjangoTemplates:
    usual = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
    loaders = [(f"{__name__}.BrandLoader", brand), *usual] if brand else usual
    options = {
        "autoescape": autoescape,
        "string_if_invalid": Undefined("%s"),
        "loaders": [("django.template.loaders.cached.Loader", loaders)],
    }
    folders = settings.TEMPLATES[0]["DIRS"]
    return DjangoTemplates({"NAME": "letters", "DIRS": folders, "APP_DIRS": False, "OPTIONS": options})


# --- Texts ---


def render(kind: LetterKind, context: Mapping[str, Any], *, language: str, head: Letterhead) -> tuple[str, str, str]:
    """Subject, text and HTML of a letter in a language.

    Raises:
        NotALetter: the context lacks a value or has one too many, or a text is not finished.
    """
    if set(context) != set(kind.example):
        differing = ", ".join(sorted(set(context) ^ set(kind.example)))
        raise NotALetter(
            _("A letter of the kind %(kind)s is given exactly what its example has; look at: %(names)s.")
            % {"kind": kind.name, "names": differing}
        )
    ensure_finished(kind, language, head.brand)
    return _rendered(kind, context, language=language, head=head)


def _rendered(kind: LetterKind, context: Mapping[str, Any], *, language: str, head: Letterhead) -> tuple[str, str, str]:
    app, _slash, name = kind.name.partition("/")
    with translation.override(LANGUAGES[language]):
        subject = one_line(str(kind.subject) % {name: shown(value) for name, value in context.items()}, LONGEST_SUBJECT)
        values = {
            **context,
            "subject": subject,
            "language": language,
            "site": settings.SITE_URL,
            "office": head.office,
            "contact": head.contact,
            "unsubscribe": head.unsubscribe,
        }
        text, html = (
            _templates(autoescape=ending == "html", brand=head.brand)
            .get_template(f"{app}/letters/{name}.{ending}")
            .render(values)
            for ending in ("txt", "html")
        )
    return subject, text.strip() + "\n", html.strip() + "\n"


def shown(value: Any) -> str:
    """A value of a context as it stands in a subject."""
    return date_format(value) if isinstance(value, datetime.date) else legible(str(value), 100)


def legible(text: str, longest: int) -> str:
    """A text out of a record as one line that a header may have, shortened where it must be."""
    line = " ".join("".join(letter if is_plain(letter) else " " for letter in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def is_plain(letter: str) -> bool:
    """Whether a letter neither breaks a line nor controls anything."""
    return unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"}


def is_plain_line(text: str) -> bool:
    """Whether no letter of a text breaks a line or controls anything; nearly always told without a look at each."""
    return text.isprintable() or all(map(is_plain, text))


@cache
def ensure_finished(kind: LetterKind, language: str, brand: str) -> None:
    """Let a kind pass whose texts, with its example, have nothing left to fill in.

    Raises:
        NotALetter: something is.
    """
    head = Letterhead("Office", brand=brand, contact=SOMEBODY, unsubscribe=settings.SITE_URL)
    if left := PLACEHOLDER.search("\n".join(_rendered(kind, kind.example, language=language, head=head))):
        raise NotALetter(
            _("The text of a letter of the kind %(kind)s still has “%(left)s” in it.")
            % {"kind": kind.name, "left": left.group()}
        )


def one_line(text: str, longest: int) -> str:
    """A text fit for a header: one line without control characters, not read as anything but itself.

    Raises:
        NotALetter: it has line breaks or control characters, or is too long.
    """
    if not is_plain_line(text):
        raise NotALetter(_("A header of a letter is one line of text, without line breaks and control characters."))
    text = " ".join(text.split()).replace("=?", "= ?")
    if len(text) > longest:
        raise NotALetter(_("A header of a letter has %(count)d characters at most.") % {"count": longest})
    return text


def clean_address(address: str) -> str:
    """An address that can be written to, its domain in ASCII.

    Raises:
        NotALetter: it is none.
    """
    try:
        validate_email(address)
        local, _at, domain = address.rpartition("@")
        cleaned = f"{local}@{punycode(domain)}"
        parsed = Address(addr_spec=cleaned)
    except (ValidationError, ValueError, IndexError) as error:
        raise NotALetter(_("This is no address that a letter can be sent to.")) from error
    if not cleaned.isascii() or len(cleaned) > LONGEST_ADDRESS or len(local) > 64 or parsed.addr_spec != cleaned:
        raise NotALetter(_("This is no address that a letter can be sent to."))
    return cleaned


def clean_unsubscribe(link: str) -> str:
    """An address on this site by which a letter of a list is stopped.

    Raises:
        NotALetter: it is of another site, or no header can hold it as it is.
    """
    if not (link.startswith(f"{settings.SITE_URL}/") and LINK.fullmatch(link) and len(link) <= LONGEST_LINK):
        raise NotALetter(
            _(
                "List mail is stopped at an address that begins with %(site)s/, has %(count)d characters at most, and no "
                "space or bracket in it."
            )
            % {"site": settings.SITE_URL, "count": LONGEST_LINK}
        )
    return link


# --- The message ---


def compose(draft: Draft) -> bytes:
    """The bytes of a message: the same for the same draft, and with exactly its headers.

    A name that no header can hold as it is stays out; the address alone is enough.

    Raises:
        NotALetter: a header would not be read as it was meant.
    """
    with contextlib.suppress(UnicodeError):  # half a character is none
        for name in dict.fromkeys([draft.to_name, ""]):
            wire = _message(draft, name).as_bytes(policy=WIRE)
            if _reads_as_meant(wire, draft, name):
                return wire
    raise NotALetter(_("The subject or an address of this letter cannot be written as a header."))


def _message(draft: Draft, to_name: str) -> EmailMessage:
    message = EmailMessage(policy=WIRE)
    message["Message-ID"] = draft.message_id
    message["Date"] = format_datetime(draft.date)
    message["From"] = _sender()
    message["To"] = Address(to_name, addr_spec=draft.to_address)
    if draft.reply_to:
        message["Reply-To"] = Address(addr_spec=draft.reply_to)
    message["Subject"] = draft.subject
    message["Auto-Submitted"] = "auto-generated"
    message["X-Letter-Kind"] = draft.kind
    if draft.unsubscribe:
        message["List-Unsubscribe"] = f"<{draft.unsubscribe}>"
        message["List-Unsubscribe-Post"] = ONE_CLICK
    message.set_content(draft.text, cte="quoted-printable")
    message.add_alternative(draft.html, subtype="html", cte="quoted-printable")
    message.set_boundary(boundary_of(draft.message_id))
    return message


def boundary_of(message_id: str) -> str:
    """What parts the texts of a message: the same each time the message is made."""
    return "letter-" + hashlib.sha256(message_id.encode()).hexdigest()[:32]


def _sender() -> Address:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Address(name, addr_spec=address)


def _reads_as_meant(wire: bytes, draft: Draft, to_name: str) -> bool:
    read = parse(wire)
    meant = {
        "Message-ID": draft.message_id,
        "Subject": draft.subject,
        "To": [(to_name, draft.to_address)],
        "Reply-To": [("", draft.reply_to)] if draft.reply_to else None,
        "Auto-Submitted": "auto-generated",
        "X-Letter-Kind": draft.kind,
        "List-Unsubscribe": f"<{draft.unsubscribe}>" if draft.unsubscribe else None,
        "List-Unsubscribe-Post": ONE_CLICK if draft.unsubscribe else None,
    }
    found: dict[str, Any] = {name: read[name] for name in meant}
    for name in ("To", "Reply-To"):
        if found[name] is not None:
            found[name] = [(one.display_name, one.addr_spec) for one in found[name].addresses]
    ours = [*meant, "Date", "From", "MIME-Version", "Content-Type"]
    return found == meant and not read.defects and set(read.keys()) <= set(ours) and len(read.keys()) <= len(ours)


def sender_of(wire: bytes) -> str:
    """The address that a message of ours is from."""
    begins = wire.index(b"\r\nFrom:") + 2
    ends = wire.index(b"\r\n", begins)
    while wire[ends + 2 : ends + 3] == b" ":  # a header that is folded
        ends = wire.index(b"\r\n", ends + 2)
    return _address_in(wire[begins : ends + 2])


@lru_cache(maxsize=100)
def _address_in(header: bytes) -> str:
    return parse(header + b"\r\n")["From"].addresses[0].addr_spec


def parse(wire: bytes) -> EmailMessage:
    """A message as its reader has it."""
    message = email.message_from_bytes(wire, policy=WIRE)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes one
    return message


@dataclass(frozen=True)
class Content:
    """What a letter says, for its page."""

    headers: list[tuple[str, str]]
    text: str
    html: str


def content_of(wire: bytes) -> Content:
    """Headers, text and HTML of a message."""
    message = parse(wire)
    parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    headers = [(name, str(value)) for name, value in message.items()]
    text, html = (parts.get(name, "").replace("\r\n", "\n") for name in ("text/plain", "text/html"))
    return Content(headers, text, html)
