"""Whom a request is about: sealed under the key of each target, and found again by a keyed index alone."""

import datetime
import ipaddress
import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.trail import envelopes
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import TargetKind
from ..models import Demand, Target
from .access import AlreadyDecided, asked_to_narrow, ensure_undecided, lock_open

#: What the text of a target is sealed for.
PURPOSE = "disclosures.target"
INDEX = "disclosures.target"
MSISDN = re.compile(r"\+?[0-9]{6,15}")
LONGEST = 254


class NotATarget(RuleBroken):
    """A number, address or name that nobody could look for."""


@dataclass(frozen=True)
class Named:
    """A target as an authority names it."""

    kind: str
    value: str
    port: int | None = None
    seen_at: datetime.datetime | None = None


def spelt(kind: str, value: str) -> str:
    """A target as it is compared: a number by its digits, an address in its shortest form, everything in lower case.

    Raises:
        NotATarget: it is none of its kind.
    """
    value = value.strip()
    if not value or len(value) > LONGEST:
        raise NotATarget(_("A target has from 1 to %(most)d characters.") % {"most": LONGEST})
    if kind == TargetKind.MSISDN:
        digits = re.sub(r"[\s().-]", "", value.replace("(0)", ""))  # as in +31 (0)20 123 4567
        if not MSISDN.fullmatch(digits):
            raise NotATarget(_("“%(value)s” is no telephone number: write it as in +31201234567.") % {"value": value})
        return digits.removeprefix("+").removeprefix("00")
    if kind == TargetKind.IP:
        try:
            return str(ipaddress.ip_address(value))
        except ValueError as error:
            raise NotATarget(_("“%(value)s” is no IP address.") % {"value": value}) from error
    if kind == TargetKind.EMAIL:
        try:
            validate_email(value)
        except ValidationError as error:
            raise NotATarget(_("“%(value)s” is no e-mail address.") % {"value": value}) from error
    return value.casefold()


def index_of(kind: str, value: str) -> str:
    """The keyed index under which a target is found: without the keyring nobody can make it."""
    return envelopes.blind_index(INDEX, f"{kind}\n{spelt(kind, value)}").hex()


def indexes_of(text: str) -> list[str]:
    """The indexes of all kinds that a text that is looked for could be of."""
    found = []
    for kind in TargetKind.values:
        try:
            found.append(index_of(kind, text))
        except NotATarget:
            continue
    return found


def add_target(demand: Demand, *, named: Named, by: Any) -> Target:
    """Put a target on record.

    Raises:
        DemandEnded, NotCleared: see there.
        AlreadyDecided: a decision rests on those that are named, or waits.
        NotATarget: nobody could look for it; an IP address says nothing without its port and moment.
        ValidationError: it is on record already.
    """
    with act("disclosures.target_added", by=by, about=demand):
        demand = lock_open(demand, by=by)
        ensure_undecided(demand)
        return new_target(demand, named)


def new_target(demand: Demand, named: Named) -> Target:
    """As ``add_target``, within an act about a request that is locked."""
    if named.kind == TargetKind.IP and (named.port is None or named.seen_at is None):
        raise NotATarget(_("Many share one IP address: give the port and the moment with its zone."))
    target = Target(
        demand=demand,
        kind=named.kind,
        key=index_of(named.kind, named.value),
        port=named.port,
        seen_at=named.seen_at,
    )
    target.full_clean()
    target.save()
    target.value_sealed = envelopes.seal_text(target, PURPOSE, named.value.strip())
    target.save()
    return target


def end_target(target: Target, *, by: Any) -> Target:
    """Take a target off the record, as where a request is narrowed; a second click changes nothing.

    Raises:
        DemandEnded, NotCleared: see there.
        AlreadyDecided: data about it has left.
    """
    with act("disclosures.target_ended", by=by, about=target.demand) as this:
        demand = lock_open(target.demand, by=by)
        if demand.released_at is not None:
            raise AlreadyDecided(_("The data has left: whom it was about stays on record."))
        target = lock(target)
        if not target.is_current:
            this.discard()
            return target
        target.removed_at = timezone.now()
        target.save()
        if asked_to_narrow(demand) and not demand.is_narrowed:
            demand.is_narrowed = True
            demand.save()
    return target


def value_of(target: Target) -> str:
    """The target in the authority's own words.

    Raises:
        KeyringUnusable: it was erased.
    """
    return envelopes.open_text(target, PURPOSE, bytes(target.value_sealed or b""))
