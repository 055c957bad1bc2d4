"""Tickets: opened once with an item and a clock for each right, under the law that holds for the person."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.casework.deadlines.dsr import ExtensionTooLate
from apps.dsr import services
from apps.dsr.choices import ClockKind, Decision, DelayGround, OurRole, Priority, Regime, Right, Status
from apps.dsr.models import ClockEvent, Item
from apps.dsr.services import Asked
from apps.dsr.services.clock import apply_calendar
from apps.dsr.services.tickets import NotForwardable, NothingAsked, TicketEnded
from apps.mailroom.models import Letter
from apps.organisation import services as organisation
from apps.trail.acts import act
from tests.builders import BUILDER, a_brand, a_country, a_customer, an_office
from tests.dsr.tickets import a_ticket, the_item

pytestmark = pytest.mark.django_db
AMSTERDAM = datetime.timezone(datetime.timedelta(hours=1))
JANUARY = datetime.datetime(2026, 1, 31, 12, 0, tzinfo=AMSTERDAM)


def test_each_right_is_an_item_with_its_own_clock_and_decision():
    ticket = a_ticket(Right.ACCESS, Right.ERASURE, at=JANUARY)

    items = list(ticket.items.values_list("right", "decision", "promised_on", "legal_limit_on"))
    dates = (datetime.date(2026, 2, 28), datetime.date(2026, 3, 2))
    assert items == [(Right.ACCESS, Decision.OPEN, *dates), (Right.ERASURE, Decision.OPEN, *dates)]
    assert (ticket.status, ticket.due_on) == (Status.RECEIVED, datetime.date(2026, 2, 28))
    assert "Our promise" in the_item(ticket).derivation


def test_a_right_is_asked_for_once():
    with pytest.raises(NothingAsked):
        a_ticket(Right.ACCESS, Right.ACCESS)


@pytest.mark.parametrize(
    ("country", "region", "regime", "clock"),
    [
        ("NL", "", Regime.GDPR, "gdpr"),
        ("GB", "", Regime.UK_GDPR, "uk_gdpr"),
        ("US", "CA", Regime.CCPA, "ccpa"),
        ("US", "NY", Regime.OTHER, "us_state"),
        ("US", "IA", Regime.OTHER, "us_iowa"),
        ("SG", "", Regime.PDPA, "pdpa"),
        ("BR", "", Regime.LGPD, "lgpd"),
        ("IN", "", Regime.OTHER, "other"),
    ],
)
def test_where_the_person_lives_decides_the_law_and_its_clock(country, region, regime, clock):
    ticket = a_ticket(country=a_country(country), region=region)

    assert (ticket.regime, the_item(ticket).law) == (regime, clock)


def test_the_person_gets_a_receipt_with_reference_and_due_date():
    ticket = a_ticket(at=JANUARY)

    letter = Letter.objects.get()
    assert (letter.kind, letter.about) == ("dsr/received", f"dsr.ticket:{ticket.pk}")
    assert ticket.reference in letter.subject
    assert ClockEvent.objects.filter(item__ticket=ticket, kind=ClockKind.ACKNOWLEDGED, letter=letter).exists()
    assert ticket.entries.get().letter == letter


def test_the_day_of_receipt_is_that_of_the_offices_own_calendar():
    ticket = a_ticket(at=datetime.datetime(2026, 3, 31, 23, 30, tzinfo=datetime.UTC))

    assert ticket.received_on == datetime.date(2026, 4, 1)


def test_a_childs_data_comes_first_and_is_due_within_days():
    ticket = a_ticket(Right.CHILDREN, at=JANUARY)

    item = the_item(ticket, Right.CHILDREN)
    assert (ticket.priority, item.due_on) == (Priority.CHILDREN, datetime.date(2026, 2, 7))
    assert item.promised_on == datetime.date(2026, 2, 28)
    assert "within 7 days of receipt" in item.derivation


def test_a_dispute_goes_to_the_team_that_takes_disputes():
    legal = services.add_team(name="Legal", takes_disputes=True, by=BUILDER)

    assert a_ticket(Right.DISPUTE).team == legal


def test_an_extension_told_in_time_moves_promise_and_limit_from_receipt():
    ticket = a_ticket(at=JANUARY)
    letter = Letter.objects.get()

    item = services.extend_deadline(
        the_item(ticket), reason=DelayGround.COMPLEX, letter=letter, on=datetime.date(2026, 2, 28), by=BUILDER
    )

    ticket.refresh_from_db()
    assert (item.promised_on, item.legal_limit_on) == (datetime.date(2026, 3, 31), datetime.date(2026, 4, 30))
    assert ticket.due_on == datetime.date(2026, 3, 31)


def test_an_extension_told_too_late_is_refused():
    ticket = a_ticket(at=JANUARY)

    with pytest.raises(ExtensionTooLate, match="28 February 2026"):
        services.extend_deadline(
            the_item(ticket),
            reason=DelayGround.MANY,
            letter=Letter.objects.get(),
            on=datetime.date(2026, 3, 1),
            by=BUILDER,
        )

    assert not ClockEvent.objects.filter(kind=ClockKind.EXTENSION_NOTICE_SENT).exists()


def test_a_new_closing_day_moves_open_items_and_no_decided_one():
    ticket = a_ticket(Right.ACCESS, Right.ERASURE, at=datetime.datetime(2026, 3, 9, 12, tzinfo=AMSTERDAM))
    decided = the_item(ticket, Right.ERASURE)
    with act("dsr.ticket_changed", by=BUILDER):
        Item.objects.get(pk=decided.pk)
        decided.decision, decided.decided_at = Decision.NOTHING_HELD, JANUARY
        decided.save()
    organisation.close_day(ticket.office, day=datetime.date(2026, 4, 9), reason="Moving house", by=BUILDER)

    moves = services.deadlines_moved_by(ticket.office)
    apply_calendar(ticket.office, by=BUILDER)

    assert [(move.item.right, move.legal_limit_on) for move in moves] == [(Right.ACCESS, datetime.date(2026, 4, 10))]
    assert the_item(ticket).legal_limit_on == datetime.date(2026, 4, 10)
    assert the_item(ticket, Right.ERASURE).legal_limit_on == datetime.date(2026, 4, 9)
    assert services.deadlines_moved_by(ticket.office) == []


def test_another_law_dates_the_open_items_anew_from_the_same_receipt():
    ticket = a_ticket(at=JANUARY)

    ticket = services.decide_law(ticket, regime=Regime.LGPD, reason="Lives in Recife.", by=BUILDER)

    assert the_item(ticket).legal_limit_on == datetime.date(2026, 2, 15)
    assert ticket.due_on == datetime.date(2026, 2, 15)


def test_a_processor_acts_for_a_customer_of_the_same_brand():
    ticket, other = a_ticket(), a_customer(brand=a_brand("other"))

    with pytest.raises(NotForwardable):
        services.decide_role(ticket, role=OurRole.PROCESSOR, customer=other, by=BUILDER)


def test_what_is_over_stays_as_it_is():
    ticket = a_ticket()
    with act("dsr.ticket_moved", by=BUILDER):
        services.move_ticket(ticket, Status.NOT_A_REQUEST, by=BUILDER)

    with pytest.raises(TicketEnded):
        services.add_item(ticket, right=Right.ERASURE, by=BUILDER)


BROKEN = [
    ({"decision": Decision.REFUSED, "decided_at": JANUARY}, "on_a_ground"),
    ({"decision": Decision.NOTHING_HELD}, "at_a_moment"),
    ({"is_direct_marketing": True}, "only_an_objection"),
]


@pytest.mark.parametrize(("values", "constraint"), BROKEN)
def test_the_database_keeps_what_must_be_true_of_an_item(values, constraint):
    item = the_item(a_ticket())
    for name, value in values.items():
        setattr(item, name, value)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), act("dsr.ticket_changed", by=BUILDER):
        item.save()


def test_an_objection_to_direct_marketing_cannot_be_refused():
    item = the_item(a_ticket(Asked(Right.OBJECTION, is_direct_marketing=True)), Right.OBJECTION)
    item.decision, item.decided_at = Decision.REFUSED, JANUARY
    item.ground, item.citation = "LegitimateInterestOverride", "GDPR Art. 21(1)"

    with (
        pytest.raises(IntegrityError, match="never_refused"),
        transaction.atomic(),
        act("dsr.ticket_changed", by=BUILDER),
    ):
        item.save()


def test_a_request_cannot_arrive_in_the_future():
    with pytest.raises(ValidationError):
        a_ticket(at=datetime.datetime(2090, 1, 1, tzinfo=datetime.UTC))


def test_an_office_of_the_persons_own_country_counts_the_days():
    an_office("Utrecht", time_zone="Europe/Amsterdam")
    here = an_office("Madrid", country=a_country("ES"), time_zone="Europe/Madrid")

    assert a_ticket(country=a_country("ES")).office == here
