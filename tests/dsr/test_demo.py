"""The demo's requests are of every kind and in every state, and loading them again adds nothing."""

import io

import pytest
from django.core.management import call_command

from apps.accounts.services import open_office
from apps.dsr.choices import Channel, Regime, Right, Status
from apps.dsr.demo import ROWS, load
from apps.dsr.models import Absence, Item, Team, Ticket
from apps.organisation.demo import load as load_organisation

pytestmark = pytest.mark.django_db


def test_the_demo_has_requests_of_every_kind_in_many_states_once():
    call_command("seed", stdout=io.StringIO())
    open_office(demo=True)
    load_organisation()

    made, again = load(), load()

    tickets = Ticket.objects.all()
    assert (made["requests"], sum(again.values())) == (len(ROWS), 0)
    assert {ticket.regime for ticket in tickets} == set(Regime) - {Regime.OTHER}
    assert {ticket.channel for ticket in tickets} == set(Channel) - {Channel.OTHER}
    assert {item.right for item in Item.objects.all()} >= set(Right) - {Right.AUTOMATED_DECISION, Right.UNCLEAR}
    assert {ticket.status for ticket in tickets} == {
        *(Status.RECEIVED, Status.VERIFYING, Status.CLARIFYING, Status.WORKING, Status.ANSWERED, Status.FORWARDED),
        Status.WITHDRAWN,
    }
    assert (Team.objects.count(), Absence.objects.count()) == (2, 1)
    assert Ticket.objects.get(name="Dieter Braun").team.name == "Legal"
