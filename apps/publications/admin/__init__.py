"""What staff see of publications."""

from . import subscribers

__all__ = ["subscribers"]
