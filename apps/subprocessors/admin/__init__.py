"""The register in the admin."""

from . import listings, lists, parties, transfers, vetting

__all__ = ["listings", "lists", "parties", "transfers", "vetting"]
