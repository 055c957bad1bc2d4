"""The letters of data subject requests."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import LetterKind

#: What ``services.correspondence.said_of`` gives every letter of a ticket.
SAID: dict[str, Any] = {
    "reference": "DSR-2026-0042",
    "rights": ["Access", "Erasure"],
    "law": "General Data Protection Regulation (GDPR)",
    "received_on": datetime.date(2026, 1, 31),
    "due_on": datetime.date(2026, 2, 28),
    "page": "https://privacy.example.org/privacy-request/0123456789abcdef0123456789abcdef.token/",
}

LETTERS = [
    LetterKind(
        name="dsr/received",
        label=_("Receipt of a request"),
        subject=_("We received your privacy request %(reference)s"),
        example=SAID,
    ),
    LetterKind(
        name="dsr/identity",
        label=_("Proof of identity asked for"),
        subject=_("Please show that it is you who asks: %(reference)s"),
        example=SAID
        | {
            "method": "code",
            "code": "01234567",
            "until": datetime.datetime(2026, 2, 2, 12, tzinfo=datetime.UTC),
            "days": 21,
        },
    ),
    LetterKind(
        name="dsr/lapsed",
        label=_("A request lapsed"),
        subject=_("We closed your privacy request %(reference)s without an answer from you"),
        example=SAID | {"words": "We asked on 1 February 2026 for a proof of your identity, and had none."},
    ),
    LetterKind(
        name="dsr/withdrawn",
        label=_("A request was withdrawn"),
        subject=_("You withdrew your privacy request %(reference)s"),
        example=SAID,
    ),
    LetterKind(
        name="dsr/not_a_request",
        label=_("Not a request"),
        subject=_("What you wrote to us: %(reference)s"),
        example=SAID | {"words": "You ask for a price list. Our colleagues of sales have your letter now."},
    ),
    LetterKind(
        name="dsr/forwarded",
        label=_("A request was forwarded"),
        subject=_("Your privacy request %(reference)s went to the company that is responsible"),
        example=SAID | {"customer": "Example Retail B.V.", "words": "They have your messages.", "stays": False},
    ),
    LetterKind(
        name="dsr/forwarded_to_controller",
        label=_("A request for a controller"),
        subject=_("A privacy request of one of your end users: %(reference)s"),
        example={
            "reference": SAID["reference"],
            "customer": "Example Retail B.V.",
            "received_on": SAID["received_on"],
            "rights": SAID["rights"],
            "name": "Ada Lovelace",
            "email": "ada@example.org",
            "account": "+31 6 12345678",
            "asked": "Please send me everything that you have about me.",
            "words": "Messages to this number are in our message store.",
        },
    ),
    LetterKind(
        name="dsr/merged",
        label=_("Two requests became one"),
        subject=_("We answer your privacy request %(reference)s together with another"),
        example=SAID | {"into": "DSR-2026-0041", "into_due_on": datetime.date(2026, 2, 20)},
    ),
    LetterKind(
        name="dsr/message",
        label=_("In the words of staff"),
        subject=_("About your privacy request %(reference)s"),
        example=SAID | {"words": "Dear Ada Lovelace,\n\nWe are searching our systems.\n\nKind regards"},
    ),
    LetterKind(
        name="dsr/task_chase",
        label=_("A task for a request"),
        subject=_("Due on %(due_on)s: a task for %(reference)s"),
        example={
            "reference": SAID["reference"],
            "system": "Message store",
            "due_on": datetime.date(2026, 2, 18),
            "days_over": 2,
            "is_new": False,
            "address": "https://privacy.example.org/admin/dsr/task/1/change/",
        },
    ),
]
