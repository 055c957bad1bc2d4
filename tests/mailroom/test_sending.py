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
from apps.mailroom.handover import Answer, Line
from apps.mailroom.models import Delivery, Letter
from apps.mailroom.sending import BATCH, Pace, claim, drain, release, send, settle
from apps.trail.models import ObjectKey
from tests.builders import BUILDER, a_letter
from tests.mailroom.sink import CUT, HALF, HANG, SILENT, once, sink

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"
AT_ONCE = Pace(lease=datetime.timedelta(seconds=60), again=datetime.timedelta(0))


@pytest.fixture
def server(settings):
    """Makes a mail server with a script, to which this office sends."""
    running = []

    def start(script=lambda _place, _to: "", tls=None):
        one = sink(script, tls)
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
    assert (stands(letter), letter.next_try_at, letter.claim) == ("handed_over", None, "")
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


def test_two_senders_never_hold_the_same_letter():
    letters = [a_letter(f"p{number}@example.org") for number in range(3)]

    mine, others = claim(AT_ONCE), claim(AT_ONCE)

    assert ([one.pk for one in mine], others) == ([one.pk for one in letters], [])


def test_a_sender_that_lost_its_lease_sends_nothing(server):
    letter, here = a_letter(), server()
    [claimed] = claim(AT_ONCE)
    Letter.objects.filter(pk=letter.pk).move(claim="another")

    with Line() as line:
        send(claimed, line, AT_ONCE)

    assert (here.received, events(letter)) == ([], [("queued", None)])


@pytest.mark.parametrize("seconds", [-1, -100])
def test_a_sender_whose_lease_is_over_sends_nothing_even_before_another_takes_it(seconds, server):
    letter, here = a_letter(), server()
    [claimed] = claim(Pace(lease=datetime.timedelta(seconds=seconds)))

    with Line() as line:
        send(claimed, line, AT_ONCE)

    assert (here.received, stands(letter)) == ([], "sending")


@pytest.mark.parametrize(("begun", "told"), [(False, ["handed_over"]), (True, ["unknown_outcome", "handed_over"])])
def test_an_interrupted_letter_is_of_unknown_outcome_only_where_its_hand_over_had_begun(begun, told, server):
    letter = a_letter()
    claim(AT_ONCE)
    past = timezone.now() - datetime.timedelta(seconds=1)
    Letter.objects.filter(pk=letter.pk).move(claimed_until=past, handing_over_at=past if begun else None)
    server()

    drain(pace=AT_ONCE)

    assert [event for event, _code in events(letter)] == ["queued", *told]


def test_an_answer_that_comes_after_the_lease_is_still_believed(server):
    letter = a_letter()
    [claimed] = claim(AT_ONCE)
    free = {"claim": "", "claimed_until": None, "handing_over_at": None}
    Letter.objects.filter(pk=letter.pk).move(status=LetterStatus.UNKNOWN_OUTCOME, **free)
    settle(claimed, Answer(LetterStatus.HANDED_OVER, 250), AT_ONCE)

    assert stands(letter) == "handed_over"


def test_a_sender_that_is_told_to_end_gives_back_what_it_has_not_begun(server):
    letters, here = [a_letter(f"p{number}@example.org") for number in range(4)], server()

    drain(is_told_to_end=lambda: len(here.received) >= 2)

    assert [(stands(one), one.attempts) for one in letters] == [("handed_over", 1)] * 2 + [("queued", 0)] * 2


def test_what_is_given_back_is_free_at_once():
    a_letter()
    batch = claim(AT_ONCE)

    release(batch)

    assert [one.pk for one in claim(AT_ONCE)] == [one.pk for one in batch]
