"""Canned texts in English and Dutch: staff change them, take them away, and add their own."""

from typing import Any, NamedTuple

from apps.organisation.services import Counts, make_missing

from ..choices import Regime, Right
from ..models import CannedText


class TextRow(NamedTuple):
    """One text in both languages, without greeting and end; for a right and a law, or for any."""

    name: str
    english: str
    dutch: str
    right: str = ""
    regime: str = ""


ENGLISH = "Dear {{name}},\n\n{}\n\nKind regards"
DUTCH = "Geachte {{name}},\n\n{}\n\nMet vriendelijke groet"

TEXTS = (
    TextRow(
        "Searching our systems",
        "We are working on your request {reference}. We search every system in which data about you can be, and you have "
        "our answer by {due_on}.",
        "Wij werken aan uw verzoek {reference}. Wij doorzoeken elk systeem waarin gegevens over u kunnen staan, en u hebt "
        "ons antwoord uiterlijk op {due_on}.",
    ),
    TextRow(
        "Which service was it",
        "So that we search in the right place: which of our services did you use, and with which e-mail address or "
        "telephone number? Your request stays open, and you have our answer by {due_on}.",
        "Om op de juiste plaats te zoeken: welke van onze diensten hebt u gebruikt, en met welk e-mailadres of "
        "telefoonnummer? Uw verzoek blijft open, en u hebt ons antwoord uiterlijk op {due_on}.",
    ),
    TextRow(
        "All data, or some of it",
        "We hold a large amount of data about you. If you can say which data or which period matters to you, your answer "
        "will be easier to read. If you want all of it, say so, and you get all of it.",
        "Wij hebben veel gegevens over u. Als u kunt zeggen om welke gegevens of welke periode het u gaat, wordt ons "
        "antwoord beter leesbaar. Wilt u alles, laat ons dat weten, en u krijgt alles.",
        right=Right.ACCESS,
    ),
    TextRow(
        "What has to be corrected",
        "Please tell us which data about you is wrong, and what it should say. If you have something that shows it, hand "
        "it in on your page.",
        "Laat ons weten welke gegevens over u niet kloppen, en hoe ze moeten luiden. Hebt u iets waaruit dat blijkt, "
        "lever het dan in op uw pagina.",
        right=Right.RECTIFICATION,
    ),
    TextRow(
        "Before we erase",
        "Before we erase your data: once it is gone, we cannot restore it, and you can use your account no more. If you "
        "want a copy first, answer this letter. What the law makes us keep we name in our answer.",
        "Voordat wij uw gegevens wissen: zijn ze weg, dan kunnen wij ze niet herstellen, en kunt u uw account niet meer "
        "gebruiken. Wilt u eerst een kopie, beantwoord dan deze brief. Wat wij volgens de wet moeten bewaren noemen wij in "
        "ons antwoord.",
        right=Right.ERASURE,
    ),
    TextRow(
        "Where your data goes to",
        "You asked for your data in a form that another provider can read. We give it to you as a file on your page. If "
        "you want us to send it to another provider directly, tell us to which, and whom to write to there.",
        "U vroeg uw gegevens in een vorm die een andere aanbieder kan lezen. U krijgt ze als bestand op uw pagina. Wilt u "
        "dat wij ze rechtstreeks naar een andere aanbieder sturen, laat ons dan weten naar welke, en aan wie daar.",
        right=Right.PORTABILITY,
    ),
    TextRow(
        "No more marketing",
        "You get no more marketing from us, of any of our brands. A letter that was on its way already may still reach "
        "you; please excuse it. We keep your address on a list for this one reason: so that nobody writes to it again.",
        "U krijgt geen reclame meer van ons, van geen van onze merken. Een bericht dat al onderweg was kan u nog bereiken; "
        "onze excuses daarvoor. Wij houden uw adres op een lijst om één reden: dat niemand er nog naar schrijft.",
        right=Right.OBJECTION,
    ),
    TextRow(
        "Proof that you may act for somebody",
        "You ask on behalf of somebody else. Please send us what shows that you may: a mandate that they signed, a power "
        "of attorney, or a ruling. You can hand it in on your page.",
        "U vraagt namens iemand anders. Stuur ons waaruit blijkt dat u dat mag: een ondertekende machtiging, een volmacht "
        "of een beschikking. U kunt het inleveren op uw pagina.",
    ),
    TextRow(
        "Data of a child",
        "Thank you for telling us. Our services are not for people under 18, and we erase data of children as quickly as "
        "we can. Please tell us the account or number, so that we find all of it.",
        "Dank dat u ons dit laat weten. Onze diensten zijn niet voor mensen onder de 18, en wij wissen gegevens van "
        "kinderen zo snel als wij kunnen. Laat ons het account of nummer weten, zodat wij alles vinden.",
        right=Right.CHILDREN,
    ),
    TextRow(
        "Nothing against you for asking",
        "You asked under the {law}. It costs you nothing, and we treat you no differently because you asked: not in "
        "price, not in service.",
        "U deed uw verzoek op grond van de {law}. Het kost u niets, en wij behandelen u niet anders omdat u het vroeg: "
        "niet in prijs, niet in dienst.",
        regime=Regime.CCPA,
    ),
)


def seed_texts(*, by: Any) -> Counts:
    """The texts that are missing, in both languages."""
    rows = [row for text in TEXTS for row in _rows(text)]
    return {
        "dsr.cannedtext": make_missing(CannedText, key=("name", "regime", "language"), rows=rows).counts,
    }


def _rows(text: TextRow) -> list[dict[str, Any]]:
    shared = {"name": text.name, "right": text.right, "regime": text.regime}
    return [
        shared | {"language": "en", "text": ENGLISH.format(text.english)},
        shared | {"language": "nl", "text": DUTCH.format(text.dutch)},
    ]
