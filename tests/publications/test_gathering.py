"""What waits is gathered: once, netted, after a while, and never a record in two announcements."""

import datetime
import json

import pytest
import time_machine

from apps.mailroom.sending import drain
from apps.publications import services
from apps.publications.models import AnnouncedChange, Announcement, PublishedVersion
from apps.subprocessors import services as register
from apps.subprocessors.models import ListChange, Listing
from tests.announcing import a_brand_that_writes, a_subscriber, announced, gathered, running, scheduled
from tests.builders import BUILDER, a_brand, a_contact, a_customer, a_listing, a_listing_in, brought
from tests.subprocessors.versions import a_brand_with_countries, a_list, accept, in_force

TODAY = datetime.date(2026, 3, 2)
ONE = datetime.timedelta(days=1)


def at(day: datetime.date, hour: int = 10, minute: int = 0):
    moment = datetime.datetime.combine(day, datetime.time(hour, minute), datetime.UTC)
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def brand(db):
    with at(TODAY):
        yield a_brand_that_writes(a_brand_with_countries())


def headings(announcement: Announcement | None) -> list[str]:
    return [one["heading"] for one in told(announcement)]


def told(announcement: Announcement | None) -> list[dict]:
    fresh = Announcement.objects.get(pk=announcement.pk)
    return [one["snapshot"]["said"]["en"] for one in fresh.said["changes"] if one["snapshot"]["said"]]


def rows(announcement: Announcement) -> dict[str, str]:
    return dict(row for one in told(announcement) for row in one["rows"])


def globex(*places: str, function: str = "Sending of mail") -> bytes:
    return a_list(("Globex", function, ", ".join(places), "France"))


def mail_in_force(brand) -> Listing:
    accept(brand, globex("France"))
    return in_force(brand)


# --- What comes in ---------------------------------------------------------------------------------------------------


def test_an_approved_listing_is_told_with_all_that_it_is(brand):
    listing = a_listing_in("approved", "NL", "US", brand=brand, function="Cloud backups")

    draft = gathered(brand)

    assert headings(draft) == ["Example Cloud B.V. becomes a subprocessor"]
    assert rows(draft) == {
        "Service": "All services",
        "What it does": "Cloud backups",
        "Locations": "Netherlands, United States of America",
        "Transfers rest on": "United States of America: Standard contractual clauses, processor to processor",
        "Established in": "Netherlands",
        "Address": "Keizersgracht 1, Amsterdam",
    }
    assert [(one.subject, one.kind, one.materiality) for one in draft.changes.all()] == [
        (f"subprocessors.listing:{listing.pk}", "added", "notice_required")
    ]


@pytest.mark.parametrize("status", ["proposed", "vetting", "active", "rejected", "suspended"])
def test_what_does_not_wait_is_not_gathered(status, brand):
    a_listing_in(status, brand=brand)

    assert services.gather(brand, "subprocessors", by=BUILDER) is None


def test_roles_that_need_no_notice_are_not_gathered(brand):
    a_listing_in("approved", brand=brand, role="processor_own")

    assert services.gather(brand, "subprocessors", by=BUILDER) is None


def test_gathering_twice_changes_nothing(brand):
    a_listing_in("approved", brand=brand)
    first = services.gather(brand, "subprocessors", by=BUILDER)
    second = services.gather(brand, "subprocessors", by=BUILDER)

    assert (first.pk, first.version) == (second.pk, second.version)


def test_what_is_added_and_removed_before_anybody_was_told_makes_no_event(brand):
    listing = a_listing_in("approved", brand=brand)
    draft = gathered(brand)

    register.reject_listing(listing, reason="Not needed.", by=BUILDER)
    services.gather(brand, "subprocessors", by=BUILDER)

    assert Announcement.objects.get().status == "cancelled"
    assert list(draft.changes.values_list("is_open", "is_dropped")) == [(False, True)]


def test_a_planned_end_rides_along_for_information(brand):
    listing = a_listing_in("ending", brand=brand)

    draft = gathered(brand)

    assert headings(draft) == ["Example Cloud B.V. is no longer a subprocessor"]
    assert [(one.subject, one.materiality) for one in draft.changes.all()] == [
        (f"subprocessors.listing:{listing.pk}", "informational")
    ]


# --- Netting ---------------------------------------------------------------------------------------------------------


def test_what_changed_twice_is_told_from_the_first_to_the_last(brand):
    mail_in_force(brand)
    accept(brand, globex("France", "Germany"))
    accept(brand, globex("France", "Germany", "Ireland"))

    draft = gathered(brand)

    assert headings(draft) == ["Globex: what changes"]
    assert rows(draft)["Locations now"] == "France"
    assert rows(draft)["Locations from then on"] == "France, Germany, Ireland"
    assert draft.changes.count() == 2


def test_a_place_that_came_and_went_before_anybody_was_told_makes_no_event(brand):
    mail_in_force(brand)
    (coming,) = accept(brand, globex("France", "Germany"))
    accept(brand, globex("France"))

    assert services.gather(brand, "subprocessors", by=BUILDER) is None
    assert ListChange.objects.get(pk=coming.pk).status == "cancelled"


def test_a_function_that_changed_there_and_back_makes_no_event(brand):
    mail_in_force(brand)
    accept(brand, globex("France", function="Sending of letters and mail"))
    accept(brand, globex("France"))

    assert services.gather(brand, "subprocessors", by=BUILDER) is None
    assert set(ListChange.objects.exclude(kind="added").values_list("status", flat=True)) == {"cancelled"}


def test_a_change_after_one_that_runs_is_told_from_what_people_were_told(brand):
    mail_in_force(brand)
    accept(brand, globex("France", "Germany"))
    running(gathered(brand))
    accept(brand, globex("France", "Germany", "Ireland"))

    draft = gathered(brand)

    assert rows(draft)["Locations now"] == "France, Germany"
    assert rows(draft)["Locations from then on"] == "France, Germany, Ireland"


def test_what_waits_approved_is_sent_as_it_was_although_more_waits_by_then(brand):
    mail_in_force(brand)
    accept(brand, globex("France", "Germany"))
    approved = scheduled(gathered(brand))
    accept(brand, globex("France", "Germany", "Ireland"))
    gathered(brand)

    assert services.begin_sending(approved, by="worker").status == "sending"


def test_what_a_list_takes_back_that_people_were_told_of_is_corrected(brand):
    a_contact(customer=a_customer(brand=brand))
    services.add_terms(brand=brand, notice_days=30, by=BUILDER)
    mail_in_force(brand)
    (coming,) = accept(brand, globex("France", "Germany"))
    announcement = running(gathered(brand))

    accept(brand, globex("France"))
    services.send_due()

    assert Announcement.objects.get(pk=announcement.pk).status == "cancelled"
    assert headings(Announcement.objects.get(corrects=announcement)) == ["Globex: what changes"]
    assert ListChange.objects.get(pk=coming.pk).status == "cancelled"


def test_one_change_is_taken_out_and_the_rest_goes_on(brand):
    first = a_listing_in("approved", brand=brand)
    second = a_listing_in("approved", brand=brand)
    announcement = running(gathered(brand))

    services.withdraw_subject(f"subprocessors.listing:{first.pk}", reason="Not agreed.", by=BUILDER)

    statuses = [Listing.objects.get(pk=one.pk).status for one in (first, second)]
    assert (statuses, Announcement.objects.get(pk=announcement.pk).status) == (["approved", "announced"], "running")
    assert len(told(Announcement.objects.get(corrects=announcement))) == 1
    with at(Announcement.objects.get(pk=announcement.pk).effective_on):
        services.put_due()
    statuses = [Listing.objects.get(pk=one.pk).status for one in (first, second)]
    assert statuses == ["approved", "active"]


def test_what_was_removed_and_told_comes_back_with_a_full_new_notice(brand):
    mail_in_force(brand)
    accept(brand, a_list(("Acme Cloud", "Hosting of data", "Ireland", "Ireland")))
    ending = Listing.objects.get(third_party__legal_name="Globex")
    assert ending.status == "ending"
    running(gathered(brand, ending))

    with pytest.raises(register.Unready, match="people were told that it ends"):
        register.cancel_ending(ending, by=BUILDER)
    accept(
        brand, a_list(("Acme Cloud", "Hosting of data", "Ireland", "Ireland"), ("Globex", "Sending of mail", "France"))
    )

    assert list(
        Listing.objects.filter(third_party__legal_name="Globex").order_by("pk").values_list("status", flat=True)
    ) == [
        "ended",
        "proposed",
    ]


# --- By itself -------------------------------------------------------------------------------------------------------


def test_a_draft_is_proposed_after_a_while_and_once(brand):
    a_listing_in("approved", brand=brand)

    assert services.gather_due() == 0
    with at(TODAY, 10, 59):
        assert services.gather_due() == 0
    with at(TODAY, 11):
        assert (services.gather_due(), services.gather_due()) == (1, 0)

    assert Announcement.objects.get().status == "draft"


def test_what_was_cancelled_comes_back_only_where_a_person_gathers_it(brand):
    announcement = announced(a_listing_in("approved", brand=brand))
    drain()
    services.cancel(announcement, reason="Not agreed.", by=BUILDER)

    with at(TODAY + ONE):
        assert services.gather_due() == 0
        assert headings(services.gather(brand, "subprocessors", by=BUILDER)) != []


def test_a_draft_that_waits_for_a_second_person_is_left_alone(brand):
    draft = services.plan_announcement(
        gathered(brand, a_listing_in("approved", brand=brand)), send_on=TODAY, by=BUILDER
    )
    asks = brought(a_listing(brand=brand), "approved").approved_by
    services.ask_announcement(draft, by=asks)

    with at(TODAY, 12):
        assert services.gather_due() == 0


def test_no_record_stands_in_two_open_announcements(brand):
    listing = a_listing_in("approved", brand=brand)
    scheduled(gathered(brand))

    assert services.gather(brand, "subprocessors", by=BUILDER) is None
    with pytest.raises(register.Unready, match="stands in an announcement already"):
        register.propose_announcement(listing, by=BUILDER)
    assert AnnouncedChange.objects.filter(is_open=True).count() == 1


# --- The privacy statement -------------------------------------------------------------------------------------------


def a_statement(brand, number: int, *, is_substantial: bool = True) -> PublishedVersion:
    values = {
        "content": json.dumps({}),
        "sha256": "0" * 64,
        "moment": datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC),
    }
    moment = datetime.datetime(2026, 3, number, tzinfo=datetime.UTC)
    return PublishedVersion.objects.create(
        kind="statement", brand=brand, number=number, effective_at=moment, is_substantial=is_substantial, **values
    )


def test_a_substantial_version_of_the_statement_is_told_for_information(brand):
    a_contact(customer=a_customer(brand=brand))
    a_subscriber(brand=brand, topic="statement")
    a_subscriber("other@example.com", brand=brand)
    a_statement(brand, 1, is_substantial=False)
    a_statement(brand, 2)
    a_statement(brand, 3)

    announcement = running(gathered(brand, topic="statement"))

    assert rows(announcement) == {"Version": "3", "In effect from": "3 Mar 2026"}
    notices = announcement.notices.order_by("letter__to_address")
    assert list(notices.values_list("letter__to_address", "letter__kind", "last_objection_on")) == [
        ("dana@example.com", "publications/statement", None),
        ("sam@example.com", "publications/statement", None),
    ]
    assert services.gather(brand, "statement", by=BUILDER) is None
    with at(TODAY + ONE):
        assert services.put_due() == 1


def test_brands_do_not_mix(brand):
    other = a_brand_that_writes(a_brand("other"))
    a_listing_in("approved", brand=brand)
    a_listing_in("approved", brand=other)

    assert [gathered(one).changes.count() for one in (brand, other)] == [1, 1]
