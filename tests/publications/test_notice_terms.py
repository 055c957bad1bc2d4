"""Cohorts and their dates: who is given how many days, and that nothing starts before the last of them."""

import datetime

import pytest
import time_machine
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from apps.organisation import services as organisation
from apps.publications import services
from apps.publications.choices import Topic
from apps.publications.queries import (
    cohorts,
    customers_without_contacts,
    customers_without_terms,
    dates_of,
    findings,
    office_place,
)
from apps.publications.queries.cohorts import Cohort
from apps.publications.queries.dates import period_of
from apps.publications.services import TermsEnded
from tests.announcing import gathered, terms
from tests.builders import BUILDER, a_brand, a_contact, a_customer, a_listing_in

TODAY = datetime.date(2026, 3, 2)
ONE = datetime.timedelta(days=1)


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def a_cohort(days: int, objection: int | None = None, key: str = "1") -> Cohort:
    return Cohort(key, f"contracts of {days} days", days, objection, holds=False)


def names(brand, day=TODAY) -> list[tuple[str, int, int | None]]:
    return [(one.name, one.notice_days, one.objection_days) for one in cohorts(brand, day)]


# --- Cohorts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "signed_on", "days"),
    [
        ("standard", "2023-12-31", 14),
        ("standard", "2024-01-01", 30),
        ("standard", "2025-12-31", 30),
        ("standard", "2026-01-01", 60),
        ("other", "2026-01-01", 7),
        ("", "2020-01-01", 7),
    ],
)
def test_the_newest_terms_of_the_template_by_the_day_of_signing_count(template, signed_on, days, db):
    brand = a_brand()
    terms(brand, 7)
    terms(brand, 14, "standard")
    terms(brand, 30, "standard", signed_from=on("2024-01-01"))
    terms(brand, 60, "standard", signed_from=on("2026-01-01"))
    terms(a_brand("other"), 99, "standard", signed_from=on("2020-01-01"))
    a_customer(brand=brand, contract_template=template, signed_on=on(signed_on))

    assert [row[1] for row in names(brand)] == [days, 30]  # and the subscribers, by the setting


@pytest.mark.parametrize(
    ("signed_on", "ended_on", "is_told"),
    [("2026-03-02", None, True), ("2026-03-03", None, False), ("2020-01-01", "2026-03-02", True),
     ("2020-01-01", "2026-03-01", False)],
)  # fmt: skip
def test_customers_are_told_while_their_contract_runs(signed_on, ended_on, is_told, db):
    brand = a_brand()
    customer = a_customer(brand=brand, signed_on=on(signed_on))
    if ended_on:
        organisation.end_customer(customer, ended_on=on(ended_on), by=BUILDER)

    assert customers_without_terms(brand, TODAY).exists() == is_told


def test_objections_last_as_long_as_the_notice_unless_the_terms_say_otherwise(db):
    brand = a_brand()
    terms(brand, 30, "a")
    terms(brand, 30, "b", objection_days=14)
    a_customer("A", brand=brand, contract_template="a")
    a_customer("B", brand=brand, contract_template="b")

    assert names(brand) == [("a", 30, 30), ("b", 30, 14), ("subscribers", 30, None)]


def test_customers_without_terms_or_contacts_block_by_name(db):
    with time_machine.travel(datetime.datetime(2026, 3, 2, 10, tzinfo=datetime.UTC)):
        brand = a_brand()
        terms(brand, 30, "standard")
        a_contact(customer=a_customer("Globex", brand=brand))
        a_customer("Initech", brand=brand, contract_template="standard")
        draft = gathered(brand, a_listing_in("approved", brand=brand))
        draft = services.plan_announcement(draft, send_on=TODAY, by=BUILDER)

        found = [one.words for one in findings(draft) if one.is_blocker]

    assert found == [
        "Globex: no notice terms fit these contracts. Add terms for their template, or for other contracts.",
        "Initech: nobody there could be told. Add a notice contact.",
    ]
    assert [one.name for one in customers_without_contacts(brand, TODAY)] == ["Initech"]


def test_terms_that_ended_count_no_more_and_end_once(db):
    brand = a_brand()
    first = terms(brand, 14)
    a_customer(brand=brand)
    services.end_terms(first, by=BUILDER)
    terms(brand, 30)

    assert names(brand) == [("other contracts", 30, 30), ("subscribers", 30, None)]
    with pytest.raises(TermsEnded):
        services.end_terms(first, by=BUILDER)


# --- Dates -----------------------------------------------------------------------------------------------------------

EXAMPLES = [
    # sent on, days of each cohort, margin, earliest
    ("2026-03-01", [30], 0, "2026-04-01"),
    ("2026-03-01", [30], 1, "2026-04-02"),
    ("2024-11-21", [30], 0, "2024-12-22"),
    ("2023-09-13", [29], 0, "2023-10-13"),
    ("2023-09-13", [30], 0, "2023-10-14"),
    ("2026-03-01", [0, 14, 30], 0, "2026-04-01"),
    ("2026-03-01", [90, 30], 0, "2026-05-31"),
    ("2028-01-30", [30], 0, "2028-03-01"),
    ("2027-01-30", [30], 0, "2027-03-02"),
    ("2026-12-01", [30], 0, "2027-01-01"),
    ("2026-10-24", [1], 0, "2026-10-26"),
    ("2026-03-28", [1], 0, "2026-03-30"),
]


@pytest.mark.parametrize(("sent_on", "days", "margin", "earliest"), EXAMPLES)
def test_it_takes_effect_after_the_longest_notice_and_the_margin(sent_on, days, margin, earliest):
    dates = dates_of([a_cohort(one) for one in days], on(sent_on), margin=margin)

    assert dates.earliest_on == on(earliest)


def test_each_cohort_is_told_its_own_last_day_to_object():
    dates = dates_of([a_cohort(30, 30), a_cohort(30, 14, "2"), a_cohort(30, None, "3")], on("2026-03-01"), margin=0)

    assert [one["last_objection_on"] for one in dates.promised] == ["2026-03-31", "2026-03-15", ""]


def test_a_longer_time_to_object_is_waited_for():
    assert dates_of([a_cohort(14, 30)], on("2026-03-01"), margin=0).earliest_on == on("2026-04-01")


def test_the_day_is_explained_step_by_step():
    sentences = dates_of([a_cohort(30, 30)], on("2026-03-01"), margin=1).sentences

    assert sentences[0] == "The longest notice is that of: contracts of 30 days."
    assert "Sunday 1 March 2026" in sentences[1]
    assert sentences[-1] == (
        "1 day is added, so that a letter put off overnight still gives its full notice: Thursday 2 April 2026."
    )


TWENTY_YEARS = st.dates(datetime.date(2020, 1, 1), datetime.date(2039, 12, 31))
DAYS = st.lists(st.tuples(st.integers(0, 400), st.none() | st.integers(0, 400)), min_size=1, max_size=6)


@given(sent_on=TWENTY_YEARS, days=DAYS, margin=st.integers(0, 3), late=st.integers(0, 86_399))
def test_nothing_starts_before_the_notice_of_each_cohort_has_run(sent_on, days, margin, late):
    """Whenever on the day of sending, or within the margin after it, a letter leaves: its cohort's notice is over."""
    group = [a_cohort(notice, objection, str(number)) for number, (notice, objection) in enumerate(days)]
    dates, zone = dates_of(group, sent_on, margin=margin), office_place().zone
    start = dates.start_of(dates.earliest_on)

    for cohort in group:
        for day in range(margin + 1):
            midnight = datetime.datetime.combine(sent_on + day * ONE, datetime.time(), zone)
            left = (midnight + datetime.timedelta(seconds=late)).astimezone(datetime.UTC)
            if left.astimezone(zone).date() == sent_on + day * ONE:
                assert period_of(cohort, left).earliest_effective_at <= start
    assert start.astimezone(zone).date() == dates.earliest_on
    longest = max(max(notice, objection or 0) for notice, objection in days)
    assert dates.earliest_on == sent_on + (longest + 1 + margin) * ONE


@override_settings(NOTICE_DAYS=10, ANNOUNCE_MARGIN_DAYS=2)
def test_subscribers_are_given_the_days_of_the_setting(db):
    with time_machine.travel(datetime.datetime(2026, 3, 2, 10, tzinfo=datetime.UTC)):
        brand = a_brand()
        draft = gathered(brand, a_listing_in("approved", brand=brand), topic=Topic.SUBPROCESSORS)

        planned = services.plan_announcement(draft, send_on=TODAY, by=BUILDER)

    assert (planned.effective_on, planned.promised[0]["notice_days"]) == (on("2026-03-15"), 10)


def test_a_day_before_the_longest_notice_is_refused(db):
    with time_machine.travel(datetime.datetime(2026, 3, 2, 10, tzinfo=datetime.UTC)):
        brand = a_brand()
        draft = gathered(brand, a_listing_in("approved", brand=brand))

        with pytest.raises(services.NotReady, match="before Friday 3 April 2026, when every notice has run"):
            services.plan_announcement(draft, send_on=TODAY, effective_on=on("2026-04-02"), by=BUILDER)
        planned = services.plan_announcement(draft, send_on=TODAY, effective_on=on("2026-06-01"), by=BUILDER)

    assert planned.earliest_effective_at == datetime.datetime(2026, 5, 31, 22, tzinfo=datetime.UTC)
