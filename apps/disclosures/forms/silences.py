"""What the steps about silence and notices ask."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.casework.forms import FormForRecord

from ..choices import Covers, NoNotice, NoticeForm, Silence
from ..models import Demand
from ..services.notices import proposed_text
from .review import words_field


class SilenceForm(FormForRecord, forms.Form):
    """Why nobody may be told, since when, and until when; or when it is looked at again."""

    kind = forms.ChoiceField(label=_("Why"), choices=Silence.choices, widget=forms.RadioSelect)
    citation = forms.CharField(
        label=_("Ground"), max_length=300, help_text=_("The article of the statute, or the order and its date.")
    )
    extent = forms.ChoiceField(label=_("Covers"), choices=Covers.choices, initial=Covers.BOTH)
    starts_on = forms.DateField(label=_("From"))
    expires_on = forms.DateField(
        label=_("Last day"), required=False, help_text=_("Where the order or the statute names one.")
    )
    review_every_days = forms.IntegerField(
        label=_("Else it is looked at every … days"),
        min_value=1,
        max_value=3650,
        required=False,
    )

    def for_record(self, record: Demand) -> None:
        self.propose(
            starts_on=record.received_on,
            citation=record.silence_ground or record.legal_basis.secrecy,
            kind=Silence.AUTHORITY if record.silence_ground else "",
            review_every_days=settings.SILENCE_REVIEW_DAYS,
        )


class ExtendSilenceForm(forms.Form):
    until = forms.DateField(label=_("Its new last day"))
    citation = forms.CharField(
        label=_("Ground"), max_length=300, help_text=_("The article, or the order that extends it and its date.")
    )


class LiftSilenceForm(forms.Form):
    words = words_field(
        _("What lifts it"), help_text=_("The release in writing and its date, or the law. The notice is then drafted.")
    )


class NoticeTextForm(FormForRecord, forms.Form):
    """What the customer is told."""

    form = forms.ChoiceField(label=_("It says"), choices=NoticeForm.choices, widget=forms.RadioSelect)
    text = words_field(_("What the customer is told"), rows=10)

    def for_record(self, record: Demand) -> None:
        self.propose(form=record.notice.form, text=record.notice.text or proposed_text(record))


class NoNoticeForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why nobody needs to be told"), choices=NoNotice.choices, widget=forms.RadioSelect
    )


class ObjectionForm(forms.Form):
    words = words_field(_("What the customer says"), rows=5)


class AnswerForm(forms.Form):
    answer = words_field(_("What we make of it"), rows=5)
