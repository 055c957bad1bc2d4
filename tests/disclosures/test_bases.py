"""The legal bases that an office begins with: whose silence they bring, by which clock, and what they reach."""

import datetime

import pytest

from apps.casework.deadlines.laws import LAWS
from apps.disclosures import services
from apps.disclosures.choices import DataCategory, Family
from apps.disclosures.models import LegalBasis
from apps.disclosures.queries.clock import due_of
from apps.disclosures.seeds.bases import BASES
from tests.disclosures.demands import a_basis, a_demand, counsel

CODES = [one.code for one in BASES]
STATUTORY = [one.code for one in BASES if one.secrecy or one.tells_by_itself]


def test_every_basis_stands_once():
    assert len(CODES) == len(set(CODES))


@pytest.mark.parametrize("basis", BASES, ids=CODES)
def test_every_basis_reaches_known_data_by_a_known_clock(basis):
    assert set(basis.allows.split()) <= set(DataCategory.values)
    assert basis.clock in {"", *LAWS}
    assert basis.family in Family.values
    assert bool(basis.clock) or basis.family != Family.PRESERVATION


def test_every_dutch_power_of_the_criminal_code_is_under_silence_by_statute():
    powers = [one for one in BASES if one.code.startswith("126")]

    assert len(powers) >= 11
    assert {one.secrecy for one in powers} == {"Wetboek van Strafvordering art. 126bb(5)"}


@pytest.mark.django_db
@pytest.mark.usefixtures("seeded")
def test_every_basis_with_silence_by_statute_makes_its_requests_secret_and_no_other_does():
    day = datetime.date(2026, 9, 1)
    bases = LegalBasis.objects.in_force(day).order_by("pk")

    secret = {one.code for one in bases if a_demand(legal_basis=one, targets=[]).is_secret}

    assert sorted(bases.values_list("code", flat=True)) == sorted(CODES)
    assert sorted(secret) == sorted(STATUTORY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("clock", "served", "due", "latest"),
    [
        ("epoc", "2026-08-20T15:30+02:00", "2026-08-31T00:00+02:00", "2026-09-01T00:00+02:00"),
        ("epoc_emergency", "2026-10-25T01:30+02:00", "2026-10-25T08:30+01:00", None),
        ("epoc_emergency", "2026-03-29T01:30+01:00", "2026-03-29T10:30+02:00", None),
        ("us_preservation", "2026-05-04T12:00+02:00", "2026-08-03T00:00+02:00", "2026-08-04T00:00+02:00"),
    ],
)
def test_a_request_is_due_by_the_clock_of_its_basis(clock, served, due, latest):
    at = datetime.datetime.fromisoformat
    demand = a_demand(legal_basis=a_basis(f"by_{clock}", clock=clock), received_at=at(served))

    assert (demand.due_at, demand.latest_at) == (at(due), latest and at(latest))
    assert due_of(demand).sentences


@pytest.mark.django_db
def test_without_a_clock_the_day_of_the_order_steers():
    demand = a_demand(return_on=datetime.date(2026, 10, 24))
    moved = services.change_demand(demand, return_on=datetime.date(2026, 10, 25), by=counsel())

    assert demand.due_at == datetime.datetime.fromisoformat("2026-10-25T00:00+02:00")
    assert moved.due_at == datetime.datetime.fromisoformat("2026-10-26T00:00+01:00")
