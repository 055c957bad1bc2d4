"""Several people at one government request at once, each on a connection of their own: what left was approved, whole."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest

from apps.casework.models import Approval
from apps.disclosures import services
from apps.disclosures.choices import NoticeStatus, Outcome, Status
from apps.disclosures.models import Demand, Release
from apps.disclosures.services import releases
from apps.trail.errors import RuleBroken
from apps.trail.models import Act
from tests.disclosures.demands import (
    a_demand,
    a_file,
    a_secret_basis,
    asked_to_release,
    collected,
    counsel,
    decided,
    fresh,
    reviewed,
)
from tests.disclosures.test_delayed_notices import DAY, LAST, at, drafts, silenced
from tests.faults.test_concurrent_writes import at_once, kinds

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
#: Attempts to slip something into a package, while others release it.
ATTEMPTS = 60


def ready() -> Demand:
    """Secret, decided by two, with a file in its package; a third person is cleared too."""
    demand = decided(a_demand(legal_basis=a_secret_basis(), cleared=[counsel("eva")]))
    collected(fresh(demand))
    return fresh(demand)


def test_of_two_who_approve_one_release_at_once_one_does():
    demand = ready()
    asked_to_release(demand)

    outcomes = at_once(
        [lambda one=one: services.approve_release(demand, by=counsel(one)) for one in ("dirk", "eva", "carla")]
    )

    assert kinds(outcomes)["Release"] == 1
    release = Release.objects.exclude(released_at=None).get()
    approval = Approval.objects.get(pk=release.approval_id)
    assert (approval.requested_by, approval.decided_by) == (counsel("carla"), release.released_by)
    assert Act.objects.filter(kind="disclosures.released").count() == 1


def test_of_two_who_decide_at_once_one_does():
    demand = reviewed(a_demand(legal_basis=a_secret_basis(), cleared=[counsel("dirk"), counsel("eva")]))
    services.ask_decision(demand, outcome=Outcome.DISCLOSED_FULL, words="Sound.", by=counsel())

    outcomes = at_once(
        [lambda one=one: services.approve_decision(demand, by=counsel(one)) for one in ("dirk", "eva", "dirk", "eva")]
    )

    assert kinds(outcomes)["Demand"] == 1
    assert (fresh(demand).status, demand.decisions.exclude(decided_at=None).count()) == (Status.DECIDED, 1)


def test_of_60_attempts_to_collect_while_a_release_is_approved_nothing_leaves_that_was_not_approved():
    demand = ready()

    def tried(work: Callable[[int], Any]) -> int:
        done = 0
        for number in range(ATTEMPTS // 3):
            with contextlib.suppress(RuleBroken):
                work(number)
                done += 1
        return done

    def collect(number: int) -> Any:
        return collected(fresh(demand), file=a_file(f"{number}.csv", b"number\n%d\n" % number), by=counsel("eva"))

    def approve(_number: int) -> Any:
        return services.approve_release(demand, by=counsel("dirk"))

    def ask(_number: int) -> Any:
        return asked_to_release(demand)

    counted = at_once([lambda one=one: tried(one) for one in (collect, ask, approve)])

    assert all(isinstance(one, int) for one in counted), counted
    if fresh(demand).released_at is None:  # whoever collected was always in between
        asked_to_release(demand)
        services.approve_release(fresh(demand), by=counsel("dirk"))
    release = demand.releases.exclude(released_at=None).get()
    bound = releases._bound(demand, release.recipient, release.channel, release.encryption)
    assert release.content_hash == releases._digest(bound)
    assert len(bound["files"]) == demand.package_files.current().count()
    assert release.approval.status == "approved"
    assert demand.package_files.filter(added_at__gt=release.released_at).count() == 0


def test_of_two_workers_that_end_a_silence_at_once_one_drafts_the_notice():
    demand = silenced()

    with at(LAST + 3 * DAY):
        outcomes = at_once([services.end_silences] * 4)

    assert sorted(outcomes) == [0, 0, 0, 1]
    assert (fresh(demand).notice.status, drafts()) == (NoticeStatus.DRAFTED, 1)


def test_a_silence_is_extended_or_over_when_both_come_at_once():
    demand, until = silenced(), LAST + 60 * DAY

    with at(LAST + DAY):
        _ended, extended = at_once(
            [
                services.end_silences,
                lambda: services.extend_silence(demand, until=until, citation="Order 2", by=counsel()),
            ]
        )

    stands = fresh(demand).silences.standing().first()
    if stands is None:
        assert (type(extended).__name__, drafts()) == ("NoSilence", 1)
    else:
        assert (stands.expires_on, fresh(demand).is_secret, drafts()) == (until, True, 0)
