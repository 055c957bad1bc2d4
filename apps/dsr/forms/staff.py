"""What the steps of staff ask for: clean values, no rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.forms import FormForRecord


class TakeUpForm(FormForRecord, forms.Form):
    """How a request is taken up that nobody confirmed."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("As it was typed: mend it where it was mistyped. The receipt goes there; empty: to nobody."),
    )
    reason = forms.CharField(
        label=_("Why you take it up"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Becomes a note on the request: how you know who asks, for example."),
    )

    def for_record(self, record: Any) -> None:
        self.propose(email=record.email)
