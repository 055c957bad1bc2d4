"""Versions: published when what the public is told changes, and made into what people read, once."""

import datetime
import hashlib
import logging
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.casework.registers import PublicDocument
from apps.mailroom.composing import LANGUAGES
from apps.organisation.models import Brand
from apps.trail.acts import act, current_act
from apps.trail.canonical import canonical, plain
from apps.trail.models import lock

from ..choices import DocumentKind, Format
from ..models import PublishedVersion, Rendition
from ..queries import documents, newest
from ..rendering import rendered

#: So many renditions are made by one run of the job.
MADE_AT_ONCE = 50
logger = logging.getLogger(__name__)


def publish_later(kind: DocumentKind, brand: Brand) -> None:
    """Have the act under way publish what it changed of a document, right before it ends and by whom it is done.

    Raises:
        WrittenOutsideAct: no act is under way.
    """
    this = current_act()
    this.before_the_end(f"publications.{kind}:{brand.pk}", partial(publish_if_changed, kind, brand, by=this.by))


def publish_if_changed(kind: DocumentKind, brand: Brand, *, by: Any) -> PublishedVersion | None:
    """Publish what the register says now, where the newest version says something else; none where it does not.

    Two at once follow one another: the brand stays locked until the act under way ends.
    """
    with act("publications.version_published", by=by, document=kind, brand=brand.key) as this:
        brand = lock(brand)
        before = newest(kind, brand)
        content = said_now(documents()[kind], brand)
        if not brand.is_active or (before is not None and before.sha256 == content_hash(content)):
            this.discard()
            return None
        version = publish_version(kind, brand, content, before=before)
        this.about, this.facts["number"], this.facts["sha256"] = version, version.number, version.sha256
    return version


def publish_content(
    kind: DocumentKind, brand: Brand, content: dict[str, Any], *, by: Any, part: str = ""
) -> PublishedVersion:
    """Publish, in effect at once, what another app has judged and had approved; inside the act that does so."""
    of_what: dict[str, Any] = {"part": part} if part else {}
    with act("publications.version_published", by=by, document=kind, brand=brand.key, **of_what) as this:
        brand = lock(brand)
        version = publish_version(kind, brand, content, before=newest(kind, brand, part), part=part)
        this.about, this.facts["number"], this.facts["sha256"] = version, version.number, version.sha256
    return version


def said_now(document: PublicDocument, brand: Brand) -> dict[str, Any]:
    """What the register says now, as a version holds it."""
    if document.content is None:
        raise ValueError(f"{document.name}: no register says it, staff write it")
    return {"brand": brand.key, "name": brand.name, **document.content(brand)}


def content_hash(content: dict[str, Any]) -> str:
    """SHA-256 of a content as a version keeps it, in hexadecimal."""
    return hashlib.sha256(canonical(plain(content))).hexdigest()


def publish_version(
    kind: DocumentKind,
    brand: Brand,
    content: dict[str, Any],
    *,
    before: PublishedVersion | None,
    effective_at: datetime.datetime | None = None,
    is_substantial: bool = False,
    part: str = "",
) -> PublishedVersion:
    """Write the next version, inside the act under way and while its brand is locked; in effect at once if not said.

    No version takes effect before the one that it follows, whatever the clocks of two machines say.
    """
    moment = effective_at or timezone.now()
    return PublishedVersion.objects.create(
        kind=kind,
        brand=brand,
        part=part,
        number=before.number + 1 if before else 1,
        effective_at=max(moment, before.effective_at) if before else moment,
        is_substantial=is_substantial,
        content=canonical(plain(content)).decode(),
        sha256=content_hash(content),
    )


def publish_all() -> int:
    """Publish what changed past ``publish_later``, as when a brand or a country was renamed; how many versions."""
    published = 0
    for document in documents().values():
        if document.content is None:
            continue
        kind = DocumentKind(document.kind)
        for brand in Brand.objects.active():
            before = newest(kind, brand)
            if before is None or before.sha256 != content_hash(said_now(document, brand)):
                published += publish_if_changed(kind, brand, by="worker") is not None
    return published


def rendition_of(version: PublishedVersion, *, into: Format, language: str) -> Rendition:
    """The version as people read it: the bytes that are kept, made now where nobody has read them yet.

    Two makers at once leave one.
    """
    wanted = {"version": version, "format": into, "language": language}
    if found := Rendition.objects.filter(**wanted).first():
        return found
    body = rendered(version, into=into, language=language)
    try:
        with transaction.atomic():
            return Rendition.objects.create(**wanted, body=body, sha256=hashlib.sha256(body).hexdigest())
    except IntegrityError:  # somebody else made it meanwhile: theirs is what people read
        return Rendition.objects.get(**wanted)


def make_missing_renditions() -> int:
    """Make what nobody has read yet, newest first; how many. One that cannot be made holds up no other."""
    made = 0
    for into in Format:
        for language in LANGUAGES:
            there = Rendition.objects.filter(version=OuterRef("pk"), format=into, language=language)
            for version in PublishedVersion.objects.filter(~Exists(there)).order_by("-pk")[: MADE_AT_ONCE - made]:
                try:
                    rendition_of(version, into=into, language=language)
                except Exception:
                    logger.exception("%s of version %s in %s cannot be made.", into, version.pk, language)
                else:
                    made += 1
    return made
