"""Domains as browsers compare them, and whose a cookie is. Pure functions; the public suffix list comes with its package."""

import ipaddress
import re
from functools import cache

from publicsuffixlist import PublicSuffixList

from .choices import Party

#: A label of a domain in its ASCII form; underscores occur in names that are looked up.
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
PORT = re.compile(r":\d{1,5}\Z")
LONGEST = 253


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def clean_domain(domain: str) -> str:
    """A domain in the form that is compared: lower case, ASCII, without the leading dot of a cookie, port or trailing dot.

    An IP address stays as it is. What is no domain at all comes back empty.
    """
    text = domain.strip().strip(".").lower()
    if (address := _address(text)) is not None:
        return address
    text = PORT.sub("", text)
    try:
        text = text.encode("idna").decode() if not text.isascii() else text
    except UnicodeError:
        return ""
    is_sound = len(text) <= LONGEST and all(LABEL.fullmatch(label) for label in text.split("."))
    return text if is_sound else ""


def _address(text: str) -> str | None:
    """The IP address that a text is, without brackets and port."""
    bare = text.partition("]")[0].removeprefix("[") if text.startswith("[") else text
    for candidate in (bare, PORT.sub("", bare)):
        try:
            return str(ipaddress.ip_address(candidate))
        except ValueError:
            continue
    return None


def registrable(domain: str) -> str:
    """The domain that somebody registered: the public suffix and one label; an address or a lone name stands for itself."""
    cleaned = clean_domain(domain)
    if not cleaned or _address(cleaned) is not None:
        return cleaned
    return _suffixes().privatesuffix(cleaned) or cleaned


def party_of(domain: str, site_domain: str) -> Party:
    """First party where both belong to one registrable domain; an empty domain is the site itself."""
    return Party.FIRST if not domain or registrable(domain) == registrable(site_domain) else Party.THIRD


def matches_domain(declared: str, seen: str) -> bool:
    """Whether something seen at a domain is covered by a declared one: the same, or a name below it."""
    declared, seen = clean_domain(declared), clean_domain(seen)
    return bool(declared) and (seen == declared or seen.endswith(f".{declared}"))
