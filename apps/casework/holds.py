"""What must not be erased now: asked of whoever knows, as the app that holds stands above many that erase."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from apps.trail.acts import current_act
from apps.trail.errors import RuleBroken

from .registers import collect

#: The number of the advisory lock of PostgreSQL; on SQLite, BEGIN IMMEDIATE is the lock.
HOLDS_LOCK = 72_620_003


class Held(RuleBroken):
    """A record must be kept for now. Its words are the same whatever holds it, as who holds may be a secret."""


def held_among(records: Sequence[Any]) -> set[int]:
    """The keys of those among records of one model that must be kept now; for a purge, which leaves them out."""
    checks = collect("holding", "HOLD_CHECKS") if records else []
    return set().union(*(check.held(records) for check in checks))


def ensure_not_held(record: Any) -> None:
    """Let a record pass that may be erased now, inside the act that erases it; a hold placed meanwhile waits for it.

    Raises:
        Held: it must be kept.
    """
    _lock("pg_advisory_xact_lock_shared")
    if held_among([record]):
        raise Held(_("It is kept for now: a legal duty does not allow that it is erased. Nothing was erased."))


def keep_erasures_out() -> None:
    """Wait for every erasure under way, and let the next one wait for what is written now."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    """Erasures share the lock, a new hold has it alone: so none of the two judges by what the other is changing."""
    current_act()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [HOLDS_LOCK])
