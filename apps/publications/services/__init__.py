"""Every write of publications."""

from .imports import import_subscribers, subscriber_intake
from .staff import add_subscriber, change_subscriber
from .subscribers import Person, SubscribedAlready, add_by_staff, erase_subscriber, leave, suppress

__all__ = [
    "Person",
    "SubscribedAlready",
    "add_by_staff",
    "add_subscriber",
    "change_subscriber",
    "erase_subscriber",
    "import_subscribers",
    "leave",
    "subscriber_intake",
    "suppress",
]
