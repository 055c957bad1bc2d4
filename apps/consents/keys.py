"""Pseudonyms of subjects, and what makes a decision the same as one before. Pure but for the keyring."""

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.trail.canonical import canonical
from apps.trail.envelopes import blind_index
from apps.trail.errors import RuleBroken

from .choices import IdentityKind

PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
SUBJECT = "consents/subject"


class NotAnIdentity(RuleBroken):
    """What was typed is no address and no number."""


def subject_of_banner(site_id: str, consent_id: uuid.UUID) -> uuid.UUID:
    """The pseudonym of a browser at a site: from the banner's random id, which needs no key."""
    return _folded(hashlib.sha256(f"banner\n{site_id}\n{consent_id}".encode()).digest())


def subject_of(kind: str, value: str) -> uuid.UUID:
    """The pseudonym of an address or number: keyed, so that nobody finds it by trying addresses.

    Raises:
        NotAnIdentity: it is none.
    """
    return _folded(blind_index(SUBJECT, f"{kind}\n{spelt(kind, value)}"))


def spelt(kind: str, value: str) -> str:
    """An address or number in its one spelling.

    Raises:
        NotAnIdentity: it is none.
    """
    text = unicodedata.normalize("NFC", value).strip()
    if kind == IdentityKind.PHONE:
        number = re.sub(r"[\s().-]", "", text)
        number = f"+{number[2:]}" if number.startswith("00") else number
        if not PHONE.fullmatch(number):
            raise NotAnIdentity(_("Enter the number with its country, such as +31 20 123 4567."))
        return number
    local, at, domain = text.lower().rpartition("@")
    if not at or not local or "." not in domain or len(text) > 254 or re.search(r"[\s\x00-\x1f<>]", text):
        raise NotAnIdentity(_("Enter an e-mail address, such as name@example.com."))
    return f"{local}@{domain}"


def dedupe_key(*parts: Any, choices: Mapping[str, bool]) -> uuid.UUID:
    """What names one decision for good: who, which version, what was chosen, and the client's own moment or key."""
    said = {"parts": [str(one) for one in parts], "choices": dict(sorted(choices.items()))}
    return _folded(hashlib.sha256(canonical(said)).digest())


def _folded(digest: bytes) -> uuid.UUID:
    return uuid.UUID(bytes=digest[:16])
