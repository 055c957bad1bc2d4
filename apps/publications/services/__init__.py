"""Every write of publications."""

from .confirmations import ask_to_confirm, confirm, expire_unconfirmed
from .sign_ups import Wish, drop_old_sign_ups, request_subscription, take_sign_ups
from .subscribers import (
    Person,
    SubscribedAlready,
    Visit,
    add_by_staff,
    bounce,
    change_preferences,
    complain,
    erase_subscriber,
    leave,
    suppress,
)

__all__ = [
    "Person",
    "SubscribedAlready",
    "Visit",
    "Wish",
    "add_by_staff",
    "ask_to_confirm",
    "bounce",
    "change_preferences",
    "complain",
    "confirm",
    "drop_old_sign_ups",
    "erase_subscriber",
    "expire_unconfirmed",
    "leave",
    "request_subscription",
    "suppress",
    "take_sign_ups",
]
