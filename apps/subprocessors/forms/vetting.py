"""What is asked of evidence, assessments and companies of the group."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.forms import FieldGroup, FormForRecord
from apps.organisation.models import Country, LegalEntity

from ..choices import (
    EXPIRING,
    EvidenceKind,
    EvidenceResult,
)
from ..models import Evidence, ThirdParty, TransferAssessment

FINDINGS: dict[str, Any] = {
    "label": _("Findings"),
    "widget": forms.Textarea(attrs={"rows": 3}),
    "max_length": 4000,
    "required": False,
    "help_text": _("What was found; needed where the result speaks of findings."),
}
UNREVIEWED = [("", _("Not reviewed yet"))]


def found_nothing(result: str, findings: str) -> bool:
    """Whether a result speaks of findings and none is written down."""
    return result not in {"", EvidenceResult.OK} and not findings.strip()


SAY_WHAT = _("Say what was found: the result speaks of findings.")
LAST_DAY = _("Evidence of this kind expires: say until when it is valid.")
NOTHING_KEPT = _("Choose the file, or say where the original is kept: without either there is nothing to review.")


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("PDF, picture, text, spreadsheet or mail; kept encrypted."))


class ReviewForm(forms.Form):
    result = forms.ChoiceField(label=_("Result"), choices=EvidenceResult.choices)
    findings = forms.CharField(**FINDINGS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if found_nothing(cleaned.get("result", ""), cleaned.get("findings", "")):
            self.add_error("findings", SAY_WHAT)
        return cleaned


class EvidenceForm(FormForRecord, forms.ModelForm):
    """A document of a third party, with its file and, if it was looked at already, what came of it."""

    file = forms.FileField(
        label=_("File"), required=False, help_text=_("PDF, picture, text, spreadsheet or mail; kept encrypted.")
    )
    result = forms.ChoiceField(label=_("Result"), choices=UNREVIEWED + EvidenceResult.choices, required=False)
    findings = forms.CharField(**FINDINGS)

    class Meta:
        model = Evidence
        fields = [
            *("kind", "issuer", "number", "valid_from", "valid_until", "next_due_on", "issued_on", "period_from"),
            *("period_until", "kept_at"),
        ]

    GROUPS = [
        FieldGroup(None, ["kind", "issuer", "number", "valid_from", "valid_until", "file", "kept_at"]),
        FieldGroup(_("Review at once"), ["result", "findings"]),
        FieldGroup(
            _("More dates: when it was issued, the period of a report, the next look"),
            ["issued_on", "period_from", "period_until", "next_due_on"],
            folds=True,
        ),
    ]

    def for_record(self, record: Any) -> None:
        self.propose(valid_from=timezone.localdate())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, words in wrong_with_evidence(cleaned, filed=bool(cleaned.get("file"))).items():
            self.add_error(name, words)
        return cleaned


def wrong_with_evidence(given: dict[str, Any], *, filed: bool) -> dict[str, Any]:
    """What is still to be filled in about a document, by field."""
    wrong: dict[str, Any] = {}
    if given.get("kind") in EXPIRING and not given.get("valid_until"):
        wrong["valid_until"] = LAST_DAY
    if given.get("result") and not filed and not given.get("kept_at"):
        wrong["kept_at"] = NOTHING_KEPT
    if found_nothing(given.get("result", ""), given.get("findings", "")):
        wrong["findings"] = SAY_WHAT
    return wrong


class TransferAssessmentForm(FormForRecord, forms.ModelForm):
    """A transfer impact assessment of a third party: of one country, with a document of its own where there is one."""

    class Meta:
        model = TransferAssessment
        fields = [
            *("country", "conclusion", "assessed_on", "review_on", "assessor", "law", "technical", "contractual"),
            *("organisational", "document"),
        ]
        widgets = dict.fromkeys(
            ["law", "technical", "contractual", "organisational"], forms.Textarea(attrs={"rows": 3})
        )

    def for_record(self, record: ThirdParty) -> None:
        self.fields["country"].queryset = Country.objects.filter(is_eea=False)
        documents = Evidence.objects.current().filter(third_party=record, kind=EvidenceKind.TIA)
        self.fields["document"].queryset = documents.select_related("third_party")
        self.propose(assessed_on=timezone.localdate())


class GroupMemberForm(FormForRecord, forms.Form):
    legal_entity = forms.ModelChoiceField(
        label=_("Company of the group"),
        queryset=LegalEntity.objects.all(),
        help_text=_("One that is missing is added under Legal entities first."),
    )

    def for_record(self, record: ThirdParty) -> None:
        named = record.group_members.current().values("legal_entity")
        self.fields["legal_entity"].queryset = LegalEntity.objects.exclude(pk__in=named)
