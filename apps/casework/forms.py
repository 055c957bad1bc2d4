"""Input that many kinds of cases share."""

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """What needs a reason before it is done."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class WhyForm(forms.Form):
    """Why something is opened that leaves a trace in the ledger of accesses."""

    why = forms.CharField(
        label=_("Why do you open it?"),
        min_length=5,
        max_length=300,
        help_text=_("A few words. They stay on record with your name and the moment."),
        error_messages={"min_length": _("Say why you open it: a few words, which stay on record.")},
    )


class FieldGroup(NamedTuple):
    """Fields of a form that belong together. One that ``folds`` is shut until it is opened or has an error."""

    heading: Any
    names: Sequence[str]
    folds: bool = False


class FormForRecord(forms.BaseForm):
    """A form whose choices depend on the record it is for; ``for_record`` sets them."""

    takes_record = True
    GROUPS: ClassVar[Sequence[FieldGroup]] = ()

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.for_record(record)

    def for_record(self, record: Any) -> None:
        """Limit choices and propose values."""

    def propose(self, **values: Any) -> None:
        """Fill in what nobody said yet."""
        for name, value in values.items():
            self.initial.setdefault(name, value)

    def groups(self) -> list[dict[str, Any]]:
        """The visible fields by their groups, for a template."""
        found = []
        for group in self.GROUPS:
            fields = [self[name] for name in group.names]
            is_open = not group.folds or any(field.errors for field in fields)
            found.append({"heading": group.heading, "fields": fields, "folds": group.folds, "is_open": is_open})
        return found
