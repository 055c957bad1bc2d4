"""Letters over the API of a mail provider, and what it tells of them: the same contract as a mail server's connection."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Self, TypeGuard

import requests
from anymail.backends import mailgun, postmark, sparkpost
from anymail.exceptions import AnymailAPIError, AnymailConfigurationError, AnymailError, AnymailRecipientsRefused
from anymail.message import AnymailStatus
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.utils import timezone

from .choices import LetterStatus, Told
from .composing import content_of, parse
from .events import Word, code_in
from .handover import Answer, Envelope, Line, Unreachable, printable
from .models import Acceptance, Letter

SMTP = "django.core.mail.backends.smtp.EmailBackend"
#: Which of our letters a message is: it comes back with every event, also where no answer ever did.
MARK = "letter"
LONGEST_MARK, LONGEST_IDENTIFIER = 80, 320


def leaves() -> bool:
    """Whether letters leave this office, or are shown only."""
    return settings.EMAIL_BACKEND == SMTP or bool(settings.MAIL_PROVIDER)


def open_line() -> "Line | ProviderLine":
    """The way out of this office, by its settings."""
    return ProviderLine(settings.MAIL_PROVIDER) if settings.MAIL_PROVIDER else Line()


class Wire(EmailMultiAlternatives):
    """A message for a provider's API, with its exact bytes beside its parts."""

    #: What became of it there; the backend sets it.
    anymail_status: AnymailStatus

    def __init__(self, wire: bytes, to: str) -> None:
        read, content = parse(wire), content_of(wire)
        headers = {name: str(read[name]) for name in read if name not in OF_ITS_OWN}
        super().__init__(
            subject=str(read["Subject"]),
            body=content.text,
            from_email=str(read["From"]),
            to=[str(read["To"])],
            reply_to=[str(read["Reply-To"])] if read["Reply-To"] else None,
            headers=headers,
        )
        self.attach_alternative(content.html, "text/html")
        self.wire, self.recipient, self.message_id = wire, to, str(read["Message-ID"])
        self.track_opens = self.track_clicks = False  # a letter tells nobody that it was read
        if len(self.message_id) <= LONGEST_MARK:
            self.metadata = {MARK: self.message_id}


#: Headers that an API is given as fields of their own, or makes itself.
OF_ITS_OWN = {"Subject", "From", "To", "Reply-To", "Date", "MIME-Version", "Content-Type"}


# --- What each is handed ---


class SparkPostWire(sparkpost.SparkPostPayload):
    """The bytes as they are (transmissions with ``email_rfc822``); nothing is filled in, no link is changed."""

    def serialize_data(self) -> str:
        options = {"open_tracking": False, "click_tracking": False, "perform_substitutions": False}
        return self.serialize_json(
            {
                "recipients": [{"address": {"email": self.message.recipient}}],
                "content": {"email_rfc822": self.message.wire.decode("ascii")},
                "metadata": getattr(self.message, "metadata", {}),
                "options": options | {"transactional": "List-Unsubscribe" not in self.message.extra_headers},
            }
        )


class SparkPost(sparkpost.EmailBackend):
    def build_message_payload(self, message: Any, defaults: Any) -> SparkPostWire:
        return SparkPostWire(message, defaults, self)


class MailgunWire(mailgun.MailgunPayload):
    """The bytes as they are (``messages.mime``)."""

    def get_api_endpoint(self) -> str:
        return f"{super().get_api_endpoint()}.mime"

    def serialize_data(self) -> dict[str, Any]:
        self.files = [("message", ("letter.eml", self.message.wire, "message/rfc822"))]
        marks = {f"v:{name}": value for name, value in getattr(self.message, "metadata", {}).items()}
        return {"to": [self.message.recipient], "o:tracking": "no", **marks}


class Mailgun(mailgun.EmailBackend):
    def build_message_payload(self, message: Any, defaults: Any) -> MailgunWire:
        return MailgunWire(message, defaults, self)


class PostmarkParts(postmark.PostmarkPayload):
    """The parts of the message, as there is no way for its bytes; asked to keep our Message-ID."""

    def set_extra_headers(self, headers: Any) -> None:
        super().set_extra_headers({**headers, "X-PM-KeepID": "true"})


class Postmark(postmark.EmailBackend):
    def build_message_payload(self, message: Any, defaults: Any) -> PostmarkParts:
        return PostmarkParts(message, defaults, self)


# --- Handing over ---


class ProviderLine:
    """A session with the provider of EMAIL_URL, made when it is first needed and used again."""

    def __init__(self, provider: str) -> None:
        self.provider = provider
        self._backend = PROVIDERS[provider].backend()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._backend.close()

    def hand_over(
        self,
        wire: bytes,
        *,
        sender: str,
        to: str,
        begin: Callable[[], bool],
        following: Envelope | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Answer | None:
        """Hand one message over. ``begin`` is asked right before; where it says no, nothing is sent or answered.

        A request is one message: what follows is not begun ahead, and nothing is done meanwhile.

        Raises:
            Unreachable: the provider cannot be reached, or does not let us in.
        """
        message = Wire(wire, to)
        self._backend.open()
        if not begin():
            return None
        try:
            self._backend.send_messages([message])
        except AnymailRecipientsRefused as refusal:
            return Answer(LetterStatus.REFUSED, None, printable(str(refusal)))
        except AnymailAPIError as fault:
            return answer_of_fault(fault)
        except AnymailError as fault:  # it cannot be put as this provider wants it, and nothing was sent
            return Answer(LetterStatus.DEFERRED, None, printable(str(fault)))
        taken = next(iter(message.anymail_status.recipients.values()))
        self._note_acceptance(message, str(taken.message_id or ""))
        code = getattr(message.anymail_status.esp_response, "status_code", None)
        return Answer(LetterStatus.HANDED_OVER, code, printable(f"{self.provider}: {taken.status} {taken.message_id}"))

    def _note_acceptance(self, message: Wire, provider_id: str) -> None:
        letter = Letter.objects.filter(message_id=message.message_id).values_list("pk", flat=True).first()
        if letter is not None and 0 < len(provider_id) <= 200:
            Acceptance.objects.create(letter_id=letter, provider=self.provider, provider_id=provider_id)


#: Answers that no letter could get past, whoever it is to.
NOT_LET_IN = {401, 403, 404}
#: Answers after which a letter is tried again: it was not taken.
LATER = {408, 425, 429, 500, 503}


def answer_of_fault(fault: AnymailAPIError) -> Answer:
    """What a failed request means for a letter. Without an answer, or with one of a go-between, it may have been taken.

    Raises:
        Unreachable: it never got there, or was not let in.
    """
    code = fault.status_code
    if code is None:
        words = printable(f"{type(fault.__cause__).__name__}: {fault.__cause__}")
        if never_sent(fault):
            raise Unreachable(Answer(LetterStatus.DEFERRED, None, words)) from fault
        return Answer(LetterStatus.UNKNOWN_OUTCOME, None, words)
    words = printable(f"HTTP {code}: {getattr(fault.response, 'text', '')}")
    if code in NOT_LET_IN:
        raise Unreachable(Answer(LetterStatus.DEFERRED, code, words)) from fault
    if code in LATER:
        return Answer(LetterStatus.DEFERRED, code, words)
    if 400 <= code < 500:
        return Answer(LetterStatus.REFUSED, code, words)
    return Answer(LetterStatus.UNKNOWN_OUTCOME, code, words)


def never_sent(fault: AnymailAPIError) -> bool:
    """Whether no connection was made: of everything else nobody can say what the provider got."""
    cause = fault.__cause__
    if isinstance(cause, (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.ProxyError)):
        return True
    reason = (
        getattr(cause.args[0], "reason", None) if isinstance(cause, requests.ConnectionError) and cause.args else None
    )
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"}


# --- What they tell ---


def words_of(request: HttpRequest, provider: str) -> list[Word]:
    """What a provider tells in one call, once it has shown its password and, where it signs, a right signature.

    Raises:
        SuspiciousOperation: it has not.
        BadRequest: this is no telling of this provider.
    """
    view = PROVIDERS[provider].webhook()
    view.setup(request)
    try:
        view.run_validators(request)
        events = view.parse_events(request)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AnymailConfigurationError) as error:
        raise BadRequest(f"This is no event of {provider}.") from error
    return [_word(provider, event) for event in events]


def _word(provider: str, event: AnymailTrackingEvent) -> Word:
    metadata = event.metadata if isinstance(event.metadata, Mapping) else {}
    happened_at = event.timestamp
    if happened_at is not None and timezone.is_naive(happened_at):
        happened_at = timezone.make_aware(happened_at)
    return Word(
        provider=provider,
        event=_spelt([event.event_type, event.event_id or dict(event.esp_event)]),
        told=told_by(provider, event),
        identifiers=tuple(filter(is_identifier, (metadata.get(MARK), event.message_id))),
        address=event.recipient if isinstance(event.recipient, str) else "",
        code=code_in(event.mta_response),
        happened_at=happened_at,
    )


def _spelt(raw: Any) -> str:
    """The text by which an event is known: its identifier, or everything that it says where it has none."""
    return json.dumps(raw, sort_keys=True, default=str)


def is_identifier(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_IDENTIFIER and value.isprintable()


#: What each kind of event means for a letter; whatever is not named here means nothing.
MEANINGS = {
    EventType.DELIVERED: Told.DELIVERED,
    EventType.DEFERRED: Told.PUT_OFF,
    EventType.REJECTED: Told.REJECTED,
    EventType.FAILED: Told.FAILED_THERE,
    EventType.COMPLAINED: Told.COMPLAINED,
    EventType.UNSUBSCRIBED: Told.UNSUBSCRIBED,
}
#: SparkPost's classes of bounces.
HARD_CLASSES, BLOCK_CLASSES, POLICY_CLASSES = {"10", "30"}, {"50", "51", "52", "53", "54"}, {"25"}


def told_by(provider: str, event: AnymailTrackingEvent) -> Told:
    """What an event tells; of a bounce, whether the address is none, mail from here is blocked, or it was this time only."""
    if event.event_type != EventType.BOUNCED:
        return MEANINGS.get(event.event_type, Told.OTHER)
    if provider == "sparkpost":
        return _told_by_class(event.esp_event)
    if provider == "postmark" and event.esp_event.get("Type") == "SoftBounce":
        return Told.BOUNCED_SOFT
    return _told_by_code(code_in(event.mta_response), event.reject_reason)


def _told_by_class(raw: Any) -> Told:
    [event] = raw["msys"].values()
    number = str(event.get("bounce_class", ""))
    if number in HARD_CLASSES:
        return Told.BOUNCED_HARD
    if number in BLOCK_CLASSES:
        return Told.BLOCKED
    return Told.REJECTED if number in POLICY_CLASSES else Told.BOUNCED_SOFT


def _told_by_code(code: str, reason: str | None) -> Told:
    if code.startswith("5.7.") or reason in {RejectReason.BLOCKED, RejectReason.SPAM}:
        return Told.BLOCKED
    if code.startswith(("4.", "5.2.", "5.3.", "5.4.")):
        return Told.BOUNCED_SOFT
    return Told.BOUNCED_HARD if reason in {RejectReason.BOUNCED, RejectReason.INVALID} else Told.BOUNCED_SOFT


class Provider(NamedTuple):
    """How letters are handed to a provider, and how its tellings are read."""

    backend: type
    webhook: type


PROVIDERS = {
    "sparkpost": Provider(SparkPost, SparkPostTrackingWebhookView),
    "mailgun": Provider(Mailgun, MailgunTrackingWebhookView),
    "postmark": Provider(Postmark, PostmarkTrackingWebhookView),
}
