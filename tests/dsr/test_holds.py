"""What is on hold is neither destroyed by the clock nor promised to be erased, and nobody hears which duty it is."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.utils import timezone

from apps.casework.holds import Held
from apps.dsr import services
from apps.dsr.cards import kept_past_their_day
from apps.dsr.choices import Decision, FilingStatus, Ground, IdentityMethod, Right
from apps.dsr.grounds import SET_DUTY, SET_WORDS
from apps.dsr.models import Filing, IdentityDocument, Ticket
from apps.dsr.services.decisions import KeptByDuty, NotDecidable
from apps.mailroom.models import Letter
from tests.builders import BUILDER
from tests.dsr.answers import a_file, a_known_ticket, an_officer
from tests.dsr.filings import a_filing
from tests.dsr.tickets import a_ticket, the_item
from tests.publications.mail import text_of
from tests.retention.holds import a_hold, a_secret_hold, counsel, lifted

pytestmark = pytest.mark.django_db
ERASURE, IN_PART, REFUSED, GRANTED, DUTY = (
    Right.ERASURE,
    Decision.IN_PART,
    Decision.REFUSED,
    Decision.GRANTED,
    Ground.LEGAL_DUTY,
)


@contextmanager
def a_year_later() -> Iterator[None]:
    with time_machine.travel(timezone.now() + datetime.timedelta(days=400), tick=True):
        yield


def a_document(email: str = "ada@example.org") -> IdentityDocument:
    ticket = a_ticket(ERASURE, email=email)
    services.ask_identity(ticket, method=IdentityMethod.DOCUMENT, by=BUILDER)
    return services.add_identity_document(ticket, file=a_file("pass.txt"), by="visitor")


def standing() -> list[int]:
    return list(IdentityDocument.objects.standing().values_list("pk", flat=True))


# --- What the clock destroys ---


def test_identity_documents_under_a_hold_outlive_their_day_and_others_do_not():
    held, free = a_document(), a_document("bob@example.org")
    a_hold(held.ticket)

    with a_year_later():
        destroyed = services.destroy_documents()

    assert (destroyed, standing()) == (1, [held.pk])
    assert not IdentityDocument.objects.get(pk=free.pk).file


def test_identity_documents_go_once_the_hold_is_lifted():
    document = a_document()
    hold = a_hold(email="ada@example.org")
    lifted(hold)

    with a_year_later():
        destroyed = services.destroy_documents()

    assert (destroyed, standing()) == (1, [])
    assert not IdentityDocument.objects.get(pk=document.pk).file


def test_nobody_destroys_a_document_by_hand_that_is_on_hold():
    document = a_document()
    a_hold(email="ada@example.org")

    with pytest.raises(Held, match="a legal duty"):
        services.destroy_document(document, by=an_officer())

    assert standing() == [document.pk]


def test_many_documents_on_hold_do_not_keep_the_others_from_their_day(monkeypatch):
    monkeypatch.setattr("apps.dsr.services.identity_documents.BATCH", 2)
    held = [a_document(f"held.{number}@example.org") for number in range(3)]
    a_document("bob@example.org")
    for document in held:
        a_hold(document, scope="record")

    with a_year_later():
        destroyed = services.destroy_documents()

    assert (destroyed, standing()) == (1, [one.pk for one in held])


def test_what_nobody_confirmed_is_kept_under_a_hold_and_emptied_without_one():
    held, free = a_filing(email="ada@example.org"), a_filing(email="bob@example.org")
    a_hold(email="ada@example.org")

    with a_year_later():
        lapsed = services.lapse_filings()

    held, free = Filing.objects.get(pk=held.pk), Filing.objects.get(pk=free.pk)
    assert (lapsed, held.email, free.email) == (1, "ada@example.org", "")
    assert (held.status, free.status) == (FilingStatus.WAITING, FilingStatus.LAPSED)


@pytest.mark.usefixtures("customers_are_secret")
def test_what_a_hold_keeps_past_its_day_is_counted_for_who_may_know_of_the_hold():
    a_document("open@example.org"), a_document("secret@example.org")
    a_hold(email="open@example.org")
    a_secret_hold(email="secret@example.org")

    with a_year_later():
        counted = [kept_past_their_day(counsel(name)) for name in ("lena", "clara")]

    assert counted == [1, 2]


# --- What is decided about an erasure ---


def an_erasure(email: str = "ada@example.org", **values: str) -> Ticket:
    return a_known_ticket(ERASURE, email=email, **values)


def decide(ticket: Ticket, decision: str, **reasons: str) -> None:
    services.decide_item(the_item(ticket, ERASURE), decision=decision, by=an_officer(), **reasons)


def test_an_erasure_of_somebody_on_hold_is_not_granted_in_whole():
    ticket = an_erasure()
    a_hold(email="ada@example.org")

    with pytest.raises(KeptByDuty, match="granted in part"):
        decide(ticket, GRANTED)

    assert the_item(ticket, ERASURE).is_open


def test_an_erasure_of_somebody_on_hold_is_granted_in_part_in_the_words_that_are_set():
    ticket = an_erasure()
    a_hold(email="ada@example.org")

    decide(ticket, IN_PART, ground=DUTY)

    item = the_item(ticket, ERASURE)
    assert (item.decision, item.ground, item.citation) == (IN_PART, DUTY, "GDPR Art. 17(3)(b)")
    assert (item.duty, item.explanation) == (str(SET_DUTY), str(SET_WORDS))


@pytest.mark.parametrize(
    "reasons",
    [
        {"ground": DUTY, "duty": "The court of Utrecht", "explanation": "Somebody sues you."},
        {"ground": DUTY, "duty": str(SET_DUTY), "explanation": f"{SET_WORDS} It is the police."},
        {"ground": Ground.LEGAL_CLAIM, "explanation": "We need it."},
    ],
)
def test_in_other_words_or_on_another_ground_nothing_is_granted_to_somebody_on_hold(reasons):
    ticket = an_erasure()
    a_hold(email="ada@example.org")

    with pytest.raises(KeptByDuty):
        decide(ticket, IN_PART, **reasons)


def test_a_refusal_in_whole_names_no_duty_of_its_own_either():
    ticket, olga = an_erasure(), an_officer()
    a_hold(email="ada@example.org")
    item = the_item(ticket, ERASURE)

    with pytest.raises(KeptByDuty):
        services.ask_to_refuse(item, ground=DUTY, duty="The court of Utrecht", explanation="It is sued.", by=olga)

    services.ask_to_refuse(item, ground=DUTY, explanation="", by=olga)
    services.approve_refusal(item, by=counsel())
    assert the_item(ticket, ERASURE).explanation == str(SET_WORDS)


def test_a_refusal_on_another_ground_erases_nothing_and_stands_as_it_is():
    item = the_item(an_erasure(), ERASURE)
    a_hold(email="ada@example.org")

    proposal = services.ask_to_refuse(item, ground=Ground.EXCESSIVE, explanation="The tenth time.", by=an_officer())

    assert proposal.explanation == "The tenth time."


def test_without_a_hold_a_duty_is_named_as_before_or_in_the_words_that_are_set():
    named, unnamed = an_erasure(), an_erasure("bob@example.org")

    decide(named, IN_PART, ground=DUTY, duty="Art. 52 AWR, seven years", explanation="Invoices are kept.")
    decide(unnamed, IN_PART, ground=DUTY)

    assert [the_item(ticket, ERASURE).duty for ticket in (named, unnamed)] == [
        "Art. 52 AWR, seven years",
        str(SET_DUTY),
    ]


def test_half_of_the_words_is_not_made_up_for():
    with pytest.raises(NotDecidable, match="Say in plain words"):
        decide(an_erasure(), IN_PART, ground=DUTY, duty="Art. 52 AWR, seven years")


def test_a_hold_on_the_record_alone_keeps_the_record_and_lets_the_person_go():
    ticket = an_erasure()
    a_hold(ticket, scope="record")

    decide(ticket, GRANTED)

    assert the_item(ticket, ERASURE).decision == GRANTED


def test_the_other_rights_of_somebody_on_hold_are_decided_as_ever():
    ticket = a_known_ticket(Right.RECTIFICATION, email="ada@example.org")
    a_hold(email="ada@example.org")

    services.decide_item(ticket.items.get(), decision=GRANTED, by=an_officer())

    assert ticket.items.get().decision == GRANTED


# --- Open or secret: the same ---


def letter_to(ticket: Ticket) -> str:
    """The answer as the person reads it, in one line."""
    decide(ticket, IN_PART, ground=DUTY)
    services.answer_ticket(ticket, by=an_officer())
    return " ".join(text_of(Letter.objects.filter(kind="dsr/answered").latest("pk")).split())


def about_the_erasure(letter: str) -> str:
    """What it says of the right itself, up to where it says whom one may complain to."""
    return letter[letter.index(str(DUTY.label)) : letter.index(str(SET_WORDS)) + len(SET_WORDS)]


@pytest.mark.usefixtures("customers_are_secret")
def test_officer_and_person_read_the_same_of_a_secret_hold_as_of_an_open_one():
    open_one, secret = an_erasure("open@example.org"), an_erasure("secret@example.org")
    a_hold(email="open@example.org")
    a_secret_hold(email="secret@example.org")

    told = []
    for ticket in (open_one, secret):
        with pytest.raises(KeptByDuty) as refused:
            decide(ticket, GRANTED)
        told.append((str(refused.value), about_the_erasure(letter_to(ticket))))

    assert told[0] == told[1]


def test_the_letter_speaks_of_a_duty_and_names_none():
    ticket = an_erasure()
    a_hold(email="ada@example.org")

    told = letter_to(ticket)

    assert str(SET_DUTY) in told
    assert "Globex" not in told
    assert "litigation" not in told.lower()


def test_the_words_come_in_the_language_of_the_person():
    dutch = an_erasure(language="nl")
    a_hold(email="ada@example.org")

    decide(dutch, IN_PART, ground=DUTY)

    assert the_item(dutch, ERASURE).explanation.startswith("Voor zover de wet")
