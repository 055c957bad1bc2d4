"""The mailroom in the admin."""

from . import events, letters, suppression

__all__ = ["events", "letters", "suppression"]
