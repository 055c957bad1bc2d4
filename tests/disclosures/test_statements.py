"""What a customer hears at regular intervals is the same whether or not there is a request of which nobody may speak."""

import datetime

import pytest
from django.urls import reverse

from apps.accounts.choices import Right
from apps.disclosures.queries.statements import statement_for
from apps.organisation.models import Customer
from tests.builders import a_client, a_colleague
from tests.disclosures.demands import a_demand, a_secret_basis, decided, noticed

pytestmark = pytest.mark.django_db
YEAR = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)


def test_only_requests_of_which_the_customer_was_told_are_counted():
    told = decided(a_demand())
    noticed(told)
    a_demand()

    statement = statement_for(told.customer, *YEAR)

    assert (statement.total, statement.challenged) == (1, 0)
    assert statement.by_authority == [("Police of Utrecht", 1)]
    assert [(str(one), count) for one, count in statement.by_instrument] == [("Court order", 1)]
    assert [(str(one), count) for one, count in statement.by_outcome] == [("Disclosed, all that was asked", 1)]


def test_a_secret_request_changes_nothing():
    demand = decided(a_demand())
    noticed(demand)
    customer = Customer.objects.get(pk=demand.customer.pk)
    before = statement_for(customer, *YEAR)

    a_demand(legal_basis=a_secret_basis(), customer=customer)

    assert statement_for(customer, *YEAR) == before


def test_the_span_includes_both_its_days():
    demand = decided(a_demand())
    noticed(demand)
    day = demand.received_on

    assert statement_for(demand.customer, day, day).total == 1
    assert statement_for(demand.customer, day + datetime.timedelta(days=1), YEAR[1]).total == 0


def test_the_page_at_a_customer_says_the_same_sentence_and_counts_in_tables():
    demand = decided(a_demand())
    client = a_client(a_colleague("lars", Right.LEGAL))
    where = reverse("admin:disclosures_statement", args=[demand.customer.pk])

    before = client.get(where).content.decode()
    noticed(demand)
    after = client.get(where).content.decode()

    assert "we say neither that there was" in before
    assert ("Police of Utrecht" in before, "Police of Utrecht" in after) == (False, True)
    assert a_client(a_colleague("wim", Right.WEB)).get(where).status_code == 403
