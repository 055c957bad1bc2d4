"""Records as they stood at a moment, from history alone."""

import datetime

import pytest
from django.utils import timezone

from apps.organisation import services as organisation
from apps.organisation.models import Customer, LegalEntity, NoticeContact
from apps.trail.queries import PastRecords
from apps.trail.services import erase
from tests.builders import BUILDER, a_contact, a_customer, a_legal_entity

pytestmark = pytest.mark.django_db
AFTER = datetime.timedelta(microseconds=1)


def test_a_record_stands_as_it_was_last_written_before_the_moment():
    entity = a_legal_entity("Old name")
    between = timezone.now()
    organisation.change(entity, name="New name", registered_address="Quay 1", by=BUILDER)
    past = PastRecords(LegalEntity, id=entity.pk)

    before, after = past.at(entity.pk, between), past.at(entity.pk, timezone.now() + AFTER)

    assert before is not None
    assert after is not None
    assert (before.record.name, before.record.registered_address) == ("Old name", "")
    assert (after.record.name, after.record.registered_address) == ("New name", "Quay 1")


def test_nothing_stands_before_its_first_version():
    early = timezone.now()
    entity = a_legal_entity()
    past = PastRecords(LegalEntity)

    assert past.at(entity.pk, early) is None
    assert past.at(None, timezone.now() + AFTER) is None


def test_what_was_erased_is_told_apart_from_what_was_never_there():
    contact = a_contact("dana@example.com", name="Dana")
    organisation.end_contact(contact, by=BUILDER)
    told = timezone.now()
    erase(contact, ground="art-17", by=BUILDER)
    silent = a_legal_entity("Without an address")

    stood = PastRecords(NoticeContact).at(contact.pk, told)
    other = PastRecords(LegalEntity).at(silent.pk, timezone.now() + AFTER)

    assert stood is not None
    assert other is not None
    assert (stood.is_erased, stood.record.name, stood.record.customer_id) == (True, "", contact.customer_id)
    assert (other.is_erased, other.record.registered_address) == (False, "")


def test_parts_are_those_whose_link_led_to_the_record_then():
    first, second = a_customer("First"), a_customer("Second")
    a_contact("one@example.com", customer=first)
    between = timezone.now()
    a_contact("two@example.com", customer=first)
    a_contact("three@example.com", customer=second)
    past = PastRecords(NoticeContact)

    assert [one.record.email for one in past.of("customer_id", first.pk, between)] == ["one@example.com"]
    assert len(past.of("customer_id", first.pk, timezone.now() + AFTER)) == 2


def test_all_versions_are_read_in_two_queries(django_assert_num_queries):
    contacts = [a_contact(f"{number}@example.com", customer=a_customer(f"C {number}")) for number in range(5)]

    with django_assert_num_queries(2):
        past = PastRecords(NoticeContact)
        stood = [past.at(one.pk, timezone.now() + AFTER) for one in contacts]

    assert [one.record.email for one in stood if one] == [one.email for one in contacts]


def test_the_first_version_of_which_something_holds_is_found():
    customer = a_customer("Globex")
    for name in ("Globex B.V.", "Globex N.V."):
        customer = organisation.change(customer, name=name, by=BUILDER)
    past = PastRecords(Customer)

    found = past.first(customer.pk, lambda row: row.name != "Globex")

    assert found is not None
    assert found.record.name == "Globex B.V."
    assert past.first(customer.pk, lambda row: row.name == "Nobody") is None
