"""The requester's page: nothing without a code, few guesses, the same dates as staff, each download on record."""

import datetime
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.dsr import services
from apps.dsr.choices import Channel, Decision, EntryKind, Status
from apps.dsr.links import page_link
from apps.dsr.models import Download, PageSession
from apps.mailroom.models import Letter
from apps.mailroom.opening import Opener
from apps.trail.models import Act
from tests.dsr.answers import a_known_ticket, an_answered_ticket, an_officer
from tests.dsr.tickets import a_ticket

pytestmark = pytest.mark.django_db
SECRET = "All we hold about Ada."


def address(ticket) -> str:
    return "/privacy-request/" + page_link(ticket.public_id).split("/privacy-request/")[1]


def code_of(ticket) -> str:
    letter = Letter.objects.filter(kind="dsr/page_code", about=f"dsr.ticket:{ticket.pk}").latest("pk")
    return re.search(rb"\r?\n(\d{4} \d{4})\r?\n", Opener([letter]).wire(letter))[1].decode()


def inside(ticket) -> Client:
    """Somebody who came in with a code."""
    visitor = Client()
    visitor.post(address(ticket), {"do": "send"})
    assert visitor.post(address(ticket), {"do": "enter", "code": code_of(ticket)}).status_code == 303
    return visitor


# --- The way in ---


def test_the_address_alone_shows_nothing_of_anybody():
    ticket = an_answered_ticket(words="My secret words")

    answer = Client().get(address(ticket))

    shown = answer.content.decode()
    for personal in (ticket.reference, "Ada", ticket.email, "secret", "data.txt", "Access", "Granted"):
        assert personal not in shown
    headers = {name: answer[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")}
    assert headers == {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
    }
    assert answer.cookies == {}


@pytest.mark.parametrize("token", ["x", "0" * 32, f"{'0' * 32}.{'A' * 43}"])
def test_a_forged_token_leads_nowhere(token):
    assert Client().get(f"/privacy-request/{token}/").status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(method):
    ticket = an_answered_ticket()
    visitor = inside(ticket)
    before = (Act.objects.count(), Letter.objects.count(), PageSession.objects.count())

    for page in (address(ticket), address(ticket) + "withdraw/"):
        assert getattr(visitor, method)(page).status_code == 200

    assert getattr(visitor, method)(f"{address(ticket)}files/{ticket.files.get().pk}/").status_code == 405
    assert (Act.objects.count(), Letter.objects.count(), PageSession.objects.count()) == before


@pytest.mark.parametrize(
    ("values", "is_sent"),
    [
        ({}, True),
        ({"email": ""}, False),
        ({"channel": Channel.PHONE}, False),
        ({"channel": Channel.EMAIL}, True),
    ],
)
def test_asking_for_a_code_answers_the_same_whoever_has_an_address(values, is_sent):
    ticket = a_ticket(**values)

    answer = Client().post(address(ticket), {"do": "send"})

    assert (answer.status_code, answer["Location"]) == (303, address(ticket) + "?sent=1")
    assert Letter.objects.filter(kind="dsr/page_code").exists() == is_sent


def test_once_the_person_is_known_an_address_that_staff_typed_is_theirs():
    ticket = a_known_ticket(channel=Channel.POST)

    assert services.send_page_code(ticket, place="192.0.2.1")


def test_codes_for_one_ticket_are_few_an_hour_and_the_answer_does_not_tell():
    ticket, visitor = a_ticket(), Client()

    answers = {visitor.post(address(ticket), {"do": "send"}).status_code for _time in range(8)}

    assert (answers, Letter.objects.filter(kind="dsr/page_code").count()) == ({303}, 4)


def test_only_the_newest_code_opens_the_page_and_only_once():
    ticket, visitor = a_ticket(), Client()
    visitor.post(address(ticket), {"do": "send"})
    first = code_of(ticket)
    visitor.post(address(ticket), {"do": "send"})
    second = code_of(ticket)

    assert services.open_page(ticket, code=first, place="a") is None
    assert services.open_page(ticket, code=second, place="a") is not None
    assert services.open_page(ticket, code=second, place="a") is None


def test_a_code_is_over_after_a_quarter_of_an_hour_and_a_session_after_half_an_hour():
    ticket = a_ticket()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        visitor = inside(ticket)
        clock.shift(datetime.timedelta(minutes=29))
        assert ticket.reference in visitor.get(address(ticket)).content.decode()
        clock.shift(datetime.timedelta(minutes=2))
        assert ticket.reference not in visitor.get(address(ticket)).content.decode()
        visitor.post(address(ticket), {"do": "send"})
        clock.shift(datetime.timedelta(minutes=16))
        assert visitor.post(address(ticket), {"do": "enter", "code": code_of(ticket)}).status_code == 400


def test_after_five_wrong_guesses_the_right_code_opens_nothing():
    ticket = a_ticket()
    services.send_page_code(ticket, place="a")
    code = code_of(ticket)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"

    assert [services.open_page(ticket, code=wrong, place="a") for _guess in range(5)] == [None] * 5
    assert services.open_page(ticket, code=code, place="a") is None


@pytest.mark.django_db(transaction=True)
def test_guesses_side_by_side_get_no_more_than_five():
    ticket = a_ticket()
    services.send_page_code(ticket, place="a")
    wrong = f"{(int(code_of(ticket).replace(' ', '')) + 1) % 10**8:08d}"

    def guess(_number):
        try:
            return services.open_page(ticket, code=wrong, place="a")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(guess, range(16))) == {None}

    assert PageSession.objects.get().attempts == 5


def test_the_session_is_a_cookie_of_this_page_alone_that_no_script_reads():
    ticket, visitor = a_ticket(), Client()
    visitor.post(address(ticket), {"do": "send"})

    cookie = visitor.post(address(ticket), {"do": "enter", "code": code_of(ticket)}).cookies["request"]

    told = {name: cookie[name] for name in ("path", "samesite", "httponly", "max-age")}
    assert told == {"path": address(ticket), "samesite": "Strict", "httponly": True, "max-age": 1800}
    assert cookie.value not in str(PageSession.objects.values_list())


def test_a_session_opens_no_other_request():
    one, other = a_ticket(), a_ticket(email="other@example.org")
    visitor = inside(one)
    visitor.cookies["request"]["path"] = "/"

    assert other.reference not in visitor.get(address(other)).content.decode()


def test_who_leaves_is_out():
    ticket = a_ticket()
    visitor = inside(ticket)
    secret = visitor.cookies["request"].value

    visitor.post(address(ticket), {"do": "leave"})

    visitor.cookies["request"] = secret
    assert ticket.reference not in visitor.get(address(ticket)).content.decode()


def test_sessions_of_yesterday_are_forgotten():
    with time_machine.travel(timezone.now() - datetime.timedelta(days=2)):
        services.send_page_code(a_ticket(), place="a")
    services.send_page_code(a_ticket(email="b@example.org"), place="a")

    assert (services.clear_page_sessions(), PageSession.objects.count()) == (1, 1)


# --- What stands there ---


def test_the_person_sees_the_dates_that_staff_see_and_why_and_no_note():
    ticket = a_ticket()
    services.add_note(ticket, text="Is this the same Ada?", by=an_officer())
    item = ticket.items.get()

    shown = inside(ticket).get(address(ticket)).content.decode()

    for words in (ticket.reference, f"{item.due_on.day} ", item.derivation.splitlines()[0][:20], "Received"):
        assert words in shown
    assert "same Ada" not in shown


def test_a_decision_is_shown_once_it_was_told():
    ticket, olga = a_known_ticket(), an_officer()
    services.decide_item(ticket.items.get(), decision=Decision.NOTHING_HELD, by=olga)
    visitor = inside(ticket)

    before = visitor.get(address(ticket)).content.decode()
    services.answer_ticket(ticket, by=olga)
    after = visitor.get(address(ticket)).content.decode()

    assert ("Nothing held" in before, "Nothing held" in after) == (False, True)


def test_the_page_is_in_the_language_of_the_person():
    ticket = a_ticket(language="nl")

    answer = inside(ticket).get(address(ticket))

    assert answer["Content-Language"] == "nl"
    assert "Wat u heeft gevraagd" in answer.content.decode()


def test_what_the_person_writes_and_sends_is_on_record_unread():
    ticket = a_ticket()
    files = [SimpleUploadedFile("proof.txt", b"proof"), SimpleUploadedFile("more.txt", b"more")]

    answer = inside(ticket).post(address(ticket), {"do": "write", "text": "See <b>these</b>", "files": files})

    entry = ticket.entries.get(kind=EntryKind.INCOMING)
    assert (answer.status_code, entry.text, entry.is_unread) == (303, "See <b>these</b>", True)
    assert sorted(entry.files.values_list("file_name", flat=True)) == ["more.txt", "proof.txt"]
    assert "See &lt;b&gt;these&lt;/b&gt;" in inside(ticket).get(address(ticket)).content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": " "}, "Write something"),
        ({"text": "x", "files": [SimpleUploadedFile("a.exe", b"MZ")]}, "none of the files that are kept"),
        ({"files": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)]}, "at most 5 files"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole_and_the_words_stay(given, words):
    ticket = a_ticket()

    answer = inside(ticket).post(address(ticket), {"do": "write"} | given)

    assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert not ticket.entries.filter(kind=EntryKind.INCOMING).exists()
    assert not ticket.files.exists()


@pytest.mark.parametrize("what", ["write", "again", "leave"])
def test_nothing_is_written_without_a_session(what):
    ticket = a_ticket()

    answer = Client().post(address(ticket), {"do": what, "text": "Hello"})

    assert (answer.status_code, ticket.entries.filter(kind=EntryKind.INCOMING).count()) == (303, 0)


# --- The answer ---


def test_each_download_of_the_answer_is_on_record():
    ticket = an_answered_ticket()
    file, visitor = ticket.files.get(), inside(ticket)

    answer = visitor.post(f"{address(ticket)}files/{file.pk}/")

    assert b"".join(answer.streaming_content).decode() == SECRET
    assert answer["Content-Disposition"] == 'attachment; filename="data.txt"'
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/octet-stream", "no-store")
    assert Download.objects.get().sha256 == file.sha256
    assert Act.objects.filter(kind="dsr.answer_downloaded").count() == 1


def test_nothing_is_downloaded_without_a_session_or_that_is_not_the_answer():
    ticket, olga = an_answered_ticket(), an_officer()
    other = an_answered_ticket(email="other@example.org").files.get()
    scan = services.add_file(ticket, file=SimpleUploadedFile("scan.txt", b"scan"), by=olga)
    visitor = inside(ticket)

    shut = Client().post(f"{address(ticket)}files/{ticket.files.first().pk}/")
    foreign, kept = (visitor.post(f"{address(ticket)}files/{one.pk}/") for one in (other, scan))

    assert (shut.status_code, foreign.status_code, kept.status_code) == (303, 303, 410)
    assert not Download.objects.exists()


def test_an_answer_expires_and_is_offered_again_when_the_person_asks():
    ticket, olga = an_answered_ticket(), an_officer()
    place = f"{address(ticket)}files/{ticket.files.get().pk}/"
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31)):
        visitor = inside(ticket)
        assert visitor.post(place).status_code == 410
        assert "Ask for the files again" in visitor.get(address(ticket)).content.decode()
        visitor.post(address(ticket), {"do": "again"})
        assert ticket.entries.get(kind=EntryKind.INCOMING).is_unread

        services.offer_again(ticket, by=olga)

        assert b"".join(visitor.post(place).streaming_content).decode() == SECRET
    assert Letter.objects.filter(kind="dsr/offered_again").count() == 1


# --- Taking it back ---


def test_the_person_takes_the_request_back_by_a_button_after_a_page_that_explains():
    ticket = a_ticket()
    visitor = inside(ticket)
    assert "send no answer" in visitor.get(address(ticket) + "withdraw/").content.decode()

    visitor.post(address(ticket) + "withdraw/")

    ticket.refresh_from_db()
    assert (ticket.status, ticket.items.get().decision) == (Status.WITHDRAWN, Decision.WITHDRAWN)
    assert visitor.post(address(ticket) + "withdraw/").status_code == 409


def test_an_answered_request_is_not_taken_back():
    ticket = an_answered_ticket()

    assert inside(ticket).post(address(ticket) + "withdraw/").status_code == 409
    ticket.refresh_from_db()
    assert ticket.status == Status.ANSWERED
