"""Messages for tests, as they come: bytes that anybody could send."""

from email.message import EmailMessage
from typing import Any

from apps.mailroom.models import InboundMessage
from apps.mailroom.receiving import store_message, take_message


def a_mail(
    text: str = "Please send me a copy of my data.",
    *,
    subject: str = "My data",
    sender: str = "Ada Lovelace <ada@example.org>",
    to: str = "privacy@acme.example",
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """The bytes of a message; ``headers`` have underscores for hyphens, and none of those that are empty."""
    message = EmailMessage()
    values = {"From": sender, "To": to, "Subject": subject, "Message-ID": "<one@mail.example>"}
    values |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in values.items():
        if value:
            message[name] = value
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def stored(raw: bytes, **values: Any) -> InboundMessage:
    """A message that is stored and not read yet."""
    message = store_message(raw, **({"source": "imap", "mailbox": "privacy@acme"} | values))
    assert message is not None
    return message


def taken(raw: bytes, **values: Any) -> InboundMessage:
    """A message that is stored and dealt with."""
    message = stored(raw, **values)
    take_message(message)
    message.refresh_from_db()
    return message


def report_of(message_id: str, address: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    """What a mail server reports of a letter (RFC 3464)."""
    lines = [
        "Return-Path: <>",
        "From: Mail Delivery Subsystem <mailer-daemon@mx.example>",
        "Message-ID: <report@mx.example>",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=="',
        "",
        "--==",
        "Content-Type: text/plain",
        "",
        "It could not be delivered.",
        "--==",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example",
        "",
        f"Final-Recipient: rfc822; {address}",
        f"Action: {action}",
        f"Status: {status}",
        "",
        "--==",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: {message_id}",
        "Subject: A letter",
        "",
        "--==--",
        "",
    ]
    return "\r\n".join(lines).encode()
