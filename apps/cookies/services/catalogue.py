"""The catalogue: imported set by set, and what a person decided about an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.history import change_many, create_many, lock_many
from apps.trail.models import lock

from ..choices import Category
from ..models import CatalogueEntry
from ..reading.catalogue import Catalogue, Entry, Refused

WRITTEN_AT_ONCE = 1000
#: What an import writes of an entry, apart from what a person may have decided.
PUBLISHED = (
    *("platform", "word", "name", "match", "domains", "description", "retention", "is_session", "lifetime"),
    *("controller", "privacy_url", "remarks"),
)
JUDGED = ("category", "is_suggestion")


class NeverByMachine(RuleBroken):
    """Only a person calls a cookie strictly necessary, with a reason, one at a time."""


@dataclass(frozen=True)
class Imported:
    """What became of each row of a catalogue: ``rows`` is the sum of the others."""

    rows: int
    imported: int
    suggestions: int
    unchanged: int
    refused: Sequence[Refused]
    unreadable: Sequence[tuple[int, str]]


def import_catalogue(catalogue: Catalogue, *, by: Any) -> Imported:
    """Write what is new or differs, as one act; what a person decided about an entry stays. Nothing new, no act."""
    with act("cookies.catalogue_imported", by=by, rows=catalogue.rows, new=0, changed=0) as this:
        known = {entry.key: entry for entry in CatalogueEntry.objects.all()}
        new = [one for one in catalogue.entries if one.values["key"] not in known]
        changed = [one for one in catalogue.entries if one.values["key"] in known and _differs(known, one)]
        for some in _portions(new):
            create_many([CatalogueEntry(**_values(one)) for one in some])
        for some in _portions(changed):
            _change({known[one.values["key"]].pk: one for one in some})
        this.facts["new"], this.facts["changed"] = len(new), len(changed)
        if not new and not changed:
            this.discard()
    written = [*new, *changed]
    suggestions = sum(one.values["is_suggestion"] for one in written)
    return Imported(
        rows=catalogue.rows,
        imported=len(written) - suggestions,
        suggestions=suggestions,
        unchanged=len(catalogue.entries) - len(written),
        refused=catalogue.refused,
        unreadable=catalogue.unreadable,
    )


def _values(entry: Entry) -> dict[str, Any]:
    return entry.values | {"remarks": " ".join(entry.remarks)[:1000]}


def _differs(known: dict[str, CatalogueEntry], entry: Entry) -> bool:
    record, values = known[entry.values["key"]], _values(entry)
    return any(getattr(record, name) != values[name] for name in _written(record))


def _written(record: CatalogueEntry) -> tuple[str, ...]:
    return PUBLISHED if record.decided_by_id else (*PUBLISHED, *JUDGED)


def _change(wanted: dict[int, Entry]) -> None:
    records = lock_many(CatalogueEntry, list(wanted))
    for record in records:
        values = _values(wanted[record.pk])
        for name in _written(record):
            setattr(record, name, values[name])
    change_many(records, fields=[*PUBLISHED, *JUDGED])


def _portions(entries: list[Entry]) -> list[list[Entry]]:
    return [entries[start : start + WRITTEN_AT_ONCE] for start in range(0, len(entries), WRITTEN_AT_ONCE)]


def decide_entry(entry: CatalogueEntry, *, category: str, by: Any) -> CatalogueEntry:
    """Decide which category an entry suggests; no later import overwrites it.

    Raises:
        NeverByMachine: strictly necessary is said of a cookie of a site, never of a suggestion.
    """
    with act("cookies.entry_decided", by=by, about=entry, category=Category(category).value):
        if category == Category.STRICTLY_NECESSARY:
            raise NeverByMachine(_("Say so of the cookie of a site, with a reason: a suggestion never says it."))
        entry = lock(entry)
        entry.category, entry.is_suggestion = Category(category), False
        entry.decided_by, entry.decided_at = by, timezone.now()
        entry.save()
    return entry
