"""Reads of subscribers."""

from apps.mailroom.composing import clean_address


def address_key(email: str) -> str:
    """The form of an address under which it stands on a list once, however it is typed.

    Raises:
        NotALetter: it is none that can be written to.
    """
    return clean_address(email).lower()
