"""The words of annexes in Dutch: complete, and the compiled ones are those that people edit."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils.translation import override

from apps.subprocessors.choices import CERTIFICATES, Authorisation, ChangeKind, EvidenceKind, LocationKind, Mechanism

APP = Path(__file__).parents[2] / "apps" / "subprocessors"
CATALOGUE = APP / "locale" / "nl" / "LC_MESSAGES"
DUTCH = {entry.msgid: entry for entry in polib.pofile(str(CATALOGUE / "django.po"))}
VALUE = re.compile(r"%\(\w+\)[sd]")
GETTEXT = {"_": 1, "ngettext": 2}
#: Labels of the register that annexes show.
LABELS = [
    *[str(label) for choices in (Authorisation, ChangeKind, LocationKind, Mechanism) for label in choices.labels],
    *[str(EvidenceKind(kind).label) for kind in CERTIFICATES],
]


def words_of(path: Path) -> list[str]:
    """What a module gives to gettext."""
    calls = [one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.Call)]
    named = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id in GETTEXT]
    return [ast.literal_eval(text) for one in named for text in one.args[: GETTEXT[one.func.id]]]


@pytest.mark.parametrize("path", sorted((APP / "annexes").glob("*.py")), ids=lambda path: path.stem)
def test_every_word_of_an_annex_has_its_dutch(path):
    known = {*DUTCH, *(entry.msgid_plural for entry in DUTCH.values())}

    said = [text for text in words_of(path) if path.stem != "pdf"]  # whose refusal staff read

    assert [text for text in said if text not in known] == []


def test_every_label_of_the_register_in_an_annex_has_its_dutch():
    assert [label for label in LABELS if label not in DUTCH] == []


def test_each_translation_says_something_and_keeps_every_value():
    assert [entry.msgid for entry in DUTCH.values() if not is_sound(entry)] == []


def is_sound(entry) -> bool:
    texts = [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
    values = set(VALUE.findall(entry.msgid))
    return all(text.strip() and set(VALUE.findall(text)) == values for text in texts)


def test_the_compiled_catalogue_is_that_of_the_texts():
    compiled = {
        entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in polib.mofile(str(CATALOGUE / "django.mo"))
    }

    assert compiled == {name: (entry.msgstr, entry.msgstr_plural) for name, entry in DUTCH.items()}


def test_django_finds_it():
    with override("nl"):
        assert str(Mechanism.SCC_M3.label) == "Standaardcontractbepalingen, verwerker aan verwerker"
