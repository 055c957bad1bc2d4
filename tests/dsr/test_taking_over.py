"""Taking over an office: open requests come in with their true receipt and what happened since, and the clock agrees."""

import datetime

import pytest
import time_machine

from apps.casework.deadlines.dsr import ExtensionTooLate, NoExtensionInLaw
from apps.casework.deadlines.dsr_events import EventOutOfPlace
from apps.casework.deadlines.dsr_inputs import Wait
from apps.dsr import services
from apps.dsr.choices import ClockKind, DelayGround, Identity, Right, Status
from apps.dsr.models import ClockEvent, Ticket
from apps.dsr.services import Asked, Earlier, Person, Waited
from apps.dsr.services.logged import NotBeforeNow
from apps.mailroom.models import Letter
from apps.trail.errors import RuleBroken
from apps.trail.models import Act
from tests.builders import BUILDER, a_country

from .filings import an_intake
from .tickets import the_item

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-03-20T09:00:00Z", tick=False) as traveller:
        yield traveller


def taken_over(received_on: str = "2026-01-31", country: str = "NL", rights=("access",), **values) -> Ticket:
    region = values.pop("region", "")
    person = Person(group="customer", name="Ada", email="ada@example.org", country=a_country(country), region=region)
    asked = [Asked(right) for right in rights]
    return services.take_over_ticket(
        an_intake(), person=person, asked=asked, received_on=day(received_on), by=BUILDER, **values
    )


def test_it_counts_from_its_true_receipt_and_nobody_is_written_to():
    ticket = taken_over()

    assert (ticket.received_on, ticket.due_on, ticket.is_taken_over) == (day("2026-01-31"), day("2026-02-28"), True)
    assert (Letter.objects.count(), Act.objects.filter(kind="dsr.ticket_taken_over").count()) == (0, 1)


def test_who_should_be_told_is_told():
    taken_over(tells=True)

    assert [one.kind for one in Letter.objects.all()] == ["dsr/received"]


def test_an_extension_told_in_time_moves_every_right():
    earlier = Earlier(acknowledged_on=day("2026-02-02"), extended_on=day("2026-02-28"), delay=DelayGround.COMPLEX)

    ticket = taken_over(rights=("access", "erasure"), earlier=earlier)

    dates = set(ticket.items.values_list("promised_on", "legal_limit_on"))
    assert dates == {(day("2026-03-31"), day("2026-04-30"))}
    ticket.refresh_from_db()
    assert ticket.due_on == day("2026-03-31")
    events = ClockEvent.objects.filter(item=the_item(ticket)).values_list("kind", "on", "reason", "is_before_take_over")
    assert list(events) == [
        (ClockKind.RECEIVED, day("2026-01-31"), "", False),
        (ClockKind.ACKNOWLEDGED, day("2026-02-02"), "", True),
        (ClockKind.EXTENSION_NOTICE_SENT, day("2026-02-28"), DelayGround.COMPLEX, True),
    ]


def test_events_come_out_in_the_order_of_their_days():
    waited = [
        Waited(Wait.CLARIFICATION, day("2026-02-10"), day("2026-02-12")),
        Waited(Wait.IDENTITY, day("2026-02-03")),
    ]

    ticket = taken_over(earlier=Earlier(acknowledged_on=day("2026-02-11"), waited=waited))

    kinds = ClockEvent.objects.filter(item=the_item(ticket)).order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[1:] == ["id_requested", "clarification_requested", "acknowledged", "clarification_received"]


@pytest.mark.parametrize(
    ("waited", "status", "identity"),
    [
        ([], Status.RECEIVED, Identity.UNCHECKED),
        ([Waited(Wait.IDENTITY, day("2026-02-03"))], Status.VERIFYING, Identity.ASKED),
        ([Waited(Wait.CLARIFICATION, day("2026-02-03"))], Status.CLARIFYING, Identity.UNCHECKED),
        ([Waited(Wait.IDENTITY, day("2026-02-03"), day("2026-02-05"))], Status.RECEIVED, Identity.UNCHECKED),
    ],
)
def test_it_stands_where_it_stood(waited, status, identity):
    ticket = taken_over(earlier=Earlier(waited=waited))

    assert (ticket.status, ticket.identity) == (status, identity)


REFUSED = [
    (
        {"earlier": Earlier(extended_on=day("2026-03-01"), delay="ComplexityOfProcess")},
        ExtensionTooLate,
        "28 February 2026",
    ),
    ({"earlier": Earlier(extended_on=day("2026-02-20"))}, RuleBroken, "ComplexityOfProcess"),
    (
        {"earlier": Earlier(extended_on=day("2026-02-02"), delay="ComplexityOfProcess"), "country": "BR"},
        NoExtensionInLaw,
        "no extension",
    ),
    ({"earlier": Earlier(acknowledged_on=day("2026-03-21"))}, NotBeforeNow, "has not happened yet"),
    ({"earlier": Earlier(acknowledged_on=day("2026-01-30"))}, EventOutOfPlace, "before receipt"),
    (
        {"earlier": Earlier(waited=[Waited(Wait.IDENTITY, day("2026-02-05"), day("2026-02-03"))])},
        EventOutOfPlace,
        "nobody asked for it",
    ),
    ({"received_on": "2026-03-21"}, NotBeforeNow, "today at the latest"),
]


@pytest.mark.parametrize(("values", "error", "words"), REFUSED)
def test_what_cannot_have_been_is_refused_in_words_and_nothing_is_kept(values, error, words):
    with pytest.raises(error, match=words):
        taken_over(**values)

    assert Ticket.objects.count() == 0


def test_a_right_whose_clock_knows_no_extension_refuses_it_for_all():
    earlier = Earlier(extended_on=day("2026-02-10"), delay=DelayGround.COMPLEX)

    with pytest.raises(NoExtensionInLaw):
        taken_over(country="US", region="CA", rights=(Right.ACCESS, Right.SALE_OPT_OUT), earlier=earlier)
