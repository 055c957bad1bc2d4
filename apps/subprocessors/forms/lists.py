"""What is asked of a version of a list, and how its review carries it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.spreadsheets import MAX_BYTES
from apps.organisation.models import Brand, Purpose

from ..choices import (
    RecipientKind,
    RecipientRole,
)
from ..reading import tidy


class ReadListForm(forms.Form):
    """A new version of a list, and what it does not say."""

    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.active(), to_field_name="key")
    source = forms.CharField(
        label=_("Source"),
        max_length=100,
        help_text=_("Where the list comes from, always by the same name: its versions are compared with each other."),
    )
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX, as it was published."))
    kind = forms.ChoiceField(
        label=_("Kind of new recipients"), choices=RecipientKind.choices, initial=RecipientKind.TECHNOLOGY
    )
    role = forms.ChoiceField(
        label=_("Role of new recipients"), choices=RecipientRole.choices, initial=RecipientRole.SUBPROCESSOR
    )
    purpose = forms.ModelChoiceField(
        label=_("Purpose of new recipients"), queryset=Purpose.objects.all(), to_field_name="key", required=False
    )

    CARRIED = ("brand", "source", "kind", "role", "purpose")

    def clean_file(self) -> Any:
        """Not larger than what can be read.

        Raises:
            ValidationError: says how large it may be.
        """
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than %(most)d MB: split it.") % {"most": MAX_BYTES >> 20})
        return file

    def carried(self) -> dict[str, str]:
        """What was chosen, as the review carries it."""
        chosen = {name: self.cleaned_data.get(name) for name in self.CARRIED}
        return {name: str(getattr(value, "key", value) or "") for name, value in chosen.items()}


class ReviewedListForm(ReadListForm):
    """Carries what was chosen beside the file through the review, and where the file lies meanwhile."""

    file = None  # type: ignore[assignment]
    upload = forms.RegexField("^[A-Za-z0-9_]{20,64}$")
    file_name = forms.CharField(max_length=255)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.HiddenInput()


class ColumnsForm(forms.Form):
    """Which column of a list is which."""

    LABELS = {
        "third_party": _("Name of the third party"),
        "function": _("What it does"),
        "locations": _("Where it processes"),
        "corporate_country": _("Country of establishment"),
        "service": _("Product or service"),
        "brand": _("Brand or platform"),
        "website": _("Website"),
        "is_optional": _("Optional"),
        "conditions": _("Conditions"),
    }

    @classmethod
    def of_headers(cls, headers: Sequence[str], columns: dict[str, str]) -> "ColumnsForm":
        """A choice among the headers of a table for each of our columns, with those that were read."""
        form = cls()
        choices = [("", "—"), *((header, tidy(header)) for header in dict.fromkeys(headers) if header.strip())]
        for name, label in cls.LABELS.items():
            form.fields[f"column-{name}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=columns.get(name, "")
            )
        return form

    @classmethod
    def chosen(cls, posted: Any) -> dict[str, str] | None:
        """The columns chosen on a page; none where the page had no such choice."""
        found = {name: posted[key] for name in cls.LABELS if (key := f"column-{name}") in posted and posted[key]}
        return found or None
