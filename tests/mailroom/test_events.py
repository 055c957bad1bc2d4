"""What becomes of a letter is taken in once, whoever repeats it, and stops list mail only where the address is to blame."""

import logging
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.casework.registers import MailListener
from apps.mailroom import events, services
from apps.mailroom.cards import CARDS
from apps.mailroom.choices import ARRIVED_THERE, HOW_FAR, STOPS, TURNED_AWAY, Told
from apps.mailroom.events import Word, read_refusals, take_effect, take_word
from apps.mailroom.models import Acceptance, Delivery, Letter, ProviderEvent, Suppression
from apps.mailroom.sending import drain
from apps.mailroom.suppression import lift_suppression, suppressed
from apps.trail.choices import Verdict
from apps.trail.models import Act
from apps.trail.sealing import seal_all
from apps.trail.services import erase
from apps.trail.verification import verify
from tests.builders import BUILDER, a_brand, a_letter
from tests.faults.test_concurrent_writes import at_once
from tests.mailroom.sink import once, sink

SMTP = "django.core.mail.backends.smtp.EmailBackend"
ADA = "ada@example.org"


def handed_over(to: str = ADA, **values: Any) -> Letter:
    letter = a_letter(to, **values)
    now = timezone.now()
    Letter.objects.filter(pk=letter.pk).move(status="handed_over", next_try_at=None, handed_over_at=now)
    return Letter.objects.get(pk=letter.pk)


def word(letter: Letter, told: Told = Told.DELIVERED, **values: Any) -> Word:
    given = {"provider": "sparkpost", "event": "1", "identifiers": (letter.message_id,), "address": letter.to_address}
    return Word(told=told, **(given | values))


def an_app_listens(monkeypatch: pytest.MonkeyPatch, listener: MailListener) -> None:
    """An app has a room with this listener, found as any is."""
    name = "apps.subprocessors.inbound"
    room = ModuleType(name)
    room.__spec__, room.MAIL_LISTENERS = ModuleSpec(name, None), [listener]
    monkeypatch.setitem(sys.modules, name, room)


def happened(letter: Letter) -> list[str]:
    return list(letter.deliveries.values_list("event", flat=True))


def reached(letter: Letter) -> str:
    letter.refresh_from_db()
    return letter.reached


# --- One event, one effect ---


@pytest.mark.django_db
def test_an_event_is_written_down_once_and_told_on_the_letter():
    letter = handed_over()

    assert (take_word(word(letter)), take_word(word(letter)), take_word(word(letter))) == (True, False, False)

    assert [(one.told, one.letter) for one in ProviderEvent.objects.all()] == [("delivered", letter)]
    assert happened(letter) == ["queued", "delivered"]
    assert reached(letter) == "delivered"


@pytest.mark.django_db
def test_events_of_two_providers_are_two_though_they_are_numbered_alike():
    letter = handed_over()

    assert take_word(word(letter, provider="mailgun"))
    assert take_word(word(letter, provider="sparkpost"))


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_the_same_event_a_hundred_times_at_once_is_one_row_and_one_effect():
    letter = handed_over(unsubscribe="http://127.0.0.1:8000/u/1/")
    told = word(letter, Told.BOUNCED_HARD)

    for _round in range(5):
        outcomes = at_once([lambda: take_word(told)] * 20)
        assert all(isinstance(one, bool) for one in outcomes), outcomes

    assert ProviderEvent.objects.count() == 1
    assert happened(letter) == ["queued", "bounced_hard"]
    assert Suppression.objects.count() == 1
    assert Act.objects.filter(kind="mailroom.letter_came_back").count() == 1


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_different_events_about_one_address_at_once_suppress_it_once():
    letters = [handed_over() for _number in range(8)]

    outcomes = at_once([lambda one=one: take_word(word(one, Told.BOUNCED_HARD, event=f"{one.pk}")) for one in letters])

    assert outcomes == [True] * 8
    assert Suppression.objects.count() == 1
    assert [happened(one) for one in letters] == [["queued", "bounced_hard"]] * 8


@pytest.mark.django_db
def test_an_event_whose_effect_fails_was_never_taken(monkeypatch):
    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no")

    letter = handed_over()
    an_app_listens(monkeypatch, MailListener(events=frozenset({"bounced_hard"}), takes=fails))

    with pytest.raises(RuntimeError):
        take_word(word(letter, Told.BOUNCED_HARD))

    assert (ProviderEvent.objects.count(), Suppression.objects.count()) == (0, 0)
    assert (happened(letter), reached(letter)) == (["queued"], "")


# --- Whose letter it is ---


@pytest.mark.django_db
def test_a_letter_is_found_by_its_message_id_or_by_what_the_provider_called_it():
    letter = handed_over()
    Acceptance.objects.create(letter=letter, provider="sparkpost", provider_id="66")

    assert events.letter_of(word(letter)) == letter
    assert events.letter_of(word(letter, identifiers=("66",))) == letter
    assert events.letter_of(word(letter, identifiers=("66",), provider="mailgun")) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"identifiers": ("<other@example.org>",)},
        {"identifiers": ()},
        {"address": "eve@example.org"},
        {"address": ""},
    ],
)
def test_what_is_about_no_letter_of_ours_or_another_address_is_noted_without_effect(values):
    letter = handed_over()

    assert take_word(word(letter, Told.COMPLAINED, **values))

    assert [(one.told, one.letter) for one in ProviderEvent.objects.all()] == [("complained", None)]
    assert (happened(letter), reached(letter)) == (["queued"], "")
    assert not Suppression.objects.exists()


@pytest.mark.django_db
def test_an_address_in_another_case_is_the_same():
    letter = handed_over("Ada@Example.org")

    take_word(word(letter, address="ada@example.ORG"))

    assert reached(letter) == "delivered"


# --- Effects ---


@pytest.mark.django_db
@pytest.mark.parametrize("told", [one for one in Told if one != Told.OTHER])
def test_only_an_address_that_is_none_and_a_complaint_stop_list_mail(told):
    letter = handed_over()

    take_word(word(letter, told))
    take_word(word(letter, told, event="2"))

    assert suppressed([ADA]) == ({ADA} if told in STOPS else set())
    assert [(one.reason, one.letter) for one in Suppression.objects.all()] == (
        [(told.value, letter)] if told in STOPS else []
    )
    assert happened(letter) == ["queued", told.value, told.value]


@pytest.mark.django_db
@pytest.mark.parametrize("first", HOW_FAR)
@pytest.mark.parametrize("second", HOW_FAR)
def test_how_far_a_letter_got_does_not_depend_on_the_order_of_the_events(first, second):
    letter = handed_over()

    take_effect(letter, first)
    take_effect(letter, second)

    assert reached(letter) == max(first, second, key=HOW_FAR.index)


@pytest.mark.django_db
@pytest.mark.parametrize("told", Told)
def test_what_a_provider_tells_of_a_letter_of_unknown_outcome_shows_that_it_left(told):
    letter = a_letter(ADA)
    Letter.objects.filter(pk=letter.pk).move(status="unknown_outcome", next_try_at=timezone.now())

    take_word(word(letter, told))

    letter.refresh_from_db()
    left = ("handed_over", None) if told in ARRIVED_THERE else ("unknown_outcome", letter.next_try_at)
    assert (letter.status, letter.next_try_at) == left


@pytest.mark.django_db
@pytest.mark.parametrize("told", [one for one in Told if one != Told.OTHER])
def test_the_operator_is_told_of_what_is_no_fault_of_the_address(told, caplog):
    letter = handed_over()

    with caplog.at_level(logging.ERROR):
        take_word(word(letter, told, code="5.7.1"))

    [card] = [card for card in CARDS if str(card.title) == "Letters turned away"]
    assert card.figure(None) == int(told in TURNED_AWAY)
    assert bool(caplog.records) == (told in TURNED_AWAY)
    assert ADA not in caplog.text


@pytest.mark.django_db
def test_an_app_hears_of_its_letters_in_the_act_that_takes_it_in(monkeypatch):
    heard: list[tuple] = []
    listener = MailListener(
        events=frozenset({"bounced_hard", "unsubscribed"}),
        takes=lambda about, event, address, by: heard.append((about, event, address, by, connection.act.kind)),
    )
    an_app_listens(monkeypatch, listener)
    brand = a_brand()
    letter = handed_over(about=brand)

    for number, told in enumerate([Told.DELIVERED, Told.BOUNCED_HARD, Told.COMPLAINED, Told.UNSUBSCRIBED]):
        take_word(word(letter, told, event=str(number)))

    about = f"organisation.brand:{brand.pk}"
    assert heard == [
        (about, "bounced_hard", ADA, "worker", "mailroom.letter_came_back"),
        (about, "unsubscribed", ADA, "worker", "mailroom.letter_came_back"),
    ]


@pytest.mark.django_db
def test_no_ledger_has_an_address_in_it():
    letter = handed_over()
    for number, told in enumerate(Told):
        take_word(word(letter, told, event=f"{number} {ADA}", code="5.1.1"))

    rows = [list(model.objects.values()) for model in (Delivery, ProviderEvent, Acceptance)]
    acts = list(Act.objects.values())

    assert ADA not in str([rows, acts]).lower()


# --- Refusals of mail servers ---


def refused(words: str, code: int | None = 550) -> Letter:
    letter = a_letter(ADA)
    Letter.objects.filter(pk=letter.pk).move(status="refused", next_try_at=None, last_code=code, last_error=words)
    return letter


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("5.1.1 <…> User unknown", 550, "bounced_hard"),
        ("5.1.10 RESOLVER.ADR.RecipientNotFound", 550, "bounced_hard"),
        ("5.1.2 Bad destination system", 550, "bounced_hard"),
        ("5.1.7 Bad sender’s mailbox address syntax", 553, "rejected"),
        ("5.1.8 Bad sender’s system address", 550, "rejected"),
        ("5.7.1 Message rejected as spam", 554, "blocked"),
        ("5.7.26 Not authenticated", 550, "blocked"),
        ("5.2.2 Mailbox full", 552, "bounced_soft"),
        ("4.7.1 Greylisted", 451, "bounced_soft"),
        ("Go away", 550, "rejected"),
        ("Our relay 5.1.1.2 says no", 550, "rejected"),
        ("", None, "rejected"),
    ],
)
def test_a_refusal_is_read_by_its_enhanced_code(words, code, told):
    letter = refused(words, code)

    assert read_refusals() == 1
    assert read_refusals() == 0

    assert reached(letter) == told
    assert happened(letter) == ["queued", told]
    assert suppressed([ADA]) == ({ADA} if told == "bounced_hard" else set())


@pytest.mark.django_db
def test_an_address_that_a_mail_server_refuses_as_none_gets_no_list_mail_any_more(settings):
    letter, other = a_letter(ADA), a_letter("bob@example.org")
    with sink(once("RCPT", f"550 5.1.1 <{ADA}> User unknown", to=ADA)) as server:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = False
        drain()
    read_refusals()

    assert (reached(letter), reached(other)) == ("bounced_hard", "")
    assert suppressed([ADA, "bob@example.org"]) == {ADA}
    assert happened(letter) == ["queued", "refused", "bounced_hard"]


@pytest.mark.django_db
def test_a_letter_that_a_person_has_tried_again_may_be_refused_anew():
    letter = refused("5.2.2 Mailbox full", 552)
    read_refusals()

    services.retry_letter(letter, by=BUILDER)
    assert (reached(letter), letter.reached_at) == ("", None)
    Letter.objects.filter(pk=letter.pk).move(status="refused", next_try_at=None, last_error="5.1.1 none")
    read_refusals()

    assert reached(letter) == "bounced_hard"


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_two_jobs_read_a_refusal_once():
    letters = [refused("5.1.1 none") for _number in range(5)]

    outcomes = at_once([read_refusals] * 4)

    assert sum(outcomes) == 5
    assert [happened(one) for one in letters] == [["queued", "bounced_hard"]] * 5
    assert Suppression.objects.count() == 1


# --- The trail ---


@pytest.mark.django_db(transaction=True)
def test_the_trail_covers_events_and_suppressions_and_verifies_after_an_erasure():
    letter, other = handed_over(), handed_over("bob@example.org")
    Acceptance.objects.create(letter=letter, provider="sparkpost", provider_id="66")
    take_word(word(letter, Told.BOUNCED_HARD))
    take_word(word(other, Told.COMPLAINED, event="2"))
    one = lift_suppression(Suppression.objects.get(address=ADA), note="It works.", by=BUILDER)
    erase(one, ground="GDPR art. 17(1)(b)", by=BUILDER)
    services.erase_letter(letter, ground="GDPR art. 17(1)(b)", by=BUILDER)
    seal_all()

    report = verify()

    assert (report.verdict, report.findings) == (Verdict.INTACT, [])


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Acceptance, ProviderEvent])
def test_what_a_provider_told_is_only_added_to(model):
    letter = handed_over()
    Acceptance.objects.create(letter=letter, provider="sparkpost", provider_id="66")
    take_word(word(letter))

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        model.objects.update(provider="mailgun")
    with pytest.raises(IntegrityError, match="not deleted"), transaction.atomic():
        model.objects.all().delete()
