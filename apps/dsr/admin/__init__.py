"""Data subject requests in the admin."""

from . import teams, tickets

__all__ = ["teams", "tickets"]
