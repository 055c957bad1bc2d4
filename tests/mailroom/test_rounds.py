"""A mark does all that it has to or nothing; what a round has noted outlives its sender, and a database that broke off."""

import datetime
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.mailroom.choices import LetterStatus
from apps.mailroom.fence import WINDOW, this_run
from apps.mailroom.handover import Answer
from apps.mailroom.models import Delivery, Letter, Round
from apps.mailroom.rounds import Pace, claim, free_interrupted, goes_on, goes_on_quickly, told
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


def over():
    Round.objects.update(until=timezone.now())


def statuses():
    return list(Letter.objects.order_by("pk").values_list("status", flat=True))


def test_a_quick_mark_notes_the_answer_and_what_begins_and_renews_the_lease():
    round_, [first, second] = a_round()
    Round.objects.update(until=timezone.now() + datetime.timedelta(seconds=5))

    assert goes_on_quickly(round_, PACE, says=taken(first), begins=second, opens=None)

    now = Round.objects.get()
    assert (now.handing_over, now.opening, now.notes.count("\n")) == (second.pk, None, 1)
    assert now.until > timezone.now() + datetime.timedelta(seconds=60)


@pytest.mark.parametrize("lost", [{"until": timezone.now()}, {"token": "another"}])
def test_a_quick_mark_of_a_round_that_is_lost_writes_nothing(lost):
    round_, [first, second] = a_round()
    Round.objects.update(**lost)

    assert not goes_on_quickly(round_, PACE, says=taken(first), begins=second, opens=None)

    assert (Round.objects.get().handing_over, Round.objects.get().notes) == (None, "")


@pytest.mark.parametrize("code", [None, 250])
def test_what_a_round_noted_stands_in_the_ledger_with_its_own_moment_once_another_ends_it(code):
    round_, [first, second, _third] = a_round(3)
    answer = told(first, Answer(LetterStatus.HANDED_OVER, code, "Taken\u2028“so”"), PACE)
    goes_on_quickly(round_, PACE, says=answer, begins=second, opens=None)
    over()

    free_interrupted(PACE)

    row = Delivery.objects.get(letter=first, event="handed_over")
    assert (row.code, row.answer, row.attempt, row.sha256) == (code, "Taken\u2028“so”", 1, first.sha256)
    assert abs(row.moment - answer.at) < datetime.timedelta(milliseconds=1)
    assert statuses() == ["handed_over", "unknown_outcome", "queued"]


def test_where_the_database_broke_off_each_letter_that_may_have_left_is_of_unknown_outcome():
    round_, letters = a_round(WINDOW + 5)
    for before, begins in pairwise(letters[:4]):
        goes_on_quickly(round_, PACE, says=taken(before), begins=begins, opens=None)
    Round.objects.update(run="one before a crash")
    over()

    free_interrupted(PACE)

    assert statuses() == ["handed_over"] * 3 + ["unknown_outcome"] * WINDOW + ["queued"] * 2


def test_a_round_knows_the_run_of_the_database_which_a_crash_ends():
    round_, _letters = a_round()

    assert round_.run == this_run() != ""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'mailroom_databaserun'")
            assert cursor.fetchone() == ("u",)  # emptied by a server that recovers
