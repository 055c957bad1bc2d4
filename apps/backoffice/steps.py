"""Steps: what may happen to a record next, each a page that says what it does and a button that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest


def always(record: Any) -> bool:
    return True


def nothing_in_the_way(record: Any, user: Any) -> str:
    return ""


@dataclass(frozen=True)
class Step:
    """One thing a person may do with a record, besides editing its fields.

    ``service`` is called with the record, ``by`` and the values of ``form``. ``available`` judges the record alone;
    ``obstacle`` says, in words, why this user cannot do it now. ``confirms_identity`` asks for the password again.
    ``preview`` makes, of the record and the values of ``form``, what ``preview_template`` shows as ``preview``; it
    writes nothing.

    A form whose choices depend on the record says ``takes_record = True`` and gets it as ``record=``
    (``casework.forms.FormForRecord``); such a step is for one record at a time.
    """

    name: str
    label: Any
    explanation: Any
    service: Callable[..., Any]
    permission: str
    available: Callable[[Any], bool] = always
    obstacle: Callable[[Any, Any], str] = nothing_in_the_way
    form: type[forms.Form] = forms.Form
    is_danger: bool = False
    is_bulk: bool = False
    confirms_identity: bool = False
    preview: Callable[..., Any] | None = None
    preview_template: str = ""

    def __post_init__(self) -> None:
        if self.is_bulk and self.takes_record:
            raise TypeError(f"{self.name}: a form for one record cannot be that of many")

    @property
    def takes_record(self) -> bool:
        return getattr(self.form, "takes_record", False)

    def form_for(self, record: Any, *given: Any, **more: Any) -> forms.Form:
        """The form of the step for this record; the rest is as for every form."""
        if self.takes_record:
            more["record"] = record
        return self.form(*given, **more)

    def offered(self, record: Any, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission) and self.available(record)
