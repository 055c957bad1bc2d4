"""A provider that shows who it is brings mail as it came; nobody else does."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client

from apps.mailroom.models import InboundMessage
from apps.mailroom.receiving import raw_of
from tests.mailroom.mails import a_mail
from tests.mailroom.test_webhooks import KEY, SECRET, basic, office

pytestmark = pytest.mark.django_db
RAW = a_mail()


def of_sparkpost(raw: bytes, is_encoded: bool = False) -> tuple[bytes, str]:
    text = base64.b64encode(raw).decode() if is_encoded else raw.decode()
    content = {"email_rfc822": text, "email_rfc822_is_base64": is_encoded}
    message = {"protocol": "smtp", "rcpt_to": "privacy@acme.example", "content": content}
    return json.dumps([{"msys": {"relay_message": message}}]).encode(), "application/json"


def of_postmark(raw: bytes) -> tuple[bytes, str]:
    return json.dumps(
        {"RawEmail": raw.decode(), "OriginalRecipient": "privacy@acme.example"}
    ).encode(), "application/json"


def of_mailgun(raw: bytes, key: str = KEY) -> tuple[Any, str]:
    signature = hmac.new(key.encode(), b"1529006854t1", hashlib.sha256).hexdigest()
    signed = {"timestamp": "1529006854", "token": "t1", "signature": signature}
    return signed | {"body-mime": raw.decode(), "recipient": "privacy@acme.example"}, ""


BROUGHT = {"sparkpost": of_sparkpost, "postmark": of_postmark, "mailgun": of_mailgun}


def bring(provider: str, body: tuple[Any, str], **headers: str) -> int:
    data, kind = body
    more = {"content_type": kind} if kind else {}
    headers = headers or basic(SECRET)
    return Client(enforce_csrf_checks=True).post(f"/mail/inbound/{provider}/", data, **more, **headers).status_code


@pytest.mark.parametrize("provider", BROUGHT)
def test_mail_is_stored_as_it_came_and_once(provider, settings):
    office(settings, provider)

    answers = [bring(provider, BROUGHT[provider](RAW)) for _time in range(2)]

    message = InboundMessage.objects.get()
    assert answers == [200, 200]
    assert (raw_of(message), message.source, message.status) == (RAW, provider, "stored")
    assert message.envelope_to == "privacy@acme.example"


def test_mail_that_is_encoded_is_stored_byte_for_byte(settings):
    office(settings, "sparkpost")
    raw = a_mail() + b"\xff\xfe"

    assert bring("sparkpost", of_sparkpost(raw, is_encoded=True)) == 200
    assert raw_of(InboundMessage.objects.get()) == raw


@pytest.mark.parametrize("provider", BROUGHT)
def test_mail_by_somebody_who_shows_no_password_is_refused(provider, settings):
    office(settings, provider)

    assert bring(provider, BROUGHT[provider](RAW), **basic("office:wrong")) == 400
    assert not InboundMessage.objects.exists()


def test_mail_with_a_wrong_signature_is_refused(settings):
    office(settings, "mailgun")

    assert bring("mailgun", of_mailgun(RAW, key="another")) == 400
    assert not InboundMessage.objects.exists()


def test_nobody_is_heard_but_the_office_s_own_provider(settings):
    office(settings, "postmark")

    assert bring("sparkpost", of_sparkpost(RAW)) == 404
    settings.ANYMAIL = {**settings.ANYMAIL, "WEBHOOK_SECRET": ""}
    assert bring("postmark", of_postmark(RAW)) == 404


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"RawEmail": ""}', b'{"RawEmail": 1}', b'{"TextBody": "Hi"}']
)
def test_what_is_no_message_as_it_came_is_refused(body, settings):
    office(settings, "postmark")

    assert bring("postmark", (body, "application/json")) == 400
    assert not InboundMessage.objects.exists()


def test_of_mail_that_is_too_large_the_head_is_kept_and_a_person_is_told(settings):
    office(settings, "postmark")
    settings.INBOUND_MEGABYTES = 1

    assert bring("postmark", of_postmark(a_mail("word " * 2**18))) == 200

    message = InboundMessage.objects.get()
    assert (message.held_for, b"word" in raw_of(message)) == ("too_large", False)


def test_a_call_that_is_larger_than_any_message_is_refused(settings):
    office(settings, "postmark")
    settings.INBOUND_MEGABYTES = 1

    assert bring("postmark", of_postmark(a_mail("word " * 2**19))) == 400
