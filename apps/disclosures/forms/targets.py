"""Targets as an authority lists them, one a line."""

import datetime
import ipaddress
import re
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken

from ..choices import TargetKind
from ..services.targets import Named, spelt
from .moments import at_clock

#: What may stand before a target that could be taken for another kind.
NAMED_KIND = re.compile(r"(number|e-?mail|account|message)\s*:\s*", re.IGNORECASE)
KINDS = {"number": TargetKind.MSISDN, "account": TargetKind.ACCOUNT, "message": TargetKind.MESSAGE}
NUMBER = re.compile(r"\+?[0-9][0-9\s().-]{4,24}")


def named_in(text: str, zone: ZoneInfo) -> list[Named]:
    """The targets of a text, one a line; an IP address with its port and its moment.

    Raises:
        ValidationError: lines of which no target can be made, each with its number and why.
    """
    found, wrong = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(_named(line.strip(), zone))
        except (RuleBroken, ValidationError) as error:
            words = error.messages[0] if isinstance(error, ValidationError) else str(error)
            wrong.append(_("Line %(number)d: %(words)s") % {"number": number, "words": words})
    if wrong:
        raise ValidationError(wrong)
    return found


def _named(line: str, zone: ZoneInfo) -> Named:
    if prefix := NAMED_KIND.match(line):
        kind = KINDS.get(prefix[1].lower(), TargetKind.EMAIL)
        return _spelt(kind, line[prefix.end() :])
    if _is_address(line.split()[0]):
        return _at_a_moment(line, zone)
    if "@" in line:
        return _spelt(TargetKind.EMAIL, line)
    return _spelt(TargetKind.MSISDN if NUMBER.fullmatch(line) else TargetKind.ACCOUNT, line)


def _spelt(kind: str, value: str) -> Named:
    spelt(kind, value)
    return Named(kind, value.strip())


def _is_address(word: str) -> bool:
    try:
        ipaddress.ip_address(word)
    except ValueError:
        return False
    return True


def _at_a_moment(line: str, zone: ZoneInfo) -> Named:
    """As in “192.0.2.7 443 2026-05-03 12:00:01+02:00”; without an offset by the clock of the page."""
    address, _blank, rest = line.partition(" ")
    port, _blank, moment = rest.strip().partition(" ")
    try:
        seen_at = datetime.datetime.fromisoformat(moment.strip())
        number = int(port) if port.isascii() and port.isdigit() and len(port) < 6 else 0
    except ValueError:
        number = 0
    if not 1 <= number <= 65535:
        words = _(
            "Many share one IP address: write address, port and moment, as in 192.0.2.7 443 2026-05-03T12:00:01Z."
        )
        raise ValidationError(words)
    return Named(TargetKind.IP, address, number, at_clock(seen_at, zone))
