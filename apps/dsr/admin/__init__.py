"""Data subject requests in the admin."""

from . import api, canned, filings, identity_documents, tasks, teams, tickets

__all__ = ["api", "canned", "filings", "identity_documents", "tasks", "teams", "tickets"]
