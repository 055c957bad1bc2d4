"""Targets: found by a keyed index, and settled with the decision."""

import datetime

import pytest

from apps.disclosures import services
from apps.disclosures.models import Target
from apps.disclosures.services.access import AlreadyDecided, DemandEnded
from apps.disclosures.services.releases import NotReleasable
from apps.disclosures.services.targets import NotATarget, index_of, spelt
from tests.disclosures.demands import a_demand, a_secret_basis, asked_to_release, collected, counsel, decided, fresh

pytestmark = pytest.mark.django_db
OTHER = services.Named("email", "jo@example.com")


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("msisdn", "+31 (0)6-1234.5678", "31612345678"),
        ("msisdn", "0031612345678", "31612345678"),
        ("msisdn", "+31612345678", "31612345678"),
        ("email", " Jo@Example.COM ", "jo@example.com"),
        ("ip", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("account", "AC-12", "ac-12"),
    ],
)
def test_a_target_is_found_however_it_is_spelt(kind, value, expected):
    assert spelt(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [("msisdn", "12"), ("msisdn", "1; DROP TABLE"), ("email", "jo"), ("ip", "999.1.1.1"), ("account", "  "),
     ("account", "x" * 255)],
)  # fmt: skip
def test_what_nobody_could_look_for_is_no_target(kind, value):
    with pytest.raises(NotATarget):
        spelt(kind, value)


def test_an_address_that_many_share_needs_its_port_and_moment():
    demand = a_demand()

    for missing in ({"port": 443}, {"seen_at": datetime.datetime(2026, 5, 2, tzinfo=datetime.UTC)}):
        with pytest.raises(NotATarget, match="Many share one IP address"):
            services.add_target(demand, named=services.Named("ip", "192.0.2.1", **missing), by=counsel())


def test_equal_values_of_two_kinds_have_two_indexes():
    assert index_of("account", "31612345678") != index_of("msisdn", "31612345678")


def test_no_target_is_added_once_a_decision_waits_or_stands():
    demand = decided(a_demand())

    with pytest.raises(AlreadyDecided, match="take it back first"):
        services.add_target(demand, named=OTHER, by=counsel())

    assert Target.objects.count() == 1


def test_a_target_that_ends_after_the_decision_takes_its_files_out_of_what_may_leave():
    demand = decided(a_demand(legal_basis=a_secret_basis()))
    collected(fresh(demand))

    services.end_target(demand.targets.get(), by=counsel())

    with pytest.raises(NotReleasable, match="no target of this request"):
        asked_to_release(demand)


def test_whom_released_data_was_about_stays_on_record():
    demand = decided(a_demand(legal_basis=a_secret_basis()))
    collected(fresh(demand))
    asked_to_release(demand)
    services.approve_release(fresh(demand), by=counsel("dirk"))

    with pytest.raises(AlreadyDecided, match="stays on record"):
        services.end_target(demand.targets.get(), by=counsel())


def test_a_closed_request_keeps_its_targets():
    demand = decided(a_demand(), "rejected_invalid")
    services.close_demand(demand, words="", by=counsel())

    with pytest.raises(DemandEnded):
        services.add_target(demand, named=OTHER, by=counsel())
    with pytest.raises(DemandEnded):
        services.end_target(demand.targets.get(), by=counsel())
