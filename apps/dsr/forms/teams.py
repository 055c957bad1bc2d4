"""What is filled in about teams."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _


class MemberForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Person"), queryset=get_user_model()._default_manager.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = get_user_model()._default_manager.filter(is_active=True).order_by("name", "email")
