"""Which declaration something that was seen falls under: by its name and domain, the closest first."""

from collections.abc import Iterable
from typing import Any

from ..choices import COOKIES, Match, Storage
from ..domains import matches_domain, party_of
from ..models import Cookie, Site


def same_kind(declared: str, seen: str) -> bool:
    """Whether a declared storage covers a seen one: who sets a cookie, server or script, makes no difference."""
    return declared == seen or (declared in COOKIES and seen in COOKIES)


class Declarations:
    """The current declarations of a site, read once."""

    def __init__(self, site: Site, cookies: Iterable[Cookie] | None = None) -> None:
        self.site = site
        self.cookies = list(
            cookies if cookies is not None else site.cookies.current().select_related("provider", "purpose")
        )
        self.exact: dict[str, list[Cookie]] = {}
        self.prefixes: dict[str, list[Cookie]] = {}
        for cookie in self.cookies:
            names = self.prefixes if cookie.match == Match.PREFIX else self.exact
            names.setdefault(cookie.name, []).append(cookie)

    def find(self, name: str, storage: str, domain: str) -> Cookie | None:
        """The declaration of this name, exact before the longest prefix; at this domain before any other."""
        if found := self._closest(self.exact.get(name, []), storage, domain):
            return found
        for length in range(len(name), 0, -1):
            if found := self._closest(self.prefixes.get(name[:length], []), storage, domain):
                return found
        return None

    def _closest(self, cookies: list[Cookie], storage: str, domain: str) -> Cookie | None:
        fitting = [cookie for cookie in cookies if same_kind(cookie.storage, storage)]
        here = [cookie for cookie in fitting if self._is_at(cookie, domain)]
        return next(iter(here or fitting), None)

    def _is_at(self, cookie: Cookie, domain: str) -> bool:
        """Whether a declared domain, empty for the site, takes in a seen one."""
        if cookie.domain:
            return matches_domain(cookie.domain, domain)
        return not domain or party_of(domain, self.site.domain) == party_of("", self.site.domain)


def key_of(storage: str, name: str, domain: str) -> str:
    """What names one thing that is kept, in waivers and addresses."""
    return f"{storage}:{domain}:{name}"


def read_key(key: str) -> tuple[Storage, str, str] | None:
    """Storage, domain and name in a key; none where it is malformed."""
    storage, _colon, rest = key.partition(":")
    domain, colon, name = rest.partition(":")
    if storage not in Storage.values or not colon or not name:
        return None
    return Storage(storage), domain, name


def is_cookie(storage: Any) -> bool:
    return storage in COOKIES
