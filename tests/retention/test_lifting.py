"""Over every path of two people and three reasons: nobody lifts a hold alone, nor for another reason than was approved."""

from itertools import product
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.casework.choices import ApprovalStatus
from apps.casework.lifecycle import TransitionNotAllowed
from apps.casework.models import Approval
from apps.casework.services import ApprovalMissing, ApprovalStale, NotASecondPerson
from apps.retention import services
from apps.retention.models import Hold
from apps.trail.errors import RuleBroken
from apps.trail.models import Act

from .holds import a_hold, counsel, soon

pytestmark = pytest.mark.django_db
REASON = "The case is closed."


def test_two_people_lift_a_hold():
    hold, ina, otto = a_hold(), counsel("ina"), counsel("otto")
    services.ask_lifting(hold, reason=REASON, by=ina)

    hold = services.lift_hold(hold, by=otto)

    assert (hold.status, hold.lifting_reason) == ("lifted", REASON)
    assert (hold.approval.requested_by, hold.approval.decided_by) == (ina, otto)
    assert Act.objects.get(kind="retention.hold_lifted").actor == f"user:{otto.pk}"


def test_who_asked_does_not_lift():
    hold, ina = a_hold(), counsel("ina")
    services.ask_lifting(hold, reason=REASON, by=ina)

    with pytest.raises(NotASecondPerson):
        services.lift_hold(hold, by=ina)

    hold.refresh_from_db()
    assert hold.status == "placed"


def test_nobody_lifts_what_nobody_asked_for():
    with pytest.raises(ApprovalMissing):
        services.lift_hold(a_hold(), by=counsel("otto"))


def test_a_second_click_asks_once():
    hold, ina = a_hold(), counsel("ina")

    asked = [services.ask_lifting(hold, reason=REASON, by=ina).pk for _click in range(2)]

    assert asked[0] == asked[1]
    assert Act.objects.filter(kind="retention.lifting_asked").count() == 1


def test_another_reason_waits_until_the_first_is_taken_back():
    hold, ina = a_hold(), counsel("ina")
    services.ask_lifting(hold, reason=REASON, by=ina)

    with pytest.raises(ApprovalStale):
        services.ask_lifting(hold, reason="We need the room.", by=ina)

    services.withdraw_lifting(hold, by=ina)
    services.ask_lifting(hold, reason="We need the room.", by=ina)
    assert services.lift_hold(hold, by=counsel("otto")).lifting_reason == "We need the room."


def test_what_was_reviewed_meanwhile_is_asked_anew():
    hold, ina = a_hold(), counsel("ina")
    services.ask_lifting(hold, reason=REASON, by=ina)
    services.change_review(hold, review_on=soon(90), by=ina)

    with pytest.raises(ApprovalStale):
        services.lift_hold(hold, by=counsel("otto"))


def test_a_declined_hold_stands():
    hold, ina = a_hold(), counsel("ina")
    services.ask_lifting(hold, reason=REASON, by=ina)

    services.decline_lifting(hold, reason="There is an appeal.", by=counsel("otto"))

    hold.refresh_from_db()
    assert hold.status == "placed"
    assert Approval.objects.about(hold).get().status == ApprovalStatus.REFUSED


def test_a_lifted_hold_is_neither_reviewed_nor_lifted_again():
    hold, ina, otto = a_hold(), counsel("ina"), counsel("otto")
    services.ask_lifting(hold, reason=REASON, by=ina)
    services.lift_hold(hold, by=otto)

    for late in (
        lambda: services.lift_hold(hold, by=otto),
        lambda: services.change_review(hold, review_on=soon(), by=ina),
    ):
        with pytest.raises(TransitionNotAllowed):
            late()


MOVES = list(product(["ask", "ask otherwise", "lift", "decline", "withdraw", "review", "leave"], ["ina", "otto"]))


def make(hold: Hold, move: str, person: User) -> None:
    by: dict[str, Any] = {"by": person}
    works: dict[str, Any] = {
        "ask": lambda: services.ask_lifting(hold, reason=REASON, **by),
        "ask otherwise": lambda: services.ask_lifting(hold, reason="We need the room.", **by),
        "lift": lambda: services.lift_hold(hold, **by),
        "decline": lambda: services.decline_lifting(hold, reason="No.", **by),
        "withdraw": lambda: services.withdraw_lifting(hold, **by),
        "review": lambda: services.change_review(hold, review_on=soon(99), **by),
        "leave": lambda: User.objects.filter(pk=person.pk).update(is_active=False),
    }
    works[move]()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.lists(st.sampled_from(MOVES), min_size=2, max_size=8))
def test_on_no_path_does_one_person_lift_a_hold(path):
    with transaction.atomic():
        hold, people = a_hold(), {name: counsel(name) for name in ("ina", "otto")}
        asked: tuple[str, str] | None = None
        for move, name in path:
            before = Hold.objects.get(pk=hold.pk)
            try:
                with transaction.atomic():
                    make(hold, move, User.objects.get(pk=people[name].pk))
            except RuleBroken:
                continue
            if move in ("ask", "ask otherwise"):
                asked = asked or (name, REASON if move == "ask" else "We need the room.")
            elif move in ("withdraw", "decline"):
                asked = None
            hold = Hold.objects.get(pk=hold.pk)
            if hold.status != before.status:
                assert asked is not None
                assert (asked[0] != name, hold.lifting_reason) == (True, asked[1])
                assert {one.is_active for one in User.objects.filter(name__in=people)} == {True}
        transaction.set_rollback(True)
