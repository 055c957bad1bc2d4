"""A hold on what belongs to a secret request is as secret as the request."""

import pytest

from apps.accounts.choices import Right
from apps.casework.veils import in_view
from apps.retention.models import Hold
from apps.retention.services import NothingToHold
from apps.trail.acts import object_name
from tests.builders import a_colleague
from tests.disclosures.demands import a_demand, a_file, a_secret_basis, counsel
from tests.retention.holds import a_hold

pytestmark = pytest.mark.django_db


def test_who_is_not_cleared_holds_nothing_of_it_as_if_it_were_not_there():
    original = a_demand(legal_basis=a_secret_basis(), originals=[a_file("order.txt", b"We order.")]).originals.get()
    other = a_colleague("lars", Right.LEGAL, Right.SECRECY)

    with pytest.raises(NothingToHold, match="There is no record"):
        a_hold(original, scope="record", owner=other, by=other)


def test_a_hold_on_a_part_of_it_is_there_for_the_cleared_alone():
    demand = a_demand(legal_basis=a_secret_basis(), originals=[a_file("order.txt", b"We order.")])
    carla, other = counsel(), a_colleague("lars", Right.LEGAL, Right.SECRECY)

    hold = a_hold(demand.originals.get(), scope="record", owner=carla, by=carla)

    assert (hold.clearance, hold.pk < 0) == (object_name(demand), True)
    assert [in_view(Hold.objects.all(), one).count() for one in (carla, other)] == [1, 0]
