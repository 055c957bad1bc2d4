"""The register in the admin."""

from . import listings, parties

__all__ = ["listings", "parties"]
