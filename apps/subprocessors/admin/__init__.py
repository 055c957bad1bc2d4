"""The register in the admin."""

from . import listings, parties, transfers, vetting

__all__ = ["listings", "parties", "transfers", "vetting"]
