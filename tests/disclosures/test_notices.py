"""The notice to the customer: who is told, when it is not needed, and what an objection holds."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from apps.casework.lifecycle import TransitionNotAllowed
from apps.disclosures import services
from apps.disclosures.choices import NoNotice, NoticeStatus, Outcome
from apps.disclosures.services.access import AlreadyDecided
from apps.disclosures.services.notices import NotObjectable, NotTellable
from apps.disclosures.services.releases import NotReleasable
from apps.mailroom.models import Letter
from apps.organisation import services as organisation
from tests.builders import BUILDER, a_brand, a_contact, a_customer
from tests.disclosures.demands import (
    a_basis,
    a_demand,
    a_told_customer,
    asked_to_release,
    collected,
    counsel,
    decided,
    fresh,
    noticed,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_every_contact_of_the_customer_is_told_and_a_removed_one_is_not():
    customer = a_told_customer()
    a_contact("legal@example.com", customer=customer)
    gone = a_contact("gone@example.com", customer=customer)
    organisation.end_contact(gone, by=BUILDER)

    notice = noticed(a_demand(customer=customer))

    assert sorted(Letter.objects.values_list("to_address", flat=True)) == ["dana@example.com", "legal@example.com"]
    assert (notice.status, notice.sent_by) == (NoticeStatus.SENT, counsel())


@pytest.mark.parametrize(
    ("return_on", "urgency", "waits_until"),
    [
        (None, "normal", "2026-11-09T00:00:00+01:00"),
        (datetime.date(2026, 11, 4), "normal", "2026-11-09T00:00:00+01:00"),
        (datetime.date(2026, 11, 20), "normal", "2026-11-21T00:00:00+01:00"),
        (datetime.date(2026, 11, 20), "emergency", None),
    ],
)
def test_a_release_waits_for_the_later_of_seven_days_and_the_day_of_the_order(return_on, urgency, waits_until):
    with time_machine.travel("2026-11-01T09:00:00+01:00", tick=False):
        notice = noticed(a_demand(return_on=return_on, urgency=urgency))

    assert notice.hold_until == (waits_until and datetime.datetime.fromisoformat(waits_until))


def test_a_customer_without_a_contact_or_no_customer_cannot_be_told():
    alone = a_demand(customer=a_customer("Initech", brand=a_brand()))

    with pytest.raises(NotTellable, match="has no contact"):
        noticed(alone)
    with pytest.raises(TransitionNotAllowed):
        noticed(services.judge_notice(nobody(), reason=NoNotice.NO_CUSTOMER, by=counsel()).demand)


def nobody():
    demand = a_demand()
    return services.change_demand(demand, customer=None, by=counsel())


def test_nobody_is_told_twice():
    demand = a_demand()
    noticed(demand)

    with pytest.raises(TransitionNotAllowed):
        noticed(fresh(demand))


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (NoNotice.NO_CUSTOMER, "It is about Globex"),
        (NoNotice.PRESERVED, "asks for more than to preserve"),
        (NoNotice.NOTHING_DISCLOSED, "not decided that nothing is disclosed"),
    ],
)
def test_a_notice_is_not_needed_for_a_reason_that_is_true_alone(reason, words):
    undecided, disclosing = a_demand(), decided(a_demand())

    for demand in (undecided, disclosing):
        with pytest.raises(NotTellable, match=words):
            services.judge_notice(demand, reason=reason, by=counsel())


def test_a_notice_that_was_not_needed_is_needed_once_its_reason_is_gone():
    refused = decided(a_demand(), Outcome.REJECTED_INVALID)
    services.judge_notice(refused, reason=NoNotice.NOTHING_DISCLOSED, by=counsel())
    preserved = a_demand(legal_basis=a_basis("preservation_2703f", family="preservation", clock="us_preservation"))
    services.judge_notice(preserved, reason=NoNotice.PRESERVED, by=counsel())
    unknown = a_demand(customer=None)

    services.take_back_decision(fresh(refused), by=counsel())
    services.change_demand(preserved, legal_basis=a_basis(), by=counsel())
    services.change_demand(unknown, customer=a_told_customer(), by=counsel())

    assert [fresh(one).notice.status for one in (refused, preserved, unknown)] == [NoticeStatus.DUE] * 3


def test_a_customer_who_is_found_under_silence_is_told_after_it():
    demand = a_demand(customer=None)
    services.set_silence(
        demand,
        kind="court_order",
        citation="Order 7",
        extent="both",
        starts_on=timezone.localdate(),
        expires_on=timezone.localdate() + DAY,
        by=counsel(),
    )

    services.change_demand(fresh(demand), customer=a_told_customer(), by=counsel())

    assert (fresh(demand).notice.status, fresh(demand).notice.prohibition) == (NoticeStatus.WITHHELD, "Order 7")


def test_the_customer_is_not_exchanged_after_the_decision_or_after_one_was_told():
    told, ready = a_demand(), decided(a_demand())
    noticed(told)

    with pytest.raises(NotTellable, match="Globex was told already"):
        services.change_demand(told, customer=a_customer("Initech", brand=a_brand()), by=counsel())
    with pytest.raises(AlreadyDecided):
        services.change_demand(ready, customer=None, by=counsel())


def test_an_objection_holds_the_release_until_it_is_settled():
    with time_machine.travel("2026-09-03T09:00:00Z") as clock:
        demand = decided(a_demand())
        noticed(demand)
        collected(fresh(demand))
        services.record_objection(fresh(demand), words="Not ours.", by=counsel())
        clock.shift(9 * DAY)

        with pytest.raises(NotReleasable, match="has objected"):
            asked_to_release(demand)
        services.settle_objection(fresh(demand), answer="The order names the account.", by=counsel())

        assert asked_to_release(demand).released_at is None


def test_an_objection_that_comes_while_a_release_waits_holds_it_too():
    with time_machine.travel("2026-09-03T09:00:00Z") as clock:
        demand = decided(a_demand())
        noticed(demand)
        collected(fresh(demand))
        clock.shift(9 * DAY)
        asked_to_release(demand)
        services.record_objection(fresh(demand), words="Not ours.", by=counsel())

        with pytest.raises(NotReleasable, match="has objected"):
            services.approve_release(fresh(demand), by=counsel("dirk"))


def test_only_what_was_told_and_has_not_left_is_objected_to():
    demand = a_demand()

    with pytest.raises(NotObjectable):
        services.record_objection(demand, words="No.", by=counsel())
    with pytest.raises(NotObjectable):
        services.settle_objection(demand, answer="Yes.", by=counsel())
