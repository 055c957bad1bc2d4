"""Addresses that list mail does not go to any more: entered when letters come back, or by staff, and lifted by staff."""

import contextlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.encoding import punycode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.trail.acts import act
from apps.trail.envelopes import blind_index
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from .choices import SuppressionReason
from .composing import clean_address
from .models import Letter, Suppression

#: So many addresses are looked up by one query.
SET = 1000
NO_LIST_MAIL = gettext_lazy(
    "This address gets no list mail: a letter came back from it, or somebody asked for that. Lift it among the "
    "addresses without list mail first, if it works again."
)


class AddressSuppressed(RuleBroken):
    """List mail does not go to this address."""


class LiftedAlready(RuleBroken):
    """List mail goes to this address again."""


def suppressed(addresses: Iterable[str]) -> set[str]:
    """Those of these addresses that list mail must not go to, as they were given: one query for a thousand of them."""
    found: set[str] = set()
    for some in _sets(addresses):
        by_index: dict[str, list[str]] = {}
        for address in some:
            by_index.setdefault(index_of(address), []).append(address)
        current = Suppression.objects.current().filter(address_index__in=list(by_index))
        for index in current.values_list("address_index", flat=True):
            found.update(by_index[index])
    return found


def _sets(addresses: Iterable[str]) -> Iterator[list[str]]:
    left = iter(addresses)
    while some := list(islice(left, SET)):
        yield some


def index_of(address: str) -> str:
    """The blind index of an address, in whatever case and script it is written: 32 hexadecimal digits."""
    local, _at, domain = address.strip().casefold().rpartition("@")
    if not domain.isascii():
        with contextlib.suppress(UnicodeError):  # a domain that is none has an index too
            domain = punycode(domain)
    return blind_index("mailroom.suppression", f"{local}@{domain}").hex()


def ensure_not_suppressed(address: str) -> None:
    """Let an address pass that list mail may go to.

    Raises:
        AddressSuppressed: it may not.
    """
    if suppressed([address]):
        raise AddressSuppressed(NO_LIST_MAIL)


def suppress_address(
    address: str, *, reason: SuppressionReason, note: str = "", letter: Letter | None = None, by: Any
) -> Suppression:
    """End list mail to an address, as from now; where it has ended already, that stays as it is.

    Raises:
        NotALetter: it is no address.
    """
    address = clean_address(address)
    known = Suppression.objects.current().filter(address_index=index_of(address))
    if found := known.first():
        return found
    try:
        with act("mailroom.address_suppressed", by=by, why=reason.value) as this:
            record = Suppression(
                address=address,
                address_index=index_of(address),
                reason=reason,
                note=note,
                letter=letter,
                since_at=timezone.now(),
            )
            record.save()
            this.about = record
    except IntegrityError:  # somebody else was faster
        return known.get()
    return record


def enter_suppression(*, address: str, note: str = "", by: Any) -> Suppression:
    """End list mail to an address by hand.

    Raises:
        NotALetter: it is no address.
        AddressSuppressed: that was done already.
    """
    if suppressed([clean_address(address)]):
        raise AddressSuppressed(_("This address gets no list mail already: there is nothing more to enter."))
    return suppress_address(address, reason=SuppressionReason.BY_STAFF, note=note, by=by)


def lift_suppression(suppression: Suppression, *, note: str, by: Any) -> Suppression:
    """Let list mail go to an address again, as from now.

    Raises:
        LiftedAlready: a second click.
    """
    with act("mailroom.suppression_lifted", by=by, about=suppression):
        suppression = lock(suppression)
        if not suppression.is_current:
            raise LiftedAlready(_("This was lifted already: list mail goes to the address."))
        suppression.lifted_at, suppression.lifting_note = timezone.now(), note
        suppression.save()
    return suppression
