"""The errors of the house: one family, each message fit to be shown to staff."""

from typing import Any

from django.utils.translation import gettext as _


class RuleBroken(Exception):
    """A rule of the office says no. The message says what, where and how to mend it."""


class WrittenOutsideAct(RuleBroken):
    """A tracked record was about to change with no act that says who did it and why."""


class Conflict(RuleBroken):
    """Somebody else changed the record since it was read; nothing was overwritten."""

    def __init__(self, record: Any) -> None:
        self.record = record
        super().__init__(
            _("“%(record)s” was changed by somebody else in the meantime. Nothing was saved; look at what changed.")
            % {"record": record}
        )


class KeyringUnusable(RuleBroken):
    """The file of key-encryption keys is missing, unreadable or lacks a key that is needed."""


class KeyringMissing(KeyringUnusable):
    """There is no file of keys where it should be."""
