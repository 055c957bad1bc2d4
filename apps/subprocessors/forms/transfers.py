"""What is asked of transfers and chains."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.forms import FieldGroup, FormForRecord
from apps.organisation.models import AdequacyDecision, Country

from ..choices import (
    BY_DECISION,
    CLAUSES,
    Authorisation,
    Mechanism,
)
from ..models import ChainMember, Evidence, ThirdParty, Transfer
from ..queries import places_with_cover


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
