"""Which kinds of documents there are, and which version of one was in effect when."""

import datetime
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from apps.casework.registers import PublicDocument, collect
from apps.organisation.models import Brand

from ..models import PublishedVersion

#: So many versions are told on one page or in one feed.
SHOWN_AT_ONCE = 50


@cache
def documents() -> dict[str, PublicDocument]:
    """Every kind of document that an app publishes, by its kind."""
    return {document.kind: document for document in collect("documents", "DOCUMENTS")}


def document_of(version: PublishedVersion) -> PublicDocument:
    """The kind of document that a version is of."""
    return documents()[version.kind]


def document_at(path: str) -> PublicDocument | None:
    """The kind of document that stands at this part of an address."""
    return next((document for document in documents().values() if document.path == path), None)


def versions_of(kind: str, brand: Brand, part: str = "") -> QuerySet[PublishedVersion]:
    """Every version of a document of a brand, or of a part of it, those still to take effect too, newest first."""
    return PublishedVersion.objects.filter(kind=kind, brand=brand, part=part).order_by("-number")


def newest(kind: str, brand: Brand, part: str = "") -> PublishedVersion | None:
    """The last version that was published, whether it has taken effect or not; its content is read when it is asked for."""
    return versions_of(kind, brand, part).defer("content").first()


def in_effect(
    kind: str, brand: Brand, part: str = "", *, at: datetime.datetime | None = None
) -> PublishedVersion | None:
    """The version in effect now, or at a moment."""
    return versions_of(kind, brand, part).effective(at or timezone.now()).first()  # type: ignore[attr-defined]


def in_effect_everywhere(kind: str) -> dict[Brand, PublishedVersion | None]:
    """The version in effect now for each active brand, in two queries."""
    effective = PublishedVersion.objects.filter(kind=kind, brand=OuterRef("pk")).effective(timezone.now())
    brands = list(
        Brand.objects.active().annotate(effective_id=Subquery(effective.order_by("-number").values("pk")[:1]))
    )
    found = PublishedVersion.objects.in_bulk([brand.effective_id for brand in brands if brand.effective_id])
    return {brand: found.get(brand.effective_id) for brand in brands}


def as_of(kind: str, brand: Brand, day: datetime.date, part: str = "") -> PublishedVersion | None:
    """The version that was in effect at the end of a day, by the clock of the office."""
    following = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)
    before_midnight = timezone.make_aware(following) - datetime.timedelta(microseconds=1)
    return in_effect(kind, brand, part, at=before_midnight)


def differences_of(version: PublishedVersion, before: PublishedVersion | None) -> list[str]:
    """What changed from the version before, in the active language; nothing for a first one."""
    if before is None:
        return []
    return document_of(version).differences(before.said, version.said)


def with_differences(versions: Iterable[PublishedVersion]) -> list[tuple[PublishedVersion, list[str]]]:
    """Consecutive versions of one document, newest first, each with what it changed; one more query."""
    shown = list(versions)
    if not shown:
        return []
    last = shown[-1]
    before = versions_of(last.kind, last.brand, last.part).filter(number=last.number - 1).first()
    olders: list[Any] = [*shown[1:], before]
    return [(one, differences_of(one, older)) for one, older in zip(shown, olders, strict=True)]
