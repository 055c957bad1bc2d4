"""What a person makes of changes that were read: accepted as read, taken for something else, or left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from ..choices import ChangeKind
from .comparing import Difference, compare
from .lists import Entry

AS_READ, LEFT_OUT, REPLACED, MOVED, CORRECTED, RENAMED = (
    "as_read",
    "left_out",
    "replaced",
    "moved",
    "corrected",
    "renamed",
)

_K = ChangeKind
#: Kinds in which an old entry may really have gone, and a new one come.
_OF_NAMES = {_K.RENAMED, _K.MERGED, _K.SPLIT, _K.PURPOSE_CHANGED}


@dataclass(frozen=True)
class Taken:
    """A change as a person takes it, and as what it was read. ``place`` is the number of the change that was decided."""

    difference: Difference
    found_kind: ChangeKind
    place: int


def options(differences: Sequence[Difference], place: int) -> list[tuple[str, str]]:
    """As what the change at this place may be taken: values and words; the first is as it was read."""
    kind = differences[place].kind
    found = [(AS_READ, str(_("Accept: %(kind)s") % {"kind": kind.label.lower()}))]
    if kind in _OF_NAMES:
        found.append((REPLACED, _("Another company or task: removed and added")))
    if kind == _K.LOCATION_CORRECTED:
        found.append((MOVED, _("It moved: locations added and removed")))
    if kind in {_K.LOCATION_ADDED, _K.LOCATION_REMOVED}:
        found.append((CORRECTED, _("Correction of what was wrong before")))
    if kind == _K.REMOVED:
        for number, other in enumerate(differences):
            if other.kind == _K.ADDED:
                found.append((f"{RENAMED}:{number}", _("Renamed to “%(name)s”") % {"name": other.news[0].name}))
    return [*found, (LEFT_OUT, _("Leave out for now"))]


def taken(differences: Sequence[Difference], choices: Sequence[str]) -> list[Taken]:
    """The changes as they were chosen, in their order; a choice that is none of the options counts as left out.

    What is taken for another company takes the other changes of the same entries with it: the new entry says it all.
    """
    found: list[Taken] = []
    consumed: set[int] = set()
    renamed = _renamed_to(differences, choices)
    consumed |= set(renamed.values())
    for place, (one, choice) in enumerate(zip(differences, choices, strict=True)):
        if choice == REPLACED and one.kind in _OF_NAMES:
            consumed |= {number for number, other in enumerate(differences) if _same(one, other) and number != place}
    for place, (one, choice) in enumerate(zip(differences, choices, strict=True)):
        if place in consumed:
            continue
        if place in renamed:
            parts = compare_as_renamed(one.olds[0], differences[renamed[place]].news[0])
        else:
            parts = _as_chosen(one, choice)
        found += [Taken(part, one.kind, place) for part in parts]
    return found


def _renamed_to(differences: Sequence[Difference], choices: Sequence[str]) -> dict[int, int]:
    """By the place of a removed entry, that of the added one which it is really; each added one only once."""
    found: dict[int, int] = {}
    for place, choice in enumerate(choices):
        word, _colon, number = choice.partition(":")
        if word != RENAMED or differences[place].kind != _K.REMOVED or not number.isdecimal():
            continue
        other = int(number)
        if other < len(differences) and differences[other].kind == _K.ADDED and other not in found.values():
            found[place] = other
    return found


def _same(one: Difference, other: Difference) -> bool:
    return _ids(one.olds) == _ids(other.olds) and _ids(one.news) == _ids(other.news)


def _ids(entries: Sequence[Entry]) -> list[int]:
    return [id(entry) for entry in entries]


def _as_chosen(one: Difference, choice: str) -> list[Difference]:
    if choice == AS_READ:
        return [one]
    if choice == REPLACED and one.kind in _OF_NAMES:
        return [*(_gone(old) for old in one.olds), *(_come(new) for new in one.news)]
    if choice == MOVED and one.kind == _K.LOCATION_CORRECTED:
        both = sorted({*one.before, *one.after})
        return [replace(one, kind=_K.LOCATION_ADDED, after=both), replace(one, kind=_K.LOCATION_REMOVED, before=both)]
    if choice == CORRECTED and one.kind in {_K.LOCATION_ADDED, _K.LOCATION_REMOVED}:
        return [replace(one, kind=_K.LOCATION_CORRECTED)]
    return []


def _gone(old: Entry) -> Difference:
    return compare([old], [])[0]


def _come(new: Entry) -> Difference:
    return compare([], [new])[0]


def compare_as_renamed(old: Entry, new: Entry) -> list[Difference]:
    """All that differs between an entry and the one under another name that it is."""
    renamed = Difference(_K.RENAMED, (old,), (new,), old.name, new.name)
    rest = compare([replace(old, name=new.name)], [new])
    return [renamed, *(replace(one, olds=(old,)) for one in rest)]


def summary(differences: Sequence[Difference]) -> dict[str, Any]:
    """How many changes there are of each kind, in the order of the kinds."""
    counts = {kind: sum(one.kind == kind for one in differences) for kind in ChangeKind}
    return {str(kind.label): count for kind, count in counts.items() if count}
