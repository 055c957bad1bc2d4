"""Reading lists as companies publish them: cells and columns of any shape, entries, and what changed between versions.

Pure functions and plain values: nothing here knows the database.
"""

from .qualified import (
    HEADERS,
    ReadPlace,
    UnknownPlace,
    column_of,
    country_code,
    country_codes,
    read_places,
    read_qualifier,
    tidy,
)

__all__ = [
    "HEADERS",
    "ReadPlace",
    "UnknownPlace",
    "column_of",
    "country_code",
    "country_codes",
    "read_places",
    "read_qualifier",
    "tidy",
]
