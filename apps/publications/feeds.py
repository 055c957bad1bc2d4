"""Feeds of changes: what happened to a document of a brand, as Atom (RFC 4287) and as JSON Feed 1.1."""

import datetime
import io
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from apps.mailroom.composing import LANGUAGES

from .models import PublishedVersion
from .queries import SHOWN_AT_ONCE, with_differences
from .rendering import printable
from .shelves import Shelf

#: Under which the ids of entries are made: they stay when the office moves to another address.
NAMESPACE = uuid.UUID("5f0c8a52-6a7e-4c64-9d5e-0a1f6c3d2b18")


@dataclass(frozen=True)
class Entry:
    """One thing that happened: its lasting id, when, what it is called, its sentences, and where it can be read."""

    id: str
    moment: datetime.datetime
    title: str
    sentences: list[str]
    address: str


def lasting_id(*names: Any) -> str:
    """The id of a feed or of an entry, from what it is of."""
    return uuid.uuid5(NAMESPACE, "/".join(str(name) for name in names)).urn


def version_entries(shelf: Shelf) -> list[Entry]:
    """One entry for each version, newest first, in the active language."""
    versions = shelf.versions()[:SHOWN_AT_ONCE]
    return [_entry(version, sentences, shelf) for version, sentences in with_differences(versions)]


def _entry(version: PublishedVersion, sentences: list[str], shelf: Shelf) -> Entry:
    moment = formats.date_format(timezone.localtime(version.effective_at), "j F Y, H:i")
    title = _("%(document)s of %(brand)s, version %(number)d, in effect from %(moment)s")
    names = {"document": shelf.title, "brand": shelf.brand.name, "number": version.number, "moment": moment}
    return Entry(
        id=lasting_id(*_names(shelf), version.number),
        moment=version.moment,
        title=title % names,
        sentences=sentences or [_("This is the first version.")],
        address=f"{shelf.address}versions/{version.number}/",
    )


def _names(shelf: Shelf) -> list[str]:
    return [shelf.brand.key, shelf.document.kind, *filter(None, [shelf.part])]


def _told(shelf: Shelf, ending: str, language: str) -> dict[str, Any]:
    query = "?lang=nl" if language == "nl" else ""
    return {
        "title": _("Changes: %(document)s of %(brand)s") % {"document": shelf.title, "brand": shelf.brand.name},
        "home": shelf.address,
        "itself": f"{shelf.address}changes.{ending}{query}",
        "entries": version_entries(shelf),
    }


def atom(shelf: Shelf, language: str) -> bytes:
    """The feed as Atom, in a language (en or nl)."""
    with translation.override(LANGUAGES[language]):
        told = _told(shelf, "atom", language)
    feed = Atom1Feed(
        title=printable(told["title"]),
        link=told["home"],
        feed_url=told["itself"],
        description=None,
        language=language,
        author_name=printable(shelf.brand.name),
        feed_guid=lasting_id(*_names(shelf)),
    )
    for entry in told["entries"]:
        items = format_html_join("", "<li>{}</li>", ((printable(sentence),) for sentence in entry.sentences))
        feed.add_item(
            title=printable(entry.title),
            link=entry.address,
            description=f"<ul>{items}</ul>",
            unique_id=entry.id,
            pubdate=entry.moment,
            updateddate=entry.moment,
        )
    written = io.BytesIO()
    feed.write(written, "utf-8")
    return written.getvalue()


def json_feed(shelf: Shelf, language: str) -> bytes:
    """The feed as JSON, in a language (en or nl)."""
    with translation.override(LANGUAGES[language]):
        told = _told(shelf, "json", language)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": told["title"],
        "home_page_url": told["home"],
        "feed_url": told["itself"],
        "language": language,
        "authors": [{"name": shelf.brand.name}],
        "items": [
            {
                "id": entry.id,
                "url": entry.address,
                "title": entry.title,
                "content_text": "\n".join(entry.sentences),
                "date_published": entry.moment.isoformat(timespec="seconds"),
            }
            for entry in told["entries"]
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def newest_change(shelf: Shelf) -> tuple[Any, ...]:
    """What the tag of a feed is made of: it changes when, and only when, the feed does."""
    numbers = shelf.versions().values_list("number", flat=True)
    return (shelf.brand.key, shelf.brand.name, shelf.document.name, shelf.part, numbers.first())
