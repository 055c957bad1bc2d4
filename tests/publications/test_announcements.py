"""Told before it takes effect, by two people: the way of an announcement from what waits to what is in force."""

import datetime

import time_machine

from apps.publications import services
from tests.announcing import a_subscriber, announced, terms
from tests.builders import a_brand, a_contact, a_customer, a_listing_in

TODAY = datetime.date(2026, 3, 2)


def at(day, hour=10):
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(hour), datetime.UTC), tick=False)


def test_thin_path(db):
    with at(TODAY):
        brand = a_brand()
        terms(brand)
        a_contact(customer=a_customer(brand=brand))
        a_subscriber(brand=brand)
        listing = a_listing_in("approved", brand=brand)
        a = announced(listing)
        assert a.status == "running"
        listing.refresh_from_db()
        assert (listing.status, listing.effective_on) == ("announced", datetime.date(2026, 4, 3))
        from apps.mailroom.sending import drain

        drain()
    with at(datetime.date(2026, 4, 2)):
        assert services.put_due() == 0
    with at(datetime.date(2026, 4, 3)):
        services.put_into_effect(a, by="worker")
    listing.refresh_from_db()
    assert listing.status == "active"
