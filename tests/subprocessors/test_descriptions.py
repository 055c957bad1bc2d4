"""What annexes tell of the processing: written at any time, by nobody's leave but that the listing is open."""

import pytest
from django.core.exceptions import ValidationError

from apps.subprocessors import services
from apps.subprocessors.models import DESCRIBED, Listing
from apps.subprocessors.queries import approved_content
from apps.trail.models import Act
from tests.builders import BUILDER, a_listing, a_listing_in

pytestmark = pytest.mark.django_db
WORDS = {name: f"Words of {name}" for name in DESCRIBED}


@pytest.mark.parametrize("status", ["proposed", "vetting", "approved", "announced", "active", "suspended", "ending"])
def test_an_open_listing_can_be_described_whatever_was_approved(status):
    listing = a_listing_in(status)
    approved = approved_content(listing)

    services.describe_processing(listing, by=BUILDER, **WORDS)

    listing = Listing.objects.get()
    assert {name: getattr(listing, name) for name in DESCRIBED} == WORDS
    assert (listing.status, approved_content(listing)) == (status, approved)


@pytest.mark.parametrize("status", ["rejected", "ended"])
def test_a_closed_listing_stays_as_it_was(status):
    with pytest.raises(services.NotEditable, match="is closed and stays as it was"):
        services.describe_processing(a_listing_in(status), by=BUILDER, **WORDS)

    assert Listing.objects.get().nature == "Its nature."


def test_the_same_words_again_write_nothing():
    listing = services.describe_processing(a_listing(), by=BUILDER, **WORDS)
    count = Act.objects.count()

    assert services.describe_processing(listing, by=BUILDER, **WORDS).version == listing.version
    assert Act.objects.count() == count


def test_what_is_not_named_stays():
    listing = services.describe_processing(a_listing(), by=BUILDER, **WORDS)

    services.describe_processing(listing, nature="Sending", by=BUILDER)

    assert {name: getattr(Listing.objects.get(), name) for name in DESCRIBED} == WORDS | {"nature": "Sending"}


def test_words_that_are_too_long_are_refused_by_field():
    with pytest.raises(ValidationError) as refused:
        services.describe_processing(a_listing(), nature="x" * 501, by=BUILDER)

    assert list(refused.value.message_dict) == ["nature"]
