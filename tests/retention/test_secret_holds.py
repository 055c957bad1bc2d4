"""A hold that comes from a secret record does not exist for whom that record does not exist."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.retention import services
from apps.retention.models import Hold
from apps.retention.queries import held, held_back, hidden, holds_on, visible
from apps.retention.services import NoSuchHold, NothingToHold
from tests.builders import BUILDER, a_client, a_colleague, a_customer, a_letter, a_user
from tests.retention.holds import a_hold, a_secret_hold, counsel, soon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("customers_are_secret")]
LIST = "/admin/retention/hold/"
#: What differs between any two answers.
NOISE = re.compile(rb'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"|name="csrf[^>]*>')


def seen(client: Any, address: str) -> tuple[int, bytes]:
    answer = client.get(address)
    return answer.status_code, NOISE.sub(b"", answer.content)


def test_a_secret_hold_is_there_for_the_cleared_alone():
    hold, open_one = a_secret_hold(email="ada@example.org"), a_hold(email="bob@example.org")

    there = {name: set(visible(Hold.objects.all(), a_user(name))) for name in ("clara", "lena")}

    assert there == {"clara": {hold, open_one}, "lena": {open_one}}
    assert [row["pk"] for row in hidden(counsel("lena"))] == [hold.pk]


def test_where_nobody_says_who_may_see_its_origin_nobody_sees_it():
    with pytest.raises(ValidationError, match="another owner"):
        a_hold(clearance="elsewhere.request:1", owner=counsel("clara", "secrecy"))


def test_every_hold_counts_for_what_is_erased_and_only_those_in_scope_are_told():
    letter, lena, clara = a_letter("ada@example.org"), counsel("lena"), counsel("clara", "secrecy")
    hold = a_secret_hold(email="ada@example.org")

    assert held([letter]) == {letter.pk}
    assert {who.name: held_back(who, [letter]) for who in (lena, clara)} == {"lena": 0, "clara": 1}
    assert {who.name: list(holds_on(letter, who)) for who in (lena, clara)} == {"lena": [], "clara": [hold]}


ADDRESSES = [
    LIST,
    f"{LIST}?q=HLD",
    f"{LIST}?which=touched",
    f"{LIST}?which=review",
    f"{LIST}?scope__exact=person",
    f"{LIST}?ground_kind__exact=authority",
    f"{LIST}add/",
    "/admin/",
    "/admin/retention/",
]


@pytest.mark.parametrize("role", ["legal", "dpo", "auditor", "privacy", "web", "administrator"])
def test_for_the_uncleared_every_page_of_holds_is_the_same_with_a_secret_one_and_without(role):
    client = a_client(a_colleague("rita", role))
    a_hold(email="bob@example.org", owner=counsel("lena"))
    counsel("clara", "secrecy")
    origin = a_customer("Nobody knows")
    before = [seen(client, address) for address in ADDRESSES]

    hold = a_secret_hold(email="ada@example.org", origin=origin)
    services.note_touches({hold: ["dsr.ticket:1"]}, by="worker")

    assert [seen(client, address) for address in ADDRESSES] == before


@pytest.mark.parametrize("page", ["change/", "history/", "step/review/", "step/lift/", "delete/"])
def test_for_the_uncleared_the_pages_of_a_secret_hold_are_those_of_none(page):
    client, hold = a_client(counsel("lena")), a_secret_hold(email="ada@example.org")
    none = hold.pk + 1

    answers = [client.get(f"{LIST}{pk}/{page}") for pk in (hold.pk, none)]

    told = [
        (answer.status_code, answer.content.replace(f"/{pk}/".encode(), b""))
        for answer, pk in zip(answers, (hold.pk, none), strict=True)
    ]
    assert told[0] == told[1]


def test_the_cleared_find_it_by_its_reference_and_open_it():
    hold = a_secret_hold(email="ada@example.org")
    client = a_client(counsel("clara", "secrecy"))

    assert hold.reference in client.get(f"{LIST}?q={hold.reference}").content.decode()
    assert "ada@example.org" in client.get(f"{LIST}{hold.pk}/change/").content.decode()


def test_the_uncleared_do_nothing_with_a_secret_hold():
    hold, lena = a_secret_hold(), counsel("lena")

    for act in (
        lambda: services.change_review(hold, review_on=soon(), by=lena),
        lambda: services.ask_lifting(hold, reason="Why not.", by=lena),
        lambda: services.see_touches(hold, by=lena),
    ):
        with pytest.raises(NoSuchHold):
            act()


def test_a_second_person_is_cleared_too():
    hold = a_secret_hold()
    services.ask_lifting(hold, reason="The gag has ended.", by=counsel("clara", "secrecy"))

    with pytest.raises(NoSuchHold):
        services.lift_hold(hold, by=counsel("lena"))

    assert services.lift_hold(hold, by=counsel("carl", "secrecy")).status == "lifted"


def test_who_holds_a_record_that_is_hidden_from_them_hears_that_there_is_none():
    customer, lena = a_customer(), counsel("lena")
    told = []

    for pk in (customer.pk, customer.pk + 1):
        with pytest.raises(NothingToHold) as refused:
            a_hold(scope="case", subject=f"organisation.customer:{pk}", email="", by=lena, owner=lena)
        told.append(str(refused.value).replace(f":{pk}”", "”"))

    assert told[0] == told[1]


def test_a_secret_hold_is_not_given_to_somebody_who_could_not_see_it():
    hold = a_secret_hold()

    with pytest.raises(ValidationError, match="another owner"):
        services.change_review(hold, review_on=soon(), owner=counsel("lena"), by=BUILDER)


def test_a_hold_on_a_record_that_may_be_a_secret_is_there_for_whom_the_record_is():
    customer, clara = a_customer(), counsel("clara", "secrecy")

    hold = a_hold(customer, owner=clara, by=clara)

    assert hold.clearance == f"organisation.customer:{customer.pk}"
    assert [list(visible(Hold.objects.all(), who)) for who in (clara, counsel("lena"))] == [[hold], []]
