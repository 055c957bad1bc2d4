"""What a change does to an entry, as plain values: told once when it is accepted, done when it takes effect."""

from dataclasses import replace
from typing import Any

from ..choices import ChangeKind, LocationKind
from .comparing import Difference, label_of
from .lists import Entry
from .qualified import ReadPlace

#: By the kind of change, the parts of an entry that it is about.
PARTS = {
    ChangeKind.RENAMED: ("name",),
    ChangeKind.MERGED: ("name", "function"),
    ChangeKind.SPLIT: ("name", "function"),
    ChangeKind.PURPOSE_CHANGED: ("function",),
    ChangeKind.OPTIONALITY_CHANGED: ("is_optional", "conditions", "selectable"),
    ChangeKind.CORPORATE_LOCATION_CHANGED: ("corporate",),
}

PLACE_KINDS = {ChangeKind.LOCATION_ADDED, ChangeKind.LOCATION_REMOVED, ChangeKind.LOCATION_CORRECTED}


def wanted_of(difference: Difference) -> dict[str, Any]:
    """What this change does, as JSON can hold it.

    ``name``, ``function``, ``is_optional``, ``conditions`` and ``corporate`` are set; ``gained``, ``lost`` and
    ``selectable`` are places as ``[code, kind, is_selectable]``; ``closes`` are the ids of listings that end with it;
    ``adds`` are whole entries that come with it; ``ends`` says that the listing itself ends. Who accepts a new name
    without looking adds ``is_another``: it may be another company's.
    """
    kind, olds, news = difference.kind, difference.olds, difference.news
    if kind == ChangeKind.ADDED:
        return {"adds": [entry_values(news[0])]}
    if kind == ChangeKind.REMOVED:
        return {"ends": True}
    old, new = _main(difference)
    wanted: dict[str, Any] = {}
    for part in PARTS.get(kind, ()):
        wanted |= _part(part, old, new)
    was, now = _all(olds), _all(news)
    if kind == ChangeKind.MERGED:  # the one that stays has all their places; what else differs is a change of its own
        return wanted | {
            "gained": _less(was, old.places),
            "closes": sorted(one.key.pk for one in olds if one is not old),
        }
    if kind == ChangeKind.SPLIT:
        moved = {"gained": _less(new.places, old.places), "lost": _less(old.places, new.places)}
        return wanted | moved | {"adds": [entry_values(one) for one in news if one is not new]}
    if len(news) == 1 and kind in PLACE_KINDS:
        before, after = set(difference.before), set(difference.after)
        wanted["gained"] = [place for place in _less(now, was) if _label(place) in after - before]
        wanted["lost"] = [place for place in _less(was, now) if _label(place) in before - after]
    return wanted


def _label(place: list[Any]) -> str:
    return label_of(*places_from([place]))


def _main(difference: Difference) -> tuple[Entry, Entry]:
    """The entry that stays of those that were merged, and the one that it becomes of those it was split into."""
    olds, news = difference.olds, difference.news
    names = {one.name.casefold() for one in news}
    functions = {one.function.casefold() for one in news}
    old = min(
        olds, key=lambda one: (one.name.casefold() not in names, one.function.casefold() not in functions, one.key.pk)
    )
    new = min(news, key=lambda one: (one.name.casefold() != old.name.casefold(), one.function != old.function))
    return old, new


def main_listing(difference: Difference) -> Any:
    """The listing that a change of something known is about; none where something came."""
    if not difference.olds:
        return None
    return (_main(difference)[0] if difference.news else difference.olds[0]).key


def _part(part: str, old: Entry, new: Entry) -> dict[str, Any]:
    if part == "selectable":
        before = {place[:2]: place.is_selectable for place in old.places}
        return {"selectable": [list(one) for one in sorted(new.places) if before.get(one[:2]) not in {None, one[2]}]}
    return {part: getattr(new, part)}


def _all(entries: tuple[Entry, ...]) -> frozenset[ReadPlace]:
    return frozenset(place for one in entries for place in one.places)


def _less(places: frozenset[ReadPlace], others: frozenset[ReadPlace]) -> list[list[Any]]:
    """The places that are not among the others, whatever the customer selects."""
    known = {place[:2] for place in others}
    return [list(place) for place in sorted(places) if place[:2] not in known]


def entry_values(entry: Entry) -> dict[str, Any]:
    """An entry as JSON can hold it."""
    return {
        "name": entry.name,
        "function": entry.function,
        "service": entry.service,
        "places": [list(place) for place in sorted(entry.places)],
        "corporate": entry.corporate,
        "is_optional": entry.is_optional,
        "conditions": entry.conditions,
        "website": entry.website,
    }


def places_from(values: list[list[Any]]) -> list[ReadPlace]:
    """Places as ``wanted_of`` wrote them."""
    return [ReadPlace(code, LocationKind(kind), is_selectable) for code, kind, is_selectable in values]


def with_wanted(entry: Entry | None, wanted: dict[str, Any]) -> Entry | None:
    """An entry after a change; none where it ends with it."""
    if entry is None or wanted.get("ends"):
        return None
    places = {place[:2]: place for place in entry.places}
    for place in places_from(wanted.get("lost", [])):
        places.pop(place[:2], None)
    for place in places_from([*wanted.get("gained", []), *wanted.get("selectable", [])]):
        places[place[:2]] = place
    names = ("name", "function", "is_optional", "conditions", "corporate")
    values = {name: wanted[name] for name in names if name in wanted}
    return replace(entry, places=frozenset(places.values()), **values)
