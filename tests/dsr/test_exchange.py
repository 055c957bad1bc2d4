"""Requests as a table: taken over once with their true dates, and taken away without what is personal."""

import datetime
from typing import Any

import pytest
from tablib import Dataset

from apps.accounts.choices import Right as Role
from apps.dsr.choices import ClockKind, DelayGround, Right, Status
from apps.dsr.models import ClockEvent, Ticket
from apps.dsr.resources import LEAVES, PERSONAL, TicketResource
from apps.trail.models import Act
from tests.backoffice.pages import address
from tests.builders import a_brand, a_client, a_colleague, a_country, a_user, an_office
from tests.dsr.tickets import a_ticket, the_item

pytestmark = pytest.mark.django_db
HEADERS = ["earlier_reference", "brand", "rights", "received_on", "name", "email", "country", "extended_on"]
#: Received so long ago that its extension was told in its first month.
RECEIVED, EXTENDED = datetime.date(2026, 10, 20), datetime.date(2026, 11, 2)


@pytest.fixture
def officer() -> Any:
    an_office(time_zone="Europe/Amsterdam")
    a_brand("acme")
    a_country("NL")
    return a_user("ada", Role.PRIVACY)


def a_row(**values: str) -> dict[str, str]:
    return {
        "earlier_reference": "OLD-7",
        "brand": "acme",
        "rights": "access, erasure",
        "received_on": RECEIVED.isoformat(),
        "name": "Grace Hopper",
        "email": "grace@example.org",
        "country": "NL",
        "extended_on": EXTENDED.isoformat(),
    } | values


def imported(*rows: dict[str, str], by: Any, rehearse: bool = False) -> Any:
    headers = list(dict.fromkeys(name for row in rows for name in row))
    table = Dataset(*[[row.get(name, "") for name in headers] for row in rows], headers=headers)
    return TicketResource(by=by).import_data(table, dry_run=rehearse)


def errors_of(result: Any) -> list[str]:
    return [str(error.error) for _number, errors in result.row_errors() for error in errors]


def test_a_request_is_taken_over_with_its_true_receipt_and_what_happened_since(officer):
    result = imported(a_row(), by=officer)

    ticket = Ticket.objects.get()
    assert errors_of(result) == []
    assert (ticket.earlier_reference, ticket.received_on, ticket.is_taken_over) == ("OLD-7", RECEIVED, True)
    assert list(ticket.items.values_list("right", "due_on")) == [
        (Right.ACCESS, datetime.date(2026, 12, 20)),
        (Right.ERASURE, datetime.date(2026, 12, 20)),
    ]
    told = ClockEvent.objects.filter(kind=ClockKind.EXTENSION_NOTICE_SENT)
    assert set(told.values_list("on", "reason", "is_before_take_over")) == {(EXTENDED, DelayGround.COMPLEX, True)}


def test_what_was_asked_of_the_person_and_did_not_come_is_still_waited_for(officer):
    imported(a_row(extended_on="", identity_asked_on="2026-10-21"), by=officer)

    assert Ticket.objects.get().status == Status.VERIFYING


def test_the_same_table_again_writes_nothing(officer):
    imported(a_row(), by=officer)
    acts = Act.objects.count()

    result = imported(a_row(name="Somebody Else"), by=officer)

    assert (result.totals["skip"], Ticket.objects.count(), Act.objects.count()) == (1, 1, acts)


def test_a_rehearsal_writes_nothing(officer):
    result = imported(a_row(), by=officer, rehearse=True)

    assert (result.totals["new"], Ticket.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"earlier_reference": ""}, "“earlier_reference” is empty"),
        ({"brand": "nobody"}, "“nobody” is no brand of this office."),
        ({"rights": "acces"}, "“rights”: “acces” is not known here: write one of access, rectification"),
        ({"rights": ""}, "“rights”: No right is named"),
        ({"rights": "access, access"}, "each right once"),
        ({"received_on": "20/10/2026"}, "“received_on”: “20/10/2026” is no day: write it as in 2026-03-31."),
        ({"received_on": ""}, "“received_on”"),
        ({"received_on": "2999-01-01"}, "It cannot arrive in the future"),
        ({"email": "e" * 300}, "“email”"),
        ({"country": "Atlantis"}, "“Atlantis” is no country of this office."),
        ({"channel": "fax"}, "“channel”: “fax” is not known here: write one of form, email, post"),
        ({"extended_on": "2026-11-25"}, "20 November 2026"),
        ({"extension_ground": "busy"}, "“extension_ground”: “busy” is not known here"),
        ({"identity_received_on": "2026-10-22"}, "is given without “identity_asked_on”"),
        ({"name": "a\0b"}, "holds a character that is no text"),
    ],
)
def test_a_row_that_cannot_be_taken_over_says_what_is_wrong_and_nothing_is_saved(values, words, officer):
    result = imported(a_row(), a_row(**{"earlier_reference": "OLD-8"} | values), by=officer)

    told = errors_of(result)
    assert len(told) == 1
    assert words in told[0]
    assert Ticket.objects.count() == 0


def test_two_rows_about_one_request_that_differ_are_refused(officer):
    result = imported(a_row(), a_row(rights="access"), by=officer)

    assert "stands in the table twice" in errors_of(result)[0]


def test_personal_columns_leave_only_with_the_permission_for_them(officer):
    auditor = a_user("olive", Role.AUDITOR)
    a_ticket(Right.ACCESS, Right.ERASURE)

    everything, less = (TicketResource(by=by).export(Ticket.objects.all()) for by in (officer, auditor))

    assert everything.headers == LEAVES
    assert less.headers == [name for name in LEAVES if name not in PERSONAL]
    assert "Ada Lovelace" not in str(less)
    assert everything.dict[0]["name"] == "Ada Lovelace"


def test_the_dates_that_leave_are_those_on_the_screen(officer):
    ticket = a_ticket(Right.ACCESS, Right.ERASURE)

    row = TicketResource(by=officer).export(Ticket.objects.all()).dict[0]

    assert (row["due_on"], row["legal_limit_on"], row["rights"], row["decisions"]) == (
        the_item(ticket).due_on.isoformat(),
        the_item(ticket).legal_limit_on.isoformat(),
        "access, erasure",
        "open, open",
    )


def test_an_export_costs_the_same_queries_however_many_leave(officer, django_assert_max_num_queries):
    for number in range(3):
        a_ticket(email=f"ada.{number}@example.org")

    with django_assert_max_num_queries(6):
        TicketResource(by=officer).export(Ticket.objects.all())


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (Role.PRIVACY, {"import": 200, "export": 200}),
        (Role.AUDITOR, {"import": 403, "export": 200}),
        (Role.LEGAL, {"import": 403, "export": 403}),
        (Role.WEB, {"import": 403, "export": 403}),
    ],
)
def test_requests_are_brought_in_and_taken_away_by_who_may(role, opens):
    client = a_client(a_colleague("ada", role))

    assert {page: client.get(address(Ticket, page)).status_code for page in opens} == opens
