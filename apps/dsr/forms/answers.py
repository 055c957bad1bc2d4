"""What the steps towards an answer ask for. Choices are limited to what can be done with this ticket now."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.casework.forms import FormForRecord

from ..choices import ERASURES, ON_SUBSTANCE, ClockKind, Decision, FileKind, Ground, RecipientOutcome
from ..models import Item, Team, TicketFile
from ..queries.answers import answer_files, pending_refusals, untold
from ..queries.offices import is_late

LONG = forms.Textarea(attrs={"rows": 5})


class ItemChoice(forms.ModelChoiceField):
    """One right of the ticket."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.get_right_display()


class ItemForm(FormForRecord, forms.Form):
    """Which right it is about; the only one there is is proposed."""

    item = ItemChoice(label=_("Right"), queryset=Item.objects.none())

    def for_record(self, record: Any) -> None:
        items = self.items(record)
        self.fields["item"].queryset = items
        if len(items) == 1:
            self.propose(item=items[0])

    def items(self, ticket: Any) -> Any:
        return ticket.items.open()


class ReasonsForm(ItemForm):
    """Why it is refused, in whole or in part."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[("", "—"), *Ground.choices],
        required=False,
        help_text=_("For what is refused, in whole or in part: the person is told."),
    )
    citation = forms.CharField(
        label=_("Article"), max_length=100, required=False, help_text=_("Empty: the one that belongs to the ground.")
    )
    duty = forms.CharField(
        label=_("Duty to keep"),
        max_length=300,
        required=False,
        help_text=_(
            "For a legal duty: which law, which Article, for how long. Of an erasure: leave this and the words empty, "
            "and the words that are set for every duty to keep stand there."
        ),
    )
    explanation = forms.CharField(label=_("In words, for the person"), max_length=10000, required=False, widget=LONG)


class DecideForm(ReasonsForm):
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[(one.value, one.label) for one in Decision if one in ON_SUBSTANCE]
    )
    field_order = ("item", "decision", "ground", "citation", "duty", "explanation")


class AskToRefuseForm(ReasonsForm):
    def items(self, ticket: Any) -> Any:
        return ticket.items.open().filter(right__in=ERASURES)


class ProposalChoice(ItemChoice):
    """A proposed refusal in all its words, so that who decides has read them."""

    widget = forms.RadioSelect

    def label_from_instance(self, obj: Any) -> str:
        found = {one.item_id: one for one in pending_refusals(obj.ticket)}
        proposal = found[obj.pk]
        told = [proposal.get_ground_display(), proposal.citation, proposal.duty, proposal.explanation]
        return f"{obj.get_right_display()}: " + " – ".join(part for part in told if part)


class ProposalForm(ItemForm):
    item = ProposalChoice(label=_("What is refused"), queryset=Item.objects.none(), empty_label=None)

    def items(self, ticket: Any) -> Any:
        return Item.objects.filter(pk__in=[one.item_id for one in pending_refusals(ticket)]).select_related("ticket")


class DeclineForm(ProposalForm):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class RecipientForm(FormForRecord, forms.Form):
    pair = forms.ChoiceField(label=_("Recipient"))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=RecipientOutcome.choices)
    told_on = forms.DateField(label=_("Told on"), required=False, widget=forms.DateInput, help_text=_("Empty: today."))
    words = forms.CharField(
        label=_("Proof, or reason"),
        widget=LONG,
        max_length=5000,
        help_text=_("To whom, by which message, what they answered; or what keeps you from telling them."),
    )

    def for_record(self, record: Any) -> None:
        self.pairs = {f"{item.pk}-{recipient.pk}": (item, recipient) for item, recipient in untold(record)}
        self.fields["pair"].choices = [
            (key, f"{recipient}: {item.get_right_display()}") for key, (item, recipient) in self.pairs.items()
        ]

    def clean_pair(self) -> Any:
        return self.pairs[self.cleaned_data["pair"]]


class AnswerFileForm(forms.Form):
    file = forms.FileField(label=_("File"))


class FileChoiceForm(FormForRecord, forms.Form):
    chosen = forms.ModelChoiceField(label=_("Which file"), queryset=TicketFile.objects.none())

    def for_record(self, record: Any) -> None:
        self.fields["chosen"].queryset = record.files.filter(pk__in=[one.pk for one in answer_files(record)])


class FoundFileForm(FileChoiceForm):
    def for_record(self, record: Any) -> None:
        self.fields["chosen"].queryset = record.files.filter(kind=FileKind.FOUND)


class RedactForm(FileChoiceForm):
    file = forms.FileField(label=_("Redacted copy"))


class ReviewForm(forms.Form):
    words = forms.CharField(
        label=_("What you looked for and found"),
        widget=LONG,
        max_length=5000,
        help_text=_("Names, pictures, voices and secrets of other people: where they were, and what you did about it."),
    )


class AnswerForm(FormForRecord, forms.Form):
    """Nothing is asked where it is in time."""

    lateness = forms.CharField(label=_("Why it is late"), widget=LONG, max_length=2000)
    late_team = forms.ModelChoiceField(label=_("Where it was late"), queryset=Team.objects.all(), required=False)

    def for_record(self, record: Any) -> None:
        if not is_late(record) or record.lateness:
            del self.fields["lateness"], self.fields["late_team"]


class CloseForm(forms.Form):
    words = forms.CharField(
        label=_("How the person was told instead"),
        widget=LONG,
        max_length=2000,
        required=False,
        help_text=_("Only where the confirmation did not arrive, or there is none."),
    )


class FeeForm(ItemForm):
    words = forms.CharField(
        label=_("The fee, in words"), widget=LONG, max_length=5000, help_text=_("How much, why, and how it is paid.")
    )


class FeePaidForm(ItemForm):
    on = forms.DateField(label=_("Came in on"), widget=forms.DateInput)

    def items(self, ticket: Any) -> Any:
        return ticket.items.open().filter(clock_events__kind=ClockKind.FEE_REQUESTED).distinct()
