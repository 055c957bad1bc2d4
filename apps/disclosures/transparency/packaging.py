"""Tables as files for anybody's programs: CSV with a Frictionless datapackage.json, and JSON.

The same tables are the same bytes. CSV is in UTF-8 without a mark, as the package says, and texts that a spreadsheet
program could run are neutralised in it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.casework.spreadsheets import write_csv

from .identities import UnitsMixed

MARK = "\ufeff".encode()
NAME = "datapackage.json"


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds (string, integer, year or date), what it means, and in which unit it counts."""

    name: str
    type: str
    description: str = ""
    unit: str = ""

    def described(self) -> dict[str, Any]:
        """As a field of a Table Schema."""
        told = {"name": self.name, "type": self.type, "description": self.description, "unit": self.unit}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True)
class Resource:
    """A table of one unit under the name of its file; ``key`` are the columns of which no two rows have the same.

    Raises:
        UnitsMixed: its columns count in more than one unit.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str | int | None]]
    key: Sequence[str] = ()

    def __post_init__(self) -> None:
        units = sorted({column.unit for column in self.columns if column.unit})
        if len(units) > 1:
            words = _("“%(name)s” counts in %(units)s: give each unit a table of its own.")
            raise UnitsMixed(words % {"name": self.name, "units": ", ".join(units)})

    @property
    def path(self) -> str:
        return f"{self.name}.csv"

    def as_csv(self) -> bytes:
        """The table as CSV; what is blank is an empty cell."""
        return b"".join(write_csv(self.rows, [column.name for column in self.columns])).removeprefix(MARK)

    def records(self) -> list[dict[str, str | int | None]]:
        """The table as one object a row."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def described(self) -> dict[str, Any]:
        """As a resource of a Data Package."""
        data = self.as_csv()
        schema: dict[str, Any] = {"fields": [column.described() for column in self.columns], "missingValues": [""]}
        if self.key:
            schema["primaryKey"] = list(self.key)
        return {
            "name": self.name,
            "title": self.title,
            "path": self.path,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(data),
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "schema": schema,
        }


@dataclass(frozen=True)
class Package:
    """The tables of one report. ``name`` is for programs, ``created`` a moment in ISO 8601 that the report has anyway."""

    name: str
    title: str
    version: str
    created: str
    resources: Sequence[Resource]
    description: str = ""

    def datapackage(self) -> bytes:
        """What the files are, for programs."""
        told = {
            "profile": "tabular-data-package",
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "version": self.version,
            "created": self.created,
            "resources": [resource.described() for resource in self.resources],
        }
        return _as_json({name: value for name, value in told.items() if value})

    def as_json(self) -> bytes:
        """All tables in one object, by their names."""
        tables = {
            resource.name: {
                "title": resource.title,
                "fields": [column.described() for column in resource.columns],
                "rows": resource.records(),
            }
            for resource in self.resources
        }
        return _as_json({"name": self.name, "title": self.title, "version": self.version, "tables": tables})

    def files(self) -> dict[str, bytes]:
        """Every file of the package by its name: each table, and what describes them."""
        return {**{one.path: one.as_csv() for one in self.resources}, NAME: self.datapackage()}


def _as_json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
