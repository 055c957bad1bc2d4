"""What the steps of the work on a request ask for."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.forms import FormForRecord
from apps.organisation.models import Customer, Service
from apps.trail.errors import RuleBroken

from ..choices import Channel, CheckOutcome, IdentityMethod, LinkKind, Right
from ..models import CannedText, Team, Ticket
from ..proof import ENOUGH_AT_HIGH_RISK
from ..queries.work import duplicates_of, texts_for
from ..services.tasks import task_due_on
from ..services.writing import filled

LONGEST = 4000
OUTCOMES = [(one.value, one.label) for one in (CheckOutcome.PASSED, CheckOutcome.FAILED)]


def words_field(label: Any, *, required: bool = True, rows: int = 4, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, max_length=LONGEST, **more)


def people() -> Any:
    return get_user_model()._default_manager.filter(is_active=True)


class WordsForm(forms.Form):
    """A reason, or what was found."""

    words = words_field(gettext_lazy("Why"))


class ToldForm(forms.Form):
    """Words that the person reads."""

    words = words_field(gettext_lazy("What the person is told"), rows=6)


class WithdrawalForm(forms.Form):
    words = words_field(gettext_lazy("When and how they said so"), required=False)


class MethodForm(FormForRecord, forms.Form):
    """By which proof; where the risk is high, only by what is enough then."""

    method = forms.ChoiceField(label=gettext_lazy("By what"), widget=forms.RadioSelect)

    def for_record(self, record: Ticket) -> None:
        allowed = ENOUGH_AT_HIGH_RISK if record.needs_document else tuple(IdentityMethod)
        if not record.email:
            allowed = tuple(method for method in allowed if method != IdentityMethod.CODE)
        field: Any = self.fields["method"]
        field.choices = [(method.value, method.label) for method in allowed]
        self.propose(method=allowed[0].value)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        help_text=gettext_lazy("The eight digits that the person was sent."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class AccountForm(forms.Form):
    """That the person signed in to their account, as somebody or something says."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=OUTCOMES, widget=forms.RadioSelect)
    asserted_by = forms.CharField(
        label=gettext_lazy("Who says so"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The dashboard that they signed in to, or the colleague who saw it."),
    )
    words = words_field(gettext_lazy("What was found"), required=False)


class DocumentForm(forms.Form):
    """What an identity document shows, and that what we must not keep is masked on it."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=OUTCOMES, widget=forms.RadioSelect)
    is_number_masked = forms.BooleanField(label=gettext_lazy("Its number is masked"), required=False)
    is_photo_masked = forms.BooleanField(
        label=gettext_lazy("The photo and the citizen service number are masked"), required=False
    )
    words = words_field(gettext_lazy("What was compared, and with what"), required=False)


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"))


class AuthorityForm(forms.Form):
    accepted = forms.TypedChoiceField(
        label=gettext_lazy("May they act for the person"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = words_field(gettext_lazy("What the proof shows, or lacks"))
    file = forms.FileField(
        label=gettext_lazy("Proof"),
        required=False,
        help_text=gettext_lazy("Leave empty where it is on file already, as proof of authority."),
    )


class ForwardForm(FormForRecord, forms.Form):
    """To which customer; by its account reference, as there may be very many."""

    customer = forms.CharField(
        label=gettext_lazy("Account reference of the customer"),
        max_length=60,
        help_text=gettext_lazy("As in the register of customers."),
    )
    words = words_field(gettext_lazy("What customer and person are told besides"), required=False)

    def for_record(self, record: Ticket) -> None:
        if record.customer:
            self.propose(customer=record.customer.account_reference)

    def clean_customer(self) -> Customer:
        reference = self.cleaned_data["customer"].strip()
        found = Customer.objects.filter(brand=self.record.brand_id, account_reference=reference).first()
        if found is None:
            words = _("%(brand)s has no customer “%(reference)s”: look for it in the register of customers.")
            raise forms.ValidationError(words % {"brand": self.record.brand, "reference": reference})
        return found


class AssistanceForm(forms.Form):
    text = words_field(gettext_lazy("What was done for the controller"))


class SearchForm(FormForRecord, forms.Form):
    services = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Services concerned"),
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each system on record that holds data of them becomes a task of its owner."),
    )

    def for_record(self, record: Ticket) -> None:
        field: Any = self.fields["services"]
        field.queryset = Service.objects.filter(brand=record.brand_id)


class TaskForm(FormForRecord, forms.Form):
    details = words_field(gettext_lazy("What is to be done"))
    owner = forms.ModelChoiceField(label=gettext_lazy("Who does it"), queryset=None)
    due_on = forms.DateField(label=gettext_lazy("Due"), widget=forms.DateInput)

    def for_record(self, record: Ticket) -> None:
        field: Any = self.fields["owner"]
        field.queryset = people()
        self.propose(due_on=task_due_on(record))


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(label=gettext_lazy("Who does it"), queryset=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people()


class AnswerForm(forms.Form):
    answer = words_field(gettext_lazy("Answer"))
    is_nil = forms.BooleanField(label=gettext_lazy("There is nothing (nil return)"), required=False)


class MessageForm(FormForRecord, forms.Form):
    """A canned text, own words, or the one as the beginning of the other (``?canned=`` in the address)."""

    canned = forms.ModelChoiceField(
        label=gettext_lazy("Canned text"),
        queryset=CannedText.objects.none(),
        required=False,
        help_text=gettext_lazy("Sent as it is where you write nothing below."),
    )
    words = words_field(gettext_lazy("In your words"), required=False, rows=12)

    def for_record(self, record: Ticket) -> None:
        field: Any = self.fields["canned"]
        field.queryset = texts_for(record)
        asked = str(self.initial.pop("canned", ""))
        chosen = field.queryset.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
        if chosen is not None:
            self.propose(words=_begun(chosen.text, record))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        canned = cleaned.pop("canned", None)
        cleaned["words"] = cleaned.get("words") or (canned.text if canned else "")
        return cleaned


def _begun(text: str, ticket: Ticket) -> str:
    """A text as the person would read it; as it stands where the request has no word for it, to be completed."""
    try:
        return filled(text, ticket)
    except RuleBroken:
        return text


class MergeForm(FormForRecord, forms.Form):
    into = forms.CharField(label=gettext_lazy("Reference of the request that stays"), max_length=20)

    def for_record(self, record: Ticket) -> None:
        same = ", ".join(ticket.reference for ticket in duplicates_of(record)[:10])
        if same:
            words = _("From the same address: %(references)s. Look first whether it is the same person.")
            self.fields["into"].help_text = words % {"references": same}

    def clean_into(self) -> Ticket:
        reference = self.cleaned_data["into"].strip().upper()
        found = Ticket.objects.filter(reference=reference).first()
        if found is None:
            raise forms.ValidationError(_("There is no request %(reference)s.") % {"reference": reference})
        return found


class LinkedForm(FormForRecord, forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[(one.value, one.label) for one in (LinkKind.APPEAL, LinkKind.REOPENING)],
        widget=forms.RadioSelect,
    )
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("What is asked"), choices=Right.choices, widget=forms.CheckboxSelectMultiple
    )
    channel = forms.ChoiceField(label=gettext_lazy("How it came"), choices=Channel.choices)
    words = words_field(gettext_lazy("In the person’s words"))

    def for_record(self, record: Ticket) -> None:
        self.propose(rights=list(record.items.values_list("right", flat=True)), channel=record.channel)


class LatenessForm(forms.Form):
    words = words_field(gettext_lazy("Why it is late"))
    team = forms.ModelChoiceField(label=gettext_lazy("Where it lay"), queryset=Team.objects.all(), required=False)
