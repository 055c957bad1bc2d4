"""Government requests in the admin."""

from . import reports

__all__ = ["reports"]
