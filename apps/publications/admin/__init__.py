"""What the public reads, and who is told, in the admin."""

from . import versions

__all__ = ["versions"]
