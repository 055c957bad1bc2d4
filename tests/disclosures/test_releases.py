"""Decisions and releases: two people, exactly this content, and nothing that lies outside."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.choices import Right
from apps.casework.services import ApprovalMissing, ApprovalStale, NotASecondPerson, expire_approvals
from apps.disclosures import choices, services
from apps.disclosures.choices import ContactKind, Outcome, Result, Status
from apps.disclosures.models import Demand
from apps.disclosures.queries import review
from apps.disclosures.services.access import AlreadyDecided, NotCleared
from apps.disclosures.services.checks import NotATest, NotVerifiable
from apps.disclosures.services.decisions import NotDecidable
from apps.disclosures.services.demands import NotClosable
from apps.disclosures.services.releases import NothingToRelease, NotReleasable
from tests.builders import a_user
from tests.disclosures.demands import (
    FROM,
    SERVED,
    UNTIL,
    a_basis,
    a_demand,
    a_directory_entry,
    a_file,
    a_secret_basis,
    asked_to_release,
    collected,
    counsel,
    decided,
    fresh,
    reviewed,
    verified,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def secret() -> Demand:
    return a_demand(legal_basis=a_secret_basis())


def waiting() -> Demand:
    """Secret, and a package waits for the second person."""
    demand = decided(secret())
    collected(fresh(demand))
    asked_to_release(demand)
    return fresh(demand)


# --- Decisions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("period_from", FROM - 400 * DAY),
        ("period_to", UNTIL + 400 * DAY),
        ("categories", "subscriber traffic location"),
        ("urgency", "emergency"),
        ("officer", "Somebody else"),
        ("received_at", SERVED - DAY),
        ("is_notified", True),
        ("authority", None),
    ],
)
def test_what_was_decided_is_not_widened_afterwards(field, value):
    asked, done = reviewed(a_demand()), decided(a_demand())
    services.ask_decision(asked, outcome=Outcome.DISCLOSED_FULL, words="Sound.", by=counsel())

    for demand in (fresh(asked), fresh(done)):
        with pytest.raises(AlreadyDecided, match="take it back first"):
            services.change_demand(demand, **{field: value}, by=counsel())


def test_a_note_may_be_corrected_after_the_decision():
    demand = decided(a_demand())

    assert services.change_demand(demand, summary="Two numbers.", by=counsel()).summary == "Two numbers."


def test_a_test_that_is_judged_again_makes_the_question_stale():
    demand = reviewed(a_demand())
    services.ask_decision(demand, outcome=Outcome.DISCLOSED_FULL, words="Sound.", by=counsel())
    services.record_check(fresh(demand), test=choices.Test.CONFLICT, result=Result.NA, note="None known.", by=counsel())

    with pytest.raises(ApprovalStale):
        services.approve_decision(fresh(demand), by=counsel("dirk"))


def test_a_test_that_fails_meanwhile_keeps_the_second_person_from_deciding():
    demand = reviewed(a_demand())
    services.ask_decision(demand, outcome=Outcome.DISCLOSED_FULL, words="Sound.", by=counsel())
    services.record_check(fresh(demand), test=choices.Test.RETENTION, result=Result.FAIL, note="Gone.", by=counsel())

    with pytest.raises(NotDecidable, match="These tests fail"):
        services.approve_decision(fresh(demand), by=counsel("dirk"))


def test_a_question_that_expired_is_asked_again():
    with time_machine.travel("2026-09-03T09:00:00Z") as clock:
        demand = reviewed(a_demand())
        first = services.ask_decision(demand, outcome=Outcome.DISCLOSED_FULL, words="Sound.", by=counsel())
        clock.shift(10 * DAY)

        with pytest.raises(ApprovalMissing, match="has expired"):
            services.approve_decision(fresh(demand), by=counsel("dirk"))
        assert expire_approvals() == 1
        again = services.ask_decision(fresh(demand), outcome=Outcome.DISCLOSED_FULL, words="Sound.", by=counsel())

        assert services.approve_decision(fresh(demand), by=counsel("dirk")).status == Status.DECIDED
    assert (again.pk != first.pk, demand.decisions.current().get()) == (True, again)


def test_every_test_of_an_order_is_recorded_and_no_hard_one_left_out():
    demand = verified(a_demand())

    for test in choices.HARD:
        with pytest.raises(NotATest, match="always applies"):
            services.record_check(demand, test=test, result=Result.NA, by=counsel())
    assert review.tests_of(demand) == tuple(choices.Test)
    assert set(choices.HARD) < set(choices.Test)


def test_data_is_given_in_an_emergency_by_two_who_hold_the_clearance():
    olga = a_user("olga", Right.LEGAL)
    demand = reviewed(a_demand(urgency="emergency"))
    asked = {"outcome": Outcome.EMERGENCY_DISCLOSED, "words": "A life."}

    with pytest.raises(NotCleared, match="An emergency"):
        services.ask_decision(demand, **asked, by=olga)
    services.ask_decision(demand, **asked, by=counsel())
    with pytest.raises(NotCleared, match="An emergency"):
        services.approve_decision(fresh(demand), by=olga)

    assert services.approve_decision(fresh(demand), by=counsel("dirk")).status == Status.DECIDED


def test_what_rests_on_a_danger_to_life_is_an_emergency_whatever_was_typed():
    emergency = a_basis("emergency", family="emergency", is_order=False)

    logged, corrected = a_demand(legal_basis=emergency), a_demand()
    services.change_demand(corrected, legal_basis=emergency, by=counsel())

    assert (logged.is_emergency, fresh(corrected).is_emergency) == (True, True)


# --- The sender ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelt", ["desk@police.example", " Desk@Police.example "])
def test_the_sender_is_not_called_back_at_an_address_of_the_letter(spelt):
    demand = a_demand(officer_email=spelt)

    with pytest.raises(NotVerifiable, match="stands in the letter"):
        verified(demand)


def test_an_emergency_is_not_verified_by_mail():
    demand = a_demand(urgency="emergency")

    with pytest.raises(NotVerifiable, match="Mailboxes are stolen"):
        services.verify_sender(
            demand, verification="verified", contact=a_directory_entry(), words="They wrote.", by=counsel()
        )


def test_a_contact_that_has_ended_or_is_of_another_authority_verifies_nobody():
    demand, ended = a_demand(), a_directory_entry(kind=ContactKind.PHONE)
    services.end_contact(ended, by=counsel())

    for contact in (ended, a_directory_entry("Police of Delft"), None):
        with pytest.raises(NotVerifiable, match="Call back through a contact"):
            services.verify_sender(demand, verification="verified", contact=contact, words="Called.", by=counsel())


@pytest.mark.parametrize("field", ["authority", "officer", "officer_email"])
def test_another_sender_is_verified_anew(field):
    demand = verified(a_demand())
    value = a_directory_entry("Police of Delft").authority if field == "authority" else "other@police.example"

    services.change_demand(demand, **{field: value}, by=counsel())

    assert (fresh(demand).verification, fresh(demand).verified_with) == ("open", None)


def test_a_sender_who_is_found_out_keeps_the_package_from_leaving():
    demand = waiting()
    services.verify_sender(demand, verification="failed", words="A stolen mailbox.", by=counsel())

    with pytest.raises(NotReleasable, match="The sender is not verified"):
        services.approve_release(fresh(demand), by=counsel("dirk"))


def test_the_judgement_of_a_sender_stays_once_the_data_has_left():
    demand = waiting()
    services.approve_release(demand, by=counsel("dirk"))

    with pytest.raises(NotVerifiable, match="has left"):
        services.verify_sender(fresh(demand), verification="failed", words="A stolen mailbox.", by=counsel())


# --- Releases --------------------------------------------------------------------------------------------------------


def test_a_release_is_approved_by_somebody_else_than_who_asked_for_it():
    demand = waiting()

    with pytest.raises(NotASecondPerson):
        services.approve_release(demand, by=counsel())

    assert fresh(demand).released_at is None


@pytest.mark.parametrize("change", ["add", "drop"])
def test_a_package_that_is_changed_is_asked_for_anew(change):
    demand = waiting()
    if change == "add":
        collected(demand, file=a_file("more.csv", b"number\n1\n"))
    else:
        services.drop_file(demand.package_files.get(), by=counsel())

    with pytest.raises(NothingToRelease):
        services.approve_release(fresh(demand), by=counsel("dirk"))


def test_a_silence_that_is_lifted_while_a_release_waits_keeps_it_back():
    demand = waiting()
    services.lift_silence(demand, words="Released in writing.", by=counsel())

    with pytest.raises(NotReleasable, match="The customer is to be told first"):
        services.approve_release(fresh(demand), by=counsel("dirk"))


def order_of_silence(demand: Demand, kind: str) -> Demand:
    services.set_silence(
        demand,
        kind=kind,
        citation="Order 7",
        extent="both",
        starts_on=timezone.localdate(),
        expires_on=timezone.localdate() + 2 * DAY,
        by=counsel(),
    )
    return decided(fresh(demand))


def test_a_silence_whose_last_day_is_past_releases_nothing_though_the_worker_was_off():
    with time_machine.travel("2026-09-03T09:00:00Z") as clock:
        demand = order_of_silence(a_demand(), "court_order")
        collected(fresh(demand))
        clock.shift(3 * DAY)

        with pytest.raises(NotReleasable, match="The last day of the silence is past"):
            asked_to_release(demand)


def test_our_own_delay_is_no_prohibition():
    demand = order_of_silence(a_demand(), "own_delay")
    collected(fresh(demand))

    with pytest.raises(NotReleasable, match="which no law asks for"):
        asked_to_release(demand)


def test_taking_the_decision_back_ends_the_release_that_waits():
    demand = waiting()

    services.take_back_decision(demand, by=counsel("dirk"))

    demand = fresh(demand)
    assert (demand.status, demand.outcome) == (Status.IN_REVIEW, "")
    assert (demand.releases.current().count(), demand.decisions.current().count()) == (0, 0)
    with pytest.raises(NothingToRelease):
        services.approve_release(demand, by=counsel("dirk"))


def test_a_narrower_decision_keeps_back_files_of_the_wider_one():
    demand = waiting()
    services.take_back_decision(demand, by=counsel())
    services.ask_decision(
        fresh(demand), outcome=Outcome.DISCLOSED_PARTIAL, scope="subscriber", words="Less.", by=counsel()
    )
    services.approve_decision(fresh(demand), by=counsel("dirk"))

    with pytest.raises(NotReleasable, match="Traffic data is not among what may leave"):
        asked_to_release(demand)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"category": "content"}, "is not among what may leave"),
        ({"period_from": FROM - datetime.timedelta(microseconds=1)}, "lies outside the one that is asked"),
        ({"period_to": UNTIL + datetime.timedelta(microseconds=1)}, "lies outside the one that is asked"),
    ],
)
def test_a_file_that_lies_outside_is_not_collected(values, words):
    demand = decided(a_demand())

    with pytest.raises(NotReleasable, match=words):
        collected(fresh(demand), **values)


def test_a_file_about_a_target_of_another_request_is_not_collected():
    demand, other = decided(a_demand()), a_demand()

    with pytest.raises(NotReleasable, match="no target of this request"):
        collected(fresh(demand), target=other.targets.get())


@pytest.mark.parametrize(("agreed", "leaves"), [(False, False), (True, True)])
def test_a_notified_order_leaves_before_its_ten_days_are_over_where_the_authority_agreed_alone(agreed, leaves):
    epoc = a_basis("epoc", clock="epoc", tells_by_itself=True)
    with time_machine.travel("2026-09-03T09:00:00Z"):
        demand = decided(a_demand(legal_basis=epoc, is_notified=True))
        collected(fresh(demand))
        if agreed:
            services.record_agreement(fresh(demand), at=timezone.now(), by=counsel())
        try:
            has_left = asked_to_release(demand) is not None
        except NotReleasable as error:
            has_left = "not before 12 September 2026 00:00" not in str(error)

    assert has_left is leaves


@pytest.mark.parametrize("at", [SERVED - DAY, timezone.now() + DAY])
def test_an_agreement_lies_between_the_service_and_now(at):
    demand = a_demand(is_notified=True)

    with pytest.raises(NotClosable, match="look at the moment again"):
        services.record_agreement(demand, at=at, by=counsel())


def test_a_request_is_closed_once_the_package_was_handed_over():
    demand = waiting()
    services.approve_release(demand, by=counsel("dirk"))

    with pytest.raises(NotClosable, match="hand-over"):
        services.close_demand(fresh(demand), words="", by=counsel())
    with pytest.raises(NothingToRelease, match="before it was released"):
        services.record_hand_over(fresh(demand), at=SERVED, words="By post.", by=counsel())
