"""How alike two names are, and two texts: what is noise, what is generic, and what tells companies apart."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from .geography import COUNTRY_WORDS

_LEGAL_FORMS = """US CA: inc incorporated corp corporation|US AE: llc lp pbc pc|
GB IE CA IN IL HK NZ AU SG JP ZA: ltd limited|GB IE: plc llp|IE: dac uc|CA IE: ulc|NL BE: bv nv|
DE AT CH: gmbh ag kg ug mbh|DE FR NL IE LU: se|FR LU CH BE ES: sarl sas sa|IT BE ES: srl spa|ES: sl slu|SE FI: ab|
FI: oy oyj|DK: aps ivs|NO DK EE CZ: as|JP: kk gk|AU ZA IN: pty|IN: pvt|IN SG: private|SG: pte|CZ SK: sro|HR RS SI: doo|
EE: ou|LT: uab|HU: kft|BR: ltda|PL: sp oo|: co company unlimited"""
#: The legal forms of companies, and where they are used: two forms without a common country are two companies.
LEGAL_FORMS = {
    form: frozenset(countries.split())
    for countries, forms in (one.strip().split(":") for one in _LEGAL_FORMS.split("|"))
    for form in forms.split()
}
_GENERIC = """cloud service services platform platforms technology technologies tech group systems system data software
solution solutions holding holdings global international worldwide the of a an for digital online web app apps network
networks labs lab enterprise enterprises hosting security support analytics communications communication media
infrastructure business consulting management company companies subsidiary affiliate affiliates integration suite
product products api studio team customer partners products hq com io net org www"""
#: Words that many companies bear; no two names are alike by these alone.
GENERIC = set(_GENERIC.split()) - {"web"}
_REGIONS = """emea apac europe european eu uk us usa international america americas asia pacific africa latam nordic
nordics global worldwide north south east west"""
_PLACES = {word for name in COUNTRY_WORDS for word in name.lower().replace(",", " ").split() if len(word) > 3}
_COUNTRIES = """ireland india canada germany australia france netherlands japan singapore brazil spain italy poland sweden
norway denmark finland austria belgium switzerland luxembourg portugal israel mexico philippines malaysia indonesia
thailand romania bulgaria hungary greece argentina chile colombia china korea taiwan israel estonia latvia lithuania
ukraine cyprus malta egypt kenya nigeria pakistan"""
#: Words of names that tell subsidiaries of one group apart.
PLACES = (set(_REGIONS.split()) | _PLACES | set(_COUNTRIES.split())) - {
    "with",
    "people's",
    "republic",
    "state",
    "united",
}
_ALIAS = re.compile(
    r"(?<=[\s(,;])(?:a\.?k\.?a\.?|also known as|formerly known as|formerly|fka|f/k/a|previously known as|previously|"
    r"d/b/a|d\.b\.a\.?|dba|doing business as|trading as|t/a|now known as|now part of|now)(?=[\s:])[\s:]*",
    re.IGNORECASE,
)
_DOTS = re.compile(r"(?<=\w)[.'’](?=\w|$|[\s,)])")
_BRACKETS = re.compile(r"\(([^()]*)\)")
#: A misspelling of a name has this much in common with it; short names are too easily alike.
MISSPELT, SHORT = 0.7, 5
_LITTLE = {"and", "of", "the", "for"}


@lru_cache(maxsize=50_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text for comparison: no case, accents, punctuation and “and”."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = _DOTS.sub("", "".join(one for one in plain if not unicodedata.combining(one)))
    plain = re.sub(r"[\u200b-\u200f\u2060\ufeff\xad]", "", plain)
    words = re.findall(r"[^\W_]+", plain)
    return tuple(word for word in words if word != "and") or tuple(words) or tuple(text.casefold().split())


def key_of(text: str) -> str:
    """What two writings of one text have in common."""
    return " ".join(words_of(text))


def is_generic(text: str) -> bool:
    """Whether a text is nothing but legal forms and generic words, and so no name."""
    return all(word in GENERIC or word in LEGAL_FORMS for word in words_of(text))


@dataclass(frozen=True)
class Name:
    """A company's name as it is compared."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        return words_of(_ALIAS.sub(" ", self.text))

    @cached_property
    def key(self) -> str:
        return key_of(self.text)

    @cached_property
    def forms(self) -> frozenset[str]:
        return frozenset(word for word in self.words[1:] if word in LEGAL_FORMS)

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(word for word in self.words[1:] if word in PLACES)

    @cached_property
    def core(self) -> frozenset[str]:
        """The words that are this company's own; all but legal forms where none is."""
        bare = [word for word in self.words if word not in self.forms and word not in self.places]
        return frozenset(word for word in bare if word not in GENERIC) or frozenset(bare)

    @cached_property
    def has_own_words(self) -> bool:
        return bool(self.core - GENERIC)

    @cached_property
    def own(self) -> str:
        """Its own words on end, as they come."""
        return "".join(word for word in self.words if word in self.core) if self.has_own_words else ""

    @cached_property
    def full(self) -> frozenset[str]:
        """Own words and places: what another name must bear to name this company."""
        return self.core | self.places

    @cached_property
    def compact(self) -> str:
        return "".join(word for word in self.words if word not in self.forms)

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """The first letters of its words, without and with what stands in brackets left out."""
        heads = (self.words, words_of(_BRACKETS.sub(" ", self.text)))
        found = ("".join(word[0] for word in head if word not in LEGAL_FORMS and word not in _LITTLE) for head in heads)
        return frozenset(one for one in found if len(one) >= 3)

    @cached_property
    def parts(self) -> frozenset[str]:
        """Other names that it says itself: “NexMo (aka Vonage)”, “Alphabet formerly Google”, “Amazon Web Services (AWS)”."""
        text = self.text
        found = [part for one in _ALIAS.split(text) for part in re.split(r"[(),;]", one)] if _ALIAS.search(text) else []
        for bracket in _BRACKETS.findall(text):
            if key_of(bracket) in self.acronyms:
                found += [bracket, _BRACKETS.sub(" ", text)]
        return frozenset(key for part in found if (key := _bare(part)) and not is_generic(key)) - {""}

    @cached_property
    def hints(self) -> frozenset[str]:
        """What stands in brackets and before them; it may be another name, or whom it belongs to: “Azure (Microsoft)”."""
        found = [*_BRACKETS.findall(self.text), _BRACKETS.sub(" ", self.text)] if "(" in self.text else []
        return frozenset(key for part in found if (key := _bare(part)) and not is_generic(key)) - {""}

    @cached_property
    def bare(self) -> str:
        return _bare(self.text)


@lru_cache(maxsize=50_000)
def name_of(text: str) -> Name:
    return Name(text)


def _bare(text: str) -> str:
    """The key of a name without its legal forms."""
    words = words_of(text)
    return " ".join(word for at, word in enumerate(words) if not at or word not in LEGAL_FORMS)


def are_siblings(one: Name, other: Name) -> bool:
    """Whether two names are two companies of one group: the same own words, and other places or legal forms."""
    if not one.core & other.core or one.parts & (other.parts | {other.bare}) or other.parts & {one.bare}:
        return False
    return one.places != other.places or _of_other_forms(one, other)


def are_apart(one: Name, other: Name) -> bool:
    """Whether two siblings each say which they are: “Acme BV” and “Acme GmbH”, but not “Acme” and “Acme GmbH”."""
    both_say = bool(one.places and other.places) or bool(one.forms and other.forms and one.forms != other.forms)
    return both_say and are_siblings(one, other)


def _of_other_forms(one: Name, other: Name) -> bool:
    mine, theirs = ({country for form in name.forms for country in LEGAL_FORMS[form]} for name in (one, other))
    return bool(mine and theirs) and not mine & theirs


def is_same_company(one: Name, other: Name) -> bool:
    """Whether two names are one: other word order, spelling or legal form, an alias that one says, an acronym."""
    if are_siblings(one, other):
        return False
    if {one.bare, *one.parts} & {other.bare, *other.parts}:
        return True
    if one.compact in other.acronyms or other.compact in one.acronyms:
        return True
    own = one.has_own_words and other.has_own_words
    return one.compact == other.compact or (own and one.core == other.core and _same_but_generic(one, other))


def _same_but_generic(one: Name, other: Name) -> bool:
    """Names with the same own words may differ in generic ones that only one of them has."""
    mine, theirs = ({*name.words} & GENERIC for name in (one, other))
    return mine <= theirs or theirs <= mine


def is_similar_company(one: Name, other: Name) -> bool:
    """Whether one name says less than the other, hints at it in brackets, or is a misspelling of it."""
    if are_siblings(one, other):
        return False
    if {one.bare, *one.hints} & {other.bare, *other.hints}:
        return True
    own = one.has_own_words and other.has_own_words
    if own and (one.core <= other.core or other.core <= one.core):
        return True
    long = min(len(one.own), len(other.own)) > SHORT
    return long and one.places == other.places and likeness(one.own, other.own) >= MISSPELT


def likeness(one: str, other: str) -> float:
    """How much two texts have in common, from 0 to 1, the same both ways."""
    mine, theirs = _pieces(one), _pieces(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine or theirs else 1.0


@lru_cache(maxsize=50_000)
def _pieces(text: str) -> frozenset[str]:
    key = f" {key_of(text)} "
    return frozenset(key[at : at + 3] for at in range(len(key) - 2))


def host_of(website: str) -> str:
    """The host of a web address without “www”; nothing where it has none."""
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
