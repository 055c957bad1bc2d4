"""Two officers on one ticket at once, each on a connection of their own: no update is lost, and both are told."""

import contextlib

import pytest
from django.db import connection
from django.test import Client

from apps.dsr import services
from apps.dsr.models import Entry, Ticket
from apps.trail.errors import Conflict
from apps.trail.models import Act
from tests.backoffice.pages import address, errors_of, form_data
from tests.builders import a_client, a_colleague, a_user
from tests.dsr.tickets import a_ticket
from tests.faults.test_concurrent_writes import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
#: Attempts of the two together.
ATTEMPTS = 200


def test_of_200_attempts_of_two_officers_at_once_no_update_is_lost():
    a_ticket(account="0")
    ada, bob = a_user("ada"), a_user("bob")
    before = Ticket.objects.get().version

    def count_on(person) -> int:
        """Put one more in the place of what was read, again and again; how often that was let through."""
        saved = 0
        for _attempt in range(ATTEMPTS // 2):
            seen = Ticket.objects.get()
            with contextlib.suppress(Conflict):
                services.change_ticket(seen, version=seen.version, account=f"{int(seen.account) + 1}", by=person)
                saved += 1
        return saved

    saved = sum(at_once([lambda one=one: count_on(one) for one in (ada, bob)]))

    ticket = Ticket.objects.get()
    assert (int(ticket.account), ticket.version) == (saved, before + saved)
    versions = Ticket.past.objects.order_by("version").values_list("version", flat=True)
    assert list(versions) == list(range(1, ticket.version + 1))
    assert Act.objects.filter(kind="dsr.ticket_changed").count() == saved


def test_of_two_who_take_one_ticket_at_once_one_has_it():
    ticket = a_ticket()
    people = [a_user(name) for name in ("ada", "bob", "carol", "dan")]

    outcomes = at_once([lambda one=one: services.take_ticket(ticket, by=one) for one in people])

    won = [one for one in outcomes if isinstance(one, Ticket)]
    assert [type(one).__name__ for one in outcomes].count("TakenAlready") == 3
    assert [Ticket.objects.get().assignee] == [one.assignee for one in won]


def test_of_two_who_save_the_same_page_at_once_the_second_sees_what_the_first_changed():
    ticket = a_ticket()
    clients = [a_client(a_colleague(name, "privacy")) for name in ("ada", "bob")]
    given = [form_data(one.get(address(Ticket, "change", ticket.pk))) for one in clients]

    def save(client: Client, data: dict, name: str) -> int:
        answer = client.post(address(Ticket, "change", ticket.pk), data | {"name": name})
        return answer.status_code if answer.status_code == 302 else len(errors_of(answer))

    outcomes = at_once(
        [
            lambda one=one, data=data, name=name: save(one, data, name)
            for one, data, name in zip(clients, given, ("Ada King", "Ada Byron"), strict=True)
        ]
    )

    assert sorted(outcomes) == [3, 302]
    assert Ticket.objects.get().name in {"Ada King", "Ada Byron"}


def test_notes_of_two_at_once_all_stay():
    ticket = a_ticket()
    people = [a_user("ada"), a_user("bob")]

    def write(person) -> None:
        for number in range(10):
            services.add_note(ticket, text=f"{number}", by=person)

    at_once([lambda one=one: write(one) for one in people])

    assert Entry.objects.filter(kind="note").count() == 20


def test_looks_of_one_person_at_once_are_one():
    ticket, ada = a_ticket(), a_user("ada")

    outcomes = at_once([lambda: services.note_viewing(ticket, by=ada)] * 4)

    assert outcomes == [None] * 4
    assert ticket.viewings.count() == 1
    connection.close()
