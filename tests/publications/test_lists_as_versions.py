"""The list of subprocessors is published version by version, in the transaction in which the register changes."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.organisation import services as organisation
from apps.publications import services as publications
from apps.publications.choices import DocumentKind
from apps.publications.models import PublishedVersion
from apps.publications.queries import in_effect, versions_of
from apps.publications.services import publish_all, publish_if_changed
from apps.subprocessors import services
from apps.subprocessors.models import ListChange
from apps.subprocessors.queries import listings_in, public_listings
from apps.trail.acts import act
from apps.trail.canonical import canonical
from apps.trail.models import Act
from tests.builders import BUILDER, a_brand, a_country, a_listing, a_listing_in, a_third_party, a_user
from tests.trail.offices import at_once

LIST = DocumentKind.SUBPROCESSORS
KIND = "subprocessors.listing_suspended"
MORNING = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)


def numbers(key: str = "acme") -> list[int]:
    return list(versions_of(LIST, a_brand(key)).values_list("number", flat=True))


def agrees(key: str = "acme") -> bool:
    """Whether the newest version says exactly what the register says."""
    version = in_effect(LIST, a_brand(key))
    return listings_in(version.said if version else {"listings": []}) == public_listings(a_brand(key))


STORY: dict[str, Any] = {
    "suspended": lambda one: services.suspend_listing(one, reason="An incident.", by=BUILDER),
    "resumed": lambda one: services.resume_listing(one, by=BUILDER),
    "renamed": lambda one: services.change_third_party(one.third_party, legal_name="Acme Cloud N.V.", by=BUILDER),
    "moved house": lambda one: services.change_third_party(one.third_party, country=a_country("IE"), by=BUILDER),
    "on the web": lambda one: services.change_third_party(one.third_party, website="https://acme.example/", by=BUILDER),
    "ending": lambda one: services.plan_ending(one, ending_on=datetime.date(2026, 4, 1), reason="We move.", by=BUILDER),
    "staying": lambda one: services.cancel_ending(one, by=BUILDER),
    "suspended again": lambda one: services.suspend_listing(one, reason="An incident.", by=BUILDER),
    "ended": lambda one: services.end_listing(one, reason="Replaced.", by=BUILDER),
}


@time_machine.travel(MORNING)
def test_after_each_service_the_version_in_effect_says_what_the_register_says(db):
    a_country("IE")
    listing, told = a_listing_in("active"), {}
    for name, step in STORY.items():
        listing.refresh_from_db()
        before = Act.objects.count()
        step(listing)
        told[name] = (len(numbers()), Act.objects.count() - before, agrees())

    changing = [name for name in STORY if name != "ended"]
    expected = {name: (number, 1, True) for number, name in enumerate(changing, start=2)}
    assert told == expected | {"ended": (len(changing) + 1, 1, True)}


def test_what_is_announced_started_and_taken_back_is_published_on_its_day(db):
    with time_machine.travel(MORNING, tick=False):
        listing = a_listing_in("announced")
        seen = [(numbers(), agrees())]
    later = MORNING + datetime.timedelta(days=40)
    with time_machine.travel(later, tick=False):
        publications.put_due()
        seen.append((numbers(), agrees()))
        listing.refresh_from_db()
        services.plan_ending(listing, ending_on=later.date(), reason="We move.", by=BUILDER)
        services.end_due()
        seen.append((numbers(), agrees()))
        other = a_listing_in("announced")
        services.withdraw_announcement(other, reason="Too early.", by=BUILDER)
        seen.append((numbers(), agrees()))

    assert seen == [([1], True), ([2, 1], True), ([4, 3, 2, 1], True), ([6, 5, 4, 3, 2, 1], True)]


def test_what_a_version_says_stands_in_the_act_that_changed_the_register(db):
    listing, legal = a_listing_in("active"), a_user("lena", "legal")
    services.suspend_listing(listing, reason="An incident.", by=legal)

    version, one = in_effect(LIST, listing.brand), Act.objects.latest("id")
    assert (one.kind, one.actor, [inner["kind"] for inner in one.stated["within"]]) == (
        "subprocessors.listing_suspended",
        f"user:{legal.pk}",
        ["publications.version_published"],
    )
    facts = one.stated["within"][0]["facts"]
    assert facts == {
        "about": f"publications.publishedversion:{version.pk}",
        "brand": "acme",
        "document": "subprocessors",
        "number": 2,
        "sha256": version.sha256,
    }


def test_a_change_that_fails_publishes_nothing(db):
    listing = a_listing_in("active")

    def fail() -> None:
        with act(KIND, by=BUILDER):
            services.suspend_listing(listing, reason="An incident.", by=BUILDER)
            raise ValueError("later")

    with pytest.raises(ValueError, match="later"):
        fail()

    assert (numbers(), agrees()) == ([1], True)


def test_an_act_that_moves_many_listings_publishes_one_version(db):
    listings = [a_listing_in("active") for _ in range(3)]
    with act(KIND, by=BUILDER):
        for listing in listings:
            services.suspend_listing(listing, reason="An incident.", by=BUILDER)

    assert (numbers(), agrees(), in_effect(LIST, a_brand()).said["listings"]) == ([4, 3, 2, 1], True, [])


@pytest.mark.parametrize("status", ["proposed", "vetting", "approved", "rejected"])
def test_what_the_public_is_not_told_publishes_nothing(status, db):
    a_listing_in(status)

    assert numbers() == []


def test_a_change_that_the_public_does_not_see_publishes_nothing(db):
    listing = a_listing_in("active")
    services.change_third_party(listing.third_party, contact_name="Somebody Else", by=BUILDER)
    a_listing(third_party=listing.third_party)

    assert numbers() == [1]


def test_a_change_of_a_third_party_publishes_the_list_of_every_brand_that_names_it(db):
    party = a_third_party()
    for key in ("acme", "globex"):
        a_listing_in("active", brand=a_brand(key), third_party=party)
    a_listing_in("active", brand=a_brand("other"), third_party=a_third_party("Another Ltd"))
    services.change_third_party(party, legal_name="Renamed B.V.", by=BUILDER)

    assert {key: numbers(key) for key in ("acme", "globex", "other")} == {
        "acme": [2, 1],
        "globex": [2, 1],
        "other": [1],
    }
    assert all(agrees(key) for key in ("acme", "globex", "other"))


def test_a_change_of_a_list_publishes_when_it_takes_effect(db):
    listing = a_listing_in("active", function="Support")
    wanted = {"function": "Support by telephone", "gained": [["US", "processing", False]]}
    a_country("US")
    change = a_change(listing, wanted)
    services.take_effect(change, by=BUILDER)

    row = in_effect(LIST, listing.brand).said["listings"][0]
    assert (numbers(), agrees(), row["function"], row["locations"]) == (
        [2, 1],
        True,
        "Support by telephone",
        ["NL", "US"],
    )


def a_change(listing: Any, wanted: dict[str, Any]) -> ListChange:
    """An accepted change of a listing in force, which waits for its day."""
    from apps.subprocessors.models import ListReading, ListSource

    with act("subprocessors.list_read", by=BUILDER):
        source = ListSource(brand=listing.brand, name="source")
        source.save()
        reading = ListReading(source=source, read_at=MORNING, rows=1, refused=0, file_name="list.csv", sha256="0" * 64)
        reading.save()
        change = ListChange(
            reference="CHG-2026-0001",
            reading=reading,
            listing=listing,
            kind="location_added",
            found_kind="location_added",
            materiality="informational",
            name="Example",
            before="[]",
            after="[]",
            wanted=canonical(wanted).decode(),
            reason="",
            decided_at=MORNING,
        )
        change.save()
    return change


# --- What no service of the register changes -------------------------------------------------------------------------


def test_a_renamed_brand_is_published_by_the_job_and_only_once(db):
    brand = a_listing_in("active").brand
    organisation.change(brand, name="Acme Global", by=BUILDER)

    assert (publish_all(), publish_all()) == (1, 0)
    assert in_effect(LIST, brand).said["name"] == "Acme Global"
    assert Act.objects.filter(kind="publications.version_published").latest("id").actor == "worker"


def test_a_brand_without_entries_is_published_as_an_empty_list(db):
    brand = a_brand()

    assert (publish_all(), in_effect(LIST, brand).said) == (1, {"brand": "acme", "name": "Acme", "listings": []})


def test_a_brand_out_of_use_publishes_nothing(db):
    listing = a_listing_in("active")
    organisation.change(listing.brand, is_active=False, by=BUILDER)
    services.suspend_listing(listing, reason="An incident.", by=BUILDER)

    assert (publish_all(), numbers()) == (0, [1])


def test_what_says_the_same_is_not_published_again(db):
    brand = a_listing_in("active").brand
    acts = Act.objects.count()

    assert publish_if_changed(LIST, brand, by=BUILDER) is None
    assert (numbers(), Act.objects.count()) == ([1], acts)


def test_a_version_is_in_effect_no_earlier_than_the_one_before_whatever_the_clock_says(db):
    with time_machine.travel(MORNING, tick=False):
        listing = a_listing_in("active")
    with time_machine.travel(MORNING - datetime.timedelta(seconds=5), tick=False):
        services.suspend_listing(listing, reason="An incident.", by=BUILDER)

    assert list(versions_of(LIST, listing.brand).values_list("number", "effective_at")) == [(2, MORNING), (1, MORNING)]
    assert in_effect(LIST, listing.brand, at=MORNING).number == 2


def test_publishing_costs_the_same_at_any_length(db):
    counts = []
    for more in (2, 20):
        listings = [a_listing_in("active") for _ in range(more)]
        with CaptureQueriesContext(connection) as queries:
            services.suspend_listing(listings[0], reason="An incident.", by=BUILDER)
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_leave_versions_in_a_row_and_the_last_says_what_the_register_says():
    listings = [a_listing_in("active") for _ in range(4)]
    at_once(*[lambda one=one: services.suspend_listing(one, reason="An incident.", by=BUILDER) for one in listings])

    assert (numbers(), agrees()) == ([8, 7, 6, 5, 4, 3, 2, 1], True)


# --- What the public page shows --------------------------------------------------------------------------------------


def test_the_page_and_the_data_name_the_version_that_they_show(db):
    listing = a_listing_in("active")
    version = in_effect(LIST, listing.brand)
    told = Client().get("/acme/subprocessors.json").json()["version"]
    page = Client().get("/acme/subprocessors/").content.decode()

    assert told == {
        "number": 1,
        "effective_at": version.effective_at.isoformat(),
        "sha256": version.sha256,
        "url": "http://127.0.0.1:8000/acme/subprocessors/versions/1.json",
    }
    links = ["versions/1/", "versions/1.pdf", "versions/", "changes.atom", "changes.json"]
    assert [link for link in links if f'href="/acme/subprocessors/{link}"' not in page] == []


def test_the_data_are_the_same_bytes_in_every_language_and_until_the_next_version(db):
    listing = a_listing_in("active")
    read = [Client().get("/acme/subprocessors.json", headers={"accept-language": one}).content for one in ("en", "nl")]
    services.change_third_party(listing.third_party, contact_name="Somebody Else", by=BUILDER)
    read.append(Client().get("/acme/subprocessors.json").content)

    assert read[0] == read[1] == read[2]


def test_the_list_of_a_brand_that_was_never_published_is_shown_all_the_same(db):
    a_brand("acme")
    answer = Client().get("/acme/subprocessors.json").json()

    assert (answer["version"], answer["listings"], PublishedVersion.objects.count()) == (None, [], 0)
