"""A backlog comes in as a table; of what is secret nothing goes out in one."""

from typing import Any

import pytest
from tablib import Dataset

from apps.disclosures import services
from apps.disclosures.choices import Status
from apps.disclosures.models import Demand
from apps.disclosures.resources import DemandResource
from tests.builders import a_brand, a_legal_entity, an_office
from tests.disclosures.demands import (
    NUMBER,
    a_basis,
    a_demand,
    a_directory_entry,
    a_secret_basis,
    a_told_customer,
    counsel,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla() -> Any:
    an_office(time_zone="Europe/Amsterdam")
    a_brand(), a_legal_entity(), a_basis(), a_secret_basis(), a_told_customer(), a_directory_entry()
    return counsel()


def a_row(**values: str) -> dict[str, str]:
    return {
        "earlier_reference": "OLD-1",
        "brand": "acme",
        "legal_entity": "Acme B.V.",
        "received_at": "2026-09-01T10:00+02:00",
        "legal_basis": "order_2703d",
        "authority": "Police of Utrecht",
        "categories": "traffic, subscriber",
        "targets": f"msisdn: {NUMBER}; email: someone@person.example",
        "summary": "Who called whom.",
    } | values


def imported(*rows: dict[str, str], by: Any, rehearse: bool = False) -> Any:
    headers = list(dict.fromkeys(name for row in rows for name in row))
    table = Dataset(*[[row.get(name, "") for name in headers] for row in rows], headers=headers)
    return DemandResource(by=by).import_data(table, dry_run=rehearse)


def errors_of(result: Any) -> list[str]:
    return [str(error.error) for _number, errors in result.row_errors() for error in errors]


def test_a_backlog_comes_in_with_its_targets_and_what_follows_from_its_legal_basis(carla):
    result = imported(a_row(), a_row(earlier_reference="OLD-2", legal_basis="126nd"), by=carla)

    assert errors_of(result) == []
    plain, secret = Demand.objects.order_by("earlier_reference")
    assert (plain.status, plain.categories, plain.is_secret) == (Status.RECEIVED, "subscriber traffic", False)
    assert [services.value_of(one) for one in plain.targets.order_by("kind")] == ["someone@person.example", NUMBER]
    assert (secret.is_secret, str(secret.silences.get().citation)) == (True, "Sv art. 126bb(5)")


def test_the_same_table_again_brings_nothing_in(carla):
    imported(a_row(), by=carla)

    again = imported(a_row(), by=carla)

    assert (again.totals["new"], again.totals["skip"], Demand.objects.count()) == (0, 1, 1)


def test_a_rehearsal_writes_nothing(carla):
    result = imported(a_row(), by=carla, rehearse=True)

    assert (errors_of(result), Demand.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("earlier_reference", "", "“earlier_reference” is empty"),
        ("received_at", "2026-09-01 10:00", "is no moment with a zone"),
        ("received_at", "yesterday", "is no moment with a zone"),
        ("legal_basis", "nothing", "There is no legal basis “nothing” in force on 2026-09-01."),
        ("authority", "Nobody", "The directory has no authority “Nobody”"),
        ("categories", "secrets", "“secrets” is not known here"),
        ("targets", "31612345678", "does not begin with one of msisdn"),
        ("targets", "msisdn: none", "is no telephone number"),
        ("targets", "ip: 192.0.2.1", "give the port and the moment"),
        ("channel", "pigeon", "“pigeon” is not known here"),
        ("asks_silence", "certainly", "is neither yes nor no"),
        ("customer", "X-1", "This brand has no customer with the account reference “X-1”."),
        ("period_from", "2026-05-01", "is no moment with a zone"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_and_nothing_comes_in(carla, cell, value, words):
    result = imported(a_row(), a_row(earlier_reference="OLD-2") | {cell: value}, by=carla)

    assert len(errors_of(result)) == 1
    assert words in errors_of(result)[0]


def test_of_a_secret_request_nothing_leaves_in_a_table(carla):
    a_demand(by=carla)
    secret = a_demand(by=carla, legal_basis=a_secret_basis())

    table = DemandResource(by=carla).export(Demand.objects.visible_to(carla))

    assert len(table) == 1
    assert secret.reference not in table.csv
    assert NUMBER not in table.csv
