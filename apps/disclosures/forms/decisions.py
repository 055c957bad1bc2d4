"""What the steps ask by which something is decided, collected, released and preserved."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.forms import FormForRecord

from ..choices import DISCLOSING, OF_EMERGENCIES, Channel, DataCategory, Outcome
from ..models import Demand, PackageFile
from ..queries.review import hindrances
from .moments import FormAtOffice, OfficeMoment
from .review import offer_targets, words_field

#: Outcomes of an order, and never of an emergency.
OF_ORDERS = (Outcome.DISCLOSED_FULL, Outcome.DISCLOSED_PARTIAL)


def outcomes_for(demand: Demand) -> list[Outcome]:
    """What could become of a request of this kind."""
    unfit: set[str] = set(OF_ORDERS if demand.is_emergency else OF_EMERGENCIES)
    if demand.legal_basis.is_preservation:
        unfit |= set(DISCLOSING)
    else:
        unfit.add(Outcome.PRESERVED_ONLY)
    return [one for one in Outcome if one not in unfit]


class DecideForm(FormForRecord, forms.Form):
    """What becomes of it, what may leave, and why: exactly this a second person is asked."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"))
    scope = forms.MultipleChoiceField(
        label=gettext_lazy("What may leave"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Asked, and reached by the legal basis. It counts where something is disclosed."),
    )
    words = words_field(gettext_lazy("Reasons"), rows=5)

    def for_record(self, record: Demand) -> None:
        allowed = record.asked & record.legal_basis.categories
        scope: Any = self.fields["scope"]
        scope.choices = [(one.value, one.label) for one in DataCategory if one in allowed]
        self.propose(scope=sorted(allowed))
        outcome: Any = self.fields["outcome"]
        outcome.choices = [("", "—"), *((one.value, one.label) for one in outcomes_for(record))]
        if left := hindrances(record):
            outcome.help_text = _("Nothing can be disclosed yet. %(why)s") % {"why": " ".join(left)}

    def clean_scope(self) -> str:
        return " ".join(one for one in DataCategory.values if one in self.cleaned_data["scope"])


class CollectForm(FormAtOffice):
    """A file for the package, and what it holds: each part of it inside what may leave."""

    file = forms.FileField(label=gettext_lazy("File"))
    target = forms.ModelChoiceField(label=gettext_lazy("About"), queryset=None)
    category = forms.ChoiceField(label=gettext_lazy("Category"))
    period_from = OfficeMoment(label=gettext_lazy("Data from"))
    period_to = OfficeMoment(label=gettext_lazy("Data until"))
    rows = forms.IntegerField(label=gettext_lazy("Rows"), min_value=0, max_value=2**31 - 1)
    fields_told = forms.CharField(
        label=gettext_lazy("Fields"), max_length=500, help_text=gettext_lazy("What each row says, as in number, start.")
    )

    def for_record(self, record: Demand) -> None:
        offer_targets(self.fields["target"], record)
        decision = record.decisions.current().exclude(decided_at=None).first()
        allowed = decision.scope.split() if decision else []
        category: Any = self.fields["category"]
        category.choices = [(one.value, one.label) for one in DataCategory if one in allowed]
        self.propose(
            target=record.targets.current().values_list("pk", flat=True).first(),
            period_from=self.shown(record.period_from),
            period_to=self.shown(record.period_to),
        )


class DropForm(FormForRecord, forms.Form):
    file = forms.ModelChoiceField(label=gettext_lazy("Which file"), queryset=PackageFile.objects.none())

    def for_record(self, record: Demand) -> None:
        field: Any = self.fields["file"]
        field.queryset = record.package_files.current()


class ReleaseForm(FormForRecord, forms.Form):
    """To whom and how the package goes: exactly this a second person is asked."""

    recipient = forms.CharField(label=gettext_lazy("Recipient"), max_length=200)
    channel = forms.ChoiceField(label=gettext_lazy("By"), choices=Channel.choices)
    encryption = forms.CharField(
        label=gettext_lazy("How it is encrypted"),
        max_length=200,
        help_text=gettext_lazy("As in: PGP, their key of 2026; or TLS to their portal."),
    )

    def for_record(self, record: Demand) -> None:
        self.propose(recipient=str(record.authority or ""), channel=record.channel)


class HandOverForm(FormAtOffice):
    at = OfficeMoment(label=gettext_lazy("Handed over"))
    words = words_field(gettext_lazy("How, and to whom"))
    opened_at = OfficeMoment(label=gettext_lazy("Opened there"), required=False)

    def for_record(self, record: Demand) -> None:
        self.propose(at=self.shown(timezone.now().replace(microsecond=0)))


class AgreementForm(FormAtOffice):
    at = OfficeMoment(label=gettext_lazy("When it agreed"))


class ExtensionForm(forms.Form):
    extended_on = forms.DateField(
        label=gettext_lazy("The day on which the extension came"),
        help_text=gettext_lazy("One that comes after the end extends nothing."),
    )
