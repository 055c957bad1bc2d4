"""What somebody may know of: whatever names a record that is hidden from them is left out, by the database itself."""

from typing import Any

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast, Substr

from .registers import Veil, collect

VEILS: list[Veil] = []


def visible(rows: QuerySet, user: Any, *, about: str = "about") -> QuerySet:
    """Those of ``rows`` that name no record which is hidden from ``user``.

    ``about`` is the column with the name of a record, as in ``app.model:id``. Each row is judged by the key of the record
    that it names, so that a page costs the same however many rows and hidden records there are.
    """
    for veil in collect("veils", "VEILS"):
        prefix = f"{veil.model}:"
        # the number is read only where the name is of this kind
        number = Cast(Substr(about, Value(len(prefix) + 1)), BigIntegerField())
        named = Case(When(**{f"{about}__startswith": prefix}, then=number), default=None)
        rows = _without(rows, veil, user, named)
    return rows


def visible_pairs(rows: QuerySet, user: Any, *, model: str = "subject_model", pk: str = "subject_id") -> QuerySet:
    """As ``visible``, where the kind of the record and its number stand in columns of their own."""
    for veil in collect("veils", "VEILS"):
        rows = _without(rows, veil, user, Case(When(**{model: veil.model}, then=F(pk)), default=None))
    return rows


def _without(rows: QuerySet, veil: Any, user: Any, named: Case) -> QuerySet:
    alias = f"named_{veil.model.replace('.', '_')}"
    hidden = veil.hidden(user).filter(pk=OuterRef(alias))
    return rows.alias(**{alias: named}).filter(~Exists(hidden))
