"""The admin of data subject requests: a file per group of records."""

from . import api, filings, tickets

__all__ = ["api", "filings", "tickets"]
