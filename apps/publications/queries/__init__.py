"""Reads of publications that join several models or serve several places."""

from .subscribers import (
    ConfirmLink,
    address_key,
    audience,
    behind_confirm_link,
    behind_leave_link,
    behind_preferences_link,
    subscriptions_of,
    what_we_hold,
)

__all__ = [
    "ConfirmLink",
    "address_key",
    "audience",
    "behind_confirm_link",
    "behind_leave_link",
    "behind_preferences_link",
    "subscriptions_of",
    "what_we_hold",
]
