"""What people are told of the privacy statement: each version of it that affects their rights."""

import datetime
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.casework.deadlines.moments import ONE_DAY
from apps.casework.registers import AnnouncedTopic, WaitingChange
from apps.mailroom.composing import LANGUAGES
from apps.trail.acts import object_name

from .choices import DocumentKind, Materiality, Topic
from .models import PublishedVersion

KIND = "statement_changed"
#: So long after it took effect, a version is still told.
RECENT = 90 * ONE_DAY


def gather(brand: Any, told: Collection[tuple[str, str]]) -> list[WaitingChange]:
    """The substantial versions of a statement that nobody was told of: the newest speaks for all of them."""
    since = timezone.now() - RECENT
    versions = PublishedVersion.objects.filter(
        brand=brand, kind=DocumentKind.STATEMENT, is_substantial=True, effective_at__gte=since
    ).order_by("-number")
    found, said = [], True
    for version in versions:
        subject = object_name(version)
        if (subject, KIND) not in told:
            snapshot = {"reference": str(version), "said": _said(version) if said else {}}
            found.append(WaitingChange(subject, KIND, Materiality.INFORMATIONAL.value, snapshot, version.moment))
            said = False
    return found


def _said(version: PublishedVersion) -> dict[str, Any]:
    told = {}
    for code, language in LANGUAGES.items():
        with translation.override(language):
            rows = [
                [_("Version"), str(version.number)],
                [_("In effect from"), date_format(timezone.localdate(version.effective_at))],
            ]
            told[code] = {"heading": _("Privacy statement of %(brand)s") % {"brand": version.brand}, "rows": rows}
    return told


def hindrances(subject: str, day: datetime.date) -> list[str]:
    """A version that takes effect before its notice has run was published too early to be told in time."""
    version = PublishedVersion.objects.get(pk=subject.partition(":")[2])
    if settings.STATEMENT_NOTICE_DAYS and timezone.localdate(version.effective_at) < day:
        words = _("%(version)s is in effect before the %(days)d days of notice are over: publish it with a later day.")
        return [words % {"version": version, "days": settings.STATEMENT_NOTICE_DAYS}]
    return []


def nothing(*given: Any) -> None:
    """A statement takes effect by its own date, whatever becomes of the letters about it."""


TOPICS = [AnnouncedTopic(Topic.STATEMENT.value, gather, hindrances, nothing, nothing, nothing, gives_notice=False)]
