"""What the steps of a review ask: who sent it, each test, how it is pushed back, who looks after it, what it costs."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from apps.casework.forms import FormForRecord
from apps.organisation.calendars import place_of

from ..choices import HARD, OriginalKind, PushBack, Result, Test, Verification
from ..models import AuthorityContact, Check, Demand
from ..queries.directory import contacts_of, no_contact_words
from ..queries.people import cleared_for, colleagues_for, holders_of_secrecy
from ..queries.review import tests_of
from ..services import value_of
from ..services.checks import address_of
from .targets import named_in
from .usual_words import USUAL_WORDS

LONGEST = 4000


def words_field(label: Any, *, required: bool = True, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, max_length=LONGEST, **more)


class WordsForm(forms.Form):
    """A reason, or what was found."""

    words = words_field(gettext_lazy("Why"))


class OptionalWordsForm(forms.Form):
    words = words_field(gettext_lazy("What should be known of it later"), required=False)


class VerifyForm(FormForRecord, forms.Form):
    """Who was called back, at which contact of the directory, and what came of it."""

    contact = forms.ModelChoiceField(
        label=gettext_lazy("Called back at"),
        queryset=AuthorityContact.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=gettext_lazy("Nobody could be called back"),
        help_text=gettext_lazy("Contacts of our own directory. Those of the letter prove nothing."),
    )
    verification = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=[(one.value, one.label) for one in Verification if one != Verification.OPEN],
        widget=forms.RadioSelect,
    )
    words = words_field(gettext_lazy("Whom you spoke to, and what they said"))

    def for_record(self, record: Demand) -> None:
        field: Any = self.fields["contact"]
        field.queryset = contacts_of(record)
        field.label_from_instance = lambda contact: f"{contact} – {contact.source}, {contact.verified_on}"
        if record.authority is None:
            field.help_text = _("The request names no authority of the directory yet: correct that first.")
        elif not field.queryset.exists():
            field.help_text = no_contact_words(record)


class ChecksForm(FormForRecord, forms.Form):
    """The tests of a request as one table; only what was changed here is recorded."""

    def for_record(self, record: Demand) -> None:
        self.recorded: dict[str, Check] = {
            check.test: check for check in record.checks.select_related("recorded_by").order_by("pk")
        }
        for test in tests_of(record):
            self._add(test, self.recorded.get(test))

    def _add(self, test: Test, check: Check | None) -> None:
        results = [one for one in Result if one != Result.NA or test not in HARD]
        self.fields[f"result_{test}"] = forms.ChoiceField(
            choices=[("", "—"), *((one.value, one.label) for one in results)],
            initial=check.result if check else "",
            required=False,
            show_hidden_initial=True,
            widget=forms.Select(attrs={"aria-label": f"{test.label}: {_('result')}", "class": "office-select"}),
        )
        self.fields[f"note_{test}"] = forms.CharField(
            initial=check.note if check else "",
            required=False,
            max_length=LONGEST,
            show_hidden_initial=True,
            widget=forms.TextInput(attrs={"aria-label": f"{test.label}: {_('note')}", "class": "office-select"}),
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each test with its two fields, what is on record, and what is wrong."""
        for test in tests_of(self.record):
            result, note = self[f"result_{test}"], self[f"note_{test}"]
            yield {
                "test": test,
                "is_hard": test in HARD,
                "check": self.recorded.get(test),
                "result": result,
                "note": note,
                "errors": [*result.errors, *note.errors],
            }

    def changed(self) -> list[Test]:
        """The tests that were judged on this page, in their order."""
        names = set(self.changed_data)
        return [test for test in tests_of(self.record) if {f"result_{test}", f"note_{test}"} & names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for test in self.changed():
            check, name = self.recorded.get(test), f"result_{test}"
            if self._seen(test) != ((check.result, check.note) if check else ("", "")):
                self.add_error(name, _("Somebody else recorded this after you opened the page: look at it again."))
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Choose a result: what is recorded stays on record."))
        return cleaned

    def judged(self) -> dict[str, tuple[str, str]]:
        """What is to be recorded: the result and the note of each test that was judged."""
        given = self.cleaned_data
        return {test: (given.get(f"result_{test}", ""), given.get(f"note_{test}", "")) for test in self.changed()}

    def refuse(self, refused: dict[str, str]) -> None:
        """Say beside each test why it was not recorded; the others stand on record from now on."""
        self.data = self.data.copy()
        for test, words in refused.items():
            self.add_error(f"result_{test}", words)
        for test in set(self.judged()) - set(refused):
            for name in (f"result_{test}", f"note_{test}"):
                self.data[self[name].html_initial_name] = self.data.get(name, "")

    def _seen(self, test: Test) -> tuple[str, str]:
        """What the page showed of a test."""
        return tuple(  # type: ignore[return-value]
            self.data.get(self[f"{name}_{test}"].html_initial_name, "") for name in ("result", "note")
        )


class PushBackForm(FormForRecord, forms.Form):
    """The words of the letter, which begin with the usual ones."""

    kind: PushBack
    words = words_field(gettext_lazy("What we write"), rows=8)

    def for_record(self, record: Demand) -> None:
        with override("nl" if record.language == "nl" else "en"):
            self.propose(words=USUAL_WORDS[self.kind]())
        address = address_of(record)
        field = self.fields["words"]
        if address:
            field.help_text = _("It goes to %(address)s, as the directory has it, and names both references.") % {
                "address": address
            }
        else:
            field.help_text = _("The directory has no e-mail address of them: it is put on record, and you send it.")


def push_back_form(kind: PushBack) -> type[PushBackForm]:
    return type(f"{kind.name.title().replace('_', '')}Form", (PushBackForm,), {"kind": kind, "__module__": __name__})


class ColleagueForm(FormForRecord, forms.Form):
    to = forms.ModelChoiceField(label=gettext_lazy("Who looks after it"), queryset=None, required=False)

    def for_record(self, record: Demand) -> None:
        field: Any = self.fields["to"]
        field.queryset, field.empty_label = colleagues_for(record), _("Nobody: back among the unassigned")
        self.propose(to=record.assignee_id)


class ClearForm(FormForRecord, forms.Form):
    user = forms.ModelChoiceField(label=gettext_lazy("Whom"), queryset=None)

    def for_record(self, record: Demand) -> None:
        field: Any = self.fields["user"]
        field.queryset = holders_of_secrecy().exclude(pk__in=record.clearances.current().values("user"))
        field.help_text = _("Those who hold the clearance for secrecy; two people grant it.")


class ClearedForm(FormForRecord, forms.Form):
    user = forms.ModelChoiceField(label=gettext_lazy("Whose clearance ends"), queryset=None)

    def for_record(self, record: Demand) -> None:
        field: Any = self.fields["user"]
        field.queryset = cleared_for(record)


class CostForm(forms.Form):
    hours = forms.DecimalField(label=gettext_lazy("Hours"), min_value=0, max_digits=6, decimal_places=2)
    fee = forms.DecimalField(
        label=gettext_lazy("Fee"), min_value=0, max_digits=10, decimal_places=2, required=False, initial=0
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), min_length=3, max_length=3, initial="EUR")
    invoice = forms.CharField(label=gettext_lazy("Invoice"), max_length=60, required=False)

    def clean_fee(self) -> Any:
        return self.cleaned_data["fee"] or 0


class OriginalForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=OriginalKind.choices)
    file = forms.FileField(label=gettext_lazy("File"))


class TargetForm(FormForRecord, forms.Form):
    named = forms.CharField(
        label=gettext_lazy("Target"),
        max_length=300,
        help_text=gettext_lazy(
            "A number, an e-mail address, an account, or an IP address with port and moment, as in 192.0.2.7 443 "
            "2026-05-03T12:00:01Z. “account: 12345678” names an account of digits alone."
        ),
    )

    def clean_named(self) -> Any:
        found = named_in(self.cleaned_data["named"], place_of(self.record.office).zone)
        if len(found) != 1:
            raise forms.ValidationError(_("Name one target."))
        return found[0]


class EndTargetForm(FormForRecord, forms.Form):
    target = forms.ModelChoiceField(label=gettext_lazy("Which"), queryset=None)

    def for_record(self, record: Demand) -> None:
        offer_targets(self.fields["target"], record)


def offer_targets(field: Any, demand: Demand) -> None:
    """The targets of a request, in the authority's own words."""
    field.queryset = demand.targets.current()
    field.label_from_instance = lambda target: f"{target.get_kind_display()}: {value_of(target)}"
