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
    )
]
