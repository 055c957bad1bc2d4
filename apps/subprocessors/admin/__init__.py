"""The register in the admin."""

from . import listings, lists, parties

__all__ = ["listings", "lists", "parties"]
