"""The demo has government requests of every kind, once, and none that breaks a promise."""

import pytest

from apps.accounts.services import open_office
from apps.disclosures import demo
from apps.disclosures.choices import NoticeStatus, Status
from apps.disclosures.models import Authority, Demand, Preservation
from apps.organisation import demo as organisation

pytestmark = pytest.mark.django_db


def test_the_demo_has_requests_of_every_kind_once(seeded):
    open_office(demo=True)
    organisation.load()

    made, again = demo.load(), demo.load()

    assert made == {"authorities": len(demo.AUTHORITIES), "government requests": len(demo.ROWS)}
    assert set(again.values()) == {0}
    assert set(Demand.objects.values_list("status", flat=True)) == set(Status.values)
    assert Demand.objects.filter(is_secret=True).count() >= 2
    assert Demand.objects.filter(notice__status=NoticeStatus.DRAFTED).count() == 1
    assert Preservation.objects.active().count() == 1


def test_without_two_people_who_are_cleared_there_are_none(seeded):
    open_office(demo=False)

    assert demo.load() == {"authorities": 0, "government requests": 0}
    assert Authority.objects.count() == 0
