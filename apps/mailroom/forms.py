"""Forms of the mailroom."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LiftForm(forms.Form):
    """Why list mail may go to an address again."""

    note = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Who said that it works again, or asked for it, and how.")
    )


class ReferenceForm(forms.Form):
    """On which record a mail is put."""

    reference = forms.CharField(label=_("Reference"), max_length=40, help_text=_("As DSR-2026-0042."))


class IgnoreForm(forms.Form):
    """Why nothing becomes of a mail."""

    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("Such as: advertisement, or not for us."))
