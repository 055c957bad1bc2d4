"""What came by post or by telephone: logged with the day it arrived, receipted on paper, and never twice unawares."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from apps.dsr import services
from apps.dsr.choices import Channel, FileKind, Right
from apps.dsr.models import Ticket
from apps.mailroom.models import Letter
from tests.builders import BUILDER, a_brand, a_client, a_colleague, a_country

from .filings import a_pdf, an_intake
from .tickets import a_ticket

pytestmark = pytest.mark.django_db
ADD = reverse("admin:dsr_ticket_add")


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T23:30:00Z", tick=False) as traveller:
        yield traveller


def logged(**values) -> Ticket:
    usual = {
        "brand": an_intake(),
        "channel": Channel.POST,
        "received_on": datetime.date(2026, 2, 20),
        "group": "customer",
    }
    usual |= {"rights": ["access"], "name": "Ada", "country": a_country("NL"), "by": BUILDER}
    return services.log_request(**usual | values)


def typed(**values) -> dict:
    usual = {"brand": an_intake().pk, "channel": "post", "arrived_on": "2026-02-20", "rights": ["access"]}
    return usual | {"group": "customer", "name": "Ada", "language": "en", "country": a_country("NL").pk} | values


def officer():
    return a_client(a_colleague("pat", "privacy"))


def test_the_day_it_arrived_stands_apart_from_the_day_it_was_logged(clock):
    ticket = logged(received_on=datetime.date(2026, 2, 20))

    assert (ticket.received_on, ticket.logged_at.date()) == (datetime.date(2026, 2, 20), datetime.date(2026, 3, 2))
    assert ticket.due_on == datetime.date(2026, 3, 20)


@pytest.mark.parametrize(
    ("day", "taken"),
    [("2026-03-02", True), ("2026-03-03", True), ("2026-03-04", False)],  # it is the third in Amsterdam already
)
def test_what_is_logged_has_arrived_by_the_calendar_of_the_office(day, taken, clock):
    received_on = datetime.date.fromisoformat(day)

    if taken:
        assert logged(received_on=received_on).received_on == received_on
    else:
        with pytest.raises(ValidationError, match="today at the latest"):
            logged(received_on=received_on)


def test_who_has_an_address_gets_the_receipt_by_mail(clock):
    logged(email="ada@example.org")

    assert [(one.kind, one.to_address) for one in Letter.objects.all()] == [("dsr/received", "ada@example.org")]


def test_a_scan_is_kept_with_it(clock):
    ticket = logged(scan=a_pdf("scan.pdf"))

    assert ticket.files.values_list("kind", "file_name").get() == (FileKind.SCAN, "scan.pdf")


def test_one_page_logs_it_and_leads_to_the_receipt_to_print(clock):
    client = officer()
    answer = client.post(ADD, typed(rights=["access", "erasure"], address="Canal 1\nUtrecht", scan=a_pdf()))

    ticket = Ticket.objects.get()
    receipt = client.get(answer["Location"])
    page = receipt.content.decode()
    assert answer["Location"] == reverse("admin:dsr_ticket_receipt", args=[ticket.pk])
    assert sorted(ticket.items.values_list("right", flat=True)) == [Right.ACCESS, Right.ERASURE]
    told = (ticket.reference, "20 March 2026", "20 February 2026", "Canal 1<br>Utrecht", "Access, Erasure")
    assert [words for words in told if words not in page] == []


def test_a_receipt_is_in_the_persons_language(clock):
    ticket = logged(language="nl")

    page = officer().get(reverse("admin:dsr_ticket_receipt", args=[ticket.pk])).content.decode()

    assert [words for words in ("20 maart 2026", "Inzage", "Ons antwoord") if words not in page] == []


def test_a_receipt_is_for_who_may_see_the_request(clock):
    number = logged().pk
    pages = [reverse("admin:dsr_ticket_receipt", args=[one]) for one in (number, number + 9)]

    stranger = a_client(a_colleague("nobody"))
    assert [stranger.get(pages[0]).status_code, officer().get(pages[1]).status_code] == [404, 404]


def test_what_may_be_on_record_already_is_shown_before_it_is_logged_again(clock):
    client, known = officer(), a_ticket(name="Ada", email="ada@example.org", brand=an_intake())

    first = client.post(ADD, typed(name="A. Lovelace", email=" ADA@example.org"))
    second = client.post(ADD, typed(name="A. Lovelace", email="ADA@example.org", is_another="on"))

    assert known.reference in str(first.context["adminform"].form.non_field_errors())
    assert (first.status_code, second.status_code, Ticket.objects.count()) == (200, 302, 2)


def test_a_request_to_another_brand_is_no_double(clock):
    a_ticket(name="Ada", brand=a_brand("other"))

    assert officer().post(ADD, typed(name="Ada")).status_code == 302


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"rights": []}, "rights: This field is required."),
        ({"arrived_on": "2027-01-01"}, "today at the latest"),
        ({"arrived_on": "soon"}, "arrived_on: Enter a valid date."),
        ({"channel": "form"}, "channel: Select a valid choice"),
        ({"group": ""}, "group: This field is required."),
        ({"email": "ada\0@example.org"}, "email: Null characters are not allowed."),
    ],
)
def test_a_field_that_cannot_be_kept_is_told_on_the_page(values, words, clock):
    answer = officer().post(ADD, typed(**values))

    form = answer.context["adminform"].form
    told = [f"{name}: {one}" for name, its in form.errors.items() for one in its]
    assert [one for one in told if words in one] != []
    assert Ticket.objects.count() == 0
    assert form["name"].value() == "Ada"


def test_a_scan_that_is_not_kept_logs_nothing(clock):
    answer = officer().post(ADD, typed(scan=a_pdf("scan.exe", b"MZ")))

    assert "none of the files that are kept" in str(answer.context["adminform"].form.errors)
    assert Ticket.objects.count() == 0


def test_an_auditor_logs_nothing(clock):
    assert a_client(a_colleague("aya", "auditor")).post(ADD, typed()).status_code == 403
