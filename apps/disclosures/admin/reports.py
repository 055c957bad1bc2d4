"""Transparency reports: counted here, shown as the public will read them, published by a second person."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.choices import Right
from apps.backoffice.records import RecordAdmin, badge
from apps.backoffice.steps import Step
from apps.casework.choices import FourEyes
from apps.casework.forms import ReasonForm
from apps.casework.models import Approval

from .. import services
from ..choices import ReportStatus, Scope
from ..documents import heading, period_shown
from ..models import TransparencyReport
from ..queries.reports import hindrances_of

CHANGE, APPROVE = "disclosures.change_transparencyreport", "disclosures.approve_transparencyreport"
TONES = {
    ReportStatus.DRAFT: "warning",
    ReportStatus.PUBLISHED: "good",
    ReportStatus.REPLACED: "neutral",
    ReportStatus.WITHDRAWN: "neutral",
}


def pending(report: TransparencyReport) -> Approval | None:
    """The request that waits for a second person, if any; read once for a page."""
    if "_pending" not in report.__dict__:
        waiting = Approval.objects.about(report).pending().filter(kind=FourEyes.TRANSPARENCY_REPORT)
        report.__dict__["_pending"] = waiting.select_related("requested_by").first()
    return report.__dict__["_pending"]


def hindrances(report: TransparencyReport) -> list[str]:
    """What keeps it from being published; found once for a page."""
    if "_hindrances" not in report.__dict__:
        report.__dict__["_hindrances"] = hindrances_of(report, timezone.now())
    return report.__dict__["_hindrances"]


def is_draft(report: TransparencyReport) -> bool:
    return report.status == ReportStatus.DRAFT


def is_free(report: TransparencyReport) -> bool:
    return is_draft(report) and pending(report) is None


def is_asked(report: TransparencyReport) -> bool:
    return is_draft(report) and pending(report) is not None


def kept_back(report: TransparencyReport, user: Any) -> str:
    return " ".join(hindrances(report)[:3])


def not_the_second(report: TransparencyReport, user: Any) -> str:
    request = pending(report)
    if request is not None and request.requested_by_id == user.pk:
        return _("You asked for this (%(reference)s): a second person decides.") % {"reference": request}
    return kept_back(report, user)


@admin.register(TransparencyReport)
class TransparencyReportAdmin(RecordAdmin):
    """Drafts exist for those alone who are cleared for secrecy; what is published, for everybody who may look here."""

    add_service = services.draft_report
    change_form_template = "admin/disclosures/report_form.html"
    list_display = ["title", "brand", "scope", "status_badge", "counted_at", "published_at"]
    list_display_links = ["title"]
    list_filter = ["status", "brand", "scope"]
    list_select_related = ["brand"]
    search_fields = ["^period"]
    search_help_text = gettext_lazy("A year, or a half of one as in 2026-H1.")
    fields = ["brand", "scope", "period", "option", "threshold", "note"]
    readonly_fields = [
        "status_badge",
        "counted_at",
        "counted_by",
        "asked_by",
        "published_at",
        "published_by",
        "corrects",
    ]
    empty_words = gettext_lazy(
        "Nothing was counted yet. Count a half-year once it is over; a second person publishes what you see then."
    )
    steps: Sequence[Step] = [
        Step(
            "publish",
            gettext_lazy("Publish"),
            gettext_lazy("As the second person: exactly what is shown here becomes the next version, and stays."),
            services.publish_report,
            APPROVE,
            available=is_asked,
            obstacle=not_the_second,
            confirms_identity=True,
        ),
        Step(
            "ask",
            gettext_lazy("Ask to publish"),
            gettext_lazy("A second person publishes exactly these figures, or declines."),
            services.ask_publication,
            CHANGE,
            available=is_free,
            obstacle=kept_back,
        ),
        Step(
            "decline",
            gettext_lazy("Decline"),
            gettext_lazy("As the second person, with the reason; it stays a draft."),
            services.decline_publication,
            APPROVE,
            available=is_asked,
            obstacle=lambda report, user: not_the_second(report, user) if _is_own(report, user) else "",
            form=ReasonForm,
        ),
        Step(
            "count-anew",
            gettext_lazy("Count anew"),
            gettext_lazy("By what is on record now. A request to publish is taken back."),
            services.count_anew,
            CHANGE,
            available=is_draft,
        ),
        Step(
            "withdraw",
            gettext_lazy("Withdraw"),
            gettext_lazy("The draft is not going to be published; it stays on record."),
            services.withdraw_report,
            CHANGE,
            available=is_draft,
            is_danger=True,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible_to(request.user).defer("figures")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return Right.SECRECY in request.user.rights and super().has_add_permission(request)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history tells what drafts said, so it is for those alone for whom there are drafts."""
        if Right.SECRECY not in request.user.rights:
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": self.fields})]
        counted = {"fields": [("counted_at", "counted_by"), "asked_by", ("published_at", "published_by"), "corrects"]}
        return [
            (None, {"fields": [("brand", "scope"), ("period", "threshold"), "option", "note"]}),
            (gettext_lazy("By whom"), counted),
        ]

    @admin.display(description=gettext_lazy("Period"), ordering="period")
    def title(self, report: TransparencyReport) -> str:
        return heading(report.period)

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, report: TransparencyReport) -> str:
        return badge(report.get_status_display(), TONES[ReportStatus(report.status)])

    def status_words(self, record: TransparencyReport) -> str:
        if is_draft(record) and (request := pending(record)):
            return _("waits for a second person (%(reference)s)") % {"reference": request}
        return record.get_status_display()

    def told_beside(self, request: HttpRequest, record: TransparencyReport) -> dict[str, Any]:
        """The tables as the public reads them, what is wrong with them, and where they were published."""
        said = record.said | {"note": record.note}
        return {
            "shown": period_shown(said),
            "hindrances": hindrances(record) if is_draft(record) else [],
            "is_draft": is_draft(record),
            "is_of_all": record.scope == Scope.ALL,
            "public": _public_links(record),
        }


def _is_own(report: TransparencyReport, user: Any) -> bool:
    request = pending(report)
    return request is not None and request.requested_by_id == user.pk


def _public_links(report: TransparencyReport) -> list[dict[str, str]]:
    if report.published_as is None:
        return []
    at = [report.brand.key, report.published_as.number]
    return [
        {"words": _("In effect now"), "url": reverse("disclosures:report", args=at[:1])},
        {
            "words": _("As it was published"),
            "url": reverse("publications:version", args=[at[0], "transparency-report", at[1]]),
        },
        {"words": "datapackage.json", "url": reverse("disclosures:data", args=[*at, "datapackage.json"])},
    ]
