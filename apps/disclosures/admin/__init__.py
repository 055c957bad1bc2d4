"""The desk of government requests."""

from . import reports

__all__ = ["reports"]
