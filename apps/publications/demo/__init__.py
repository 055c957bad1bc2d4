"""What the demo company publishes, and whom it tells of changes."""

from . import announcements, statements
from .announcements import announce

DEMO = [announcements.load, statements.load]

__all__ = ["DEMO", "announce"]
