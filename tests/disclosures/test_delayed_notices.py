"""When a prohibition ends: the delayed notice is drafted once, however long the office was off, and never too early."""

import datetime
from collections.abc import Callable
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction

from apps.disclosures import services
from apps.disclosures.choices import NoticeStatus, Outcome, Status
from apps.disclosures.models import Demand, Notice
from apps.trail.models import Act
from tests.builders import a_country, an_office
from tests.disclosures.demands import a_demand, counsel, decided, fresh

pytestmark = pytest.mark.django_db
LAST = datetime.date(2026, 10, 31)
DAY = datetime.timedelta(days=1)


def at(day: datetime.date, clock: str = "12:00", zone: str = "Europe/Amsterdam"):
    moment = datetime.datetime.combine(day, datetime.time.fromisoformat(clock), ZoneInfo(zone))
    return time_machine.travel(moment, tick=False)


def silenced(last: datetime.date = LAST, **values) -> Demand:
    """Under an order of a court through a last day."""
    with at(last - 30 * DAY):
        demand = a_demand(**{"received_at": datetime.datetime(2026, 1, 5, 9, 0, tzinfo=datetime.UTC)} | values)
        services.set_silence(
            demand,
            kind="court_order",
            citation="Order of the court",
            extent="both",
            starts_on=last - 30 * DAY,
            expires_on=last,
            by=counsel(),
        )
    return fresh(demand)


def drafts() -> int:
    return Act.objects.filter(facts__contains="disclosures.notice_drafted").count()


def extended(demand: Demand, until: datetime.date) -> None:
    services.extend_silence(demand, until=until, citation="Extension by the court", by=counsel())


def test_a_delayed_notice_is_drafted_once_however_many_days_the_office_was_off():
    demand = silenced()

    drafted = {}
    for days in range(31):
        with transaction.atomic(), at(LAST + DAY + days * DAY, "00:00"):
            ended = [services.end_silences(), services.end_silences()]
            drafted[days] = (ended, drafts(), fresh(demand).notice.status, fresh(demand).notice.earliest_on)
            transaction.set_rollback(True)

    assert drafted == dict.fromkeys(range(31), ([1, 0], 1, NoticeStatus.DRAFTED, LAST + DAY))


@pytest.mark.parametrize("days_off", [0, 1, 30])
def test_nothing_is_drafted_where_an_extension_is_on_file(days_off):
    before, on_the_day, meanwhile = silenced(), silenced(), silenced()
    until = LAST + 60 * DAY
    with at(LAST - DAY):
        extended(before, until)
    with at(LAST, "23:59"):
        extended(on_the_day, until)

    with at(LAST + DAY + days_off * DAY):
        extended(meanwhile, until)
        assert services.end_silences() == 0

    assert set(Notice.objects.values_list("status", flat=True)) == {NoticeStatus.WITHHELD}
    assert set(Demand.objects.values_list("is_secret", flat=True)) == {True}
    with at(until + DAY):
        assert (services.end_silences(), drafts()) == (3, 3)


#: The last minute of the last day, and the first of the next, by the clock of the office.
NIGHTS = [
    ("NL", "", datetime.date(2026, 10, 31)),
    ("NL", "", datetime.date(2026, 10, 24)),  # the night before clocks go back
    ("NL", "", datetime.date(2026, 10, 25)),
    ("NL", "", datetime.date(2026, 3, 28)),  # the night before clocks go forward
    ("NL", "", datetime.date(2026, 3, 29)),
    ("SG", "Asia/Singapore", datetime.date(2026, 10, 31)),
    ("US", "America/Los_Angeles", datetime.date(2026, 10, 31)),  # clocks go back there
    ("KI", "Pacific/Kiritimati", datetime.date(2026, 10, 31)),  # the first place where it is tomorrow
    ("AS", "Pacific/Pago_Pago", datetime.date(2026, 10, 31)),
]


@pytest.mark.parametrize(("country", "zone", "last"), NIGHTS)
def test_a_silence_stands_through_its_last_day_by_the_clock_of_the_office(country, zone, last):
    office = an_office("Abroad", country=a_country(country), time_zone=zone)
    demand, clock = silenced(last, office=office), zone or "Europe/Amsterdam"

    with at(last, "23:59", clock):
        assert services.end_silences() == 0
    with at(last + DAY, "00:00", clock):
        assert services.end_silences() == 1

    demand = fresh(demand)
    assert (demand.is_secret, demand.notice.status) == (False, NoticeStatus.DRAFTED)
    assert demand.notice.earliest_on == last + DAY


def test_the_notice_of_a_closed_request_is_drafted_too():
    demand = silenced()
    with at(LAST - 5 * DAY):
        decided(demand, Outcome.REJECTED_INVALID)
        services.close_demand(fresh(demand), words="", by=counsel())

    with at(LAST + 3 * DAY):
        services.end_silences()

    demand = fresh(demand)
    assert (demand.status, demand.notice.status) == (Status.CLOSED, NoticeStatus.DRAFTED)
    assert "Our answer: Rejected: not valid." in demand.notice.text


def test_a_silence_without_an_end_is_ended_by_no_clock():
    with at(LAST):
        demand = a_demand(asks_silence=True, silence_ground="Order 12/2026")

    with at(LAST + 3650 * DAY):
        assert services.end_silences() == 0

    assert fresh(demand).is_secret


class Killed(BaseException):
    """What nothing catches."""


def killed_at(number: int) -> Callable[..., Any]:
    """Break off at the statement of this number, counted from 0; what the database then undoes goes through."""
    numbers = count()

    def pass_on(execute: Any, *args: Any) -> Any:
        if next(numbers) == number:
            raise Killed
        return execute(*args)

    return pass_on


def standing(demand: Demand) -> tuple[int, bool, str, int]:
    demand = fresh(demand)
    return demand.silences.standing().count(), demand.is_secret, demand.notice.status, drafts()


def test_whatever_statement_the_end_breaks_off_at_nothing_is_half_done_and_the_next_run_does_it():
    demand = silenced()
    before, after = (1, True, NoticeStatus.WITHHELD, 0), (0, False, NoticeStatus.DRAFTED, 1)
    became = []

    with at(LAST + DAY):
        for number in count():
            try:
                with connection.execute_wrapper(killed_at(number)):
                    services.end_silences()
                break
            except Killed:
                became.append(standing(demand))

    assert became.count(before) > 10
    assert set(became) <= {before, after}
    assert standing(demand) == after


def test_a_draft_is_withheld_again_by_a_new_order_and_drafted_again_after_it():
    demand = silenced()
    with at(LAST + DAY):
        services.end_silences()
        again = fresh(demand)
        services.set_silence(
            again,
            kind="court_order",
            citation="Second order",
            extent="both",
            starts_on=LAST + DAY,
            expires_on=LAST + 9 * DAY,
            by=counsel(),
        )
        withheld = fresh(demand).notice

    with at(LAST + 30 * DAY):
        services.end_silences()

    assert (withheld.status, withheld.prohibition) == (NoticeStatus.WITHHELD, "Second order")
    assert fresh(demand).notice.earliest_on == LAST + 10 * DAY
