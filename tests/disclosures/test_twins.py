"""A request under secrecy changes nothing that anybody else can see: not a byte of any page, nor a number."""

import io
import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Right
from apps.disclosures import services
from apps.trail.models import Act
from tests.builders import a_client, a_colleague
from tests.disclosures.demands import counsel, fresh
from tests.disclosures.twins import (
    WORDS,
    Page,
    Secret,
    a_secret_request,
    as_compared,
    begun,
    body_of,
    compared,
    life_goes_on,
    page_at,
    seen_by,
    seen_in_a_twin,
)

pytestmark = pytest.mark.django_db

ROLES = [right for right in Right if right != Right.SECRECY]
#: Where what belongs to a request could be seen.
NEAR = ("accounts", "casework", "disclosures", "mailroom", "trail")
#: Each role alone, all together, somebody with clearance who is not cleared for this one, and a visitor.
WHO = {right.value: (right,) for right in Right} | {
    "everybody": tuple(ROLES),
    "not cleared": (Right.LEGAL, Right.SECRECY),
    "visitor": None,
}


#: Where it stands for whoever is cleared.
LISTS = [("mailroom", "letter"), ("mailroom", "inboundmessage"), ("casework", "approval")]


def a_browser_of(rights: tuple[str, ...] | None) -> Client:
    return Client() if rights is None else a_client(a_colleague("ursula", *rights))


def ordinary_days() -> None:
    life_goes_on()


def the_same_days_with_a_secret() -> Secret:
    secret = a_secret_request()
    life_goes_on()
    return secret


#: What somebody would search for who suspects it.
TERMS = (WORDS["their_reference"], "GOV-", "9988")


def twins(client: Client, **how: Any) -> tuple[list[Page], list[Page], Secret]:
    """What somebody sees in the office without the secret request, in the office with it, and that request."""
    without = seen_in_a_twin(ordinary_days, lambda _nothing: seen_by(client, **how))
    pages, secret = seen_in_a_twin(the_same_days_with_a_secret, lambda secret: (seen_by(client, **how), secret))
    return without, pages, secret


def differing(pages: list[Page], others: list[Page]) -> list[str]:
    before, after = compared(pages), compared(others)
    assert [one.address for one in before] == [one.address for one in after]
    return [one.address for one, other in zip(before, after, strict=True) if one != other]


def told(pages: list[Page], secret: Secret) -> list[tuple[str, str]]:
    """Where a page holds a word of the secret request; a search repeats what was searched for."""
    read = [one for one in pages if not one.is_search]
    return [(one.address, word) for one in read for word in secret.canaries if word in one.body]


@pytest.mark.parametrize("who", ["everybody", "not cleared"])
def test_nobody_else_sees_a_difference_where_it_could_be_seen(who):
    begun()

    pages, others, secret = twins(a_browser_of(WHO[who]), terms=TERMS, apps=NEAR, samples=1)

    assert differing(pages, others) == []
    assert told(others, secret) == []
    assert len(pages) > 80


@pytest.mark.slow
@pytest.mark.parametrize("who", WHO)
def test_nobody_else_sees_a_difference_on_any_page(who):
    begun()

    pages, others, secret = twins(a_browser_of(WHO[who]), terms=TERMS, samples=5)

    assert differing(pages, others) == []
    assert told(others, secret) == []


def test_whoever_is_cleared_sees_it():
    """So the comparison can fail."""
    begun()
    client = a_client(a_colleague("carla"))
    lists = [reverse(f"admin:{app}_{model}_changelist") for app, model in LISTS]

    pages = seen_in_a_twin(ordinary_days, lambda _nothing: [page_at(client, one) for one in lists])
    others, secret = seen_in_a_twin(
        the_same_days_with_a_secret, lambda secret: ([page_at(client, one) for one in lists], secret)
    )

    assert differing(pages, others) == lists
    assert {address for address, _word in told(others, secret)} == set(lists)


@pytest.fixture
def secret(db: None) -> Secret:
    begun()
    secret = a_secret_request()
    life_goes_on()
    return secret


def test_no_word_of_it_is_in_any_log():
    begun()
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    logging.getLogger().addHandler(handler)

    secret = a_secret_request()

    logging.getLogger().removeHandler(handler)
    assert [word for word in secret.canaries if word in lines.getvalue()] == []


PAGES = ("change", "history", "delete")
MORE = {
    "mailroom.letter": ("content/", "message/", "step/cancel/"),
    "mailroom.inboundmessage": ("content/", "message/"),
}


def addresses(label: str, number: int) -> list[str]:
    app, model = label.split(".")
    root = f"/admin/{app}/{model}/"
    found = [f"{root}{number}/{page}/" for page in PAGES] + [f"{root}{number}/{page}" for page in MORE.get(label, ())]
    return found + [f"{root}?{query}={number}" for query in ("id__exact", "id__in", "pk", "q")]


def asked(client: Client, address: str, number: int) -> tuple[int, str, int]:
    """The status, the page without the number, and what it cost."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        body = body_of(answer) + answer.get("Location", "")
    return answer.status_code, body.replace(str(number), "NUMBER"), len(queries)


def test_what_is_hidden_answers_as_what_is_not_there_and_costs_the_same(secret):
    client = a_browser_of(ROLES)
    client.get(reverse("admin:index"))
    for label, number in secret.numbers.items():
        absent = number + 1
        for one, other in zip(addresses(label, number), addresses(label, absent), strict=True):
            assert asked(client, one, number)[::2] == asked(client, other, absent)[::2], one
            assert compared_body(client, one, number) == compared_body(client, other, absent), one


def compared_body(client: Client, address: str, number: int) -> str:
    return as_compared(asked(client, address, number)[1])


def test_acts_about_it_and_their_proofs_are_not_there(secret):
    client = a_browser_of(ROLES)
    about = Act.objects.filter(about=f"disclosures.demand:{secret.demand.pk}")

    assert about.count() > 10
    for one in about:
        assert client.get(reverse("admin:trail_act_change", args=[one.pk])).status_code == 302
        assert client.get(reverse("admin:trail_act_proof", args=[one.pk])).status_code == 403


def test_when_the_silence_is_lifted_everybody_sees_it(secret):
    services.lift_silence(fresh(secret.demand), words="Lifted in writing.", by=counsel())

    page = a_browser_of(ROLES).get(reverse("admin:mailroom_letter_change", args=[secret.numbers["mailroom.letter"]]))

    assert page.status_code == 200
    assert secret.demand.reference in page.content.decode()
