"""What staff see of publications."""

from . import announcements, subscribers, terms, versions

__all__ = [
    "announcements",
    "subscribers",
    "terms",
    "versions",
]
