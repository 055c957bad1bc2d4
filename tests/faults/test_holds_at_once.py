"""A hold and an erasure at once: whichever is first stands, and nothing is erased once a hold on it stands."""

import threading
import time

import pytest

from apps.casework.holds import Held
from apps.organisation import services as organisation
from apps.organisation.models import NoticeContact
from apps.retention.models import Hold
from apps.trail.acts import act
from apps.trail.models import Act, Entry
from apps.trail.sealing import seal_all
from apps.trail.services import erase
from tests.builders import BUILDER, a_contact, a_customer
from tests.faults.test_concurrent_writes import at_once
from tests.retention.holds import a_hold, counsel

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
GROUND = "GDPR art. 17(1)(b)"
#: So long the first of the two has written and not committed.
PAUSE = 0.3
ATTEMPTS = 200


def a_leaver(number: int = 0) -> NoticeContact:
    contact = a_contact(f"person.{number}@example.org", customer=a_customer(f"Customer {number}"))
    return organisation.end_contact(contact, by=BUILDER)


def places(kind: str) -> dict[str, int]:
    """Where the log has the acts of a kind, by what they are about: in the order of their commits."""
    seal_all()
    return dict(Entry.objects.filter(act__in=Act.objects.filter(kind=kind)).values_list("act__about", "seq"))


def test_an_erasure_waits_for_a_hold_that_is_being_placed_and_is_refused():
    contact, owner, is_placed = a_leaver(), counsel(), threading.Event()

    def place() -> None:
        with act("organisation.customer_changed", by=BUILDER, about=contact.customer):
            a_hold(email=contact.email, owner=owner)
            is_placed.set()
            time.sleep(PAUSE)

    def clear() -> None:
        is_placed.wait(10)
        erase(contact, ground=GROUND, by=BUILDER)

    outcomes = at_once([place, clear])

    assert [type(one) for one in outcomes] == [type(None), Held]
    assert NoticeContact.objects.get(pk=contact.pk).email == contact.email


def test_a_hold_waits_for_an_erasure_that_is_under_way():
    contact, owner, is_erased = a_leaver(), counsel(), threading.Event()

    def clear() -> None:
        with act("organisation.customer_changed", by=BUILDER, about=contact.customer):
            erase(contact, ground=GROUND, by=BUILDER)
            is_erased.set()
            time.sleep(PAUSE)

    def place() -> Hold:
        is_erased.wait(10)
        return a_hold(email="person.0@example.org", owner=owner)

    at_once([clear, place])

    [erased], [placed] = places("organisation.customer_changed").values(), places("retention.hold_placed").values()
    assert erased < placed


@pytest.mark.slow
def test_of_200_erasures_and_holds_at_once_none_is_erased_once_it_is_held():
    owner, contacts = counsel(), [a_leaver(number) for number in range(ATTEMPTS)]
    together = [threading.Barrier(2, timeout=20) for _contact in contacts]

    def hold_each() -> None:
        for number, (contact, start) in enumerate(zip(contacts, together, strict=True)):
            start.wait()
            time.sleep(number * 7 % 20 / 1000)
            a_hold(email=contact.email, owner=owner)

    def erase_each() -> list[int]:
        erased = []
        for number, (contact, start) in enumerate(zip(contacts, together, strict=True)):
            start.wait()
            time.sleep(number % 20 / 1000)
            try:
                erased.append(erase(contact, ground=GROUND, by=BUILDER).pk)
            except Held:
                continue
        return erased

    _held, erased = at_once([hold_each, erase_each])

    placed, gone = sorted(places("retention.hold_placed").values()), places("trail.person_erased")
    after = [
        contact.pk
        for contact, seq in zip(contacts, placed, strict=True)
        if gone.get(f"organisation.noticecontact:{contact.pk}", -1) > seq
    ]
    assert after == []
    assert set(NoticeContact.objects.filter(email="").values_list("pk", flat=True)) == set(erased)
    assert 0 < len(erased) < ATTEMPTS
