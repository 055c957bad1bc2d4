"""The register in the admin."""

from . import changes, listings, lists, parties, transfers, vetting

__all__ = ["changes", "listings", "lists", "parties", "transfers", "vetting"]
