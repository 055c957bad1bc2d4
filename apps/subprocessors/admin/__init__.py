"""The register in the admin."""

from . import changes, listings, lists, objections, parties, transfers, vetting

__all__ = ["changes", "listings", "lists", "objections", "parties", "transfers", "vetting"]
