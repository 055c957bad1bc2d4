"""List mail does not go to an address that is suppressed; what a duty demands does, and staff are told of it."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from apps.mailroom.cards import CARDS
from apps.mailroom.choices import SuppressionReason
from apps.mailroom.composing import NotALetter
from apps.mailroom.models import Letter, Suppression
from apps.mailroom.suppression import (
    AddressSuppressed,
    LiftedAlready,
    enter_suppression,
    index_of,
    lift_suppression,
    suppress_address,
    suppressed,
)
from apps.trail.errors import RuleBroken
from apps.trail.models import Act
from apps.trail.services import erase
from tests.backoffice.pages import address
from tests.builders import BUILDER, a_client, a_colleague, a_contact, a_customer, a_letter, a_suppression, a_user

pytestmark = pytest.mark.django_db
LINK = "http://127.0.0.1:8000/unsubscribe/1/"


def raw_update(record: Any, values: dict[str, str]) -> None:
    """Past every service, as who writes SQL would."""
    columns = ", ".join(f"{name} = %s" for name in [*values, "version"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {record._meta.db_table} SET {columns} WHERE id = %s",
            [*values.values(), record.version + 1, record.pk],
        )


# --- What it stops ---


def test_list_mail_to_a_suppressed_address_is_refused_and_a_duty_is_not():
    a_suppression("ada@example.org")

    with pytest.raises(AddressSuppressed, match="gets no list mail"):
        a_letter("ada@example.org", unsubscribe=LINK)
    duty = a_letter("ada@example.org")

    assert list(Letter.objects.all()) == [duty]


@pytest.mark.parametrize("written", ["ada@example.org", "ADA@Example.ORG", "Ada@example.org"])
def test_an_address_is_the_same_in_whatever_case_it_is_written(written):
    a_suppression("Ada@Example.org")

    with pytest.raises(AddressSuppressed):
        a_letter(written, unsubscribe=LINK)


def test_a_domain_is_the_same_in_either_script():
    a_suppression("ada@bücher.example")

    assert suppressed(["ada@xn--bcher-kva.example", "ADA@Bücher.example", "ada@bucher.example"]) == {
        "ada@xn--bcher-kva.example",
        "ADA@Bücher.example",
    }


def test_those_of_many_that_are_suppressed_are_found_by_a_query_for_each_thousand(django_assert_num_queries):
    given = [f"P{number}@example.org" for number in range(2500)]
    for number in (0, 999, 1000, 2499):
        a_suppression(f"p{number}@example.org")

    with django_assert_num_queries(3):
        found = suppressed(iter(given))

    assert found == {"P0@example.org", "P999@example.org", "P1000@example.org", "P2499@example.org"}


def test_an_address_that_was_lifted_gets_list_mail_again():
    one = a_suppression("ada@example.org")

    lift_suppression(one, note="She said that it works.", by=a_user("ada"))

    assert suppressed(["ada@example.org"]) == set()
    assert a_letter("ada@example.org", unsubscribe=LINK).is_bulk


# --- Entering and lifting ---


def test_an_address_is_suppressed_once_at_a_time():
    first = suppress_address("ada@example.org", reason=SuppressionReason.COMPLAINED, by="worker")
    again = suppress_address("ADA@example.org", reason=SuppressionReason.BOUNCED_HARD, by="worker")

    assert (again, again.reason) == (first, "complained")
    with pytest.raises(AddressSuppressed, match="already"):
        enter_suppression(address="ada@example.org", by=BUILDER)
    assert Suppression.objects.count() == 1


def test_an_address_may_be_suppressed_anew_after_it_was_lifted():
    lift_suppression(a_suppression("ada@example.org"), note="It works.", by=BUILDER)

    a_suppression("ada@example.org")

    assert Suppression.objects.count() == 2
    assert suppressed(["ada@example.org"]) == {"ada@example.org"}


def test_a_second_click_lifts_nothing_more():
    one = a_suppression("ada@example.org")
    lifted = lift_suppression(one, note="It works.", by=BUILDER)

    with pytest.raises(LiftedAlready, match="already"):
        lift_suppression(one, note="Again.", by=BUILDER)

    assert Suppression.objects.get().lifted_at == lifted.lifted_at


@pytest.mark.parametrize("wrong", ["", "ada", "ada@example.org\r\nx", "ada@example.org, eve@example.org"])
def test_what_is_no_address_is_not_entered(wrong):
    with pytest.raises(NotALetter, match="no address"):
        enter_suppression(address=wrong, by=BUILDER)


def test_acts_tell_who_ended_list_mail_and_why_without_the_address():
    ada = a_user("ada")
    one = enter_suppression(address="eve@example.org", note="She called.", by=ada)
    lift_suppression(one, note="She called again.", by=ada)

    told = [(act.kind, act.actor) for act in Act.objects.all()[:2]]
    assert told == [
        ("mailroom.suppression_lifted", f"user:{ada.pk}"),
        ("mailroom.address_suppressed", f"user:{ada.pk}"),
    ]
    facts = " ".join(Act.objects.values_list("facts", flat=True))
    assert "eve@" not in facts
    assert "called" not in facts
    assert index_of("eve@example.org") not in facts


def test_the_database_refuses_a_current_one_without_an_address_and_two_of_the_same():
    first, second = a_suppression("ada@example.org"), a_suppression("eve@example.org")
    writes = [({"address": ""}, "has_an_address"), ({"address_index": first.address_index}, "once_at_a_time|UNIQUE")]

    for values, rule in writes:
        with pytest.raises(IntegrityError, match=rule):
            raw_update(second, values)


def test_erasing_needs_a_lift_first_and_leaves_nothing_to_find_the_person_by():
    one = a_suppression("ada@example.org", note="She called.")
    with pytest.raises(RuleBroken, match="end or close it first"):
        erase(one, ground="GDPR art. 17(1)(b)", by=BUILDER)

    erased = erase(lift_suppression(one, note="Gone.", by=BUILDER), ground="GDPR art. 17(1)(b)", by=BUILDER)

    assert (erased.address, erased.address_index, erased.note, erased.lifting_note) == ("", "", "", "")
    past = str(list(Suppression.past.objects.values()))
    assert "ada@" not in past
    assert index_of("ada@example.org") not in past


# --- In the admin ---


def figure(title: str) -> int:
    [card] = [card for card in CARDS if str(card.title) == title]
    return card.figure(None)


def test_the_home_page_counts_addresses_that_bounce_and_contacts_among_them():
    a_contact("Dana@Example.com", customer=a_customer("Globex"))
    suppress_address("dana@example.com", reason=SuppressionReason.BOUNCED_HARD, by="worker")
    suppress_address("eve@example.org", reason=SuppressionReason.COMPLAINED, by="worker")
    a_suppression("bob@example.org")

    assert (figure("Addresses that bounce"), figure("Notice contacts that bounce")) == (2, 1)


def test_the_page_of_an_address_says_whose_notice_contact_it_is():
    contact = a_contact("Dana@Example.com", customer=a_customer("Globex"))
    one = suppress_address("dana@example.com", reason=SuppressionReason.BOUNCED_HARD, by="worker")
    client = a_client(a_colleague("ada", "privacy"))

    page = client.get(address(Suppression, "change", one.pk)).content.decode()
    listed = client.get(address(Suppression, "changelist")).content.decode()

    assert f'href="{address(type(contact), "change", contact.pk)}">Globex</a>' in page
    assert "find another way" in listed.lower()


def test_staff_enter_an_address_and_lift_it_with_a_reason():
    client = a_client(a_colleague("ada", "privacy"))
    client.post(address(Suppression, "add"), {"address": "eve@example.org", "note": "She called."})
    one = Suppression.objects.get()
    assert (one.address, one.note, one.reason, one.is_current) == ("eve@example.org", "She called.", "by_staff", True)

    step = f"{address(Suppression, 'change', one.pk).removesuffix('change/')}step/lift/"
    assert client.post(step, {"note": ""}).status_code == 200
    client.post(step, {"note": "She called again."})

    one.refresh_from_db()
    assert (one.is_current, one.lifting_note) == (False, "She called again.")


def test_entering_an_address_twice_says_so_and_loses_nothing_that_was_typed():
    a_suppression("eve@example.org")

    page = a_client(a_colleague("ada", "legal")).post(
        address(Suppression, "add"), {"address": "EVE@example.org", "note": "Her letter of today."}
    )

    assert "gets no list mail already" in page.content.decode()
    assert "Her letter of today." in page.content.decode()
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize(("right", "status"), [("web", 403), ("auditor", 403), ("privacy", 200)])
def test_only_who_keeps_the_list_enters_addresses(right, status):
    assert a_client(a_colleague("ada", right)).get(address(Suppression, "add")).status_code == status
