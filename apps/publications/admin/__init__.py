"""The admin of what is published and told."""

from . import announcements, terms

__all__ = ["announcements", "terms"]
