"""Over the paths that three people can bring a request to: none discloses alone, unreviewed, or without telling anybody."""

import datetime
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.casework.models import Approval
from apps.disclosures import services
from apps.disclosures.choices import HARD, NoticeStatus, Outcome, Result, Status, Verification
from apps.disclosures.models import Decision, Demand, Notice, PackageFile, Release, Silence, Target
from apps.disclosures.queries import review
from apps.mailroom.models import Letter
from apps.organisation.models import Customer
from apps.trail.errors import RuleBroken
from apps.trail.models import Act
from tests.builders import a_user
from tests.disclosures.demands import (
    FROM,
    UNTIL,
    a_basis,
    a_demand,
    a_directory_entry,
    a_secret_basis,
    a_told_customer,
    collected,
    counsel,
    fresh,
    reviewed,
)

BEGIN = datetime.datetime(2026, 9, 2, 8, 0, tzinfo=datetime.UTC)
URGENCIES = ("normal", "emergency")
COUNSEL, PEOPLE = ("carla", "dirk"), ("carla", "dirk", "olga")
#: What keeps or turns a request on its way; the way onward is tried four times as often as all that together.
ASIDE = (
    *("fail a test", "doubt the sender", "silence", "delay", "lift", "decide no", "decide", "take back", "release"),
    *("name a customer", "name no customer", "add a target", "end a target", "widen", "tell", "object", "settle"),
    *("need no notice", "clear", "close", "approve", "another sender", "another basis"),
    *("wait 1 day", "wait 8 days", "wait 8 days"),
)
MOVES = ("onward",) * 4 * len(ASIDE) + ASIDE


class Desk(RuleBasedStateMachine):
    """One request, two counsel and somebody from outside, from one of the states that ``begun`` holds.

    ``seen`` counts what came of all paths together.
    """

    begun: dict[tuple[str, str], Demand]
    seen: Counter

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.clock = time_machine.travel(BEGIN, tick=False)
        self.now = self.clock.start()
        self.did: list[tuple[str, str]] = []

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        super().teardown()

    @initialize(begun=st.sampled_from(["reviewed", "logged", "reviewed"]), urgency=st.sampled_from(URGENCIES))
    def choose(self, begun: str, urgency: str) -> None:
        self.demand = self.begun[begun, urgency]

    @rule(move=st.sampled_from(MOVES), who=st.sampled_from(PEOPLE))
    def move(self, move: str, who: str) -> None:
        if move.startswith("wait"):
            self.wait(int(move.split()[1]))
            return
        before, demand = versions(), fresh(self.demand)
        try:
            done = MADE[move](demand, person(who))
        except (RuleBroken, ValidationError) as error:
            assert versions() == before, f"{move} by {who} was refused and left something behind"
            self.seen["refused", type(error).__name__, ""] += 1
            return
        self.did.append((done if isinstance(done, str) else move, who))
        assert who in COUNSEL or not demand.is_secret, f"{move} of what does not exist for {who}"

    def wait(self, days: int) -> None:
        self.now.shift(datetime.timedelta(days=days))
        services.end_silences()

    @invariant()
    def nothing_is_disclosed_but_by_the_rules(self) -> None:
        demand = fresh(self.demand)
        if demand.released_at is None:
            assert not demand.releases.exclude(released_at=None).exists()
            return
        assert self.by("approve decision", "ask decision") == 2
        assert self.by("approve release", "ask release") == 2
        assert is_reviewed(demand)
        self.ensure_told_or_forbidden(demand)
        self.seen["released", demand.notice.status, demand.urgency] += 1

    def by(self, *moves: str) -> int:
        """How many people made the last of each of these moves."""
        return len({next(who for done, who in reversed(self.did) if done == move) for move in moves})

    def ensure_told_or_forbidden(self, demand: Demand) -> None:
        told = Notice.objects.filter(demand=demand, status=NoticeStatus.SENT, sent_at__lte=demand.released_at)
        silences = demand.silences.exclude(citation="").exclude(kind="own_delay")
        forbidden = [one for one in silences if one.ended_at is None or one.ended_at > demand.released_at]
        assert told.exists() or forbidden or demand.customer is None


def is_reviewed(demand: Demand) -> bool:
    results = dict(demand.checks.values_list("test", "result"))
    passing = {test: {Result.PASS} if test in HARD else {Result.PASS, Result.NA} for test in review.tests_of(demand)}
    verified = demand.verification == Verification.VERIFIED
    return verified and all(results.get(test) in allowed for test, allowed in passing.items())


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@example.org")


def versions() -> list[Any]:
    """Every row that a call on a request could leave, by its version."""
    models = (Demand, Decision, Notice, Release, Silence, Target, PackageFile, Approval)
    rows = [list(model.objects.order_by("pk").values_list("pk", "version")) for model in models]
    return [*rows, Letter.objects.count(), Act.objects.count()]


# --- The moves -------------------------------------------------------------------------------------------------------


def onward(demand: Demand, by: User) -> str:
    """The next step that the desk proposes."""
    for is_due, name, make in ONWARD:
        if is_due(demand):
            make(demand, by)
            return name
    services.close_demand(demand, words="", by=by)
    return "close"


def verify(demand: Demand, by: User) -> None:
    contact = a_directory_entry(kind="phone" if demand.is_emergency else "email")
    services.verify_sender(demand, verification="verified", contact=contact, words="Called back.", by=by)


def judge(demand: Demand, by: User) -> None:
    passed = set(demand.checks.filter(result=Result.PASS).values_list("test", flat=True))
    for test in review.tests_of(demand):
        if test not in passed:
            services.record_check(demand, test=test, result=Result.PASS, by=by)


def decide(demand: Demand, by: User) -> str:
    outcome = Outcome.EMERGENCY_DISCLOSED if demand.is_emergency else Outcome.DISCLOSED_FULL
    services.ask_decision(demand, outcome=outcome, words="Sound.", by=by)
    return "ask decision"


def approve(demand: Demand, by: User) -> str:
    if demand.status == Status.DECIDED:
        services.approve_release(demand, by=by)
        return "approve release"
    services.approve_decision(demand, by=by)
    return "approve decision"


def ask_release(demand: Demand, by: User) -> str:
    services.ask_release(demand, recipient="Police", channel="portal", encryption="PGP", by=by)
    return "ask release"


def tell(demand: Demand, by: User) -> None:
    services.send_notice(demand, text="You are told.", by=by)


def waits_for_a_decision(demand: Demand) -> bool:
    return demand.decisions.current().filter(decided_at=None).exists()


def waits_for_release(demand: Demand) -> bool:
    return demand.releases.current().filter(released_at=None).exists()


def is_in_review(demand: Demand) -> bool:
    return demand.status in (Status.RECEIVED, Status.IN_REVIEW)


def is_to_be_told(demand: Demand) -> bool:
    return demand.status == Status.DECIDED and demand.notice.status in (NoticeStatus.DUE, NoticeStatus.DRAFTED)


ONWARD: list[tuple[Callable[[Demand], bool], str, Callable[[Demand, User], Any]]] = [
    (lambda demand: is_in_review(demand) and demand.verification != Verification.VERIFIED, "verify", verify),
    (lambda demand: is_in_review(demand) and bool(review.hindrances(demand)), "judge", judge),
    (waits_for_a_decision, "approve decision", approve),
    (is_in_review, "ask decision", decide),
    (is_to_be_told, "tell", tell),
    (
        lambda demand: demand.status == Status.DECIDED and not demand.package_files.current().exists(),
        "collect",
        lambda demand, by: collected(demand, target=demand.targets.first(), by=by),
    ),
    (waits_for_release, "approve release", approve),
    (lambda demand: demand.status == Status.DECIDED, "ask release", ask_release),
    (
        lambda demand: not demand.releases.filter(handed_over_at__isnull=False).exists(),
        "hand over",
        lambda demand, by: services.record_hand_over(demand, at=timezone.now(), words="By portal.", by=by),
    ),
]


def silence(demand: Demand, by: User, kind: str = "court_order") -> None:
    today = timezone.localdate()
    end = today + datetime.timedelta(days=3)
    services.set_silence(
        demand, kind=kind, citation="Order of today", extent="both", starts_on=today, expires_on=end, by=by
    )


MADE: dict[str, Callable[[Demand, User], Any]] = {
    "onward": onward,
    "fail a test": lambda demand, by: services.record_check(
        demand, test=review.tests_of(demand)[0], result=Result.FAIL, note="Expired.", by=by
    ),
    "doubt the sender": lambda demand, by: services.verify_sender(demand, verification="failed", words="No.", by=by),
    "silence": silence,
    "delay": lambda demand, by: silence(demand, by, kind="own_delay"),
    "lift": lambda demand, by: services.lift_silence(demand, words="Lifted in writing.", by=by),
    "decide no": lambda demand, by: services.ask_decision(demand, outcome="rejected_invalid", words="No.", by=by),
    "decide": decide,
    "approve": approve,
    "take back": lambda demand, by: services.take_back_decision(demand, by=by),
    "release": ask_release,
    "name a customer": lambda demand, by: services.change_demand(
        demand, customer=Customer.objects.get(name="Globex"), by=by
    ),
    "name no customer": lambda demand, by: services.change_demand(demand, customer=None, by=by),
    "add a target": lambda demand, by: services.add_target(
        demand, named=services.Named("email", "new@example.com"), by=by
    ),
    "end a target": lambda demand, by: services.end_target(demand.targets.latest("pk"), by=by),
    "widen": lambda demand, by: services.change_demand(
        demand, period_from=FROM - datetime.timedelta(days=30), period_to=UNTIL, by=by
    ),
    "tell": tell,
    "object": lambda demand, by: services.record_objection(demand, words="We object.", by=by),
    "settle": lambda demand, by: services.settle_objection(demand, answer="It stands.", by=by),
    "need no notice": lambda demand, by: services.judge_notice(demand, reason="nothing_disclosed", by=by),
    "clear": lambda demand, by: services.clear_person(demand, user=person("dirk"), by=by),
    "close": lambda demand, by: services.close_demand(demand, words="", by=by),
    "another sender": lambda demand, by: services.change_demand(demand, officer=f"Officer {demand.version}", by=by),
    "another basis": lambda demand, by: services.change_demand(demand, legal_basis=a_secret_basis(), by=by),
}


@pytest.fixture
def three_people(db) -> None:
    for name in COUNSEL:
        counsel(name)
    a_user("olga", Right.LEGAL)
    a_secret_basis()
    a_directory_entry(kind="phone")
    a_told_customer()


#: On which basis, about whose account, and how the notice stands once it is released without a detour.
BEGINNINGS = {
    "secret": (a_secret_basis, a_told_customer, NoticeStatus.WITHHELD),
    "of a customer": (a_basis, a_told_customer, NoticeStatus.SENT),
    "of nobody known": (a_basis, lambda: None, NoticeStatus.NONE_NEEDED),
}


def walked(beginning: str, *, examples: int, steps: int) -> Counter:
    """What came of so many paths; each begins with the same requests, and is undone."""
    basis, customer, _told = BEGINNINGS[beginning]
    with time_machine.travel(BEGIN, tick=False):
        Desk.begun, Desk.seen = {}, Counter()
        for urgency in URGENCIES:
            given = {"legal_basis": basis(), "customer": customer(), "urgency": urgency, "cleared": [person("dirk")]}
            Desk.begun["logged", urgency] = a_demand(**given | {"cleared": []})
            Desk.begun["reviewed", urgency] = reviewed(a_demand(**given))
    run_state_machine_as_test(
        Desk, settings=settings(max_examples=examples, stateful_step_count=steps, derandomize=True, database=None)
    )
    return Desk.seen


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.usefixtures("three_people")
def test_no_path_discloses_alone_or_unreviewed_or_without_notice_or_prohibition(beginning):
    seen = walked(beginning, examples=7, steps=25)

    assert BEGINNINGS[beginning][-1] in {told for what, told, _urgency in seen}
    assert seen["refused", "NotASecondPerson", ""] > 0


@pytest.mark.slow
@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.usefixtures("three_people")
def test_no_path_of_hundreds_discloses_alone_or_unreviewed_or_without_notice_or_prohibition(beginning):
    seen = walked(beginning, examples=150, steps=40)

    told = BEGINNINGS[beginning][-1]
    assert {("released", told, urgency) for urgency in URGENCIES} <= seen.keys()
