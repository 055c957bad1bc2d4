"""Two versions of a list become the changes between them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..choices import ChangeKind, LocationKind
from .likeness import key_of
from .lists import Entry
from .matching import Match, match
from .qualified import ReadPlace


@dataclass(frozen=True)
class Difference:
    """One change between two versions of a list.

    ``before`` and ``after`` are plain values that JSON can hold: what an added or removed entry says, as a dictionary
    with name, function, service, locations and more; a name, or a list of names of what was merged or came of a split;
    a sorted list of locations such as ``["IE", "IN (support)"]``; a text about the function or about the choice of the
    customer; the code of a country. ``reason`` says why it was read so, where that is not obvious.
    """

    kind: ChangeKind
    olds: tuple[Entry, ...]
    news: tuple[Entry, ...]
    before: Any
    after: Any
    reason: str = ""
    is_sure: bool = True


def compare(old: Sequence[Entry], new: Sequence[Entry], present: Collection[str] = ()) -> list[Difference]:
    """The changes from an old list to a new one, sorted by name; none where they say the same.

    ``present`` names the third parties of the new list whose rows could not be read: they are not taken for removed.
    """
    found = [one for matched in match(old, new, present) for one in _differences(matched)]
    return sorted(found, key=_rank)


def _rank(one: Difference) -> tuple[Any, ...]:
    first = (one.news or one.olds)[0]
    return (
        key_of(first.name),
        key_of(first.service),
        key_of(first.function),
        list(ChangeKind).index(one.kind),
        repr(one),
    )


def _differences(matched: Match) -> Iterator[Difference]:
    olds, news = matched.olds, matched.news
    if not olds:
        yield _difference(ChangeKind.ADDED, matched, None, _as_json(news[0]))
    elif not news:
        yield _difference(ChangeKind.REMOVED, matched, _as_json(olds[0]), None)
    else:
        yield from _name_difference(matched)
        yield from _function_difference(matched)
        yield from _place_differences(matched)
        yield from _other_differences(matched)


def _difference(kind: ChangeKind, matched: Match, before: Any, after: Any) -> Difference:
    return Difference(kind, matched.olds, matched.news, before, after, matched.reason, matched.is_sure)


def _name_difference(matched: Match) -> Iterator[Difference]:
    olds, news = matched.olds, matched.news
    if len(olds) > 1:
        yield _difference(ChangeKind.MERGED, matched, _names(olds), _names(news, olds)[0])
    elif len(news) > 1:
        yield _difference(ChangeKind.SPLIT, matched, _names(olds, news)[0], _names(news))
    elif key_of(olds[0].name) != key_of(news[0].name):
        yield _difference(ChangeKind.RENAMED, matched, olds[0].name, news[0].name)


def _names(entries: Sequence[Entry], others: Sequence[Entry] = ()) -> list[str]:
    """Names, each with its function where all are the same."""
    if len({key_of(one.name) for one in (*entries, *others)}) == 1:
        return sorted(f"{one.name}: {one.function}" for one in entries)
    return sorted(one.name for one in entries)


def _function_difference(matched: Match) -> Iterator[Difference]:
    """The function changed; when entries were merged or split, only if it is none of theirs and not all of them."""
    before, after = (_functions(side) for side in (matched.olds, matched.news))
    if before.keys() <= after.keys() or after.keys() <= before.keys():
        return
    if sorted(" ".join(before).split()) == sorted(" ".join(after).split()) and len(before) != len(after):
        return
    yield _difference(ChangeKind.PURPOSE_CHANGED, matched, "; ".join(before.values()), "; ".join(after.values()))


def _functions(entries: Sequence[Entry]) -> dict[str, str]:
    return {key_of(one.function): one.function for one in sorted(entries, key=lambda one: key_of(one.function))}


def _place_differences(matched: Match) -> Iterator[Difference]:
    """Places gained and lost; all of them others is a correction."""
    before, after = (set(_places(side)) for side in (matched.olds, matched.news))
    if before == after:
        return
    if before and after and not before & after:
        yield _difference(ChangeKind.LOCATION_CORRECTED, matched, sorted(before), sorted(after))
        return
    both = before | after
    if after - before:
        yield _difference(ChangeKind.LOCATION_ADDED, matched, sorted(before), sorted(both))
    if before - after:
        yield _difference(ChangeKind.LOCATION_REMOVED, matched, sorted(both), sorted(after))


def _other_differences(matched: Match) -> Iterator[Difference]:
    """The country of establishment, where both lists name it, and what is left to the customer."""
    before, after = ({one.corporate for one in side if one.corporate} for side in (matched.olds, matched.news))
    if before and after and before.isdisjoint(after):
        codes = (", ".join(sorted(side)) for side in (before, after))
        yield _difference(ChangeKind.CORPORATE_LOCATION_CHANGED, matched, *codes)
    common = _places(matched.olds).keys() & _places(matched.news).keys()
    was, now = (_choice(side, common) for side in (matched.olds, matched.news))
    if was[0] != now[0]:
        yield _difference(ChangeKind.OPTIONALITY_CHANGED, matched, was[1], now[1])


def _choice(entries: Sequence[Entry], common: Collection[str]) -> tuple[Any, str]:
    """What is left to the customer, as it is compared and as it reads."""
    is_optional = all(one.is_optional for one in entries)
    conditions = {key_of(one.conditions): one.conditions for one in entries if one.conditions.strip()}
    selectable = sorted(label for label, is_selectable in _places(entries).items() if is_selectable and label in common)
    words = [_("optional") if is_optional else _("not optional"), *(conditions[key] for key in sorted(conditions))]
    if selectable:
        words.append(_("selected by the customer: %(places)s") % {"places": ", ".join(selectable)})
    return (is_optional, sorted(conditions), selectable), "; ".join(words)


def _places(entries: Sequence[Entry]) -> dict[str, bool]:
    """Every place as a label, and whether the customer selects it wherever it is named."""
    found: dict[str, bool] = {}
    for place in (place for one in entries for place in one.places):
        found[label_of(place)] = found.get(label_of(place), True) and place.is_selectable
    return found


def label_of(place: ReadPlace) -> str:
    """``IN``, and ``IN (support)`` where it is another kind of place than one of processing."""
    return (
        place.code if place.kind == LocationKind.PROCESSING else f"{place.code} ({str(place.kind).replace('_', ' ')})"
    )


def _as_json(entry: Entry) -> dict[str, Any]:
    """What an entry says, as JSON can hold it."""
    return {
        "name": entry.name,
        "function": entry.function,
        "service": entry.service,
        "locations": sorted(_places([entry])),
        "corporate": entry.corporate,
        "is_optional": entry.is_optional,
        "conditions": entry.conditions,
        "website": entry.website,
    }
