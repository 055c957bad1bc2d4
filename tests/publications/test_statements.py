"""The privacy statement: published for a day, never in the past, and read as it was written."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from apps.publications.choices import DocumentKind
from apps.publications.models import PublishedVersion
from apps.publications.prose import ADDED, REMOVED, SAME, marked, read_blocks
from apps.publications.queries import differences_of, in_effect
from apps.publications.services import StatementRefused
from apps.trail.models import Act
from tests.builders import STATEMENT, a_brand, a_statement

PAGE = "/acme/privacy-statement/"
NOW = datetime.datetime(2026, 3, 2, 9, 30, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 3, 2)


def day(number: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=number)


@pytest.mark.parametrize(
    ("effective_on", "moment"),
    [
        (day(0), NOW),
        (day(1), datetime.datetime(2026, 3, 2, 23, tzinfo=datetime.UTC)),
        (datetime.date(2026, 3, 29), datetime.datetime(2026, 3, 28, 23, tzinfo=datetime.UTC)),
        (datetime.date(2026, 3, 30), datetime.datetime(2026, 3, 29, 22, tzinfo=datetime.UTC)),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_a_statement_is_in_effect_at_once_or_from_the_beginning_of_its_day(effective_on, moment, db):
    assert a_statement(effective_on=effective_on).effective_at == moment


@time_machine.travel(NOW, tick=False)
def test_the_page_shows_what_is_in_effect_and_leads_to_what_is_to_come(db):
    a_statement("We keep it for 90 days.")
    a_statement("We keep it for 30 days.", effective_on=day(30))
    pages = [Client().get(PAGE).content.decode()]
    with time_machine.travel(NOW + datetime.timedelta(days=30), tick=False):
        pages.append(Client().get(PAGE).content.decode())

    shown = [[number for number in (90, 30) if f"We keep it for {number} days." in page] for page in pages]
    assert shown == [[90], [30]]
    assert ["Another version takes effect on 1 April 2026" in page for page in pages] == [True, False]
    assert f'href="{PAGE}versions/1..2/"' in pages[0]


@time_machine.travel(NOW, tick=False)
def test_before_its_day_a_statement_can_be_read_and_no_day_is_told_that_is_to_come(db):
    a_statement("We keep it for 30 days.", effective_on=day(30))

    codes = {
        at: Client().get(f"{PAGE}{at}").status_code for at in ("", "versions/", "versions/1/", "as-of/2026-04-01/")
    }
    assert codes == {"": 404, "versions/": 200, "versions/1/": 200, "as-of/2026-04-01/": 404}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a day that is past": ({"effective_on": day(-1)}, "This day is past"),
    "a day before that of the version before": ({"effective_on": day(9)}, "Version 1 takes effect on 12 Mar 2026"),
    "what says the same": ({"text": STATEMENT, "effective_on": day(10)}, "Version 1 says the same already"),
    "a mark to fill in": ({"text": "Write to [INSERT]."}, "“[INSERT” is left in the text"),
    "a template's mark": ({"text": "Write to {{ DPO_EMAIL }}."}, "“{{” is left in the text"),
    "a mark in the other language": ({"texts": {"nl": "Schrijf aan [INSERT]."}}, "is left in the text"),
    "no English": ({"text": "  ", "texts": {"nl": "Wat wij doen."}}, "Write the text in English"),
}


@pytest.mark.parametrize("case", REFUSED)
@time_machine.travel(NOW, tick=False)
def test_what_nobody_should_read_is_not_published(case, db):
    a_statement(effective_on=day(10))
    given, words = REFUSED[case]

    with pytest.raises(StatementRefused, match=words.replace("[", r"\[").replace("{", r"\{")):
        a_statement(**{"text": "Something else.", "effective_on": day(10)} | given)

    assert PublishedVersion.objects.count() == 1


@time_machine.travel(NOW, tick=False)
def test_a_later_version_for_the_same_day_takes_the_place_of_the_one_before(db):
    a_statement("One.", effective_on=day(10))
    a_statement("Two.", effective_on=day(10))

    at = in_effect(DocumentKind.STATEMENT, a_brand(), at=NOW + datetime.timedelta(days=10))
    assert (at.number, at.said["texts"]) == (2, {"en": "Two."})


def test_the_act_says_which_version_and_whether_it_affects_rights(db):
    version = a_statement(is_substantial=True)

    one = Act.objects.latest("id")
    assert (one.kind, one.about) == ("publications.version_published", f"publications.publishedversion:{version.pk}")
    told = {name: one.stated[name] for name in ("document", "number", "is_substantial", "sha256")}
    assert told == {"document": "statement", "number": 1, "is_substantial": True, "sha256": version.sha256}


def test_dutch_readers_get_the_dutch_text_or_are_told_that_there_is_none(db):
    a_statement("What we do.")
    a_statement("What we do.", texts={"nl": "Wat wij doen."})
    read = [Client().get(f"{PAGE}versions/{number}/?lang=nl").content.decode() for number in (1, 2)]

    assert [("What we do." in page, "Wat wij doen." in page) for page in read] == [(True, False), (False, True)]
    assert ['<div lang="en">' in page for page in read] == [True, False]
    assert ["Deze tekst is er alleen in het Engels." in page for page in read] == [True, False]


def test_a_text_runs_nothing_and_leads_to_no_address_that_does(db):
    a_statement("<script>alert(1)</script>\n\n[click](javascript:alert(1)) [mail](mailto:a@b.example) <img src=x>")
    pages = [Client().get(PAGE).content.decode(), Client().get(f"{PAGE}versions/1/").content.decode()]

    for page in pages:
        assert [mark for mark in ("<script", "<img src=x", 'href="javascript') if mark in page] == []
        assert '<a href="mailto:a@b.example" rel="noreferrer">mail</a>' in page


# --- How a text is read ----------------------------------------------------------------------------------------------


def run(text: str, mark: str = "", url: str = "") -> dict[str, str]:
    return {"text": text, "mark": mark, "url": url}


TEXTS = {
    "": [],
    "One\ntwo\n\nthree": [
        {"kind": "paragraph", "runs": [run("One two")]},
        {"kind": "paragraph", "runs": [run("three")]},
    ],
    "## Who\nWe": [{"kind": "heading", "level": 2, "runs": [run("Who")]}, {"kind": "paragraph", "runs": [run("We")]}],
    "- a\n- b\n1. c": [
        {"kind": "bullets", "items": [[run("a")], [run("b")]]},
        {"kind": "numbers", "items": [[run("c")]]},
    ],
    "a **b** *c* [d](https://e.example/)": [
        {
            "kind": "paragraph",
            "runs": [
                *(run("a "), run("b", "strong"), run(" "), run("c", "emphasis"), run(" ")),
                run("d", "link", "https://e.example/"),
            ],
        }
    ],
    "2 * 3 * 4 and #5 and -6": [{"kind": "paragraph", "runs": [run("2 * 3 * 4 and #5 and -6")]}],
    "[a](ftp://b) ****": [{"kind": "paragraph", "runs": [run("[a](ftp://b) ****")]}],
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_into_blocks(text):
    assert read_blocks(text) == TEXTS[text]


def test_a_text_of_any_marks_is_read_in_a_blink():
    for hostile in ("*" * 100_000, "[" * 100_000, "**a" * 50_000, "[a](https://" * 20_000, "- " * 50_000):
        read_blocks(hostile)


# --- What changed ----------------------------------------------------------------------------------------------------

BEFORE = "# Keeping\nWe keep it for 90 days.\n\nWe delete it.\n\n# Asking\n- See it"
AFTER = "# Keeping\nWe keep it for 30 days.\n\n# Asking\n- See it\n- Erase it"


def test_what_changed_is_told_by_paragraph_under_its_heading(db):
    before, after = a_statement(BEFORE), a_statement(AFTER)

    assert differences_of(after, before) == [
        "Changed under “Keeping”: from “We keep it for 90 days.” to “We keep it for 30 days.”",
        "Removed under “Keeping”: “We delete it.”",
        "Added under “Asking”: “Erase it”",
    ]


def test_the_text_is_marked_word_by_word():
    assert marked(BEFORE, AFTER) == [
        [(SAME, "Keeping")],
        [(SAME, "We keep it for"), (REMOVED, " 90"), (ADDED, " 30"), (SAME, " days.")],
        [(REMOVED, "We delete it.")],
        [(SAME, "Asking")],
        [(SAME, "See it")],
        [(ADDED, "Erase it")],
    ]


def test_the_page_of_differences_shows_the_marked_text(db):
    a_statement(BEFORE), a_statement(AFTER)
    page = Client().get(f"{PAGE}versions/1..2/").content.decode()

    assert "<p>We keep it for<del> 90</del><ins> 30</ins> days.</p>" in page


def test_a_change_of_another_language_alone_says_so(db):
    before, after = a_statement("What we do."), a_statement("What we do.", texts={"nl": "Wat wij doen."})

    assert differences_of(after, before) == ["Only the text in another language, or how it is laid out, changed."]
