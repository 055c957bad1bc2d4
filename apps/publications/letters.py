"""The letters of announcements: each kind with a complete example of what it says."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import LetterKind

_ROWS = [["Service", "Inbox"], ["What it does", "Cloud hosting"], ["Locations", "Ireland, United States (support)"]]
_FRAME: dict[str, Any] = {
    "brand": "Example",
    "company": "Example B.V.",
    "address": "Keizersgracht 1, Amsterdam",
    "contact": "privacy@example.org",
    "changes": [{"heading": "Example Cloud B.V. becomes a subprocessor", "rows": _ROWS}],
    "effective_on": datetime.date(2026, 4, 2),
    "version_address": "https://privacy.example.org/example/subprocessors/",
    "is_contract": True,
    "unsubscribe_address": "",
}
_ANNOUNCED: dict[str, Any] = {
    **_FRAME,
    "last_objection_on": datetime.date(2026, 3, 31),
    "objection_address": "https://privacy.example.org/objections/1-2/",
    "note": "",
    "emergency": "",
}

LETTERS = [
    LetterKind(
        name="publications/announcement",
        label=_("Changes of subprocessors are announced"),
        subject=_("%(brand)s: subprocessors change on %(effective_on)s"),
        example=_ANNOUNCED,
    ),
    LetterKind(
        name="publications/statement",
        label=_("A change of the privacy statement is announced"),
        subject=_("%(brand)s: the privacy statement has changed"),
        example=_ANNOUNCED,
    ),
    LetterKind(
        name="publications/correction",
        label=_("An announcement is corrected"),
        subject=_("%(brand)s: correction of what we announced"),
        example=_FRAME | {"what": "cancelled", "of": "ANN-2026-0001"},
    ),
]
