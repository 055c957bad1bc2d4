"""Over every state that two people can bring a request to: no path on which one human alone decides."""

from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.db import transaction

from apps.accounts.models import User
from apps.casework import services
from apps.casework.choices import FourEyes
from apps.casework.models import Approval
from apps.organisation import services as organisation
from apps.organisation.models import LegalEntity
from apps.trail.errors import RuleBroken
from tests.builders import BUILDER, a_legal_entity, a_user

DEPTH = 8


class State(NamedTuple):
    """What the next move depends on: ended requests are final and count for nothing."""

    active: tuple[str, ...]
    requested_by: str | None
    is_stale: bool


class Move(NamedTuple):
    """One thing that a person, or somebody for them, does."""

    name: str
    person: str


MOVES = [Move(name, person) for name in ("request", "approve", "refuse", "withdraw") for person in ("ada", "bob")]
MOVES += [Move("deactivate", "ada"), Move("deactivate", "bob"), Move("change subject", "")]


def make(move: Move) -> None:
    """The move, by the services that staff use.

    Raises:
        RuleBroken: it is refused.
    """
    subject = LegalEntity.objects.get(name="Acme")
    asked: dict[str, Any] = {"subject": subject, "by": User.objects.filter(name=move.person).first()}
    content = {"name": subject.name}
    works: dict[str, Callable[[], Any]] = {
        "request": lambda: services.request_approval(FourEyes.VETTING, content=content, **asked),
        "approve": lambda: services.give_approval(FourEyes.VETTING, content=content, **asked),
        "refuse": lambda: services.refuse_approval(FourEyes.VETTING, reason="No.", **asked),
        "withdraw": lambda: services.withdraw_approval(FourEyes.VETTING, **asked),
        "deactivate": lambda: User.objects.filter(name=move.person).update(is_active=False),
        "change subject": lambda: organisation.change(subject, by=BUILDER, registration_number=f"{subject.version}"),
    }
    works[move.name]()


def state() -> State:
    pending = Approval.objects.pending().select_related("requested_by").first()
    active = User.objects.active().order_by("name").values_list("name", flat=True)
    is_stale = pending is not None and pending.subject_version != LegalEntity.objects.get(name="Acme").version
    return State(tuple(active), pending.requested_by.name if pending else None, is_stale)


def outcome(path: tuple[Move, ...], move: Move) -> tuple[State, State, str]:
    """The states before and after a move at the end of a path, and what became of it; all of it is undone."""
    with transaction.atomic():
        for earlier in path:
            make(earlier)
        before = state()
        try:
            with transaction.atomic():
                make(move)
            became = "done"
        except RuleBroken as error:
            became = type(error).__name__
        after = state()
        transaction.set_rollback(True)
    return before, after, became


def explored(moves: list[Move]) -> list[tuple[tuple[Move, ...], Move, State, State, str]]:
    """Every move from every state that is reached within the depth, each state by its shortest path."""
    known, waiting, seen = {state()}, deque([()]), []
    while waiting:
        path: tuple[Move, ...] = waiting.popleft()
        for move in moves:
            before, after, became = outcome(path, move)
            seen.append((path, move, before, after, became))
            if after not in known and len(path) + 1 < DEPTH:
                known.add(after)
                waiting.append((*path, move))
    return seen


@pytest.fixture
def two_people(db) -> None:
    a_user("ada")
    a_user("bob")
    a_legal_entity("Acme")


@pytest.mark.usefixtures("two_people")
def test_whatever_was_decided_was_decided_by_two_active_people():
    seen = explored(MOVES)
    decided = [(before, move) for _path, move, before, _after, became in seen if became == "done" and decides(move)]

    assert {before.active for before, _move in decided} == {("ada", "bob")}
    assert [one for one in decided if one[0].requested_by in (None, one[1].person)] == []
    assert [one for one in decided if one[1].name == "approve" and one[0].is_stale] == []


def decides(move: Move) -> bool:
    return move.name in ("approve", "refuse")


@pytest.mark.usefixtures("two_people")
def test_every_state_is_reached_and_two_people_do_decide():
    seen = explored(MOVES)

    states = {before for _path, _move, before, _after, _became in seen}
    approved = {
        (before.requested_by, move.person)
        for _p, move, before, _a, became in seen
        if became == "done" and move.name == "approve"
    }
    assert len(states) == 4 * (1 + 2 * 2)
    assert approved == {("ada", "bob"), ("bob", "ada")}


@pytest.mark.parametrize("person", ["ada", "bob"])
@pytest.mark.usefixtures("two_people")
def test_one_human_alone_decides_nothing(person):
    alone = [move for move in MOVES if move.person in (person, "") or move.name == "deactivate"]

    seen = explored(alone)

    assert [(path, move) for path, move, _before, _after, became in seen if became == "done" and decides(move)] == []
