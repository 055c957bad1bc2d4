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

_GRANTED = {
    "right": "Access",
    "article": "Art. 15",
    "decision": "Granted",
    "ground": "",
    "citation": "",
    "duty": "",
    "explanation": "",
}
_REFUSED = {
    "right": "Erasure",
    "article": "Art. 17",
    "decision": "Granted in part",
    "ground": "A legal duty to keep the data",
    "citation": "GDPR Art. 17(3)(b)",
    "duty": "Invoices, seven years (Algemene wet inzake rijksbelastingen, Art. 52)",
    "explanation": "We erased everything but your invoices.",
}

LETTERS = [
    LetterKind(
        name="dsr/received",
        label=_("Receipt of a request"),
        subject=_("We received your privacy request %(reference)s"),
        example=SAID,
    ),
    LetterKind(
        name="dsr/answered",
        label=_("Answer to a request"),
        subject=_("Our answer to your privacy request %(reference)s"),
        example=SAID
        | {
            "decisions": [_GRANTED, _REFUSED],
            "is_refused": True,
            "stops_marketing": True,
            "files": 2,
            "until": datetime.date(2026, 3, 30),
            "authority": "Autoriteit Persoonsgegevens",
            "authority_website": "https://autoriteitpersoonsgegevens.nl",
            "remedy": "GDPR Art. 79",
            "sources": ["Social media", "Public registers"],
            "categories": ["Phone number", "Message content"],
            "recipients_page": "https://privacy.example.org/example/subprocessors/",
        },
    ),
    LetterKind(
        name="dsr/offered_again",
        label=_("Files of an answer are offered again"),
        subject=_("The files of our answer to %(reference)s are there again"),
        example=SAID | {"until": datetime.date(2026, 3, 30)},
    ),
    LetterKind(
        name="dsr/fee",
        label=_("A fee is asked for"),
        subject=_("Your privacy request %(reference)s: a fee"),
        example=SAID | {"right": "Access", "words": "You asked for the same data six times this month."},
    ),
    LetterKind(
        name="dsr/page_code",
        label=_("Code for the page of a request"),
        subject=_("Your code for your privacy request"),
        example={"code": "1234 5678", "minutes": 15},
    ),
]
