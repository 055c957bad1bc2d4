"""What is published and told, in the admin."""

from . import announcements

__all__ = ["announcements"]
