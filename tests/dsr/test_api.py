"""The intake for programs: each call is answered once, by field where it is wrong, and tells nobody of what is another's."""

import datetime
import hashlib
import json

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.dsr import services
from apps.dsr.choices import Channel, Identity, Right
from apps.dsr.models import ApiCall, ApiClient, Ticket
from apps.dsr.services.api import CALLS_PER_CLIENT
from apps.mailroom.models import Letter
from tests.builders import BUILDER, a_brand, a_client, a_colleague, a_country

from .filings import an_intake
from .tickets import a_ticket

pytestmark = pytest.mark.django_db
URL = "/api/privacy-requests/"


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False) as traveller:
        yield traveller


def a_program(name: str = "Dashboard", **values) -> ApiClient:
    return services.add_api_client(name=name, brand=values.pop("brand", None) or an_intake(), by=BUILDER)


def body(**values) -> dict:
    usual = {"rights": ["access"], "group": "customer", "name": "Ada", "email": "ada@example.org"}
    return usual | {"country": a_country("NL").code} | values


def call(program: ApiClient, data, key: str = "k-1", **headers):
    """What a program sends; bytes go as they are."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    usual = {"Authorization": f"Bearer {program.token}", "Idempotency-Key": key}
    client = Client(enforce_csrf_checks=True)
    return client.post(URL, content, content_type="application/json", headers=usual | headers)


def ask(program: ApiClient, reference: str):
    return Client().get(f"{URL}{reference}/", headers={"Authorization": f"Bearer {program.token}"})


def told(answer) -> list[tuple[str, str]]:
    return [(one["field"], one["message"]) for one in answer.json()["errors"]]


# --- Taken ---


def test_a_request_is_taken_and_answered_with_reference_due_date_and_where_to_ask(clock):
    answer = call(a_program(), body(rights=["access", "objection"], direct_marketing=True, words="All."))

    ticket = Ticket.objects.get()
    assert (answer.status_code, answer["Location"]) == (201, f"{URL}{ticket.reference}/")
    assert answer.json() == {
        "reference": ticket.reference,
        "status": "received",
        "received_on": "2026-03-02",
        "due_on": "2026-04-02",
        "rights": [
            {"right": "access", "decision": "open", "due_on": "2026-04-02"},
            {"right": "objection", "decision": "open", "due_on": "2026-04-02"},
        ],
        "status_url": f"{settings.SITE_URL}{URL}{ticket.reference}/",
    }
    assert (ticket.channel, ticket.words, ticket.email) == (Channel.API, "All.", "ada@example.org")
    assert ticket.items.get(right=Right.OBJECTION).is_direct_marketing is True
    assert [one.kind for one in Letter.objects.all()] == ["dsr/received"]
    assert answer.cookies == {}


def test_receipt_is_when_the_person_asked(clock):
    call(a_program(), body(asked_at="2026-02-28T23:30:00+00:00"))

    assert Ticket.objects.get().received_on == datetime.date(2026, 3, 1)


def test_a_sign_in_that_the_program_vouches_for_is_proof_of_identity(clock):
    call(a_program(), body(signed_in_at="2026-03-02T08:55:00Z"))

    ticket = Ticket.objects.get()
    signed_in = datetime.datetime(2026, 3, 2, 8, 55, tzinfo=datetime.UTC)
    assert (ticket.identity, ticket.identity_at, ticket.is_verified) == (Identity.VERIFIED, signed_in, True)


def test_without_a_sign_in_identity_stays_unchecked(clock):
    call(a_program(), body())

    assert Ticket.objects.get().identity == Identity.UNCHECKED


# --- Once ---


def test_the_same_call_again_is_answered_the_same_and_opens_nothing(clock):
    program = a_program()
    first = call(program, body())
    clock.shift(datetime.timedelta(days=1))

    second = call(program, body())

    assert (second.status_code, second.json()) == (201, first.json())
    assert (Ticket.objects.count(), Letter.objects.count()) == (1, 1)


def test_a_key_stands_for_one_body(clock):
    program = a_program()
    call(program, body())

    answer = call(program, body(rights=["erasure"]))

    assert (answer.status_code, told(answer)[0][0], Ticket.objects.count()) == (409, "Idempotency-Key", 1)


def test_two_programs_may_use_one_key(clock):
    assert [call(a_program(name), body()).status_code for name in ("One", "Other")] == [201, 201]
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("key", ["", " ", "é", "x" * 201, "a b"])
def test_every_call_has_a_key(key):
    answer = call(a_program(), body(), key=key)

    assert (answer.status_code, told(answer)[0][0]) == (400, "Idempotency-Key")


# --- Who may ---


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic {token}", "Bearer {token}x", "Token {token}"])
def test_who_has_no_token_in_force_is_told_nothing(header):
    program = a_program()
    headers = {"Authorization": header.format(token=program.token)}

    answers = [call(program, body(), **headers), Client().get(f"{URL}DSR-2026-0001/", headers=headers)]

    assert [(one.status_code, one["WWW-Authenticate"]) for one in answers] == [(401, "Bearer")] * 2
    assert Ticket.objects.count() == 0


def test_access_that_was_taken_back_is_worth_nothing():
    program = a_program()
    services.revoke_api_client(program, by=BUILDER)

    assert call(program, body()).status_code == 401


def test_only_the_digest_of_a_token_is_kept():
    program = a_program()

    kept = ApiClient.objects.values().get()
    assert (kept["token_hash"], program.token in str(kept)) == (
        hashlib.sha256(program.token.encode()).hexdigest(),
        False,
    )


def test_what_others_brought_in_looks_like_what_is_not_there(clock):
    mine, other = a_program("Mine"), a_program("Other", brand=a_brand("other"))
    reference = call(mine, body()).json()["reference"]
    by_form = a_ticket()

    foreign = [ask(other, reference), ask(mine, by_form.reference), ask(mine, "DSR-2026-9999"), ask(mine, "%00")]

    assert {(one.status_code, one.content) for one in foreign} == {(404, foreign[2].content)}
    assert ask(mine, reference).json()["status"] == "received"


def test_a_program_that_calls_too_often_waits(clock):
    program = a_program()

    answers = [ask(program, "none").status_code for _time in range(CALLS_PER_CLIENT.capacity + 1)]

    assert answers == [404] * CALLS_PER_CLIENT.capacity + [429]
    assert call(program, body())["Retry-After"] == "60"


def test_a_call_by_another_method_says_which_one():
    assert Client().get(URL)["Allow"] == "POST"
    assert Client().delete(f"{URL}x/")["Allow"] == "GET, HEAD"


# --- What is refused ---

FIELDS = [
    ({"rights": None}, "rights", "missing"),
    ({"rights": "access"}, "rights", "list"),
    ({"rights": []}, "rights", "one right at least"),
    ({"rights": ["everything"]}, "rights", "none of: access"),
    ({"rights": [["access"]]}, "rights", "none of"),
    ({"rights": ["access", "access"]}, "rights", "once"),
    ({"group": "officer"}, "group", "none of: customer"),
    ({"name": 1}, "name", "text"),
    ({"name": " "}, "name", "empty"),
    ({"name": "x" * 201}, "name", "longer than 200"),
    ({"name": "Ada\0"}, "name", "NUL"),
    ({"words": "\ud800"}, "words", "surrogate"),
    ({"email": "ada"}, "email", "address"),
    ({"email": "ada@example.org\r\nBcc: x@example.org"}, "email", "address"),
    ({"country": "XX"}, "country", "ISO 3166-1"),
    ({"country": {"code": "NL"}}, "country", "text"),
    ({"region": "c-"}, "region", "ISO 3166-2"),
    ({"country": "US", "region": "QC"}, "region", "no region of US"),
    ({"direct_marketing": "yes"}, "direct_marketing", "true or false"),
    ({"direct_marketing": True}, "direct_marketing", "objection"),
    ({"asked_at": "2026-03-02T09:00:00"}, "asked_at", "zone"),
    ({"asked_at": "2026-03-02T10:00:00Z"}, "asked_at", "future"),
    ({"asked_at": "0001-01-01T00:00:00+14:00"}, "asked_at", "back"),
    ({"asked_at": "2025-12-01T00:00:00Z"}, "asked_at", "back"),
    ({"asked_at": "2026-02-30T00:00:00Z"}, "asked_at", "moment"),
    ({"signed_in_at": "2026-02-28T09:00:00Z"}, "signed_in_at", "day before"),
    ({"status": "closed"}, "status", "no such field"),
    ({"identity": "verified"}, "identity", "no such field"),
    ({"\ud800": 1}, "\\ud800", "no such field"),
]


@pytest.mark.parametrize(("values", "field", "words"), FIELDS)
def test_a_field_that_is_wrong_is_named_with_what_is_right(values, field, words, clock):
    program = a_program()
    a_country("US")

    answer = call(program, body(**values))

    (named, message), *more = told(answer)
    assert (answer.status_code, named, words in message, more) == (400, field, True, [])
    assert (Ticket.objects.count(), ApiCall.objects.count()) == (0, 0)


def test_every_wrong_field_is_named_at_once(clock):
    answer = call(a_program(), {"rights": [], "group": 3})

    assert [field for field, _message in told(answer)] == ["rights", "group", "name", "email"]


BODIES = [
    (b" ", 400),
    (b"{", 400),
    (b"[]", 400),
    (b"null", 400),
    (b'"x"', 400),
    (b"\xff\xfe{}", 400),
    (b'{"name": NaN}', 400),
    (b'{"name": 1, "name": 2}', 400),
    (b"[" * 30_000, 400),
    (b'{"name": ' + b"9" * 5000 + b"}", 400),
    (b'{"name": "' + b"x" * 70_000 + b'"}', 413),
]


@pytest.mark.parametrize(("hostile", "status"), BODIES, ids=range(len(BODIES)))
def test_a_hostile_body_is_refused_in_words(hostile, status, clock):
    answer = call(a_program(), hostile)

    assert (answer.status_code, len(told(answer)[0][1]) < 600, Ticket.objects.count()) == (status, True, 0)


def test_another_type_than_json_is_refused():
    program = a_program()
    headers = {"Authorization": f"Bearer {program.token}", "Idempotency-Key": "k"}

    assert Client().post(URL, {"name": "Ada"}, headers=headers).status_code == 415


# --- In the admin ---


def test_a_token_is_shown_once():
    client, brand = a_client(a_colleague("pat", "privacy")), an_intake()

    shown = client.post(reverse("admin:dsr_apiclient_add"), {"name": "Dashboard", "brand": brand.pk})

    program = ApiClient.objects.get()
    token = shown.context["original"].token
    later = client.get(reverse("admin:dsr_apiclient_change", args=[program.pk])).content.decode()
    assert hashlib.sha256(token.encode()).hexdigest() == program.token_hash
    assert (token in shown.content.decode(), token in later) == (True, False)


def test_the_list_tells_when_each_program_last_brought_something(clock):
    program = a_program()
    call(program, body())

    page = a_client(a_colleague("pat", "privacy")).get(reverse("admin:dsr_apiclient_changelist"))

    assert "2 Mar 2026, 10:00" in page.content.decode()
