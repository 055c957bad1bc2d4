"""What the steps of a hold ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.casework.forms import FormForRecord

from .queries import people_who_may_own


class ReviewForm(FormForRecord, forms.Form):
    """It is still needed: until when, and who looks again."""

    review_on = forms.DateField(label=_("Next review"), widget=forms.DateInput)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none())

    def for_record(self, record: Any) -> None:
        self.fields["owner"].queryset = people_who_may_own()
        self.propose(owner=record.owner_id)
