"""What the public reads stands in Dutch too, whole and with the same places; the compiled file says what the source says."""

import pytest
from django.test import Client
from django.utils import translation

from apps.mailroom.composing import kinds, render
from tests.mailroom.test_letterheads import FULL_HEAD
from tests.translations import MO, PLACE, dutch_of, read, texts

#: What a Dutch reader would stumble over in a letter.
ENGLISH = ("data protection officer", "supervisory authority", "Unsubscribe", "Sent by")


def test_every_text_that_the_public_reads_has_its_dutch():
    file = read()
    lacking = [
        text
        for text, plural in texts().items()
        if (entry := file.find(text)) is None
        or entry.obsolete
        or "fuzzy" in entry.flags
        or not all(dutch_of(entry))
        or entry.msgid_plural != plural
    ]

    assert lacking == []


def test_a_text_and_its_dutch_leave_the_same_places_open():
    assert [entry.msgid for entry in read() if not leaves_the_same_places_open(entry)] == []


def leaves_the_same_places_open(entry) -> bool:
    meant = set(PLACE.findall(entry.msgid)) | set(PLACE.findall(entry.msgid_plural))
    has_percent = "%" in PLACE.sub("", entry.msgid)
    return all(
        set(PLACE.findall(dutch)) == meant and ("%" in PLACE.sub("", dutch)) == has_percent for dutch in dutch_of(entry)
    )


def test_the_compiled_file_is_that_of_the_source():
    assert MO.read_bytes() == read().to_binary()


def test_no_text_stands_there_twice_or_for_nothing():
    said = [entry.msgid for entry in read()]

    assert len(said) == len(set(said))
    assert sorted(set(said) - set(texts())) == []


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_a_dutch_letter_is_dutch_from_head_to_foot(kind):
    _subject, text, html = render(kind, kind.example, language="nl", head=FULL_HEAD)

    assert [words for words in ENGLISH if words in text or words in html] == []
    assert "functionaris voor gegevensbescherming" in text
    assert "Afmelden" in html
    assert render(kind, kind.example, language="en", head=FULL_HEAD)[1] != text


def test_a_dutch_letter_leaves_the_language_of_the_office_as_it_was():
    kind = next(iter(kinds().values()))
    with translation.override("en-gb"):
        render(kind, kind.example, language="nl", head=FULL_HEAD)
        assert translation.get_language() == "en-gb"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "heading"), [("nl", "Subverwerkers van de groep"), ("en", "Subprocessors of the group")]
)
def test_the_public_page_speaks_the_language_of_the_visitor(asked, heading):
    page = Client().get("/subprocessors/", headers={"accept-language": asked}, follow=True).content.decode()

    assert f"<h1>{heading}</h1>" in page
