"""Data subject requests in the admin."""

from . import canned, identity_documents, tasks, teams, tickets

__all__ = ["canned", "identity_documents", "tasks", "teams", "tickets"]
