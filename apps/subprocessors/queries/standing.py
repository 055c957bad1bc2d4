"""What documents and assessments are worth on a day: of one in words, and of many as a query; both agree."""

import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from ..choices import SUFFICIENT, EvidenceResult, Standing
from ..models import Evidence, TransferAssessment


def soon(day: datetime.date) -> datetime.date:
    """The last day of what is due soon: as far ahead as the first reminder looks."""
    return day + datetime.timedelta(days=max(settings.EVIDENCE_REMINDER_DAYS, default=0))


def evidence_standing(evidence: Evidence, day: datetime.date) -> Standing:
    """What one document is worth on a day."""
    ends = evidence.last_day or datetime.date.max
    if not evidence.stands:
        return Standing.WITHDRAWN
    if not evidence.result:
        return Standing.UNREVIEWED
    if evidence.result == EvidenceResult.BLOCKER:
        return Standing.AGAINST
    if ends < day:
        return Standing.LAPSED
    if evidence.valid_from > day:
        return Standing.COMING
    return Standing.DUE if ends <= soon(day) else Standing.VALID


def evidence_that_is(standing: str, day: datetime.date) -> QuerySet:
    """Every document that is worth this on a day."""
    ended = Q(valid_until__lt=day) | Q(next_due_on__lt=day)
    due = Q(valid_until__lte=soon(day)) | Q(next_due_on__lte=soon(day))
    passed = Evidence.objects.current().exclude(result__in=["", EvidenceResult.BLOCKER])
    found: dict[str, QuerySet] = {
        Standing.WITHDRAWN: Evidence.objects.filter(withdrawn_at__isnull=False),
        Standing.UNREVIEWED: Evidence.objects.current().filter(result=""),
        Standing.AGAINST: Evidence.objects.blocking(),
        Standing.LAPSED: passed.filter(ended),
        Standing.COMING: passed.exclude(_known(ended)).filter(valid_from__gt=day),
        Standing.DUE: Evidence.objects.valid_on(day).filter(due),
        Standing.VALID: Evidence.objects.valid_on(day).exclude(_known(due)),
    }
    return found[standing]


def _known(dates: Q) -> Q:
    """A condition on days that may be missing, so that its opposite holds where they are."""
    return Q(pk__in=Evidence.objects.filter(dates).values("pk"))


def ending_soon(day: datetime.date) -> QuerySet:
    """Documents of listed companies that still count, end within the reminders, and have nothing newer in their place."""
    return Evidence.objects.due_by(soon(day)).valid_on(day)


def assessment_standing(assessment: TransferAssessment, day: datetime.date) -> Standing:
    """What one assessment is worth on a day."""
    if not assessment.stands:
        return Standing.WITHDRAWN
    if assessment.conclusion not in SUFFICIENT:
        return Standing.AGAINST
    if assessment.review_on < day:
        return Standing.LAPSED
    if assessment.assessed_on > day:
        return Standing.COMING
    return Standing.DUE if assessment.review_on <= soon(day) else Standing.VALID


def assessments_that_are(standing: str, day: datetime.date) -> QuerySet:
    """Every assessment that is worth this on a day."""
    assessments, valid = TransferAssessment.objects.current(), TransferAssessment.objects.valid_on(day)
    enough = assessments.filter(conclusion__in=SUFFICIENT)
    found: dict[str, QuerySet] = {
        Standing.WITHDRAWN: TransferAssessment.objects.filter(withdrawn_at__isnull=False),
        Standing.UNREVIEWED: assessments.none(),
        Standing.AGAINST: assessments.exclude(conclusion__in=SUFFICIENT),
        Standing.LAPSED: enough.filter(review_on__lt=day),
        Standing.COMING: enough.filter(review_on__gte=day, assessed_on__gt=day),
        Standing.DUE: valid.filter(review_on__lte=soon(day)),
        Standing.VALID: valid.filter(review_on__gt=soon(day)),
    }
    return found[standing]
