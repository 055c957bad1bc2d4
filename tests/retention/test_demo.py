"""The demo has one hold, and loading it again adds none."""

import pytest

from apps.accounts.services import open_office
from apps.retention.demo import load
from apps.retention.models import Hold

pytestmark = pytest.mark.django_db


def test_the_demo_has_one_open_hold_once():
    open_office(demo=True)

    made = [load(), load()]

    hold = Hold.objects.get()
    assert made == [{"holds": 1}, {"holds": 0}]
    assert (hold.scope, hold.clearance, hold.owner.name) == ("person", "", "Lena Legal")
