"""What vetting rests on, in the admin: documents with their files, and transfer impact assessments."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.downloads import sealed_file
from apps.backoffice.forms import RecordForm, dress_form
from apps.backoffice.records import RecordAdmin, badge
from apps.backoffice.steps import Step
from apps.casework.forms import ReasonForm

from .. import services
from ..choices import EvidenceResult
from ..forms import FINDINGS, UNREVIEWED, FileForm, ReviewForm, wrong_with_evidence
from ..models import Evidence, ThirdParty, TransferAssessment
from ..queries import assessment_standing, evidence_standing
from .filters import TONES, AssessmentStandingFilter, EndingSoonFilter, EvidenceStandingFilter

CHANGE = "subprocessors.change_evidence"


def is_open(evidence: Evidence) -> bool:
    return evidence.stands and not evidence.result


def nothing_to_review(evidence: Evidence, user: Any) -> str:
    if evidence.file or evidence.kept_at:
        return ""
    return _("There is nothing to review: add the file, or say where the original is kept.")


def add_document(*, third_party: ThirdParty, by: Any, **values: Any) -> Evidence:
    return services.add_evidence(third_party, by=by, **values)


def add_assessment(*, third_party: ThirdParty, by: Any, **values: Any) -> TransferAssessment:
    return services.assess_transfer(third_party, by=by, **values)


class EvidenceAddForm(RecordForm):
    """A new document with its file, reviewed at once where a result is chosen."""

    upload = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("PDF, picture, text, spreadsheet or mail; kept encrypted."),
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Result"), choices=UNREVIEWED + EvidenceResult.choices, required=False
    )
    remarks = forms.CharField(**FINDINGS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress_form(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        called = {"result": "outcome", "findings": "remarks"}
        given = cleaned | {name: cleaned.get(field, "") for name, field in called.items()}
        for name, words in wrong_with_evidence(given, filed=bool(cleaned.get("upload"))).items():
            self.add_error(called.get(name, name), words)
        return cleaned


@admin.register(Evidence)
class EvidenceAdmin(RecordAdmin):
    """A document is added with its file, corrected until it is reviewed, and withdrawn; its file is read at its own page."""

    add_service = add_document
    change_service = services.change_evidence
    given_as = {"upload": "file", "outcome": "result", "remarks": "findings"}
    list_display = [
        "party",
        "kind",
        "issuer",
        "valid_until",
        "next_due_on",
        "standing_badge",
        "result_words",
        "is_filed",
    ]
    list_filter = [EvidenceStandingFilter, EndingSoonFilter, "kind", "result"]
    list_select_related = ["third_party"]
    search_fields = ["third_party__legal_name", "issuer", "number"]
    empty_words = gettext_lazy(
        "Contracts, certificates, reports and answers that vetting rests on. Add one, or open a third party."
    )
    steps = [
        Step(
            "put-file",
            gettext_lazy("Put the file on record"),
            gettext_lazy("It is kept encrypted; one that was there before is forgotten."),
            services.file_evidence,
            CHANGE,
            available=is_open,
            form=FileForm,
        ),
        Step(
            "review",
            gettext_lazy("Review"),
            gettext_lazy("Say what it is worth. From then on it stays as it is, and counts if it is good."),
            services.review_evidence,
            CHANGE,
            available=is_open,
            obstacle=nothing_to_review,
            form=ReviewForm,
        ),
        Step(
            "withdraw",
            gettext_lazy("Withdraw"),
            gettext_lazy("It no longer counts, as when a newer one took its place; it stays on record."),
            services.withdraw_evidence,
            CHANGE,
            available=lambda evidence: evidence.stands,
            form=ReasonForm,
            is_danger=True,
        ),
    ]
    change_form_template = "admin/evidence_form.html"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **({} if obj else {"form": EvidenceAddForm}) | kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        what = ["third_party", "kind", "issuer", "number", "valid_from", "valid_until", "next_due_on"]
        dates = ["issued_on", "period_from", "period_until"]
        if obj is None:
            return [
                (None, {"fields": what}),
                (gettext_lazy("The document"), {"fields": ["upload", "kept_at"]}),
                (gettext_lazy("Review at once"), {"fields": ["outcome", "remarks"]}),
                (gettext_lazy("More dates"), {"fields": dates}),
            ]
        told = ["file_name", "file_size", "sha256", "result", "findings", "reviewed_by", "reviewed_at", "withdrawn_at"]
        shown = [name for name in told if getattr(obj, name)]
        known = [*what, *dates, "kept_at"]
        if not is_open(obj):
            known = [name for name in known if getattr(obj, name)]
        return [
            (None, {"fields": known}),
            (gettext_lazy("File and review"), {"fields": shown}),
        ][: 2 if shown else 1]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        told = ["file_name", "file_size", "sha256", "result", "findings", "reviewed_by", "reviewed_at", "withdrawn_at"]
        return ["third_party", *told] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was reviewed or withdrawn is read only."""
        return super().has_change_permission(request, obj) and (obj is None or is_open(obj))

    @admin.display(description=gettext_lazy("Third party"), ordering="third_party__legal_name")
    def party(self, evidence: Evidence) -> str:
        return evidence.third_party.legal_name

    @admin.display(description=gettext_lazy("Today"))
    def standing_badge(self, evidence: Evidence) -> str:
        standing = evidence_standing(evidence, timezone.localdate())
        return badge(standing.label, TONES.get(standing, "neutral"))

    @admin.display(description=gettext_lazy("Result"), ordering="result")
    def result_words(self, evidence: Evidence) -> str:
        return evidence.get_result_display() or "—"

    @admin.display(description=gettext_lazy("File"), boolean=True)
    def is_filed(self, evidence: Evidence) -> bool:
        return bool(evidence.file)

    def status_words(self, record: Evidence) -> str:
        return str(evidence_standing(record, timezone.localdate()).label)

    def told_beside(self, request: HttpRequest, record: Evidence) -> dict[str, Any]:
        if not record.sha256 or not request.user.has_perm("subprocessors.open_evidence"):
            return {}
        return {"file_url": reverse("admin:subprocessors_evidence_file", args=[record.pk])}

    # --- The file ---

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<path:object_id>/file/", view, name="subprocessors_evidence_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The file, to be saved and never shown by the browser itself. That somebody opened it is an act."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        evidence = self.get_object(request, unquote(object_id))
        if evidence is None or not self.has_view_permission(request, evidence) or not evidence.sha256:
            raise Http404
        if not request.user.has_perm("subprocessors.open_evidence"):
            raise PermissionDenied
        return sealed_file(
            self,
            request,
            evidence,
            opened=lambda: services.open_evidence(evidence, by=request.user),
            name=evidence.file_name or "evidence",
            size=evidence.file_size,
        )


@admin.register(TransferAssessment)
class TransferAssessmentAdmin(RecordAdmin):
    """An assessment is added whole and never changed; a newer one takes its place."""

    add_service = add_assessment
    list_display = ["party", "country", "conclusion", "assessed_on", "review_on", "standing_badge"]
    list_filter = [AssessmentStandingFilter, "conclusion"]
    list_select_related = ["third_party", "country"]
    search_fields = ["third_party__legal_name", "country__name"]
    empty_words = gettext_lazy(
        "Whether the law of a country lets an importer keep its word: needed wherever a transfer rests on clauses."
    )
    steps = [
        Step(
            "withdraw",
            gettext_lazy("Withdraw"),
            gettext_lazy("It no longer counts, as when the law of the country has changed; it stays on record."),
            services.withdraw_assessment,
            "subprocessors.change_transferassessment",
            available=lambda assessment: assessment.stands,
            is_danger=True,
        )
    ]
    fieldsets = [
        (None, {"fields": ["third_party", "country", "conclusion", "assessed_on", "review_on", "assessor", "law"]}),
        (gettext_lazy("Further measures"), {"fields": ["technical", "contractual", "organisational"]}),
    ]

    @admin.display(description=gettext_lazy("Importer"), ordering="third_party__legal_name")
    def party(self, assessment: TransferAssessment) -> str:
        return assessment.third_party.legal_name

    @admin.display(description=gettext_lazy("Today"))
    def standing_badge(self, assessment: TransferAssessment) -> str:
        standing = assessment_standing(assessment, timezone.localdate())
        return badge(standing.label, TONES.get(standing, "neutral"))

    def status_words(self, record: TransferAssessment) -> str:
        return str(assessment_standing(record, timezone.localdate()).label)
