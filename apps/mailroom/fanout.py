"""A text to many, written set by set: its moulds, and for each person a letter, its key and the first row of its ledger."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from apps.casework.references import aside_number
from apps.casework.veils import is_secret
from apps.organisation.models import Brand
from apps.trail.bulk import insert_rows
from apps.trail.envelopes import seal_text, seal_text_under
from apps.trail.keyring import new_data_key
from apps.trail.models import ObjectKey

from .choices import GIVE_UP, LABEL, PURPOSE, DeliveryEvent
from .composing import Draft, NotALetter, clean_unsubscribe, compose
from .models import Delivery, Letter, Mould
from .moulds import Marks, Pattern, Person, address_of, line_of, name_of, pattern_of, to_header, values_of
from .rounds import LEDGER
from .suppression import NO_LIST_MAIL, AddressSuppressed, suppressed

#: So many letters are in memory at once.
SET = 1000


@dataclass(frozen=True)
class Recipient:
    """One person of a fan-out: ``fills`` has the values of the text that are theirs alone, such as a link.

    With an address by which to ``unsubscribe`` the letter is list mail.
    """

    address: str
    name: str = ""
    language: str = "en"
    unsubscribe: str = ""
    fills: Mapping[str, str] = field(default_factory=dict)


class Queued(NamedTuple):
    """The ids of the letters, one for each recipient in their order; None where no letter could be made, and why."""

    letters: list[int | None]
    refused: dict[int, str]


class Cast(NamedTuple):
    """A mould as it is stored and as it is used, and the draft that it was made of."""

    mould: Mould
    pattern: Pattern
    draft: Draft


#: From the language, the address, the address by which to unsubscribe and the context of a letter to its draft.
DraftOf = Callable[[str, str, str, Mapping[str, Any]], Draft]


@dataclass
class Fanout:
    """One text on its way into the queue."""

    kind: str
    brand: Brand | None
    about: str
    context: Mapping[str, Any]
    names: Sequence[str]
    draft_of: DraftOf
    new_message_id: Callable[[], str]
    casts: dict[tuple[str, bool], Cast] = field(default_factory=dict)

    def write(self, recipients: Sequence[Recipient]) -> Queued:
        """Write a set of letters, their keys and their ledger, in the act under way."""
        made: list[tuple[int, tuple[Cast, Person, Recipient]]] = []
        refused = {}
        silent = suppressed(one.address for one in recipients if one.unsubscribe)
        for place, recipient in enumerate(recipients):
            try:
                given = cleaned(recipient)
                if given.unsubscribe and recipient.address in silent:
                    raise AddressSuppressed(NO_LIST_MAIL)
            except (NotALetter, AddressSuppressed) as fault:
                refused[place] = str(fault)
                continue
            cast = self._cast(given)
            try:
                made.append((place, (cast, self._person(given, cast), given)))
            except NotALetter as fault:
                refused[place] = str(fault)
        ids: list[int | None] = [None] * len(recipients)
        rows = []
        for pk, (place, one) in zip(self._numbers(len(made)), made, strict=True):
            ids[place] = pk
            rows.append(self._rows(pk, *one))
        if rows:
            letters, keys, ledger = zip(*rows, strict=True)
            insert_rows(ObjectKey._meta.db_table, ["name", "model", "object_id", "wrapped"], keys)
            insert_rows(Letter._meta.db_table, COLUMNS, letters)
            insert_rows(Delivery._meta.db_table, LEDGER, ledger)
        return Queued(ids, refused)

    def _numbers(self, count: int) -> Sequence[int]:
        """The numbers of new letters; those about what is secret leave no gap between the others."""
        return [aside_number() for _letter in range(count)] if is_secret(self.about) else reserved_ids(count)

    def _person(self, given: Recipient, cast: Cast) -> Person:
        to = to_header(cast.draft, address=given.address, name=given.name)
        return Person(to, self.new_message_id(), self._values(given))

    def _values(self, given: Recipient) -> list[str]:
        own = {"unsubscribe": given.unsubscribe} if given.unsubscribe else {}
        return values_of({**given.fills, **own}, sorted([*self.names, *own]))

    def _cast(self, given: Recipient) -> Cast:
        """The mould of letters like this one, made and tried with its values when it is the first."""
        alike = given.language, bool(given.unsubscribe)
        if alike not in self.casts:
            marks = Marks([*self.names, *(["unsubscribe"] if given.unsubscribe else [])], settings.SITE_URL)
            to, unsubscribe = f"{marks.word}@example.org", marks.of.get("unsubscribe", "")
            own = {name: marks.of[name] for name in self.names}
            draft = self.draft_of(given.language, to, unsubscribe, {**self.context, **own})
            pattern = pattern_of(draft, marks)
            self._try(given, draft, pattern)
            self.casts[alike] = Cast(kept(self.kind, given.language, pattern), pattern, draft)
        return self.casts[alike]

    def _try(self, given: Recipient, draft: Draft, pattern: Pattern) -> None:
        """Let a pattern pass that gives, filled, what is composed of the same values.

        Raises:
            ValueError: a template does more with a value of one person than to show it.
        """
        values = self._values(given)
        context = {**self.context, **given.fills}
        whole = self.draft_of(given.language, draft.to_address, given.unsubscribe, context)
        whole = replace(whole, message_id=draft.message_id, date=draft.date)
        person = Person(to_header(draft, address=draft.to_address, name=""), draft.message_id, values)
        if pattern.filled(person) != compose(whole):
            raise ValueError(f"{self.kind}: a template does more with the values of one person than to show them.")

    def _rows(self, pk: int, cast: Cast, person: Person, given: Recipient) -> tuple[Any, Any, Any]:
        """The rows of one letter: itself, its key, and that it was queued."""
        sha256 = hashlib.sha256(cast.pattern.filled(person)).hexdigest()
        key = new_data_key()
        sealed = seal_text_under(key.secret, f"{LABEL}:{pk}", PURPOSE, json.dumps(person))
        values = self._shared(cast) | {
            "id": pk,
            "to_address": given.address,
            "to_name": given.name,
            "message_id": person.message_id,
            "sealed": sealed,
            "sha256": sha256,
        }
        letter = [values[column] for column in COLUMNS]
        return letter, (key.name, LABEL, pk, key.wrapped), (pk, DeliveryEvent.QUEUED.value, None, "", 0, sha256)

    def _shared(self, cast: Cast) -> dict[str, Any]:
        """What the rows of all letters of a mould have alike, as the database takes it."""
        if cast.mould.pk not in self._rows_alike:
            date = cast.draft.date
            letter = Letter(
                kind=self.kind,
                brand=self.brand,
                language=cast.mould.language,
                subject=cast.draft.subject,
                about=self.about,
                is_bulk=bool(cast.draft.unsubscribe),
                mould=cast.mould,
                queued_at=date,
                next_try_at=date,
                give_up_at=date + GIVE_UP,
            )
            self._rows_alike[cast.mould.pk] = {
                str(one.column): one.get_db_prep_save(getattr(letter, one.attname), connection)
                for one in Letter._meta.concrete_fields
            }
        return self._rows_alike[cast.mould.pk]

    _rows_alike: dict[int, dict[str, Any]] = field(default_factory=dict)


def cleaned(given: Recipient) -> Recipient:
    """A recipient as they are written to.

    Raises:
        NotALetter: there is no such address, or the name or the address by which to unsubscribe fits no header.
    """
    return replace(
        given,
        address=address_of(given.address),
        name=name_of(given.name),
        unsubscribe=clean_unsubscribe(given.unsubscribe) if given.unsubscribe else "",
        fills={name: line_of(name, value) for name, value in given.fills.items()},
    )


def kept(kind: str, language: str, pattern: Pattern) -> Mould:
    """A new mould with its pattern, sealed under its own key; in the act under way."""
    text = pattern.to_json()
    mould = Mould(kind=kind, language=language, sha256=hashlib.sha256(text.encode()).hexdigest())
    mould.save()
    mould.sealed = seal_text(mould, PURPOSE, text)
    mould.save(update_fields=["sealed"])
    return mould


#: The columns of a letter, in their order.
COLUMNS = [str(one.column) for one in Letter._meta.concrete_fields]


def reserved_ids(count: int) -> Sequence[int]:
    """So many ids of letters that nobody else gets; in a transaction that writes."""
    table = Letter._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
    return range(last + 1, last + 1 + count)
