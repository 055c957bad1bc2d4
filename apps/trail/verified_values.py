"""How a verification reads values: as they are stored, and into what was hashed."""

import datetime
import decimal
import json
from collections.abc import Callable
from typing import Any

from django.db import connection, models

from .stored import id_text, moment_text, raw, raw_moment


def reading(one: models.Field, column: str) -> tuple[str, Callable[[Any], Any] | None]:
    """How a column is read: its SQL, and what makes of what the driver gives the value that was hashed, where it is not."""
    kind = one.target_field if isinstance(one, models.ForeignKey) else one
    if isinstance(kind, models.DateTimeField):
        return raw_moment(column), moment_text
    if isinstance(kind, models.JSONField):
        return raw(column) if connection.vendor == "sqlite" else f"{column}::text", _unless_none(json.loads)
    if connection.vendor != "sqlite":
        return f"{column}::text" if isinstance(kind, models.UUIDField | models.DecimalField) else column, None
    if isinstance(kind, models.DecimalField):
        places = decimal.Decimal(1).scaleb(-kind.decimal_places)
        return raw(column), _unless_none(lambda value: f"{decimal.Decimal(str(value)).quantize(places):f}")
    if isinstance(kind, models.BooleanField):
        return raw(column), lambda value: bool(value) if value in (0, 1) else value
    if isinstance(kind, models.UUIDField):
        return raw(column), _unless_none(id_text)
    if isinstance(kind, models.DurationField):
        return raw(column), _unless_none(lambda value: str(datetime.timedelta(microseconds=value)))
    return raw(column), None


def _unless_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def bytes_in(model: type[models.Model]) -> str:
    """Whether a row holds bytes in the place of another value, as SQLite lets it; a hash does not tell them from a text."""
    if connection.vendor != "sqlite":
        return "1 = 0"
    fields: list[Any] = [one for one in model._meta.concrete_fields if not isinstance(one, models.BinaryField)]
    return " OR ".join(f"typeof({connection.ops.quote_name(one.column)}) = 'blob'" for one in fields)
