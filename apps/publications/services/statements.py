"""The privacy statement: written by staff, published for a day."""

import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from apps.mailroom.composing import PLACEHOLDER
from apps.organisation.models import Brand
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import DocumentKind
from ..models import PublishedVersion
from ..prose import read_blocks
from ..queries import newest
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
        given = {language: text.replace("\r\n", "\n").strip() for language, text in texts.items() if text.strip()}
        content = {"brand": brand.key, "name": brand.name, "texts": given}
        before = newest(DocumentKind.STATEMENT, brand)
        _ensure_finished(given)
        _ensure_new(content, before)
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
