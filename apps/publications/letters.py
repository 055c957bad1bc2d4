"""The letters of publications."""

import datetime

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import LetterKind

from .choices import Topic

_LINK = "https://privacy.example.org/subscriptions"
_TOKEN = "0123456789abcdef0123456789abcdef.0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"  # noqa: S105 - an example
#: What a letter lists: each subscription with its brand, its topic and the link that ends it.
_LISTED = [{"brand": "Example", "topic": Topic.SUBPROCESSORS.label, "leave": f"{_LINK}/leave/{_TOKEN}/"}]

LETTERS = [
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
