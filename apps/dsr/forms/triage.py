"""What officers fill in at the steps of a ticket."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.forms import FormForRecord
from apps.organisation.models import Customer
from apps.trail.queries import changes_since

from ..choices import NAMED_RIGHTS, Channel, DelayGround, FileKind, OurRole, Priority, Regime, Right
from ..laws import words_for
from ..models import Team, Ticket
from ..queries.offices import day_at

WORDS = {"widget": forms.Textarea(attrs={"rows": 6}), "max_length": 5000}


class SeenForm(FormForRecord, forms.Form):
    """A step that puts something in the place of something else: it says which version of the ticket was looked at.

    Where somebody else was faster, it says what they changed; a second press lets these values stand.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def for_record(self, ticket: Ticket) -> None:
        self.propose(version=ticket.version)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.get("version")
        if seen is None:
            self.add_error(None, _("This page does not say which version of the request it shows: open it again."))
        elif seen != self.record.version:
            self.add_error(None, self._conflict_words(seen))
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = self.record.version
        return cleaned

    def _conflict_words(self, seen: int) -> list[str]:
        words = _("%(who)s changed %(field)s from “%(before)s” to “%(after)s”.")
        told = [
            words % {"who": who, "field": one.label, "before": one.before or "—", "after": one.after}
            for who, one in changes_since(self.record, seen)
        ]
        return [
            _("Somebody else changed this request after you opened it. Nothing of yours is saved yet."),
            *told,
            _("Your entries are still here. Compare them, and press the button again to let yours stand."),
        ]


def colleagues() -> Any:
    return get_user_model()._default_manager.filter(is_active=True).order_by("name", "email")


class AssignFields(forms.Form):
    """Who looks after a request, or many of them."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("Who looks after it"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
        help_text=gettext_lazy("Nobody: it stands among the unassigned."),
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("As it is"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["to"]
        teams: Any = self.fields["team"]
        people.queryset, teams.queryset = colleagues(), Team.objects.all()


class AssignForm(SeenForm, AssignFields):
    def for_record(self, ticket: Ticket) -> None:
        super().for_record(ticket)
        self.propose(to=ticket.assignee_id, team=ticket.team_id)


class PriorityFields(forms.Form):
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), choices=Priority.choices)


class PriorityForm(SeenForm, PriorityFields):
    def for_record(self, ticket: Ticket) -> None:
        super().for_record(ticket)
        self.propose(priority=ticket.priority)


class NoteForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Note"), **WORDS)


class ItemForm(FormForRecord, forms.Form):
    right = forms.ChoiceField(label=gettext_lazy("What is asked too"), choices=Right.choices)
    details = forms.CharField(
        label=gettext_lazy("What exactly"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=5000
    )
    is_direct_marketing = forms.BooleanField(label=gettext_lazy("An objection to direct marketing"), required=False)

    def for_record(self, ticket: Ticket) -> None:
        """The rights that it does not ask for yet, in the words of its law."""
        asked = {item.right for item in ticket.items.all()}
        right: Any = self.fields["right"]
        right.choices = [(one, words_for(ticket.regime, one)) for one in NAMED_RIGHTS if one not in asked]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_direct_marketing") and cleaned.get("right") != Right.OBJECTION:
            self.add_error("is_direct_marketing", _("Only an objection is one to direct marketing."))
        return cleaned


class SettleForm(FormForRecord, forms.Form):
    rights = forms.MultipleChoiceField(label=gettext_lazy("What is asked"), widget=forms.CheckboxSelectMultiple)

    def for_record(self, ticket: Ticket) -> None:
        """Every right, in the words of the law of the request."""
        rights: Any = self.fields["rights"]
        rights.choices = [(one, words_for(ticket.regime, one)) for one in NAMED_RIGHTS]


class LawForm(SeenForm):
    regime = forms.ChoiceField(label=gettext_lazy("Law"), choices=Regime.choices)
    reason = forms.CharField(
        label=gettext_lazy("Why it holds"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def for_record(self, ticket: Ticket) -> None:
        super().for_record(ticket)
        self.propose(regime=ticket.regime)


class CustomerSelect(AutocompleteSelect):
    """Customers as they are typed: there may be more than a page holds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Ticket._meta.get_field("customer"), admin.site, **kwargs)


class RoleForm(SeenForm):
    role = forms.ChoiceField(label=gettext_lazy("Our role"), choices=OurRole.choices)
    customer = forms.ModelChoiceField(
        label=gettext_lazy("Customer"),
        queryset=Customer.objects.none(),
        widget=CustomerSelect,
        required=False,
        help_text=gettext_lazy("For whom we process, where we are a processor: a customer of the same brand."),
    )

    def for_record(self, ticket: Ticket) -> None:
        super().for_record(ticket)
        customer: Any = self.fields["customer"]
        customer.queryset = Customer.objects.all()
        self.propose(role=ticket.our_role, customer=ticket.customer_id)


class ExtensionForm(SeenForm):
    reason = forms.ChoiceField(label=gettext_lazy("Ground"), choices=DelayGround.choices)
    words = forms.CharField(
        label=gettext_lazy("Why, in words for the person"),
        help_text=gettext_lazy("It stands in the letter as you write it, with the new date."),
        **WORDS,
    )


class ClarificationForm(SeenForm):
    words = forms.CharField(
        label=gettext_lazy("What the person is asked"),
        help_text=gettext_lazy("It stands in the letter as you write it."),
        **WORDS,
    )


class ClarifiedForm(SeenForm):
    text = forms.CharField(
        label=gettext_lazy("What the person answered"),
        required=False,
        help_text=gettext_lazy("Leave it empty where the answer stands in the correspondence already."),
        **WORDS,
    )
    channel = forms.ChoiceField(label=gettext_lazy("How it came"), choices=Channel.choices, initial=Channel.PHONE)
    on = forms.DateField(label=gettext_lazy("On"), widget=forms.DateInput(attrs={"type": "date"}))

    def for_record(self, ticket: Ticket) -> None:
        super().for_record(ticket)
        self.propose(on=day_at(ticket.office, timezone.now()).isoformat())


class ReceiptForm(SeenForm):
    on = forms.DateField(
        label=gettext_lazy("It arrived on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("By the calendar of the office that counts its days."),
    )
    reason = forms.CharField(
        label=gettext_lazy("How that was found"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def for_record(self, ticket: Ticket) -> None:
        super().for_record(ticket)
        received: datetime.date = ticket.received_on
        self.propose(on=received.isoformat())


class TicketFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, picture, text, spreadsheet or mail; kept encrypted."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=FileKind.choices, initial=FileKind.SCAN)
