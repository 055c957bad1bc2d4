"""The tables of the cookie registry."""

from .catalogue import CatalogueEntry
from .declarations import Cookie, Provider
from .notices import CategoryText, CookieNotice
from .scans import Scan, Sighting
from .sites import Site
from .waivers import Waiver

__all__ = [
    "CatalogueEntry",
    "CategoryText",
    "Cookie",
    "CookieNotice",
    "Provider",
    "Scan",
    "Sighting",
    "Site",
    "Waiver",
]
