"""Who owns a hold on a person is told of their requests, once each, by the worker, whenever the two meet."""

import pytest
from django.utils import timezone

from apps.dsr import services as dsr
from apps.retention import services
from apps.retention.models import Hold, HoldTouch
from apps.trail.acts import object_name
from apps.trail.models import Act
from tests.builders import BUILDER
from tests.dsr.tickets import a_ticket

from .holds import a_hold, counsel, lifted

pytestmark = pytest.mark.django_db


def touched(hold: Hold) -> list[str]:
    return sorted(hold.touches.values_list("subject", flat=True))


def test_a_request_of_a_person_on_hold_is_noted_at_the_hold():
    hold = a_hold(email="ada@example.org")
    ticket, _other = a_ticket(email="Ada@Example.org"), a_ticket(email="bob@example.org")

    noted = dsr.note_touched_holds()

    assert (noted, touched(hold)) == (1, [object_name(ticket)])
    assert Act.objects.get(kind="retention.hold_touched").about == object_name(hold)


def test_a_request_with_the_number_of_a_person_on_hold_is_noted_too():
    hold = a_hold(email="", phone="+31612345678")
    ticket, _other = a_ticket(email="", phone="06 12 34 56 78"), a_ticket(email="bob@example.org", phone="0201234567")

    dsr.note_touched_holds()

    assert touched(hold) == [object_name(ticket)]


def test_it_is_noted_once_however_often_the_worker_looks():
    a_ticket(email="ada@example.org")
    hold = a_hold(email="ada@example.org")

    noted = [dsr.note_touched_holds() for _turn in range(2)]

    assert (noted, len(touched(hold))) == ([1, 0], 1)
    assert Act.objects.filter(kind="retention.hold_touched").count() == 1


def test_a_request_that_gets_the_address_later_is_noted_then():
    hold, ticket = a_hold(email="ada@example.org"), a_ticket(email="bob@example.org")
    before = dsr.note_touched_holds()

    dsr.change_ticket(ticket, email="ada@example.org", by=BUILDER)

    assert (before, dsr.note_touched_holds(), touched(hold)) == (0, 1, [object_name(ticket)])


def test_each_hold_on_the_person_is_touched_and_none_that_was_lifted():
    a_ticket(email="ada@example.org")
    one, other = a_hold(email="ada@example.org"), a_hold(email="ada@example.org")
    over = lifted(a_hold(email="ada@example.org"))

    assert dsr.note_touched_holds() == 2
    assert [len(touched(hold)) for hold in (one, other, over)] == [1, 1, 0]


def test_people_without_an_address_are_not_taken_for_one_another():
    a_hold(email="", phone="+31612345678")
    a_ticket(email="", phone="")

    assert dsr.note_touched_holds() == 0


def test_a_hundred_requests_are_looked_through_in_as_many_queries_as_one(django_assert_max_num_queries):
    for number in range(4):
        a_hold(email=f"person.{number}@example.org")
        a_ticket(email=f"other.{number}@example.org", phone=f"061234567{number}")

    with django_assert_max_num_queries(4):
        dsr.note_touched_holds()


def test_who_looked_at_the_requests_says_so_once():
    a_ticket(email="ada@example.org")
    hold, lena = a_hold(email="ada@example.org"), counsel()
    dsr.note_touched_holds()
    assert list(Hold.objects.touched()) == [hold]

    seen = [services.see_touches(hold, by=lena) for _click in range(2)]

    assert (seen, list(Hold.objects.touched())) == ([1, 0], [])
    touch = HoldTouch.objects.get()
    assert (touch.seen_by, touch.seen_at <= timezone.now()) == (lena, True)
