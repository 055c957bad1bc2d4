"""Published versions of notices, as banners and the consent log name them: ``<id of the site>.<number>``."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet

from apps.publications.choices import DocumentKind
from apps.publications.models import PublishedVersion
from apps.publications.queries import in_effect, versions_of

from ..models import Site

NAME = re.compile(r"([0-9a-f]{16})\.([1-9][0-9]{0,8})")
KIND = DocumentKind.COOKIES


class Offered(NamedTuple):
    """What the hot path needs of a version: its numbers, the keys that it offers, and how long a choice stands."""

    version_id: int
    site_id: int
    name: str
    sha256: str
    keys: tuple[str, ...]
    choice_days: int
    languages: tuple[str, ...]


def versions_of_site(site: Site) -> QuerySet[PublishedVersion]:
    return versions_of(KIND, site.brand, site.domain)


def version_in_effect(site: Site) -> PublishedVersion | None:
    return in_effect(KIND, site.brand, site.domain)


def version_name(version: PublishedVersion) -> str:
    """What a banner calls a version by."""
    return f"{version.said['site']['id']}.{version.number}"


def offered_keys(said: dict[str, Any]) -> list[str]:
    """The categories that a visitor accepts or refuses in a version: all that are offered and not required."""
    return [category["key"] for category in said["categories"] if not category["is_required"]]


def version_by_name(name: str) -> Offered | None:
    """The version of this name, kept in memory as it never changes; one that is unknown is asked for each time."""
    match = NAME.fullmatch(name)
    if match is None:
        return None
    try:
        return _offered(match[1], int(match[2]))
    except _Unknown:
        return None


class _Unknown(LookupError):
    """Not kept in memory: it may be published a moment later."""


@lru_cache(maxsize=1024)
def _offered(public_id: str, number: int) -> Offered:
    site = Site.objects.filter(public_id=public_id).select_related("brand").first()
    version = versions_of_site(site).filter(number=number).first() if site else None
    if site is None or version is None:
        raise _Unknown
    said = version.said
    return Offered(
        version_id=version.pk,
        site_id=site.pk,
        name=f"{public_id}.{number}",
        sha256=version.sha256,
        keys=tuple(offered_keys(said)),
        choice_days=said["site"]["choice_days"],
        languages=("en", "nl"),
    )


def forget_versions() -> None:
    """Forget what is kept in memory, where a database is made anew, as in tests."""
    _offered.cache_clear()
