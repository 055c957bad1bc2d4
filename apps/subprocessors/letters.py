"""The letters of the register."""

import datetime

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import LetterKind

LETTERS = [
    LetterKind(
        name="subprocessors/evidence_due",
        label=_("Evidence or an assessment is due"),
        subject=_("Due on %(due_on)s: %(document)s of %(party)s"),
        example={
            "document": _("Penetration test"),
            "party": "Example Cloud B.V.",
            "due_on": datetime.date(2026, 9, 30),
            "days": 30,
            "address": "https://privacy.example.org/admin/subprocessors/evidence/1/change/",
        },
    ),
    LetterKind(
        name="subprocessors/objection_received",
        label=_("Receipt of an objection"),
        subject=_("We received your objection %(reference)s"),
        example={
            "reference": "OBJ-2026-0001",
            "announcement": "ANN-2026-0001",
            "customer": "Example Retail B.V.",
            "received_at": datetime.datetime(2026, 3, 31, 21, 59, 59, tzinfo=datetime.UTC),
            "in_time": True,
            "last_day": datetime.date(2026, 3, 31),
            "answer_due_on": datetime.date(2026, 4, 14),
            "changes": ["Example Cloud B.V. becomes a subprocessor"],
        },
    ),
    LetterKind(
        name="subprocessors/objection_decided",
        label=_("Decision on an objection"),
        subject=_("Your objection %(reference)s"),
        example={
            "reference": "OBJ-2026-0001",
            "announcement": "ANN-2026-0001",
            "customer": "Example Retail B.V.",
            "outcome": "mitigated",
            "words": "Your data stays in the region that you chose.",
            "last_day": datetime.date(2026, 3, 31),
        },
    ),
]
