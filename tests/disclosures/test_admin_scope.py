"""Figures and tables count and carry what exists for the one who asks, and nothing else."""

import json

import pytest
from django.urls import reverse

from apps.accounts.choices import Right
from apps.casework import searching
from apps.casework.registers import collect
from apps.disclosures.models import Demand
from apps.trail.models import Act
from tests.backoffice.pages import exported
from tests.builders import a_client, a_colleague, a_user
from tests.disclosures.demands import a_demand, a_secret_basis

pytestmark = pytest.mark.django_db


def figures(user) -> dict[str, int]:
    """What the home page counts of government requests."""
    cards = [one for one in collect("cards", "CARDS") if one.url == "admin:disclosures_demand_changelist"]
    return {one.query: one.figure(user) for one in cards}


def test_a_secret_request_is_in_the_figures_of_who_is_cleared_alone():
    carla, dirk = a_user("carla", Right.LEGAL, Right.SECRECY), a_user("dirk", Right.LEGAL, Right.SECRECY)
    bob = a_user("bob", Right.LEGAL)
    before = figures(bob)

    a_demand(legal_basis=a_secret_basis(), by=carla)

    assert figures(carla)["view=review"] == 1
    assert (figures(dirk), figures(bob)) == (before, before)


def test_of_secret_requests_neither_rows_nor_their_number_leave_in_a_table():
    carla = a_colleague("carla", Right.LEGAL, Right.SECRECY)
    plain, secret = a_demand(by=carla), a_demand(legal_basis=a_secret_basis(), by=carla)

    table = exported(a_client(carla), Demand).decode()

    assert (plain.reference in table, secret.reference in table) == (True, False)
    assert json.loads(Act.objects.get(kind="backoffice.exported").facts)["rows"] == 1


@pytest.mark.parametrize("term", ["GOV-", "GO", "inspector clay"])
def test_a_search_that_finds_too_many_is_cut_after_what_is_secret_was_left_out(term, monkeypatch):
    monkeypatch.setattr(searching, "MOST_FOUND", 2)
    carla, bob = a_colleague("carla", Right.LEGAL, Right.SECRECY), a_colleague("bob", Right.LEGAL)
    seen = {a_demand(by=carla, officer="Inspector Clay").pk for _time in range(2)}
    for _time in range(3):
        a_demand(legal_basis=a_secret_basis(), by=carla, officer="Inspector Clay")

    page = a_client(bob).get(reverse("admin:disclosures_demand_changelist"), {"q": term, "view": "all"})

    assert {row.pk for row in page.context["cl"].result_list} == seen
