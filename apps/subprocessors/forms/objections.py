"""What people say when they object, and what staff say when they log and decide it."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.publications.models import AnnouncedChange, Announcement

from ..queries.objections import told_changes

#: Fewer words are no grounds.
FEWEST_WORDS = 3


class ObjectionForm(forms.Form):
    """By the customer: against which changes, on which grounds, and who says so."""

    changes = forms.ModelMultipleChoiceField(
        label=_("What do you object to?"),
        queryset=AnnouncedChange.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what you object to.")},
    )
    grounds = forms.CharField(
        label=_("On which grounds?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        help_text=_("Say in your own words what the change means for the data that you entrust to us."),
        error_messages={"required": _("Say in a few words why you object.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Give your name.")},
    )

    def __init__(self, *args: Any, announcement: Announcement, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = told_changes(announcement.changes.all(), language)
        headings = {one.change.pk: one.heading for one in told}
        field: Any = self.fields["changes"]
        field.queryset = AnnouncedChange.objects.filter(pk__in=headings)
        field.label_from_instance = lambda change: headings[change.pk]
        self.initial.setdefault("changes", list(headings))
        self.use_required_attribute = True
        for name in self.errors if self.is_bound else ():
            self.fields[name].widget.attrs["aria-invalid"] = "true"

    def clean_grounds(self) -> str:
        grounds = self.cleaned_data["grounds"]
        if len(grounds.split()) < FEWEST_WORDS:
            raise ValidationError(_("Say in a few words why you object."))
        return grounds


class AssigneeForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Who looks after it"), queryset=get_user_model()._default_manager.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = get_user_model()._default_manager.filter(is_active=True)


class DecisionForm(forms.Form):
    words = forms.CharField(
        label=_("What the customer is told"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        help_text=_("It stands in the letter as you write it, below one sentence that says what was decided."),
    )
