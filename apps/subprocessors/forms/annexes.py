"""What is asked of annexes, and of what they tell."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.casework.forms import FormForRecord

from ..choices import AnnexFormat, AnnexLanguage
from ..models import DESCRIBED, Listing


class DescriptionForm(FormForRecord, forms.ModelForm):
    """What annexes tell of the processing. It carries the version that it showed, so that nobody's words are undone."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Listing
        fields = DESCRIBED
        widgets = dict.fromkeys(DESCRIBED, forms.Textarea(attrs={"rows": 2}))

    def for_record(self, record: Any) -> None:
        self.propose(**{name: getattr(record, name) for name in (*DESCRIBED, "version")})


class AnnexForm(forms.Form):
    """As of which day, in which language."""

    day = forms.DateField(label=_("As of"), widget=forms.DateInput)
    language = forms.ChoiceField(label=_("Language"), choices=AnnexLanguage.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].widget.attrs["max"] = timezone.localdate().isoformat()


class AnnexFileForm(AnnexForm):
    """And as what file."""

    file_format = forms.ChoiceField(choices=AnnexFormat.choices)
