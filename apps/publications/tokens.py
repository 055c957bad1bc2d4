"""Tokens of links in letters: the name of something, signed for one purpose; good as long as the keyring stands."""

import base64
import hashlib
import hmac
import re
import secrets
import time

from django.conf import settings
from django.urls import reverse

from apps.trail.envelopes import signature

TOKEN = re.compile(r"([0-9a-z-]{1,64})\.([0-9A-Za-z_-]{43})")
#: So long, in seconds, a form that was shown may be sent.
FORM_STANDS = 24 * 60 * 60


def signed(purpose: str, name: str) -> str:
    """The token of a name for a purpose, fit for an address."""
    return f"{name}.{_spelt(signature(purpose, name))}"


def read(purpose: str, token: str) -> str | None:
    """The name in a token; none where it was forged, altered, or made for another purpose."""
    match = TOKEN.fullmatch(token)
    if match is None or not hmac.compare_digest(match[2], _spelt(signature(purpose, match[1]))):
        return None
    return match[1]


def new_secret() -> str:
    """256 random bits, fit for an address: a token of which only the digest is kept."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret token: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(purpose: str) -> str:
    """Signed for one form and moment: a program has to load the page for every few times it sends it, as people do."""
    return signed(purpose, f"{int(time.time())}-{secrets.token_hex(8)}")


def is_form_token(purpose: str, token: str) -> bool:
    """Whether a form was shown by us, for this purpose, and not too long ago."""
    name = read(purpose, token) or "0-"
    return 0 <= time.time() - int(name.partition("-")[0]) <= FORM_STANDS


# --- Links of subscribers, on the configured address: never on the host that a request claims ---


def confirm_link(secret: str) -> str:
    return settings.SITE_URL + reverse("publications:confirm", args=[secret])


def leave_link(public_id: str) -> str:
    """Ends one subscription by a button, and by the one click of RFC 8058; good for ever."""
    return settings.SITE_URL + reverse("publications:leave", args=[signed("leave", public_id)])


def preferences_link(public_id: str) -> str:
    """Shows and changes every subscription of the address; good for ever."""
    return settings.SITE_URL + reverse("publications:preferences", args=[signed("preferences", public_id)])


def _spelt(mac: bytes) -> str:
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")
