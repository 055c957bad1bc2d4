"""What leaves as files: the same bytes for the same tables, described for programs, and nothing that runs."""

import csv
import hashlib
import io
import json

import pytest

from apps.casework.spreadsheets import read_csv
from apps.disclosures.transparency.identities import UnitsMixed
from apps.disclosures.transparency.packaging import Column, Package, Resource

COLUMNS = (
    Column("period", "string"),
    Column("country", "string", "ISO 3166-1, or other"),
    Column("received", "integer", "Requests that came in", "requests"),
)
ROWS = [("2025-H1", "NL", 12), ("2025-H1", "other", None)]


def a_package(*, columns=COLUMNS, rows=ROWS) -> Package:
    table = Resource("requests", "Requests by country", columns, rows, key=("period", "country"))
    return Package("acme-2025-h1", "Requests of authorities", "2", "2026-01-15T09:00:00Z", [table])


def test_table_is_csv_in_which_what_is_blank_is_empty():
    assert a_package().files()["requests.csv"].decode() == (
        '"period","country","received"\r\n"2025-H1","NL",12\r\n"2025-H1","other",""\r\n'
    )


def test_package_describes_each_table_with_its_types_units_and_hash():
    files = a_package().files()
    data = files["requests.csv"]

    assert sorted(files) == ["datapackage.json", "requests.csv"]
    assert json.loads(files["datapackage.json"]) == {
        "profile": "tabular-data-package",
        "name": "acme-2025-h1",
        "title": "Requests of authorities",
        "version": "2",
        "created": "2026-01-15T09:00:00Z",
        "resources": [
            {
                "name": "requests",
                "title": "Requests by country",
                "path": "requests.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "schema": {
                    "fields": [
                        {"name": "period", "type": "string"},
                        {"name": "country", "type": "string", "description": "ISO 3166-1, or other"},
                        {
                            "name": "received",
                            "type": "integer",
                            "description": "Requests that came in",
                            "unit": "requests",
                        },
                    ],
                    "missingValues": [""],
                    "primaryKey": ["period", "country"],
                },
            }
        ],
    }


def test_same_tables_give_the_same_bytes():
    assert a_package().files() == a_package().files()
    assert a_package().as_json() == a_package().as_json()


def test_json_has_a_row_as_an_object_and_what_is_blank_as_null():
    assert json.loads(a_package().as_json())["tables"]["requests"]["rows"] == [
        {"period": "2025-H1", "country": "NL", "received": 12},
        {"period": "2025-H1", "country": "other", "received": None},
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a\r\n=1", 'x,"=1', "＝1"])
def test_text_that_a_program_could_run_is_neutralised_in_csv_and_comes_back_whole(text):
    data = a_package(rows=[("2025-H1", text, 1)]).files()["requests.csv"]

    cells = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert text not in cells[1]
    assert read_csv(data).rows == [["2025-H1", text, "1"]]


def test_table_that_counts_in_two_units_is_refused():
    with pytest.raises(UnitsMixed, match="“requests” counts in accounts, requests: give each unit a table of its own"):
        a_package(columns=(COLUMNS[0], Column("notified", "integer", unit="accounts"), COLUMNS[2]))
