"""How requests end without an answer on the substance, and what is late says why."""

import datetime

import pytest
from django.utils import timezone

from apps.dsr import services
from apps.dsr.choices import Decision, IdentityMethod, Right, Status
from apps.dsr.services.endings import NoReason, NotLate, TooEarlyToLapse
from apps.dsr.services.tickets import LatenessUnexplained, TicketEnded
from apps.mailroom.models import Letter
from apps.trail.acts import act
from tests.builders import BUILDER, a_user
from tests.dsr.tickets import a_ticket, the_item

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.timedelta(days=60)


def letters() -> list[str]:
    return list(Letter.objects.exclude(kind="dsr/received").order_by("pk").values_list("kind", flat=True))


def test_a_person_takes_a_request_back_and_gets_it_confirmed():
    ticket = services.withdraw_ticket(a_ticket(), by="visitor")

    assert (ticket.status, the_item(ticket).decision) == (Status.WITHDRAWN, Decision.WITHDRAWN)
    assert ticket.closed_at is not None
    assert letters() == ["dsr/withdrawn"]
    with pytest.raises(TicketEnded):
        services.withdraw_ticket(ticket, by="visitor")


def test_what_is_no_request_ends_with_a_reason_that_is_told():
    ticket = a_ticket()
    with pytest.raises(NoReason):
        services.not_a_request(ticket, words="  ", by=BUILDER)

    ticket = services.not_a_request(ticket, words="A question about prices.", by=BUILDER)

    assert (ticket.status, the_item(ticket).decision) == (Status.NOT_A_REQUEST, Decision.ELSEWHERE)
    assert ticket.ending == "A question about prices."
    assert letters() == ["dsr/not_a_request"]


def test_a_request_lapses_when_no_proof_came_in_its_days(settings):
    ticket = a_ticket()
    services.ask_identity(ticket, method=IdentityMethod.DOCUMENT, by=BUILDER)
    with pytest.raises(TooEarlyToLapse, match="until"):
        services.lapse_ticket(ticket, words="No proof came.", by=BUILDER)

    settings.DSR_LAPSE_DAYS = 0
    ticket = services.lapse_ticket(ticket, words="No proof came.", by=BUILDER)

    assert (ticket.status, the_item(ticket).decision) == (Status.LAPSED, Decision.LAPSED)
    assert letters() == ["dsr/identity", "dsr/lapsed"]


def test_what_waits_for_nothing_does_not_lapse(settings):
    settings.DSR_LAPSE_DAYS = 0

    with pytest.raises(TooEarlyToLapse, match="Nothing is waited for"):
        services.lapse_ticket(a_ticket(), words="Quiet.", by=BUILDER)


def test_a_right_that_needs_no_proof_does_not_lapse_for_want_of_it(settings):
    settings.DSR_LAPSE_DAYS = 0
    ticket = a_ticket(Right.ACCESS, Right.OBJECTION)
    services.ask_identity(ticket, method=IdentityMethod.CODE, by=BUILDER)

    with pytest.raises(TooEarlyToLapse, match="Objection"):
        services.lapse_ticket(ticket, words="No proof came.", by=BUILDER)


def test_what_is_late_is_answered_once_it_says_why():
    ada, legal = a_user("ada"), services.add_team(name="Legal", by=BUILDER)
    ticket = a_ticket(at=timezone.now() - LONG_AGO)
    with act("dsr.ticket_moved", by=ada):
        ticket = services.move_ticket(ticket, Status.WORKING, by=ada)
    with pytest.raises(LatenessUnexplained), act("dsr.ticket_moved", by=ada):
        services.move_ticket(ticket, Status.ANSWERED, by=ada)

    ticket.refresh_from_db()
    ticket = services.record_lateness(ticket, words="It lay in a closed office.", team=legal, by=ada)
    with act("dsr.ticket_moved", by=ada):
        ticket = services.move_ticket(ticket, Status.ANSWERED, by=ada)

    assert (ticket.status, ticket.late_team) == (Status.ANSWERED, legal)


def test_what_is_in_time_has_nothing_to_explain():
    with pytest.raises(NotLate):
        services.record_lateness(a_ticket(), words="Why not.", by=BUILDER)
