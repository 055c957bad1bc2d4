"""What waits is gathered into a draft: one for each brand and topic, kept in step with the registers until it is asked."""

import datetime
import logging
from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.models import Approval
from apps.casework.references import next_reference
from apps.casework.registers import WaitingChange
from apps.organisation.models import Brand
from apps.trail.acts import act
from apps.trail.canonical import canonical, plain
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import AnnouncementStatus
from ..models import AnnouncedChange, Announcement
from ..queries import open_elsewhere, told_elsewhere, topic_of
from ..queries.announcing import topics
from .moving import move

logger = logging.getLogger(__name__)
_S = AnnouncementStatus


class AskedAlready(RuleBroken):
    """A second person is deciding about exactly what stands here: it does not change under their eyes."""


def gather(
    brand: Brand,
    topic: str,
    *,
    only: Collection[str] | None = None,
    before: datetime.datetime | None = None,
    by: Any,
) -> Announcement | None:
    """Put what waits into the draft of a brand and topic, and take out what does not wait any more; none where nothing does.

    ``only`` names the records that may come in; ``before`` leaves out what began to wait later. What is in the draft
    already stays as long as it waits.

    Raises:
        AskedAlready: the draft waits for a second person.
    """
    with act("publications.announcement_gathered", by=by, about=brand) as this:
        brand = lock(brand)  # two who gather at once take turns
        draft = Announcement.objects.filter(brand=brand, topic=topic, status=_S.DRAFT).first()
        if draft is not None:
            draft = lock(draft)
        changes = _wanted(brand, topic, draft, only, before)
        if draft is None and not changes:
            this.discard()
            return None
        content = content_of(brand, topic, changes)
        if draft is not None and draft.content == content:
            this.discard()
            return draft
        if draft is not None and Approval.objects.about(draft).pending().exists():
            words = _("%(reference)s waits for a second person: take the request back before you gather again.")
            raise AskedAlready(words % {"reference": draft})
        draft = _written(brand, topic, draft, changes, content)
        this.about, this.facts["reference"], this.facts["changes"] = draft, draft.reference, len(changes)
        if not changes:
            with act("publications.announcement_emptied", by=by, about=draft, reference=draft.reference):
                draft = move(draft, _S.CANCELLED, ended_at=timezone.now())
    return draft


def _wanted(
    brand: Brand,
    topic: str,
    draft: Announcement | None,
    only: Collection[str] | None,
    before: datetime.datetime | None,
) -> list[WaitingChange]:
    waiting = topic_of(topic).gather(brand, told_elsewhere(brand, topic, but=draft))
    taken = open_elsewhere([one.subject for one in waiting], but=draft)
    inside = {change["subject"] for change in draft.said["changes"]} if draft else set()
    return [
        one
        for one in waiting
        if one.subject not in taken
        and (
            one.subject in inside or ((only is None or one.subject in only) and (before is None or one.since <= before))
        )
    ]


def content_of(brand: Brand, topic: str, changes: Sequence[WaitingChange]) -> str:
    """The snapshot that the letters are made of: who writes, and what changes."""
    entity = brand.legal_entity
    told = {
        "topic": topic,
        "brand": {
            "name": brand.name,
            "legal_name": entity.name if entity else "",
            "address": " ".join(entity.registered_address.split()) if entity else "",
            "privacy_email": brand.privacy_email,
        },
        "changes": [
            {"subject": one.subject, "kind": one.kind, "materiality": one.materiality, "snapshot": one.snapshot}
            for one in changes
        ],
    }
    return canonical(plain(told)).decode()


def _written(
    brand: Brand, topic: str, draft: Announcement | None, changes: Sequence[WaitingChange], content: str
) -> Announcement:
    if draft is None:
        reference = next_reference("ANN", year=timezone.localdate().year)
        draft = Announcement(reference=reference, brand=brand, topic=topic)
    draft.content, draft.cohorts = content, ""
    draft.send_on = draft.effective_on = draft.earliest_effective_at = None
    draft.save()
    wanted = {one.subject: one for one in changes}
    for row in draft.changes.filter(is_open=True):
        one = wanted.pop(row.subject, None)
        _bring_up_to_date(row, one)
    for one in wanted.values():
        AnnouncedChange(
            announcement=draft,
            subject=one.subject,
            kind=one.kind,
            materiality=one.materiality,
            snapshot=canonical(plain(dict(one.snapshot))).decode(),
        ).save()
    return draft


def _bring_up_to_date(row: AnnouncedChange, one: WaitingChange | None) -> None:
    if one is None:
        row.is_open, row.is_dropped = False, True
        row.save()
        return
    values = {
        "kind": one.kind,
        "materiality": one.materiality,
        "snapshot": canonical(plain(dict(one.snapshot))).decode(),
    }
    if any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def gather_due() -> int:
    """The job that proposes drafts: what has waited for a while goes into the draft of its brand; how many drafts changed.

    What was cancelled since it began to wait comes back only where a person gathers it; a draft that somebody asked for
    is left alone.
    """
    before, changed = timezone.now() - datetime.timedelta(minutes=settings.ANNOUNCE_DEBOUNCE_MINUTES), 0
    for topic in topics():
        for brand in Brand.objects.active():
            draft = Announcement.objects.filter(brand=brand, topic=topic.name, status=_S.DRAFT).first()
            waiting = topic.gather(brand, told_elsewhere(brand, topic.name, but=draft))
            only = [one.subject for one in waiting if not _cancelled_since(one)]
            try:
                gathered = gather(brand, topic.name, only=only, before=before, by="worker")
            except RuleBroken as error:
                logger.info("%s", error)
                continue
            changed += gathered is not None and (draft is None or gathered.version != draft.version)
    return changed


def _cancelled_since(change: WaitingChange) -> bool:
    rows = AnnouncedChange.objects.filter(subject=change.subject, announcement__status=_S.CANCELLED)
    return rows.filter(announcement__ended_at__gte=change.since, announcement__sending_at__isnull=False).exists()


def gather_again(announcement: Announcement, *, by: Any) -> Announcement:
    """Bring a draft up to what waits by now; one of which nothing waits any more is cancelled.

    Raises:
        AskedAlready: it waits for a second person.
    """
    return gather(announcement.brand, announcement.topic, by=by) or announcement
