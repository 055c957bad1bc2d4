"""Evidence and assessments: what vetting rests on. Each write is one act about the third party."""

import datetime
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from apps.accounts.choices import Right
from apps.accounts.queries import people_holding
from apps.casework.files import ensure_acceptable
from apps.casework.holds import ensure_not_held
from apps.mailroom.composing import LONGEST_NAME, legible
from apps.mailroom.services import queue_letter
from apps.trail.acts import act
from apps.trail.envelopes import open_file, seal_file
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import EvidenceKind, EvidenceResult
from ..models import Evidence, ThirdParty, TransferAssessment

#: What a file of evidence is sealed for.
PURPOSE = "evidence"


class EvidenceFixed(RuleBroken):
    """Evidence that was reviewed or withdrawn stays as it is."""


class NothingToReview(RuleBroken):
    """Neither a file nor the place where the original is kept is on record."""


def add_evidence(
    third_party: ThirdParty, *, file: Any = None, result: str = "", findings: str = "", by: Any, **values: Any
) -> Evidence:
    """Put a document on record, with its file where there is one, and reviewed at once where a result is given.

    ``file`` is an uploaded file; it is kept encrypted under the key of the evidence.

    Raises:
        ValidationError: by field.
        FileRefused: too large, empty, or of a type that nobody should open.
    """
    with act("subprocessors.evidence_added", by=by, about=third_party, evidence=values.get("kind")):
        party = lock(third_party)  # an approval under way sees it whole, or not at all
        evidence = Evidence(third_party=party, **values)
        evidence.full_clean()
        evidence.save()
        if file is not None:
            evidence = file_evidence(evidence, file=file, by=by)
        if result:
            evidence = review_evidence(evidence, result=result, findings=findings, by=by)
    return evidence


def change_evidence(evidence: Evidence, *, by: Any, version: int | None = None, **values: Any) -> Evidence:
    """Correct what is known of a document before it is reviewed.

    Raises:
        EvidenceFixed: it was reviewed or withdrawn.
        Conflict, ValidationError: as for every record.
    """
    facts: dict[str, Any] = {"evidence": evidence.kind}
    with act("subprocessors.evidence_changed", by=by, about=evidence.third_party, **facts) as this:
        lock(evidence.third_party)
        evidence = lock(evidence, version=version)
        changed = {name: value for name, value in values.items() if getattr(evidence, name) != value}
        if not changed:
            this.discard()
            return evidence
        _ensure_open(evidence)
        for name, value in changed.items():
            setattr(evidence, name, value)
        evidence.full_clean()
        evidence.save()
    return evidence


def file_evidence(evidence: Evidence, *, file: Any, by: Any) -> Evidence:
    """Keep the file of a document, encrypted; a file that was there before is forgotten.

    Raises:
        EvidenceFixed: it was reviewed or withdrawn.
        Held: the file that was there must be kept for now.
        FileRefused: too large, empty, or of a type that nobody should open.
    """
    ensure_acceptable(file)
    with act("subprocessors.evidence_filed", by=by, about=evidence.third_party, evidence=evidence.kind) as this:
        evidence = lock(evidence)
        _ensure_open(evidence)
        if evidence.file:
            ensure_not_held(evidence)
            transaction.on_commit(partial(default_storage.delete, str(evidence.file.name)))
        name, digest = _sealed(evidence, file)
        evidence.file.name, evidence.sha256 = name, digest
        evidence.file_name, evidence.file_size = file.name[-255:], file.size
        this.facts["sha256"] = digest
        evidence.save()
    return evidence


def _sealed(evidence: Evidence, file: BinaryIO) -> tuple[str, str]:
    file.seek(0)
    return seal_file(evidence, PURPOSE, file)


def open_evidence(evidence: Evidence, *, by: Any) -> Iterator[bytes]:
    """The content of the file, piece by piece; that somebody opened it is an act.

    Raises:
        NothingToReview: there is no file.
        KeyringUnusable: it was erased, or altered.
    """
    if not evidence.file:
        raise NothingToReview(_("No file is on record for this document."))
    pieces = open_file(evidence, PURPOSE, str(evidence.file.name))  # what does not open was opened by nobody
    with act("subprocessors.evidence_opened", by=by, about=evidence.third_party, evidence=evidence.kind):
        pass
    return pieces


def review_evidence(evidence: Evidence, *, result: str, findings: str = "", by: Any) -> Evidence:
    """Say what a document is worth. From then on it stays as it is; a newer one takes its place.

    Raises:
        EvidenceFixed: it was reviewed or withdrawn already.
        NothingToReview: no file, nor where the original is kept.
        RuleBroken: findings are missing where the result speaks of them.
    """
    facts: dict[str, Any] = {"evidence": evidence.kind, "result": result}
    with act("subprocessors.evidence_reviewed", by=by, about=evidence.third_party, **facts):
        lock(evidence.third_party)
        evidence = lock(evidence)
        _ensure_open(evidence)
        if not evidence.file and not evidence.kept_at:
            raise NothingToReview(_("There is nothing to review: add the file, or say where the original is kept."))
        if result != EvidenceResult.OK and not findings.strip():
            raise RuleBroken(_("Say what was found: the result speaks of findings."))
        evidence.result, evidence.findings = EvidenceResult(result), findings
        evidence.reviewed_by, evidence.reviewed_at = by, timezone.now()
        evidence.save()
    return evidence


def withdraw_evidence(evidence: Evidence, *, reason: str, by: Any) -> Evidence:
    """A document no longer counts, as when it was superseded or revoked; it stays on record.

    Raises:
        EvidenceFixed: it was withdrawn already.
    """
    with act("subprocessors.evidence_withdrawn", by=by, about=evidence.third_party, evidence=evidence.kind):
        lock(evidence.third_party)
        evidence = lock(evidence)
        if not evidence.stands:
            raise EvidenceFixed(_("This document was withdrawn already."))
        evidence.withdrawn_at = timezone.now()
        evidence.findings = "\n\n".join(filter(None, [evidence.findings, reason]))
        evidence.save()
    return evidence


def _ensure_open(evidence: Evidence) -> None:
    if not evidence.stands or evidence.result:
        raise EvidenceFixed(
            _("This document was reviewed or withdrawn and stays as it is: withdraw it and add the newer one.")
        )


def assess_transfer(third_party: ThirdParty, *, by: Any, **values: Any) -> TransferAssessment:
    """Put a transfer impact assessment on record: of one importer and one country (SCC 2021/914, clause 14).

    Raises:
        ValidationError: by field.
    """
    with act("subprocessors.assessment_added", by=by, about=third_party):
        party = lock(third_party)
        assessment = TransferAssessment(third_party=party, **values)
        assessment.full_clean()
        assessment.save()
    return assessment


def withdraw_assessment(assessment: TransferAssessment, *, by: Any) -> TransferAssessment:
    """An assessment no longer counts, as when the law of the country has changed; it stays on record."""
    with act("subprocessors.assessment_withdrawn", by=by, about=assessment.third_party):
        lock(assessment.third_party)
        assessment = lock(assessment)
        if not assessment.stands:
            raise EvidenceFixed(_("This assessment was withdrawn already."))
        assessment.withdrawn_at = timezone.now()
        assessment.save()
    return assessment


def remind() -> int:
    """Note that documents and assessments end or are due soon, once for each number of days of the settings.

    The notes stand in the history of the third party, the home page counts what is due, and everybody of the legal team
    gets a letter of each; gives how many were made.
    """
    today, made = timezone.localdate(), 0
    for days in sorted(settings.EVIDENCE_REMINDER_DAYS):
        last = today + datetime.timedelta(days=days)
        for evidence in Evidence.objects.due_by(last).not_reminded(days).select_related("third_party"):
            made += _remind_of(evidence, days, kind="subprocessors.evidence_due", evidence=evidence.kind)
        for assessment in TransferAssessment.objects.due_by(last).not_reminded(days).select_related("third_party"):
            made += _remind_of(assessment, days, kind="subprocessors.assessment_due")
    return made


def _remind_of(record: Any, days: int, *, kind: str, **facts: Any) -> int:
    """The note about one record, unless somebody made it meanwhile."""
    with act(kind, by="worker", about=record.third_party, days=days, **facts) as this:
        record = lock(record)
        if not record.stands or (record.reminded_days is not None and record.reminded_days <= days):
            this.discard()
            return 0
        record.reminded_days = days
        record.save()
        _write_to_legal(record, days)
    return 1


def _write_to_legal(record: Any, days: int) -> None:
    """A letter about what is due to each person who looks after the register."""
    if isinstance(record, Evidence):
        document = EvidenceKind(record.kind).label
        due_on = record.last_day
    else:
        document, due_on = capfirst(record._meta.verbose_name), record.review_on
    page = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    context = {"document": document, "party": record.third_party.legal_name, "due_on": due_on, "days": days}
    for person in people_holding(Right.LEGAL):
        queue_letter(
            "subprocessors/evidence_due",
            to=person.email,
            name=legible(person.name, LONGEST_NAME),
            about=record,
            context=context | {"address": settings.SITE_URL + page},
            by="worker",
        )
