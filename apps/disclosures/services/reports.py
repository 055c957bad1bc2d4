"""Transparency reports: counted and frozen by one person, published by a second."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.choices import Right
from apps.casework import services as casework
from apps.casework.choices import FourEyes
from apps.casework.models import Approval
from apps.organisation.models import Brand, Country
from apps.publications.services import publish_content
from apps.trail.acts import act
from apps.trail.canonical import canonical, plain
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import REPORTS, ReportStatus, Scope
from ..models import TransparencyReport
from ..queries.figures import count_figures, count_national_security
from ..queries.reports import KIND, document_with, halves_told, hindrances_of, is_over, summed_year
from ..transparency.bands import earliest_on
from ..transparency.suppression import OTHER, THRESHOLD
from ..transparency.tables import bands_of, faults_of_figures, published_of
from .access import NotCleared


class NotCountable(RuleBroken):
    """The period is not over, has no halves to add up, or its figures contradict each other."""


class NotPublishable(RuleBroken):
    """Something keeps the report from being published, each in words."""


def draft_report(
    *,
    brand: Brand,
    period: str,
    scope: str = Scope.BRAND,
    option: int | None = None,
    threshold: int = THRESHOLD,
    note: str = "",
    by: Any,
) -> TransparencyReport:
    """Count a period that is over and freeze what would be published of it; no exact count is kept.

    Where the period is published already, it is a correction, and the note says why.

    Raises:
        NotCleared: whoever counts does not hold the clearance for secrecy.
        NotCountable: the period is not over, is a year without published halves, or its figures do not add up.
        BandsRefused: there is no such period, or the option does not report on it.
        ValidationError: there is a draft already, or a value cannot be kept.
    """
    with act("disclosures.report_drafted", by=by, period=period) as this:
        ensure_cleared(by)
        report = TransparencyReport(
            brand=lock(brand), scope=Scope(scope), period=period, option=option, threshold=threshold, note=note.strip()
        )
        _count(report, by=by)
        report.full_clean()
        report.save()
        this.about = report
    return report


def ensure_cleared(by: Any) -> None:
    """Requests under secrecy are counted by those alone who may know of some.

    Raises:
        NotCleared: they hold no clearance for secrecy.
    """
    if not isinstance(by, str) and Right.SECRECY not in by.rights:
        raise NotCleared(_("Only people with the clearance for secrecy count and publish requests of authorities."))


def _count(report: TransparencyReport, *, by: Any) -> None:
    now = timezone.now()
    if report.option is not None:
        earliest_on(report.option, report.period)  # whether the option reports on such a period at all
    if not is_over(report.period, now):
        raise NotCountable(_("%(period)s is not over yet: count it once it is.") % {"period": report.period})
    same = {"brand": report.brand, "scope": report.scope, "period": report.period}
    report.corrects = TransparencyReport.objects.published().filter(**same).first()
    said = _half(report) if "-" in report.period else _year(report)
    said |= {"scope": str(report.scope), "counted_on": timezone.localdate(now)}
    report.figures = canonical(plain(said)).decode()
    report.counted_at, report.counted_by = now, None if isinstance(by, str) else by


def _half(report: TransparencyReport) -> dict[str, Any]:
    figures = count_figures(report.period, brand=_brand_of(report))
    if faults := faults_of_figures(figures):
        raise NotCountable(" ".join(fault.words for fault in faults))
    said = published_of(figures, threshold=report.threshold, option=report.option)
    named = [code for code in said["tables"]["instruments"]["rows"] if code != OTHER]
    return said | {"countries": dict(Country.objects.filter(code__in=named).values_list("code", "name"))}


def _year(report: TransparencyReport) -> dict[str, Any]:
    """A year tells what its halves told, and in bands alone something of its own."""
    halves = halves_told(report)
    if len(halves) < 2:
        words = _("%(year)s is added up from its halves: publish both of them first.")
        raise NotCountable(words % {"year": report.period})
    figures = count_national_security(report.period, brand=_brand_of(report))
    return summed_year(report.period, halves) | {"bands": bands_of(figures, report.option)}


def _brand_of(report: TransparencyReport) -> Brand | None:
    """Whose requests are counted; none is all brands."""
    return report.brand if report.scope == Scope.BRAND else None


def count_anew(report: TransparencyReport, *, by: Any) -> TransparencyReport:
    """Count a draft again; a request to publish it is taken back, as it was for other figures.

    Raises:
        NotCleared, NotCountable: as for ``draft_report``.
        TransitionNotAllowed: it is no draft any more.
    """
    with act("disclosures.report_counted_anew", by=by, about=report, period=report.period):
        report = _lock_draft(report, by=by)
        _take_request_back(report, by=by)
        _count(report, by=by)
        report.full_clean()
        report.save()
    return report


def _lock_draft(report: TransparencyReport, *, by: Any) -> TransparencyReport:
    """A draft under a lock, the brands before it: reports that would tell each other's differences wait in line."""
    ensure_cleared(by)
    list(Brand._base_manager.select_for_update(no_key=True).order_by("pk"))
    report = lock(report)
    REPORTS.ensure(report.status, ReportStatus.PUBLISHED)
    return report


def _pending(report: TransparencyReport) -> Approval | None:
    return Approval.objects.about(report).pending().filter(kind=FourEyes.TRANSPARENCY_REPORT).first()


def _take_request_back(report: TransparencyReport, *, by: Any) -> None:
    if _pending(report) is not None:
        casework.withdraw_approval(FourEyes.TRANSPARENCY_REPORT, subject=report, by=by)


def _bound(report: TransparencyReport) -> dict[str, Any]:
    """What the approval binds: every figure and word that is published."""
    return {
        "report": report.pk,
        "brand": report.brand.key,
        "scope": report.scope,
        "period": report.period,
        "figures": report.figures,
        "note": report.note,
    }


def _ensure_publishable(report: TransparencyReport) -> None:
    if hindrances := hindrances_of(report, timezone.now()):
        raise NotPublishable(" ".join(hindrances))


def ask_publication(report: TransparencyReport, *, by: Any) -> TransparencyReport:
    """Ask a second person to publish exactly these figures; a second click changes nothing.

    Raises:
        NotPublishable: something does not add up or would tell what is kept back, each named with its cell.
        TransitionNotAllowed: it is no draft any more.
        NotCleared: as for ``draft_report``.
    """
    with act("disclosures.report_asked", by=by, about=report, period=report.period) as this:
        report = _lock_draft(report, by=by)
        _ensure_publishable(report)
        pending = _pending(report)
        if pending is not None and pending.expires_at > timezone.now():
            this.discard()
            return report
        report.asked_by = by
        report.save()
        casework.request_approval(FourEyes.TRANSPARENCY_REPORT, subject=report, content=_bound(report), by=by)
    return report


def publish_report(report: TransparencyReport, *, by: Any) -> TransparencyReport:
    """Publish, as the second person, exactly what the first one asked; everything is judged again.

    It becomes the next version of the brand's document, beside the periods that are told already. A report that it
    corrects is replaced; its version stays where it is.

    Raises:
        NotPublishable: something keeps it from being published now.
        ApprovalMissing, NotASecondPerson, ApprovalStale: see ``casework.give_approval``.
        TransitionNotAllowed: it is no draft any more.
        NotCleared: as for ``draft_report``.
    """
    with act("disclosures.report_published", by=by, about=report, seal=True, period=report.period):
        report = _lock_draft(report, by=by)
        _ensure_publishable(report)
        casework.give_approval(FourEyes.TRANSPARENCY_REPORT, subject=report, content=_bound(report), by=by)
        _replace(report.corrects)
        report.published_as = publish_content(KIND, report.brand, document_with(report), by=by)
        report.published_by, report.published_at = by, timezone.now()
        report.status = ReportStatus.PUBLISHED
        report.save()
    return report


def _replace(former: TransparencyReport | None) -> None:
    if former is None:
        return
    former = lock(former)
    REPORTS.ensure(former.status, ReportStatus.REPLACED)
    former.status = ReportStatus.REPLACED
    former.save()


def decline_publication(report: TransparencyReport, *, reason: str, by: Any) -> TransparencyReport:
    """Say no, as the second person, with the reason; it stays a draft.

    Raises:
        ApprovalMissing, NotASecondPerson, NotCleared, TransitionNotAllowed: as for ``publish_report``.
    """
    with act("disclosures.report_declined", by=by, about=report, period=report.period):
        report = _lock_draft(report, by=by)
        casework.refuse_approval(FourEyes.TRANSPARENCY_REPORT, subject=report, reason=reason, by=by)
    return report


def withdraw_report(report: TransparencyReport, *, by: Any) -> TransparencyReport:
    """End a draft that is not going to be published, with what was asked of it.

    Raises:
        TransitionNotAllowed: it is no draft any more; what is published is corrected.
        NotCleared: as for ``draft_report``.
    """
    with act("disclosures.report_withdrawn", by=by, about=report, period=report.period):
        report = _lock_draft(report, by=by)
        _take_request_back(report, by=by)
        report.status = ReportStatus.WITHDRAWN
        report.save()
    return report
