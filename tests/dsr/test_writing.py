"""Letters in the words of staff: canned texts are filled in from the request, and nothing is left open."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from apps.dsr import services
from apps.dsr.choices import Regime
from apps.dsr.models import CannedText
from apps.dsr.queries.work import texts_for
from apps.dsr.services.clock import NobodyTold
from apps.dsr.services.correspondence import NothingSaid
from apps.dsr.services.writing import LeftOpen, filled
from apps.mailroom.models import Letter
from tests.builders import BUILDER
from tests.dsr.tickets import a_ticket

pytestmark = pytest.mark.django_db
JANUARY = datetime.datetime(2026, 1, 31, 12, 0, tzinfo=datetime.UTC)


def a_text(name: str = "Searching", text: str = "Dear {name}, about {reference}.", **values) -> CannedText:
    return services.add_text(name=name, text=text, by=BUILDER, **values)


def test_a_text_is_filled_in_from_the_request_in_its_language():
    ticket = a_ticket(at=JANUARY, language="nl", name="")

    words = filled("Geachte {name}: {reference}, {received_on}, {due_on}.", ticket)

    assert words == f"Geachte heer of mevrouw: {ticket.reference}, 31 januari 2026, 28 februari 2026."


def test_what_the_person_calls_themselves_fills_in_nothing_more():
    assert filled("Dear {name}", a_ticket(name="{due_on}")) == "Dear {due_on}"


def test_a_letter_leaves_nothing_open():
    with pytest.raises(LeftOpen, match="salary"):
        services.write_to_person(a_ticket(), words="You earn {salary}.", by=BUILDER)


def test_a_letter_stands_in_the_story_as_it_went_out():
    ticket = a_ticket()

    letter = services.write_to_person(ticket, words="Dear {name}", by=BUILDER)

    entry = ticket.entries.get(letter=letter)
    assert (letter.kind, entry.text) == ("dsr/message", "Dear Ada Lovelace")


def test_a_letter_needs_words_and_somebody_to_read_them():
    with pytest.raises(NothingSaid):
        services.write_to_person(a_ticket(), words=" ", by=BUILDER)
    with pytest.raises(NobodyTold):
        services.write_to_person(a_ticket(email="", channel="post"), words="Hello", by=BUILDER)
    assert not Letter.objects.filter(kind="dsr/message").exists()


def test_a_canned_text_leaves_open_only_what_a_request_fills_in():
    with pytest.raises(ValidationError, match="salary"):
        a_text(text="You earn {salary}.")


def test_texts_are_offered_by_right_law_and_language():
    a_text("Any")
    a_text("Ours", right="access", regime=Regime.GDPR)
    a_text("Another right", right="erasure")
    a_text("Another law", regime=Regime.CCPA)
    a_text("Another language", language="nl")
    a_text("Not offered", is_offered=False)

    assert [text.name for text in texts_for(a_ticket())] == ["Any", "Ours"]


def test_the_seeds_bring_texts_in_both_languages_once(seeded):
    from apps.organisation.services import seed_office

    before = CannedText.objects.count()
    seed_office(by="command:seed")
    by_language = {language: CannedText.objects.filter(language=language).count() for language in ("en", "nl")}

    assert CannedText.objects.count() == before
    assert by_language["en"] == by_language["nl"] >= 8
