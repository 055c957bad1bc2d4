"""The mark of the usual case, by the driver itself, does what the general one does, and nothing by halves."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.mailroom.choices import LetterStatus
from apps.mailroom.handover import Answer
from apps.mailroom.models import Delivery, Round
from apps.mailroom.rounds import Pace, claim, goes_on, told
from tests.builders import a_letter

pytestmark = pytest.mark.django_db(transaction=True)
PACE = Pace()


def a_round(count=2):
    for number in range(count):
        a_letter(f"p{number}@example.org")
    return claim(PACE)


def taken(letter):
    return told(letter, Answer(LetterStatus.HANDED_OVER, 250, "Taken"), PACE)


@pytest.mark.parametrize("within", [False, True])
def test_a_mark_writes_the_answer_and_what_begins_and_renews_the_lease(within):
    round_, [first, second] = a_round()
    Round.objects.update(until=timezone.now() + datetime.timedelta(seconds=5))

    if within:
        with transaction.atomic():
            assert goes_on(round_, PACE, says=[taken(first)], begins=second)
    else:
        assert goes_on(round_, PACE, says=[taken(first)], begins=second)

    now = Round.objects.get()
    assert (now.handing_over, now.opening) == (second.pk, None)
    assert now.until > timezone.now() + datetime.timedelta(seconds=60)
    row = Delivery.objects.filter(letter=first).last()
    assert (row.event, row.code, row.answer, row.attempt, row.sha256) == ("handed_over", 250, "Taken", 1, first.sha256)


@pytest.mark.parametrize("code", [None, 250])
def test_an_answer_may_have_no_code(code):
    round_, [first, _second] = a_round()

    assert goes_on(round_, PACE, says=[told(first, Answer(LetterStatus.HANDED_OVER, code), PACE)])

    assert Delivery.objects.filter(letter=first).last().code == code


@pytest.mark.parametrize("lost", [{"until": timezone.now()}, {"token": "another"}])
def test_a_mark_of_a_round_that_is_lost_writes_nothing(lost):
    round_, [first, second] = a_round()
    Round.objects.update(**lost)

    assert not goes_on(round_, PACE, says=[taken(first)], begins=second)

    assert (Round.objects.get().handing_over, Delivery.objects.exclude(event="queued").count()) == (None, 0)


def test_a_mark_that_fails_leaves_nothing_and_the_connection_goes_on():
    round_, [first, second] = a_round()
    broken = taken(first)
    broken.letter.sha256 = None

    with pytest.raises(IntegrityError):
        goes_on(round_, PACE, says=[broken], begins=second)

    assert (Round.objects.get().handing_over, Delivery.objects.exclude(event="queued").count()) == (None, 0)
    assert goes_on(round_, PACE, says=[taken(second)])
