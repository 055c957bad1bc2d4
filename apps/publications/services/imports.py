"""Subscribers out of tables: they wait for confirmation, as everybody does, and nobody is brought back who has left."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.choices import Outcome
from apps.casework.intake import CellRefused, Column, Intake, Part, discard, take
from apps.mailroom.composing import LANGUAGES
from apps.organisation.models import Brand
from apps.trail.acts import act

from ..choices import SubscriberSource, SubscriberStatus, Topic
from ..models import Subscriber
from ..queries.subscribers import address_key

#: An address of which nothing need be asked: as almost all are.
PLAIN = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
LONGEST_LOCAL, LONGEST = 64, 254
#: Who is still on a list or may yet come onto it: everybody else stays as they are.
STANDING = [SubscriberStatus.PENDING, SubscriberStatus.CONFIRMED]


def subscriber_intake() -> Intake:
    """How a table becomes subscribers: brand by its key, address, topic, name, organisation, language."""
    brands = {brand.key: str(brand.pk) for brand in Brand.objects.all()}
    keys = {pk: key for key, pk in brands.items()}
    return Intake(
        model=Subscriber,
        columns=[
            Column("brand", "brand", Part.KEY, _one_of(brands), is_needed=True, shown=lambda pk: keys.get(pk, pk)),
            Column("email", "email", Part.FIXED, _address, is_needed=True),
            Column("topic", "topic", Part.KEY, _chosen(Topic), is_needed=True),
            Column("email_key", "email", Part.KEY, _key, is_needed=True),
            Column("name", "name", Part.OPEN, _text_of("name")),
            Column("organisation", "organisation", Part.OPEN, _text_of("organisation")),
            Column("language", "language", Part.OPEN, _language),
        ],
        make=_made,
        finds="email_key",
        stands=("status", [str(one) for one in STANDING]),
    )


def import_subscribers(name: str, *, by: Any) -> dict[Outcome, int]:
    """Take a staged table of subscribers over, all of it or nothing; how many rows were new, changed and so on.

    Nobody is written to here: who is new waits, and is asked to confirm in their turn. Where nothing differs, nothing
    is written.

    Raises:
        IntakeGone: it was imported already, or waited for too long.
        IntakeRefused: a row is refused, or records changed meanwhile.
    """
    with act("publications.subscribers_imported", by=by, rows=0, new=0, changed=0) as this:
        counts = take(subscriber_intake(), name)
        this.facts["rows"] = sum(counts.values())
        this.facts["new"], this.facts["changed"] = counts[Outcome.NEW], counts[Outcome.CHANGED]
        if not counts[Outcome.NEW] and not counts[Outcome.CHANGED]:
            this.discard()
    if this.discarded:
        discard(name)
    return counts


def _made(values: Mapping[str, Any]) -> Subscriber:
    return Subscriber(
        status=SubscriberStatus.PENDING, source=SubscriberSource.IMPORT, requested_at=timezone.now(), **values
    )


# --- Cells ---


def _one_of(known: Mapping[str, str]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell not in known:
            raise CellRefused(_("“%(value)s” is no brand of this office: give its key.") % {"value": cell})
        return known[cell]

    return read


def _chosen(choices: type[TextChoices]) -> Callable[[str], str]:
    values = dict.fromkeys(choices.values)

    def read(cell: str) -> str:
        if cell not in values:
            words = {"value": cell, "known": ", ".join(values)}
            raise CellRefused(_("“%(value)s” is none of these: %(known)s.") % words)
        return cell

    return read


def _key(cell: str) -> str:
    lower = cell.lower()
    if len(lower) <= LONGEST and PLAIN.fullmatch(lower) and lower.index("@") <= LONGEST_LOCAL:
        return lower
    return address_key(cell)


def _address(cell: str) -> str:
    """As it was typed; whether it can be written to is asked of the key."""
    return _fitting(cell, LONGEST)


def _text_of(field: str) -> Callable[[str], str]:
    described: Any = Subscriber._meta.get_field(field)

    def read(cell: str) -> str:
        return _fitting(cell, described.max_length)

    return read


def _fitting(cell: str, longest: int) -> str:
    if len(cell) > longest:
        raise CellRefused(_("The text has %(count)d characters at most: shorten it.") % {"count": longest})
    return cell


def _language(cell: str) -> str | None:
    """An empty cell says nothing about the language."""
    if cell and cell not in LANGUAGES:
        words = {"value": cell, "known": ", ".join(LANGUAGES)}
        raise CellRefused(_("“%(value)s” is none of these: %(known)s.") % words)
    return cell or None
