"""From where choices may come: the origins of each site, asked again every few seconds."""

import time
from functools import lru_cache

from apps.cookies.models import Site

ASKED_AGAIN = 5


def allowed_origins(site_id: int) -> frozenset[str]:
    """The origins of a site."""
    return _of_site(site_id, int(time.monotonic() // ASKED_AGAIN))


def all_origins() -> frozenset[str]:
    """The origins of every site, for a preflight, which names none."""
    return _of_all(int(time.monotonic() // ASKED_AGAIN))


@lru_cache(maxsize=512)
def _of_site(site_id: int, _turn: int) -> frozenset[str]:
    site = Site.objects.active().filter(pk=site_id).first()
    return frozenset(site.allowed_origins()) if site else frozenset()


@lru_cache(maxsize=4)
def _of_all(_turn: int) -> frozenset[str]:
    return frozenset(origin for site in Site.objects.active() for origin in site.allowed_origins())


def forget_origins() -> None:
    """Ask again at once, as tests want."""
    _of_site.cache_clear()
    _of_all.cache_clear()
