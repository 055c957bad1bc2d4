"""A request goes through the desk: logged, verified, tested, decided by two, told, released by two, handed over, closed."""

import datetime

import pytest
from django.utils import timezone

from apps.casework.services import NotASecondPerson
from apps.disclosures import services
from apps.disclosures.choices import NoticeStatus, Outcome, Status, Verification
from apps.disclosures.models import Demand
from apps.disclosures.services.decisions import NotDecidable
from apps.disclosures.services.releases import NotReleasable
from tests.disclosures.demands import (
    FROM,
    NUMBER,
    a_demand,
    a_file,
    a_secret_basis,
    asked_to_release,
    collected,
    counsel,
    decided,
    fresh,
    noticed,
    reviewed,
    verified,
)

pytestmark = pytest.mark.django_db


def test_a_request_is_released_by_two_people_after_the_customer_was_told():
    demand = decided(a_demand(asks_silence=False))
    noticed(demand)
    demand.notice.refresh_from_db()
    collected(fresh(demand))

    with pytest.raises(NotReleasable, match="may object until"):
        asked_to_release(demand)

    assert demand.notice.hold_until > timezone.now()


def test_a_secret_request_is_released_without_telling_the_customer():
    demand = decided(a_demand(legal_basis=a_secret_basis()))
    collected(fresh(demand))
    asked_to_release(demand)

    released = services.approve_release(fresh(demand), by=counsel("dirk"))

    assert demand.notice.status == NoticeStatus.WITHHELD
    assert (fresh(demand).status, released.released_by) == (Status.RELEASED, counsel("dirk"))
    services.record_hand_over(fresh(demand), at=timezone.now(), words="By their portal.", by=counsel())
    assert services.close_demand(fresh(demand), words="", by=counsel()).status == Status.CLOSED


def test_nobody_approves_what_they_asked_for_themselves():
    demand = reviewed(a_demand())
    services.ask_decision(demand, outcome=Outcome.DISCLOSED_FULL, words="Sound.", by=counsel())

    with pytest.raises(NotASecondPerson):
        services.approve_decision(fresh(demand), by=counsel())


def test_nothing_is_decided_to_be_disclosed_before_the_review_is_complete():
    demand = verified(a_demand())

    with pytest.raises(NotDecidable, match="Not every test is recorded"):
        services.ask_decision(demand, outcome=Outcome.DISCLOSED_FULL, words="Sound.", by=counsel())


def test_a_file_outside_the_period_is_refused():
    demand = decided(a_demand())

    with pytest.raises(NotReleasable, match="Its period lies outside"):
        collected(fresh(demand), period_from=FROM - datetime.timedelta(days=1))


def test_an_original_that_fails_to_store_leaves_no_half_record(settings):
    with pytest.raises(Exception, match="none of the files that are kept"):
        a_demand(originals=[a_file("run.exe", b"MZ")])

    assert Demand.objects.count() == 0


def test_a_request_is_found_by_its_target_and_only_with_the_keyring():
    demand = a_demand()
    target = demand.targets.get()

    assert services.value_of(target) == NUMBER
    assert target.key in services.targets.indexes_of("0031 6 12345678")
    assert NUMBER.encode() not in bytes(target.value_sealed)
    assert demand.verification == Verification.OPEN
