"""Mail that the office's own provider brings: its messages as they came, out of the form that each provider has."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from anymail.webhooks.mailgun import MailgunInboundWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView
from anymail.webhooks.sparkpost import SparkPostInboundWebhookView
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest

#: A message grows by so much when it stands in JSON, encoded.
IN_JSON = 2


class Brought(NamedTuple):
    """A message as it came, to whom; with its size where only its head is here."""

    raw: bytes
    recipient: str
    whole_size: int | None = None


def mail_in(request: HttpRequest, provider: str) -> list[Brought]:
    """The messages of one call, once the provider has shown its password and, where it signs, a right signature.

    Raises:
        SuspiciousOperation: it has not, or the call is larger than any message that is taken.
        BadRequest: these are no messages as they came (raw MIME).
    """
    view, read = PROVIDERS[provider]
    checking = view()
    checking.setup(request)
    checking.run_validators(request)
    try:
        return [within_bounds(one) for one in read(request)]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise BadRequest(f"{provider} is to bring messages as they came: choose its raw form (MIME).") from error


def within_bounds(one: Brought) -> Brought:
    """A message that is not too large, or its head."""
    if len(one.raw) <= settings.INBOUND_MEGABYTES * 2**20:
        return one
    head = one.raw[: 256 * 1024].replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    return Brought(head + b"\n\n", one.recipient, len(one.raw))


def body_of(request: HttpRequest) -> bytes:
    """The body, as large as a message may be: Django's own bound is that of forms.

    Raises:
        BadRequest: it is larger than that.
    """
    most = IN_JSON * settings.INBOUND_MEGABYTES * 2**20
    body = request.read(most + 1)
    if len(body) > most:
        raise BadRequest("This is larger than any message that is taken.")
    return body


def _of_sparkpost(request: HttpRequest) -> Iterator[Brought]:
    for event in json.loads(body_of(request)):
        if not event.get("msys"):  # it tries whether anybody is there
            continue
        message = event["msys"]["relay_message"]
        raw = message["content"]["email_rfc822"]
        is_encoded = message["content"].get("email_rfc822_is_base64")
        yield Brought(base64.b64decode(raw) if is_encoded else _bytes(raw), _text(message.get("rcpt_to")))


def _of_postmark(request: HttpRequest) -> Iterator[Brought]:
    event = json.loads(body_of(request))
    yield Brought(_bytes(event["RawEmail"]), _text(event.get("OriginalRecipient")))


def _of_mailgun(request: HttpRequest) -> Iterator[Brought]:
    yield Brought(_bytes(request.POST["body-mime"]), _text(request.POST.get("recipient")))


def _bytes(text: Any) -> bytes:
    if not text:
        raise ValueError("There is no message in it.")
    return text.encode("utf-8", "surrogateescape")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


PROVIDERS: dict[str, tuple[type, Callable[[HttpRequest], Iterator[Brought]]]] = {
    "sparkpost": (SparkPostInboundWebhookView, _of_sparkpost),
    "mailgun": (MailgunInboundWebhookView, _of_mailgun),
    "postmark": (PostmarkInboundWebhookView, _of_postmark),
}
