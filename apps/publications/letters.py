"""The letters of publications: announcements, and what subscribers get of their subscription."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import LetterKind

from .choices import Topic

_ROWS = [["Service", "Inbox"], ["What it does", "Cloud hosting"], ["Locations", "Ireland, United States (support)"]]
_FRAME: dict[str, Any] = {
    "brand": "Example",
    "company": "Example B.V.",
    "changes": [{"heading": "Example Cloud B.V. becomes a subprocessor", "rows": _ROWS}],
    "effective_on": datetime.date(2026, 4, 2),
    "version_address": "https://privacy.example.org/example/subprocessors/",
    "is_contract": True,
}
_ANNOUNCED: dict[str, Any] = {
    **_FRAME,
    "last_objection_on": datetime.date(2026, 3, 31),
    "objection_address": "https://privacy.example.org/objections/1-2/",
    "note": "",
    "emergency": "",
}

_LINK = "https://privacy.example.org/subscriptions"
_TOKEN = "0123456789abcdef0123456789abcdef.0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"  # noqa: S105 - an example
#: What a letter lists: each subscription with its brand, its topic and the link that ends it.
_LISTED = [{"brand": "Example", "topic": Topic.SUBPROCESSORS.label, "leave": f"{_LINK}/leave/{_TOKEN}/"}]

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
    LetterKind(
        name="publications/confirm",
        label=_("Please confirm your subscription"),
        subject=_("Confirm your subscription: %(brand)s"),
        example={
            "brand": "Example",
            "subscriptions": _LISTED,
            "link": f"{_LINK}/confirm/{_TOKEN}/",
            "until": datetime.datetime(2026, 12, 8, 14, 5, tzinfo=datetime.UTC),
        },
    ),
    LetterKind(
        name="publications/already",
        label=_("Subscribed already"),
        subject=_("You are subscribed already: %(brand)s"),
        example={"brand": "Example", "subscriptions": _LISTED, "preferences": f"{_LINK}/{_TOKEN}/"},
    ),
    LetterKind(
        name="publications/subscribed",
        label=_("Subscription confirmed"),
        subject=_("Your subscription is confirmed: %(brand)s"),
        example={"brand": "Example", "subscriptions": _LISTED, "preferences": f"{_LINK}/{_TOKEN}/"},
    ),
]
