"""The letters of data subject requests."""

import datetime

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import LetterKind

#: What ``services.correspondence.said_of`` gives every letter of a ticket.
SAID = {
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
        name="dsr/confirm",
        label=_("Please confirm your request"),
        subject=_("Confirm your privacy request: %(brands)s"),
        example={
            "brands": "Example",
            "link": "https://privacy.example.org/privacy-request/confirm/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG/",
            "until": datetime.datetime(2026, 2, 14, 14, 5, tzinfo=datetime.UTC),
        },
    ),
]
