"""When a request is due follows from its legal basis."""

import datetime

import pytest

from apps.disclosures import services
from apps.disclosures.queries.clock import due_of
from tests.disclosures.demands import a_basis, a_demand, counsel, fresh, verified

pytestmark = pytest.mark.django_db
UTC = datetime.UTC


def test_a_production_order_is_due_after_ten_days_and_may_run_over_a_weekend():
    served = datetime.datetime(2026, 8, 20, 13, 30, tzinfo=UTC)

    demand = a_demand(legal_basis=a_basis("epoc", clock="epoc"), received_at=served)

    assert demand.due_at == datetime.datetime(2026, 8, 30, 22, tzinfo=UTC)
    assert demand.latest_at == datetime.datetime(2026, 8, 31, 22, tzinfo=UTC)
    assert len(due_of(demand).sentences) > 1


def test_an_emergency_order_is_due_after_eight_hours_that_pass():
    served = datetime.datetime(2026, 10, 24, 23, 30, tzinfo=UTC)

    demand = a_demand(legal_basis=a_basis("epoc_emergency", clock="epoc_emergency"), received_at=served)

    assert demand.due_at == served + datetime.timedelta(hours=8)


def test_without_a_clock_the_day_that_the_order_names_is_due_and_without_one_nothing():
    named = a_demand(return_on=datetime.date(2026, 9, 20))

    assert named.due_at == datetime.datetime(2026, 9, 20, 22, tzinfo=UTC)
    assert a_demand().due_at is None


def test_another_moment_of_service_dates_it_anew():
    demand = a_demand(legal_basis=a_basis("epoc", clock="epoc"))

    moved = services.change_demand(demand, received_at=datetime.datetime(2026, 8, 20, 13, 30, tzinfo=UTC), by=counsel())

    assert moved.due_at == datetime.datetime(2026, 8, 30, 22, tzinfo=UTC)
    assert moved.received_on == datetime.date(2026, 8, 20)


def test_data_is_preserved_for_ninety_days_and_ninety_more_once():
    basis = a_basis("preservation_2703f", clock="us_preservation", family="preservation")
    served = datetime.datetime(2026, 5, 4, 10, tzinfo=UTC)
    demand = verified(a_demand(legal_basis=basis, received_at=served))

    begun = services.begin_preservation(demand, by=counsel())
    extended = services.extend_preservation(fresh(demand), extended_on=datetime.date(2026, 7, 1), by=counsel())

    assert begun.until >= datetime.date(2026, 8, 2)
    assert extended.until >= datetime.date(2026, 10, 31)
