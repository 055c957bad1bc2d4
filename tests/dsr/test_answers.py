"""Answers: complete, looked through for other people's data, told in the law's terms, never attached, closed on arrival."""

import datetime
import email
from email.policy import default

import pytest
import time_machine
from django.utils import timezone

from apps.casework.dossiers import record_with, sources_of
from apps.casework.files import FileRefused
from apps.dsr import services
from apps.dsr.choices import ClockKind, Decision, EntryKind, FileKind, Ground, OurRole, Right, Status
from apps.dsr.models import ClockEvent, Ticket
from apps.dsr.queries.answers import answer_files, complaint_route, missing_to_answer, review_of
from apps.dsr.services.answers import NotAnswerable, NotInAnswer
from apps.dsr.services.clock import NobodyTold
from apps.dsr.services.closing import NotClosable
from apps.mailroom.choices import LetterStatus, Told
from apps.mailroom.events import Word, take_word
from apps.mailroom.models import Letter
from apps.mailroom.opening import Opener
from apps.organisation import services as organisation
from apps.organisation.models import DataSource
from apps.trail.acts import act
from apps.trail.models import lock
from tests.builders import BUILDER, a_country, an_authority
from tests.dsr.answers import a_file, a_known_ticket, an_answered_ticket, an_officer
from tests.dsr.tickets import a_ticket, the_item

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def told(letter: Letter) -> str:
    """What a letter says, as it was sent."""
    message = email.message_from_bytes(Opener([letter]).wire(letter), policy=default)
    return message.get_body(("plain",)).get_content()


def left(letter: Letter, status: str, **values) -> None:
    Letter.objects.filter(pk=letter.pk).move(status=status, next_try_at=None, **values)


# --- What an answer needs ---


def test_a_ticket_is_answered_once_every_right_is_decided():
    ticket, olga = a_known_ticket(Right.ACCESS, Right.ERASURE), an_officer()
    services.decide_item(the_item(ticket), decision=Decision.GRANTED, by=olga)

    with pytest.raises(NotAnswerable, match="“Erasure” is not decided yet"):
        services.answer_ticket(ticket, by=olga)

    services.decide_item(the_item(ticket, Right.ERASURE), decision=Decision.NOTHING_HELD, by=olga)
    ticket = services.answer_ticket(ticket, by=olga)
    assert (ticket.status, ticket.answered_at is not None) == (Status.ANSWERED, True)
    assert ClockEvent.objects.filter(item__ticket=ticket, kind=ClockKind.ANSWERED).count() == 2


def test_files_leave_only_after_somebody_looked_through_exactly_these():
    ticket, olga = a_known_ticket(), an_officer()
    services.decide_item(the_item(ticket), decision=Decision.GRANTED, by=olga)
    services.add_answer_file(ticket, file=a_file(), by=olga)
    services.review_answer(ticket, words="Nobody else is in it.", by=olga)
    more = services.add_answer_file(ticket, file=a_file("more.txt"), by=olga)

    with pytest.raises(NotAnswerable, match="looked through"):
        services.answer_ticket(ticket, by=olga)

    services.leave_out_of_answer(more, by=olga)
    assert services.answer_ticket(ticket, by=olga).status == Status.ANSWERED


def test_a_redacted_copy_stands_in_the_place_of_its_original():
    ticket, olga = a_known_ticket(), an_officer()
    original = services.add_answer_file(ticket, file=a_file("mails.txt"), by=olga)

    copy = services.redact_file(original, file=a_file("mails-redacted.txt"), by=olga)

    assert (copy.redacted_of, answer_files(ticket)) == (original, [copy])
    with pytest.raises(NotInAnswer):
        services.redact_file(original, file=a_file("again.txt"), by=olga)


def test_what_was_found_in_a_system_is_chosen_for_the_answer_and_nothing_else_is():
    ticket, olga = a_known_ticket(), an_officer()
    found, scan = (
        services.add_file(ticket, file=a_file(), kind=kind, by=olga) for kind in (FileKind.FOUND, FileKind.SCAN)
    )

    services.choose_for_answer(found, by=olga)

    assert answer_files(ticket) == [found]
    with pytest.raises(NotInAnswer):
        services.choose_for_answer(scan, by=olga)


def test_a_file_that_cannot_be_opened_without_harm_is_no_answer():
    with pytest.raises(FileRefused):
        services.add_answer_file(a_known_ticket(), file=a_file("run.exe"), by=an_officer())


def test_a_review_says_what_was_found():
    ticket, olga = a_known_ticket(), an_officer()
    services.add_answer_file(ticket, file=a_file(), by=olga)

    with pytest.raises(NotAnswerable):
        services.review_answer(ticket, words=" ", by=olga)

    review = services.review_answer(ticket, words="Two names blackened.", by=olga)
    assert (review_of(ticket), review.reviewed_by) == (review, olga)


def test_a_late_answer_says_why_it_is_late():
    ticket, olga = a_known_ticket(at=timezone.now() - datetime.timedelta(days=40)), an_officer()
    services.decide_item(the_item(ticket), decision=Decision.NOTHING_HELD, by=olga)

    with pytest.raises(NotAnswerable, match="It is late"):
        services.answer_ticket(ticket, by=olga)

    assert services.answer_ticket(ticket, lateness="The archive was closed.", by=olga).lateness
    assert ticket.due_on < timezone.localdate()


def test_what_is_decided_is_due_until_it_is_told():
    ticket, olga = a_known_ticket(Right.ACCESS, Right.ERASURE), an_officer()
    services.extend_deadline(
        the_item(ticket, Right.ERASURE),
        reason="ComplexityOfProcess",
        letter=Letter.objects.first(),
        on=ticket.received_on,
        by=olga,
    )
    due = the_item(ticket).due_on

    services.decide_item(the_item(ticket), decision=Decision.NOTHING_HELD, by=olga)

    ticket.refresh_from_db()
    assert (ticket.due_on, due < the_item(ticket, Right.ERASURE).due_on) == (due, True)


def test_an_objection_of_somebody_unknown_is_answered_and_their_access_is_not():
    objection, access = a_ticket(Right.OBJECTION), a_ticket(email="other@example.org")

    services.decide_item(the_item(objection, Right.OBJECTION), decision=Decision.GRANTED, by=an_officer())

    assert missing_to_answer(objection) == []
    assert any("not decided" in words for words in missing_to_answer(access))


# --- What it says ---


def test_a_refusal_is_told_with_ground_article_words_authority_and_remedy():
    authority = an_authority("Autoriteit Persoonsgegevens", website="https://ap.example", country=a_country("NL"))
    ticket, olga = a_known_ticket(Right.ERASURE), an_officer()
    services.decide_item(
        the_item(ticket, Right.ERASURE),
        decision=Decision.IN_PART,
        ground=Ground.LEGAL_DUTY,
        duty="Invoices, seven years",
        explanation="We erased the rest.",
        by=olga,
    )

    text = told(services.answer_ticket(ticket, by=olga).confirmation)

    for words in ("GDPR Art. 17(3)(b)", "A legal duty to keep", "Invoices, seven years", "We erased the rest."):
        assert words in text
    for words in (authority.name, "https://ap.example", "You may also go to court (GDPR Art. 79)."):
        assert words in text


def test_without_an_authority_of_the_persons_country_that_of_the_office_is_named():
    office_authority = an_authority("Office Authority")
    ticket = a_ticket(country=a_country("FR"))
    ticket.office.supervisory_authority = office_authority

    assert complaint_route(ticket).authority == "Office Authority"


def test_an_access_answer_names_sources_and_recipients_and_attaches_nothing():
    organisation.add(DataSource, by=BUILDER, key="registers", name="Public registers")

    letter = an_answered_ticket(content=b"secret content").confirmation

    text = told(letter)
    assert DataSource.objects.get().name in text
    assert "/acme/subprocessors/" in text
    assert "/privacy-request/" in text
    assert b"attachment;" not in Opener([letter]).wire(letter).lower()
    assert "secret content" not in text


def test_the_answer_is_in_the_language_and_terms_of_the_person():
    text = told(an_answered_ticket(language="nl", country=a_country("US"), region="CA").confirmation)

    assert "California Consumer Privacy Act" in text
    assert "Toegewezen" in text


def test_who_has_no_address_is_answered_in_another_way_and_closed_by_hand():
    ticket, olga = a_known_ticket(email=""), an_officer()
    services.decide_item(the_item(ticket), decision=Decision.NOTHING_HELD, by=olga)

    ticket = services.answer_ticket(ticket, by=olga)

    assert ticket.confirmation is None
    with pytest.raises(NotClosable, match="told instead"):
        services.close_ticket(ticket, by=olga)
    assert services.close_ticket(ticket, words="By registered post.", by=olga).status == Status.CLOSED


# --- A fee ---


def test_a_fee_is_asked_in_a_letter_and_the_clock_knows_of_it():
    item, olga = the_item(a_known_ticket()), an_officer()

    letter = services.ask_fee(item, words="Seven euros, for the sixth copy.", by=olga)
    services.fee_paid(item, on=timezone.localdate(), by=olga)

    assert "Seven euros" in told(letter)
    kinds = list(ClockEvent.objects.filter(item=item).values_list("kind", flat=True))
    assert kinds[-2:] == [ClockKind.FEE_REQUESTED, ClockKind.FEE_PAID]


def test_nobody_is_asked_for_a_fee_who_cannot_be_written_to():
    with pytest.raises(NobodyTold):
        services.ask_fee(the_item(a_known_ticket(email="")), words="Seven euros.", by=an_officer())


# --- Closing ---


@pytest.mark.parametrize(
    ("status", "values", "closes"),
    [
        (LetterStatus.QUEUED, {}, False),
        (LetterStatus.HANDED_OVER, {"handed_over_at": NOW - datetime.timedelta(days=4)}, True),
        (LetterStatus.HANDED_OVER, {"handed_over_at": NOW - datetime.timedelta(days=2)}, False),
        (LetterStatus.HANDED_OVER, {"handed_over_at": NOW, "reached": Told.DELIVERED, "reached_at": NOW}, True),
        (
            LetterStatus.HANDED_OVER,
            {"handed_over_at": NOW - datetime.timedelta(days=9), "reached": Told.BOUNCED_HARD, "reached_at": NOW},
            False,
        ),
        (LetterStatus.SHOWN, {}, True),
        (LetterStatus.REFUSED, {}, False),
    ],
)
def test_an_answered_ticket_closes_once_its_confirmation_has_arrived(status, values, closes):
    with time_machine.travel(NOW, tick=False):
        ticket = an_answered_ticket()
        if status != LetterStatus.QUEUED:
            left(ticket.confirmation, status, **values)

        services.close_arrived()

    ticket.refresh_from_db()
    assert (ticket.status == Status.CLOSED) == closes


def with_role(ticket: Ticket, role: str) -> None:
    with act("dsr.ticket_changed", by=BUILDER):
        ticket = lock(ticket)
        ticket.our_role = role
        ticket.save()


def test_nothing_closes_while_our_role_is_open():
    ticket = an_answered_ticket()
    left(ticket.confirmation, LetterStatus.SHOWN)
    with_role(ticket, "")

    assert services.close_arrived() == 0
    with pytest.raises(NotClosable, match="role in law"):
        services.close_ticket(ticket, by=an_officer())

    with_role(ticket, OurRole.CONTROLLER)
    assert services.close_arrived() == 1


def test_a_second_click_closes_nothing_twice():
    ticket, olga = an_answered_ticket(), an_officer()
    first = services.close_ticket(ticket, words="Read out on the telephone.", by=olga)

    second = services.close_ticket(ticket, words="Again.", by=olga)

    assert (second.version, second.ending) == (first.version, "Read out on the telephone.")


def test_a_confirmation_that_came_back_stands_in_the_story_and_waits_for_somebody():
    ticket = an_answered_ticket()
    letter = ticket.confirmation
    left(letter, LetterStatus.HANDED_OVER, handed_over_at=timezone.now())

    take_word(Word("sparkpost", "e-1", Told.BOUNCED_HARD, (letter.message_id,), letter.to_address))

    entry = ticket.entries.get(kind=EntryKind.EVENT)
    assert (entry.is_unread, "No such address" in entry.text) == (True, True)


# --- Evidence ---


def test_the_confirmation_is_evidence_byte_for_byte_with_what_became_of_it():
    ticket = an_answered_ticket()
    record = record_with(ticket.reference)

    files = {file.name: b"".join(file.pieces) for source in sources_of(record) for file in source.files(record)}

    assert files["confirmation.eml"] == Opener([ticket.confirmation]).wire(ticket.confirmation)
    assert b"queued" in files["delivery.csv"]
    assert b'"granted"' in files["request.json"]
    assert ticket.email.encode() not in files["request.json"]
