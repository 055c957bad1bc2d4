"""Which days the statement of a customer covers."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SpanForm(forms.Form):
    """From a day to a day, both included."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput)
    until = forms.DateField(label=_("Until"), widget=forms.DateInput)

    def clean(self) -> dict:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("The last day cannot come before the first."))
        return given
