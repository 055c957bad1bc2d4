"""A message is what it was meant to be: its headers cannot be forged, its texts are finished, its bytes the same."""

import datetime
from pathlib import Path

import pytest

from apps.casework.registers import LetterKind
from apps.mailroom import composing
from apps.mailroom.composing import (
    Draft,
    Letterhead,
    NotALetter,
    clean_address,
    compose,
    content_of,
    kinds,
    one_line,
    parse,
    render,
)
from tests.shared_data import hostile_strings

KIND = "subprocessors/evidence_due"
ACME = Letterhead(office="Acme")
HEADERS = {"Message-ID", "Date", "From", "To", "Reply-To", "Subject", "Auto-Submitted", "X-Letter-Kind"}
OF_MIME = {"MIME-Version", "Content-Type"}


def a_draft(**values) -> Draft:
    given = {
        "kind": KIND,
        "to_address": "ada@example.org",
        "to_name": "Ada",
        "reply_to": "privacy@example.org",
        "subject": "Hello",
        "text": "Hello.\n",
        "html": "<p>Hello.</p>\n",
        "message_id": "<1@example.org>",
        "date": datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC),
    }
    return Draft(**(given | values))


def read(wire: bytes) -> dict:
    message = parse(wire)
    assert set(message.keys()) == HEADERS | OF_MIME
    assert len(message.keys()) == len(HEADERS | OF_MIME)
    [to] = message["To"].addresses
    return {"subject": message["Subject"], "address": to.addr_spec, "name": to.display_name}


# --- Headers ---


def test_a_message_has_these_headers_and_two_texts():
    message = parse(compose(a_draft()))

    assert message["From"] == "privacy-office@localhost"
    assert (message["To"], message["Reply-To"]) == ("Ada <ada@example.org>", "privacy@example.org")
    assert (message["Message-ID"], message["Auto-Submitted"]) == ("<1@example.org>", "auto-generated")
    assert message["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_same_letter_is_the_same_bytes():
    assert compose(a_draft()) == compose(a_draft())


def test_every_byte_is_ascii_and_no_line_is_longer_than_mail_allows():
    wire = compose(a_draft(text="é" * 5000 + "\n.\n.x\n", html="<p>" + "日本" * 3000 + "</p>\n", subject="ü" * 200))

    assert wire.isascii()
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998
    assert b"\n" not in wire.replace(b"\r\n", b"")


@pytest.mark.parametrize("bad", ["\r", "\n", "\r\n", "\0", "\u2028", "\u2029", "\x85", "\x0b", "\x1c", "\t", "\ud800"])
def test_a_header_with_a_line_break_or_a_control_character_is_refused(bad):
    with pytest.raises(NotALetter, match="one line of text"):
        one_line(f"Hello{bad}Bcc: eve@example.org", 255)


def test_a_header_that_is_too_long_is_refused():
    assert one_line("x" * 255, 255) == "x" * 255
    with pytest.raises(NotALetter, match="255 characters at most"):
        one_line("x" * 256, 255)


def test_what_reads_as_an_encoded_word_is_broken_apart():
    subject = one_line("=?utf-8?q?Bcc=3A_eve=40example.org?=", 255)

    assert read(compose(a_draft(subject=subject)))["subject"] == "= ?utf-8?q?Bcc=3A_eve=40example.org?="


def hostile() -> list[str]:
    return hostile_strings()


def test_hostile_texts_as_subject_and_name_come_back_exactly_or_are_refused():
    wrong, taken = [], 0
    for text in hostile():
        try:
            subject, name = one_line(text, 255), one_line(text, 200)
            wire = compose(a_draft(subject=subject, to_name=name))
        except NotALetter:
            continue
        found = read(wire)
        taken += 1
        if (found["subject"], found["address"]) != (subject, "ada@example.org") or found["name"] not in {name, ""}:
            wrong.append((text, found))

    assert wrong == []
    assert taken > 500


def test_hostile_texts_out_of_records_never_stop_a_letter():
    context = dict(kinds()[KIND].example)
    refused = []
    for text in hostile():
        try:
            subject, words, html = render(
                kinds()[KIND], context | {"party": text}, language="en", head=Letterhead(office=text)
            )
            wire = compose(a_draft(subject=subject, text=words, html=html))
        except NotALetter as error:
            refused.append((text, str(error)))
        else:
            assert read(wire)["subject"] == subject
            assert "<script" not in content_of(wire).html.lower()

    assert refused == []


def test_hostile_addresses_are_refused_or_stay_what_they_are():
    wrong = []
    for text in [*hostile(), *(f"{text}@example.org" for text in hostile())]:
        try:
            address = clean_address(text)
        except NotALetter:
            continue
        if read(compose(a_draft(to_address=address)))["address"] != address:
            wrong.append(text)

    assert wrong == []


@pytest.mark.parametrize(
    ("address", "cleaned"),
    [
        ("ada@example.org", "ada@example.org"),
        ("Ada.Lovelace+x@Example.org", "Ada.Lovelace+x@Example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_written_as_mail_servers_take_it(address, cleaned):
    assert clean_address(address) == cleaned


@pytest.mark.parametrize(
    "address",
    [
        *("", "ada", "@example.org", "ada@", "a b@example.org", "ada@example.org\n", "ada@example.org,eve@example.org"),
        *("ada@example.org>", "<ada@example.org>", "Ada <ada@example.org>", "ädä@example.org", "ada@exa\u2028mple.org"),
        *("x" * 65 + "@example.org", "a@" + "x" * 250 + ".org", "ada@example.org\0"),
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(NotALetter, match="no address"):
        clean_address(address)


# --- Texts ---


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_kind_of_letter_is_finished_in_every_language(kind, language):
    subject, text, html = render(kind, kind.example, language=language, head=ACME)

    for words in (subject, text, html):
        assert words.strip()
        assert not composing.PLACEHOLDER.search(words)
    assert "<html" in html
    assert "Acme" in html


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_every_kind_of_letter_needs_all_of_its_context_and_no_more(kind):
    for name in kind.example:
        less = {other: value for other, value in kind.example.items() if other != name}
        with pytest.raises(NotALetter, match=name):
            render(kind, less, language="en", head=ACME)
    with pytest.raises(NotALetter, match="extra"):
        render(kind, {**kind.example, "extra": 1}, language="en", head=ACME)


@pytest.fixture
def made_up(tmp_path: Path, settings):
    """Makes a kind of letter of these texts."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    composing._templates.cache_clear()

    def make(text: str, html: str = "<p>Fine</p>", subject: str = "Hello") -> LetterKind:
        folder = tmp_path / "made" / "letters"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "up.txt").write_text(text)
        (folder / "up.html").write_text(html)
        return LetterKind(name="made/up", label="Made up", subject=subject, example={"name": "Ada"})

    yield make
    composing._templates.cache_clear()


@pytest.mark.parametrize(
    "text", ["Dear {{ nmae }}", "{% load i18n %}{% blocktranslate %}Dear {{ nmae }}{% endblocktranslate %}"]
)
def test_a_template_that_names_what_nobody_gave_is_refused(text, made_up):
    with pytest.raises(NotALetter, match="“nmae”, which nobody gave"):
        render(made_up(text), {"name": "Ada"}, language="en", head=ACME)


@pytest.mark.parametrize(
    "left", ["[INSERT name]", "{% verbatim %}{{ name }}{% endverbatim %}", "OPERATOR_REQUIRED", "%(name)s"]
)
def test_a_template_that_leaves_a_placeholder_is_refused(left, made_up):
    with pytest.raises(NotALetter, match="still has"):
        render(made_up(f"Dear {left}"), {"name": "Ada"}, language="en", head=ACME)


def test_what_a_record_says_is_no_placeholder(made_up):
    _subject, text, _html = render(made_up("Dear {{ name }}"), {"name": "{{ 7*7 }} [INSERT]"}, language="en", head=ACME)

    assert text == "Dear {{ 7*7 }} [INSERT]\n"


def test_html_is_escaped_and_plain_text_is_not(made_up):
    kind = made_up("Dear {{ name }}", "<p>Dear {{ name }}</p>")

    _subject, text, html = render(kind, {"name": "<b>&"}, language="en", head=ACME)

    assert (text, html) == ("Dear <b>&\n", "<p>Dear &lt;b&gt;&amp;</p>\n")


def test_a_text_comes_back_as_it_was_whatever_its_lines_begin_with():
    text = "From here\n.\n..\n. x\ntabs\tand trailing  \nÜnïcode 日本\n"

    assert content_of(compose(a_draft(text=text))).text == text
