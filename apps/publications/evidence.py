"""An announcement as evidence: what it said, who approved it, who was told and when, and the version it shows."""

import hashlib
from collections.abc import Iterator
from typing import Any

from apps.casework.choices import ApprovalStatus, FourEyes
from apps.casework.dossiers import as_json
from apps.casework.models import Approval
from apps.casework.registers import EvidenceFile, EvidenceSource
from apps.casework.spreadsheets import write_csv
from apps.trail.canonical import plain

from .models import Announcement, Notice
from .queries.proof import COLUMNS, reconciled, rows_of_recipients

MOMENTS = ("approved_at", "sending_at", "sent_at", "paused_at", "ended_at", "earliest_effective_at")
DAYS = ("send_on", "effective_on")


def find(reference: str) -> Announcement | None:
    return Announcement.objects.filter(reference=reference).select_related("brand").first()


def approval_of(announcement: Announcement) -> Approval | None:
    """The approval that let it be sent: who asked, who approved, and the hash of exactly what."""
    found = Approval.objects.about(announcement).filter(kind=FourEyes.ANNOUNCEMENT, status=ApprovalStatus.APPROVED)
    return found.select_related("requested_by", "decided_by").order_by("-decided_at").first()


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def files(announcement: Announcement) -> Iterator[EvidenceFile]:
    """What was said and to whom, then the published version that it shows."""
    changes = list(announcement.changes.all())
    yield EvidenceFile("announcement.json", [as_json(_told(announcement, changes))], 1 + len(changes))
    count = Notice.objects.filter(announcement=announcement).count()
    yield EvidenceFile("recipients.csv", write_csv(rows_of_recipients(announcement), COLUMNS), count)
    if version := announcement.version_shown:
        yield EvidenceFile("published-version.json", [version.content.encode()], 1)


def _told(announcement: Announcement, changes: list[Any]) -> dict[str, Any]:
    names = ("reference", "topic", "status", "note", "reason", "is_emergency")
    told: dict[str, Any] = {name: getattr(announcement, name) for name in names}
    told |= {name: plain(getattr(announcement, name)) for name in (*MOMENTS, *DAYS)}
    corrects, version = announcement.corrects, announcement.version_shown
    return told | {
        "brand": announcement.brand.name,
        "corrects": corrects.reference if corrects else None,
        "content": announcement.said,
        "content_sha256": sha256(announcement.content),
        "cohorts": announcement.promised,
        "cohorts_sha256": sha256(announcement.cohorts),
        "changes": [
            {
                "about": change.subject,
                "kind": change.kind,
                "materiality": change.materiality,
                "told": change.said,
                "told_sha256": sha256(change.snapshot),
            }
            for change in changes
        ],
        "approval": _approval(announcement),
        "published_version": {"number": version.number, "sha256": version.sha256} if version else None,
        "numbers": [_numbers(one) for one in reconciled(announcement)],
    }


def _approval(announcement: Announcement) -> dict[str, Any] | None:
    approval = approval_of(announcement)
    if approval is None:
        return None
    return {
        "reference": approval.reference,
        "asked_by": str(approval.requested_by),
        "asked_at": plain(approval.requested_at),
        "approved_by": str(approval.decided_by),
        "approved_at": plain(approval.decided_at),
        "content_hash": approval.content_hash,
    }


def _numbers(one: Any) -> dict[str, Any]:
    names = ("expected", "joined", "left", "waiting", "missing", "late", "adds_up")
    return {
        "stream": one.stream.value,
        **{name: getattr(one, name) for name in names},
        "states": {term.key: term.count for term in one.terms},
    }


EVIDENCE = [
    EvidenceSource(
        model="publications.announcement",
        files=files,
        records=lambda announcement: list(announcement.corrections.all()),
        find=find,
    )
]
