"""Requests of data subjects in the admin."""

from . import canned, identity_documents, tasks

__all__ = ["canned", "identity_documents", "tasks"]
