"""Mail that comes in: each message is one record, whatever it holds, however often and whichever way it comes."""

import os
import random
from pathlib import Path

import pytest

from apps.mailroom import receiving
from apps.mailroom.models import InboundMessage, ProviderEvent, Suppression
from apps.mailroom.receiving import key_of, raw_of, store_message, take_message, take_stored
from apps.trail.models import Act
from tests.builders import BUILDER, a_brand, a_letter, an_office
from tests.faults.test_concurrent_writes import at_once
from tests.mailroom.mails import a_mail, report_of, stored, taken
from tests.shared_data import shared

pytestmark = pytest.mark.django_db

MUTATIONS = int(os.environ.get("MUTATIONS", "10000"))


def standing() -> list[str]:
    return sorted(InboundMessage.objects.values_list("status", flat=True))


def test_a_message_is_kept_as_it_came_under_its_own_key_before_it_is_read():
    raw = b"not a message at all \xff\0"

    message = stored(raw)

    assert (message.status, raw_of(message), message.size) == ("stored", raw, len(raw))
    assert [act.kind for act in Act.objects.all()] == ["mailroom.message_stored"]


@pytest.mark.parametrize(
    ("second", "mailbox", "count"),
    [
        (a_mail(), "privacy@acme", 1),
        (b"Received: from elsewhere\n" + a_mail(), "privacy@globex", 1),
        (a_mail("Something else."), "privacy@acme", 2),
        (a_mail(Message_ID="<two@mail.example>"), "privacy@acme", 2),
    ],
    ids=["again", "in another mailbox", "same identifier, other words", "same words, other identifier"],
)
def test_a_message_is_one_record_by_its_identifier_and_its_content(second, mailbox, count):
    stored(a_mail())

    store_message(second, source="imap", mailbox=mailbox)

    assert InboundMessage.objects.count() == count


def test_a_message_without_an_identifier_is_known_by_its_bytes_in_its_mailbox():
    raw, other = a_mail(Message_ID=""), a_mail("Other words.", Message_ID="")
    stored(raw)

    assert store_message(raw, source="imap", mailbox="privacy@acme") is None
    assert store_message(other, source="imap", mailbox="privacy@acme") is not None
    assert store_message(raw, source="imap", mailbox="privacy@globex") is not None


@pytest.mark.django_db(transaction=True)
def test_a_message_that_is_fetched_by_several_at_once_is_one_record():
    at_once([lambda: store_message(a_mail(), source="imap", mailbox="privacy@acme")] * 4)

    assert InboundMessage.objects.count() == 1
    assert Act.objects.filter(kind="mailroom.message_stored").count() == 1


def test_a_message_that_is_too_large_is_quarantined_with_its_head():
    message = store_message(b"Subject: Large\n\n", source="imap", whole_size=90 * 2**20)

    assert (message.status, message.held_for, message.size) == ("held", "too_large", 90 * 2**20)
    assert "90 MB" in message.note
    assert take_stored() == 0


def test_a_message_that_no_app_takes_is_quarantined_with_why():
    message = taken(a_mail())  # there is no brand yet

    assert (message.status, message.held_for) == ("held", "no_place")
    assert "brand" in message.note
    assert (message.subject, message.sender) == ("My data", "ada@example.org")


def test_what_a_machine_wrote_about_nothing_is_left_alone():
    message = taken(a_mail(Auto_Submitted="auto-replied"))

    assert (message.status, message.is_automatic, message.about) == ("ignored", True, "")


def test_a_message_that_cannot_be_read_is_quarantined_and_stops_no_other():
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (depth, depth) for depth in range(1100))
    first = stored(deep)
    second = stored(a_mail(Auto_Submitted="auto-replied"))

    assert take_stored() == 2

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.held_for) == ("held", "unreadable")
    assert "RecursionError" in first.note
    assert second.status == "ignored"


def test_a_message_that_its_readers_die_of_is_quarantined_at_the_fourth_attempt():
    message = stored(a_mail())

    for _time in range(receiving.MOST_ATTEMPTS):
        assert receiving._begin(message)  # and then nothing more was heard of it
    take_message(message)

    message.refresh_from_db()
    assert (message.status, message.held_for) == ("held", "unreadable")


def test_a_message_whose_bytes_are_gone_keeps_nobody_waiting():
    gone, other = stored(a_mail()), stored(a_mail(Message_ID="<two@mail.example>", Auto_Submitted="auto-replied"))
    gone.file.storage.delete(gone.file.name)

    take_stored()

    assert standing() == ["held", "ignored"]
    assert other.pk


def test_a_message_is_dealt_with_once_however_often_it_is_given():
    message = taken(a_mail(Auto_Submitted="auto-replied"))
    before = Act.objects.count()

    take_message(message)

    assert Act.objects.count() == before


# --- Reports of letters ---


@pytest.mark.parametrize(
    ("action", "status", "reached", "suppressed"),
    [
        ("failed", "5.1.1", "bounced_hard", 1),
        ("failed", "5.2.2", "bounced_soft", 0),
        ("failed", "5.7.1", "blocked", 0),
        ("delayed", "4.4.1", "put_off", 0),
        ("delivered", "2.0.0", "delivered", 0),
        ("relayed", "2.0.0", "", 0),
    ],
)
def test_what_a_mail_server_reports_of_a_letter_takes_effect_on_it(action, status, reached, suppressed):
    letter = a_letter("ada@example.org")

    message = taken(report_of(letter.message_id, "Ada@example.org", action=action, status=status))

    letter.refresh_from_db()
    assert (letter.reached, Suppression.objects.count()) == (reached, suppressed)
    assert message.about == (f"mailroom.letter:{letter.pk}" if reached else "")


def test_a_report_about_another_address_than_the_letter_went_to_does_nothing():
    letter = a_letter("ada@example.org")

    message = taken(report_of(letter.message_id, "eve@example.org"))

    letter.refresh_from_db()
    assert (letter.reached, message.status, ProviderEvent.objects.count()) == ("", "ignored", 0)


# --- By a person ---


def test_a_quarantined_message_is_read_again_when_a_person_says_so():
    message = taken(a_mail(Message_ID="<three@mail.example>"))

    receiving.release_message(message, by=BUILDER)

    message.refresh_from_db()
    assert (message.status, message.attempts, message.held_for, message.note) == ("stored", 0, "", "")


def test_a_quarantined_message_is_left_alone_with_a_reason():
    message = taken(a_mail())

    receiving.ignore_message(message, reason="Advertisement.", by=BUILDER)

    message.refresh_from_db()
    assert (message.status, message.note) == ("ignored", "Advertisement.")


# --- Whatever anybody sends ---


def collection() -> list[Path]:
    return sorted(shared("mail").glob("*.eml"))


def mutated(raw: bytes, dice: random.Random) -> bytes:
    """A message of which some pieces were cut out, repeated, swapped or overwritten."""
    changed = bytearray(raw)
    for _time in range(dice.randint(1, 6)):
        start = dice.randrange(len(changed) + 1)
        end = min(len(changed), start + dice.choice([1, 1, 4, 40, 400]))
        piece = bytes(changed[start:end])
        noise = bytes(dice.randrange(256) for _byte in range(dice.choice([1, 3, 12])))
        changed[start:end] = dice.choice([b"", piece * 2, noise, piece[::-1], b"\r\n", b"\0", b"=?x?q?", b'"', b"--"])
    return bytes(changed)


def each_is_one_record(messages: list[bytes]) -> None:
    an_office(time_zone="Europe/Amsterdam")
    known = {key_of(raw, mailbox="privacy@acme") for raw in messages}
    for raw in messages:
        store_message(raw, source="imap", mailbox="privacy@acme")
        store_message(raw, source="imap", mailbox="privacy@acme")
    while take_stored():
        pass

    assert set(InboundMessage.objects.values_list("key", flat=True)) == known
    assert set(standing()) <= {"taken", "held", "ignored"}
    assert not InboundMessage.objects.filter(status="taken", about="").exists()


def test_every_message_of_the_collection_is_one_record_or_quarantined(settings):
    a_brand(privacy_email="privacy@acme.example")
    settings.INBOUND_A_DAY = 1000

    each_is_one_record([path.read_bytes() for path in collection()])

    assert InboundMessage.objects.filter(held_for="unreadable").count() == 0


def mutations(count: int) -> list[bytes]:
    dice, originals = random.Random(count), [path.read_bytes() for path in collection()]
    return [mutated(dice.choice(originals), dice) for _number in range(count)]


def test_messages_that_were_spoilt_on_their_way_are_one_record_each():
    each_is_one_record(mutations(100))


@pytest.mark.slow
def test_ten_thousand_messages_that_were_spoilt_or_as_many_as_are_asked_for_are_one_record_each(settings):
    a_brand(privacy_email="privacy@acme.example")
    settings.INBOUND_A_DAY = MUTATIONS

    each_is_one_record(mutations(MUTATIONS))
