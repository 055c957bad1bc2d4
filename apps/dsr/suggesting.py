"""What a mail seems to ask, and in which language: tables of words, no database. It is a suggestion that staff correct."""

import re
from collections.abc import Mapping

from .choices import SUBJECTS, Right

#: So much of a text is looked at, without what it quotes.
READ = 4000
#: Where more rights than this seem to be asked, a person reads it.
MOST_SUGGESTED = 3

_PERSONAL = r"(?:personal |private )?(?:data|information|details)"
_GEGEVENS = r"(?:persoons|persoonlijke )?gegevens"

PHRASES: Mapping[Right, str] = {
    Right.ACCESS: rf"subject access|access to (?:all )?(?:of )?my {_PERSONAL}|copy of (?:all )?(?:of )?my {_PERSONAL}"
    rf"|inzageverzoek|inzage in mijn|kopie van (?:al )?mijn {_GEGEVENS}|art(?:\.|icle|ikel) ?15\b",
    Right.RECTIFICATION: rf"correct my {_PERSONAL}|rectif(?:y|ication)|mijn {_GEGEVENS} (?:te )?(?:corrigeren|verbeteren)"
    r"|rectificatie|art(?:\.|icle|ikel) ?16\b",
    Right.ERASURE: rf"(?:delete|erase|remove) (?:all )?(?:of )?my (?:account|{_PERSONAL})|right to be forgotten"
    rf"|mijn (?:account|{_GEGEVENS}) (?:te )?(?:verwijderen|wissen)|(?:verwijder|wis) (?:al )?mijn (?:account|{_GEGEVENS})"
    r"|recht op vergetelheid|art(?:\.|icle|ikel) ?17\b",
    Right.RESTRICTION: r"restrict(?:ion of)? (?:the )?processing|beperking van de verwerking|art(?:\.|icle|ikel) ?18\b",
    Right.PORTABILITY: r"data portability|portable form|overdraagbaarheid|dataportabiliteit|art(?:\.|icle|ikel) ?20\b",
    Right.OBJECTION: rf"object to (?:the |your )?(?:processing|use) of my {_PERSONAL}"
    r"|bezwaar tegen (?:de |het )?(?:verwerking|gebruik)|art(?:\.|icle|ikel) ?21\b",
    Right.WITHDRAW_CONSENT: r"(?:withdraw|revoke) my consent|mijn toestemming (?:in te )?(?:trekken|intrekken)"
    r"|trek mijn toestemming in",
    Right.AUTOMATED_DECISION: r"automated (?:decision|individual)|geautomatiseerde? besluit|art(?:\.|icle|ikel) ?22\b",
    Right.SALE_OPT_OUT: rf"do not sell(?: or share)? my {_PERSONAL}|opt[ -]?out of (?:the )?(?:sale|sharing)",
}
_WANTED = {right: re.compile(rf"\b(?:{words})", re.IGNORECASE) for right, words in PHRASES.items()}


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


#: Frequent words that the other language has not.
WORDS = {
    "nl": words_of("de het een ik mijn mij niet van voor graag wil uw jullie gegevens met hebben dat bij"),
    "en": words_of("the a i my me not of for please want your you data with have that at"),
}


def suggested_rights(subject: str, text: str) -> list[Right]:
    """The rights that a mail seems to ask for; the one to be clarified where its words do not say.

    “Children” and “Dispute” in the subject stand before all else (privacy statement 10 and 13).
    """
    said = [right for word, right in SUBJECTS.items() if re.search(rf"\b{word}\b", subject, re.IGNORECASE)]
    if said:
        return said
    words = f"{subject}\n{own_words(text)}"
    found = [right for right, phrase in _WANTED.items() if phrase.search(words)]
    return found if 0 < len(found) <= MOST_SUGGESTED else [Right.UNCLEAR]


def own_words(text: str) -> str:
    """What a mail says itself, on single lines: without what it quotes."""
    lines = (line.strip() for line in text[: 2 * READ].splitlines() if not line.lstrip().startswith(">"))
    return re.sub(r"\s+", " ", " ".join(lines))[:READ]


def language_of(text: str) -> str:
    """The language of a text, of those that letters are written in."""
    words = words_of(own_words(text))
    counts = {language: sum(word in known for word in words) for language, known in WORDS.items()}
    return "nl" if counts["nl"] > counts["en"] else "en"
