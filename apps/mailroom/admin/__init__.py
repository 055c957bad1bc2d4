"""The mailroom in the admin."""

from . import events, inbound, letters, suppression

__all__ = ["events", "inbound", "letters", "suppression"]
