"""Objections in the admin: logged with the hour of the office, decided by steps, and due in plain sight."""

import datetime

import pytest
from django.urls import reverse
from time_machine import travel

from apps.organisation.models import Customer
from apps.subprocessors import services
from apps.subprocessors.cards import CARDS
from apps.subprocessors.models import Objection
from apps.trail.services import erase
from tests.announced import SENT_AT, a_told_customer, an_announcement, some_terms
from tests.backoffice.pages import address, told
from tests.builders import BUILDER, a_brand, a_client, a_colleague

pytestmark = pytest.mark.django_db
DAY = datetime.datetime(2026, 3, 31, 22, 30, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def today():
    with travel(DAY, tick=False) as clock:
        yield clock


@pytest.fixture
def client():
    return a_client(a_colleague("ada", "legal"))


def announced():
    brand = a_brand()
    some_terms(brand)
    announcement = an_announcement(brand=brand)
    return announcement, *a_told_customer(announcement)


def asked(announcement, customer, **values) -> dict[str, str]:
    return {
        "announcement": announcement.pk,
        "customer": customer.pk,
        "channel": "telephone",
        "received_at_0": "2026-03-31",
        "received_at_1": "23:59:59",
        "grounds": "Our data must stay here.",
        "name": "Dana Doe",
        "language": "en",
    } | values


@pytest.mark.parametrize(
    ("day", "hour", "in_time"), [("2026-03-31", "23:59:59", True), ("2026-04-01", "00:00:00", False)]
)
def test_what_came_by_telephone_is_logged_by_the_clock_of_the_office(day, hour, in_time, client):
    announcement, customer, _contact = announced()

    client.post(address(Objection, "add"), asked(announcement, customer, received_at_0=day, received_at_1=hour))

    assert Objection.objects.get().in_time == in_time


def test_the_form_offers_the_changes_of_the_announcement_that_it_was_opened_for(client):
    announcement, _customer, _contact = announced()

    page = client.get(address(Objection, "add"), {"announcement": announcement.pk}).content.decode()

    assert page.count("becomes a subprocessor") == 2


def test_only_the_changes_that_were_ticked_are_objected_to(client):
    announcement, customer, _contact = announced()
    first = announcement.changes.first()

    client.post(address(Objection, "add"), asked(announcement, customer, changes=[first.pk]))

    assert [one.change for one in Objection.objects.get().changes.all()] == [first]


@pytest.mark.parametrize("junk", ["x", "%00", "99999999999999999999", "-1", "0"])
def test_the_form_opens_whatever_announcement_is_named(junk, client):
    assert client.get(f"{address(Objection, 'add')}?announcement={junk}").status_code == 200


def test_what_a_rule_refuses_is_said_in_the_form_and_nothing_is_lost(client):
    announcement, customer, _contact = announced()

    page = client.post(address(Objection, "add"), asked(announcement, customer, received_at_0="2026-02-01"))

    assert "look at the moment again" in page.content.decode()
    assert "Our data must stay here." in page.content.decode()
    assert Objection.objects.count() == 0


def test_a_customers_page_leads_to_the_form(client):
    _announcement, customer, _contact = announced()

    page = client.get(address(Customer, "change", customer.pk)).content.decode()

    assert f"{reverse('admin:subprocessors_objection_add')}?customer={customer.pk}" in page


def logged(received_at=SENT_AT) -> Objection:
    announcement, customer, contact = announced()
    return services.log_objection(
        announcement=announcement, customer=customer, contact=contact, name="Dana", channel="email",
        received_at=received_at, grounds="Our data must stay here.", by=BUILDER,
    )  # fmt: skip


def step(objection, name: str) -> str:
    return reverse("admin:subprocessors_objection_step", args=[objection.pk, name])


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (["assess", "mitigate"], "mitigated"),
        (["assess", "offer-termination", "terminate"], "terminated"),
        (["withdraw"], "withdrawn"),
    ],
)
def test_an_objection_is_decided_by_its_steps(steps, status, client):
    objection = logged()

    for name in steps:
        client.post(step(objection, name), {"words": "As we agreed."})

    objection.refresh_from_db()
    assert (objection.status, objection.decision) == (status, "As we agreed.")
    page = client.get(address(Objection, "change", objection.pk)).content.decode()
    assert "As we agreed." in page


@pytest.mark.parametrize(("received_at", "status"), [(SENT_AT, 409), (DAY, 302)])
def test_what_came_late_alone_is_closed_as_late(received_at, status, client):
    assert client.post(step(logged(received_at), "close-as-late"), {"words": "Too late."}).status_code == status


def test_a_second_click_decides_nothing_twice(client):
    objection = logged()

    answers = [client.post(step(objection, "withdraw"), {"words": "By telephone."}).status_code for _time in range(2)]

    assert answers == [302, 409]


@pytest.mark.parametrize("right", ["auditor", "web", "administrator"])
def test_others_look_and_decide_nothing(right):
    objection, client = logged(), a_client(a_colleague("bob", right))

    assert client.get(address(Objection, "change", objection.pk)).status_code == 200
    assert client.post(step(objection, "assess")).status_code == 403
    assert client.get(address(Objection, "add")).status_code == 403


def test_several_are_given_to_somebody_at_once(client):
    objection, bob = logged(), a_colleague("bob", "privacy")
    data = {"action": "assign", "_selected_action": [objection.pk], "confirmed": "1", "to": bob.pk}

    page = client.post(address(Objection, "changelist"), data, follow=True)

    objection.refresh_from_db()
    assert (objection.assigned_to, told(page)) == (bob, ["1 record is done."])


@pytest.mark.parametrize(
    ("days", "tone"), [(0, "neutral"), (10, "neutral"), (11, "warning"), (14, "warning"), (15, "danger")]
)
def test_the_badge_of_the_date_warns_three_days_before_and_is_red_after(days, tone, today, client):
    objection = logged(DAY)
    today.move_to(DAY + datetime.timedelta(days=days))
    client = a_client(a_colleague("bob", "legal"))

    page = client.get(address(Objection, "change", objection.pk)).content.decode()

    day = objection.answer_due_on.strftime("%-d %b %Y")
    assert f'office-badge-{tone}">{day}<' in page


@pytest.mark.parametrize(
    ("stands", "days", "found"),
    [("answer", 0, 1), ("overdue", 0, 0), ("overdue", 20, 1), ("customer", 0, 0), ("nonsense", 0, 1)],
)
def test_the_list_is_narrowed_to_what_waits_for_whom(stands, days, found, today):
    logged(DAY)
    today.move_to(DAY + datetime.timedelta(days=days))
    client = a_client(a_colleague("bob", "legal"))

    page = client.get(address(Objection, "changelist"), {"stands": stands})

    assert page.context["cl"].result_count == found


def test_the_home_page_counts_what_waits_for_our_answer():
    [card] = [one for one in CARDS if one.url == "admin:subprocessors_objection_changelist"]
    objection, user = logged(), a_colleague("ada", "legal")

    figures = [card.figure(user)]
    services.withdraw_objection(objection, words="By telephone.", by=user)
    figures.append(card.figure(user))

    assert figures == [1, 0]


def test_an_erased_objection_still_has_its_page(client):
    objection = logged()
    erase(objection, ground="GDPR art. 17(1)(a)", by=BUILDER)

    assert "(erased)" in client.get(address(Objection, "change", objection.pk)).content.decode()
