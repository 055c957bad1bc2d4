"""A letter is queued with what it is about, or not at all; what people do with it later is an act."""

import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from apps.casework.lifecycle import TransitionNotAllowed
from apps.mailroom import services
from apps.mailroom.choices import SENDING, LetterStatus
from apps.mailroom.composing import NotALetter
from apps.mailroom.models import Delivery, Letter, Round
from apps.mailroom.sending import drain
from apps.organisation import services as organisation
from apps.trail.acts import act
from apps.trail.choices import Verdict
from apps.trail.errors import KeyringUnusable, WrittenOutsideAct
from apps.trail.models import Act, ObjectKey
from apps.trail.sealing import seal_all
from apps.trail.verification import verify
from tests.builders import BUILDER, a_brand, a_letter, a_user

pytestmark = pytest.mark.django_db


def wire_of(letter: Letter) -> bytes:
    return services.open_message(letter, by=BUILDER)


# --- Queueing ---


def test_a_letter_joins_the_act_of_what_it_is_about():
    brand, acts = a_brand(), Act.objects.count()

    with act("organisation.brand_changed", by=BUILDER, about=brand):
        organisation.change(brand, name="Globex", by=BUILDER)
        letter = a_letter(brand=brand, about=brand)

    assert Act.objects.count() == acts + 1
    assert Act.objects.first().stated["within"][1]["facts"] == {
        "about": f"mailroom.letter:{letter.pk}",
        "letter": letter.kind,
    }
    assert letter.about == f"organisation.brand:{brand.pk}"


def test_a_letter_of_an_act_that_fails_was_never_written():
    brand = a_brand()

    def told_two() -> None:
        with act("organisation.brand_changed", by=BUILDER, about=brand):
            a_letter(brand=brand)
            a_letter("nobody", brand=brand)

    with pytest.raises(NotALetter):
        told_two()

    assert (Letter.objects.count(), Delivery.objects.count()) == (0, 0)
    assert not ObjectKey.objects.filter(model="mailroom.letter").exists()


def test_the_bytes_are_made_once_and_kept_encrypted():
    letter = a_letter("ada@example.org", name="Ada")
    wire = wire_of(letter)

    letter.refresh_from_db()
    assert hashlib.sha256(wire).hexdigest() == letter.sha256 == letter.deliveries.get().sha256
    assert b"ada@example.org" in wire
    assert b"Subject" not in bytes(letter.sealed)


def test_answers_go_to_the_privacy_address_of_the_brand():
    brand = a_brand("globex", privacy_email="privacy@globex.example")

    assert b"\r\nReply-To: privacy@globex.example\r\n" in wire_of(a_letter(brand=brand))
    assert b"Reply-To" not in wire_of(a_letter())


@override_settings(SITE_URL="https://privacy.example.org:8443")
def test_a_message_id_is_of_the_configured_host_and_of_this_letter_alone():
    first, second = a_letter().message_id, a_letter().message_id

    assert first != second
    assert {one.rpartition("@")[2] for one in (first, second)} == {"privacy.example.org>"}


@pytest.mark.parametrize("name", ["Ada\r\nBcc: eve@example.org", "Ada\n", "A\0da", "Ada\u2028Eve", "x" * 201])
def test_a_name_that_is_no_header_is_refused(name):
    with pytest.raises(NotALetter):
        a_letter(name=name)


@pytest.mark.parametrize("wrong", [{"kind": "subprocessors/none"}, {"language": "xx"}])
def test_a_kind_or_language_that_is_not_there_is_an_error_of_the_code(wrong):
    given = {"kind": "subprocessors/evidence_due", "to": "ada@example.org", "context": {}, "by": BUILDER} | wrong

    with pytest.raises(ValueError, match="is no kind of letter"):
        services.queue_letter(given.pop("kind"), **given)


# --- What the database and the model hold ---


def test_a_letter_is_changed_by_the_services_alone():
    letter = a_letter()
    for write in (
        letter.save,
        letter.delete,
        lambda: Letter.objects.update(status="cancelled"),
        lambda: Letter.objects.all().delete(),
        lambda: Letter.objects.bulk_create([]),
    ):
        with pytest.raises(WrittenOutsideAct):
            write()


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"status": "sending"}, "is_in_a_round_while_it_leaves"),
        ({"status": "held"}, "that_is_held_back_has_no_next_try"),
        ({"status": "handed_over", "next_try_at": None}, "handed_over_at_a_moment"),
        ({"handed_over_at": timezone.now()}, "handed_over_at_a_moment"),
        ({"next_try_at": None}, "that_waits_has_a_next_try"),
        ({"status": "refused"}, "that_is_settled_has_no_next_try"),
    ],
)
def test_the_database_refuses_a_letter_that_stands_nowhere(values, rule):
    letter = a_letter()

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).move(**values)


def test_one_message_id_belongs_to_one_letter():
    first, second = a_letter(), a_letter()

    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=second.pk).move(message_id=first.message_id)


def test_events_of_a_letter_are_only_added():
    event = Delivery.objects.filter(letter=a_letter()).get()

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Delivery.objects.filter(pk=event.pk).update(event="handed_over")
    with pytest.raises(IntegrityError, match="not deleted"), transaction.atomic():
        Delivery.objects.filter(pk=event.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_the_trail_covers_the_events_and_verifies_with_letters_that_left_or_were_erased():
    first, _second = a_letter(), a_letter()
    drain()
    services.erase_letter(Letter.objects.get(pk=first.pk), ground="GDPR art. 17(1)(b)", by=BUILDER)
    seal_all()

    report = verify()

    assert (report.verdict, report.findings) == (Verdict.INTACT, [])
    assert Act.objects.filter(kind="trail.ledger_covered").exists()


# --- What people do ---


def moved(letter: Letter, status: str) -> Letter:
    """The letter as a sender would have left it in a status."""
    now = timezone.now()
    ready = status in {"queued", "deferred", "sending"}
    Letter.objects.filter(pk=letter.pk).move(
        status=status,
        next_try_at=now if ready else None,
        handed_over_at=now if status == "handed_over" else None,
        round=Round.objects.create(token="x", sender="x", until=now) if status == "sending" else None,
    )
    return Letter.objects.get(pk=letter.pk)


@pytest.mark.parametrize("status", LetterStatus.values)
def test_a_letter_is_tried_again_only_where_it_has_not_left(status):
    letter, ada = moved(a_letter(), status), a_user("ada")
    may = status in {"deferred", "unknown_outcome", "refused", "failed", "shown", "queued"}

    if may:
        tried = services.retry_letter(letter, by=ada)
        assert (tried.status, tried.next_try_at is not None) == ("queued", True)
        assert letter.deliveries.last().event == "retried_by_person"
    else:
        with pytest.raises(TransitionNotAllowed):
            services.retry_letter(letter, by=ada)


def test_a_letter_that_no_sender_leaves_with_is_in_no_round():
    letter = a_letter()
    held = Round.objects.create(token="x", sender="x", until=timezone.now())

    with pytest.raises(IntegrityError, match="is_in_a_round_while_it_leaves"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).move(round=held)


@pytest.mark.parametrize("status", LetterStatus.values)
def test_a_letter_is_cancelled_only_while_it_waits(status):
    letter, ada = moved(a_letter(), status), a_user("ada")

    if SENDING.allows(status, "cancelled"):
        services.cancel_letter(letter, by=ada)
        assert drain() == 0
        assert [one.event for one in letter.deliveries.all()] == ["queued", "cancelled"]
    else:
        with pytest.raises(TransitionNotAllowed):
            services.cancel_letter(letter, by=ada)


def test_opening_a_letter_is_an_act():
    letter, ada = a_letter("ada@example.org"), a_user("ada")

    content = services.open_letter(letter, by=ada)

    assert ("To", "ada@example.org") in content.headers
    assert "Example Cloud B.V." in content.text
    last = Act.objects.first()
    assert (last.kind, last.actor, last.about) == (
        "mailroom.letter_opened",
        f"user:{ada.pk}",
        f"mailroom.letter:{letter.pk}",
    )


# --- Erasure ---


def test_erasure_empties_the_letter_and_destroys_its_key():
    letter = moved(a_letter("ada@example.org", name="Ada"), "handed_over")
    [key] = ObjectKey.objects.filter(model="mailroom.letter", object_id=letter.pk)

    erased = services.erase_letter(letter, ground="GDPR art. 17(1)(b)", by=a_user("bob"))

    assert (erased.to_address, erased.to_name, erased.subject, bytes(erased.sealed)) == ("", "", "", b"")
    assert not ObjectKey.objects.filter(name=key.name).exists()
    told = Act.objects.get(kind="trail.person_erased")
    assert (told.about, told.stated["destroyed"]) == (f"mailroom.letter:{letter.pk}", [key.name])
    with pytest.raises(KeyringUnusable):
        wire_of(erased)
    assert list(letter.deliveries.values_list("event", flat=True)) == ["queued"]


def test_a_letter_that_may_still_leave_is_not_erased():
    letter = a_letter()

    with pytest.raises(services.StillOnItsWay, match="cancel it before"):
        services.erase_letter(letter, ground="GDPR art. 17(1)(b)", by=BUILDER)

    assert wire_of(letter)


def test_an_erased_letter_is_not_tried_again():
    letter = services.erase_letter(moved(a_letter(), "refused"), ground="GDPR art. 17(1)(b)", by=BUILDER)

    with pytest.raises(NotALetter, match="nothing left to send"):
        services.retry_letter(letter, by=BUILDER)
