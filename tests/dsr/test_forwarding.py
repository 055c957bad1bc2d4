"""What is asked of us as a processor goes to the customer who is the controller; we help, and the person is told."""

import pytest

from apps.dsr import services
from apps.dsr.choices import Decision, EntryKind, OurRole, Status
from apps.dsr.services.forwarding import NotForwarded
from apps.dsr.services.tickets import NotForwardable
from apps.mailroom.models import Letter
from tests.builders import BUILDER, a_brand, a_contact, a_customer, a_user
from tests.dsr.tickets import a_ticket, the_item

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    found = Letter.objects.exclude(kind="dsr/received").order_by("to_address")
    return list(found.values_list("kind", "to_address"))


def test_a_request_goes_to_every_notice_contact_of_the_customer_and_the_person_is_told():
    customer = a_customer()
    a_contact("dana@globex.example", customer=customer)
    a_contact("kim@globex.example", customer=customer)

    ticket = services.forward_ticket(a_ticket(), customer=customer, words="In the message store.", by=a_user("ada"))

    assert told() == [
        ("dsr/forwarded", "ada@example.org"),
        ("dsr/forwarded_to_controller", "dana@globex.example"),
        ("dsr/forwarded_to_controller", "kim@globex.example"),
    ]
    assert (ticket.status, ticket.our_role, ticket.customer) == (Status.FORWARDED, OurRole.PROCESSOR, customer)
    assert the_item(ticket).decision == Decision.ELSEWHERE


def test_what_we_hold_ourselves_too_stays_open():
    customer, ticket = a_customer(), a_ticket()
    a_contact(customer=customer)
    services.decide_role(ticket, role=OurRole.BOTH, customer=customer, by=BUILDER)

    ticket = services.forward_ticket(ticket, customer=customer, by=BUILDER)

    assert (ticket.status, the_item(ticket).decision) == (Status.RECEIVED, Decision.OPEN)
    services.log_assistance(ticket, text="Sent an export.", by=BUILDER)


@pytest.mark.parametrize("case", ["no contact", "another brand"])
def test_a_request_goes_only_to_a_customer_of_the_brand_who_can_be_written_to(case):
    customer = a_customer(brand=a_brand("other") if case == "another brand" else a_brand())

    with pytest.raises(NotForwardable):
        services.forward_ticket(a_ticket(), customer=customer, by=BUILDER)

    assert told() == []


def test_assistance_is_logged_on_what_was_forwarded_and_on_nothing_else():
    ada, customer = a_user("ada"), a_customer()
    a_contact(customer=customer)
    ticket = a_ticket()
    with pytest.raises(NotForwarded):
        services.log_assistance(ticket, text="Sent an export.", by=ada)
    ticket = services.forward_ticket(ticket, customer=customer, by=ada)

    entry = services.log_assistance(ticket, text="Sent an export.", by=ada)

    assert (entry.kind, entry.author, entry.text) == (EntryKind.ASSISTANCE, ada, "Sent an export.")
