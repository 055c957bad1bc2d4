"""The texts of the categories (privacy statement 9.1, 9.2) in English and Dutch: staff change them as they wish."""

from typing import Any, NamedTuple

from apps.organisation.services import Counts, make_missing

from ..choices import Category, Language
from ..models import CategoryText

_C, _EN, _NL = Category, Language.EN, Language.NL


class Text(NamedTuple):
    category: str
    language: str
    title: str
    description: str
    implications: str


TEXTS = (
    Text(_C.STRICTLY_NECESSARY, _EN, "Strictly necessary",
     "These cookies are necessary for the website to function and cannot be switched off. They are set in response to "
     "actions made by you, such as setting your privacy preferences, logging in, or filling in forms.",
     "They are always there: without them the website does not work."),
    Text(_C.STRICTLY_NECESSARY, _NL, "Strikt noodzakelijk",
     "Deze cookies zijn nodig om de website te laten werken en kunnen niet worden uitgezet. Ze worden geplaatst naar "
     "aanleiding van wat u doet, zoals uw privacyvoorkeuren instellen, inloggen of een formulier invullen.",
     "Ze zijn er altijd: zonder deze cookies werkt de website niet."),
    Text(_C.FUNCTIONAL, _EN, "Functional",
     "These cookies enable enhanced functionality and personalisation, such as content in the preferred language for "
     "your location. They may be set by us or by third parties whose services we have added to our pages.",
     "If you refuse them, the website may not work fully as designed: for example, it may not retain the language that "
     "you prefer."),
    Text(_C.FUNCTIONAL, _NL, "Functioneel",
     "Deze cookies maken extra functies en personalisatie mogelijk, zoals inhoud in de taal die past bij waar u bent. Ze "
     "worden geplaatst door ons of door derden wier diensten wij op onze pagina’s gebruiken.",
     "Weigert u ze, dan werkt de website mogelijk niet helemaal zoals bedoeld: uw voorkeurstaal wordt bijvoorbeeld niet "
     "onthouden."),
    Text(_C.PERFORMANCE, _EN, "Performance",
     "These cookies allow us to measure visits, traffic sources and engagement. They help us learn which pages are the "
     "most and least popular and see how visitors move around the site.",
     "If you accept them, your visits are counted and we learn from them. If you refuse them, the website stays the same "
     "and we do not know that you were here."),
    Text(_C.PERFORMANCE, _NL, "Prestaties",
     "Met deze cookies meten wij bezoeken, waar bezoekers vandaan komen en wat zij doen. Zo leren wij welke pagina’s het "
     "meest en het minst worden bekeken en hoe bezoekers zich over de site bewegen.",
     "Staat u ze toe, dan tellen uw bezoeken mee en leren wij ervan. Weigert u ze, dan blijft de website hetzelfde en "
     "weten wij niet dat u er was."),
    Text(_C.MARKETING, _EN, "Marketing",
     "These cookies allow advertising parties to uniquely identify your browser and device, alone or in conjunction with "
     "others, and so may identify you directly or indirectly.",
     "If you accept them, advertising parties may recognise you on other websites and show you advertisements that fit. "
     "If you refuse them, you see as many advertisements, chosen without regard to you."),
    Text(_C.MARKETING, _NL, "Marketing",
     "Met deze cookies kunnen adverteerders uw browser en apparaat herkennen, op zichzelf of samen met andere cookies, en "
     "u zo direct of indirect identificeren.",
     "Staat u ze toe, dan kunnen adverteerders u op andere websites herkennen en u passende advertenties tonen. Weigert "
     "u ze, dan ziet u evenveel advertenties, maar niet op u afgestemd."),
)  # fmt: skip


def seed_texts(*, by: Any) -> Counts:
    """Make the texts that are missing, inside the act under way."""
    rows = [text._asdict() for text in TEXTS]
    return {CategoryText._meta.label: make_missing(CategoryText, key=["category", "language"], rows=rows).counts}
