"""Input about subscribers."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GroundForm(forms.Form):
    """Why somebody is erased: a code or an Article, which the trail keeps for good."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            ("gdpr-17-1-b", _("Consent was withdrawn (GDPR Art. 17(1)(b))")),
            ("gdpr-17-1-a", _("No longer needed (GDPR Art. 17(1)(a))")),
            ("gdpr-17-1-d", _("Never lawfully held (GDPR Art. 17(1)(d))")),
        ],
    )
