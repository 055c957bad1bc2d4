"""The form of every record: it knows which version a person saw, and keeps what they typed when a rule says no."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from unfold import widgets

from apps.trail.errors import Conflict, RuleBroken
from apps.trail.queries import changes_since

from .resources import words_of


class RecordForm(forms.ModelForm):
    """Carries the version that was shown, so that a save over somebody else's change is seen and told."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    #: Why the service refused these values, for the second rendering of the form.
    refusal: RuleBroken | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen_version", getattr(self.instance, "version", None))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        is_kept = not self.instance._state.adding and hasattr(self.instance, "version")
        if is_kept and self.cleaned_data.get("seen_version") is None:
            self.add_error(None, _("This page does not say which version of the record it shows: open it again."))
        if isinstance(self.refusal, Conflict):
            self.add_error(None, self._conflict_words(self.refusal))
            self.data = self.data.copy()
            self.data[self.add_prefix("seen_version")] = self.refusal.record.version
        elif self.refusal is not None:
            self.add_error(None, str(self.refusal))
        return cleaned

    def _conflict_words(self, conflict: Conflict) -> list[str]:
        """What the others changed since this page was opened, and what to do now."""
        told = [
            _("%(who)s changed %(field)s from “%(before)s” to “%(after)s”.")
            % {"who": who, "field": change.label, "before": change.before or "—", "after": change.after}
            for who, change in changes_since(conflict.record, self.cleaned_data["seen_version"])
        ]
        return [
            _("Somebody else saved this record after you opened it. Nothing of yours is saved yet."),
            *told,
            _("Your entries are still here. Compare them, and save again to let yours stand."),
        ]


class DayInput(widgets.UnfoldAdminTextInputWidget):
    """A day, by the browser's own calendar."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        return value.isoformat() if isinstance(value, datetime.date) else super().format_value(value)


class OwnFileInput(forms.FileInput):
    """A file, by the browser's own button.

    The theme's script writes the name of a chosen file into the nearest text field, whatever that is for: here it finds
    one that nobody sees and that is never sent.
    """

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        chosen = super().render(*args, **kwargs)
        return format_html('<span><span>{}</span><input type="text" hidden disabled></span>', chosen)


def add_refusal(form: forms.BaseForm, error: RuleBroken | ValidationError) -> None:
    """Why a service refused, beside the fields it is about; the rest stands above the form."""
    told = error.error_dict if isinstance(error, ValidationError) and hasattr(error, "error_dict") else {}
    for name, errors in told.items():
        form.add_error(name if name in form.fields else None, errors)
    if not told:
        form.add_error(None, words_of(error))


def dress_form(form: forms.BaseForm) -> None:
    """Give every plain field of a form the widget of the admin theme."""
    for field in form.fields.values():
        if type(field.widget).__module__.startswith("django."):
            dress(field)


def dress(field: forms.Field) -> None:
    """Give a plain form field the widget of the admin theme."""
    chosen = field.widget
    if isinstance(chosen, forms.CheckboxSelectMultiple):
        return  # the theme's own parts each box from its label
    attrs = {name: value for name, value in chosen.attrs.items() if name != "class"}
    if isinstance(chosen, forms.Textarea):
        field.widget = widgets.UnfoldAdminTextareaWidget(attrs=attrs)
    elif isinstance(chosen, forms.CheckboxInput):
        field.widget = widgets.UnfoldBooleanWidget(attrs=attrs)
    elif isinstance(chosen, forms.FileInput):
        field.widget = OwnFileInput(attrs={**attrs, "class": "office-file"})
    elif isinstance(chosen, forms.NumberInput):
        field.widget = widgets.UnfoldAdminIntegerFieldWidget(attrs=attrs)
    elif isinstance(chosen, forms.Select) and not isinstance(chosen, forms.SelectMultiple):
        field.widget = widgets.UnfoldAdminSelectWidget(attrs=attrs, choices=chosen.choices)
    elif isinstance(chosen, forms.DateInput):
        field.widget = DayInput(attrs=attrs)
    elif isinstance(chosen, forms.EmailInput | forms.URLInput | forms.TextInput):
        field.widget = widgets.UnfoldAdminTextInputWidget(attrs=attrs)
    field.widget.is_required = field.required
