"""How the trail reads what is stored, past the ORM: acts and moments as texts, which hashing wants, and fast."""

from typing import Any

from django.db import connection

from .canonical import plain


def raw(column: str) -> str:
    """A column in a query as it is stored: on SQLite a driver that reads dates would pass over those that are none."""
    return f"+{column}" if connection.vendor == "sqlite" else column


def raw_moment(column: str) -> str:
    """A moment in a query as SQLite stores it, on both databases: a text in UTC, which is read faster than a moment."""
    if connection.vendor == "sqlite":
        return raw(column)
    return f"({column} AT TIME ZONE 'UTC')::text"


def raw_id(column: str) -> str:
    """The id of an act in a query as a text."""
    return column if connection.vendor == "sqlite" else f"{column}::text"


def moment_text(moment: Any) -> Any:
    """A moment as the canonical form has it, from the text that ``raw_moment`` gives."""
    if type(moment) is not str:
        return plain(moment)
    day, _space, time = moment.partition(" ")
    if len(time) == 15:
        return f"{day}T{time}+00:00"
    seconds, _point, fraction = time.partition(".")
    return f"{day}T{seconds}.{fraction:0<6}+00:00"


def id_text(value: Any) -> str:
    """The id of an act as the canonical form has it, from the text that ``raw_id`` gives; another text stays as it is."""
    if type(value) is str and len(value) == 32:
        return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"
    return str(value)
