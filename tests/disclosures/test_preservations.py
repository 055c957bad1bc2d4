"""Preservation: through its last day, extended once and in time, ended by itself or once the data is produced."""

import datetime

import pytest
import time_machine

from apps.accounts.choices import Right
from apps.casework.deadlines.moments import CannotReckon
from apps.casework.veils import in_view
from apps.disclosures import services
from apps.disclosures.choices import Outcome, PreservationStatus
from apps.disclosures.models import Demand, Preservation
from apps.disclosures.services.decisions import NotDecidable
from apps.disclosures.services.preservations import NotPreserved
from apps.retention.models import Hold
from tests.builders import a_colleague, a_country
from tests.disclosures.demands import a_basis, a_demand, counsel, fresh, reviewed, verified

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def letter(clock: str, served: str, **values) -> Demand:
    """A request to preserve, served at noon of a day; its sender is verified."""
    basis = a_basis(f"preserve_{clock}", family="preservation", allows="content", clock=clock)
    at = datetime.datetime.combine(day(served), datetime.time(12), datetime.UTC)
    return verified(a_demand(legal_basis=basis, received_at=at, **values))


def preserved(clock: str, served: str) -> Demand:
    demand = letter(clock, served)
    services.begin_preservation(demand, by=counsel())
    return fresh(demand)


#: Sundays and Saturdays are the last days of the reference; what is preserved is kept through the Monday.
CLOCKS = [
    ("us_preservation", "2026-05-04", "2026-08-03", "2026-08-01", "2026-11-02"),
    ("epoc_pr", "2026-09-01", "2026-11-02", "2026-10-30", "2026-11-30"),
]


@pytest.mark.parametrize(("clock", "served", "until", "extended_on", "then"), CLOCKS)
def test_data_is_preserved_by_the_clock_of_its_basis_and_longer_once_extended(clock, served, until, extended_on, then):
    demand = preserved(clock, served)
    first = demand.preservation.until

    services.extend_preservation(demand, extended_on=day(extended_on), by=counsel())

    assert (first, fresh(demand).preservation.until) == (day(until), day(then))
    with pytest.raises(NotPreserved, match="extended once already"):
        services.extend_preservation(demand, extended_on=day(extended_on), by=counsel())


@pytest.mark.parametrize(("clock", "served", "until", "_extended", "_then"), CLOCKS)
def test_an_extension_that_comes_after_the_end_or_before_the_letter_extends_nothing(
    clock, served, until, _extended, _then
):
    demand = preserved(clock, served)

    with pytest.raises(NotPreserved, match="after the end"):
        services.extend_preservation(demand, extended_on=day(until) + DAY, by=counsel())
    with pytest.raises(CannotReckon):
        services.extend_preservation(demand, extended_on=day(served) - DAY, by=counsel())

    assert fresh(demand).preservation.extended_on is None


def ended_on(moment: str) -> int:
    with time_machine.travel(datetime.datetime.fromisoformat(moment), tick=False):
        return services.end_preservations()


def test_a_preservation_ends_by_itself_after_its_last_day_once_and_not_before():
    demand = preserved("us_preservation", "2026-05-04")

    assert ended_on("2026-08-03T23:59:00+02:00") == 0
    assert [ended_on("2026-08-04T00:00:00+02:00"), ended_on("2026-08-20T00:00:00+02:00")] == [1, 0]
    assert Preservation.objects.get(demand=demand).status == PreservationStatus.ENDED


def test_what_is_about_to_be_produced_is_preserved_until_it_is():
    demand = preserved("epoc_pr", "2026-09-01")
    services.confirm_preservation(demand, by=counsel())

    assert ended_on("2027-09-01T00:00:00+02:00") == 0
    with pytest.raises(NotPreserved, match="Say why it ends"):
        services.end_preservation(demand, words=" ", by=counsel())
    services.end_preservation(demand, words="Produced on 3 November.", by=counsel())

    assert Preservation.objects.get().status == PreservationStatus.ENDED
    with pytest.raises(NotPreserved, match="Nothing is preserved"):
        services.confirm_preservation(demand, by=counsel())


def test_nothing_is_preserved_for_a_sender_who_is_not_verified_or_for_another_basis_or_twice():
    basis = a_basis("letter", family="preservation", clock="us_preservation")

    with pytest.raises(NotPreserved, match="Verify the sender first"):
        services.begin_preservation(a_demand(legal_basis=basis), by=counsel())
    with pytest.raises(NotPreserved, match="none on which data is preserved"):
        services.begin_preservation(verified(a_demand()), by=counsel())
    with pytest.raises(NotPreserved, match="already"):
        services.begin_preservation(preserved("us_preservation", "2026-05-04"), by=counsel())


def test_a_request_to_preserve_discloses_nothing():
    demand = letter("us_preservation", "2026-05-04")

    with pytest.raises(NotDecidable, match="discloses nothing"):
        services.ask_decision(reviewed(demand), outcome=Outcome.DISCLOSED_FULL, words="Sound.", by=counsel())


def test_a_freezing_order_of_the_netherlands_is_secret_and_preserved():
    basis = a_basis(
        "126ni", family="preservation", clock="us_preservation", secrecy="Sv art. 126bb(5)", country=a_country("NL")
    )
    demand = verified(a_demand(legal_basis=basis))

    services.begin_preservation(demand, by=counsel())

    assert fresh(demand).is_secret


def test_nobody_whom_it_is_about_is_erased_meanwhile_and_the_hold_is_as_secret_as_the_request():
    basis = a_basis("126ni", clock="us_preservation", family="preservation", secrecy="Sv art. 126bb(5)")
    targets = [services.Named("email", "ada@person.example"), services.Named("account", "MB-1")]
    demand = verified(a_demand(legal_basis=basis, targets=targets))

    services.begin_preservation(fresh(demand), by=counsel())

    hold = Hold.objects.get()
    assert (hold.scope, hold.clearance, hold.pk < 0) == ("person", f"disclosures.demand:{demand.pk}", True)
    assert in_view(Hold.objects.all(), counsel()).count() == 1
    assert in_view(Hold.objects.all(), a_colleague("olga", Right.DPO)).count() == 0
