"""What the public reads of published documents is Dutch in Dutch: a version is kept for good in the words it was made in."""

import polib
import pytest
from django.conf import settings
from django.test import Client

from apps.publications.choices import Format
from apps.publications.services import rendition_of
from apps.subprocessors import services
from tests.builders import BUILDER, a_listing_in, a_statement

CATALOGUE = settings.ROOT / "apps" / "publications" / "locale" / "nl" / "LC_MESSAGES" / "django.po"
#: Words of the frame and of the list that a Dutch reader must not meet.
ENGLISH = [
    *("Version", "in effect", "All versions", "Where data is processed", "Function", "Subprocessor<", "optional"),
    *("never changes", "of the content", "Service or technology", "was removed", "first version", "What changed"),
]


def test_every_sentence_of_the_catalogue_is_translated_with_the_same_values():
    entries = polib.pofile(str(CATALOGUE))

    assert [entry.msgid for entry in entries if not entry.translated()] == []
    assert [
        entry.msgid for entry in entries if names(entry.msgid) != names(entry.msgstr or entry.msgstr_plural[0])
    ] == []


def names(text: str) -> set[str]:
    return {piece.partition(")")[0] for piece in text.split("%(")[1:]}


def test_the_compiled_catalogue_is_made_of_the_written_one():
    written, compiled = polib.pofile(str(CATALOGUE)), polib.mofile(str(CATALOGUE.with_suffix(".mo")))

    assert {one.msgid: (one.msgstr, one.msgstr_plural) for one in compiled} == {
        one.msgid: (one.msgstr, one.msgstr_plural) for one in written
    }


def test_a_version_in_dutch_has_dutch_words(db):
    version = a_listing_in("active", is_optional=True).brand.versions.get()
    page = bytes(rendition_of(version, into=Format.HTML, language="nl").body).decode()

    assert [words for words in ENGLISH if words in page] == []
    assert "Waar gegevens worden verwerkt" in page


@pytest.mark.parametrize(
    "address",
    [
        *("subprocessors/", "subprocessors/versions/", "subprocessors/versions/1..2/", "privacy-statement/"),
        *("subprocessors/as-of/2020-01-01/", "privacy-statement/versions/", "subprocessors/changes.atom?lang=nl"),
    ],
)
def test_a_page_in_dutch_has_dutch_words(address, db):
    listing = a_listing_in("active")
    services.suspend_listing(listing, reason="An incident.", by=BUILDER)
    a_statement("Wat wij doen.", texts={"nl": "Wat wij doen."})
    page = Client().get(f"/acme/{address}", headers={"accept-language": "nl"}).content.decode()

    assert [words for words in ENGLISH if words in page] == []
