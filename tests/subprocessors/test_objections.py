"""Objections of customers: in time or not by the notice rule, one open at a time, decided in words that they are told."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import settings as properties
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from time_machine import travel

from apps.casework.deadlines.notice import notice_period
from apps.casework.deadlines.places import place
from apps.casework.lifecycle import TransitionNotAllowed
from apps.mailroom.models import Letter
from apps.mailroom.services import open_letter
from apps.subprocessors import services
from apps.subprocessors.choices import Channel, ObjectionStatus
from apps.subprocessors.models import Objection
from apps.subprocessors.queries.objections import time_to_object
from apps.subprocessors.services import CannotObject, NotDecidable
from apps.trail.models import Act
from apps.trail.services import erase
from tests.announced import SENT_AT, a_notice, a_told_customer, an_announcement, some_terms
from tests.builders import BUILDER, a_brand, a_contact, a_customer, a_user
from tests.subprocessors.test_constraints import broken

IN_TIME = datetime.datetime(2026, 3, 31, 21, 59, 59, tzinfo=datetime.UTC)  # 23:59:59 in Amsterdam
NOW = datetime.datetime(2026, 4, 20, tzinfo=datetime.UTC)
FIRST = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
AMSTERDAM = place("Europe/Amsterdam")


@pytest.fixture(autouse=True)
def today():
    with travel(NOW, tick=False):
        yield


def an_objection(*, holds: bool = False, received_at=IN_TIME, status: str = "running", **values) -> Objection:
    """The objection of a customer that was told, by e-mail."""
    brand = a_brand()
    some_terms(brand, holds=holds)
    announcement = an_announcement(status, brand=brand)
    customer, _contact = a_told_customer(announcement)
    return objected(announcement, customer, received_at=received_at, **values)


def objected(announcement, customer, **values) -> Objection:
    given_ = {
        "name": "Dana Doe",
        "address": "dana@globex.example",
        "channel": Channel.EMAIL,
        "received_at": IN_TIME,
        "grounds": "Our data must stay in the Union.",
        "by": BUILDER,
    }
    return services.log_objection(announcement=announcement, customer=customer, **(given_ | values))


# --- In time or not ---


@pytest.mark.parametrize(
    ("received_at", "in_time"),
    [
        (SENT_AT, True),
        (IN_TIME, True),
        (IN_TIME + datetime.timedelta(seconds=1), False),
        (IN_TIME + datetime.timedelta(days=5), False),
    ],
)
def test_an_objection_is_in_time_until_the_last_second_of_the_last_day(received_at, in_time, db):
    objection = an_objection(received_at=received_at)

    assert (objection.in_time, objection.last_day) == (in_time, datetime.date(2026, 3, 31))
    assert "31 March 2026" in objection.derivation


def test_the_answer_is_due_two_weeks_after_the_day_it_came_in_the_zone_of_the_office(db):
    late_evening = datetime.datetime(2026, 3, 14, 23, 30, tzinfo=datetime.UTC)  # the 15th in Amsterdam

    assert an_objection(received_at=late_evening).answer_due_on == datetime.date(2026, 3, 29)


@pytest.mark.parametrize(
    ("own", "other", "last_day"),
    [
        ({}, {"notice_days": 30}, datetime.date(2026, 3, 31)),
        ({"contract_template": "DPA", "notice_days": 10}, {"notice_days": 30}, datetime.date(2026, 3, 11)),
        ({"contract_template": "DPA", "notice_days": 30, "objection_days": 14}, {}, datetime.date(2026, 3, 15)),
        (
            {"contract_template": "DPA", "notice_days": 10, "signed_from": datetime.date(2025, 1, 1)},
            {"notice_days": 30},
            datetime.date(2026, 3, 31),
        ),
    ],
)
def test_the_days_are_those_of_the_customers_template_by_the_day_of_signing_or_of_other_contracts(
    own, other, last_day, db
):
    brand = a_brand()
    for terms in (own, other):
        if terms:
            some_terms(brand, **terms)
    announcement = an_announcement(brand=brand)
    customer, _contact = a_told_customer(announcement, contract_template="DPA")

    assert time_to_object(announcement, customer).last_day == last_day


def test_the_day_that_a_letter_names_stands(db):
    brand = a_brand()
    some_terms(brand, notice_days=10)
    announcement = an_announcement(brand=brand)
    customer, contact = a_told_customer(announcement)
    promised = datetime.date(2026, 4, 2)
    other = a_contact("kim@globex.example", customer=customer)
    a_notice(announcement, other, last_objection_on=promised)

    assert time_to_object(announcement, customer, other).last_day == promised
    assert time_to_object(announcement, customer, contact).last_day == datetime.date(2026, 3, 11)


def test_a_customer_who_signed_after_it_was_sent_has_no_right_to_object(db):
    brand = a_brand()
    some_terms(brand)
    announcement = an_announcement(brand=brand)
    customer = a_customer(brand=brand, signed_on=datetime.date(2026, 3, 12))

    objection = objected(announcement, customer)

    assert (objection.in_time, objection.last_day) == (False, None)
    assert objection.derivation.startswith("The contract was signed on Thursday 12 March 2026")


class InTime(TestCase):
    """The same answer as the notice rule, whatever the days, the moment of sending and the moment of objecting."""

    @properties(max_examples=60)
    @given(
        sent=st.integers(0, 6 * 365 * 24 * 3600).map(lambda seconds: FIRST + datetime.timedelta(seconds=seconds)),
        days=st.integers(0, 100),
        own_days=st.none() | st.integers(0, 100),
        after=st.integers(0, 110 * 24 * 3600),
    )
    def test_an_objection_is_in_time_exactly_where_the_notice_rule_says_so(self, sent, days, own_days, after):
        brand = a_brand(f"brand-{Objection.objects.count()}")
        some_terms(brand, notice_days=days, objection_days=own_days)
        announcement = an_announcement(brand=brand, changes=1, sent_at=sent)
        customer = a_customer(brand=brand, signed_on=datetime.date(2019, 1, 1))
        received_at = sent + datetime.timedelta(seconds=after)

        objection = objected(announcement, customer, received_at=received_at)

        period = notice_period(sent_at=sent, days=days, objection_days=own_days, office=AMSTERDAM)
        assert objection.in_time == period.is_in_time(received_at)
        assert objection.last_day == period.last_objection_day


# --- On record ---


def test_an_objection_to_nothing_in_particular_is_about_every_change(db):
    objection = an_objection()

    assert [one.change_id for one in objection.changes.all()] == [
        change.pk for change in objection.announcement.changes.all()
    ]
    assert objection.reference == "OBJ-2026-0001"


def test_a_customer_has_one_open_objection_to_an_announcement(db):
    first = an_objection()

    with pytest.raises(CannotObject, match=f"in {first.reference}"):
        objected(first.announcement, first.customer)


def test_a_customer_may_object_again_after_taking_an_objection_back(db):
    first = an_objection()
    services.withdraw_objection(first, words="By telephone.", by=a_user("ada", "legal"))

    assert objected(first.announcement, first.customer).pk != first.pk


@pytest.mark.parametrize("status", ["draft", "scheduled", "cancelled"])
def test_what_was_not_sent_or_was_cancelled_cannot_be_objected_to(status, db):
    brand = a_brand()
    some_terms(brand)
    announcement = an_announcement(status, brand=brand)

    with pytest.raises(CannotObject, match="not an announcement that customers were told of"):
        objected(announcement, a_customer(brand=brand))


@pytest.mark.parametrize("received_at", [SENT_AT - datetime.timedelta(seconds=1), NOW + datetime.timedelta(hours=1)])
def test_an_objection_comes_after_the_sending_and_not_in_the_future(received_at, db):
    with pytest.raises(CannotObject, match="look at the moment again"):
        an_objection(received_at=received_at)


def test_customer_contact_and_changes_belong_to_the_announcement(db):
    brand = a_brand()
    some_terms(brand)
    announcement, other = an_announcement(brand=brand), an_announcement(brand=brand)
    customer, _contact = a_told_customer(announcement)

    with pytest.raises(CannotObject, match="a customer of the brand"):
        objected(announcement, a_customer("Initech", brand=a_brand("other")))
    with pytest.raises(CannotObject, match="a customer of the brand"):
        objected(announcement, customer, contact=a_contact("x@y.example", customer=a_customer("Initech", brand=brand)))
    with pytest.raises(CannotObject, match="Choose changes of"):
        objected(announcement, customer, changes=[other.changes.first()])


@pytest.mark.parametrize("values", [{"name": ""}, {"grounds": " \n "}, {"channel": "pigeon"}, {"address": "x"}])
def test_who_and_why_are_needed(values, db):
    with pytest.raises(ValidationError):
        an_objection(**values)

    assert Objection.objects.count() == 0


def test_the_receipt_names_the_reference_and_the_day_of_the_answer(db):
    objection = an_objection()

    letter = Letter.objects.get(about=f"subprocessors.objection:{objection.pk}")
    assert (letter.to_address, letter.subject) == (
        "dana@globex.example",
        f"We received your objection {objection.reference}",
    )


def test_an_objection_without_an_address_is_logged_and_says_that_no_receipt_was_written(db):
    an_objection(address="", channel=Channel.TELEPHONE)

    assert Letter.objects.filter(kind="subprocessors/objection_received").count() == 0
    assert Act.objects.get(kind="subprocessors.objection_logged").stated["receipt"] is False


def test_nothing_personal_stands_in_the_act(db):
    objection = an_objection(grounds="Because of Robin Roe.")

    facts = Act.objects.get(kind="subprocessors.objection_logged").facts
    assert [word for word in ("Robin", "Dana", "globex") if word in facts] == []
    assert Objection.past.objects.get(id=objection.pk).sealed != b""


# --- Decided ---

STEPS = {
    "assessing": lambda one, by: services.assess_objection(one, by=by),
    "mitigated": lambda one, by: services.mitigate_objection(one, words="It stays in the Union.", by=by),
    "withdrawn": lambda one, by: services.withdraw_objection(one, words="By telephone.", by=by),
    "termination_offered": lambda one, by: services.offer_termination(one, words="At any time.", by=by),
    "terminated": lambda one, by: services.record_termination(one, words="By the end of May.", by=by),
    "out_of_time": lambda one, by: services.close_as_late(one, words="Too late.", by=by),
}
WAYS = {
    "received": [],
    "assessing": ["assessing"],
    "mitigated": ["assessing", "mitigated"],
    "withdrawn": ["withdrawn"],
    "termination_offered": ["assessing", "termination_offered"],
    "terminated": ["assessing", "termination_offered", "terminated"],
    "out_of_time": ["out_of_time"],
}
ALLOWED = {
    ("received", "assessing"),
    ("received", "withdrawn"),
    ("received", "out_of_time"),
    ("assessing", "mitigated"),
    ("assessing", "withdrawn"),
    ("assessing", "termination_offered"),
    ("assessing", "out_of_time"),
    ("termination_offered", "terminated"),
    ("termination_offered", "mitigated"),
    ("termination_offered", "withdrawn"),
}


@pytest.mark.parametrize("target", STEPS)
@pytest.mark.parametrize("status", WAYS)
def test_an_objection_moves_by_its_table_alone(status, target, db):
    late = "out_of_time" in (status, target)
    objection, ada = an_objection(received_at=NOW if late else IN_TIME), a_user("ada", "legal")
    for way in WAYS[status]:
        objection = STEPS[way](objection, ada)

    if (status, target) in ALLOWED:
        assert STEPS[target](objection, ada).status == target
    else:
        with pytest.raises(TransitionNotAllowed):
            STEPS[target](objection, ada)
        objection.refresh_from_db()
        assert objection.status == status


def test_what_came_in_time_is_not_closed_as_late(db):
    with pytest.raises(NotDecidable, match="came in time"):
        services.close_as_late(an_objection(), words="Too late.", by=a_user("ada", "legal"))


def test_a_decision_has_words(db):
    with pytest.raises(NotDecidable, match="in words"):
        services.withdraw_objection(an_objection(), words=" \n", by=a_user("ada", "legal"))


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("outcome", ["mitigated", "withdrawn", "termination_offered", "terminated", "out_of_time"])
def test_each_decision_is_told_in_a_letter_with_its_words(outcome, language, db):
    objection, ada = (
        an_objection(received_at=NOW if outcome == "out_of_time" else IN_TIME, language=language),
        a_user("a"),
    )
    for way in WAYS[outcome]:
        objection = STEPS[way](objection, ada)

    letter = Letter.objects.filter(kind="subprocessors/objection_decided").first()
    assert objection.decision in open_letter(letter, by=BUILDER).text
    assert (letter.language, letter.to_address) == (language, "dana@globex.example")


def test_who_takes_an_objection_up_looks_after_it_unless_somebody_does(db):
    ada, bob = a_user("ada", "legal"), a_user("bob", "legal")
    objection = an_objection()

    assert services.assess_objection(objection, by=ada).assigned_to == ada
    assert services.assign_objection(objection, to=bob, by=ada).assigned_to == bob


# --- What the database keeps ---


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"in_time": False, "holds": True}, "subprocessors_objection_holds_only_in_time"),
        ({"last_day": None}, "subprocessors_objection_in_time_until_a_day"),
        ({"channel": Channel.LINK}, "subprocessors_objection_by_link_is_a_contacts"),
        ({"status": ObjectionStatus.WITHDRAWN}, "subprocessors_objection_decided_by_and_at_together"),
        ({"decided_at": NOW}, "subprocessors_objection_decided_by_and_at_together"),
    ],
)
def test_the_database_refuses_an_objection_that_breaks_a_rule(values, constraint, db):
    assert constraint in broken(an_objection(), **values)


def test_the_database_refuses_to_close_as_late_what_came_in_time(db):
    objection = services.withdraw_objection(an_objection(), words="By telephone.", by=a_user("ada", "legal"))

    words = broken(objection, status=ObjectionStatus.OUT_OF_TIME)

    assert "subprocessors_objection_out_of_time_came_late" in words


def test_the_database_refuses_a_decision_without_words(db):
    objection = services.withdraw_objection(an_objection(), words="By telephone.", by=a_user("ada", "legal"))

    assert "subprocessors_objection_decided_in_words_until_erased" in broken(objection, decision="")


def test_the_database_refuses_a_second_open_objection_of_a_customer(db):
    first = an_objection()
    second = services.withdraw_objection(first, words="By telephone.", by=a_user("ada", "legal"))
    objected(first.announcement, first.customer)

    words = broken(second, status="received", decided_at=None, decided_by=None)

    assert "subprocessors_objection_open_once_per_customer" in words or "customer_id" in words


def test_an_erased_objection_stays_decided_without_its_words(db):
    objection = services.withdraw_objection(an_objection(), words="By telephone.", by=a_user("ada", "legal"))

    erase(objection, ground="GDPR art. 17(1)(a)", by=BUILDER)

    objection.refresh_from_db()
    assert (objection.status, objection.name, objection.decision) == ("withdrawn", "", "")
