"""A hold and an erasure at once: whichever is first stands, and nothing that is on hold was erased after it."""

import pytest

from apps.casework.holds import Held
from apps.organisation import services as organisation
from apps.organisation.models import NoticeContact
from apps.retention.models import Hold
from apps.trail.models import Act, Entry
from apps.trail.sealing import seal_all
from apps.trail.services import erase
from tests.builders import BUILDER, a_contact, a_customer
from tests.faults.test_concurrent_writes import at_once
from tests.retention.holds import a_hold, counsel

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
#: Interleavings; half of the holds name a record, and half a person.
ATTEMPTS = 200


def test_of_200_erasures_and_holds_at_once_none_is_erased_once_it_is_held():
    owner, customer = counsel(), a_customer()
    contacts = [
        organisation.end_contact(a_contact(f"person.{number}@example.org", customer=customer), by=BUILDER)
        for number in range(ATTEMPTS)
    ]

    def hold_each() -> None:
        for number, contact in enumerate(contacts):
            if number % 2:
                a_hold(contact, scope="record", owner=owner)
            else:
                a_hold(email=contact.email, owner=owner)

    outcomes = {}

    def erase_each() -> None:
        for contact in contacts:
            try:
                erase(contact, ground="GDPR art. 17(1)(b)", by=BUILDER)
                outcomes[contact.pk] = "erased"
            except Held:
                outcomes[contact.pk] = "held"

    at_once([hold_each, erase_each])

    emptied = set(NoticeContact.objects.filter(email="").values_list("pk", flat=True))
    assert Hold.objects.count() == ATTEMPTS
    assert emptied == {pk for pk, outcome in outcomes.items() if outcome == "erased"}
    assert erased_after_their_hold(contacts) == []


def erased_after_their_hold(contacts: list[NoticeContact]) -> list[int]:
    """The contacts whose erasure the log has after the hold on them: an act is sealed in the order of its commit."""
    seal_all()
    placed = places("retention.hold_placed")
    erased = places("trail.person_erased")
    holds = dict(zip((one.pk for one in contacts), sorted(placed.values()), strict=True))
    return [pk for pk, seq in holds.items() if erased.get(f"organisation.noticecontact:{pk}", -1) > seq]


def places(kind: str) -> dict[str, int]:
    """Where the log has the acts of a kind, by what they are about."""
    return dict(Entry.objects.filter(act__in=Act.objects.filter(kind=kind)).values_list("act__about", "seq"))
