"""A provider is heard only where it shows who it is; what it tells is read by its own classes, and nothing else is done."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client

from apps.mailroom.choices import Told
from apps.mailroom.models import Acceptance, Letter, ProviderEvent, Suppression
from apps.trail.models import Act
from privacy_office.mail import PROVIDERS, mail_settings
from tests.builders import a_client, a_colleague
from tests.faults.test_concurrent_writes import at_once
from tests.mailroom.test_events import ADA, handed_over, happened, reached
from tests.mailroom.test_providers import URLS

SECRET = "office:correct horse"
KEY = "signing-key"


def office(settings: Any, provider: str, **more: str) -> None:
    """The office's mail goes by a provider, from which it hears."""
    given = {"secret": SECRET} | ({"signing_key": KEY} if provider == "mailgun" else {}) | more
    for name, value in mail_settings(URLS[provider], timeout=1, **given).items():
        setattr(settings, name, value)


def basic(secret: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Basic {base64.b64encode(secret.encode()).decode()}"}


def call(provider: str, told: Any, secret: str = SECRET) -> int:
    """The answer to a call of the provider."""
    return post(provider, json.dumps(told).encode(), **basic(secret)).status_code


def post(provider: str, body: bytes, **headers: str) -> Any:
    return Client(enforce_csrf_checks=True).post(
        f"/mail/events/{provider}/", body, content_type="application/json", **headers
    )


def of_sparkpost(letter: Letter, kind: str = "delivery", **values: Any) -> list[dict]:
    event = {"type": kind, "event_id": "92", "timestamp": "1460989507", "raw_rcpt_to": letter.to_address}
    event |= {"transmission_id": "66", "rcpt_meta": {"letter": letter.message_id}}
    return [{"msys": {"message_event": event | values}}]


def of_mailgun(letter: Letter, event: str = "delivered", **values: Any) -> dict:
    moment, token = "1529006854", "t1"
    signature = hmac.new(KEY.encode(), f"{moment}{token}".encode(), hashlib.sha256).hexdigest()
    message = {"headers": {"message-id": letter.message_id.strip("<>")}}
    data = {"event": event, "timestamp": 1529006854.3, "recipient": letter.to_address, "message": message}
    return {"signature": {"timestamp": moment, "token": token, "signature": signature}, "event-data": data | values}


def of_postmark(letter: Letter, kind: str = "Delivery", **values: Any) -> dict:
    return {
        "RecordType": kind,
        "MessageID": "b7-5",
        "Recipient" if kind == "Delivery" else "Email": letter.to_address,
        "DeliveredAt": "2026-11-05T16:33:54.9070259Z",
        "Metadata": {"letter": letter.message_id},
        **values,
    }


DELIVERED = {"sparkpost": of_sparkpost, "mailgun": of_mailgun, "postmark": of_postmark}


def untouched(letter: Letter) -> bool:
    return (happened(letter), reached(letter), ProviderEvent.objects.count()) == (["queued"], "", 0)


# --- Who is heard ---


@pytest.mark.django_db
@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_that_shows_who_it_is_is_heard_once(provider, settings):
    office(settings, provider)
    letter = handed_over()

    answers = [call(provider, DELIVERED[provider](letter)) for _time in range(3)]

    assert answers == [200, 200, 200]
    assert (happened(letter), reached(letter)) == (["queued", "delivered"], "delivered")
    assert [(one.provider, one.told, one.letter) for one in ProviderEvent.objects.all()] == [
        (provider, "delivered", letter)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("secret", ["", ":", "office:", "office:Correct horse", "Office:correct horse", "office"])
def test_a_wrong_password_is_refused(provider, secret, settings):
    office(settings, provider)
    letter = handed_over()

    assert call(provider, DELIVERED[provider](letter), secret) == 400
    assert post(provider, json.dumps(DELIVERED[provider](letter)).encode()).status_code == 400
    assert untouched(letter)


@pytest.mark.django_db
def test_a_password_with_any_one_bit_flipped_is_refused(settings):
    office(settings, "sparkpost")
    letter = handed_over()
    body, right = json.dumps(of_sparkpost(letter)).encode(), SECRET.encode()

    for place in range(8 * len(right)):
        wrong = bytearray(right)
        wrong[place // 8] ^= 1 << place % 8
        shown = f"Basic {base64.b64encode(bytes(wrong)).decode()}"
        assert post("sparkpost", body, HTTP_AUTHORIZATION=shown).status_code == 400, place
    assert untouched(letter)


@pytest.mark.django_db
def test_a_signature_with_any_one_bit_flipped_is_refused(settings):
    office(settings, "mailgun")
    letter = handed_over()
    told = of_mailgun(letter)
    right = told["signature"]["signature"]

    for place in range(4 * len(right)):
        digit = int(right[place // 4], 16) ^ 1 << place % 4
        told["signature"]["signature"] = f"{right[: place // 4]}{digit:x}{right[place // 4 + 1 :]}"
        assert call("mailgun", told) == 400, place
    assert untouched(letter)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [{"token": "t2"}, {"timestamp": "1529006855"}, {"signature": ""}, {"signature": "ü"}, {"timestamp": "1529006854t"}],
)
def test_a_signature_of_something_else_is_refused(change, settings):
    office(settings, "mailgun")
    letter = handed_over()
    told = of_mailgun(letter)

    assert call("mailgun", told | {"signature": told["signature"] | change}) == 400
    assert untouched(letter)


@pytest.mark.django_db
def test_a_signed_call_that_is_replayed_with_another_content_does_nothing_more(settings):
    office(settings, "mailgun")
    letter = handed_over()
    call("mailgun", of_mailgun(letter))

    told = of_mailgun(letter) | {"event-data": of_mailgun(letter, "delivered", url="x")["event-data"]}

    assert call("mailgun", told) == 200
    assert ProviderEvent.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("provider", "secret", "called"), [("sparkpost", "", "sparkpost"), ("sparkpost", SECRET, "mailgun")]
)
def test_nobody_is_heard_without_a_password_and_none_but_the_offices_own_provider(provider, secret, called, settings):
    office(settings, provider, secret=secret)
    letter = handed_over()

    assert call(called, DELIVERED[called](letter)) == 404
    assert untouched(letter)


@pytest.mark.django_db
def test_an_office_without_a_provider_hears_nobody():
    assert call("sparkpost", []) == 404
    assert call("smtp", []) == 404


@pytest.mark.django_db
def test_a_look_changes_nothing(settings):
    office(settings, "sparkpost")
    letter = handed_over()

    assert Client().head("/mail/events/sparkpost/").status_code == 200
    assert Client().get("/mail/events/sparkpost/").status_code == 405
    assert untouched(letter)


# --- What is read ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "number", "told"),
    [
        ("injection", None, Told.OTHER),
        ("delivery", None, Told.DELIVERED),
        ("delay", "21", Told.PUT_OFF),
        *(("bounce", number, Told.BOUNCED_HARD) for number in ("10", "30")),
        *(
            ("bounce", number, Told.BOUNCED_SOFT)
            for number in ("1", "20", "21", "22", "23", "24", "40", "70", "77", "")
        ),
        *(("bounce", number, Told.BLOCKED) for number in ("50", "51", "52", "53", "54")),
        ("bounce", "25", Told.REJECTED),
        ("bounce", 10, Told.BOUNCED_HARD),
        *(("bounce", number, Told.OTHER) for number in ("60", "100", "80")),
        ("bounce", "90", Told.UNSUBSCRIBED),
        ("out_of_band", "10", Told.BOUNCED_HARD),
        ("out_of_band", "60", Told.OTHER),
        ("policy_rejection", "25", Told.REJECTED),
        ("generation_rejection", None, Told.REJECTED),
        ("generation_failure", None, Told.FAILED_THERE),
        ("spam_complaint", None, Told.COMPLAINED),
        ("list_unsubscribe", None, Told.UNSUBSCRIBED),
        ("link_unsubscribe", None, Told.UNSUBSCRIBED),
        ("open", None, Told.OTHER),
        ("click", None, Told.OTHER),
        ("something_new", None, Told.OTHER),
    ],
)
def test_sparkpost_is_read_by_its_classes(kind, number, told, settings):
    office(settings, "sparkpost")
    letter = handed_over()
    values = {} if number is None else {"bounce_class": number}

    assert call("sparkpost", of_sparkpost(letter, kind, **values)) == 200

    assert ProviderEvent.objects.get().told == told
    assert happened(letter)[1:] == ([] if told == Told.OTHER else [told.value])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"event": "failed", "severity": "temporary", "reason": "generic"}, Told.PUT_OFF),
        ({"event": "failed", "severity": "permanent", "reason": "bounce", "said": "5.1.1 no"}, Told.BOUNCED_HARD),
        ({"event": "failed", "severity": "permanent", "reason": "suppress-bounce"}, Told.BOUNCED_HARD),
        ({"event": "failed", "severity": "permanent", "reason": "bounce", "said": "5.7.1 spam"}, Told.BLOCKED),
        ({"event": "failed", "severity": "permanent", "reason": "bounce", "said": "5.2.2 full"}, Told.BOUNCED_SOFT),
        ({"event": "failed", "severity": "permanent", "reason": "generic"}, Told.BOUNCED_SOFT),
        ({"event": "rejected"}, Told.REJECTED),
        ({"event": "complained"}, Told.COMPLAINED),
        ({"event": "unsubscribed"}, Told.UNSUBSCRIBED),
        ({"event": "opened"}, Told.OTHER),
    ],
)
def test_mailgun_is_read_by_reason_and_code(values, told, settings):
    office(settings, "mailgun")
    letter = handed_over()
    said = {"delivery-status": {"message": values["said"]}} if "said" in values else {}
    given = {name: value for name, value in values.items() if name != "said"}

    assert call("mailgun", of_mailgun(letter, **given, **said)) == 200

    assert ProviderEvent.objects.get().told == told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        ("Bounce", {"ID": 1, "Type": "HardBounce", "Details": "smtp;550 5.1.1 unknown"}, Told.BOUNCED_HARD),
        ("Bounce", {"ID": 1, "Type": "SoftBounce"}, Told.BOUNCED_SOFT),
        ("Bounce", {"ID": 1, "Type": "Transient"}, Told.PUT_OFF),
        ("Bounce", {"ID": 1, "Type": "AutoResponder"}, Told.OTHER),
        ("Bounce", {"ID": 1, "Type": "Blocked"}, Told.REJECTED),
        ("SpamComplaint", {"ID": 1, "Type": "SpamComplaint"}, Told.COMPLAINED),
        ("SubscriptionChange", {"SuppressSending": True, "SuppressionReason": "ManualSuppression"}, Told.UNSUBSCRIBED),
    ],
)
def test_postmark_is_read_by_its_types(kind, values, told, settings):
    office(settings, "postmark")
    letter = handed_over()

    assert call("postmark", of_postmark(letter, kind, **values)) == 200

    assert ProviderEvent.objects.get().told == told


@pytest.mark.django_db
def test_an_event_without_an_identifier_is_known_by_what_it_says(settings):
    office(settings, "postmark")
    letter = handed_over()

    for moment in ("2026-11-05T16:33:54Z", "2026-11-05T16:33:54Z", "2026-11-05T16:33:55Z"):
        call("postmark", of_postmark(letter, DeliveredAt=moment))

    assert ProviderEvent.objects.count() == 2


@pytest.mark.django_db
def test_a_letter_is_found_by_what_the_provider_called_it_where_no_mark_comes_back(settings):
    office(settings, "sparkpost")
    letter = handed_over()
    Acceptance.objects.create(letter=letter, provider="sparkpost", provider_id="66")

    call("sparkpost", of_sparkpost(letter, rcpt_meta={}))

    assert reached(letter) == "delivered"


@pytest.mark.django_db
def test_one_call_may_tell_of_many_letters_and_of_none(settings):
    office(settings, "sparkpost")
    letters = [handed_over(f"p{number}@example.org") for number in range(5)]
    told = [event for number, one in enumerate(letters) for event in of_sparkpost(one, event_id=f"{number}")]

    assert call("sparkpost", [*told, {"msys": {}}]) == 200
    assert call("sparkpost", []) == 200

    assert [reached(one) for one in letters] == ["delivered"] * 5


@pytest.mark.django_db
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"7",
        b'"x"',
        b"[7]",
        b"[[]]",
        b"{}",
        b'[{"msys": {"message_event": {}}}]',
        b"\xff\xfe",
        b"[" * 5000,
    ],
)
def test_what_is_no_telling_is_refused_and_never_breaks_the_office(provider, body, settings):
    office(settings, provider)

    answer = post(provider, body, **basic(SECRET))

    assert answer.status_code in {200, 400}
    assert not ProviderEvent.objects.exclude(letter=None).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["\0", "x\0", "x" * 5000, 7, None, [], {"a": 1}, "\ud800"])
def test_values_that_no_letter_has_are_noted_without_effect(value, settings):
    office(settings, "sparkpost")
    letter = handed_over()

    for name in ("raw_rcpt_to", "transmission_id", "raw_reason", "event_id"):
        told = of_sparkpost(letter, **{name: value})
        told[0]["msys"]["message_event"] |= {} if name == "raw_rcpt_to" else {"raw_rcpt_to": "eve@example.org"}
        assert call("sparkpost", told) == 200

    assert (happened(letter), reached(letter)) == (["queued"], "")
    assert not ProviderEvent.objects.exclude(letter=None).exists()


@pytest.mark.django_db
def test_nothing_that_a_provider_says_of_a_person_is_kept(settings):
    office(settings, "sparkpost")
    letter = handed_over()
    said = {"raw_reason": f"550 5.1.1 <{ADA}>: no", "user_agent": "Ada’s phone", "ip_address": "192.0.2.7"}

    call("sparkpost", of_sparkpost(letter, "bounce", bounce_class="10", **said))

    kept = str([list(ProviderEvent.objects.values()), list(letter.deliveries.values()), list(Act.objects.values())])
    assert [text for text in (ADA, "phone", "192.0.2.7") if text in kept] == []
    assert ProviderEvent.objects.get().code == letter.deliveries.last().answer == "5.1.1"


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_the_same_call_a_hundred_times_at_once_has_one_effect_and_one_answer(settings):
    office(settings, "sparkpost")
    letter = handed_over()
    told = of_sparkpost(letter, "spam_complaint")

    answers = [one for _round in range(5) for one in at_once([lambda: call("sparkpost", told)] * 20)]

    assert answers == [200] * 100
    assert (ProviderEvent.objects.count(), Suppression.objects.count()) == (1, 1)
    assert happened(letter) == ["queued", "complained"]


@pytest.mark.django_db
def test_staff_see_what_a_provider_told_and_where_it_belongs(settings):
    office(settings, "sparkpost")
    letter = handed_over()
    call("sparkpost", of_sparkpost(letter, "bounce", bounce_class="52"))
    client = a_client(a_colleague("ada", "privacy"))

    listed = client.get("/admin/mailroom/providerevent/").content.decode()
    turned_away = client.get("/admin/mailroom/letter/?stands=turned-away").context["cl"].result_list

    assert f"/admin/mailroom/letter/{letter.pk}/change/" in listed
    assert "Blocked by the receiver" in listed
    assert list(turned_away) == [letter]
