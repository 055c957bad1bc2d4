"""Moments as an office's clock shows them, or in UTC."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.deadlines.moments import CannotReckon, ensure_meant
from apps.casework.forms import FormForRecord
from apps.organisation.calendars import place_of

from ..models import Demand


def at_clock(moment: datetime.datetime, zone: ZoneInfo) -> datetime.datetime:
    """The moment at which the clock of a zone shows this; one that names its offset stands.

    Raises:
        ValidationError: that clock shows it twice or never, or it lies in a year that nobody means.
    """
    try:
        ensure_meant(moment)
    except CannotReckon as error:
        raise ValidationError(str(error)) from error
    if moment.tzinfo is not None:
        return moment
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        words = _("In the night in which clocks change this time comes twice, or never: give it in UTC.")
        raise ValidationError(words)
    return first


class OfficeMoment(forms.DateTimeField):
    """A moment as it is typed; its form knows by whose clock."""

    default_error_messages = {"invalid": gettext_lazy("This is no moment: write it as in 2026-03-31T14:05.")}

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> datetime.datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.datetime):
            return value
        try:
            return datetime.datetime.fromisoformat(str(value).strip())
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentsByClock(forms.BaseForm):
    """Reads each moment of a form by one clock; a moment that it never shows is refused at its field."""

    def clock(self) -> ZoneInfo | None:
        """The zone by which the moments are meant; none where that is not known yet."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data  # type: ignore[misc]
        zone = self.clock() or ZoneInfo("UTC")  # an unknown clock is an error of its own
        for name, field in self.fields.items():
            moment = cleaned.get(name)
            if isinstance(field, OfficeMoment) and moment is not None:
                try:
                    cleaned[name] = at_clock(moment, zone)
                except ValidationError as error:
                    self.add_error(name, error)
        return cleaned


class FormAtOffice(MomentsByClock, FormForRecord, forms.Form):
    """A form about a request, whose moments are those of the clock of its office."""

    record: Demand

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("By the clock of %(office)s (%(zone)s).")
        for field in self.fields.values():
            if isinstance(field, OfficeMoment) and not field.help_text:
                field.help_text = words % {"office": self.record.office, "zone": self.clock().key}

    def clock(self) -> ZoneInfo:
        return place_of(self.record.office).zone

    def shown(self, moment: datetime.datetime | None) -> datetime.datetime | None:
        """A moment as the form shows it."""
        return moment and moment.astimezone(self.clock()).replace(tzinfo=None)
