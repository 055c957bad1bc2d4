"""Figures that the database counts are those that one counts by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.disclosures.choices import Outcome
from apps.disclosures.queries.figures import count_figures
from apps.disclosures.transparency.tables import faults_of_figures
from tests.builders import a_brand
from tests.disclosures.demands import a_basis, a_demand, decided
from tests.disclosures.offices import an_office_of, counted_by_hand

pytestmark = pytest.mark.django_db

PERIODS = ("2025-H1", "2025-H2", "2026-H1", "2025")


def test_every_figure_is_that_of_counting_one_by_one():
    an_office_of(90, seed=7)

    for period in PERIODS:
        for brand in (None, a_brand("acme")):
            figures, by_hand = count_figures(period, brand=brand), counted_by_hand(period, brand)

            assert {name: getattr(figures, name) for name in by_hand} == by_hand
            assert [fault.words for fault in faults_of_figures(figures)] == []


def test_counting_costs_the_same_number_of_queries_however_many_requests():
    an_office_of(4, seed=1)
    with CaptureQueriesContext(connection) as few:
        count_figures("2025-H1")
    an_office_of(30, seed=2)

    with CaptureQueriesContext(connection) as many:
        count_figures("2025-H1")

    assert len(many) <= len(few) + 2  # a median of nothing needs no second query


def test_request_that_is_decided_to_be_disclosed_is_pending_until_it_has_left():
    decided(a_demand(), Outcome.DISCLOSED_FULL)

    [line] = count_figures("2026-H2").lines

    assert (line.bucket, line.extent, line.notice) == ("pending", "", "")


def test_automated_queries_are_not_counted():
    a_demand(legal_basis=a_basis("ciot", is_counted=False))

    figures = count_figures("2026-H2")

    assert (figures.lines, figures.flow["received"]) == ((), 0)
