"""Letters about a record are held back and let go again, all at once, and how far they have come is told."""

import datetime

import pytest
from django.utils import timezone

from apps.casework.lifecycle import TransitionNotAllowed
from apps.mailroom import services
from apps.mailroom.models import Letter, Pause
from apps.mailroom.queries import LATELY, progress
from apps.mailroom.rounds import Pace, claim, finish
from apps.mailroom.sending import drain
from apps.trail.models import Act
from tests.builders import BUILDER, a_letter

pytestmark = pytest.mark.django_db
ABOUT, OTHER, PACE = "publications.announcement:7", "publications.announcement:8", Pace()


def statuses(about=ABOUT):
    return list(Letter.objects.filter(about=about).order_by("pk").values_list("status", flat=True))


def test_what_is_paused_does_not_leave_and_others_do():
    mine, other = a_letter(about=ABOUT), a_letter(about=OTHER)

    assert services.pause_letters(ABOUT, by=BUILDER) == 1
    drain()

    assert (statuses(), statuses(OTHER)) == (["held"], ["shown"])
    assert (Act.objects.first().kind, Act.objects.first().about) == ("mailroom.letters_paused", ABOUT)
    assert (mine.about, other.about) == (ABOUT, OTHER)


def test_what_is_let_go_again_leaves_and_is_tried_for_as_long_as_ever():
    letter = a_letter(about=ABOUT)
    services.pause_letters(ABOUT, by=BUILDER)
    Letter.objects.filter(pk=letter.pk).move(give_up_at=timezone.now())

    assert services.resume_letters(ABOUT, by=BUILDER) == 1

    letter.refresh_from_db()
    assert letter.give_up_at > timezone.now() + datetime.timedelta(hours=71)
    drain()
    assert (statuses(), Pause.objects.count()) == (["shown"], 0)


def test_a_letter_that_is_written_or_given_back_while_paused_is_held_back_when_its_turn_comes():
    a_letter(about=ABOUT)
    claimed = claim(PACE)
    services.pause_letters(ABOUT, by=BUILDER)
    finish(claimed.round, [])
    a_letter(about=ABOUT)
    a_letter(about=OTHER)

    drain()

    assert (statuses(), statuses(OTHER)) == (["held", "held"], ["shown"])


def test_a_letter_of_unknown_outcome_is_settled_even_while_paused():
    letter = a_letter(about=ABOUT)
    services.pause_letters(ABOUT, by=BUILDER)
    Letter.objects.filter(pk=letter.pk).move(status="unknown_outcome", next_try_at=timezone.now())

    drain()

    assert statuses() == ["shown"]


@pytest.mark.parametrize("times", [1, 2])
def test_pausing_and_letting_go_twice_does_no_more_than_once(times):
    a_letter(about=ABOUT)

    assert [services.pause_letters(ABOUT, by=BUILDER) for _time in range(times)] == [1, 0][:times]
    assert [services.resume_letters(ABOUT, by=BUILDER) for _time in range(times)] == [1, 0][:times]
    assert statuses() == ["queued"]


def test_a_letter_that_is_held_back_is_cancelled_but_not_tried_again():
    letter = a_letter(about=ABOUT)
    services.pause_letters(ABOUT, by=BUILDER)

    with pytest.raises(TransitionNotAllowed):
        services.retry_letter(letter, by=BUILDER)
    services.cancel_letter(letter, by=BUILDER)

    assert (statuses(), services.resume_letters(ABOUT, by=BUILDER)) == (["cancelled"], 0)


# --- Progress ---


def put(status, **values):
    letter = a_letter(about=ABOUT)
    Letter.objects.filter(pk=letter.pk).move(status=status, **({"next_try_at": None} | values))


def test_progress_tells_where_letters_stand_how_fast_they_go_and_when_they_end(django_assert_num_queries):
    now = timezone.now()
    for minutes in (0, 1, 5):
        put("handed_over", handed_over_at=now - datetime.timedelta(minutes=minutes))
    for status in ("shown", "refused", "failed", "cancelled", "held", "unknown_outcome"):
        put(status)
    put("deferred", next_try_at=now)
    put("unknown_outcome", next_try_at=now)
    a_letter(about=ABOUT), a_letter(about=OTHER)

    with django_assert_num_queries(2):
        found = progress(ABOUT, now=now)

    assert (found.done, found.waiting, found.held, found.failed, found.unknown, found.cancelled) == (4, 3, 1, 2, 1, 1)
    assert (found.total, found.is_paused) == (12, False)
    assert datetime.timedelta(minutes=2) == LATELY
    assert (found.per_minute, found.ends_at) == (1.0, now + datetime.timedelta(minutes=3))


def test_progress_of_what_does_not_move_has_no_end():
    a_letter(about=ABOUT)
    services.pause_letters(ABOUT, by=BUILDER)

    found = progress(ABOUT)

    assert (found.held, found.per_minute, found.ends_at, found.is_paused) == (1, 0.0, None, True)
