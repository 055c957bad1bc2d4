"""Every letter says who writes, whom to ask and where to complain; list mail, and it alone, says how to stop it."""

import re
from pathlib import Path

import pytest
from django.test import override_settings

from apps.mailroom import composing, services
from apps.mailroom.composing import Letterhead, NotALetter, clean_unsubscribe, compose, kinds, parse, render
from apps.mailroom.models import Letter
from apps.mailroom.services import letterhead
from apps.organisation import services as organisation
from apps.organisation.models import Brand
from apps.organisation.queries import PublicContact
from tests.builders import BUILDER, a_brand, a_letter, an_authority, an_office
from tests.mailroom.test_composing import a_draft

SITE = "https://privacy.example.org"
LINK = f"{SITE}/unsubscribe/{'k' * 43}/"
#: A letterhead with everything on it that one may have.
FULL_HEAD = Letterhead(
    office="Acme",
    contact=PublicContact("privacy@acme.example", "Straat 1\n1234 AB Utrecht", (), "Autoriteit Persoonsgegevens", ""),
    unsubscribe="https://privacy.acme.example/u/1/",
)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site():
    with override_settings(SITE_URL=SITE):
        yield


def message_of(letter: Letter):
    return parse(services.open_message(letter, by=BUILDER))


# --- Lists (RFC 8058) ---


def test_a_letter_that_can_be_unsubscribed_from_is_list_mail_and_says_so_in_both_headers():
    letter = a_letter(unsubscribe=LINK)

    message = message_of(letter)
    assert letter.is_bulk
    assert message.get_all("List-Unsubscribe") == [f"<{LINK}>"]
    assert message.get_all("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]


def test_a_letter_of_a_duty_has_neither_header_and_no_such_link():
    letter = a_letter()

    message = message_of(letter)
    assert not letter.is_bulk
    assert [name for name in message if name.lower().startswith("list-")] == []
    assert "nsubscribe" not in message.as_string()


@pytest.mark.parametrize("length", [10, 60, 76, 77, 78, 200, 840])
def test_a_long_link_stands_on_one_line_as_it_is(length):
    link = f"{SITE}/u/{'k' * length}"

    wire = compose(a_draft(unsubscribe=clean_unsubscribe(link)))

    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in wire
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in wire


@pytest.mark.parametrize(
    "link",
    [
        *("http://privacy.example.org/u/1", "https://evil.example/u/1", "https://privacy.example.org.evil.example/u"),
        *("mailto:stop@example.org", SITE, f"{SITE}/u/1\r\nBcc: eve@example.org", f"{SITE}/u/1 2", f"{SITE}/u/1>,<x"),
        *(f"{SITE}/ü", f"{SITE}/u/\0", f"{SITE}/u/\u2028", f"{SITE}/{'k' * 900}"),
    ],
)
def test_list_mail_is_stopped_at_this_site_alone(link):
    with pytest.raises(NotALetter, match=re.escape(f"begins with {SITE}/")):
        a_letter(unsubscribe=link)

    assert Letter.objects.count() == 0


def test_a_header_of_a_list_that_would_read_otherwise_stops_the_letter():
    with pytest.raises(NotALetter, match="cannot be written as a header"):
        compose(a_draft(unsubscribe=f"{SITE}/ü"))


def test_both_texts_of_list_mail_say_how_to_stop_it():
    content = services.open_letter(a_letter(unsubscribe=LINK), by=BUILDER)

    assert content.text.count(LINK) == 1
    assert f'<a href="{LINK}"' in content.html


# --- Who writes ---


def test_a_letter_says_whom_to_ask_and_where_to_complain():
    brand = a_brand("globex", name="Globex", privacy_email="privacy@globex.example")
    office = an_office(
        "Utrecht", address="Trompenburgstraat 2c\n1079 TX Amsterdam", supervisory_authority=an_authority()
    )
    organisation.move_headquarters(office, by=BUILDER)

    content = services.open_letter(a_letter(brand=brand), by=BUILDER)

    for words in (content.text, content.html):
        for part in ("Globex", "Trompenburgstraat 2c", "1079 TX Amsterdam", "privacy@globex.example"):
            assert part in words
        assert "complain to the supervisory authority: Data Protection Authority" in words


def test_a_letter_of_an_office_that_says_nothing_of_itself_yet_has_no_empty_lines_for_it():
    content = services.open_letter(a_letter(), by=BUILDER)

    assert content.text.endswith("\n\nPrivacy Office\n")
    assert "officer:" not in content.html


# --- Brands ---


@pytest.fixture
def own_texts(tmp_path: Path, settings):
    """Writes texts into a folder that goes before the project's."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    composing._templates.cache_clear()
    composing.ensure_finished.cache_clear()

    def write(path: str, text: str) -> None:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    yield write
    composing._templates.cache_clear()
    composing.ensure_finished.cache_clear()


KIND = kinds()["subprocessors/evidence_due"]


def rendered(brand: str = "") -> tuple[str, str, str]:
    return render(KIND, KIND.example, language="en", head=Letterhead(office="Office", brand=brand))


def test_a_brand_may_have_a_text_of_its_own(own_texts):
    usual = rendered()
    own_texts("subprocessors/letters/globex/evidence_due.txt", "As Globex says: {{ document }}.")

    assert rendered("globex")[1] == "As Globex says: Penetration test.\n"
    assert rendered("globex")[2] == usual[2]
    assert rendered("initech") == rendered() == usual


def test_a_brand_may_have_a_frame_of_its_own_that_goes_on_from_the_usual_one(own_texts):
    own_texts(
        "mailroom/globex/letter.html",
        '{% extends "mailroom/letter.html" %}{% block brand %}<b>GLOBEX</b>{% endblock brand %}',
    )

    assert "<b>GLOBEX</b>" in rendered("globex")[2]
    assert "Penetration test" in rendered("globex")[2]
    assert rendered("globex")[1] == rendered()[1]
    assert "<b>GLOBEX</b>" not in rendered()[2]


def test_a_text_of_a_brand_that_is_not_finished_stops_its_letters_alone(own_texts):
    own_texts("subprocessors/letters/globex/evidence_due.txt", "Dear [INSERT name]")

    with pytest.raises(NotALetter, match=re.escape("[INSERT")):
        rendered("globex")
    assert rendered("initech") == rendered()


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_every_kind_is_finished_in_every_language_for_every_brand(kind, language):
    brands = [None, *Brand.objects.all()]
    assert len(brands) > 3

    for brand in brands:
        for link in ("", LINK):
            subject, text, html = render(
                kind, kind.example, language=language, head=letterhead(brand, unsubscribe=link)
            )
            for words in (subject, text, html):
                assert words.strip()
                assert not composing.PLACEHOLDER.search(words)
                assert not re.search(
                    r"\bNone\b|\bTODO\b|xxx|\{\s*\w+\s*\}", re.sub(r"(?s)<style>.*?</style>", "", words)
                )
            assert (brand.name if brand else "Privacy Office") in text
            assert f'<html lang="{language}">' in html
            assert (LINK in text, LINK in html) == (bool(link), bool(link))


def test_what_a_letterhead_says_is_escaped_in_html_alone():
    head = Letterhead(
        office="<b>&",
        contact=PublicContact("a&b@example.org", "<i>Street</i>\n1", (), "<u>A</u>", ""),
        unsubscribe=LINK,
    )

    _subject, text, html = render(KIND, KIND.example, language="en", head=head)

    assert "<b>&" in text
    assert "<i>Street</i>\n1" in text
    assert "&lt;i&gt;Street&lt;/i&gt;<br>1" in html
    assert "<u>A" not in html
