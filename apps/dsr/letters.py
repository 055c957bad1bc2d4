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
        name="dsr/extended",
        label=_("Extension of the time to answer"),
        subject=_("Your privacy request %(reference)s takes longer"),
        example=SAID
        | {
            "until": datetime.date(2026, 3, 31),
            "ground": "The request is complex",
            "words": "Your data lies in several systems, and each of them has to be searched.",
        },
    ),
    LetterKind(
        name="dsr/clarification",
        label=_("Question about a request"),
        subject=_("A question about your privacy request %(reference)s"),
        example=SAID | {"words": "Which of your two accounts do you mean?"},
    ),
]
