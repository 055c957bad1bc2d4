"""Counsel logs a request on one page: everything as it came, and what is wrong is told at its field."""

import datetime

import pytest

from apps.accounts.choices import Right
from apps.casework.models import AccessEntry
from apps.disclosures import services
from apps.disclosures.choices import NoticeStatus
from apps.disclosures.models import Demand
from tests.backoffice.pages import address, errors_of, form_data
from tests.builders import a_brand, a_client, a_colleague, a_legal_entity, an_office
from tests.disclosures.demands import a_basis, a_demand, a_file, a_secret_basis, a_told_customer, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def carla():
    return a_colleague("carla", Right.LEGAL, Right.SECRECY)


IP_WORDS = (
    "targets: Line 1: Many share one IP address: write address, port and moment, "
    "as in 192.0.2.7 443 2026-05-03T12:00:01Z."
)


def filled(**values):
    """What a browser sends of the page once counsel has filled it in."""
    return {
        "channel": "email",
        "received_at": "2026-09-01T12:00:00",
        "times_by": "office",
        "brand": a_brand().pk,
        "legal_entity": a_legal_entity().pk,
        "office": an_office(time_zone="Europe/Amsterdam").pk,
        "legal_basis": a_basis().pk,
        "urgency": "normal",
        "timing": "stored",
        "holder": "account_holder",
        "our_role": "controller",
        "language": "en",
        "categories": ["subscriber", "traffic"],
        "period_from": "2026-05-01T00:00:00",
        "period_to": "2026-05-31T00:00:00",
        "targets": "+31 6 1234 5678\nada@example.org\naccount: 12345678\n192.0.2.7 443 2026-05-03T12:00:00Z",
        **values,
    }


def logged(user, **values):
    return a_client(user).post(address(Demand, "add"), filled(**values))


def test_a_request_is_logged_with_targets_originals_and_the_moment_by_the_clock_of_its_office(carla):
    page = logged(carla, customer=a_told_customer().pk, originals=[a_file("order.txt", b"We order."), a_file()])

    demand = Demand.objects.get()
    assert page.headers["Location"] == address(Demand, "change", demand.pk)
    assert demand.received_at == datetime.datetime(2026, 9, 1, 10, 0, tzinfo=datetime.UTC)
    assert demand.categories == "subscriber traffic"
    assert sorted((one.kind, services.value_of(one)) for one in demand.targets.all()) == [
        ("account", "12345678"),
        ("email", "ada@example.org"),
        ("ip", "192.0.2.7"),
        ("msisdn", "+31 6 1234 5678"),
    ]
    assert sorted(demand.originals.values_list("file_name", flat=True)) == ["order.txt", "records.csv"]
    assert (demand.notice.status, demand.assignee) == (NoticeStatus.DUE, carla)


def test_moments_may_be_given_in_utc(carla):
    logged(carla, times_by="UTC")

    assert Demand.objects.get().received_at == datetime.datetime(2026, 9, 1, 12, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"received_at": ""}, "received_at: This field is required."),
        ({"received_at": "soon"}, "received_at: This is no moment: write it as in 2026-03-31T14:05."),
        (
            {"received_at": "2025-10-26T02:30"},
            "received_at: In the night in which clocks change this time comes twice, or never: give it in UTC.",
        ),
        (
            {"received_at": "2199-01-01T00:00"},
            "received_at: It cannot be served in the future: look at the moment again.",
        ),
        ({"office": ""}, "office: This field is required."),
        ({"targets": "+31612345678\nada@"}, "targets: Line 2: “ada@” is no e-mail address."),
        (
            {"targets": "192.0.2.7"},
            IP_WORDS,
        ),
        ({"period_to": "2026-04-01T00:00"}, "The period asked cannot end before it begins: look at both moments."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(wrong, told, carla):
    given = filled(officer="Inspector Clay", **wrong)

    page = a_client(carla).post(address(Demand, "add"), given)

    assert told in errors_of(page)
    form = page.context["adminform"].form
    assert (form["officer"].value(), form["categories"].value()) == ("Inspector Clay", ["subscriber", "traffic"])
    assert form["targets"].value() == given["targets"]
    assert not Demand.objects.exists()


def test_a_file_that_nobody_should_open_is_refused_by_name_and_nothing_is_kept(carla):
    page = logged(carla, originals=[a_file("order.exe", b"MZ")])

    assert "“order.exe” is none of the files that are kept" in errors_of(page)[0]
    assert "Choose all files again: a browser does not keep them." in str(errors_of(page))
    assert not Demand.objects.exists()


def test_a_basis_that_was_not_in_force_on_the_day_of_service_is_refused(carla):
    later = a_basis("epoc", valid_from=datetime.date(2026, 10, 1))

    assert errors_of(logged(carla, legal_basis=later.pk)) == [
        "legal_basis: This basis was not in force on the day of service."
    ]


def test_who_holds_no_clearance_is_told_in_words_that_a_secret_request_is_another_persons_to_log():
    page = logged(a_colleague("bob", Right.LEGAL), legal_basis=a_secret_basis().pk)

    assert errors_of(page) == [
        "This request is secret by its legal basis, and bob does not hold the clearance for secrecy."
    ]
    assert not Demand.objects.exists()


def test_who_logs_a_secret_request_reads_on_without_being_asked_why(carla):
    page = logged(carla, legal_basis=a_secret_basis().pk)

    demand = Demand.objects.get()
    assert (demand.is_secret, demand.notice.status) == (True, NoticeStatus.WITHHELD)
    assert "What can happen next" in a_client(carla).get(page.headers["Location"]).content.decode()
    assert AccessEntry.objects.of(demand).get().why == "Logged it."


def test_the_page_says_of_each_legal_basis_what_follows_from_it(carla):
    a_secret_basis()

    page = a_client(carla).get(address(Demand, "add")).content.decode()

    assert "silence by statute (Sv art. 126bb(5)); reaches Subscriber data, Traffic data" in page


def test_a_corrected_moment_is_that_of_the_office_and_dates_the_request_anew(carla):
    demand = a_demand(
        legal_basis=a_basis("epoc", clock="epoc"), office=an_office("Lisbon", time_zone="Europe/Lisbon"), by=carla
    )
    client, page = a_client(carla), address(Demand, "change", demand.pk)
    shown = form_data(client.get(page))

    client.post(page, {**shown, "received_at": "2026-09-02T11:00:00"})

    assert str(shown["received_at"]) == "2026-09-01 11:00:00"
    assert fresh(demand).received_at == datetime.datetime(2026, 9, 2, 10, 0, tzinfo=datetime.UTC)
    assert fresh(demand).due_at == demand.due_at + datetime.timedelta(days=1)


def test_the_same_digits_read_in_utc_are_another_moment(carla):
    demand = a_demand(office=an_office("Utrecht", time_zone="Europe/Amsterdam"), by=carla)
    client, page = a_client(carla), address(Demand, "change", demand.pk)

    client.post(page, {**form_data(client.get(page)), "times_by": "UTC"})

    assert fresh(demand).received_at == demand.received_at + datetime.timedelta(hours=2)
