"""The drill: what follows if a decision falls is seen without a trace, and a real end is taken back exactly."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.casework.spreadsheets import read_csv
from apps.organisation import services as organisation
from apps.organisation.models import AdequacyDecision, Country
from apps.organisation.queries import end_to_take_back
from apps.subprocessors import services
from apps.subprocessors.models import Listing
from apps.subprocessors.queries import fall_of, with_overlays
from apps.trail.models import Act
from tests.backoffice.pages import address
from tests.builders import (
    BUILDER,
    a_brand,
    a_client,
    a_colleague,
    a_contact,
    a_country,
    a_customer,
    a_listing,
    a_listing_in,
    a_third_party,
    a_user,
    brought,
)
from tests.evidence import a_certified_transfer, a_transfer, an_assessment

DAY = datetime.date(2026, 3, 2)
PAGE = "admin:subprocessors_drill"


def the_framework() -> AdequacyDecision:
    return AdequacyDecision.objects.get(number="(EU) 2023/1795")


def a_certified(number: int, *, brand: str = "acme", with_clauses: bool = False) -> Listing:
    """A listing in force whose data goes to the United States under the framework, with clauses beside it or not."""
    listing = a_listing("US", "NL", brand=a_brand(brand), third_party=a_third_party(f"Party {number}"))
    a_certified_transfer(listing, a_country("US"), the_framework())
    if with_clauses:
        an_assessment(listing.third_party, a_country("US"))
        a_transfer(listing, a_country("US"))
    return brought(listing, "active")


def overlays(day: datetime.date) -> list[tuple]:
    return list(with_overlays(Listing.objects.order_by("pk"), day).values_list("pk", "is_stale", "is_uncovered"))


def fallen(day: datetime.date = DAY) -> tuple:
    fall = fall_of(the_framework(), on=day)
    return [(one.listing.pk, one.countries) for one in fall.affected], fall.customers, fall.contact_count


def test_what_rests_on_a_decision_alone_falls_with_it_and_what_has_another_ground_stays(seeded):
    alone, both = a_certified(1), a_certified(2, with_clauses=True)
    a_listing_in("active", "GB")

    affected, _customers, _contacts = fallen()

    assert affected == [(alone.pk, (Country.objects.get(code="US"),))]
    assert both.pk not in [pk for pk, _countries in affected]


def test_a_country_adequate_by_itself_falls_with_its_decision(seeded):
    listing = a_listing_in("active", "GB")
    decision = AdequacyDecision.objects.get(country__code="GB", valid_until="2031-12-27")

    fall = fall_of(decision, on=DAY)

    assert [one.listing for one in fall.affected] == [listing]


@pytest.mark.parametrize("status", ["proposed", "vetting", "rejected", "ended"])
def test_what_is_not_approved_or_has_ended_is_not_affected(status, seeded):
    listing = a_listing("US")
    a_certified_transfer(listing, a_country("US"), the_framework())
    brought(listing, status)

    assert fallen()[0] == []


def test_customers_under_contract_with_the_brands_affected_would_be_told(seeded):
    a_certified(1, brand="acme")
    told = a_customer("Globex", brand=a_brand("acme"))
    a_contact("one@example.com", customer=told)
    organisation.end_contact(a_contact("gone@example.com", customer=told), by=BUILDER)
    a_customer("Elsewhere", brand=a_brand("other"))
    ended = a_customer("Ended", brand=a_brand("acme"))
    organisation.end_customer(ended, ended_on=DAY - datetime.timedelta(days=1), by=BUILDER)

    assert fallen()[1:] == ((told,), 1)


def test_nothing_is_written_by_looking(seeded):
    a_certified(1)
    counts = Act.objects.count(), AdequacyDecision.past.objects.count(), Listing.past.objects.count()

    fallen()

    assert (Act.objects.count(), AdequacyDecision.past.objects.count(), Listing.past.objects.count()) == counts


def test_a_hundred_listings_cost_as_many_queries_as_five(seeded):
    costs = []
    for start, end in ((0, 5), (5, 100)):
        first = a_certified(start)
        for number in range(start + 1, end):
            a_copy(first, number)
        with CaptureQueriesContext(connection) as queries:
            affected = fallen()[0]
        costs.append((len(affected), len(queries)))

    assert costs == [(5, costs[0][1]), (100, costs[0][1])]
    assert costs[0][1] <= 5


def a_copy(listing: Listing, number: int) -> None:
    """Another listing of the same company, taken over as in force."""
    copy = a_listing("US", brand=listing.brand, third_party=listing.third_party, function=f"Copy {number}")
    a_certified_transfer(copy, a_country("US"), the_framework())
    services.ask_taking_over(copy, since=DAY, evidence="The list.", by=a_user("asker"))
    services.approve_taking_over(copy, by=a_user("decider"))


# --- It really ends ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("last_day", [None, datetime.date(2031, 12, 27)])
def test_an_end_that_is_taken_back_leaves_everything_as_it_was(last_day, seeded):
    decision = the_framework()
    if last_day:
        decision = organisation.change(decision, valid_until=last_day, by=BUILDER)
    a_certified(1), a_certified(2, with_clauses=True)
    days = [DAY + datetime.timedelta(days=number) for number in (-1, 0, 1, 400)]
    before = [(overlays(day), fallen(day)) for day in days]

    decision = organisation.end_decision(decision, last_day=DAY, reason="Judgment.", by=BUILDER)
    during = [overlays(day) for day in days]
    decision = organisation.restore_decision(decision, by=BUILDER)

    assert [any(is_uncovered for _pk, _stale, is_uncovered in one) for one in during] == [False, False, True, True]
    assert decision.valid_until == last_day
    assert [(overlays(day), fallen(day)) for day in days] == before


def test_an_end_is_recorded_once_and_taken_back_once(seeded):
    decision = organisation.end_decision(the_framework(), last_day=DAY, reason="Judgment.", by=BUILDER)

    with pytest.raises(organisation.EndedAlready, match="take it back first"):
        organisation.end_decision(decision, last_day=DAY, reason="Again.", by=BUILDER)
    decision = organisation.restore_decision(decision, by=BUILDER)
    with pytest.raises(organisation.NoEndThere, match="No end is on record"):
        organisation.restore_decision(decision, by=BUILDER)
    again = organisation.end_decision(decision, last_day=DAY, reason="Again.", by=BUILDER)
    assert organisation.restore_decision(again, by=BUILDER).valid_until is None


def test_a_decision_does_not_end_when_it_ends_anyhow(seeded):
    decision = organisation.change(the_framework(), valid_until=DAY, by=BUILDER)

    with pytest.raises(organisation.NoEndThere, match="It ends on 2 Mar 2026 anyhow"):
        organisation.end_decision(decision, last_day=DAY, reason="Judgment.", by=BUILDER)


def test_a_last_day_that_somebody_changed_since_is_theirs(seeded):
    decision = organisation.end_decision(the_framework(), last_day=DAY, reason="Judgment.", by=BUILDER)
    decision = organisation.change(decision, valid_until=DAY + datetime.timedelta(days=30), by=BUILDER)

    assert end_to_take_back(decision) is None


def test_an_end_and_its_taking_back_are_steps_of_the_decision(seeded):
    client, decision = a_client(a_colleague("ada", "legal")), the_framework()

    def step(name: str) -> str:
        return address(AdequacyDecision, "step", decision.pk, name)

    ended = client.post(step("end"), {"last_day": DAY.isoformat(), "reason": "Judgment C-1."})
    told = AdequacyDecision.objects.get(pk=decision.pk)
    back = client.post(step("restore"))
    again = client.post(step("restore"))

    assert (ended.status_code, back.status_code, again.status_code) == (302, 302, 409)
    assert (told.valid_until, "Judgment C-1." in told.note) == (DAY, True)
    assert AdequacyDecision.objects.get(pk=decision.pk).valid_until is None


# --- The page ---------------------------------------------------------------------------------------------------


def asked() -> dict:
    return {"decision": the_framework().pk, "day": DAY.isoformat()}


def test_the_page_shows_whom_it_concerns_and_writes_nothing(seeded):
    listing, client = a_certified(1), a_client(a_colleague("ada", "web"))
    a_contact("one@example.com", customer=a_customer("Globex"))
    count = Act.objects.count()

    page = client.get(reverse(PAGE), asked())

    text = page.content.decode()
    assert all(words in text for words in (str(listing), "Globex", "Nothing was changed.", "United States of America"))
    assert ("Download all as CSV" in text, Act.objects.count()) == (False, count)


def test_the_file_names_each_customer_with_each_listing_and_is_told_in_the_trail(seeded):
    listing, client = a_certified(1), a_client(a_colleague("ada", "legal"))
    a_contact("one@example.com", customer=a_customer("=Globex", account_reference="A-1"))
    query = "&".join(f"{name}={value}" for name, value in asked().items())

    answer = client.post(f"{reverse(PAGE)}?{query}")

    sheet = read_csv(answer.content)
    assert sheet.rows == [
        ["acme", "=Globex", "A-1", "1", listing.reference, "Party 1", "United States of America"],
    ]
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert Act.objects.first().kind == "backoffice.exported"
    assert Act.objects.first().stated["rows"] == 1


@pytest.mark.parametrize(("right", "status"), [("auditor", 200), ("web", 403), ("administrator", 403)])
def test_who_may_export_takes_the_file(right, status, seeded):
    client = a_client(a_colleague("ada", right))
    query = "&".join(f"{name}={value}" for name, value in asked().items())

    assert client.post(f"{reverse(PAGE)}?{query}").status_code == status


@pytest.mark.parametrize("name", [PAGE, "admin:subprocessors_lint"])
def test_without_a_right_the_pages_do_not_open(name, db):
    assert a_client(a_colleague("nobody")).get(reverse(name)).status_code == 403


@pytest.mark.parametrize(
    "query", ["decision=x&day=y", "decision=0&day=2026-03-02", "decision=%00&day=%00", "day=", "x"]
)
def test_any_address_gives_a_page(query, seeded):
    client = a_client(a_colleague("ada", "legal"))

    assert {
        client.get(f"{reverse(PAGE)}?{query}").status_code,
        client.post(f"{reverse(PAGE)}?{query}").status_code,
    } == {200}


def test_lint_is_shown_by_listing_with_what_blocks_first(db):
    calm = a_listing_in("active", third_party=a_third_party("Calm Ltd"), function="Infrastructure")
    blocked = a_listing_in("active", third_party=a_third_party("Blocked Ltd"), function="Storage")
    services.change_third_party(blocked.third_party, contact_name="", by=BUILDER)

    page = a_client(a_colleague("ada", "auditor")).get(reverse("admin:subprocessors_lint"))

    assert [one["listing"] for one in page.context["found"]] == [blocked, calm]
    assert page.context["blockers"] == 1
