"""Input of the register: what the steps of a listing ask for, and what an imported list does not say."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export.forms import ConfirmImportForm
from unfold.contrib.import_export.forms import ImportForm

from apps.casework.forms import FieldGroup, FormForRecord
from apps.organisation.models import AdequacyDecision, Brand, Country, LegalEntity, Purpose

from .choices import (
    BY_DECISION,
    CLAUSES,
    EXPIRING,
    Authorisation,
    EvidenceKind,
    EvidenceResult,
    LocationKind,
    Mechanism,
    RecipientKind,
    RecipientRole,
)
from .models import ChainMember, Evidence, ThirdParty, Transfer, TransferAssessment
from .queries import places_with_cover


class TakingOverForm(forms.Form):
    since = forms.DateField(
        label=_("In force since"), widget=forms.DateInput, help_text=_("The day from which data has gone there.")
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=_(
            "How this is known: the address of the former public list and when it was read, the contract, a ticket."
        ),
    )


class AnnouncementForm(forms.Form):
    effective_on = forms.DateField(label=_("In force from"), widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].widget.attrs["min"] = (
            timezone.localdate() + datetime.timedelta(days=1)
        ).isoformat()


class EndingForm(forms.Form):
    ending_on = forms.DateField(
        label=_("Ends on"), widget=forms.DateInput, help_text=_("From this day on it receives no data.")
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class LocationForm(forms.Form):
    country = forms.ModelChoiceField(label=_("Country"), queryset=Country.objects.all())
    kind = forms.ChoiceField(
        label=_("What happens there"), choices=LocationKind.choices, initial=LocationKind.PROCESSING
    )
    is_selectable = forms.BooleanField(label=_("Only where the customer selects it"), required=False)


class ListingImportForm(ImportForm):
    """The file, and what it does not say: used for rows that leave these empty."""

    brand = forms.ModelChoiceField(
        label=_("Brand"),
        queryset=Brand.objects.active(),
        to_field_name="key",
        required=False,
        help_text=_("Whose list this is, for rows that name no brand of ours."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of recipient"), choices=RecipientKind.choices, initial=RecipientKind.TECHNOLOGY, required=False
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=RecipientRole.choices, initial=RecipientRole.SUBPROCESSOR, required=False
    )
    purpose = forms.ModelChoiceField(
        label=_("Purpose"), queryset=Purpose.objects.all(), to_field_name="key", required=False
    )

    DEFAULTS = ("brand", "kind", "role", "purpose")


class ListingConfirmForm(ConfirmImportForm):
    """Carries the choices of the import form through the preview."""

    brand = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.CharField(widget=forms.HiddenInput, required=False)
    role = forms.CharField(widget=forms.HiddenInput, required=False)
    purpose = forms.CharField(widget=forms.HiddenInput, required=False)


# --- Evidence ---------------------------------------------------------------------------------------------------

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


# --- Transfers and chains ---------------------------------------------------------------------------------------


class ParentChoice(forms.ModelChoiceField):
    """Members of a chain, with their level."""

    def label_from_instance(self, obj: ChainMember) -> str:
        return f"{'— ' * obj.level}{obj.third_party} ({obj.function})"


class ChainForm(FormForRecord, forms.Form):
    third_party = forms.ModelChoiceField(
        label=_("Company"),
        queryset=ThirdParty.objects.all(),
        help_text=_("One that is missing is added under Third parties first."),
    )
    function = forms.CharField(label=_("Function"), max_length=300, help_text=_("What it does with the data."))
    country = forms.ModelChoiceField(label=_("Country of processing"), queryset=Country.objects.all(), required=False)
    parent = ParentChoice(label=_("Engaged by"), queryset=ChainMember.objects.none(), required=False)

    def for_record(self, record: Any) -> None:
        members = ChainMember.objects.current().filter(listing=record).select_related("third_party")
        self.fields["parent"].queryset = members
        self.fields["parent"].empty_label = str(record.third_party)


class TransferForm(FormForRecord, forms.ModelForm):
    """On what transfers of a listing rest: one mechanism for one or more of its countries outside the EEA.

    What does not belong to the mechanism may be left empty; what belongs to it and is missing is told by field.
    """

    countries = forms.ModelMultipleChoiceField(
        label=_("To"),
        queryset=Country.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Its countries outside the European Economic Area; those that nothing covers today are chosen."),
    )

    class Meta:
        model = Transfer
        fields = [
            *("mechanism", "importer", "decision", "certified_from", "certified_until", "covers_non_hr", "covers_hr"),
            *("exporter", "authorisation", "notice_days", "has_docking_clause", "supervisory_authority"),
            *("governing_law", "document", "valid_from", "valid_until"),
        ]

    GROUPS = [
        FieldGroup(None, ["countries", "mechanism", "valid_from", "valid_until"]),
        FieldGroup(
            _("For adequacy and the Data Privacy Framework"),
            ["decision", "certified_from", "certified_until", "covers_non_hr", "covers_hr"],
            folds=True,
        ),
        FieldGroup(
            _("For clauses between two companies"),
            [
                *("exporter", "authorisation", "notice_days", "has_docking_clause", "supervisory_authority"),
                "governing_law",
            ],
            folds=True,
        ),
        FieldGroup(_("Another importer than the recipient, and the document"), ["importer", "document"], folds=True),
    ]

    def for_record(self, record: Any) -> None:
        places = [
            place for place in places_with_cover(record, timezone.localdate()) if not place.location.country.is_eea
        ]
        leaving = {place.location.country_id for place in places}
        self.fields["countries"].queryset = Country.objects.filter(pk__in=leaving)
        self.fields["decision"].queryset = AdequacyDecision.objects.filter(country__in=leaving).select_related(
            "country"
        )
        self.fields["mechanism"].choices = [("", "—")] + [
            choice for choice in Mechanism.choices if choice[0] != Mechanism.NONE_EEA
        ]
        parties = Evidence.objects.current().filter(third_party=record.third_party_id).select_related("third_party")
        self.fields["document"].queryset = parties
        self.fields["decision"].help_text = _("Only decisions about these countries are offered.")
        self.propose(
            countries=[place.location.country_id for place in places if not place.is_covered],
            importer=record.third_party_id,
            exporter=record.brand.legal_entity_id,
            valid_from=timezone.localdate(),
            covers_non_hr=True,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, words in self._wrong(cleaned):
            self.add_error(name, words)
        if cleaned.get("mechanism") != Mechanism.ADEQUACY_DPF:
            cleaned |= {"covers_hr": False, "covers_non_hr": False}  # what was proposed belongs to a certificate
        if cleaned.get("mechanism") in BY_DECISION:
            cleaned["exporter"] = None
        return cleaned

    def _wrong(self, given: dict[str, Any]) -> Any:
        mechanism, decision = given.get("mechanism"), given.get("decision")
        if mechanism in BY_DECISION and decision is None:
            yield "decision", _("Choose the decision that the transfer rests on.")
        if decision is not None and mechanism and mechanism not in BY_DECISION:
            yield "decision", _("Leave this empty: this mechanism rests on no decision.")
        if decision is not None and any(country != decision.country for country in given.get("countries", ())):
            words = _("The decision is about %(country)s alone: record the other countries apart.")
            yield "countries", words % {"country": decision.country}
        if mechanism == Mechanism.ADEQUACY_DPF and not given.get("certified_from"):
            yield "certified_from", _("Say from when the importer is certified.")
        if mechanism == Mechanism.ADEQUACY_DPF and not (given.get("covers_hr") or given.get("covers_non_hr")):
            yield "covers_non_hr", _("Say for which data the importer is certified.")
        if mechanism in CLAUSES and given.get("exporter") is None:
            yield "exporter", _("Clauses have two parties: choose the company that exports the data.")
        if given.get("authorisation") == Authorisation.GENERAL and not given.get("notice_days"):
            yield "notice_days", _("A general authorisation names the days of notice (clause 9, option 2).")


# --- The drill --------------------------------------------------------------------------------------------------


class DrillForm(forms.Form):
    """Which decision is taken as fallen, and on which day."""

    decision = forms.ModelChoiceField(
        label=_("If this falls"), queryset=AdequacyDecision.objects.exclude(country=None).select_related("country")
    )
    day = forms.DateField(label=_("On"), widget=forms.DateInput)
