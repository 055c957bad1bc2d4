"""The letters of an announcement: made from its frozen snapshot alone, for each cohort and language."""

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from apps.mailroom.composing import LANGUAGES, kinds, render
from apps.mailroom.services import letterhead

from .. import tokens
from ..choices import Topic
from ..models import Announcement
from .versions import documents

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
) -> dict[str, Any]:
    """Everything that a letter says to people of one cohort, in one language; the link is theirs alone."""
    said, brand = announcement.said, announcement.said["brand"]
    told = [change["snapshot"]["said"] for change in said["changes"]]
    context = {
        "brand": brand["name"],
        "company": brand["legal_name"],
        "changes": [each[language] for each in told if each],
        "effective_on": announcement.effective_on,
        "version_address": page_address(announcement),
        "is_contract": promised["is_contract"],
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
    context = context_of(announcement, promised, language, objection=_address(f"objections/{ANYBODY}/"))
    kind = kinds()[kind_of(announcement)]
    leaves = "" if promised["is_contract"] else _address(f"subscriptions/leave/{ANYBODY}/")
    head = dataclasses.replace(letterhead(announcement.brand), unsubscribe=leaves)
    subject, text, html = render(kind, context, language=language, head=head)
    return Preview(promised["name"], language, subject, text, html)


# --- Links ---


def _address(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/{path}"


def objection_address(announcement: Announcement, contact_id: int) -> str:
    """Where one notice contact objects to one announcement."""
    return _address(f"objections/{tokens.signed('object', f'{announcement.pk}-{contact_id}')}/")


def page_address(announcement: Announcement) -> str:
    """The public page as it is at the end of the day of sending, whatever becomes of it later."""
    page = f"{announcement.brand.key}/{documents()[announcement.topic].path}/"
    return _address(f"{page}as-of/{announcement.send_on}/" if announcement.send_on else page)
