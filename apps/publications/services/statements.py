"""The privacy statement: written by staff, published for a day."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from apps.mailroom.composing import LANGUAGES, PLACEHOLDER
from apps.organisation.models import Brand
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import DocumentKind
from ..models import PublishedVersion
from ..prose import read_blocks
from ..queries import documents, newest
from .versions import content_hash, publish_version


class StatementRefused(RuleBroken):
    """This text cannot be published, or not for this day."""


def publish_statement(
    brand: Brand, *, texts: dict[str, str], effective_on: datetime.date, is_substantial: bool = False, by: Any
) -> PublishedVersion:
    """Publish the privacy statement of a brand: in effect at once, or from the beginning of a day to come.

    ``texts`` by language, English always; see ``prose`` for how they are read.

    Raises:
        StatementRefused: nothing changed, something is left to fill in, or the day is past or before that of the
            version before.
    """
    facts: dict[str, Any] = {"document": DocumentKind.STATEMENT, "brand": brand.key, "is_substantial": is_substantial}
    with act("publications.version_published", by=by, seal=True, **facts) as this:
        brand = lock(brand)
        content, before = _judged(brand, texts)
        version = publish_version(
            DocumentKind.STATEMENT,
            brand,
            content,
            before=before,
            effective_at=_beginning(effective_on, before),
            is_substantial=is_substantial,
        )
        this.about, this.facts["number"], this.facts["sha256"] = version, version.number, version.sha256
    return version


@dataclass(frozen=True)
class StatementPreview:
    """What the next version would say in one language, and what that changes beside the newest one.

    Nothing is compared where there was no text in this language before.
    """

    language: str
    blocks: list[Any]
    sentences: list[str]
    marked: list[Any]


def preview_statement(
    brand: Brand, *, texts: dict[str, str], effective_on: datetime.date, is_substantial: bool = False
) -> list[StatementPreview]:
    """The next version as the public would read it, in each language that it is written in. Nothing is written.

    Raises:
        StatementRefused: it could not be published so.
    """
    content, before = _judged(brand, texts)
    _beginning(effective_on, before)
    return [_previewed(content, before.said if before else None, language) for language in content["texts"]]


def _previewed(content: dict[str, Any], before: dict[str, Any] | None, language: str) -> StatementPreview:
    document = documents()[DocumentKind.STATEMENT]
    with translation.override(LANGUAGES[language]):
        blocks = document.shown(content)["blocks"]
        if before is None or language not in before["texts"] or document.marked is None:
            return StatementPreview(language, blocks, [], [])
        sentences, marked = document.differences(before, content), document.marked(before, content)
        return StatementPreview(language, blocks, sentences, marked)


def _judged(brand: Brand, texts: dict[str, str]) -> tuple[dict[str, Any], PublishedVersion | None]:
    """The content that these texts make, fit to be published; and the version before it."""
    given = {language: text.replace("\r\n", "\n").strip() for language, text in texts.items() if text.strip()}
    content = {"brand": brand.key, "name": brand.name, "texts": given}
    before = newest(DocumentKind.STATEMENT, brand)
    _ensure_finished(given)
    _ensure_new(content, before)
    return content, before


def _ensure_finished(texts: dict[str, str]) -> None:
    if "en" not in texts:
        raise StatementRefused(_("Write the text in English: it stands wherever there is no other."))
    for text in texts.values():
        if left := PLACEHOLDER.search(text):
            words = _("“%(mark)s” is left in the text: fill it in before the public reads it.")
            raise StatementRefused(words % {"mark": left.group()})
        if not read_blocks(text):
            raise StatementRefused(_("There is nothing to read in the text."))


def _ensure_new(content: dict[str, Any], before: PublishedVersion | None) -> None:
    """A second click publishes nothing."""
    if before is not None and before.sha256 == content_hash(content):
        words = _("Version %(number)d says the same already.")
        raise StatementRefused(words % {"number": before.number})


def _beginning(day: datetime.date, before: PublishedVersion | None) -> datetime.datetime:
    """The moment from which a version is in effect: now for today, else the beginning of its day."""
    now = timezone.now()
    if day < timezone.localdate(now):
        raise StatementRefused(_("This day is past: what the public could read then does not change any more."))
    moment = (
        now if day == timezone.localdate(now) else timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
    )
    if before is not None and moment < before.effective_at:
        words = _("Version %(number)d takes effect on %(day)s: choose that day or a later one.")
        earliest = formats.date_format(timezone.localdate(before.effective_at))
        raise StatementRefused(words % {"number": before.number, "day": earliest})
    return moment
