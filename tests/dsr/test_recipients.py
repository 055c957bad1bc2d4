"""Recipients of the data are told of a rectification, an erasure or a restriction, each with its proof (GDPR Art. 19)."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.dsr import services
from apps.dsr.choices import Decision, RecipientOutcome, Right
from apps.dsr.queries.answers import missing_to_close, untold
from apps.dsr.services.recipients import NotForRecipients
from apps.subprocessors.choices import RecipientKind, RecipientRole
from tests.builders import a_brand, a_listing, a_listing_in, a_third_party
from tests.dsr.answers import a_known_ticket, an_officer
from tests.dsr.tickets import the_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    """A brand with two recipients in force, a conduit beside them, and one that is only proposed."""
    brand = a_brand()
    for name in ("Cloud B.V.", "Mail Ltd"):
        a_listing_in("active", brand=brand, third_party=a_third_party(name))
    a_listing_in(
        "active",
        brand=brand,
        third_party=a_third_party("Carrier AG"),
        kind=RecipientKind.COMMUNICATIONS,
        role=RecipientRole.CARRIER_CONDUIT,
        conduit_reason="Carries only.",
    )
    a_listing(brand=brand, third_party=a_third_party("Later Inc"))
    return brand


def granted(brand, right=Right.ERASURE):
    ticket = a_known_ticket(right, brand=brand)
    services.decide_item(the_item(ticket, right), decision=Decision.GRANTED, by=an_officer())
    return ticket


def test_each_recipient_in_force_is_told_of_a_granted_erasure(acme):
    ticket = granted(acme)

    assert [str(recipient) for _item, recipient in untold(ticket)] == ["Cloud B.V.", "Mail Ltd"]
    for item, recipient in untold(ticket):
        services.tell_recipient(item, recipient=recipient, words="By mail to their DPO.", by=an_officer())

    assert untold(ticket) == []
    assert missing_to_close(ticket) == []


def test_whom_it_proves_impossible_to_tell_is_excused_with_the_reason(acme):
    ticket = granted(acme, Right.RECTIFICATION)
    item, recipient = untold(ticket)[0]

    notice = services.tell_recipient(
        item, recipient=recipient, outcome=RecipientOutcome.IMPOSSIBLE, words="It was wound up.", by=an_officer()
    )

    assert (notice.told_on, notice.words) == (None, "It was wound up.")
    assert recipient not in [one for _item, one in untold(ticket)]
    assert [words for words in missing_to_close(ticket) if "Mail Ltd" in words] != []


def test_nobody_is_told_of_an_access_or_of_what_is_not_granted(acme):
    ticket, open_one = granted(acme, Right.ACCESS), a_known_ticket(Right.ERASURE, brand=acme, email="b@example.org")

    assert untold(ticket) == []
    for item in (the_item(ticket), the_item(open_one, Right.ERASURE)):
        with pytest.raises(NotForRecipients):
            services.tell_recipient(item, recipient=a_third_party("Any"), words="Told.", by=an_officer())


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"words": " "}, NotForRecipients),
        ({"words": "Told.", "told_on": timezone.localdate() + datetime.timedelta(days=2)}, NotForRecipients),
    ],
)
def test_telling_needs_its_proof_and_a_day_that_has_been(acme, given, error):
    item, recipient = untold(granted(acme))[0]

    with pytest.raises(error):
        services.tell_recipient(item, recipient=recipient, by=an_officer(), **given)


def test_a_recipient_is_on_record_once(acme):
    item, recipient = untold(granted(acme))[0]
    services.tell_recipient(item, recipient=recipient, words="Told.", by=an_officer())

    with pytest.raises(ValidationError):
        services.tell_recipient(item, recipient=recipient, words="Told again.", by=an_officer())
