"""What the directory asks."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import ContactKind


class ContactForm(forms.Form):
    """How an authority is reached, and where we found that out ourselves."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices)
    value = forms.CharField(label=_("Number or address"), max_length=254)
    source = forms.CharField(
        label=_("Where we found it"), max_length=300, help_text=_("Never the letter that is to be verified.")
    )
    verified_on = forms.DateField(label=_("Verified on"), initial=timezone.localdate)
