"""Forms of the mailroom."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LiftForm(forms.Form):
    """Why list mail may go to an address again."""

    note = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Who said that it works again, or asked for it, and how.")
    )
