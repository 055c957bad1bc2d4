"""What a requester types on their own page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Files as a list, empty where there are none."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list) else [data]
        return [super(SeveralFilesField, self).clean(one, initial) for one in given if one]


def code_field(help_text: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    return forms.CharField(label=_("Code"), max_length=40, widget=widget, help_text=help_text)


class CodeForm(forms.Form):
    code = code_field(_("The eight digits in our newest letter."))


class ProofForm(forms.Form):
    """The code that proves who asks, not the one that opened the page."""

    code = code_field(_("The eight digits in the letter that asks you to show who you are."))


class DocumentForm(forms.Form):
    document = forms.FileField(label=_("Copy of your identity document"))


class WriteForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"), max_length=20000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    files = SeveralFilesField(
        label=_("Files"), required=False, help_text=_("PDF, pictures, text and office files; five at once.")
    )
