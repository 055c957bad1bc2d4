"""What the steps of announcements ask for: clean values, no rules."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.forms import FormForRecord
from apps.organisation.models import Brand

from ..choices import Topic


class GatherForm(forms.Form):
    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.active())
    topic = forms.ChoiceField(label=_("Topic"), choices=Topic.choices, initial=Topic.SUBPROCESSORS)


class PlanForm(FormForRecord, forms.Form):
    send_on = forms.DateField(
        label=_("To be sent on"),
        widget=forms.DateInput,
        help_text=_("Today or later. Every notice is reckoned from this day, and it is sent on no other."),
    )
    effective_on = forms.DateField(
        label=_("Takes effect on"),
        widget=forms.DateInput,
        required=False,
        help_text=_("Empty: as soon as every notice has run. An emergency may take effect on the day it is sent."),
    )

    def for_record(self, record: Any) -> None:
        self.fields["send_on"].widget.attrs["min"] = timezone.localdate().isoformat()
        self.propose(send_on=record.send_on or timezone.localdate())


class NoteForm(FormForRecord, forms.Form):
    note = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
        help_text=_(
            "Stands in every letter, in every language, below what changes. The rest of the text is generated."
        ),
    )

    def for_record(self, record: Any) -> None:
        self.propose(note=record.note)


class EmergencyForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it cannot wait"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("Stands in every letter. A second person, of Legal or the data protection officer, signs it."),
    )


class PostponeForm(FormForRecord, forms.Form):
    effective_on = forms.DateField(label=_("Takes effect on"), widget=forms.DateInput)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def for_record(self, record: Any) -> None:
        last = max(record.effective_on or timezone.localdate(), timezone.localdate())
        self.fields["effective_on"].widget.attrs["min"] = (last + datetime.timedelta(days=1)).isoformat()
