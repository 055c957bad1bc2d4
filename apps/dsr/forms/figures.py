"""Which days the figures are about."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class PeriodForm(forms.Form):
    """The first and the last day of receipt."""

    first = forms.DateField(label=_("Received from"), widget=forms.DateInput)
    last = forms.DateField(label=_("until"), widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        """The days in their order.

        Raises:
            ValidationError: the last is before the first.
        """
        days: dict[str, datetime.date] = super().clean() or {}
        if "first" in days and "last" in days and days["last"] < days["first"]:
            raise ValidationError({"last": _("This day is before the first: look at both.")})
        return days
