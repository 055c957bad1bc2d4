"""What staff see of publications."""

from . import announcements, subscribers, terms

__all__ = [
    "announcements",
    "subscribers",
    "terms",
]
