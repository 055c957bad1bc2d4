"""What the steps of a listing ask for, and what an imported list does not say."""

from django import forms
from django.utils.translation import gettext_lazy as _
from import_export.forms import ConfirmImportForm
from unfold.contrib.import_export.forms import ImportForm

from apps.organisation.models import Brand, Country, Purpose

from ..choices import (
    LocationKind,
    RecipientKind,
    RecipientRole,
)


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
