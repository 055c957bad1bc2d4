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
