"""Tokens of links in letters: the name of something, signed for one purpose; good as long as the keyring stands."""

import base64
import hmac
import re

from apps.trail.envelopes import signature

TOKEN = re.compile(r"([0-9a-z-]{1,64})\.([0-9A-Za-z_-]{43})")


def signed(purpose: str, name: str) -> str:
    """The token of a name for a purpose, fit for an address."""
    return f"{name}.{_spelt(signature(purpose, name))}"


def read(purpose: str, token: str) -> str | None:
    """The name in a token; none where it was forged, altered, or made for another purpose."""
    match = TOKEN.fullmatch(token)
    if match is None or not hmac.compare_digest(match[2], _spelt(signature(purpose, match[1]))):
        return None
    return match[1]


def _spelt(mac: bytes) -> str:
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")
