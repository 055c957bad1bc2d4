"""Holds in the admin: placed by a form, lifted on two pages, and found by those who look after them."""

import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from apps.casework.registers import collect
from apps.retention import services
from apps.retention.models import Hold
from tests.builders import PASSWORD, a_client, a_colleague, a_customer
from tests.dsr.tickets import a_ticket

from .holds import a_hold, counsel, soon

pytestmark = pytest.mark.django_db
LIST = "/admin/retention/hold/"


def page(hold: Hold, name: str = "change") -> str:
    return reverse(f"admin:retention_hold_{name}", args=[hold.pk])


def step(hold: Hold, name: str) -> str:
    return reverse("admin:retention_hold_step", args=[hold.pk, name])


def filled_in(**values: Any) -> dict[str, Any]:
    usual = {"scope": "person", "subject": "", "record_class": "", "email": "ada@example.org", "phone": ""}
    usual |= {"ground_kind": "litigation", "ground": "Globex against us.", "review_on": soon().isoformat()}
    return usual | {"owner": counsel().pk} | values


def sure(name: str) -> Any:
    """A browser of somebody who has just said who they are."""
    client = a_client(counsel(name))
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("values", "covers"),
    [
        ({}, ("person", "")),
        ({"email": "", "phone": "+31 6 12345678"}, ("person", "")),
        ({"scope": "class", "email": "", "record_class": "dsr.ticket"}, ("class", "dsr.ticket")),
        ({"scope": "record", "email": "", "subject": "organisation.customer:{customer}"}, ("record", "{customer}")),
        ({"scope": "case", "email": "", "subject": "{reference}"}, ("case", "{ticket}")),
    ],
)
def test_counsel_places_a_hold_by_the_form(values, covers):
    customer, ticket = a_customer(), a_ticket()
    given = {"customer": customer.pk, "reference": ticket.reference}
    names = {"customer": f"organisation.customer:{customer.pk}", "ticket": f"dsr.ticket:{ticket.pk}"}

    answer = a_client(counsel()).post(
        f"{LIST}add/", filled_in(**{name: value.format(**given) for name, value in values.items()})
    )

    hold = Hold.objects.get()
    assert answer.status_code == 302
    assert (hold.scope, hold.subject) == (covers[0], covers[1].format(**names))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"email": ""}, "an address or a number"),
        ({"scope": "case", "subject": "DSR-2020-0001", "email": ""}, "There is no record"),
        ({"scope": "case", "subject": "x.y:1\n", "email": ""}, "There is no record"),
        ({"email": "nobody"}, "no address that a letter can be sent to"),
        ({"phone": "12"}, "seven digits"),
        ({"ground": ""}, "This field is required"),
        ({"review_on": "2020-01-01"}, "The review lies ahead"),
        ({"scope": "class", "record_class": "auth.user", "email": ""}, "Select a valid choice"),
    ],
)
def test_what_the_form_lacks_is_said_and_nothing_is_lost(values, words):
    answer = a_client(counsel()).post(f"{LIST}add/", filled_in(**values))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "Globex against us." in answer.content.decode() or "ground" in values
    assert Hold.objects.count() == 0


def test_two_people_lift_a_hold_each_on_their_page():
    hold = a_hold()

    asked = sure("ina").post(step(hold, "ask-lifting"), {"reason": "The case is closed."})
    own = sure("ina").post(step(hold, "lift"))
    done = sure("otto").post(step(hold, "lift"))

    hold.refresh_from_db()
    assert (asked.status_code, own.status_code, done.status_code, hold.status) == (302, 409, 302, "lifted")


def test_lifting_asks_who_one_is():
    hold = a_hold()
    services.ask_lifting(hold, reason="The case is closed.", by=counsel("ina"))

    answer = a_client(counsel("otto")).post(step(hold, "lift"))

    assert (answer.status_code, "reauthenticate" in answer.headers["Location"]) == (302, True)
    hold.refresh_from_db()
    assert hold.status == "placed"


def test_a_review_is_a_step():
    hold, ina = a_hold(), counsel("ina")

    a_client(ina).post(step(hold, "review"), {"review_on": soon(80).isoformat(), "owner": ina.pk})

    hold.refresh_from_db()
    assert (hold.review_on, hold.owner) == (soon(80), ina)


@pytest.mark.parametrize(
    ("role", "sees", "places"),
    [("legal", 200, 200), ("dpo", 200, 200), ("auditor", 200, 403), ("privacy", 403, 403), ("web", 403, 403)],
)
def test_legal_and_the_officer_place_holds_and_the_auditor_looks(role, sees, places):
    client, hold = a_client(a_colleague("rita", role)), a_hold()

    assert [client.get(LIST).status_code, client.get(page(hold)).status_code] == [sees, sees]
    assert client.get(f"{LIST}add/").status_code == places
    assert client.get(step(hold, "ask-lifting")).status_code == (places if sees == 200 else 404)


def test_the_list_takes_as_many_queries_for_many_as_for_one(django_assert_max_num_queries):
    client = a_client(counsel())
    for number in range(6):
        a_hold(email=f"person.{number}@example.org", owner=counsel(f"owner {number}"))

    with django_assert_max_num_queries(12):
        answer = client.get(LIST)

    assert answer.context["cl"].result_count == 6


def figures(user: Any) -> dict[str, int]:
    return {
        str(card.title): card.figure(user)
        for card in collect("cards", "CARDS")
        if card.permission == "retention.view_hold"
    }


@pytest.mark.parametrize(("which", "title"), [("touched", "Holds touched by a request"), ("review", "Holds to review")])
def test_the_home_page_counts_what_its_lists_show(which, title):
    lena = counsel()
    holds = {"review": a_hold(email="due@example.org", review_on=soon(1)), "touched": a_hold(review_on=soon(90))}
    services.note_touches({holds["touched"]: ["dsr.ticket:1"]}, by="worker")

    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        counted = figures(lena)[title]
        listed = a_client(lena).get(f"{LIST}?which={which}").context["cl"].queryset

        assert (counted, list(listed)) == (1, [holds[which]])


def test_the_page_tells_what_is_covered_and_leads_to_it():
    customer = a_customer()
    hold = a_hold(customer)
    services.note_touches({hold: ["dsr.ticket:1"]}, by="worker")

    told = a_client(counsel()).get(page(hold)).content.decode()

    assert reverse("admin:organisation_customer_change", args=[customer.pk]) in told
    assert reverse("admin:dsr_ticket_change", args=[1]) in told


def test_the_history_of_a_hold_reads_as_a_story():
    hold = a_hold(by=counsel())
    services.change_review(hold, review_on=datetime.date(2099, 1, 1), by=get_user_model().objects.get(name="lena"))

    told = a_client(counsel()).get(page(hold, "history")).content.decode()

    assert "placed a hold on a person, wherever they are known: Litigation" in told
    assert "reviewed the hold" in told


def test_a_hold_is_placed_from_the_page_of_a_case():
    ticket, client = a_ticket(), a_client(counsel())
    link = reverse("admin:retention_hold_on_dsr_ticket", args=[ticket.pk])

    shown = link in client.get(reverse("admin:dsr_ticket_change", args=[ticket.pk])).content.decode()
    form = client.get(link, follow=True).context["adminform"].form

    assert (shown, form.initial["scope"], form.initial["subject"]) == (True, "case", f"dsr.ticket:{ticket.pk}")
