"""The database refuses early starts: plain SQL that puts in force what was not announced in time fails on both databases."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from apps.mailroom.sending import drain
from apps.publications import services
from apps.subprocessors.models import ListChange, Listing
from apps.trail import guards
from apps.trail.acts import act
from apps.trail.verification import verify
from tests.announcing import a_signatory, announced, gathered, running, scheduled
from tests.builders import BUILDER, a_brand, a_listing, a_listing_in
from tests.subprocessors.versions import a_brand_with_countries, a_list, accept, in_force

LONG_AGO = datetime.date(2026, 3, 2)
EARLY, NOT_IN_TIME = "a listing starts once every notice of it has run", "a change takes effect once every notice"


def at(day: datetime.date):
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(10), datetime.UTC), tick=False)


def refused(record: Any, **values: Any) -> str:
    """Why the database refuses these columns of a record, written past every service; nothing where it takes them."""
    for name, value in values.items():
        setattr(record, name, value)
    try:
        with transaction.atomic(), act("subprocessors.listing_changed", by=BUILDER):
            models.Model.save(record)
    except IntegrityError as error:
        return str(error)
    return ""


def in_plain_sql(statement: str, *values: Any) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except IntegrityError as error:
        return str(error)
    return ""


def active(listing: Listing) -> dict[str, Any]:
    today = timezone.localdate()
    return {"status": "active", "effective_on": today, "started_on": today}


# --- Listings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["active", "suspended", "ending", "ended"])
@pytest.mark.parametrize("since", ["proposed", "vetting", "approved", "announced"])
def test_no_listing_starts_whose_notice_has_not_run(since, status, db):
    listing = a_listing_in(since)
    day = timezone.localdate()
    values = active(listing) | {"status": status, "ending_on": day, "ended_on": day}
    values |= {"approved_by_id": 1, "approved_at": timezone.now()} if since in {"proposed", "vetting"} else {}

    assert EARLY in refused(listing, **values)


def test_plain_sql_that_starts_a_listing_fails(db):
    listing = a_listing_in("announced")
    day = timezone.localdate().isoformat()

    words = in_plain_sql(
        "UPDATE subprocessors_listing SET status = 'active', started_on = %s, effective_on = %s, version = version + 1 "
        "WHERE id = %s",
        *(day, day, listing.pk),
    )

    assert EARLY in words
    assert Listing.objects.get().status == "announced"


def test_a_listing_starts_once_its_announcement_has_run_out_by_the_clock_of_the_database(db):
    with at(LONG_AGO):
        listing = a_listing_in("announced")

    assert refused(listing, **active(listing)) == ""


def test_the_clock_of_the_application_does_not_start_it(db):
    listing = a_listing_in("announced")

    with at(listing.effective_on):
        assert EARLY in refused(listing, **active(listing))


@pytest.mark.parametrize("way", ["held", "cancelled", "another", "none"])
def test_only_its_own_announcement_that_stands_starts_it(way, db):
    with at(LONG_AGO):
        listing = a_listing_in("announced")
        announcement = listing.announcement
        if way == "held":
            services.hold(announcement, reason="An objection.", by=BUILDER)
        elif way == "cancelled":
            services.cancel(announcement, reason="No.", by=BUILDER)
        other = a_listing_in("announced")
    listing = Listing.objects.get(pk=listing.pk)
    given = {"another": other.announcement, "none": None}.get(way, announcement)

    assert EARLY in refused(listing, announcement=given, **active(listing))


def test_an_emergency_starts_once_it_is_sent_and_not_before(db):
    brand, listing = a_brand(), a_listing_in("approved")
    draft = services.declare_emergency(gathered(brand, listing), reason="A breach.", by=BUILDER)
    approved = scheduled(draft)
    assert EARLY in refused(Listing.objects.get(), announcement=approved, **active(listing))

    with transaction.atomic():
        sent = services.begin_sending(approved, by="worker")
    services.fan_out(sent, by="worker")

    assert refused(Listing.objects.get(), **active(listing)) == ""


def test_a_proposal_starts_only_as_taken_over_in_exactly_the_version_that_was_approved(db):
    listing = a_listing()
    values = active(listing) | {"approved_by_id": None, "approved_at": None}

    assert EARLY in refused(listing, **(values | {"approved_by_id": 1, "approved_at": timezone.now()}))
    assert a_listing_in("active", function="Another").status == "active"


@pytest.mark.parametrize("status", ["approved", "announced", "active"])
def test_no_listing_is_written_as_anything_but_a_proposal(status, db):
    pattern = a_listing_in("active")
    copy = Listing.objects.get(pk=pattern.pk)
    copy.pk, copy.version, copy.reference, copy.function = None, 0, "SUB-2026-9999", "Another"
    copy._state.adding = True

    assert "begins as a proposal" in refused(copy, status=status)


def test_what_has_ended_does_not_start_again(db):
    ended = a_listing_in("ended")

    assert EARLY in refused(ended, status="active")


def test_a_role_that_needs_no_notice_starts_at_once_and_does_not_become_one_that_does(db):
    listing = a_listing_in("approved", role="processor_own")
    assert refused(listing, **active(listing)) == ""

    assert EARLY in refused(Listing.objects.get(), role="subprocessor")


# --- Changes ---------------------------------------------------------------------------------------------------------


def a_waiting_change() -> ListChange:
    brand = a_brand_with_countries()
    accept(brand, a_list(("Globex", "Sending of mail", "France", "France")))
    in_force(brand)
    (change,) = accept(brand, a_list(("Globex", "Sending of mail", "France, Germany", "France")))
    return change


def test_a_change_that_customers_are_told_of_takes_effect_after_its_notice_alone(db):
    with at(LONG_AGO):
        change = a_waiting_change()
        assert NOT_IN_TIME in refused(change, status="effective", effective_on=LONG_AGO)
        announced(ListChange.objects.get(pk=change.pk), brand=change.listing.brand)

    assert refused(ListChange.objects.get(pk=change.pk), status="effective", effective_on=LONG_AGO) == ""


def test_an_announcement_of_today_puts_no_change_into_effect(db):
    change = a_waiting_change()
    announced(change, brand=change.listing.brand)

    found = ListChange.objects.get(pk=change.pk)
    assert NOT_IN_TIME in refused(found, status="effective", effective_on=timezone.localdate())


# --- Announcements ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["scheduled", "sending", "running", "effective"])
def test_an_announcement_does_not_go_on_without_two_people(status, db):
    draft = gathered(a_brand(), a_listing_in("approved"))

    assert "once a second person has approved it" in refused(draft, status=status, **as_if_sent())


@pytest.mark.parametrize("status", ["scheduled", "sending", "running", "effective"])
def test_an_announcement_does_not_begin_as_anything_but_a_draft(status, db):
    copy = gathered(a_brand(), a_listing_in("approved"))
    copy.pk, copy.version, copy.reference, copy._state.adding = None, 0, "ANN-2026-9999", True

    assert "begins as a draft" in refused(copy, status=status, **as_if_sent())


def as_if_sent() -> dict[str, Any]:
    now, signatory = timezone.now(), a_signatory()
    values = {"approved_by": signatory, "approved_at": now, "sending_at": now, "effective_on": now.date()}
    return values | {"earliest_effective_at": now, "send_on": now.date()}


@pytest.mark.parametrize(
    "values",
    [
        {"earliest_effective_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"effective_on": datetime.date(2026, 1, 1)},
        {"sending_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"is_emergency": True, "reason": "Hurry."},
        {"status": "draft"},
    ],
)
def test_what_was_promised_does_not_come_earlier(values, db):
    announcement = running(gathered(a_brand(), a_listing_in("approved")))

    assert "what was announced does not come earlier" in refused(announcement, **values)


# --- The guards ------------------------------------------------------------------------------------------------------


def test_a_guard_that_is_missing_is_told_and_put_up_again(db):
    name = "trail_subprocessors_listing_is_announced_in_time"
    on = "" if connection.vendor == "sqlite" else " ON subprocessors_listing"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert guards.missing() == [name]
    assert [one.id for one in guards.guards_stand(None, databases=["default"])] == ["trail.W001"]

    guards.install()

    assert guards.missing() == []


def test_a_guard_that_was_replaced_by_one_that_lets_pass_is_found_by_verification(db):
    name = "trail_subprocessors_listing_is_announced_in_time"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON subprocessors_listing WHEN (1 = 0) BEGIN SELECT 1; END"
            )
        else:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
            )

    assert [one.where for one in verify().findings] == [name]


def test_a_running_office_verifies(db):
    with at(LONG_AGO):
        a_listing_in("announced")
        drain()

    assert verify().findings == []
