"""Reads of what was published: the kinds of documents, and which version was in effect when."""

from .versions import (
    SHOWN_AT_ONCE,
    as_of,
    differences_of,
    document_at,
    document_of,
    documents,
    in_effect,
    in_effect_everywhere,
    newest,
    versions_of,
    with_differences,
)

__all__ = [
    "SHOWN_AT_ONCE",
    "as_of",
    "differences_of",
    "document_at",
    "document_of",
    "documents",
    "in_effect",
    "in_effect_everywhere",
    "newest",
    "versions_of",
    "with_differences",
]
