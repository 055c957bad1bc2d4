"""Holds: what they cover, on what ground, until when; and what the database refuses of them."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.mailroom.composing import NotALetter
from apps.retention import services
from apps.retention.choices import HoldStatus
from apps.retention.models import Hold
from apps.retention.queries import address_index, held, held_person, holds_on, phone_index
from apps.retention.services import NothingToHold
from apps.trail.acts import act
from apps.trail.envelopes import open_text
from apps.trail.models import Act, lock
from tests.builders import BUILDER, a_contact, a_customer, a_letter, a_user

from .holds import a_hold, counsel, lifted, soon

pytestmark = pytest.mark.django_db


def changed_past_the_services(hold: Hold, **values: Any) -> None:
    with transaction.atomic(), act("retention.hold_reviewed", by=BUILDER, review_on=""):
        hold = lock(hold)
        for name, value in values.items():
            setattr(hold, name, value)
        hold.save()


# --- What it covers ---


def test_a_hold_on_a_record_covers_it_alone():
    contact = a_contact(customer=a_customer())
    a_hold(contact.customer, scope="record")

    assert held([contact.customer]) == {contact.customer.pk}
    assert held([contact]) == set()


def test_a_hold_on_a_case_covers_all_that_belongs_to_it():
    contact = a_contact(customer=a_customer())
    letter = a_letter(about=contact.customer)
    a_hold(contact.customer, scope="case")

    assert held([contact.customer]) == {contact.customer.pk}
    assert held([contact]) == {contact.pk}
    assert held([letter]) == {letter.pk}


def test_a_hold_on_a_class_covers_each_of_it():
    one, other = a_contact("one@example.com"), a_contact("other@example.com")
    a_hold(scope="class", subject="organisation.noticecontact", email="")

    assert held([one, other]) == {one.pk, other.pk}
    assert held([one.customer]) == set()


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("ada@example.org", "ADA@Example.org"),
        ("Ada@example.org", " ada@example.org "),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ],
)
def test_a_person_is_found_by_their_address_however_it_is_typed(typed, known):
    a_hold(email=typed)

    letter = a_letter(known.strip())

    assert held([letter]) == {letter.pk}


@pytest.mark.parametrize("known", ["+31 6 1234 5678", "06-12345678", "0031612345678"])
def test_a_number_is_the_same_with_a_country_code_and_without(known):
    assert phone_index(known) == phone_index("+31612345678") != ""


@pytest.mark.parametrize("none", ["", "12345", "no number"])
def test_what_is_no_number_finds_nobody(none):
    assert phone_index(none) == ""


def test_an_address_that_is_none_finds_nobody():
    a_hold(email="", phone="+31612345678")

    assert address_index("") == ""
    assert held([a_letter("bob@example.org")]) == set()


def test_what_is_typed_of_a_person_stands_nowhere_in_plain():
    hold = a_hold(email="ada@example.org", phone="+31612345678")

    stored = Hold.objects.filter(pk=hold.pk).values().get()

    assert [name for name, value in stored.items() if "ada@" in str(value) or "31612345678" in str(value)] == []
    assert open_text(hold, "retention.selector", bytes.fromhex(hold.selector)).count("ada@example.org") == 1
    assert held_person(hold) == "ada@example.org, +31612345678"


def test_a_hold_that_was_lifted_covers_nothing():
    letter = a_letter("ada@example.org")
    lifted(a_hold(email="ada@example.org"))

    assert held([letter]) == set()


def test_a_hundred_records_are_asked_about_in_one_query(django_assert_num_queries):
    letters = [a_letter(f"person.{number}@example.org") for number in range(5)]
    a_hold(email="person.3@example.org")

    with django_assert_num_queries(1):
        found = held(letters)

    assert found == {letters[3].pk}


def test_the_holds_on_a_record_are_told_to_who_may_know():
    customer, lena = a_customer(), counsel()
    hold = a_hold(customer)

    assert list(holds_on(customer, lena)) == [hold]


# --- Placing ---


def test_a_hold_is_placed_on_a_ground_by_a_person_who_answers_for_it():
    lena = counsel()
    hold = a_hold(email="ada@example.org", owner=lena, by=lena)

    told = Act.objects.get(kind="retention.hold_placed")

    assert (hold.status, hold.owner, hold.clearance) == (HoldStatus.PLACED, lena, "")
    assert (told.actor, told.about) == (f"user:{lena.pk}", f"retention.hold:{hold.pk}")
    assert {name: told.stated[name] for name in ("covers", "hold_ground")} == {
        "covers": "person",
        "hold_ground": "litigation",
    }


def test_references_tell_nothing_of_how_many_there_are():
    one, other = a_hold(email="one@example.org"), a_hold(email="other@example.org")

    assert one.reference.startswith("HLD-")
    assert one.reference[:9] != other.reference[:9]


@pytest.mark.parametrize(
    "named", ["organisation.customer:999", "organisation.nothing:1", "auth.user:1", "DSR-1-1", "x:1"]
)
def test_what_is_not_there_is_not_held(named):
    with pytest.raises(NothingToHold, match="There is no record"):
        a_hold(scope="case", subject=named, email="")


def test_a_class_that_is_not_there_is_not_held():
    with pytest.raises(NothingToHold, match="no such class"):
        a_hold(scope="class", subject="organisation.nothing", email="")


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"email": "no address"}, NotALetter),
        ({"email": "", "phone": "12"}, NothingToHold),
        ({"email": "", "phone": ""}, ValidationError),
        ({"ground": " "}, ValidationError),
        ({"ground_kind": "whim"}, ValidationError),
        ({"review_on": datetime.date(2020, 1, 1)}, ValidationError),
        ({"scope": "case", "subject": "", "email": ""}, ValidationError),
    ],
)
def test_a_hold_that_says_too_little_is_refused_and_nothing_is_left(values, error):
    with pytest.raises(error):
        a_hold(**values)

    assert Hold.objects.count() == 0


def test_who_may_not_look_after_holds_owns_none():
    with pytest.raises(ValidationError, match="another owner"):
        a_hold(owner=a_user("wim", "web"))


# --- Reviewing ---


def test_a_review_moves_the_day_and_the_owner():
    hold, ina = a_hold(), counsel("ina")

    hold = services.change_review(hold, review_on=soon(60), owner=ina, by=ina)

    assert (hold.review_on, hold.owner) == (soon(60), ina)


def test_a_review_lies_ahead():
    hold = a_hold()

    with pytest.raises(ValidationError, match="lies ahead"):
        services.change_review(hold, review_on=timezone.localdate(), by=BUILDER)


def test_a_hold_is_to_be_reviewed_from_its_day_on():
    hold = a_hold(review_on=soon(1))

    assert list(Hold.objects.to_review(soon(0))) == []
    assert list(Hold.objects.to_review(soon(1))) == [hold]


# --- What the database refuses ---


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"subject": "organisation.customer:1"}, "retention_hold_covers_a_person_or_a_subject"),
        ({"address_index": ""}, "retention_hold_covers_a_person_or_a_subject"),
        ({"scope": "case"}, "retention_hold_covers_a_person_or_a_subject"),
        ({"ground": ""}, "retention_hold_in_force_on_a_ground"),
        ({"lifted_at": timezone.now()}, "retention_hold_lifted_at_a_moment_by_approval"),
    ],
)
def test_the_database_keeps_what_is_always_true_of_a_hold(values, rule):
    hold = a_hold()

    with pytest.raises(IntegrityError, match=rule):
        changed_past_the_services(hold, **values)


def test_the_database_lets_nobody_lift_a_hold_alone():
    hold = a_hold()

    with pytest.raises(IntegrityError, match="a hold is lifted by two people"):
        changed_past_the_services(hold, status=HoldStatus.LIFTED, lifted_at=timezone.now())


def test_the_database_does_not_let_the_approval_of_another_hold_count():
    other = lifted(a_hold(email="other@example.org"))
    hold = a_hold()

    with pytest.raises(IntegrityError, match="a hold is lifted by two people"):
        changed_past_the_services(hold, status=HoldStatus.LIFTED, lifted_at=timezone.now(), approval=other.approval)


def test_a_hold_that_was_lifted_does_not_come_back():
    hold = lifted(a_hold())

    with pytest.raises(IntegrityError, match="stays lifted"):
        changed_past_the_services(hold, status=HoldStatus.PLACED, lifted_at=None, approval=None)
