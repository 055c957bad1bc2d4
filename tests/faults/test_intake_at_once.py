"""The same request by several at once: it becomes one ticket, its address gets one letter, and each is answered."""

import pytest

from apps.casework.lifecycle import TransitionNotAllowed
from apps.dsr import services
from apps.dsr.models import Filing, Ticket
from tests.builders import BUILDER
from tests.dsr.filings import a_filing, file_one, letters, link_in, press
from tests.dsr.test_api import a_program, body, call
from tests.faults.test_concurrent_writes import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def test_a_link_that_is_pressed_by_several_at_once_opens_one_ticket():
    filing = a_filing()
    link = link_in(letters()[0])

    answers = at_once([lambda: press(link, filing).status_code] * 4)

    assert answers == [200] * 4
    assert (Ticket.objects.count(), len(letters("dsr/received"))) == (1, 1)


def test_a_call_that_comes_several_times_at_once_opens_one_ticket_and_is_answered_the_same():
    program, data = a_program(), body()

    answers = at_once([lambda: call(program, data).json().get("reference")] * 4)

    assert answers == [Ticket.objects.get().reference] * 4


def test_several_workers_at_once_write_one_letter():
    file_one()

    at_once([services.take_filings] * 3)

    assert len(letters()) == 1


def test_who_confirms_while_staff_take_it_up_has_one_ticket():
    filing = a_filing()
    link = link_in(letters()[0])

    outcomes = at_once(
        [lambda: press(link, filing).status_code, lambda: services.take_up_filing(filing, reason="", by=BUILDER)]
    )

    assert outcomes[0] == 200
    assert isinstance(outcomes[1], Ticket | TransitionNotAllowed)
    assert Filing.objects.get().ticket == Ticket.objects.get()
