"""The history of a listing reads as what happened: who did what, on what ground, and each field before and after."""

import datetime

import time_machine

from apps.subprocessors import services
from apps.subprocessors.choices import LocationKind
from apps.subprocessors.models import DESCRIBED
from apps.trail.queries import story
from tests.builders import a_country, a_listing, a_third_party, a_user

SINCE = datetime.date(2024, 12, 22)


def told(record):
    """The story of a record, oldest first: who, the sentence, what it was within, and each field before and after."""
    tellings, _has_older = story(record)
    return [
        (
            one.who,
            one.sentence,
            one.within,
            [(row.what, f.label, f.before, f.after) for row in one.rows for f in row.fields],
        )
        for one in reversed(tellings)
    ]


@time_machine.travel("2026-03-02 09:00+01:00")
def test_the_story_of_a_listing_tells_each_step_and_each_place(db):
    ada, bob = a_user("ada"), a_user("bob")
    germany = a_country("DE", name="Germany")
    told_later = dict.fromkeys(DESCRIBED, "")
    listing = a_listing("NL", by=ada, function="Hosting", third_party=a_third_party("Acme Ltd"), **told_later)
    services.change_listing(listing, function="Cloud hosting", is_optional=True, by=ada)
    services.add_location(listing, country=germany, kind=LocationKind.SUPPORT, is_selectable=True, by=bob)
    services.remove_location(listing.locations.get(country__code="NL"), by=bob)
    services.ask_taking_over(listing, since=SINCE, evidence="Stood on the list.", by=ada)
    services.approve_taking_over(listing, by=bob)
    services.plan_ending(listing, ending_on=datetime.date(2027, 1, 1), reason="We moved.", by=ada)

    now = "2 Mar 2026, 09:00"
    assert told(listing) == [
        (
            "ada",
            f"proposed the listing {listing.reference}",
            [],
            [
                ("Listing", "Reference", None, listing.reference),
                ("Listing", "Brand", None, "Acme"),
                ("Listing", "Third party", None, "Acme Ltd"),
                ("Listing", "Function", None, "Hosting"),
                ("Listing", "Kind of recipient", None, "Service or technology provider"),
                ("Listing", "Role", None, "Subprocessor"),
                ("Listing", "Purpose", None, "For use."),
                ("Listing", "Optional", None, "no"),
                ("Listing", "Hosts data", None, "no"),
                ("Listing", "Status", None, "Proposed"),
                ("Location", "Country", None, "NL"),
                ("Location", "Kind", None, "Processing"),
                ("Location", "Selected by the customer", None, "no"),
            ],
        ),
        (
            "ada",
            "changed the proposal",
            [],
            [("Listing", "Function", "Hosting", "Cloud hosting"), ("Listing", "Optional", "no", "yes")],
        ),
        (
            "bob",
            "added the location Germany (Support)",
            [],
            [
                ("Location", "Country", None, "Germany"),
                ("Location", "Kind", None, "Support"),
                ("Location", "Selected by the customer", None, "yes"),
            ],
        ),
        ("bob", "removed the location NL (Processing)", [], [("Location", "Removed", "—", now)]),
        (
            "ada",
            "asked to take over the listing as in force since 22 Dec 2024",
            ["asked a second person for their approval (APR-2026-0001): taking over what is already in force"],
            [
                ("Listing", "In force from", "—", "22 Dec 2024"),
                ("Listing", "Evidence of taking over", "—", "Stood on the list."),
            ],
        ),
        (
            "bob",
            "took over the listing as in force since 22 Dec 2024, as the second person",
            [
                "approved, as the second person, what APR-2026-0001 asks: taking over what is already in force",
                "published version 1: List of subprocessors",
            ],
            [
                ("Listing", "Status", "Proposed", "Active"),
                ("Listing", "Approved by", "—", "bob"),
                ("Listing", "Approved", "—", now),
                ("Listing", "Started", "—", "22 Dec 2024"),
            ],
        ),
        (
            "ada",
            "planned the end of the listing on 1 Jan 2027",
            ["published version 2: List of subprocessors"],
            [
                ("Listing", "Status", "Active", "Ending"),
                ("Listing", "Ends", "—", "1 Jan 2027"),
                ("Listing", "Reason of the last decision", "—", "We moved."),
            ],
        ),
    ]


def test_a_refused_step_leaves_nothing_in_the_story(db):
    listing = a_listing(by=a_user("ada"))
    before = told(listing)

    for _times in range(2):
        try:
            services.resume_listing(listing, by=a_user("bob"))
        except services.Unready:
            continue

    assert told(listing) == before


def test_a_place_is_removed_once(db):
    listing, ada = a_listing("NL", by=a_user("ada")), a_user("ada")
    place = listing.locations.get()
    services.remove_location(place, by=ada)
    removed_at = listing.locations.get().removed_at

    services.remove_location(place, by=ada)

    assert listing.locations.get().removed_at == removed_at
    assert [sentence for _who, sentence, *_rest in told(listing)].count("removed the location NL (Processing)") == 1
