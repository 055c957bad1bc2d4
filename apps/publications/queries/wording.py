"""The letters of an announcement: made from its frozen snapshot alone, for each cohort and language."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from apps.mailroom.composing import LANGUAGES, kinds, render

from .. import tokens
from ..choices import Topic
from ..models import Announcement, Subscriber

KINDS = {Topic.SUBPROCESSORS: "publications/announcement", Topic.STATEMENT: "publications/statement"}
CORRECTION = "publications/correction"
#: In place of the part of a link that names one person, where a letter is only looked at.
ANYBODY = "…"


@dataclass(frozen=True)
class Preview:
    """A letter as one cohort gets it in one language."""

    cohort: str
    language: str
    subject: str
    text: str
    html: str


def kind_of(announcement: Announcement) -> str:
    """The kind of its letters."""
    return CORRECTION if announcement.corrects_id else KINDS[Topic(announcement.topic)]


def context_of(
    announcement: Announcement,
    promised: Mapping[str, Any],
    language: str,
    *,
    objection: str = "",
    unsubscribe: str = "",
) -> dict[str, Any]:
    """Everything that a letter says to people of one cohort, in one language; the links are theirs alone."""
    said, brand = announcement.said, announcement.said["brand"]
    told = [change["snapshot"]["said"] for change in said["changes"]]
    context = {
        "brand": brand["name"],
        "company": brand["legal_name"],
        "address": brand["address"],
        "contact": brand["privacy_email"],
        "changes": [each[language] for each in told if each],
        "effective_on": announcement.effective_on,
        "version_address": page_address(announcement),
        "is_contract": promised["is_contract"],
        "unsubscribe_address": unsubscribe,
    }
    if announcement.corrects_id:
        return context | {"what": said["correction"], "of": said["corrects"]}
    last = promised["last_objection_on"]
    return context | {
        "last_objection_on": datetime.date.fromisoformat(last) if last else None,
        "objection_address": objection if last else "",
        "note": announcement.note,
        "emergency": announcement.reason if announcement.is_emergency else "",
    }


def previews(announcement: Announcement) -> list[Preview]:
    """Every letter of an announcement that has its dates, with links that lead nobody anywhere."""
    return [_preview(announcement, promised, language) for promised in announcement.promised for language in LANGUAGES]


def _preview(announcement: Announcement, promised: Mapping[str, Any], language: str) -> Preview:
    own = {} if promised["is_contract"] else {"unsubscribe": _address(f"subscriptions/{ANYBODY}/")}
    context = context_of(announcement, promised, language, objection=_address(f"objections/{ANYBODY}/"), **own)
    kind = kinds()[kind_of(announcement)]
    subject, text, html = render(kind, context, language=language, office=announcement.said["brand"]["name"])
    return Preview(promised["name"], language, subject, text, html)


# --- Links ---


def _address(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/{path}"


def objection_address(announcement: Announcement, contact_id: int) -> str:
    """Where one notice contact objects to one announcement."""
    return _address(f"objections/{tokens.signed('object', f'{announcement.pk}-{contact_id}')}/")


def unsubscribe_address(subscriber: Subscriber) -> str:
    """Where one subscriber leaves the list."""
    return _address(f"subscriptions/{tokens.signed('unsubscribe', subscriber.public_id)}/unsubscribe/")


def page_address(announcement: Announcement) -> str:
    """The public page on which the change stands."""
    return _address(f"{announcement.brand.key}/{announcement.topic}/")
