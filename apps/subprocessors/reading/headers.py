"""Which column of a published list is which, by what companies call them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .cells import clean
from .qualified import HEADERS

#: Names of columns, best first. Compared as sets of words without case, punctuation and plural, so that “Processing
#: Location” and “Locations of processing” are one.
NAMES = {
    "third_party": """legal entity name|legal entity|entity legal name|legal name|entity name|subprocessor entity name|
subprocessor entity|subprocessor legal entity|name legal entity|subprocessor name|subprocessor|authorized subprocessor|
approved subprocessor|third party subprocessor|subprocessor company|subprocessor vendor|third party name|third party|
thirdparty|third party entity|third party vendor|third party service vendor|third party provider|
third party service provider|third party service|third party processor|vendor name|vendor|supplier name|supplier|
company name|company|service provider name|service provider|provider name|provider|processor name|processor|
data processor|organization name|organization|organisation name|organisation|contractor|partner|recipient|
recipient name|entity|affiliate|affiliate name|subsidiary|business name|name""",
    "locations": """location processing|place processing|country processing|region processing|site processing|
country data processing|location data processing|geographic location processing|processing territory|
location country processing|data processing site|country where data processed|where data processed|data location|
location data|hosting location|hosting country|hosting region|data hosting location|data center location|
data centre location|storage location|data storage location|data residency|country performance|service location|
server location|jurisdiction processing""",
    "corporate_country": """corporate location|corporate country|corporate headquarter|country establishment|
place establishment|entity country|entity location|country incorporation|place incorporation|headquarter|
headquarters location|headquarter country|hq|hq location|hq country|registered country|country registration|
registered office|company location|company country|legal entity country|legal entity location|country origin|
registered seat|seat|registered address country|jurisdiction incorporation""",
    "function": """function|subprocessor function|nature purpose processing|purpose processing|description processing|
processing activity|processing purpose|nature processing|subject matter processing|purpose|processing operation|
service provided|service performed|description service provided|description service|service description|
type service|service type|subprocessor service|vendor service|activity|subprocessor activity|scope service|
description use|use case|use|usage|reason|reason use|task|function performed|what does|
what they do|what they do us|role|type processing|
category service|service category|description|detail|category|type""",
    "service": """service name|applicable service|applicable product|relevant service|relevant product|
affected service|affected product|product name|product|product service|service product|service used|
product use|used product|associated product|associated service|applies product|applies service|module|
product line|offering|solution|feature|service""",
    "website": "website|web site|url|homepage|web page|link|web address|web",
    "is_optional": "is optional|optional|mandatory optional",
    "conditions": "condition|comment condition|selected customer",
    "brand": "brand|platform|brand platform",
}
#: Columns that can be the country of processing or of establishment: the former, unless another column is.
EITHER = """location|country|region|country region|location country|country location|geography|territory|
jurisdiction|geographic location|place|site|address country|where"""
EITHER_OF_ENTITY = """subprocessor location|subprocessor country|vendor location|vendor country|provider location|
provider country|supplier country|supplier location|third party location|third party country|location subprocessor"""
#: Columns that name the third party only where no other does, and another says what it does.
TOOLS = "service|tool|application|system|software|service tool"

_LITTLE_WORDS = "the a an of for our your by in to and or is are with on we which it its current list full s"
_SKIPPED = set(_LITTLE_WORDS.split())
_PLACES = {"location", "country", "region", "jurisdiction", "territory", "geography", "residency"}
_OF_THE_ENTITY = {"corporate", "entity", "headquarter", "hq", "registered", "establishment", "incorporation", "legal"}
_OF_THE_ENTITY |= {"company", "seat", "office", "origin"}
_PARTIES = {"subprocessor", "vendor", "supplier", "company", "entity", "processor", "organisation", "organization"}
_BESIDE_PARTIES = {
    "name",
    "legal",
    "third",
    "party",
    "approved",
    "authorised",
    "authorized",
    "external",
    "infrastructure",
}
_TASKS = {"purpose", "function", "activity", "nature", "usage", "processing", "provided", "performed", "task"}
_NOT_TASKS = {"category", "transfer", "mechanism", "duration", "retention", "safeguard", "contact", "date", "address"}
_NOT_TASKS |= {"basis", "since", "subject", "certification", "dpa", "law"}
LONGEST_HEADER = 80
SEARCHED_ROWS = 20


def words_of(header: object) -> frozenset[str]:
    """The words of a header that matter: lower case, singular, in no order."""
    text = re.sub(r"\((?:s|ies|es)\)", "", clean(header).casefold()).replace("_", " ")
    text = re.sub(r"sub[\W_]*(?=processor)", "sub", re.sub(r"third[\W_]*(?=part)", "third ", text))
    words = [_singular(word) for word in re.findall(r"[^\W\d_]+", text)]
    return frozenset(word for word in words if word not in _SKIPPED) or frozenset(words)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _sets(text: str) -> list[frozenset[str]]:
    return [words_of(one) for one in text.replace("\n", "").split("|")]


_RANKED = {name: _sets(text) for name, text in NAMES.items()}
for _ours in _RANKED:  # what the import page understands is understood here, if it does not say so already
    _RANKED[_ours] += [words for one in HEADERS.get(_ours, ()) if (words := words_of(one)) not in _RANKED[_ours]]
_EITHER, _EITHER_OF_ENTITY, _TOOLS = _sets(EITHER), _sets(EITHER_OF_ENTITY), _sets(TOOLS)
#: The service is looked for last: what is called so says what is done, where no other column does.
_LAST_RESORT = _sets("service|service product|product service|product")


def guess_columns(headers: Sequence[object], rows: Sequence[Sequence[object]] = ()) -> dict[str, str]:
    """The header of each column that we read, by our name of it, as far as the headers tell.

    Of two columns for the same the one with the better name is taken, then the one with more filled cells, then the
    first. The other is left alone. No header is taken twice.
    """
    guess = _Guess(headers, rows)
    guess.take("third_party", _RANKED["third_party"], _is_party)
    guess.take("corporate_country", _RANKED["corporate_country"], _is_seat)
    guess.take("locations", _RANKED["locations"], _is_place)
    guess.take("locations", _EITHER + _EITHER_OF_ENTITY)
    guess.take("corporate_country", _EITHER_OF_ENTITY)
    guess.take("function", _RANKED["function"], _is_task)
    if "function" in guess.taken:
        guess.take("third_party", _TOOLS)
    else:
        guess.take("function", _LAST_RESORT)
    for name in ("service", "website", "is_optional", "conditions", "brand"):
        guess.take(name, _RANKED[name])
    return {name: guess.taken[name] for name in NAMES if name in guess.taken}


class _Guess:
    """The columns that are left, and those that are taken."""

    def __init__(self, headers: Sequence[object], rows: Sequence[Sequence[object]]) -> None:
        self.taken: dict[str, str] = {}
        self.left: dict[str, tuple[frozenset[str], int]] = {}
        for at, header in enumerate(headers):
            filled = sum(1 for row in rows if at < len(row) and clean(row[at]))
            if words := words_of(header):
                self.left.setdefault(str(header), (words, filled))

    def take(self, name: str, ranked: list[frozenset[str]], otherwise: Any = None) -> None:
        """The best of the columns that are left, by the rank of its name; ``otherwise`` judges names without rank."""
        if name in self.taken:
            return
        found: list[tuple[int, int, str]] = []
        for header, (words, filled) in self.left.items():
            if words in ranked:
                found.append((ranked.index(words), -filled, header))
            elif otherwise and otherwise(words):
                found.append((len(ranked), -filled, header))
        if found:
            named = [one for one in found if one[1]] or found  # a column with nothing in it comes last
            self.taken[name] = min(named, key=lambda one: one[:2])[2]
            del self.left[self.taken[name]]


def _is_party(words: frozenset[str]) -> bool:
    return bool(words & _PARTIES) and words <= _PARTIES | _BESIDE_PARTIES


def _is_seat(words: frozenset[str]) -> bool:
    return bool(words & _PLACES) and bool(words & _OF_THE_ENTITY) and "processing" not in words and "data" not in words


def _is_place(words: frozenset[str]) -> bool:
    known = words in _EITHER or words in _EITHER_OF_ENTITY
    return bool(words & _PLACES) and not known and not words & (_OF_THE_ENTITY | {"mechanism", "transfer", "safeguard"})


def _is_task(words: frozenset[str]) -> bool:
    return bool(words & _TASKS) and not words & (_NOT_TASKS | _PLACES)


def header_row(rows: Sequence[Sequence[object]]) -> int:
    """Which of the first rows holds the headers, counted from 0: the first that names a third party and a function.

    Title lines may stand above it. Where no row names both, the row with most of our columns; else the first.
    """
    guesses = [len(found) + 10 * ({"third_party", "function"} <= found) for found in _guesses(rows)]
    best = max(guesses, default=0)
    return guesses.index(best) if best > 1 else 0


def _guesses(rows: Sequence[Sequence[object]]) -> Iterator[set[str]]:
    for row in rows[:SEARCHED_ROWS]:
        short = [cell for cell in row if len(str(cell or "")) <= LONGEST_HEADER]
        yield set(guess_columns(short)) if sum(1 for cell in row if clean(cell)) > 1 else set()


def under_headers(rows: Sequence[Sequence[object]]) -> tuple[list[str], list[Sequence[object]]]:
    """A raw table as its headers and the rows under them, without what stands above."""
    if not rows:
        return [], []
    at = header_row(rows)
    return ["" if cell is None else str(cell) for cell in rows[at]], list(rows[at + 1 :])


def column_at(headers: Sequence[str], wanted: Mapping[str, str]) -> dict[str, int]:
    """Where the wanted columns stand; a header is found again whatever its case, blanks and punctuation."""
    exact = {header: at for at, header in reversed([*enumerate(headers)])}
    alike = {words_of(header): at for at, header in reversed([*enumerate(headers)]) if words_of(header)}
    found = {name: exact.get(header, alike.get(words_of(header))) for name, header in wanted.items()}
    return {name: at for name, at in found.items() if at is not None}
