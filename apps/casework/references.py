"""References: what people call a record in a letter and on the telephone."""

import secrets

from django.db import connection

from apps.trail.acts import current_act

#: Crockford's base 32: no letter that is read as a digit, or as another letter.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def next_reference(prefix: str, *, year: int) -> str:
    """The next of a yearly series, as in ``DSR-2026-0042``; one statement, so two at once never get the same.

    Inside an act: the number is used only when what it names is.
    """
    current_act()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_counter (series, last) VALUES (%s, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = casework_counter.last + 1 RETURNING last",
            [f"{prefix}-{year}"],
        )
        return f"{prefix}-{year}-{cursor.fetchone()[0]:04d}"


def random_reference(prefix: str) -> str:
    """A reference that tells nothing of how many there are, for secret kinds: ``GOV-7K3M9-X2QF8``, 50 random bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{prefix}-{letters[:5]}-{letters[5:]}"


def aside_number() -> int:
    """The number of a row that takes none of its table, so that no gap between two others tells of it: below zero."""
    return -secrets.randbits(59) - 1
