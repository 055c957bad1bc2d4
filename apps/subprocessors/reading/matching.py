"""Which entry of an old list is which of a new one: the same, renamed, merged, split, gone or come."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

from django.utils.translation import gettext as _

from .likeness import (
    Name,
    are_apart,
    are_siblings,
    host_of,
    is_same_company,
    is_similar_company,
    key_of,
    likeness,
    name_of,
    words_of,
)
from .lists import Entry

#: Pairs of one function, or of one word, beyond which no pair is judged for that alone.
MOST_PAIRS = 900
#: From here on two texts about a function mean nearly the same.
NEARLY = 0.6


@dataclass(frozen=True)
class Match:
    """Entries of the old list and what became of them in the new one; ``reason`` says why, where it is not obvious."""

    olds: tuple[Entry, ...]
    news: tuple[Entry, ...]
    reason: str = ""
    is_sure: bool = True


class _One:
    """An entry as it is compared. Equal entries are still two."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.service, self.function = key_of(entry.service), key_of(entry.function)
        self.name: Name = name_of(entry.name)
        self.countries = frozenset(place.code for place in entry.places)

    @cached_property
    def key(self) -> tuple[str, str, str]:
        return self.service, self.name.key, self.function

    @cached_property
    def content(self) -> tuple[str, ...]:
        """All that it says, in an order that no row order changes."""
        one = self.entry
        places = " ".join(f"{place.code} {place.kind} {place.is_selectable}" for place in sorted(one.places))
        rest = (one.corporate, str(one.is_optional), key_of(one.conditions), one.website)
        return (*self.key, places, *rest, one.name, one.function, one.service)

    @cached_property
    def host(self) -> str:
        return host_of(self.entry.website)

    @cached_property
    def terms(self) -> set[str]:
        """Words by which a name that is alike can be found."""
        name = self.name
        own = set(name.core) if name.has_own_words else {name.compact}
        spoken = {word for part in name.parts | name.hints for word in part.split()}
        beginning = {f"{name.own[:3]}…"} if name.own else set()
        return own | spoken | beginning | name.acronyms | {name.compact} | ({f"//{self.host}"} if self.host else set())


class _Judged(NamedTuple):
    """How well an old and a new entry go together, and why."""

    score: float
    reason: str = ""
    is_sure: bool = True


class _Left:
    """What is left to match on both sides."""

    def __init__(self, old: Iterable[Entry], new: Iterable[Entry]) -> None:
        self.olds, self.news = (sorted(map(_One, entries), key=lambda one: one.content) for entries in (old, new))
        self.matches: list[Match] = []

    def take(self, olds: Sequence[_One], news: Sequence[_One], reason: str = "", is_sure: bool = True) -> None:
        """Match these entries; they are dropped from what is left by ``settle``."""
        self.matches.append(Match(tuple(one.entry for one in olds), tuple(one.entry for one in news), reason, is_sure))
        self.gone |= {id(one) for one in (*olds, *news)}

    @cached_property
    def gone(self) -> set[int]:
        return set()

    def settle(self) -> None:
        self.olds, self.news = ([one for one in side if id(one) not in self.gone] for side in (self.olds, self.news))

    def groups(self, key: Callable[[_One], Hashable]) -> list[tuple[list[_One], list[_One]]]:
        """Old and new entries of the same key, where both sides have some."""
        found: dict[Hashable, tuple[list[_One], list[_One]]] = defaultdict(lambda: ([], []))
        for side, entries in enumerate((self.olds, self.news)):
            for one in entries:
                found[key(one)][side].append(one)
        return [(olds, news) for olds, news in found.values() if olds and news]


def match(old: Iterable[Entry], new: Iterable[Entry], present: Collection[str] = ()) -> list[Match]:
    """Every entry of both lists in exactly one match, but old ones that vanished and are ``present`` by name.

    Exact matches come first, then those by product and name, then merges and splits, then renames. The same two lists
    the other way round give the same matches the other way round.
    """
    left, names = _Left(old, new), {key_of(name) for name in present}
    survivors = {one.name.key for one in left.olds} & {one.name.key for one in left.news}
    counts = [Counter((one.service, one.function) for one in side) for side in (left.olds, left.news)]
    unique = {key for key, count in counts[0].items() if count == counts[1][key] == 1}
    for step in (_take_same_content, _take_same_key, _take_joined_functions):
        step(left)
        left.settle()
    _take_same_name(left, names)
    left.settle()
    left.olds = [one for one in left.olds if one.name.key not in names]
    _take_joined_names(left)
    left.settle()
    _take_renames(left, survivors, unique)
    left.settle()
    rest = [Match((one.entry,), ()) for one in left.olds] + [Match((), (one.entry,)) for one in left.news]
    return left.matches + rest


def _take_same_content(left: _Left) -> None:
    for olds, news in left.groups(lambda one: one.content[:-3]):
        for old, new in zip(olds, news, strict=False):
            left.take([old], [new])


def _take_same_key(left: _Left) -> None:
    for olds, news in left.groups(lambda one: one.key):
        for old, new in zip(olds, news, strict=False):
            left.take([old], [new])


def _take_same_name(left: _Left, present: set[str]) -> None:
    """The same product and name with other functions: the pairs whose functions are most alike."""
    for olds, news in left.groups(lambda one: one.key[:2]):
        unsure = olds[0].name.key in present
        reason = _("Another row of this third party could not be read: it may be that one.") if unsure else ""
        pairs = product(olds, news) if len(olds) * len(news) <= MOST_PAIRS else _by_words(olds, news)
        judged = [(_Judged(_function_score(old, new), reason, not unsure), old, new) for old, new in pairs]
        _take_best(left, judged)
        rest = [[one for one in side if id(one) not in left.gone] for side in (olds, news)]
        for old, new in zip(*rest, strict=False):
            left.take([old], [new], reason, not unsure)


def _by_words(olds: list[_One], news: list[_One]) -> Iterator[tuple[_One, _One]]:
    """Pairs whose functions share a word that is not all too common."""
    return _sharing(olds, news, lambda one: {(word,) for word in words_of(one.function)})


def _function_score(old: _One, new: _One) -> float:
    same_places = len(old.countries & new.countries) / (len(old.countries | new.countries) or 1)
    return likeness(old.function, new.function) + same_places / 10


def _take_best(left: _Left, judged: Iterable[tuple[_Judged, _One, _One]]) -> None:
    """Pair by pair, the best first; which of equally good ones comes first is the same both ways."""
    ranked = sorted(judged, key=lambda one: (-one[0].score, *sorted((one[1].content, one[2].content))))
    for verdict, old, new in ranked:
        if left.gone.isdisjoint((id(old), id(new))):
            left.take([old], [new], verdict.reason, verdict.is_sure)


# --- Merges and splits -----------------------------------------------------------------------------------------------


class _Joined(NamedTuple):
    """Several entries of one list that are one entry of the other."""

    olds: list[_One]
    news: list[_One]
    reason: str
    is_sure: bool = True


def _take_joined(left: _Left, joined: Iterable[_Joined]) -> None:
    """The largest first; of equally large ones the same both ways."""

    def rank(one: _Joined) -> tuple[int, list[tuple[str, ...]]]:
        return -len(one.olds) - len(one.news), sorted(entry.content for entry in (*one.olds, *one.news))

    for one in sorted(joined, key=rank):
        if left.gone.isdisjoint(id(entry) for entry in (*one.olds, *one.news)):
            left.take(*one)


def _take_joined_functions(left: _Left) -> None:
    """Rows of one name whose functions “f1” and “f2” became one row for “f1 and f2”, or the reverse."""
    found: list[_Joined] = []
    together, parted = (
        _("Its functions were put together in one row."),
        _("Its functions were parted into several rows."),
    )
    for olds, news in left.groups(lambda one: one.key[:2]):
        found += [_Joined(parts, [whole], together) for whole, parts in _made_up(news, olds)]
        found += [_Joined([whole], parts, parted) for whole, parts in _made_up(olds, news)]
    _take_joined(left, found)


def _made_up(wholes: list[_One], parts: list[_One]) -> Iterator[tuple[_One, list[_One]]]:
    """Each entry whose function two or more of the others make up, word for word; and those."""
    longest_first = sorted(parts, key=lambda one: (-len(one.function), one.content)) if len(parts) > 1 else []
    for whole in wholes:
        text, rest = f" {whole.function} ", Counter(whole.function.split())
        taken: list[_One] = []
        for part in (one for one in longest_first if one.function and f" {one.function} " in text):
            words = Counter(part.function.split())
            if words <= rest:
                taken.append(part)
                rest -= words
        if len(taken) > 1 and not rest:
            yield whole, taken


def _take_joined_names(left: _Left) -> None:
    """Third parties that became one whose name names them all, as “Twilio SendGrid” does; or the reverse."""
    merged = [
        _Joined(parts, [whole], _("The new name names them all."), sure)
        for whole, parts, sure in _naming(left.news, left.olds)
    ]
    split = [
        _Joined([whole], parts, _("The old name named them all."), sure)
        for whole, parts, sure in _naming(left.olds, left.news)
    ]
    _take_joined(left, merged + split)


def _naming(wholes: list[_One], parts: list[_One]) -> Iterator[tuple[_One, list[_One], bool]]:
    """Each entry whose name names two or more of the others, of the same product; and whether its function fits."""
    common = Counter(word for part in parts for word in part.name.full)
    by_word: dict[tuple[str, str], list[_One]] = defaultdict(list)
    for part in parts:
        if part.name.has_own_words:
            rarest = min(part.name.full, key=lambda word: (common[word], word))
            by_word[part.service, rarest].append(part)
    for whole in wholes:
        words = frozenset(whole.name.words)
        named = [part for word in sorted(words) for part in by_word.get((whole.service, word), ())]
        chosen = _apart(whole, [part for part in named if part.name.full <= words])
        if len(chosen) > 1:
            yield whole, chosen, any(_function_fits(whole, part) for part in chosen)


def _apart(whole: _One, named: list[_One]) -> list[_One]:
    """One entry for each company among those that are named, the one whose function fits best."""
    chosen: list[_One] = []
    for part in sorted(named, key=lambda one: (-likeness(one.function, whole.function), one.content)):
        others = [one.name for one in chosen]
        if all(part.name.core.isdisjoint(other.core) and not is_same_company(part.name, other) for other in others):
            chosen.append(part)
    return chosen


def _function_fits(whole: _One, part: _One) -> bool:
    return part.function in whole.function or whole.function in part.function or _function_score(whole, part) >= NEARLY


# --- Renames ---------------------------------------------------------------------------------------------------------


def _take_renames(left: _Left, survivors: set[str], unique: set[tuple[str, str]]) -> None:
    """``survivors`` are names on both lists; ``unique`` are functions that one entry of each list has.

    So is one for which a single entry went and a single one came, whoever else has it.
    """
    gone, come = (Counter((one.service, one.function) for one in side) for side in (left.olds, left.news))
    unique = unique | {key for key, count in gone.items() if count == come[key] == 1}
    judged = (
        (verdict, old, new)
        for old, new in _candidates(left)
        if (verdict := _judge(old, new, survivors, is_specific=(old.service, old.function) in unique))
    )
    _take_best(left, judged)


def _candidates(left: _Left) -> list[tuple[_One, _One]]:
    """Pairs of one product that may be a rename: of one function, or with a word of their names in common."""
    pairs = {
        (id(old), id(new)): (old, new)
        for olds, news in left.groups(lambda one: (one.service, one.function))
        if len(olds) * len(news) <= MOST_PAIRS
        for old, new in product(olds, news)
    }
    by_word = _sharing(left.olds, left.news, lambda one: {(one.service, term) for term in one.terms})
    return list((pairs | {(id(old), id(new)): (old, new) for old, new in by_word}).values())


def _sharing(
    olds: list[_One], news: list[_One], terms: Callable[[_One], Iterable[Hashable]]
) -> Iterator[tuple[_One, _One]]:
    """Pairs with a term in common, unless it is too common to say anything."""
    found: dict[Hashable, tuple[list[_One], list[_One]]] = defaultdict(lambda: ([], []))
    for side, entries in enumerate((olds, news)):
        for one in entries:
            for term in terms(one):
                found[term][side].append(one)
    for mine, theirs in found.values():
        if len(mine) * len(theirs) <= MOST_PAIRS:
            yield from product(mine, theirs)


def _judge(old: _One, new: _One, survivors: set[str], *, is_specific: bool) -> _Judged | None:
    """Whether a new entry is an old one under another name."""
    if are_apart(old.name, new.name):
        return None
    are_two = are_siblings(old.name, new.name)
    alike = likeness(old.function, new.function)
    same_function = old.function == new.function
    overlap = bool(old.countries & new.countries)
    names = {"old": old.entry.name, "new": new.entry.name}
    score = same_function + alike / 2 + overlap / 5
    stays = old.name.key in survivors or new.name.key in survivors
    if not are_two and is_same_company(old.name, new.name):
        return _Judged(4 + score, _("“%(old)s” and “%(new)s” are two names of one company.") % names)
    compatible = overlap or not old.countries or not new.countries
    fits = (same_function and (compatible or is_specific)) or (alike >= NEARLY and overlap)
    if fits and not are_two and is_similar_company(old.name, new.name):
        reason = _("“%(old)s” and “%(new)s” are alike, and so is what they do.")
        return _Judged(2 + score, reason % names, not stays)
    if fits and not are_two and old.host and old.host == new.host:
        reason = _("“%(old)s” and “%(new)s” have the website %(host)s, and do the same.")
        return _Judged(1.5 + score, reason % (names | {"host": old.host}), not stays)
    if is_specific and same_function and not stays and _is_same_elsewhere(old.entry, new.entry):
        reason = _(
            "“%(new)s” came for just what “%(old)s” did, in the same countries, and nobody else did. "
            "It may be a new name, or another company that replaced it."
        )
        return _Judged(score, reason % names, is_sure=False)
    return None


def _is_same_elsewhere(old: Entry, new: Entry) -> bool:
    places = ({place[:2] for place in entry.places} for entry in (old, new))
    return next(places) == next(places) and old.corporate == new.corporate
