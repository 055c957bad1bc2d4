"""The intake: each decision is one event, what is unknown creates nothing, and a withdrawal is never shed."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.consents import services
from apps.consents.choices import Action, Method, State, Surface
from apps.consents.decisions import Decision
from apps.consents.ingest import is_gpc
from apps.consents.keys import NotAnIdentity, spelt, subject_of, subject_of_banner
from apps.consents.models import ConsentEvent, CurrentState, EventReceipt
from apps.consents.origins import forget_origins
from apps.consents.partitions import first_id, make_partitions, partitions
from apps.consents.queries.states import current, state_of, timeline
from apps.consents.services.record import stored
from apps.cookies.queries.versions import forget_versions, version_name
from apps.trail import guards
from apps.trail.choices import Fault
from apps.trail.sealing import seal_all
from apps.trail.verification import verify
from tests.cookies.registry import a_cookie, a_site
from tests.cookies.test_notices import published

ORIGIN = "https://www.acme.example"
SOMEBODY = uuid.UUID("11111111-2222-4333-8444-555555555555")
AT = "2026-11-20T10:00:00.000Z"


@pytest.fixture(autouse=True)
def nothing_is_remembered():
    forget_versions(), forget_origins()


@pytest.fixture
def version(db) -> str:
    return a_version()


def a_version() -> str:
    a_cookie("session", category="strictly_necessary", is_session=True)
    a_cookie("_ga"), a_cookie("ads", category="marketing")
    return version_name(published())


def chosen(version: str, *accepted: str, at: str = AT, who: uuid.UUID = SOMEBODY, **values) -> dict:
    """What vanilla-cookieconsent gives."""
    cookie = {
        "categories": ["strictly_necessary", *accepted],
        "revision": 1,
        "consentId": str(who),
        "consentTimestamp": "2026-01-01T00:00:00.000Z",
        "lastConsentTimestamp": at,
        "languageCode": "nl",
    }
    kind = "all" if len(accepted) == 2 else "custom" if accepted else "necessary"
    rejected = sorted({"performance", "marketing", "added_later"} - set(accepted))
    preferences = {"acceptType": kind, "acceptedCategories": list(accepted), "rejectedCategories": rejected}
    return {"event": "onFirstConsent", "version": version, "cookie": cookie, "preferences": preferences} | values


def post(
    body, *, origin: str = ORIGIN, client: Client | None = None, content_type: str = "application/json", **headers
):
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    given = {"origin": origin} if origin else {}
    return (client or Client()).post(
        reverse("consents:consents"), data, content_type=content_type, headers=given | headers
    )


def klaro(version: str, *, kind: str = "accept", consents=None, public_id: str = "", **headers):
    said = {
        "location_data": {"pathname": "/p?x=1", "port": 0, "hostname": "www.acme.example", "protocol": "https"},
        "user_data": {"client_version": "0.7.22", "client_name": "klaro:web"},
        "consent_data": {"consents": consents or {}, "type": kind, "config": version},
    }
    address = reverse("consents:klaro-submit", args=[public_id or a_site().public_id])
    return Client().post(
        address, json.dumps(said), content_type="text/plain;charset=UTF-8", headers={"origin": ORIGIN} | headers
    )


def subject() -> uuid.UUID:
    return subject_of_banner(a_site().public_id, SOMEBODY)


# --- Events ----------------------------------------------------------------------------------------------------------


def test_a_choice_is_an_event_with_what_was_offered_and_nothing_else(version):
    answer = post(chosen(version, "performance", page="/prices?who=me"), content_type="text/plain;charset=UTF-8")

    [event] = ConsentEvent.objects.all()
    assert (answer.status_code, answer.json()) == (201, {"id": str(event.pk), "is_new": True})
    assert (event.granted, event.refused, event.language, event.page) == ("performance", "marketing", "nl", "/prices")
    assert (event.action, event.method, event.subject) == (Action.CUSTOM, Method.BANNER, subject())
    assert event.claimed_at.isoformat() == "2026-11-20T10:00:00+00:00"


def test_the_same_decision_is_one_event_and_another_is_another(version):
    same = [post(chosen(version, "performance")) for _time in range(3)]
    other = post(chosen(version, at="2026-11-20T10:00:05.000Z"))

    assert [answer.status_code for answer in [*same, other]] == [201, 200, 200, 201]
    assert len({answer.json()["id"] for answer in same}) == 1
    assert ConsentEvent.objects.count() == 2
    assert {key: one.state for key, one in state_of(subject()).items()} == {
        "performance": State.WITHDRAWN,
        "marketing": State.REFUSED,
    }


def test_a_batch_is_taken_whole_or_not_at_all(version):
    good = [chosen(version, at=f"2026-11-20T10:00:0{number}.000Z") for number in range(3)]

    refused = post({"events": [*good, chosen("0" * 16 + ".1")]})
    taken = post(good)

    assert (refused.status_code, refused.json()["where"]) == (422, "events[3].version")
    assert [one["is_new"] for one in taken.json()["events"]] == [True, True, True]
    assert ConsentEvent.objects.count() == 3


def test_the_neutral_shape_says_the_same(version):
    body = {
        "version": version,
        "consent_id": str(SOMEBODY),
        "choices": {"performance": "granted", "marketing": False},
        "idempotency_key": "one",
        "method": "page",
        "surface": "page",
        "language": "en",
    }

    answers = [post(body), post(body), post(body | {"idempotency_key": "two"})]

    assert [answer.status_code for answer in answers] == [201, 200, 201]
    assert set(ConsentEvent.objects.values_list("granted", "refused", "method")) == {
        ("performance", "marketing", Method.PAGE)
    }


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("{", 400, "Line 1, column 2"),
        (b"\xff", 400, "not UTF-8"),
        ("[" * 500 + "]" * 500, 400, "nested"),
        ("1" * 5000, 400, "too long"),
        (" " * 70_000, 413, "65536 are allowed"),
        ("[]", 422, "Send 1 to 100 events"),
        ("7", 422, "An event is an object"),
        ('{"version": 5}', 422, "no published version"),
    ],
)
def test_a_body_that_is_not_taken_says_why_as_problem_details(body, status, words, db):
    answer = post(body)

    said = answer.json()
    assert (answer.status_code, said["status"], answer["Content-Type"]) == (status, status, "application/problem+json")
    assert words in said["detail"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"choices": {"unknown": True}}, "choices.unknown"),
        ({"choices": {"strictly_necessary": True}}, "choices.strictly_necessary"),
        ({"choices": {"performance": "maybe"}}, "choices.performance"),
        ({"choices": {"performance": [1]}}, "choices.performance"),
        ({"choices": {"performance": 1.5}}, "choices.performance"),
        ({"choices": []}, "choices"),
        ({"choices": {}}, "choices"),
        ({"consent_id": "x"}, "consent_id"),
        ({"consent_id": 5}, "consent_id"),
        ({"action": "jump"}, "action"),
        ({"method": "officer"}, "method"),
        ({"idempotency_key": ""}, "idempotency_key"),
    ],
)
def test_what_was_not_offered_or_is_malformed_creates_nothing(version, change, where):
    body = {"version": version, "consent_id": str(SOMEBODY), "choices": {"performance": True}} | change

    answer = post(body)

    assert (answer.status_code, answer.json()["where"]) == (422, where)
    assert (ConsentEvent.objects.count(), EventReceipt.objects.count(), CurrentState.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("origin", ["", "https://evil.example", "null", "http://www.acme.example"])
def test_choices_are_taken_from_the_pages_of_their_site_alone(version, origin):
    answer = post(chosen(version), origin=origin)

    assert (answer.status_code, ConsentEvent.objects.count()) == (403, 0)
    assert "Access-Control-Allow-Origin" not in answer


def test_a_preflight_lets_the_pages_of_a_site_ask_and_no_others(version):
    address = reverse("consents:consents")
    ours, others = (Client().options(address, headers={"origin": one}) for one in (ORIGIN, "https://evil.example"))

    assert (ours["Access-Control-Allow-Origin"], ours.status_code) == (ORIGIN, 204)
    assert "Access-Control-Allow-Origin" not in others


def test_an_event_is_never_changed_nor_deleted(version):
    post(chosen(version))

    for write in (lambda rows: rows.update(granted="marketing"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(ConsentEvent.objects.all())


@pytest.mark.parametrize("alter", ["DELETE FROM {} WHERE id = %s", "UPDATE {} SET granted = 'marketing' WHERE id = %s"])
def test_events_are_covered_by_acts_and_what_is_altered_is_found(version, alter):
    for number in range(5):
        post(chosen(version, at=f"2026-11-20T10:00:0{number}.000Z"))
    waiting = verify().findings
    seal_all()
    covered = verify().findings

    with guards.lifted(), connection.cursor() as cursor:
        event = ConsentEvent.objects.earliest("id")
        cursor.execute(alter.format(ConsentEvent._meta.db_table), [stored(event.pk)])

    assert (waiting, covered) == ([], [])
    assert verify().findings != []


def test_an_event_that_was_put_in_unseen_is_found(version):
    services.record([a_decision(performance=True)])
    seal_all()

    services.record([a_decision(performance=False)])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM trail_unsealed")

    event = timeline(subject()).first()
    assert [(one.fault, one.where) for one in verify().findings] == [
        (Fault.LEDGER, f"consents.consentevent:{event.pk}")
    ]


# --- klaro -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "consents", "action", "granted", "refused"),
    [
        ("show", {}, Action.SHOW, "", ""),
        ("accept", {"performance": True, "marketing": True}, Action.ACCEPT_ALL, "marketing performance", ""),
        ("decline", {"performance": False, "marketing": False}, Action.REFUSE_ALL, "", "marketing performance"),
        ("save", {"performance": True, "marketing": False}, Action.CUSTOM, "performance", "marketing"),
    ],
)
def test_what_klaro_submits_is_an_event_without_a_subject(version, kind, consents, action, granted, refused):
    required = {"strictly_necessary": True} if consents else {}

    answers = [klaro(version, kind=kind, consents=consents | required) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert (
        list(ConsentEvent.objects.values_list("action", "granted", "refused", "subject", "client", "page"))
        == [(action, granted, refused, None, "klaro:web 0.7.22", "/p")] * 2
    )


@pytest.mark.parametrize(
    "change",
    [{"public_id": "f" * 16}, {"consents": {"unknown": True}}, {"kind": "other"}, {"consents": {}}, {"version": "x"}],
)
def test_what_klaro_must_not_say_is_refused_as_json_and_creates_nothing(version, change):
    answer = klaro(**({"version": version, "consents": {"performance": True}} | change))

    assert (answer.status_code, answer.json()["status"], ConsentEvent.objects.count()) == (422, 422, 0)


# --- Global Privacy Control ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "is_signal"),
    [
        ("1", True),
        (" 1 ", True),
        ("0, 1", True),
        ("", False),
        ("0", False),
        ("true", False),
        ("11", False),
        ("1;a", False),
    ],
)
def test_the_signal_is_exactly_1(header, is_signal):
    assert is_gpc(header) == is_signal


def test_the_signal_is_an_objection_recorded_once_for_a_subject_and_version(version):
    answers = [
        post(chosen(version, "performance", "marketing", at=f"2026-11-20T10:00:0{number}.000Z"), **{"sec-gpc": "1"})
        for number in range(3)
    ]

    [event] = ConsentEvent.objects.all()
    assert (event.method, event.granted, event.refused) == (Method.GPC, "performance", "marketing")
    assert answers[0].json()["objected"] == ["marketing"]


# --- Limits ----------------------------------------------------------------------------------------------------------


def test_a_flood_is_shed_and_a_withdrawal_behind_it_is_taken(version, settings):
    settings.CONSENTS_PER_MINUTE_AND_PROCESS, settings.CONSENTS_PER_MINUTE = 0, 3
    post(chosen(version, "performance", "marketing"))

    flood = [post(chosen(version, "performance", who=uuid.uuid4())) for _time in range(6)]
    stranger = post(chosen(version, who=uuid.uuid4()))
    withdrawal = post(chosen(version, at="2026-11-20T10:01:00.000Z"))

    assert [answer.status_code for answer in flood].count(429) >= 3
    assert (flood[-1]["Retry-After"], stranger.status_code, withdrawal.status_code) == ("60", 429, 201)
    assert current(subject(), "marketing") is False


# --- State -----------------------------------------------------------------------------------------------------------


def a_decision(**choices: bool) -> Decision:
    site = a_site()
    return Decision(
        choices=choices,
        action=Action.CUSTOM,
        method=Method.BANNER,
        surface=Surface.BANNER,
        site=site.pk,
        version=site.notices.get().published_id,
        subject=subject(),
    )


def test_what_was_not_asked_has_no_state_and_the_past_stays_as_it_was(version):
    services.record([a_decision(performance=True)])
    between = timezone.now()
    services.record([a_decision(performance=False), a_decision(marketing=True)])

    then, now = state_of(subject(), at=between), state_of(subject())

    assert {key: one.state for key, one in then.items()} == {"performance": State.GRANTED}
    assert {key: one.state for key, one in now.items()} == {"performance": State.WITHDRAWN, "marketing": State.GRANTED}
    assert (current(subject(), "functional"), current(subject(), "marketing")) == (None, True)
    assert [event.pk for event in timeline(subject())] == sorted((e.pk for e in timeline(subject())), reverse=True)


def test_a_choice_stands_so_long_as_the_site_says(version, time_machine):
    services.record([a_decision(performance=True)])
    event = timeline(subject()).get()

    states = [
        state_of(subject(), at=event.moment + days * (timezone.timedelta(days=1)))["performance"].state
        for days in (0, 181, 182)
    ]

    assert states == [State.GRANTED, State.GRANTED, State.EXPIRED]


@pytest.mark.parametrize(
    ("kind", "value", "one"),
    [
        ("email", " Ada@Example.ORG ", "ada@example.org"),
        ("phone", "+31 (20) 123-4567", "+31201234567"),
        ("phone", "0031 20 1234567", "+31201234567"),
    ],
)
def test_an_address_has_one_pseudonym_however_it_is_written(kind, value, one, db):
    assert spelt(kind, value) == one
    assert subject_of(kind, value) == subject_of(kind, one)


@pytest.mark.parametrize(("kind", "value"), [("email", "ada"), ("email", "a b@c.example"), ("phone", "020 1234567")])
def test_what_is_no_address_has_none(kind, value):
    with pytest.raises(NotAnIdentity):
        spelt(kind, value)


# --- Parts -----------------------------------------------------------------------------------------------------------


def test_parts_of_coming_months_are_made_once(db):
    import datetime

    made = [make_partitions(today=datetime.date(2031, 12, 15)) for _time in range(2)]

    wanted = [f"consents_consentevent_{month}" for month in ("203112", "203201", "203202", "203203")]
    if connection.vendor == "postgresql":
        assert (made, [one for one in partitions() if one in wanted]) == ([4, 0], wanted)
    else:
        assert (made, partitions()) == ([0, 0], [])
    assert first_id(datetime.date(2032, 1, 1)) > first_id(datetime.date(2031, 12, 31))


# --- Many at once ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_same_decision_sent_by_many_at_once_is_one_event():
    version = a_version()

    def send(_number: int) -> int:
        try:
            return post(chosen(version, "performance")).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(60)))

    assert (answers.count(201), answers.count(200)) == (1, 59)
    assert (ConsentEvent.objects.count(), CurrentState.objects.count()) == (1, 2)
