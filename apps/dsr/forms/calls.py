"""What programs send, read field by field: a fault says which field, what is wrong with it, and what is right."""

import datetime
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from apps.mailroom.composing import NotALetter
from apps.organisation.models import Country
from apps.publications.queries import address_key

from ..choices import NAMED_RIGHTS, Group, Right
from ..services.api import Brought
from ..services.filings import asked_of
from ..services.tickets import Person
from .places import REGIONS, fits

#: A request may reach us so much later than it was made; what is older is taken over by staff.
OLDEST = datetime.timedelta(days=31)
#: So long before a request a sign-in may lie that stands for who makes it.
SIGN_IN_STANDS = datetime.timedelta(days=1)
#: So far the clock of a program may run ahead of ours.
FAST_CLOCK = datetime.timedelta(minutes=2)


class Fault(NamedTuple):
    """What is wrong with one field; of the whole body where there is none."""

    field: str
    message: str


class NotRead(Exception):
    """The body, or fields of it, cannot be read."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


class _Wrong(Exception):
    """Why one value cannot be taken."""


def read_body(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a body.

    Raises:
        NotRead: it is none, or names a field twice.
    """
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise NotRead(Fault("", _("The body is not UTF-8: send JSON in UTF-8."))) from error
    except RecursionError as error:
        raise NotRead(Fault("", _("The body is nested too deeply: send one JSON object."))) from error
    except ValueError as error:
        raise NotRead(Fault("", _("The body is not JSON: %(error)s.") % {"error": str(error)[:200]})) from error
    if not isinstance(found, dict):
        raise NotRead(Fault("", _("The body is JSON, but no object: send { … }.")))
    return found


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_("a field stands in it twice"))
    return found


def _no_number(name: str) -> Any:
    raise ValueError(_("%(name)s is no number of JSON") % {"name": name})


def read_request(data: Mapping[str, Any]) -> Brought:
    """A request out of the object of a body.

    Raises:
        NotRead: with every field that cannot be taken.
    """
    values, faults = {}, [_unknown(name) for name in data if name not in FIELDS]
    for name, (reader, is_required) in FIELDS.items():
        given = data.get(name)
        if given is None:
            faults += [Fault(name, _("This field is missing."))] if is_required else []
            continue
        try:
            values[name] = reader(given)
        except _Wrong as wrong:
            faults.append(Fault(name, str(wrong)))
    faults = faults or _between(values)
    if faults:
        raise NotRead(*faults)
    return _brought(values)


def _unknown(name: str) -> Fault:
    shown = name.encode("ascii", "backslashreplace").decode()[:60]
    return Fault(shown, _("There is no such field; there are: %(names)s.") % {"names": ", ".join(FIELDS)})


def _between(values: Mapping[str, Any]) -> list[Fault]:
    """What two fields make wrong that are each right."""
    faults, country = [], values["country"].code if "country" in values else ""
    if not fits(country, values.get("region", "")):
        known = ", ".join(REGIONS[country])
        words = _("This is no region of %(country)s that has a law of its own; those are %(known)s. Else leave it out.")
        faults.append(Fault("region", words % {"country": country, "known": known}))
    asked_at, signed_in_at = values.get("asked_at", timezone.now()), values.get("signed_in_at")
    if signed_in_at and not asked_at - SIGN_IN_STANDS <= signed_in_at <= asked_at + FAST_CLOCK:
        faults.append(
            Fault("signed_in_at", _("Give the sign-in under which it was asked, in the day before asked_at."))
        )
    if values.get("direct_marketing") and Right.OBJECTION not in values["rights"]:
        faults.append(Fault("direct_marketing", _("Only with “objection” among the rights.")))
    return faults


def _brought(values: Mapping[str, Any]) -> Brought:
    now = timezone.now()
    own = ("group", "name", "email", "phone", "account", "language", "country", "region", "representative")
    signed_in_at = values.get("signed_in_at")
    return Brought(
        person=Person(**{name: values[name] for name in own if name in values}),
        asked=asked_of(values["rights"], is_direct_marketing=values.get("direct_marketing", False)),
        asked_at=min(now, values.get("asked_at", now)),
        words=values.get("words", ""),
        signed_in_at=min(now, signed_in_at) if signed_in_at else None,
    )


# --- Fields ----------------------------------------------------------------------------------------------------------


def _text(longest: int) -> Callable[[Any], str]:
    def read(given: Any) -> str:
        if not isinstance(given, str):
            raise _Wrong(_("A text is wanted here."))
        if len(given) > longest:
            raise _Wrong(_("It is longer than %(longest)d characters.") % {"longest": longest})
        if "\0" in given or any("\ud800" <= letter <= "\udfff" for letter in given):
            raise _Wrong(_("It holds characters that no text has (NUL, or half a surrogate pair)."))
        return given.strip()

    return read


def _filled(longest: int) -> Callable[[Any], str]:
    def read(given: Any) -> str:
        found = _text(longest)(given)
        if not found:
            raise _Wrong(_("It is empty."))
        return found

    return read


def _one_of(known: list[str]) -> Callable[[Any], str]:
    def read(given: Any) -> str:
        if not isinstance(given, str) or given not in known:
            raise _Wrong(_("It is none of: %(known)s.") % {"known": ", ".join(known)})
        return given

    return read


def _rights(given: Any) -> list[str]:
    if not isinstance(given, list) or not given:
        raise _Wrong(_("A list is wanted here, with one right at least."))
    found = [_one_of(NAMED_RIGHTS)(one) for one in given]
    if len(set(found)) != len(found):
        raise _Wrong(_("Name each right once."))
    return found


def _address(given: Any) -> str:
    found = _filled(254)(given)
    try:
        address_key(found)
    except NotALetter as fault:
        raise _Wrong(str(fault)) from fault
    return found


def _country(given: Any) -> Country:
    country = Country.objects.filter(code=_text(2)(given)).first()
    if country is None:
        raise _Wrong(_("It is no country by ISO 3166-1, as NL."))
    return country


def _region(given: Any) -> str:
    found = _text(3)(given)
    if found and not re.fullmatch("[A-Z0-9]{1,3}", found):
        raise _Wrong(_("It is no region by ISO 3166-2 without its country, as CA for US-CA."))
    return found


def _flag(given: Any) -> bool:
    if not isinstance(given, bool):
        raise _Wrong(_("true or false is wanted here."))
    return given


def _moment(given: Any) -> datetime.datetime:
    try:
        found = parse_datetime(_text(40)(given))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise _Wrong(_("It is no moment with its zone, as 2026-03-02T09:00:00+01:00."))
    now = timezone.now()
    try:
        is_near = now - OLDEST - SIGN_IN_STANDS <= found <= now + FAST_CLOCK
    except OverflowError:  # a year 1 in a zone of its own has no moment in ours
        is_near = False
    if not is_near:
        raise _Wrong(_("It lies in the future, or more than %(days)d days back.") % {"days": OLDEST.days})
    return found


#: Each field with what reads it, and whether it must be there.
FIELDS: dict[str, tuple[Callable[[Any], Any], bool]] = {
    "rights": (_rights, True),
    "direct_marketing": (_flag, False),
    "group": (_one_of(Group.values), True),
    "name": (_filled(200), True),
    "email": (_address, True),
    "phone": (_text(40), False),
    "account": (_text(200), False),
    "representative": (_text(200), False),
    "language": (_one_of(["en", "nl"]), False),
    "country": (_country, False),
    "region": (_region, False),
    "words": (_text(20000), False),
    "asked_at": (_moment, False),
    "signed_in_at": (_moment, False),
}
