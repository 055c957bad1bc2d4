"""Letters leave once, every answer of a mail server is written down, and one fault never stops the others."""

import datetime
import ssl
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import timezone

from apps.mailroom import services
from apps.mailroom.choices import LetterStatus
from apps.mailroom.handover import Answer, Envelope, Line
from apps.mailroom.models import Delivery, Letter, Round
from apps.mailroom.rounds import BATCH, MOST_INTERRUPTIONS, Pace, claim, finish, free_interrupted, goes_on, told
from apps.mailroom.sending import Trip, drain
from apps.trail.models import ObjectKey
from tests.builders import BUILDER, a_letter
from tests.mailroom.sink import CUT, HALF, HANG, SILENT, once, sink

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"
AT_ONCE = Pace(lease=datetime.timedelta(seconds=60), again=datetime.timedelta(0))


@pytest.fixture(params=[False, True], ids=["step by step", "in groups"])
def server(settings, request):
    """Makes a mail server with a script, to which this office sends."""
    running = []

    def start(script=lambda _place, _to: "", tls=None):
        one = sink(script, tls, takes_groups=request.param)
        server = one.__enter__()
        running.append(one)
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT, settings.EMAIL_USE_TLS = 1, False
        return server

    yield start
    for one in running:
        one.__exit__(None, None, None)


def stands(letter):
    letter.refresh_from_db()
    return letter.status


def events(letter):
    return list(Delivery.objects.filter(letter=letter).values_list("event", "code"))


def hasten(letter):
    """Let the next try be due."""
    Letter.objects.filter(pk=letter.pk).move(next_try_at=timezone.now())


# --- What leaves ---


def test_a_letter_leaves_as_the_bytes_that_were_queued(server):
    letter, here = a_letter("ada@example.org"), server()
    queued = services.open_message(letter, by=BUILDER)

    assert drain() == 1

    [received] = here.received
    assert (received.to, received.message_id, received.wire) == ("ada@example.org", letter.message_id, queued)
    assert (stands(letter), letter.next_try_at, letter.round) == ("handed_over", None, None)
    assert events(letter) == [("queued", None), ("handed_over", 250)]


def test_one_connection_serves_a_batch(server):
    letters, here = [a_letter(f"p{number}@example.org") for number in range(BATCH + 5)], server()

    assert drain() == len(letters)

    assert (here.connections, len({one.message_id for one in here.received})) == (1, len(letters))


def test_nothing_leaves_an_office_without_a_mail_server_and_no_hand_over_is_claimed(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    letter = a_letter()

    drain()

    assert (stands(letter), letter.handed_over_at) == ("shown", None)
    assert events(letter) == [("queued", None), ("shown", None)]


def test_a_shown_letter_leaves_once_a_person_says_so(server):
    letter = a_letter()
    drain()
    here = server()
    assert (drain(), stands(letter)) == (0, "shown")

    services.retry_letter(letter, by=BUILDER)
    drain()

    assert (stands(letter), len(here.received)) == ("handed_over", 1)


# --- Answers ---


@pytest.mark.parametrize("place", ["MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize(
    ("code", "status"),
    [
        *((code, "deferred") for code in (421, 450, 451, 452)),
        *((code, "refused") for code in (550, 552, 554)),
    ],
)
def test_4xx_is_tried_again_5xx_is_not_and_others_are_not_touched(place, code, status, server):
    first, second, third = (a_letter(f"{name}@example.org") for name in ("first", "second", "third"))
    answered = {"left": True}

    def script(at, to):
        if at == place and answered["left"] and (to == "second@example.org" or (place == "MAIL" and to)):
            answered["left"] = False
            return f"{code} No"
        return ""

    here = server(script)
    drain()

    assert [stands(one) for one in (first, second, third)] == ["handed_over", status, "handed_over"]
    assert (second.last_code, second.last_error) == (code, "No")
    assert events(second) == [("queued", None), (status, code)]
    assert (second.next_try_at is None) == (status == "refused")
    assert [one.to for one in here.received] == ["first@example.org", "third@example.org"]


@pytest.mark.parametrize("words", [SILENT, CUT, HALF, "421 Busy", "554 Go away"])
def test_a_server_that_does_not_let_us_in_puts_letters_off_and_refuses_none(words, server):
    letters = [a_letter(f"p{number}@example.org") for number in range(3)]
    here = server(lambda place, _to: words if place == "banner" else "")
    began = time.monotonic()

    drain()

    assert [stands(one) for one in letters] == ["deferred"] * 3
    assert (here.connections, time.monotonic() - began < 5) == (1, True)


def test_where_there_is_no_server_letters_are_put_off(server, settings):
    letter = a_letter()
    server()
    settings.EMAIL_PORT = 1

    drain()

    assert (stands(letter), letter.last_code) == ("deferred", None)
    assert "refused" in letter.last_error


def test_a_server_without_tls_gets_nothing_where_tls_is_asked_for(server, settings):
    letter, here = a_letter(), server()
    settings.EMAIL_USE_TLS = True

    drain()

    assert (stands(letter), here.received) == ("deferred", [])
    assert "STARTTLS" in letter.last_error


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(server, settings, tmp_path):
    letter, here = a_letter(), server(tls=own_certificate(tmp_path))
    settings.EMAIL_USE_SSL = True

    drain()

    assert (stands(letter), here.received) == ("deferred", [])
    assert "CERTIFICATE_VERIFY_FAILED" in letter.last_error


def own_certificate(folder):
    """A server's side of TLS, with a certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=1))
    files = {
        "certificate": made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM),
        "key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    }
    for called, content in files.items():
        (folder / called).write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context


@pytest.mark.parametrize("place", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("words", [CUT, HANG, HALF])
def test_a_connection_lost_before_the_message_puts_the_letter_off(place, words, server):
    letter, here = a_letter(), server(once(place, words))

    drain()

    assert (stands(letter), here.received) == ("deferred", [])


@pytest.mark.parametrize("words", [CUT, HANG, HALF, "hello"])
def test_without_an_answer_to_the_message_it_is_sent_once_more_under_the_same_message_id(words, server):
    letter, here = a_letter(), server(once("END", words))

    drain(pace=AT_ONCE)

    assert (stands(letter), [one.message_id for one in here.received]) == ("handed_over", [letter.message_id] * 2)
    assert [event for event, _code in events(letter)] == ["queued", "unknown_outcome", "handed_over"]


def test_a_second_unknown_outcome_waits_for_a_person(server):
    letter, here = a_letter(), server(lambda place, _to: CUT if place == "END" else "")

    drain(pace=AT_ONCE)
    drain(pace=AT_ONCE)

    assert (stands(letter), letter.next_try_at, len(here.received)) == ("unknown_outcome", None, 2)
    assert list(Letter.objects.needing_a_person()) == [letter]
    here.script = lambda _place, _to: ""
    services.retry_letter(letter, by=BUILDER)
    drain()
    assert (stands(letter), len({one.message_id for one in here.received})) == ("handed_over", 1)


def test_a_letter_that_is_put_off_is_tried_again_later_and_later_for_three_days(server):
    letter, minutes = a_letter(), []
    server(lambda place, _to: "451 Greylisted" if place == "RCPT" else "")
    for _ in range(6):
        drain()
        letter.refresh_from_db()
        minutes.append(round((letter.next_try_at - timezone.now()).total_seconds() / 60))
        hasten(letter)
    Letter.objects.filter(pk=letter.pk).move(give_up_at=timezone.now())
    drain()

    assert minutes == [1, 5, 15, 60, 60, 60]
    assert (stands(letter), letter.next_try_at, letter.last_code) == ("refused", None, 451)


def test_what_a_server_repeats_of_the_address_is_not_kept(server):
    letter = a_letter("ada@example.org")
    server(lambda place, _to: "550 5.1.1 <Ada@Example.org>: no such user" if place == "RCPT" else "")

    drain()

    assert letter.deliveries.last().answer == "5.1.1 <…>: no such user"


# --- Faults of ours ---


def test_a_letter_that_cannot_be_opened_is_apart_and_fails_after_ten_tries(server):
    poison, sound = a_letter("poison@example.org"), a_letter("sound@example.org")
    ObjectKey.objects.filter(model="mailroom.letter", object_id=poison.pk)._raw_delete("default")
    server()
    statuses = []
    for _ in range(10):
        drain()
        statuses.append(stands(poison))
        if poison.next_try_at:
            hasten(poison)

    assert statuses == ["deferred"] * 9 + ["failed"]
    assert stands(sound) == "handed_over"


def test_a_message_that_was_altered_does_not_leave(server):
    letter, here = a_letter(), server()
    Letter.objects.filter(pk=letter.pk).move(sha256="0" * 64)

    drain()

    assert (stands(letter), here.received) == ("deferred", [])


# --- Claims ---


def letters_to(count):
    return [a_letter(f"p{number}@example.org") for number in range(count)]


def over(seconds=1):
    """Let every lease be over."""
    Round.objects.update(until=timezone.now() - datetime.timedelta(seconds=seconds))


def trip(claimed, line):
    return Trip(claimed, line, AT_ONCE)


def never():
    return False


def test_two_senders_never_hold_the_same_letter():
    letters = letters_to(3)

    mine, others = claim(AT_ONCE), claim(AT_ONCE)

    assert ([one.pk for one in mine.letters], others) == ([one.pk for one in letters], None)


def test_a_sender_whose_round_another_has_ended_sends_nothing(server):
    letter, here = a_letter(), server()
    claimed = claim(AT_ONCE)
    over()
    free_interrupted(AT_ONCE)

    with Line() as line:
        handled = trip(claimed, line).go(never)

    assert (handled, here.received, events(letter)) == (0, [], [("queued", None)])
    assert stands(letter) == "queued"


@pytest.mark.parametrize("seconds", [1, 100])
def test_a_sender_whose_lease_is_over_sends_nothing_even_before_another_ends_its_round(seconds, server):
    letter, here = a_letter(), server()
    claimed = claim(AT_ONCE)
    over(seconds)

    with Line() as line:
        handled = trip(claimed, line).go(never)

    assert (handled, here.received, stands(letter)) == (0, [], "queued")


@pytest.mark.parametrize(
    ("begun", "events_told"), [(False, ["handed_over"]), (True, ["unknown_outcome", "handed_over"])]
)
def test_an_interrupted_letter_is_of_unknown_outcome_only_where_its_hand_over_had_begun(begun, events_told, server):
    letter = a_letter()
    claimed = claim(AT_ONCE)
    if begun:
        assert goes_on(claimed.round, AT_ONCE, says=[], begins=letter)
    over()
    server()

    drain(pace=AT_ONCE)

    assert [event for event, _code in events(letter)] == ["queued", *events_told]


def test_of_an_interrupted_round_the_one_that_had_begun_alone_is_of_unknown_outcome():
    first, second, third, fourth = letters_to(4)
    round_, [one, two, *_rest] = claim(AT_ONCE)
    goes_on(round_, AT_ONCE, says=[], begins=one, opens=two)
    goes_on(round_, AT_ONCE, says=[told(one, Answer(LetterStatus.HANDED_OVER, 250, "Yes"), AT_ONCE)], begins=two)
    over()

    free_interrupted(AT_ONCE)

    assert [stands(letter) for letter in (first, second, third, fourth)] == [
        *("handed_over", "unknown_outcome", "queued", "queued")
    ]
    assert (first.last_code, first.last_error, first.handed_over_at is not None) == (250, "Yes", True)
    assert [(letter.attempts, letter.round) for letter in (second, third)] == [(1, None), (0, None)]
    assert not Round.objects.exists()


def test_an_answer_that_comes_after_another_has_ended_the_round_is_still_believed():
    letter = a_letter()
    claimed = claim(AT_ONCE)
    goes_on(claimed.round, AT_ONCE, says=[], begins=letter)
    over()
    free_interrupted(AT_ONCE)
    assert stands(letter) == "unknown_outcome"

    finish(claimed.round, [told(claimed.letters[0], Answer(LetterStatus.HANDED_OVER, 250), AT_ONCE)])

    assert (stands(letter), letter.next_try_at) == ("handed_over", None)
    assert events(letter) == [("queued", None), ("unknown_outcome", None), ("handed_over", 250)]


def test_an_answer_that_comes_after_the_lease_is_believed_where_nobody_has_ended_the_round():
    letter, other = letters_to(2)
    claimed = claim(AT_ONCE)
    over()

    finish(claimed.round, [told(claimed.letters[0], Answer(LetterStatus.HANDED_OVER, 250), AT_ONCE)])

    assert (stands(letter), stands(other)) == ("handed_over", "queued")


def test_a_sender_that_is_told_to_end_gives_back_what_it_has_not_begun(server):
    letters, here = letters_to(4), server()

    drain(is_told_to_end=lambda: len(here.received) >= 2)

    assert [(stands(one), one.attempts) for one in letters] == [("handed_over", 1)] * 2 + [("queued", 0)] * 2


def test_what_is_given_back_is_free_at_once():
    letters_to(2)
    claimed = claim(AT_ONCE)

    finish(claimed.round, [])

    assert claim(AT_ONCE).letters == claimed.letters


# --- What a sender dies of ---


def dies():
    """A sender claims what is next and ends in the middle of opening it; gives the letters that it held."""
    letters = claim(AT_ONCE).letters
    over()
    free_interrupted(AT_ONCE)
    return letters


def test_a_letter_that_its_senders_die_of_goes_alone_and_is_set_apart_after_five_times(server):
    poison, *others = letters_to(4)
    held = []
    for _death in range(MOST_INTERRUPTIONS):
        held.append(len(dies()))
        if stands(poison) == "queued":
            Letter.objects.filter(pk=poison.pk).move(next_try_at=poison.queued_at)

    assert held == [4, 1, 1, 1, 1]
    assert (stands(poison), poison.interruptions, poison.next_try_at) == ("failed", 5, None)
    assert [event for event, _code in events(poison)] == ["queued", "failed"]
    assert [one.interruptions for one in others] == [0, 0, 0]
    server()
    drain()
    assert [stands(one) for one in others] == ["handed_over"] * 3


def test_what_a_sender_died_of_is_put_off_longer_and_longer_while_others_flow():
    poison, other = letters_to(2)
    dies()
    stands(poison)
    assert poison.next_try_at <= timezone.now()

    dies()

    assert stands(poison) == "queued"
    assert poison.next_try_at > timezone.now() + datetime.timedelta(seconds=50)
    assert [one.pk for one in claim(AT_ONCE).letters] == [other.pk]


def test_a_person_has_a_letter_tried_again_that_was_set_apart(server):
    poison = a_letter()
    for _death in range(MOST_INTERRUPTIONS):
        dies()
        if stands(poison) == "queued":
            hasten(poison)
    server()

    services.retry_letter(poison, by=BUILDER)
    drain()

    assert (stands(poison), poison.interruptions) == ("handed_over", 0)


# --- Groups of commands ---


def test_a_server_that_takes_groups_gets_each_message_whole_and_once(server):
    letters, here = letters_to(BATCH + 3), server()

    drain()

    assert [one.to for one in here.received] == [letter.to_address for letter in letters]
    assert {one.wire for one in here.received} == {services.sealed_bytes(letter) for letter in letters}


@pytest.mark.parametrize("words", ["450 Later", "550 Never", CUT])
def test_a_recipient_who_is_refused_after_a_message_takes_none_of_the_others_along(words, server):
    letters, here = letters_to(5), server(lambda place, to: words if (place, to) == ("RCPT", "p2@example.org") else "")

    drain()

    assert [one.to for one in here.received] == [f"p{number}@example.org" for number in (0, 1, 3, 4)]
    assert [stands(one) for one in letters].count("handed_over") == 4


def test_a_message_whose_lines_begin_with_dots_arrives_as_it_is(server):
    here, wire = server(), b"Message-ID: <1@example.org>\r\n\r\n.\r\n..\r\n.x\r\n\r\n."

    with Line() as line:
        for _time in range(2):
            line.hand_over(wire + b"\r\n", sender="office@example.org", to="ada@example.org", begin=lambda: True)

    assert [one.wire for one in here.received] == [wire + b"\r\n"] * 2


def test_a_line_whose_next_envelope_is_not_the_one_it_told_the_server_calls_again(server):
    here = server()
    given = {"wire": b"Message-ID: <1@example.org>\r\n\r\nHello\r\n", "sender": "office@example.org"}

    with Line() as line:
        for to in ("ada", "eve"):
            line.hand_over(**given, to=to, begin=lambda: True, following=Envelope("office@example.org", "bob"))

    assert [one.to for one in here.received] == ["ada", "eve"]
    assert here.connections == (2 if here.takes_groups else 1)


def test_a_message_that_is_stopped_before_its_content_never_arrives(server):
    here = server()
    given = {"wire": b"Message-ID: <1@example.org>\r\n\r\nHello\r\n", "sender": "office@example.org"}

    with Line() as line:
        answers = [line.hand_over(**given, to="ada", begin=lambda may=may: may) for may in (False, True)]

    assert [answer and answer.code for answer in answers] == [None, 250]
    assert len(here.received) == 1
